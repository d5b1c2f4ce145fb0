"""One organ's score in one round as it is kept and read back, with every step of the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from mingcha.core.steps import Step, canonical

SCHEMA: Final = 1
METHOD: Final = (
    "two-level mean; standard error with half a ballot added to each grade, items taken as fully "
    "correlated, groups as independent"
)


@dataclass(frozen=True)
class GroupFigures:
    """What one group said of one organ. `missing` says why it does not count; "" if it does.

    `valid` is the number of graded answers to the question that got the fewest.
    """

    group: str
    weight: str
    used: str
    asked: int
    valid: int
    unknown: int
    no_contact: int
    score: str | None
    se: str | None
    shares: tuple[str, ...]
    missing: str = ""


@dataclass(frozen=True)
class RoundScore:
    """One organ's score with every step. `standing` is rated, incomplete or not_rated.

    `shares` are those of the grades weighted as the score is: multiplied by the scale they give
    the ballot part. `gap` is the distance between the best and the worst group, in points.
    """

    subject: str
    kind: str
    rule: str
    standing: str
    why_not: str
    score: str | None
    ballot: str | None
    se: str | None
    interval: tuple[str, str] | None
    band: str | None
    band_by_score: str | None
    shares: tuple[str, ...]
    coverage: str
    unknown_rate: str
    gap: tuple[str, str, str] | None
    groups: tuple[GroupFigures, ...]
    steps: Step


def to_json(scores: Sequence[RoundScore]) -> str:
    """All scores of a round as canonical text: computed again, they are the same to the byte.

    The steps are left out: they follow from what went in, as the scores do.

    Source:
        RFC 8259 with sorted keys and no spaces.

    >>> to_json([])[:11]
    '{"method":"'
    """
    plain_scores = [_without_steps(asdict(score)) for score in scores]
    return canonical({"schema": SCHEMA, "method": METHOD, "scores": plain_scores})


def _without_steps(score: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in score.items() if name != "steps"}


def from_json(text: str) -> list[RoundScore]:
    """The scores that `to_json` wrote, without their steps.

    >>> from_json(to_json([]))
    []
    """
    return [_read(said) for said in json.loads(text)["scores"]]


def _read(said: dict[str, Any]) -> RoundScore:
    groups = tuple(
        GroupFigures(**{**one, "shares": tuple(one["shares"])}) for one in said["groups"]
    )
    interval = None if said["interval"] is None else tuple(said["interval"])
    gap = None if said["gap"] is None else tuple(said["gap"])
    facts = {"groups": groups, "interval": interval, "gap": gap, "shares": tuple(said["shares"])}
    return RoundScore(**{**said, **facts}, steps=Step("", "", ""))
