"""What was done to a thing, told from the journal: who, when, which act, in whose words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from mingcha.foundation import journal
from mingcha.foundation.models import JournalEntry

Who = Callable[[JournalEntry], str]


def by_name(entry: JournalEntry) -> str:
    """The person's name; the calendar where no person acted."""
    return str(entry.by) if entry.by else _("the calendar")


def story(
    thing: models.Model,
    labels: Mapping[str, Any],
    *,
    who: Who = by_name,
    words: tuple[str, ...] = ("reason", "remark", "reply", "report", "decision"),
    hidden: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """What `parts/timeline.html` takes, oldest first. `labels` names acts by their last word.

    `who` decides whom a reader may see: covert inspectors and sources stay unnamed. `words` are
    the facts quoted under an act, in this order. Acts in `hidden` are left out.
    """
    told = []
    for entry in journal.about(thing):
        act = entry.verb.rpartition(".")[2]
        if act in hidden:
            continue
        said = [str(entry.facts[name]) for name in words if entry.facts.get(name)]
        told.append(
            {
                "when": entry.at,
                "who": who(entry),
                "act": labels.get(act, act),
                "words": "\n".join(said),
            }
        )
    return told
