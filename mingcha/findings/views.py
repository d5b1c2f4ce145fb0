"""Pages on findings: the list, one finding with its whole chain, its letter, its acts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.evidence import queries as pieces
from mingcha.findings import doors, queries
from mingcha.findings.models import Finding
from mingcha.findings.rules import SEVERITIES
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.foundation.story import by_name, story
from mingcha.norms.models import FailureKind
from mingcha.organs.models import Unit
from mingcha.rectification.models import Order

S = Finding.State
TONES: dict[str, str] = {
    S.PROPOSED: "attention",
    S.FED_BACK: "neutral",
    S.ANSWERED: "attention",
    S.CONFIRMED: "good",
    S.WITHDRAWN: "withheld",
    S.TRANSFERRED: "withheld",
}
GRADES = {0: gettext_lazy("Praise"), **dict(SEVERITIES)}
OVER = {S.WITHDRAWN, S.TRANSFERRED}  # nothing can be done to it any more
UNBROKEN = "\N{NON-BREAKING HYPHEN}"  # a day stays on one line
MASKED = gettext_lazy("the visiting-inspection centre")


def _tag(finding: Finding) -> dict[str, Any]:
    # Not `get_state_display`, which puts all states into words for every row of a list.
    state = S(finding.state)
    return {"code": finding.state, "label": state.label, "tone": TONES[state]}


def _due(finding: Finding) -> dict[str, Any]:
    running = finding.state in queries.UNDECIDED
    due = clockface.due_part(finding.clock, on=time.today()) if running else None
    if due is None or finding.clock is None:
        return text("")
    return {"due": due, "note": Clock.Side(finding.clock.side).label}


def _order(finding: Finding) -> dict[str, Any]:
    if finding.order is None:
        return text("")
    url = f"/n/{finding.order.number}/"
    return {
        "text": finding.order.number,
        "url": url,
        "note": Order.State(finding.order.state).label,
    }


def _grade(finding: Finding) -> dict[str, Any]:
    note = _("recurs") if finding.recurs_id else ""
    return {"text": GRADES.get(finding.severity, finding.severity), "note": note}


def _late(found: QuerySet[Finding], code: str) -> QuerySet[Finding]:
    return queries.late(found, on=time.today())


LISTING = Listing(
    name="findings",
    caption=gettext_lazy("Findings"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda f: text(f.number), sort="number"),
        Column(
            "organ",
            gettext_lazy("Organ"),
            lambda f: {"text": f.organ.name, "note": f.office.name if f.office else ""},
            plain=lambda f: f"{f.organ.name} {f.office.name if f.office else ''}".strip(),
            sort="organ__code",
        ),
        Column("norm", gettext_lazy("Norm"), lambda f: text(str(f.norm)), sort="norm__code"),
        Column("severity", gettext_lazy("Severity"), _grade, sort="severity"),
        Column(
            "seen",
            gettext_lazy("Seen on"),
            lambda f: text(f.happened_on.isoformat().replace("-", UNBROKEN)),
            plain=lambda f: f.happened_on,
            sort="happened_on",
        ),
        Column("state", gettext_lazy("State"), lambda f: {"state": _tag(f)}, sort="state"),
        Column("due", gettext_lazy("Whose turn, until when"), _due, sort="clock__due_on"),
        Column("order", gettext_lazy("Order"), _order, sort="order__number"),
    ),
    url=lambda f: reverse("findings:finding", args=[f.pk]),
    empty={
        "title": gettext_lazy("No finding here"),
        "text": gettext_lazy(
            "Findings come from verified visits. Take a filter away, or verify a visit."
        ),
    },
    filters=(
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
        Filter(
            "failure",
            gettext_lazy("Failure"),
            lambda: FailureKind.choices,
            lambda q, c: q.filter(failure_kind=c),
        ),
        Filter(
            "severity",
            gettext_lazy("Severity"),
            lambda: [(str(code), words) for code, words in SEVERITIES],
            lambda q, c: q.filter(severity=int(c)),
        ),
        Filter(
            "class",
            gettext_lazy("Class"),
            lambda: Unit.Kind.choices,
            lambda q, c: q.filter(organ__kind=c),
        ),
        Filter(
            "stance",
            gettext_lazy("The organ"),
            lambda: Finding.Stance.choices,
            lambda q, c: q.filter(stance=c),
        ),
        Filter("late", gettext_lazy("Time"), lambda: [("1", _("Overdue"))], _late),
    ),
)


@login_required
@require_GET
def findings(request: HttpRequest) -> HttpResponse:
    """All findings this person may see; the filters stay in the address."""
    found = queries.visible_to(request.user)
    return LISTING.answer(request, found, "findings/findings.html")


@login_required
@require_GET
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with its whole chain, both ways."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    named = queries.knows_who_came(request.user, one)
    undecided = one.state in queries.UNDECIDED
    context = {
        "organs_path": _path(one),
        "finding": one,
        "state": _tag(one),
        "facts": _facts(one),
        "clock": clockface.face(one.clock, on=time.today()) if undecided else None,
        "named": named,
        "finders": one.finders.all() if named else (),
        "evidence": pieces.strip(one.evidence.all(), request.user) if named else (),
        "kept": one.evidence.count(),
        "proof": pieces.strip(one.reply_proof.all(), request.user),
        "silent": one.state == S.ANSWERED and not one.stance,
        "events": story(one, doors.DONE, who=by_name if named else _masked(one)),
        "acts": [] if one.state in OVER else doors.of(one).buttons(one, request.user),
    }
    return render(request, "findings/finding.html", context)


@login_required
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The feedback letter as a paper to be printed."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not one.letter:
        raise Http404
    paragraphs = [part.split("\n") for part in one.letter.split("\n\n")]
    return render(request, "findings/letter.html", {"finding": one, "paragraphs": paragraphs})


@login_required
def finding_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on one finding; its forms know what is on record."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return act_page(doors.of(one))(request, pk, act)


def _path(finding: Finding) -> list[dict[str, Any]]:
    organ = reverse("organs:organ", args=[finding.organ_id])
    return [
        {"label": _("Findings"), "url": reverse("findings:findings")},
        {"label": finding.organ.name, "url": organ},
    ]


def _masked(finding: Finding) -> Any:
    """Of a covert visit nobody of the centre is named, only the organ's own people."""

    def who(entry: JournalEntry) -> str:
        own = entry.by is not None and entry.by.organ_id == finding.organ_id
        return by_name(entry) if own or entry.by is None else str(MASKED)

    return who


def _facts(finding: Finding) -> list[dict[str, Any]]:
    office = finding.office.name if finding.office else ""
    raised = _("recurs: {number}").format(number=finding.recurs.number) if finding.recurs else ""
    organ = reverse("organs:organ", args=[finding.organ_id])
    grade = GRADES.get(finding.severity, finding.severity)
    return [
        {"label": _("Organ"), "value": finding.organ.name, "note": office, "url": organ},
        {"label": _("Norm"), "value": str(finding.norm), "note": finding.norm.basis},
        {"label": _("Failure"), "value": finding.get_failure_kind_display()},
        {"label": _("Severity"), "value": grade, "note": raised},
        {"label": _("Seen on"), "value": finding.happened_on.isoformat()},
    ]
