"""What another year rule, or a part left out, would change: whose band, which pairs turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Final

from mingcha.core.composite import Given, Source, composite
from mingcha.core.rulebook import unfit
from mingcha.core.steps import exact, fixed, plain
from mingcha.core.yearrule import YearRule

Values = Mapping[str, str | None]  # part -> value of one organ
MOST: Final = 12  # parts a rule may have when weights are typed anew


@dataclass(frozen=True)
class Tried:
    """One organ under two rules: scores with two decimals, bands; None where not rated."""

    unit: str
    before: str | None
    after: str | None
    band_before: str | None
    band_after: str | None

    @property
    def moved(self) -> bool:
        """Whether the band is another one."""
        return self.band_before != self.band_after


@dataclass(frozen=True)
class Trial:
    """All organs under two rules. `turned` are pairs of one class whose order has turned."""

    units: tuple[Tried, ...]
    turned: tuple[tuple[str, str], ...]

    @property
    def moved(self) -> tuple[str, ...]:
        """Organs whose band is another one."""
        return tuple(one.unit for one in self.units if one.moved)

    @property
    def most(self) -> str:
        """The largest change of a score, in points."""
        both = [(one.before, one.after) for one in self.units if one.before and one.after]
        changes = [abs(exact(str(a)) - exact(str(b))) for a, b in both]
        return fixed(max(changes, default=Fraction(0)), 2)


def try_rule(
    values: Mapping[str, Values], kinds: Mapping[str, str], rule: YearRule, other: YearRule
) -> Trial:
    """The same values under another rule: whose band changes, which pairs turn.

    Bonus, deductions and vetoes are left aside: they are the same under both.

    Args:
        values: by organ, the value of each part as text; None or absent where missing.
        kinds: the class of each organ; pairs are looked at inside a class only.
        rule, other: the two rules.
    Returns:
        a `Trial`, organs in the order given.
    Raises:
        Unfit: for a part one of the rules does not know.
    Source:
        OECD/JRC Handbook on Constructing Composite Indicators (2008), step 7; domain study F3.

    >>> from mingcha.core.yearrule import Part
    >>> rule = YearRule("r", (Part("visits", "0.5"), Part("quarterly", "0.5")))
    >>> other = reweighed(rule, {"visits": "0.8", "quarterly": "0.2"})
    >>> values = {"A": {"visits": "90", "quarterly": "70"},
    ...           "B": {"visits": "74", "quarterly": "90"}}
    >>> trial = try_rule(values, {"A": "service", "B": "service"}, rule, other)
    >>> trial.moved, trial.turned, trial.most
    (('A',), (('A', 'B'),), '6.00')
    """
    return _compared(_under(values, rule), _under(values, other), kinds)


Scored = Mapping[str, tuple[str | None, str | None]]  # organ -> score and band


def _under(values: Mapping[str, Values], rule: YearRule) -> Scored:
    return {name: _scored(name, held, rule) for name, held in values.items()}


def _compared(before: Scored, after: Scored, kinds: Mapping[str, str]) -> Trial:
    rows = [
        Tried(name, score, after[name][0], band, after[name][1])
        for name, (score, band) in before.items()
    ]
    turned = tuple(
        (a.unit, b.unit)
        for a, b in combinations(rows, 2)
        if kinds[a.unit] == kinds[b.unit] and _turned(a, b)
    )
    return Trial(tuple(rows), turned)


def _scored(name: str, held: Values, rule: YearRule) -> tuple[str | None, str | None]:
    known = {part.code: part.least for part in rule.parts}
    parts = {
        code: [Source(str(n), value) for n in range(known[code])]
        for code, value in held.items()
        if value is not None and code in known
    }
    sheet = composite(name, "", Given(parts, {}), rule)
    return sheet.score, sheet.band


def _turned(a: Tried, b: Tried) -> bool:
    if None in (a.before, a.after, b.before, b.after):
        return False
    before = exact(str(a.before)) - exact(str(b.before))
    after = exact(str(a.after)) - exact(str(b.after))
    return before * after < 0


def reweighed(rule: YearRule, weights: Mapping[str, str]) -> YearRule:
    """The rule with other weights, scaled so that they sum to 1; parts not named have none.

    Raises:
        Unfit: for a weight that is no figure, is below 0, or if all are 0.
    Source:
        Plain arithmetic.

    >>> from mingcha.core.yearrule import YEAR
    >>> [p.weight for p in reweighed(YEAR, {"visits": "3", "quarterly": "1"}).counted]
    ['0.25', '0.75']
    """
    typed = {part.code: exact(weights.get(part.code, "0")) for part in rule.parts}
    if min(typed.values()) < 0:
        raise unfit(rule.code, "weights")
    whole = sum(typed.values(), Fraction(0)) or Fraction(1)
    parts = (replace(part, weight=plain(typed[part.code] / whole)) for part in rule.parts)
    return replace(rule, parts=tuple(parts))


@dataclass(frozen=True)
class Without:
    """What leaving one part out would do."""

    part: str
    trial: Trial


def parts_left_out(
    values: Mapping[str, Values], kinds: Mapping[str, str], rule: YearRule
) -> tuple[Without, ...]:
    """For each part that counts and that somebody has a value of: the year without it.

    Source:
        OECD/JRC Handbook (2008), step 7; domain study P20.

    >>> parts_left_out({}, {}, __import__("mingcha.core.yearrule").core.yearrule.YEAR)
    ()
    """
    there = {code for held in values.values() for code, value in held.items() if value is not None}
    codes = [part.code for part in rule.counted if part.code in there]
    whole = _under(values, rule)
    return tuple(
        Without(code, _compared(whole, _under(values, _less(rule, code)), kinds))
        for code in codes
        if len(rule.counted) > 1
    )


def _less(rule: YearRule, code: str) -> YearRule:
    """The rule without a part; what was rated stays rated, however little weight is left."""
    rest = {part.code: part.weight for part in rule.counted if part.code != code}
    return replace(reweighed(rule, rest), least_weight=_least(rule, code))


def _least(rule: YearRule, code: str) -> str:
    left = 1 - exact(rule.part(code).weight)
    asked = exact(rule.least_weight) - exact(rule.part(code).weight)
    return plain(max(Fraction(1, 100), asked / left))


def typed_weights(rule: YearRule, typed: Sequence[tuple[str, str]]) -> YearRule:
    """The rule with weights as somebody typed them; unknown parts and empty ones are passed over.

    Raises:
        Unfit: for a weight that cannot be.
    Source:
        See `reweighed`.

    >>> from mingcha.core.yearrule import YEAR
    >>> typed_weights(YEAR, [("visits", "1"), ("luck", "9"), ("approvals", "")]).counted[0].code
    'visits'
    """
    known = {part.code for part in rule.parts}
    return reweighed(rule, {code: text for code, text in typed[:MOST] if code in known and text})
