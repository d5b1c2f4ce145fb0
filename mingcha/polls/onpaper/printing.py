"""Paper ballots as pages to print: one ticket each, its code on every page, corners that speak."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
from django.utils import translation
from django.utils.translation import gettext as _

from mingcha.core.ballot import Paper, asked_of
from mingcha.core.ticket import Drawn, ballot_key, spoken
from mingcha.foundation.printing import printed, qr
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import layout

LAYOUT = Path(__file__).with_name("sheet.typ")
MARKS = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_250)


@dataclass(frozen=True)
class Words:
    """The paper in words: what stands beside the codes."""

    title: str
    organs: Sequence[str]
    questions: Sequence[str]
    grades: Sequence[str]
    groups: Mapping[str, str] = field(default_factory=dict)
    rehearsal: bool = False


def words_of(poll: Poll) -> Words:
    """The words of a poll's paper in Chinese, as they are printed."""
    return Words(
        poll.title,
        [row["name"] for row in poll.organs],
        [row["text"] for row in poll.questions],
        [row["text"] for row in poll.grades],
        {row["code"]: row["name"] for row in poll.groups},
        poll.rehearsal,
    )


def ballots_pdf(paper: Paper, words: Words, codes: Iterable[tuple[str, str]], *, on: date) -> bytes:
    """Ballots to print, one for each (code, group): the codes are nowhere else."""
    ballots = [_ballot(paper, words, code, group) for code, group in codes]
    with translation.override("zh-hans"):  # as the words of the paper, whoever prints it
        told = _told(paper, words)
    return printed(LAYOUT, told | {"ballots": ballots}, on=on)


def _told(paper: Paper, words: Words) -> dict[str, Any]:
    heads = [*words.grades, _("Don't know")]
    heads += [_("No dealings")] if paper.contact_first else []
    how = _(
        "Fill the oval that says what you think, whole and dark: one in each row. Leave a row "
        "empty if you wish. Do not write your name. Your mark cannot be traced to you."
    )
    return {
        "title": words.title,
        "heads": heads,
        "how": how,
        "group_word": _("Group: "),
        "page_word": _("Page"),
        "rehearsal": _("REHEARSAL - not counted") if words.rehearsal else "",
        "told_word": _("I was told what to say"),
        "told_at": layout.TOLD,
        "oval": layout.OVAL,
        "step": layout.STEP,
        "row": layout.ROW,
        "top": layout.TOP,
        "column": layout.COLUMN,
        "corners": layout.CORNERS,
        "mark": layout.MARK_SIZE,
        "code": layout.CODE_BOX,
    }


def _ballot(paper: Paper, words: Words, code: str, group: str) -> dict[str, Any]:
    named = paper.group(group)
    if named is None:
        raise ValueError(f"the paper knows no group {group}")
    asked = sorted(asked_of(paper, ballot_key(paper.poll, Drawn(code)), named))
    pages = [_page(page, words) for page in layout.pages(paper, asked)]
    return {
        "pages": pages,
        "group": words.groups.get(group, group),
        "spoken": spoken(code),
        "qr": list(_qr(code)),
    }


def _page(page: layout.Page, words: Words) -> dict[str, Any]:
    rows = [
        {
            "x": row.x,
            "y": row.y,
            "question": row.question,
            "label": _label(row, words),
            "ovals": [(oval.x, oval.y) for oval in row.ovals],
        }
        for row in page.rows
    ]
    corners = [list(corner_mark(layout.corner_id(page.number, n))) for n in range(4)]
    plain = {"number": page.number, "last": page.last, "columns": page.columns}
    return plain | {"rows": rows, "corners": corners}


def _label(row: layout.Row, words: Words) -> str:
    if row.question is None or len(words.questions) == 1:
        return words.organs[row.organ]
    return words.questions[row.question]


@lru_cache(maxsize=4 * layout.PAGES)
def corner_mark(number: int) -> bytes:
    """One corner mark as PNG: a square code that is read even when turned or dirty."""
    done, png = cv2.imencode(".png", cv2.aruco.generateImageMarker(MARKS, number, 6))
    assert done
    return png.tobytes()


def _qr(code: str) -> bytes:
    out = io.BytesIO()
    qr(code).save(out, kind="svg", border=2)
    return out.getvalue()
