"""One order: whose turn, until when, what is missing; and the notice as a paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.evidence import queries as pieces
from mingcha.foundation import clockface, policy, time, workdays
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story
from mingcha.rectification import balltime, doors, queries, record, rules
from mingcha.rectification.models import Callback, Order, Recheck, Slip
from mingcha.rectification.views import looks

S = Order.State
WORDS = ("plan", "reached", "report", "remark", "reason", "decision")


@login_required
@require_GET
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One order with everything that was said and done about it."""
    whole = queries.visible_to(request.user).prefetch_related(
        Prefetch("rechecks", Recheck.objects.select_related("by")),
        "rechecks__evidence",
        Prefetch("callbacks", Callback.objects.select_related("by")),
    )
    one = get_object_or_404(whole, pk=pk)
    slips = list(one.slips.select_related("clock").order_by("pk"))
    inside = queries.is_of_the_centre(request.user)
    context = {
        "order": one,
        "state": state_tag(one, looks.TONES),
        "facts": _facts(one, slips),
        "clocks": _clocks(one),
        "desk": balltime.of_order(one, on=time.today()) if one.issued_on else None,
        "requirements": [line.strip() for line in one.required.splitlines() if line.strip()],
        "proof": pieces.strip(one.proof.all(), request.user),
        "slips": [_slip_row(slip) for slip in slips],
        "rechecks": _rechecks(one, request.user, inside=inside),
        "callbacks": one.callbacks.all(),
        "milestones": one.milestones.all() if one.pace == Order.Pace.LONG else (),
        "inside": inside,
        "signed": queries.reads_report(one, request.user),
        "events": story(
            one, doors.DONE, who=looks.who_for(request.user), words=WORDS, hidden=HIDDEN
        ),
        "acts": doors.of(one).buttons(one, request.user),
        "organs_path": _path(one),
    }
    return render(request, "rectification/order.html", context)


HIDDEN = frozenset({"prepare"})  # a draft is nobody's word until the head has signed it


def _path(order: Order) -> list[dict[str, Any]]:
    url = reverse("organs:organ", args=[order.organ_id])
    path = [
        {"label": _("Rectification"), "url": reverse("rectification:orders")},
        {"label": order.organ.name, "url": url},
    ]
    if order.office is not None:
        office = reverse("organs:organ", args=[order.office_id])
        path.append({"label": order.office.name, "url": office})
    return path


def _facts(order: Order, slips: list[Slip]) -> list[dict[str, Any]]:
    pressing = next((slip for slip in reversed(slips) if slip.state in record.PRESSING), None)
    running = order.state not in record.OVER
    returned = _("sent back {n} times").format(n=order.times_returned)
    facts: list[dict[str, Any]] = [
        _due(order) if running else {"label": _("Closed on"), "value": _ended(order)},
        {"label": _("Whose turn"), "value": looks.whose_turn(order)},
        {
            "label": _("First responsible"),
            "value": order.responsible.name,
            "note": order.responsible.post or order.organ.name,
        },
        {
            "label": _("Supervision"),
            "value": looks.tag_html(looks.colour_tag(pressing)),
            "note": pressing.number if pressing else _starts(order),
            "url": reverse("rectification:slip", args=[pressing.pk]) if pressing else "",
        },
        {
            "label": _("Pace"),
            "value": order.get_pace_display(),
            "note": returned if order.times_returned else "",
        },
    ]
    return facts


def _due(order: Order) -> dict[str, Any]:
    late = balltime.is_late(order, on=time.today())
    tone = "overdue" if late else ""
    return {"label": _("Due"), "value": looks.due_html(order.clock), "tone": tone}


def _starts(order: Order) -> str:
    if order.start_colour == "blue":
        return ""
    return _("if late: {colour}").format(colour=order.get_start_colour_display())


def _ended(order: Order) -> str:
    return order.closed_on.isoformat() if order.closed_on else "—"


def _clocks(order: Order) -> list[dict[str, Any]]:
    """Whose turn it is; and beside it the organ's own time, where that is another clock."""
    if order.state in record.OVER:
        return []
    today = time.today()
    shown = [(_turn_words(order), clockface.face(order.clock, on=today))]
    if order.work_clock is not None and order.work_clock_id != order.clock_id:
        face = clockface.face(order.work_clock, on=today)
        still = record.stands_still(order.work_clock)
        if face is not None and still:
            face["state"] = "paused"  # from the very day on which the matter passed over
            face["provisional"] = not workdays.calendar().is_known(face["due"])
        words = _("The organ's own time stands still") if still else _("The organ's own time")
        shown.append((words, face))
    return [{"title": title, **face} for title, face in shown if face is not None]


def _turn_words(order: Order) -> str:
    names = {
        rules.RECEIVE: _("To sign for it"),
        rules.PLAN: _("To file the plan"),
        rules.RULE_RETURN: _("The centre rules on “not ours”"),
        rules.RULE_EXTENSION: _("The centre decides on the extension"),
        rules.RECHECK: _("The centre re-checks and calls back"),
        rules.CLOSE: _("The director closes"),
        rules.MILESTONE: _("To the next milestone"),
        rules.RETURNED: _("To mend what was sent back"),
    }
    name = order.clock.name if order.clock else ""
    return names.get(name, _("To put it right"))


def _slip_row(slip: Slip) -> dict[str, Any]:
    return {
        "number": slip.number,
        "url": reverse("rectification:slip", args=[slip.pk]),
        "colour": looks.colour_tag(slip),
        "state": state_tag(slip, looks.SLIP_TONES),
        "issued_on": slip.issued_on,
        "answer": slip.answer,
    }


def _rechecks(order: Order, person: Any, *, inside: bool) -> list[dict[str, Any]]:
    looked: list[Recheck] = list(order.rechecks.all())
    return [
        {
            "on": look.on,
            "who": look.by.name if inside else str(looks.CENTRE),
            "tag": {
                "label": _("passed") if look.passed else _("failed"),
                "tone": "good" if look.passed else "overdue",
                "shape": "check" if look.passed else "cross",
            },
            "kind": _("Relapse visit") if look.is_relapse_visit else _("Re-check"),
            "remark": look.remark,
            "evidence": pieces.strip(look.evidence.all(), person),
        }
        for look in looked
    ]


@login_required
@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The order as a paper: number, addressee, finding, requirement, day, proof, consequences."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if one.issued_on is None:
        raise Http404
    term = policy.value(record.TERM_OF[Order.Pace(one.pace)], on=one.issued_on)
    context = {
        "order": one,
        "term": term,
        "requirements": [line.strip() for line in one.required.splitlines() if line.strip()],
        "window": policy.value(rules.ASK_RETURN, on=one.issued_on),
        "receive": policy.value(rules.RECEIVE, on=one.issued_on),
        "is_long": one.pace == Order.Pace.LONG,
    }
    return render(request, "rectification/notice.html", context)


@login_required
def order_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on one order; its forms know what is on record."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return act_page(doors.of(one))(request, pk, act)
