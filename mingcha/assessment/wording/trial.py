"""A year rule's trial in words: whose band is its own choice, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.assessment.models import YearRule
from mingcha.assessment.queries.trial import Tried
from mingcha.assessment.wording.quarter import band_words
from mingcha.assessment.wording.year import part
from mingcha.core.sensitivity import Doubt, seen_in
from mingcha.core.yeartrial import Trial

MOST = 20
SHOWN = 0.05  # organs whose band changes in fewer draws are not listed
FACTORS = {
    "weights": gettext_lazy("the weights alone"),
    "scale": gettext_lazy("the scale alone: other goalposts, the range found, z scores"),
    "mean": gettext_lazy("the mean alone: geometric instead of arithmetic"),
    "missing": gettext_lazy("the treatment of missing parts alone"),
}


def trial(one: YearRule, tried: Tried) -> dict[str, Any]:
    """What a trial found: a sentence, the organs it concerns, each choice alone, parts left out."""
    kept: dict[str, Any] = one.trial or {}
    units = tuple(Doubt(**unit) for unit in kept["units"])
    rated = [unit for unit in units if unit.band is not None]
    words = _(
        "{rated} of {n} organs could be rated on what was known from {since} to {on}. Over {draws} "
        "draws a rated organ's band was another one in {changed} of them on average."
    )
    facts = {name: kept[name] for name in ("since", "on", "draws")}
    sentence = words.format(
        rated=len(rated), n=len(units), changed=_share(kept["changed"]), **facts
    )
    return {
        "sentence": sentence,
        "any": bool(rated),
        "seed": kept["seed"],
        "spread": _share(kept["spread"]),
        "alone": _alone(kept["alone"]),
        "units": _units(seen_in(units, at_least=SHOWN), tried),
        "without": _without(kept.get("without", [])),
    }


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"


def _alone(shares: Sequence[Any]) -> dict[str, Any]:
    columns = [
        {"key": "choice", "label": _("Only this choice varied")},
        {"key": "share", "label": _("Bands that change"), "align": "right"},
    ]
    rows = [
        {"cells": [{"text": FACTORS.get(name, name)}, {"text": _share(share)}]}
        for name, share in shares
    ]
    return {"caption": _("Which choice decides"), "columns": columns, "rows": rows}


def _units(found: Sequence[Doubt], tried: Tried) -> dict[str, Any]:
    columns = [
        {"key": "organ", "label": _("Organ")},
        {"key": "band", "label": _("Band by the rule")},
        {"key": "share", "label": _("Draws with another band"), "align": "right"},
        {"key": "scores", "label": _("Scores, middle 90 %"), "align": "right"},
        {"key": "places", "label": _("Places in its class, middle 90 %"), "align": "right"},
    ]
    rows = [
        {
            "cells": [
                {"text": tried.names.get(one.unit, one.unit)},
                {"text": band_words(one.band or "")},
                {"text": _share(one.changed or 0.0)},
                {"text": f"{one.low} – {one.high}"},
                {"text": f"{one.first} – {one.last}"},
            ]
        }
        for one in found[:MOST]
    ]
    empty = {
        "title": _("No organ's band changes in more than {share} of the draws").format(
            share=_share(SHOWN)
        ),
        "text": "",
    }
    caption = _("Organs whose band is in part the rule's own choice")
    return {"caption": caption, "columns": columns, "rows": rows, "empty": empty}


def _without(kept: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    columns = [
        {"key": "part", "label": _("Without this part")},
        {"key": "bands", "label": _("Bands that change"), "align": "right"},
        {"key": "pairs", "label": _("Pairs of a class that turn"), "align": "right"},
        {"key": "most", "label": _("Largest change, in points"), "align": "right"},
    ]
    rows = [
        {
            "cells": [
                {"text": part(one["part"])},
                *({"text": one[name]} for name in ("bands", "pairs", "most")),
            ]
        }
        for one in kept
    ]
    return {"caption": _("A part left out"), "columns": columns, "rows": rows, "empty": None}


def compared(found: Trial, tried: Tried) -> dict[str, Any]:
    """Other weights in words: who changes band, how many pairs turn, by how much at most."""
    words = _("{n} bands change, {pairs} pairs of one class turn, the largest change is {most}.")
    sentence = words.format(n=len(found.moved), pairs=len(found.turned), most=found.most)
    columns = [
        {"key": "organ", "label": _("Organ")},
        {"key": "before", "label": _("By the rule"), "align": "right"},
        {"key": "after", "label": _("With these weights"), "align": "right"},
    ]
    rows = [
        {
            "cells": [
                {"text": tried.names.get(one.unit, one.unit)},
                {"text": one.before or "—", "note": band_words(one.band_before or "")},
                {"text": one.after or "—", "note": band_words(one.band_after or "")},
            ]
        }
        for one in found.units
        if one.moved
    ][:MOST]
    table = {"caption": _("Bands that change"), "columns": columns, "rows": rows}
    return {"sentence": sentence, "table": table if rows else None}
