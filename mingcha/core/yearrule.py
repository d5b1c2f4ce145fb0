"""By which rule a year is added up: parts with weights and goalposts, bonus, deductions, bands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.core.rulebook import BANDS, Bands, bands_hold, unfit
from mingcha.core.steps import canonical, exact

RESPREAD: Final = "respread"  # a missing part's weight goes to the others in proportion
NOT_RATED: Final = "not_rated"  # a missing part means that the year has no score
KNOWN: Final = (
    "quarterly",
    "concentrated",
    "year_end",
    "key_offices",
    "on_the_spot",
    "service_users",
    "visits",
    "approvals",
)


@dataclass(frozen=True)
class Part:
    """One part of the year: its weight, its goalposts, the most it may bring, its fewest results.

    A value of `low` earns 0 points and one of `high` earns 100; in between in proportion. The
    goalposts are fixed beforehand and never taken from the values of a year. Weight 0 means that
    the part is shown beside the score and never counted.
    """

    code: str
    weight: str
    low: str = "0"
    high: str = "100"
    cap: str = "100"
    least: int = 1

    def points(self, value: Fraction) -> Fraction:
        """Points of 0 to `cap` for a value.

        Source:
            Min-max against fixed goalposts: OECD/JRC Handbook on Constructing Composite
            Indicators (2008), step 5; UNDP's goalposts of the human development index.

        >>> Part("visits", "1", "60", "100").points(Fraction(90)) == 75
        True
        """
        low, high = exact(self.low), exact(self.high)
        share = 100 * (value - low) / (high - low)
        return max(Fraction(0), min(exact(self.cap), share))


@dataclass(frozen=True)
class YearRule:
    """How the parts of a year are added up. Weights sum to 1; figures are decimals as text.

    `missing` says what becomes of the weight of a part without a value; with less than
    `least_weight` of all weight present there is no score. `late_order` are points off for each
    order that the organ overran. `veto_cap` is the best band an organ under a veto may reach.
    """

    code: str
    parts: tuple[Part, ...]
    missing: str = RESPREAD
    least_weight: str = "0.6"
    bonus_most: str = "5"
    deduction_most: str = "10"
    late_order: str = "1.5"
    bands: Bands = BANDS
    veto_cap: str = "basically_satisfied"

    def __post_init__(self) -> None:
        for name, holds in self._conditions():
            if not holds:
                raise unfit(self.code, name)
        weights = [exact(part.weight) for part in self.parts]
        if sum(weights) != 1 or min(weights) < 0:
            raise unfit(self.code, "weights")

    def _conditions(self) -> list[tuple[str, bool]]:
        codes = [part.code for part in self.parts]
        figures = (self.bonus_most, self.deduction_most, self.late_order)
        return [
            ("parts", bool(codes) and len(set(codes)) == len(codes) and set(codes) <= set(KNOWN)),
            ("goalposts", all(exact(part.low) != exact(part.high) for part in self.parts)),
            ("cap", all(0 < exact(part.cap) <= 100 for part in self.parts)),
            ("least", all(type(part.least) is int and part.least >= 1 for part in self.parts)),
            ("missing", self.missing in {RESPREAD, NOT_RATED}),
            ("least_weight", 0 < exact(self.least_weight) <= 1),
            ("bonus", min(exact(figure) for figure in figures) >= 0),
            ("bands", bands_hold(self.bands)),
            ("veto_cap", self.veto_cap in dict(self.bands)),
        ]

    @property
    def counted(self) -> tuple[Part, ...]:
        """The parts that carry weight."""
        return tuple(part for part in self.parts if exact(part.weight))

    def part(self, code: str) -> Part:
        """One part by its code.

        Raises:
            Unfit: if the rule has no such part.
        """
        for part in self.parts:
            if part.code == code:
                return part
        raise Unfit(
            "Rule {code} knows no part “{part}”. Take it out, or use a rule that knows it.",
            code=self.code,
            part=code,
        )

    @property
    def digest(self) -> str:
        """One short name for the whole rule: SHA-256 of its canonical JSON, as hexadecimal."""
        said = {"code": self.code} | self.parameters()
        return hashlib.sha256(canonical(said).encode()).hexdigest()

    def parameters(self) -> dict[str, Any]:
        """The rule in plain JSON values, as `of` reads it."""
        return {
            "parts": [dict(vars(part)) for part in self.parts],
            "missing": self.missing,
            "least_weight": self.least_weight,
            "bonus_most": self.bonus_most,
            "deduction_most": self.deduction_most,
            "late_order": self.late_order,
            "bands": [list(band) for band in self.bands],
            "veto_cap": self.veto_cap,
        }

    @classmethod
    def of(cls, code: str, parameters: Mapping[str, Any]) -> YearRule:
        """A rule from its parameters as they are kept.

        Raises:
            Unfit: naming a parameter that is missing, unknown or cannot be.
        Source:
            An option that is silently ignored is worse than none, so unknown ones are refused.

        >>> YearRule.of("y", YEAR.parameters()) == YearRule.of("y", YEAR.parameters())
        True
        >>> YearRule.of("y", YEAR.parameters() | {"colour": "red"})
        Traceback (most recent call last):
        mingcha.core.notice.Unfit: Rule y: “colour” is missing, unknown or cannot be. Check it.
        """
        if odd := sorted((cls.__dataclass_fields__.keys() - {"code"}) ^ parameters.keys()):
            raise unfit(code, odd[0])
        return cls(
            code,
            _read(code, "parts", parameters["parts"], _part),
            bands=_read(code, "bands", parameters["bands"], _band),
            **{name: str(parameters[name]) for name in PLAIN},
        )


PLAIN: Final = (
    "missing",
    "least_weight",
    "bonus_most",
    "deduction_most",
    "late_order",
    "veto_cap",
)


def _part(said: Any) -> Part:
    texts = {name: str(value) for name, value in said.items() if name != "least"}
    return Part(**{**said, **texts})


def _band(pair: Any) -> tuple[str, str]:
    name, floor = pair
    return str(name), str(floor)


def _read(code: str, name: str, values: Any, one: Any) -> tuple[Any, ...]:
    try:
        return tuple(one(value) for value in values)
    except (AttributeError, TypeError, ValueError):
        raise unfit(code, name) from None


# Weights of the domain study F20, within the range of F6-F8; the ballot in the hall is shown
# beside and never counted (P7). A city publishes its own.
YEAR: Final = YearRule(
    "year-default-1",
    (
        Part("quarterly", "0.20"),
        Part("concentrated", "0.20"),
        Part("service_users", "0.20"),
        Part("visits", "0.20"),
        Part("approvals", "0.10"),
        Part("key_offices", "0.10"),
        Part("on_the_spot", "0"),
    ),
)
