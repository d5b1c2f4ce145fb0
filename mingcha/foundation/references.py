"""Who refers to a thing: asked of every table of the house before anything is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext, gettext_noop

T = TypeVar("T")

# What kinds of things are called when somebody is told that one of them stands in the way.
KINDS = (
    gettext_noop("person"),
    gettext_noop("duty"),
    gettext_noop("tie"),
    gettext_noop("token"),
    gettext_noop("unit"),
    gettext_noop("former"),
    gettext_noop("succession"),
    gettext_noop("journal entry"),
    gettext_noop("policy"),
    gettext_noop("import"),
    gettext_noop("norm"),
    gettext_noop("checklist"),
    gettext_noop("evidence"),
    gettext_noop("draw"),
    gettext_noop("visit"),
    gettext_noop("observation"),
    gettext_noop("finding"),
    gettext_noop("order"),
    gettext_noop("slip"),
    gettext_noop("sheet"),
    gettext_noop("issue"),
    gettext_noop("meeting"),
    gettext_noop("invitation"),
)

AT_A_TIME = 500  # keys in one question: every database takes so many


def batches(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    """A long list in parts that fit into one question."""
    for start in range(0, len(keys), AT_A_TIME):
        yield keys[start : start + AT_A_TIME]


def referring(
    things: Sequence[models.Model],
    *,
    but: Mapping[str, Collection[str]] | None = None,
    own: Collection[str] = (),
) -> list[tuple[models.Model, str, int]]:
    """Which things are referred to, by which kind of thing, how often.

    `things` are of one kind. `but` names what does not count: keys by kind (`room.thing`), as
    where several things are taken back together; `own` names kinds that belong to the things
    themselves and go with them.
    """
    if not things:
        return []
    by_key = {thing.pk: thing for thing in things}
    found = []
    for relation in _relations(type(things[0])):
        kind = relation.related_model._meta.label_lower
        if kind in own:
            continue
        spared = set((but or {}).get(kind, ()))
        counts: dict[Any, int] = {}
        for target, pk in _pointing(relation, list(by_key)):
            if str(pk) not in spared:
                counts[target] = counts.get(target, 0) + 1
        name = gettext(str(relation.related_model._meta.verbose_name))
        found += [(by_key[target], name, n) for target, n in counts.items()]
    return found


def _relations(model: type[models.Model]) -> list[Any]:
    """Every foreign key of any table that points at this model, those without a name as well."""
    fields: Sequence[Any] = model._meta.get_fields(include_hidden=True)
    return [
        field
        for field in fields
        if field.auto_created and not field.concrete and (field.one_to_many or field.one_to_one)
    ]


def _pointing(relation: Any, keys: list[Any]) -> Iterator[tuple[Any, Any]]:
    name = relation.field.attname
    for part in batches(keys):
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": part})
        yield from rows.values_list(name, "pk")
