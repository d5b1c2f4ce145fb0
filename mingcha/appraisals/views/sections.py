"""A round's result class by class: the sentence, the plot, the table, what leaving out changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, record, verdict, wording
from mingcha.appraisals.models import Reckoning, Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import Adjusted, Baseline, Figures, Shown
from mingcha.appraisals.views.panels import cells, column
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import RoundScore
from mingcha.core.standing import Standings
from mingcha.core.whatif import LeftOut, left_out
from mingcha.foundation import plots
from mingcha.polls.record import listed

TONES = {"up": "good", "down": "overdue", "none": ""}


@dataclass(frozen=True)
class Beside:
    """What stands beside the scores: places, changes, adjusted scores."""

    rule: RoundRule
    standings: Mapping[str, Standings] = field(default_factory=dict)
    baseline: Baseline | None = None
    adjusted: Mapping[str, Adjusted] = field(default_factory=dict)
    spot: bool = False
    seen: Shown = field(default_factory=Shown)


def beside(round_: Round, made: Reckoning, found: Sequence[Figures], seen: Shown) -> Beside:
    """What is reckoned of a round's scores, as far as this person may see it.

    A head has their own score and its change; places come from what is published.
    """
    rule, spot = record.rule_of(round_.rule), round_.of_kind == Kind.ON_THE_SPOT
    if spot:
        return Beside(rule, spot=True, seen=seen)
    since = queries.baseline_of(round_, found, rule)
    if not seen.all_organs:
        return Beside(rule, queries.standings_published(round_, found), since, seen=seen)
    scores = [one.score for one in found]
    severe = queries.adjusted(made, scores, float(rule.parts[0]))
    return Beside(rule, queries.standings(round_, found), since, severe, seen=seen)


def names_of(held: Sequence[Figures]) -> dict[str, str]:
    """Names by code, as they were in the round; offices of one name with that of their organ."""
    many = Counter(one.subject.name for one in held)
    return {one.subject.code: _named(one, alone=many[one.subject.name] == 1) for one in held}


def _named(one: Figures, *, alone: bool) -> str:
    organ = one.subject.unit.organ
    return one.subject.name if alone or organ is None else f"{organ.name}{one.subject.name}"


def by_class(round_: Round, found: Sequence[Figures], known: Beside) -> list[dict[str, Any]]:
    """One section a class."""
    return [
        _section(round_, kind, [one for one in found if one.subject.kind == kind], known)
        for kind in dict.fromkeys(one.subject.kind for one in found)
    ]


def _section(round_: Round, kind: str, held: Sequence[Figures], known: Beside) -> dict[str, Any]:
    section = {"label": wording.class_of(kind), "table": results(round_, held, known)}
    if known.spot or not known.seen.all_organs:
        return section
    names, stand = names_of(held), known.standings.get(kind)
    sentence = verdict.apart(names, stand)
    return section | {
        "sentence": sentence,
        "plot": plot(round_, held, stand, sentence),
        "sensitivity": sensitivity(held, known, names),
        "kind": kind,
    }


def results(round_: Round, held: Sequence[Figures], known: Beside) -> dict[str, Any]:
    """The table of one class; only columns that have something to say."""
    columns = [
        column("organ", _("Organ")),
        *_score_columns(held, known),
        column("shares", " / ".join(wording.grades(known.rule)), "right"),
        column("unknown", _("Do not know"), "right"),
    ]
    if not known.spot:
        columns.append(column("gap", _("Gap between groups"), "right"))
    names, least = names_of(held), None if known.seen.keeps else queries.least_told()
    made = [
        (url, said | {"gap": gap(one.score, known.rule, least=least)})
        for one in _in_order(held, known)
        for url, said in [_row(round_, one, names, known)]
    ]
    keys = [one["key"] for one in columns]
    rows = [{"url": url, "cells": cells(*(said[key] for key in keys))} for url, said in made]
    return {"caption": _("Results"), "total": len(rows), "columns": columns, "rows": rows}


def _in_order(held: Sequence[Figures], known: Beside) -> list[Figures]:
    """Band by band, inside a band in the order of the paper; who is not compared comes last."""
    bands = [band for stand in known.standings.values() for band in stand.bands]
    places = {code: n for n, band in enumerate(bands) for code in band}
    return sorted(held, key=lambda one: places.get(one.subject.code, len(bands)))


def _score_columns(held: Sequence[Figures], known: Beside) -> list[dict[str, Any]]:
    if known.spot:
        return []
    made = [column("score", _("Score"), "right")]
    stand = known.standings.get(held[0].subject.kind) if held else None
    if stand is not None:
        made.append(column("places", places_of(stand)))
    base, codes = known.baseline, {one.subject.code for one in held}
    if base is not None and not codes.isdisjoint(base.changes):
        since = _("Change since {baseline}").format(baseline=base.round.number)
        made.append(column("change", since, "right"))
    if not codes.isdisjoint(known.adjusted):
        made.append(column("adjusted", _("Adjusted for severity"), "right"))
    return made


def places_of(stand: Standings) -> str:
    """The head of the column of places, with how many are compared."""
    return _("Places the data allow, of {n}").format(n=len(stand.places))


def _row(
    round_: Round, one: Figures, names: Mapping[str, str], known: Beside
) -> tuple[str, dict[str, Any]]:
    code, stand = one.subject.code, known.standings.get(one.subject.kind)
    place = stand.place(code) if stand else None
    return reverse("appraisals:organ_result", args=[round_.pk, code]), {
        "organ": {"text": names[code], "note": code},
        "score": _score(one.score),
        "places": {"text": verdict.span(place), "note": _near(place)},
        "change": _change(known.baseline, code),
        "adjusted": _adjusted(known.adjusted.get(code)),
        "shares": {"text": wording.shares(one.score.shares), "note": f"n = {one.valid}"},
        "unknown": wording.percent(one.score.unknown_rate),
    }


def _score(score: RoundScore) -> dict[str, Any]:
    """The score and its band; where it is not compared, why."""
    note = wording.band(score.band)
    if score.standing != "rated":
        note = wording.standing(score)
    return {"text": wording.score(score), "note": note}


def _near(place: Any) -> str:
    return _("within the error of the draws") if place is not None and place.near else ""


def _change(base: Baseline | None, code: str) -> dict[str, Any]:
    found = base.changes.get(code) if base is not None else None
    tone = TONES[found.way] if found is not None else ""
    words = {"up": _("better"), "down": _("worse")}
    note = words.get(found.way, _("not beyond chance")) if found is not None else ""
    return {"text": verdict.change(found), "tone": tone, "note": note}


def _adjusted(one: Adjusted | None) -> Any:
    if one is None:
        return None
    note = wording.signed(one.shift)
    if not one.whole:
        note = _("{shift}, not all groups").format(shift=note)
    return {"text": wording.doubted(one.score, one.se), "note": note}


def gap(score: RoundScore, rule: RoundRule, *, least: int | None) -> Any:
    """Points between the best and the worst group, and which they are.

    `least` None means that small groups may be seen; else one of them would give its score away
    by its distance from another.
    """
    if score.gap is None:
        return None
    if least is not None and not queries.told_groups(score.groups, least=least).issuperset(
        score.gap[1:]
    ):
        return {"text": _("withheld"), "tone": "withheld", "note": _("small group")}
    names = wording.groups(rule)
    words = _("{best} above {worst}").format(best=names[score.gap[1]], worst=names[score.gap[2]])
    return {"text": wording.points(score.gap[0]), "note": words}


def plot(
    round_: Round, held: Sequence[Figures], stand: Standings | None, sentence: str
) -> plots.Plot | None:
    """Interval bars of one class, the highest first; bands of the indistinguishable shaded."""
    if stand is None or len(stand.places) < 2:
        return None
    of_band = {code: n for n, band in enumerate(stand.bands, 1) for code in band}
    by_code = {one.subject.code: one for one in held}
    shown = [by_code[place.key] for place in stand.places]
    names = names_of(held)
    rows = [_interval(one, names, of_band[one.subject.code]) for one in shown]
    return plots.intervals(
        rows,
        title=sentence,
        subtitle=_("Score in points of 100 with 95 % interval; no line parts those shaded alike"),
        source=_("round {number}, rule {rule}").format(number=round_.number, rule=round_.rule.code),
    )


def _interval(one: Figures, names: Mapping[str, str], band: int) -> plots.Interval:
    low, high = one.score.interval or ("0", "0")
    value = float(one.score.score or 0)
    return plots.Interval(names[one.subject.code], value, float(low), float(high), band, one.valid)


@lru_cache(maxsize=128)
def _left_out(rated: tuple[RoundScore, ...]) -> tuple[LeftOut, ...]:
    """The same scores always answer alike, and a page is looked at often."""
    return left_out(rated)


def sensitivity(
    held: Sequence[Figures], known: Beside, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Who would change places if one group had not been asked; never a rank.

    Small groups are left out for those who may not see them.
    """
    rated = [one.score for one in held if one.score.standing == "rated"]
    if len(held) < 2 or not rated:
        return None
    handles = queries.handles(held, known.rule, held[0].subject.kind, known.seen)
    free = {handle.key for handle in handles}
    rows = [row for row in _left_out(tuple(rated)) if row.group in free]
    if not rows:
        return None
    groups = wording.groups(known.rule)
    made = [
        {
            "cells": cells(
                groups.get(row.group, row.group),
                listed(names[code] for code in row.moved) or _("nobody"),
                listed((f"{names[a]}—{names[b]}" for a, b in row.clear), apart=("; ", "；"))
                or _("none"),
                row.most,
            )
        }
        for row in rows
    ]
    columns = [
        column("group", _("Group left out")),
        column("moved", _("Would change places")),
        column("clear", _("Of these, pairs that can be told apart")),
        column("most", _("Largest change, points"), "right"),
    ]
    return {"caption": _("If one group had not been asked"), "columns": columns, "rows": made}
