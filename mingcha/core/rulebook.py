"""The rule versions by which points are made: exact figures under a code, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.core.steps import exact

Bands = tuple[tuple[str, str], ...]

BANDS: Final[Bands] = (
    ("satisfied", "85"),
    ("fairly_satisfied", "75"),
    ("basically_satisfied", "60"),
    ("dissatisfied", "0"),
)
FORM: Final = {"severity_weights", "give_back", "relapse_factor", "min_checks", "bands"}


def band_of(score: Fraction, bands: Bands) -> str:
    """The name of the best band whose floor the score reaches.

    Args:
        score: in points, 0 or more.
        bands: names with the lowest score of each, the best first, the last from 0.
    Source:
        Bands 85, 75 and 60: a city's rule of public appraisal, domain study F5.

    >>> band_of(Fraction("86.6"), BANDS), band_of(Fraction("84.99"), BANDS)
    ('satisfied', 'fairly_satisfied')
    """
    return next(name for name, floor in bands if score >= exact(floor))


def bands_hold(bands: Bands) -> bool:
    """Whether the floors fall from band to band and the last one is 0.

    Source:
        Every score must find exactly one band.

    >>> bands_hold(BANDS), bands_hold((("good", "50"),))
    (True, False)
    """
    floors = [exact(floor) for _, floor in bands]
    falling = all(a > b for a, b in pairwise(floors))
    return bool(floors) and falling and floors[-1] == 0


def unfit(code: str, name: str) -> Unfit:
    """The no to a parameter that cannot be.

    Source:
        An option that is silently ignored is worse than none.

    >>> str(unfit("r", "give_back"))
    'Rule r: “give_back” is missing, unknown or cannot be. Check it.'
    """
    return Unfit(
        "Rule {code}: “{name}” is missing, unknown or cannot be. Check it.", code=code, name=name
    )


@dataclass(frozen=True)
class RuleVersion:
    """How points are made, under a code, for good: another weight is another version.

    `severity_weights` are points per finding. `give_back` is the part of a finding's points
    given back when its order was closed on time. `relapse_factor` multiplies the points of a
    relapse. Under `min_checks` nothing is rated. `bands` are names with the lowest score of
    each, the best first; the last begins at 0. All figures are exact decimals, kept as text.
    """

    code: str
    severity_weights: tuple[tuple[str, str], ...]
    give_back: str
    relapse_factor: str
    min_checks: int
    bands: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        weights = [exact(weight) for _, weight in self.severity_weights]
        if not (weights and min(weights) >= 0 and max(weights) > 0):
            raise unfit(self.code, "severity_weights")
        if not 0 <= exact(self.give_back) <= 1:
            raise unfit(self.code, "give_back")
        if exact(self.relapse_factor) < 1:
            raise unfit(self.code, "relapse_factor")
        if type(self.min_checks) is not int or self.min_checks < 1:
            raise unfit(self.code, "min_checks")
        if not bands_hold(self.bands):
            raise unfit(self.code, "bands")

    @classmethod
    def of(cls, code: str, parameters: Mapping[str, Any]) -> RuleVersion:
        """A rule version from its parameters as they are kept: a mapping, figures as text.

        Raises:
            Unfit: naming a parameter that is missing, unknown or cannot be.
        Source:
            An option that is silently ignored is worse than none, so unknown ones are refused.

        >>> RuleVersion.of("2026-1", DEFAULT.parameters() | {"code": 1})
        Traceback (most recent call last):
        mingcha.core.notice.Unfit: Rule 2026-1: “code” is missing, unknown or cannot be. Check it.
        """
        if odd := sorted(FORM ^ parameters.keys()):
            raise unfit(code, odd[0])
        return cls(
            code,
            _pairs(code, "severity_weights", parameters["severity_weights"]),
            str(parameters["give_back"]),
            str(parameters["relapse_factor"]),
            parameters["min_checks"],
            _pairs(code, "bands", parameters["bands"]),
        )

    def parameters(self) -> dict[str, Any]:
        """The rule in plain JSON values, as `of` reads it."""
        return {
            "severity_weights": dict(self.severity_weights),
            "give_back": self.give_back,
            "relapse_factor": self.relapse_factor,
            "min_checks": self.min_checks,
            "bands": [list(band) for band in self.bands],
        }


def _pairs(code: str, name: str, given: Any) -> tuple[tuple[str, str], ...]:
    try:
        pairs: Sequence[Any] = sorted(given.items()) if isinstance(given, Mapping) else list(given)
        return tuple((str(key), str(value)) for key, value in pairs)
    except (TypeError, ValueError):
        raise unfit(code, name) from None


DEFAULT: Final = RuleVersion(
    "default-1", (("1", "1"), ("2", "2"), ("3", "4")), "0.5", "2", 30, BANDS
)
