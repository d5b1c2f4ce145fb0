"""What stands on a card and in a hall: codes of invitations, seats as people write them."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.crypto import salted_hmac

from mingcha.meetings.models import Group, Invitation

CODE = re.compile(r"[A-Z2-7]{16}")
SEAT = re.compile(r"(\d{1,3})\s*[-排行]\s*(\d{1,3})\s*[座号列]?")
MOST_IN_A_ROW = 1000
ENGLISH = {
    Group.DEPUTY: "People's deputies",
    Group.CPPCC: "CPPCC members",
    Group.SUPERVISOR: "Lay supervisors",
    Group.ENTERPRISE: "Enterprises",
    Group.CITIZEN: "Citizens",
    Group.GRASSROOTS: "Grass-roots units",
    Group.LEADER: "City leaders",
    Group.PEER: "Staff of organs",
    Group.GUEST: "Others present",
}
CHINESE = {
    Group.DEPUTY: "人大代表",
    Group.CPPCC: "政协委员",
    Group.SUPERVISOR: "行风监督员",
    Group.ENTERPRISE: "企业代表",
    Group.CITIZEN: "群众代表",
    Group.GRASSROOTS: "基层单位",
    Group.LEADER: "市领导",
    Group.PEER: "机关干部",
    Group.GUEST: "列席人员",
}


def groups_of(codes: Iterable[str]) -> list[dict[str, str]]:
    """The groups as a meeting, and later a poll, keeps them: code and name in both languages."""
    chosen = [Group(code) for code in dict.fromkeys(codes)]
    return [{"code": str(g), "name": CHINESE[g], "name_en": ENGLISH[g]} for g in chosen]


def code_of(key: str) -> str:
    """The code on a card: sixteen characters that only this installation can make from the key."""
    made = salted_hmac("mingcha.meetings.card", key, algorithm="sha256").digest()
    return base64.b32encode(made[:10]).decode()


def digest_of(code: str) -> str:
    """By which a card is recognised."""
    return hashlib.sha256(f"mingcha card\0{code}".encode()).hexdigest()


def code_in(text: str) -> str | None:
    """The code in what a scanner typed: the bare code, or the address it stands in."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("/").rpartition("/")[2].upper()
    return plain if CODE.fullmatch(plain) else None


def seat_in(text: str) -> tuple[int, int] | None:
    """Row and seat in 3-12, 3排12座 or 第3排12号; None where it names no seat."""
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("第").replace("第", "")
    found = SEAT.fullmatch(plain)
    if found is None or not int(found[1]) or not int(found[2]):
        return None
    return int(found[1]), int(found[2])


def seated(row: int, number: int) -> dict[str, object]:
    """The fields of an invitation that has this seat."""
    return {"seat": f"{row}-{number}", "place_in_hall": row * MOST_IN_A_ROW + number}


def blocks(
    people: Sequence[Invitation], order: Sequence[str], *, in_a_row: int, first_row: int = 1
) -> Iterator[tuple[Invitation, int, int]]:
    """Each person with row and seat: group after group, each group from a new row on.

    People of one body sit beside each other. Whoever stays without a group of the order is left
    standing, which no meeting allows.
    """
    row = first_row
    by_group: Mapping[str, list[Invitation]] = {code: [] for code in order}
    for one in people:
        by_group[one.group].append(one)
    for code in order:
        few = sorted(by_group[code], key=lambda one: (one.body, one.name, one.pk))
        for n, one in enumerate(few):
            yield one, row + n // in_a_row, n % in_a_row + 1
        row += -(-len(few) // in_a_row)


def shown_counts(counts: Mapping[str, int], *, least: int) -> dict[str, int | None]:
    """Numbers by group for those who need not know small ones; None is hidden.

    So many are hidden together that what is left out of the total is never itself small.

    >>> shown_counts({"deputy": 200, "leader": 4, "cppcc": 30}, least=10)
    {'deputy': 200, 'leader': None, 'cppcc': None}
    """
    hidden = {code for code, n in counts.items() if 0 < n < least}
    rest = sorted((n, code) for code, n in counts.items() if code not in hidden and n)
    while hidden and rest and sum(counts[code] for code in hidden) < least:
        hidden.add(rest.pop(0)[1])
    return {code: None if code in hidden else n for code, n in counts.items()}
