"""A poll's paper as `core.ballot` knows it, with its words, and what is fixed of it as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from mingcha.core.ballot import Group, Paper
from mingcha.core.steps import canonical
from mingcha.polls.models import Poll

Words = dict[str, Any]


def paper_of(poll: Poll) -> Paper:
    """What is asked, by codes alone: the form the box, the count and the verifier know."""
    return Paper(
        poll=poll.code,
        organs=tuple(organ["code"] for organ in poll.organs),
        questions=tuple(question["code"] for question in poll.questions),
        grades=len(poll.grades),
        groups=tuple(Group(g["code"], tuple(g.get("recused", ()))) for g in poll.groups),
        block=poll.block,
        contact_first=poll.contact_first,
        drawn=poll.drawn,
        blind=poll.blind,
    )


def points_of(poll: Poll) -> tuple[str, ...]:
    """What each grade is worth, the best first, as text; nothing where the poll has no scale."""
    points = tuple(str(grade.get("points", "")) for grade in poll.grades)
    return points if all(points) else ()


def words_of(poll: Poll) -> Words:
    """The paper's words: title, organs, questions, grades and groups, in both languages."""
    return {
        "number": poll.number,
        "title": poll.title,
        "organs": poll.organs,
        "questions": poll.questions,
        "grades": poll.grades,
        "groups": [{k: v for k, v in group.items() if k != "recused"} for group in poll.groups],
        "rehearsal": poll.rehearsal,
    }


def paper_digest(poll: Poll) -> str:
    """SHA-256 of the paper's canonical JSON: what is read out before the poll."""
    return hashlib.sha256(canonical(paper_of(poll).as_dict()).encode()).hexdigest()


def named(code: str, rows: Sequence[Mapping[str, Any]], language: str) -> str:
    """The name of an organ, question or group in the reader's language; its code if it has none."""
    for row in rows:
        if row["code"] == code:
            return in_language(row, language)
    return code


def in_language(row: Mapping[str, Any], language: str) -> str:
    """The Chinese or the English words of an entry, whichever there are."""
    main = row.get("name") or row.get("text") or ""
    english = row.get("name_en") or row.get("text_en") or ""
    found = english if language.startswith("en") and english else main
    return str(found or row.get("code", ""))
