"""What the count flagged for a person to look into: in sentences, with the result without it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingcha.appraisals.models import Reckoning
from mingcha.foundation.flags import sentence
from mingcha.polls.record import listed


def flags(
    made: Reckoning, organs: Mapping[str, str], groups: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each flag as a sentence, how often an honest round raises it, and means with and without."""
    return [
        {
            "sentence": sentence(flag["wording"], _named(flag["facts"], organs, groups)),
            "rate": f"{100 * flag['false_alarm']:g} %",
            "effects": [
                _("%(organ)s: %(whole)s with these papers, %(rest)s without")
                % {
                    "organ": organs.get(one["target"], one["target"]),
                    "whole": f"{one['with']:.2f}",
                    "rest": f"{one['without']:.2f}",
                }
                for one in flag["effects"]
            ],
        }
        for flag in made.inputs["tally"].get("flags", [])
    ]


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
