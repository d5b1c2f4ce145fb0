"""The door for a new holiday notice: what it says, which open deadlines it would move, enter it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from mingcha.core.notice import HolidayNotice, Unfit, parse_day
from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, time, workdays
from mingcha.foundation.calendar import said
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people import queries as people
from mingcha.people.models import Duty

LARGEST = 200_000  # bytes; the longest notice there was has five thousand
SHOWN = 200  # deadlines named one by one; the sum tells of all
SPAN = re.compile(
    r"^(?P<first>\S+?)(?:\s*(?:至|到|~|\.\.|—)\s*(?P<last>\S+))?(?:\s+(?P<name>.+))?$"
)
LONGEST_SPAN = 31  # days; no holiday was ever longer
AREA = forms.Textarea(attrs={"rows": 6})


class NoticeForm(forms.Form):
    """A notice as its file, or as a person copies it from the paper."""

    paper_file = forms.FileField(
        label=gettext_lazy("The notice as a file"),
        required=False,
        help_text=gettext_lazy("JSON as it ships with the program; then leave all below empty."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("For which year"), required=False, min_value=2000, max_value=2200
    )
    issued_on = forms.CharField(label=gettext_lazy("Day of issue"), required=False, max_length=20)
    paper = forms.CharField(
        label=gettext_lazy("Title and number of the paper"), required=False, max_length=200
    )
    days_off = forms.CharField(
        label=gettext_lazy("Days off"),
        required=False,
        widget=AREA,
        help_text=gettext_lazy(
            "One holiday a line: first day, last day, name. Such as 2027-02-05至2027-02-11 春节"
        ),
    )
    days_worked = forms.CharField(
        label=gettext_lazy("Weekend days that are worked"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One day a line: the day, the holiday. Such as 2027-02-14 春节"),
    )
    amends = forms.BooleanField(
        label=gettext_lazy("It changes single days of an earlier notice for the same year"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The notice in its plain form, from the file or from the fields."""
        facts = super().clean() or {}
        if self.errors:
            return facts
        try:
            facts["content"] = _read(facts["paper_file"]) if facts["paper_file"] else _typed(facts)
        except Unfit as no:
            raise ValidationError(said(no)) from no
        return facts


def _read(file: Any) -> dict[str, Any]:
    if file.size > LARGEST:
        raise ValidationError(_("The file is too large for a notice."))
    try:
        found = json.loads(file.read().decode("utf-8-sig"))
    except ValueError as no:
        raise ValidationError(_("The file is not JSON: {why}").format(why=no)) from no
    if not isinstance(found, dict):
        raise ValidationError(_("The file holds no notice but a list or a single value."))
    return found


def _typed(facts: dict[str, Any]) -> dict[str, Any]:
    if not (facts["year"] and facts["issued_on"] and facts["days_off"].strip()):
        raise ValidationError(_("Give the file; or the year, the day of issue and the days off."))
    content = {
        "year": facts["year"],
        "issued_on": parse_day(facts["issued_on"]).isoformat(),
        "paper": facts["paper"],
        "days": [*_days(facts["days_off"], off=True), *_days(facts["days_worked"], off=False)],
    }
    return content | ({"amends": True} if facts["amends"] else {})


def _days(text: str, *, off: bool) -> Iterator[dict[str, Any]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        seen = SPAN.match(line)
        if seen is None or not seen["name"]:
            raise ValidationError(_("“{line}”: write the day and the holiday.").format(line=line))
        first = parse_day(seen["first"])
        last = parse_day(seen["last"]) if seen["last"] else first
        if not 0 <= (last - first).days < LONGEST_SPAN:
            raise ValidationError(
                _("“{line}”: the last day does not fit the first.").format(line=line)
            )
        for n in range((last - first).days + 1):
            yield {"on": (first + timedelta(n)).isoformat(), "off": off, "name": seen["name"]}


@login_required
@require_http_methods(["GET", "POST"])
def enter_notice(request: HttpRequest) -> HttpResponse:
    """Enter a notice in two steps: see what it would move, then put it in force."""
    if Duty.Role.CONDUCT_OFFICE not in people.roles_of(request.user, on=time.today()):
        raise NOT_FOR_YOU()
    if request.method == "GET":
        return _shown(request, NoticeForm())
    if kept := request.POST.get("content"):
        workdays.enter_notice(json.loads(kept[:LARGEST]), by=request.user)
        words = _("The notice is in force. Open periods are counted anew and those concerned told.")
        messages.success(request, words)
        return redirect("calendar")
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, form, 422)
    try:
        return _preview(request, form.cleaned_data["content"])
    except Refusal as no:
        form.add_error(None, f"{no.because} {no.remedy}")
        return _shown(request, form, no.status)


