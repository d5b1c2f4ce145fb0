"""Questions about who stands above whom: exactly for those inside, as published for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries.results import PUBLIC, Figures
from mingcha.core import standing
from mingcha.core.standing import Standings

Rows = tuple[tuple[str, float, float], ...]


@lru_cache(maxsize=256)
def _reckoned(rows: Rows) -> Standings:
    """The same scores stand in the same places: they are asked for on every look at a page."""
    estimates = {code: value for code, value, _error in rows}
    return standing.standings(estimates, {code: error for code, _value, error in rows})


@lru_cache(maxsize=256)
def _reckoned_publicly(rows: tuple[tuple[str, str], ...], errors: Rows, step: str) -> Standings:
    found = standing.as_published(dict(rows), {code: error for code, _v, error in errors}, step)
    return found or Standings((), ())


def by_class(found: Sequence[Figures]) -> dict[str, list[Figures]]:
    """Organs of each class that may be compared: every group there, and a score with its error."""
    classes: dict[str, list[Figures]] = {}
    for one in found:
        held = classes.setdefault(one.subject.kind, [])
        if one.score.standing == "rated" and one.score.score and one.score.se:
            held.append(one)
    return classes


def _rows(held: Sequence[Figures]) -> Rows:
    return tuple(
        (one.subject.code, float(one.score.score or 0), float(one.score.se or 0)) for one in held
    )


def standings(round_: Round, found: Sequence[Figures]) -> Mapping[str, Standings]:
    """Places and bands class by class; nobody is ranked after an appraisal on the spot."""
    if round_.of_kind == Kind.ON_THE_SPOT:
        return {}
    return {kind: _reckoned(_rows(held)) for kind, held in by_class(found).items()}


def standings_published(round_: Round, found: Sequence[Figures]) -> Mapping[str, Standings]:
    """The same from what is published alone; nothing where no score may be published."""
    public = round_.public or {}
    step, scores = public.get("step"), public.get("scores", {})
    if round_.of_kind == Kind.ON_THE_SPOT or round_.state not in PUBLIC or not step:
        return {}
    made = {}
    for kind, held in by_class(found).items():
        shown = tuple((f.subject.code, scores[f.subject.code]) for f in held
                      if scores.get(f.subject.code) is not None)  # fmt: skip
        if shown:
            made[kind] = _reckoned_publicly(shown, _rows(held), str(step))
    return made


def standings_of(estimates: Mapping[str, float], errors: Mapping[str, float]) -> Standings:
    """Places and bands of any scores: those of a what-if, or adjusted ones."""
    return _reckoned(tuple((code, value, errors[code]) for code, value in estimates.items()))


def bands(round_: Round, found: Sequence[Figures]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Bands of organs that can be told apart, class by class; none where no line may be drawn."""
    made = standings(round_, found)
    return {kind: one.bands for kind, one in made.items() if one.parted}
