"""What pages of quarters and years share: the whole of one at once, and buttons in their time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment.models import Sheet, YearSheet
from mingcha.assessment.workflow import not_yet
from mingcha.core.refusal import Refusal
from mingcha.foundation import time

Plain = dict[str, Any]


def buttons(labels: Mapping[str, Any], acts: Iterable[str], url: str, period: Any) -> list[Plain]:
    """One button an act; `url` takes the quarter or the year, and the act."""
    return [
        {
            "act": act,
            "label": labels[act],
            "live": True,
            "post": True,
            "url": reverse(url, args=[period, act]),
        }
        for act in acts
    ]


def carry_out(
    request: HttpRequest, commands: Any, labels: Mapping[str, Any], act: str, period: Any
) -> None:
    """One act on every sheet of a quarter or a year; what refuses is told, the others go on."""
    if act not in labels:
        raise Http404
    done = getattr(commands, act)(period, by=request.user, on=time.today())
    noes = [no for no in done if isinstance(no, Refusal)]
    for no in noes[:5]:
        messages.warning(request, str(no))
    if len(noes) > 5:
        messages.warning(request, _("and {n} more").format(n=len(noes) - 5))
    if not noes:
        messages.success(request, _("Done: {act}").format(act=labels[act]))


def in_time(one: Sheet | YearSheet, acts: Sequence[Plain]) -> list[Plain]:
    """Buttons that the period to object forbids today are grey and say until when."""
    noes = [not_yet(act["act"], one, on=time.today()) if act["live"] else None for act in acts]
    return [
        {**act, "live": False, "because": no.because, "remedy": no.remedy} if no else act
        for act, no in zip(acts, noes, strict=True)
    ]
