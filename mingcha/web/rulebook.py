"""The rules of the city: what each says today, since when, why; changed from a day on."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.foundation import policy, time
from mingcha.foundation.policy import InForce, Rule
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.web import rooms

Row = dict[str, Any]


class ChangeForm(forms.Form):
    """From when a rule says something else, and why. The value field fits the rule's kind."""

    valid_from = forms.DateField(
        label=gettext_lazy("From which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Today or later; what was judged before stays judged."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, and by which document"), max_length=200, widget=forms.Textarea
    )

    def __init__(self, rule: Rule, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        self.fields["new"] = value_field(rule)
        self.order_fields(["new", "valid_from", "reason"])


class Plain(forms.CharField):
    """A value of several parts, as JSON."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The value, or where it cannot be read."""
        try:
            return json.loads(super().clean(value))
        except ValueError as no:
            words = _("This cannot be read: {why}").format(why=no)
            raise ValidationError(words) from no

    def prepare_value(self, value: Any) -> Any:
        """The value as a person edits it."""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def value_field(rule: Rule) -> forms.Field:
    """The field that takes another value of the kind of the rule's default."""
    words = gettext_lazy("New value")
    if isinstance(rule.default, bool):
        choices = [("yes", _("yes")), ("no", _("no"))]
        return forms.TypedChoiceField(
            label=words, choices=choices, coerce=lambda given: given == "yes"
        )
    for kind, field in ((int, forms.IntegerField), (float, forms.FloatField)):
        if isinstance(rule.default, kind):
            return field(label=words, min_value=0)
    if isinstance(rule.default, str):
        return forms.CharField(label=words, max_length=200)
    return Plain(label=words)


@login_required
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every declared rule with its value in force, its default and its source."""
    found = policy.in_force(on=time.today())
    groups: dict[str, list[InForce]] = {}
    for one in sorted(found, key=lambda one: one.rule.key):
        groups.setdefault(one.rule.key.partition(".")[0], []).append(one)
    context = {
        "tables": [_table(_room(name), group) for name, group in groups.items()],
        "count": len(found),
        "changed": sum(one.row is not None for one in found),
    }
    return render(request, "rules.html", context)


def _room(name: str) -> Any:
    """What the room is called whose rules begin with this word."""
    if name == "evidence":
        return _("Evidence")
    known = {room.key: room.label for room in rooms.ROOMS}
    return known.get(name) or known.get(f"{name}s") or name


def _table(name: Any, group: list[InForce]) -> Row:
    columns = [
        {"key": "words", "label": _("Rule")},
        {"key": "value", "label": _("In force"), "align": "right"},
        {"key": "default", "label": _("Default"), "align": "right"},
        {"key": "since", "label": _("Since")},
        {"key": "source", "label": _("Source")},
    ]
    rows = [
        {
            "url": reverse("rule", args=[one.rule.key]),
            "cells": [
                {"text": one.rule.words, "note": one.rule.key},
                {"text": shown(one.value), "note": _coming(one)},
                {"text": shown(one.rule.default)},
                {"text": one.row.valid_from.isoformat() if one.row else _("default")},
                {"text": one.rule.source or "—"},
            ],
        }
        for one in group
    ]
    return {"caption": name, "total": len(rows), "columns": columns, "rows": rows}


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "；".join(f"{key} {shown(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(map(shown, value))
    return str(value)


def _coming(one: InForce) -> str:
    if one.coming is None:
        return ""
    words = _("{value} from {day}")
    return words.format(value=shown(one.coming.value), day=one.coming.valid_from)


@login_required
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule through time; the conduct office changes it from a day on."""
    known = policy.RULES.get(key)
    if known is None:
        raise Http404
    may = Duty.Role.CONDUCT_OFFICE in people.roles_of(request.user, on=time.today())
    if request.method == "GET":
        start = {"valid_from": time.today(), "new": _start(known)}
        return _shown(request, known, ChangeForm(known, initial=start) if may else None)
    if not may:
        raise NOT_FOR_YOU()
    form = ChangeForm(known, request.POST)
    if not form.is_valid():
        return _shown(request, known, form, 422)
    try:
        policy.change(key, by=request.user, on=time.today(), **form.cleaned_data)
    except Refusal as no:
        form.add_error(None, f"{no.because} {no.remedy}")
        return _shown(request, known, form, no.status)
    messages.success(request, _("The rule is changed; what was before stays on record."))
    return redirect("rule", key)


def _start(known: Rule) -> Any:
    now = policy.value(known.key, on=time.today())
    return ("yes" if now else "no") if isinstance(known.default, bool) else now


def _shown(
    request: HttpRequest, known: Rule, form: ChangeForm | None, status: int = 200
) -> HttpResponse:
    now = policy.value(known.key, on=time.today())
    events: list[Row] = [
        {
            "when": row.valid_from,
            "who": row.by.name,
            "act": shown(row.value),
            "words": row.reason,
        }
        for row in reversed(policy.history(known.key))
    ]
    context = {
        "rule": known,
        "facts": [
            {"label": _("In force"), "value": shown(now)},
            {"label": _("Default"), "value": shown(known.default)},
            {"label": _("Key"), "value": known.key},
        ],
        "events": events,
        "form": form,
        "organs_path": [{"label": _("Rules of the city"), "url": reverse("rules")}],
    }
    return render(request, "rule.html", context, status=status)
