"""How a bulletin is shown: its facts, steps, hearings, its paper as a page, pictures and files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.bulletins import doors, queries
from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.record import paper
from mingcha.bulletins.render import Block, Content, Table, wording
from mingcha.foundation import time
from mingcha.foundation.clockface import due_part, face
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story

S = Issue.State
N = Named.State
TONES: dict[str, str] = {
    S.TOLD: "attention",
    S.APPROVED: "good",
    S.PUBLISHED: "good",
    S.CORRECTED: "withheld",
    S.WITHDRAWN: "withheld",
}
NAMED_TONES: dict[str, str] = {
    N.TOLD: "attention",
    N.DISPUTED: "attention",
    N.ACCEPTED: "good",
    N.RULED: "good",
    N.LAPSED: "neutral",
    N.LEFT_OUT: "withheld",
}
FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}
ACTS = {
    "compose": gettext_lazy("Composed from the figures of the period"),
    "correct": gettext_lazy("Corrected by a later one"),
    "keep_print": gettext_lazy("Print kept as evidence"),
}


def last_quarter() -> dict[str, Any]:
    """The last whole quarter before today, which a bulletin is mostly about."""
    today = time.today()
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    until = first - timedelta(1)
    return {"since": date(until.year, until.month - 2, 1), "until": until}


def tag(issue: Issue) -> dict[str, Any]:
    """The state as word, shape and colour."""
    return state_tag(issue, TONES)


def _period(issue: Issue) -> str:
    """From when to when; neither day breaks across lines."""
    words = '<span class="num">{}</span> – <span class="num">{}</span>'
    return format_html(words, issue.since, issue.until)


def facts(issue: Issue) -> list[dict[str, Any]]:
    """Period, kind, readers, and the day as of which the figures stand."""
    return [
        {"label": _("Period"), "value": _period(issue)},
        {"label": _("Kind"), "value": issue.get_purpose_display()},
        {"label": _("Readers"), "value": issue.get_scope_display()},
        {"label": _("Figures as of"), "value": issue.composed_on, "note": _("frozen since")},
    ]


def steps(issue: Issue) -> dict[str, Any]:
    """How far the bulletin is on its way out."""
    heard = queries.heard(issue)
    told, approved = issue.state in {S.TOLD, S.APPROVED}, issue.state == S.APPROVED
    all_heard = told and heard.waiting == 0
    done = [True, told, all_heard, approved, False]
    labels = [
        (_("Compose"), issue.composer.name),
        (_("Tell those named"), _("{n} organs").format(n=heard.total)),
        (
            _("Everybody heard"),
            _("{n} of {all}").format(n=heard.total - heard.waiting, all=heard.total),
        ),
        (_("Approved by a leader"), issue.approver.name if issue.approver else ""),
        (_("Publish"), _("number, digest, journal head")),
    ]
    now = done.index(False)
    marks = ["done" if ok else "current" if n == now else "waiting" for n, ok in enumerate(done)]
    rows = [
        {"label": label, "note": note, "state": mark}
        for (label, note), mark in zip(labels, marks, strict=True)
    ]
    return {"title": _("On its way"), "steps": rows}


def hearings(issue: Issue, person: Any, *, drafts: bool) -> list[dict[str, Any]]:
    """Each organ named with its passage, what it says, the ruling, and what can be done."""
    named = list(queries.named_in(issue, person))
    for one in named:
        one.issue = issue
    return [
        {
            "named": one,
            "state": state_tag(one, NAMED_TONES),
            "tone": one.get_tone_display(),
            "clock": None if drafts or one.state != N.TOLD else face(one.clock, on=time.today()),
            "due": due_part(one.clock, on=time.today()) if one.state == N.TOLD else None,
            "acts": doors.NAMED_ORGANS.buttons(one, person) if issue.state != S.WITHDRAWN else [],
            "gone": not one.stands,
        }
        for one in named
    ]


def events(issue: Issue) -> list[dict[str, Any]]:
    """What was done to the bulletin, oldest first."""
    labels = {act: doing.label for act, doing in doors.ISSUES.doings.items()}
    return story(issue, {**labels, **ACTS}, words=("reason", "digest"))


def document(issue: Issue) -> dict[str, Any]:
    """The paper as a page: the same words in the same order as the print."""
    content = paper.content(issue)
    return {
        "mark": content.mark,
        "number": content.number,
        "title": content.title,
        "addressed": wording.addressed(content),
        "body": list(_blocks(content.body)),
        "annexes": [
            {
                "n": n if len(content.annexes) > 1 else "",
                "title": a.title,
                "body": list(_blocks(a.body)),
            }
            for n, a in enumerate(content.annexes, 1)
        ],
        "organ": content.organ,
        "day": wording.written(content.date),
        "note": content.note,
        "copied": wording.copied(content),
        "printed_by": content.printed_by,
        "printed_day": wording.written(content.printed_on) if content.printed_on else "",
        "proof": content.proof,
    }


def _blocks(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    for block, number in wording.numbered(blocks):
        said: dict[str, Any] = {"kind": block.block, "number": number, "block": block}
        if isinstance(block, Table):
            said["header"] = list(zip(block.header, block.alignment, strict=True))
            said["rows"] = _rows(block)
        yield said


def _rows(block: Table) -> SafeString:
    """An annex holds thousands of cells, so no template loops over them; each is escaped once."""
    cells = "".join(f'<td class="{escape(align)}">{{}}</td>' for align in block.alignment)
    row_of = f"<tr>{cells}</tr>".format
    return mark_safe("".join(row_of(*map(escape, row)) for row in block.rows))  # noqa: S308


def files(name: str, issue: Issue) -> list[dict[str, str]]:
    """Where the paper can be downloaded."""
    labels = {"pdf": "PDF", "docx": _("Word document"), "json": _("Canonical text (for checking)")}
    return [
        {"label": label, "url": reverse(name, args=[issue.pk, form])}
        for form, label in labels.items()
    ]


def file(issue: Issue, form: str) -> HttpResponse:
    """The paper made from its frozen content: the same bytes as the kept print."""
    return download(paper.content(issue), form, issue.doc_number or issue.number)


def download(content: Content, form: str, name: str) -> HttpResponse:
    """A document as a file under its number."""
    if form not in FORMS:
        raise Http404
    from mingcha.bulletins.render import press

    made = {"pdf": press.pdf, "docx": press.docx, "json": Content.canonical}[form](content)
    answer = HttpResponse(made, content_type=FORMS[form])
    shown_as = "inline" if form == "pdf" else "attachment"
    quoted = escape_uri_path(f"{name}.{form}")
    answer["Content-Disposition"] = f"{shown_as}; filename*=UTF-8''{quoted}"
    return answer


def pages(issue: Issue) -> list[bytes]:
    """The pages as pictures."""
    return _pictures(json.dumps(issue.content, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=8)  # a preview asks for its pages one by one
def _pictures(kept: str) -> list[bytes]:
    from mingcha.bulletins.render.press import images

    plain: Mapping[str, Any] = json.loads(kept)
    return images(Content.from_dict(plain))


def picture(issue: Issue, n: int) -> HttpResponse:
    """The n-th page as a picture."""
    made = pages(issue)
    if not 1 <= n <= len(made):
        raise Http404
    answer = HttpResponse(made[n - 1], content_type="image/png")
    answer["Cache-Control"] = "private, max-age=60"
    return answer
