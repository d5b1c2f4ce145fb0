"""What a count has flagged, with the results beside it that would be without the papers meant.

Which papers these are was forgotten at the count. It kept what the others gave each organ, group by
group, as far as that tells of no fewer than ten; where it did not, nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning, Suspicion
from mingcha.appraisals.queries.movement import moved
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import RoundScore, from_json
from mingcha.core.rulebook import band_of
from mingcha.core.shares import Z95
from mingcha.core.steps import exact, fixed
from mingcha.core.weighting import capped

W = Suspicion.Withheld
Plain = dict[str, Any]
WHOLE_GROUP = {"apart", "moved"}  # the flag means a group, not some of its papers


@dataclass(frozen=True)
class Raised:
    """One flag and what the round would be without what it means; `withheld` says why not."""

    flag: Plain
    figures: Plain | None
    withheld: str = ""

    @property
    def weighty(self) -> bool:
        """Whether a result may hang on it: a band, or more than its doubt; or nobody knows."""
        return self.figures is None or any(map(_hangs, self.figures["organs"]))


def raised(
    made: Reckoning, before: Reckoning | None, *, least: int, spot: bool = False
) -> list[Raised]:
    """The flags of a count, and the groups that moved against all others since a round before."""
    rule = record.rule_of(made.round.rule)
    flags = [*made.inputs["tally"].get("flags", [])]
    if before is not None:
        flags += moved(made, before, rule, least=least)
    return [_raised(flag, made, rule, least, spot=spot) for flag in flags]


def _raised(flag: Plain, made: Reckoning, rule: RoundRule, least: int, *, spot: bool) -> Raised:
    bare = {name: value for name, value in flag.items() if name not in {"without", "effects"}}
    if spot:
        return Raised(bare, None, W.SPOT)
    if flag["kind"] in WHOLE_GROUP:
        found = _without_group(flag["facts"]["group"], made, rule, least)
        return Raised(bare, found, "" if found else W.FEW)
    if "without" not in flag and flag["papers"] is not None:
        return Raised(bare, None, W.NOT_KEPT)
    kept = flag.get("without")
    if not kept or min(kept["taken"].values()) < least:
        return Raised(bare, None, W.FEW)
    return Raised(bare, _without_block(kept, made, rule))


def _without_group(group: str, made: Reckoning, rule: RoundRule, least: int) -> Plain | None:
    """The round reckoned anew as if the whole group were void."""
    sizes = record.merged(made.inputs["ballots"])
    rest = sum(n for code, n in sizes.items() if code not in {group, *made.inputs["void"]})
    if min(sizes.get(group, 0), rest) < least:
        return None
    void = [*made.inputs["void"], group]
    other = {one.subject: one for one in record.reckon({**made.inputs, "void": void}, rule)}
    rows = [
        _row(one, other[one.subject].score, other[one.subject].band, whole=True)
        for one in from_json(made.sheet)
    ]
    return {"taken": {group: sizes[group]}, "organs": rows}


def _without_block(kept: Plain, made: Reckoning, rule: RoundRule) -> Plain:
    """The same weights with other means of groups, where they were kept."""
    vetoed = {one["code"] for one in made.inputs["subjects"] if one["veto"]}
    rows = []
    for one in from_json(made.sheet):
        means = kept["means"].get(one.subject, {})
        score, whole = _shifted(one, means, kept["taken"], rule)
        band = None
        if score is not None and one.band is not None:
            by_score = band_of(exact(score), rule.bands)
            band = capped(by_score, rule, veto=one.subject in vetoed)
        rows.append(_row(one, score, band, whole=whole))
    return {"taken": kept["taken"], "organs": rows}


def _shifted(
    one: RoundScore, means: Mapping[str, Plain], taken: Mapping[str, int], rule: RoundRule
) -> tuple[str | None, bool]:
    """The score without the block, and whether it was taken out of every group it should be."""
    if one.score is None:
        return None, True
    score, whole = exact(one.score), True
    for group in one.groups:
        if group.group not in taken or not exact(group.used) or group.score is None:
            continue
        mean = _mean(means.get(group.group, {}), rule)
        if mean is None:
            whole = False
        else:
            score += exact(rule.parts[0]) * exact(group.used) * (mean - exact(group.score))
    return fixed(score, 2), whole


def _mean(by_question: Mapping[str, str], rule: RoundRule) -> Any:
    """The group's mean over its questions; None unless all of them were kept."""
    weights = {question.code: exact(question.weight) for question in rule.questions}
    if any(code not in by_question for code in weights):
        return None
    total = sum(weights.values())
    return sum(weight * exact(by_question[code]) for code, weight in weights.items()) / total


def _row(one: RoundScore, without: str | None, band: str | None, *, whole: bool) -> Plain:
    return {
        "code": one.subject,
        "with": None if one.score is None else fixed(exact(one.score), 2),
        "without": None if without is None else fixed(exact(without), 2),
        "se": one.se,
        "band": one.band or "",
        "band_without": band or "",
        "whole": whole,
    }


def _hangs(row: Plain) -> bool:
    """Whether an organ's band would be another, or its score beyond its doubt; or nobody knows."""
    if row["with"] is None:
        return False
    if row["without"] is None or not row["whole"] or row["band"] != row["band_without"]:
        return True
    return bool(abs(float(row["with"]) - float(row["without"])) > Z95 * float(row["se"] or 0))