def _shown(request: HttpRequest, form: NoticeForm, status: int = 200) -> HttpResponse:
    return render(request, "notice.html", {"form": form}, status=status)


def _preview(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    notice, would_be = workdays.with_notice(content)
    moved = clocks.foreseen(would_be)
    context = {
        "notice": notice,
        "content": json.dumps(content, ensure_ascii=False),
        "facts": _facts(notice, moved, would_be.count(*_whole(notice.year))),
        "table": _table(moved),
        "more": max(len(moved) - SHOWN, 0),
    }
    return render(request, "notice_preview.html", context)


def _whole(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _facts(notice: HolidayNotice, moved: list[Any], working: int) -> list[dict[str, Any]]:
    off = sum(rule.off for rule in notice.days)
    return [
        {"label": _("Year"), "value": notice.year, "note": notice.paper},
        {"label": _("Day of issue"), "value": notice.issued_on.isoformat()},
        {"label": _("Days off"), "value": off},
        {"label": _("Worked weekends"), "value": len(notice.days) - off},
        {"label": _("Working days"), "value": working},
        {"label": _("Deadlines it would move"), "value": len(moved)},
    ]


def owners(moved: list[Any]) -> dict[int, str]:
    """Whose matter each period is about, in one question per kind of thing."""
    by_kind: dict[str, dict[str, int]] = {}
    for one in moved:
        by_kind.setdefault(one.clock.about_kind, {})[one.clock.about_id] = one.clock.pk
    told: dict[int, str] = {}
    for kind, keys in by_kind.items():
        model = apps.get_model(kind)
        if not hasattr(model, "organ"):
            continue
        for thing in model._default_manager.filter(pk__in=list(keys)).select_related("organ"):
            told[keys[str(thing.pk)]] = str(thing.organ or thing)
    return told


def by_how_much(days: int) -> str:
    """A shift in days of the calendar, in words."""
    later = ngettext("{n} day later", "{n} days later", abs(days))
    earlier = ngettext("{n} day earlier", "{n} days earlier", abs(days))
    return (later if days > 0 else earlier).format(n=abs(days))


def _table(moved: list[Any]) -> dict[str, Any]:
    whose = owners(moved[:SHOWN])
    columns = [
        {"key": "matter", "label": _("Matter")},
        {"key": "whose", "label": _("Whose")},
        {"key": "side", "label": _("Whose turn")},
        {"key": "was", "label": _("Due now")},
        {"key": "due", "label": _("Due then")},
        {"key": "shift", "label": _("Shift"), "align": "right"},
    ]
    rows = [
        {
            "cells": [
                {"text": one.clock.about_name},
                {"text": whose.get(one.clock.pk, "—")},
                {"text": one.clock.get_side_display()},
                {"text": one.clock.due_on.isoformat()},
                {"text": one.due_on.isoformat()},
                {"text": by_how_much(one.days)},
            ]
        }
        for one in moved[:SHOWN]
    ]
    empty = {
        "title": _("No open deadline would move"),
        "text": _("The notice can be put in force; it counts for every deadline from now on."),
    }
    return {"caption": _("Deadlines it would move"), "total": len(moved), "columns": columns,
            "rows": rows, "empty": empty}  # fmt: skip
