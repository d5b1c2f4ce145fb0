"""Every act of a life as an API operation, made from the same doors as its button."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field, create_model

from mingcha.foundation.acts import Doing, Doors, FilesField
from mingcha.foundation.refusals import FORM_UNFIT

# Some thousand schemas: each is built when it is first used, not when the server starts.
Schema.model_config["defer_build"] = True

Resolver = Callable[[Sequence[UUID], Any], list[Any]]


class Problem(Schema):
    """A refusal: what stands in the way and what to do next (RFC 9457)."""

    type: str = Field(examples=["urn:mingcha:refusal:workflow.wrong_state"])
    title: str
    detail: str
    status: int


def _type(field: forms.Field) -> Any:
    """The plain type a program sends for one field of a form."""
    if isinstance(field, FilesField):
        return list[UUID]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        listed: list[tuple[Any, Any]] = list(field.choices)  # type: ignore[arg-type]
        codes = tuple(str(code) for code, _label in listed if code != "")
        return Literal[codes] if codes else str
    for kind, plain in (
        (forms.ModelChoiceField, int),
        (forms.IntegerField, int),
        (forms.BooleanField, bool),
        (forms.DateField, date),
    ):
        if isinstance(field, kind):
            return plain
    return str


def taken(name: str, doing: Doing) -> type[Schema]:
    """What an act takes, as a schema: one entry per field of its form."""
    fields: dict[str, Any] = {}
    for key, field in doing.form.base_fields.items():
        described = Field(description=str(field.help_text or field.label or key))
        if not field.required:
            described = Field(default=None, description=str(field.help_text or field.label or key))
        kind = _type(field) if field.required else _type(field) | None
        fields[key] = (kind, described)
    return create_model(name, __base__=Schema, **fields)


def acts(router: Router, path: str, doors: Doors, out: type[Schema], files: Resolver) -> None:
    """Add one operation per act: POST `path`/{pk}/{act}; its id is the act's full name."""
    for act, doing in doors.doings.items():
        _add(router, path, doors, act, doing, out, files)


def _add(
    router: Router,
    path: str,
    doors: Doors,
    act: str,
    doing: Doing,
    out: type[Schema],
    files: Resolver,
) -> None:
    name = doors.machine.verb(act).replace(".", "_")
    schema = taken("".join(word.title() for word in name.split("_")) + "In", doing)

    def operation(request: HttpRequest, pk: str, said: Any) -> Any:
        thing = get_object_or_404(doors.visible_to(request.user), pk=pk)
        facts = _facts(doing, said.dict(), request.user, files)
        return doors.do(act, thing, by=request.user, facts=facts)

    operation.__annotations__["said"] = schema
    operation.__doc__ = str(doing.help or doing.label)
    answers = {200: out, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
    router.add_api_operation(
        f"{path}/{{pk}}/{act}",
        ["POST"],
        operation,
        response=answers,
        operation_id=name,
        summary=str(doing.label),
    )


def _facts(doing: Doing, said: dict[str, Any], by: Any, files: Resolver) -> dict[str, Any]:
    """The same cleaning as the page's; files are named by the keys of evidence already kept."""
    given = {key: value for key, value in said.items() if value is not None}
    kept = {
        key: files(given.pop(key, []), by)
        for key, field in doing.form.base_fields.items()
        if isinstance(field, FilesField)
    }
    form = doing.form(given)
    for key in kept:
        form.fields[key].required = False
    if not form.is_valid():
        wrong = "; ".join(f"{key}: {' '.join(map(str, no))}" for key, no in form.errors.items())
        raise FORM_UNFIT(fields=wrong)
    return {**form.facts(by), **kept}
