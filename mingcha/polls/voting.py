"""What the voting page shows: the poll in one language, and the words its script speaks."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from mingcha.core.ballot import (
    BLANK,
    GRADES,
    MOST_REMARK,
    SALT_LENGTH,
    UNKNOWN,
    Group,
    Paper,
    asked_of,
)
from mingcha.core.ticket import Drawn, ballot_key, read_code, ticket_digest
from mingcha.polls.models import Ballot, Poll, Ticket
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
        said["data"] = data(poll, tongue)
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
    paper, english = paper_of(poll), tongue == "en"
    place = {code: n for n, code in enumerate(paper.organs)}
    return {
        "poll": poll.code,
        "box": f"/box/{poll.code}/",
        "home": f"/vote/{poll.code}/",
        "lang": tongue,
        "organs": [[organ["code"], _said(organ, "name", english)] for organ in poll.organs],
        "questions": [_said(question, "text", english) for question in poll.questions],
        "grades": [_said(grade, "text", english) for grade in poll.grades],
        "groups": {g.code: [place[c] for c in g.recused if c in place] for g in paper.groups},
        "block": paper.block,
        "contact": paper.contact_first,
        "drawn": paper.drawn,
        "keys": dict(poll.keys.values_list("group", "modulus")) if paper.blind else {},
        "most": MOST_REMARK,
        "words": words(),
    }


def _said(thing: dict[str, Any], name: str, english: bool) -> str:  # noqa: FBT001
    return str((english and thing.get(f"{name}_en")) or thing[name])


def paper_of(poll: Poll) -> Paper:
    """The paper of a poll."""
    return Paper(
        poll.code,
        tuple(organ["code"] for organ in poll.organs),
        tuple(question["code"] for question in poll.questions),
        len(poll.grades),
        tuple(Group(g["code"], tuple(g.get("recused", ()))) for g in poll.groups),
        block=poll.block,
        contact_first=poll.contact_first,
        drawn=poll.drawn,
        blind=poll.blind,
    )


def group_of(poll: Poll, typed: str) -> tuple[str, Group | None]:
    """A typed code as it is kept, and the group it is of; None if it is no ticket of this poll.

    Raises:
        Refusal: if the code is mistyped.
    """
    code = read_code(typed)
    digest = ticket_digest(poll.code, code)
    found = Ticket.objects.filter(digest=digest, poll=poll.code).values_list("group", flat=True)
    return code, paper_of(poll).group(found.first() or "")


def form(poll: Poll, code: str, group: Group, tongue: str) -> dict[str, Any]:
    """One ticket's paper as one long form, for a phone that runs no script."""
    paper, english = paper_of(poll), tongue == "en"
    asked = sorted(asked_of(paper, ballot_key(poll.code, Drawn(code)), group))
    grades = list(zip(GRADES, (_said(grade, "text", english) for grade in poll.grades), strict=False))
    return {
        "code": code,
        "salt": urlsafe_b64encode(secrets.token_bytes(SALT_LENGTH)).rstrip(b"=").decode(),
        "asked": [(n, _said(poll.organs[n], "name", english)) for n in asked],
        "questions": [(n, _said(q, "text", english)) for n, q in enumerate(poll.questions)],
        "grades": grades,
        "unknown": UNKNOWN,
        "blank": BLANK,
        "most": MOST_REMARK,
    }


def receipts_beginning(poll: Poll, prefix: str) -> list[str]:
    """The published receipts that begin so. Only of a counted poll: before, there is no list."""
    return [receipt for receipt in _receipts(poll.code, poll.root) if receipt.startswith(prefix)]


@lru_cache(maxsize=8)
def _receipts(code: str, root: str) -> tuple[str, ...]:  # noqa: ARG001 -- fixed with the root
    sealed = Ballot.objects.filter(poll=code).values_list("sealed", flat=True)
    return tuple(sorted(hashlib.sha256(bytes(one)).hexdigest() for one in sealed))
