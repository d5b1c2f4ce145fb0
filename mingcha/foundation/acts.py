"""The door of an act: its words, its form, its button (live, or grey with the reason), its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from mingcha.core.machine import Machine
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.models import Stateful
from mingcha.foundation.refusals import OVERTAKEN


class Files(forms.FileInput):
    """A file input that takes many at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and papers, many at once; cleaned to a list of uploaded files."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("widget", Files())
        super().__init__(**facts)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file by itself; none is fine where none is required."""
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in given]


class ActForm(forms.Form):
    """What a person writes when doing one act. `facts` is what the command takes."""

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """What stands in the form before the person writes; nothing unless an act says so."""
        return {}

    def facts(self, by: Any) -> dict[str, Any]:
        """The cleaned words as the command's keyword facts."""
        return dict(self.cleaned_data)


@dataclass(frozen=True)
class Doing:
    """How one act looks at the door."""

    label: Any
    help: Any = ""
    form: type[ActForm] = ActForm
    primary: bool = False
    danger: bool = False
    confirm: Any = ""


@dataclass(frozen=True)
class Doors:
    """All acts of one life at the door: `url` is the URL name that takes (pk, act)."""

    machine: Machine
    commands: Any
    doings: Mapping[str, Doing]
    url: str
    page: str
    visible_to: Callable[[Any], models.QuerySet[Any]]

    def buttons(self, thing: Stateful, person: Any) -> list[dict[str, Any]]:
        """What `parts/acts.html` takes: others' acts are left out, the rest have reasons."""
        found = (self._button(act, thing, person) for act in self.doings)
        return [button for button in found if button]

    def _button(self, act: str, thing: Stateful, person: Any) -> dict[str, Any] | None:
        if not self.machine.may_come(act, thing):
            return None  # a grey button says what would make it live; nothing could
        no, doing = self.machine.why_not(act, thing, person), self.doings[act]
        if no is not None and no.code == "workflow.not_yours":
            return None
        if no is not None and no.status == 422:  # what is missing is asked for by the form itself
            no = None
        said = {"act": act, "label": doing.label, "help": doing.help, "live": no is None}
        if no is not None:
            return {**said, "because": no.because, "remedy": no.remedy}
        post = not doing.form.base_fields
        url = reverse(self.url, args=[thing.pk, act])
        look = {"primary": doing.primary, "danger": doing.danger, "confirm": doing.confirm}
        return {**said, **look, "url": url, "post": post}

    def do(self, act: str, thing: Stateful, *, by: Any, facts: Mapping[str, Any]) -> Any:
        """Call the command of the act's own name, on today's date."""
        return getattr(self.commands, act)(thing, by=by, on=time.today(), **facts)


def act_page(doors: Doors) -> Callable[..., HttpResponse]:
    """The view of `<pk>/<act>`: GET shows the form, POST does the act or says why not."""

    @login_required
    @require_http_methods(["GET", "POST"])
    def page(request: HttpRequest, pk: Any, act: str) -> HttpResponse:
        thing = get_object_or_404(doors.visible_to(request.user), pk=pk)
        doing = get_doing(doors, act)
        form = doing.form(request.POST or None, request.FILES or None)
        if request.method == "GET":
            return _shown(request, doors, thing, act, _begun(doors, thing, act, request.user))
        if not (form.is_valid() if doing.form.base_fields else True):
            return _shown(request, doors, thing, act, form, status=422)
        try:
            with transaction.atomic():  # what is refused leaves no piece of evidence either
                facts = form.facts(request.user) if doing.form.base_fields else {}
                doors.do(act, thing, by=request.user, facts=facts)
        except Refusal as refused:
            no = _as_seen(refused)
            return _shown(request, doors, thing, act, form, no=no, status=no.status)
        messages.success(request, _("Done: {act}").format(act=doing.label))
        return redirect(doors.page, thing.pk)

    return page


def _as_seen(no: Refusal) -> Refusal:
    """Whoever sends what their page still offered is told that somebody came first."""
    return OVERTAKEN() if no.code == "workflow.wrong_state" else no


def _begun(doors: Doors, thing: Any, act: str, person: Any) -> ActForm:
    """The form with what it begins with; a draft is no business of whoever may not act."""
    no, form = doors.machine.why_not(act, thing, person), doors.doings[act].form
    if no is not None and no.code == "workflow.not_yours":
        return form()
    began = form.beginning(thing)
    return form(initial=began) if began else form()


def get_doing(doors: Doors, act: str) -> Doing:
    """The act's words; an address that names no act is not found."""
    from django.http import Http404

    if act not in doors.doings:
        raise Http404
    return doors.doings[act]


def _shown(
    request: HttpRequest,
    doors: Doors,
    thing: Any,
    act: str,
    form: ActForm,
    *,
    no: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "thing": thing,
        "doing": doors.doings[act],
        "form": form,
        "refusal": no or doors.machine.why_not(act, thing, request.user),
        "back": reverse(doors.page, args=[thing.pk]),
        "draft": f"{doors.machine.name}.{act}.{thing.pk}",
    }
    if context["refusal"] is not None and no is None and context["refusal"].status == 422:
        context["refusal"] = None
    return render(request, "act.html", context, status=status)
