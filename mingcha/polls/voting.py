"""What the voting page shows: the poll in one language, and the words its script speaks."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import json_script

from mingcha.core.ballot import (
    BLANK,
    GRADES,
    MOST_REMARK,
    SALT_LENGTH,
    UNKNOWN,
    Group,
    asked_of,
)
from mingcha.core.ticket import Drawn, ballot_key, read_code, ticket_digest
from mingcha.polls import queries, record
from mingcha.polls.models import Elector, Poll, Ticket
from mingcha.polls.refusals import NO_ELECTOR
from mingcha.polls.spoken import words

S = Poll.State
SOON, OPEN, CLOSED, COUNTED, VOID = "soon", "open", "closed", "counted", "void"
STANDS: Final[dict[str, str]] = {  # a poll that is being prepared is nobody's business yet
    S.FROZEN: SOON,
    S.OPEN: OPEN,
    S.PAPER: CLOSED,
    S.CLOSED: CLOSED,
    S.COUNTED: COUNTED,
    S.PUBLISHED: COUNTED,
    S.VOID: VOID,
}
LEAST_PREFIX: Final = 8  # characters of a receipt that find it


class Short(json.JSONEncoder):
    """JSON in few bytes: three for a Chinese character, not six."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more | {"ensure_ascii": False, "separators": (",", ":")})


def stands(code: str) -> tuple[str, bool] | None:
    """How a poll stands for those who vote, and whether it is a rehearsal; None if there is none.

    It is the one question that each look at the page asks of the database.
    """
    found = Poll.objects.filter(code=code).values_list("state", "rehearsal").first()
    return (STANDS[found[0]], found[1]) if found and found[0] in STANDS else None


@lru_cache(maxsize=256)
def page(code: str, tongue: str, state: str, rehearsal: bool) -> tuple[bytes, str]:  # noqa: FBT001
    """The page's bytes and their tag: made once for each poll, language and state."""
    poll = Poll.objects.get(code=code)
    with translation.override(tongue):
        body = render("vote.html", poll, tongue, state=state, rehearsal=rehearsal).encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def render(name: str, poll: Poll | None, tongue: str, **more: Any) -> str:
    """A page of the voting hall: no request, so nothing of whoever asks can get into it."""
    english = tongue == "en"
    said = {"poll": poll, "city": settings.CITY, "LANG": tongue, "english": english}
    said["home"] = f"/vote/{poll.code}/" if poll else "/v/"
    said["language"] = "?l=en" if english else ""
    said["rehearsal"] = poll is not None and poll.rehearsal
    said["style"], said["script"] = _file("polls/vote.css"), _file("polls/vote.js")
    said["blind_script"] = _file("polls/blind.js")
    if more.get("state") == OPEN and poll is not None:
        said["data"] = json_script(data(poll, tongue), "poll", Short)
    return render_to_string(f"polls/{name}", said | more)


@cache
def _file(name: str) -> str:
    """A file's address with its fingerprint, so that a phone keeps it and never an old one."""
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    print_ = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8]
    return f"{settings.STATIC_URL}{name}?v={print_}"


def data(poll: Poll, tongue: str) -> dict[str, Any]:
    """All that the script knows of the poll; no secret is in it."""
    paper = record.paper_of(poll)
    place = {code: n for n, code in enumerate(paper.organs)}
    return {
        "poll": poll.code,
        "lang": tongue,
        "codes": list(paper.organs),
        "names": [record.in_language(organ, tongue) for organ in poll.organs],
        "questions": [record.in_language(question, tongue) for question in poll.questions],
        "grades": [record.in_language(grade, tongue) for grade in poll.grades],
        "recused": {g.code: [place[c] for c in g.recused] for g in paper.groups if g.recused},
        "block": paper.block,
        "contact": paper.contact_first,
        "drawn": paper.drawn,
        "keys": _keys(poll) if paper.blind else {},
        "most": MOST_REMARK,
        "words": words(),
    }


def _keys(poll: Poll) -> dict[str, str]:
    rows = poll.keys.values_list("group", "modulus")
    return {group: _base64(bytes.fromhex(modulus)) for group, modulus in rows}


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def group_of(poll: Poll, typed: str) -> tuple[str, Group | None]:
    """A typed code as it is kept, and the group it is of; None if it is no ticket of this poll.

    Raises:
        Refusal: if the code is mistyped.
    """
    code = read_code(typed)
    digest = ticket_digest(poll.code, code)
    found = Ticket.objects.filter(digest=digest, poll=poll.code).values_list("group", flat=True)
    return code, record.paper_of(poll).group(found.first() or "")


def form(poll: Poll, code: str, group: Group, tongue: str) -> dict[str, Any]:
    """One ticket's paper as one long form, for a phone that runs no script."""
    paper = record.paper_of(poll)
    asked = sorted(asked_of(paper, ballot_key(poll.code, Drawn(code)), group))
    grades = list(
        zip(GRADES, (record.in_language(grade, tongue) for grade in poll.grades), strict=False)
    )
    return {
        "code": code,
        "salt": _base64(secrets.token_bytes(SALT_LENGTH)),
        "asked": [(n, record.in_language(poll.organs[n], tongue)) for n in asked],
        "questions": [(n, record.in_language(q, tongue)) for n, q in enumerate(poll.questions)],
        "grades": grades,
        "unknown": UNKNOWN,
        "blank": BLANK,
        "most": MOST_REMARK,
    }


def invited_group(poll: Poll, invitation: str) -> str:
    """The group whose key signs for this invitation; the phone must know it before it blinds.

    Raises:
        Refusal: if the invitation opens no ticket of this poll.
    """
    digest = queries.invitation_digest(poll.code, invitation)
    rows = Elector.objects.filter(poll=poll, invitation=digest).values_list("group", flat=True)
    if (group := rows.first()) is None:
        raise NO_ELECTOR()
    return str(group)
