"""What the count flagged for a person to look into: in sentences, with the way to the suspicion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals.models import Reckoning, Suspicion
from mingcha.foundation.flags import sentence
from mingcha.polls.record import listed


def flags(
    made: Reckoning,
    organs: Mapping[str, str],
    groups: Mapping[str, str],
    raised: Iterable[Suspicion] = (),
) -> list[dict[str, Any]]:
    """Each flag as a sentence, how often an honest round raises it, and what became of it.

    Of a count from before suspicions were kept: the flags as it left them, with their means.
    """
    if found := [_of_suspicion(one, organs, groups) for one in raised]:
        return found
    return [
        {
            "sentence": of_flag(flag, organs, groups),
            "rate": rate_of(flag),
            "effects": [_effect(one, organs) for one in flag["effects"]],
        }
        for flag in made.inputs["tally"].get("flags", [])
    ]


def _of_suspicion(
    one: Suspicion, organs: Mapping[str, str], groups: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "sentence": of_flag(one.flag, organs, groups),
        "rate": rate_of(one.flag),
        "number": one.number,
        "url": reverse("appraisals:suspicion", args=[one.pk]),
        "state": one.get_state_display(),
    }


def of_flag(flag: Mapping[str, Any], organs: Mapping[str, str], groups: Mapping[str, str]) -> str:
    """The sentence of one flag with the names of this round."""
    return sentence(flag["wording"], _named(flag["facts"], organs, groups))


def rate_of(flag: Mapping[str, Any]) -> str:
    """How often an honest round raises such a flag."""
    return f"{100 * flag['false_alarm']:g} %"


def _effect(one: Mapping[str, Any], organs: Mapping[str, str]) -> str:
    words = _("%(organ)s: %(whole)s with these papers, %(rest)s without")
    return words % {
        "organ": organs.get(one["target"], one["target"]),
        "whole": f"{one['with']:.2f}",
        "rest": f"{one['without']:.2f}",
    }


def _named(
    facts: Mapping[str, Any], organs: Mapping[str, str], groups: Mapping[str, str]
) -> dict[str, Any]:
    said = dict(facts)
    if "target" in said:
        said["target"] = organs.get(said["target"], said["target"])
    if "group" in said:
        said["group"] = groups.get(said["group"], said["group"])
    for side in ("up", "down"):
        if side in said:
            codes = said[side].split(", ")
            said[side] = listed(organs.get(code, code) for code in codes)
    return said
