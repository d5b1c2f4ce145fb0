"""What a program is told of a result: exact where it may be, else as it is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries.results import Figures, Shown, figures
from mingcha.appraisals.queries.standing import standings, standings_published
from mingcha.core.standing import Standings


def as_told(round_: Round, seen: Shown) -> list[dict[str, Any]]:
    """The results as a program is told them: exact where they may be, else as published."""
    spot = round_.of_kind == Kind.ON_THE_SPOT
    public = {} if spot else (round_.public or {}).get("scores", {})
    found = figures(round_)
    make = standings if seen.all_organs else standings_published
    made = make(round_, found)
    return [
        _places(one, made)
        | (_exactly(one) if seen.exact(one.subject.code) else _publicly(one, public, spot=spot))
        for one in found
        if seen.exact(one.subject.code) or seen.public
    ]


def _places(one: Figures, made: Mapping[str, Standings]) -> dict[str, Any]:
    """From the best to the worst place the data allow, among how many; nothing if not compared."""
    stand = made.get(one.subject.kind)
    place = stand.place(one.subject.code) if stand is not None else None
    if stand is None or place is None:
        return {"best_place": None, "worst_place": None, "places": None}
    return {"best_place": place.low, "worst_place": place.high, "places": len(stand.places)}


def _exactly(one: Figures) -> dict[str, Any]:
    low, high = one.score.interval or (None, None)
    return {
        "organ": one.subject.code,
        "kind": one.subject.kind,
        "exact": True,
        "score": one.score.score,
        "low": low,
        "high": high,
        "band": one.score.band or "",
        "standing": one.score.standing,
        "shares": list(one.score.shares),
        "valid": one.valid,
        "unknown_rate": one.score.unknown_rate,
    }


def _publicly(one: Figures, scores: Mapping[str, str | None], *, spot: bool) -> dict[str, Any]:
    score = scores.get(one.subject.code)
    hidden: dict[str, Any] = {"low": None, "high": None, "shares": [], "valid": None}
    return hidden | {
        "organ": one.subject.code,
        "kind": one.subject.kind,
        "exact": False,
        "score": score,
        "band": "" if spot else one.score.band or "",
        "standing": one.score.standing,
        "unknown_rate": None,
    }
