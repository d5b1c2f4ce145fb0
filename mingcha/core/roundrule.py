"""By which rule a round of appraisal is asked and weighed: exact figures under a code, for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.core.rulebook import BANDS, Bands, bands_hold, unfit
from mingcha.core.steps import canonical, exact

RESCALE: Final = "rescale"  # a missing group is left out, the others' weights grow to 1
NOT_RATED: Final = "not_rated"  # a missing group means that there is no score at all


@dataclass(frozen=True)
class Question:
    """One item of the paper; `weight` is its part against the others', 1 for a plain mean."""

    code: str
    text: str
    text_en: str = ""
    weight: str = "1"


@dataclass(frozen=True)
class Evaluators:
    """One group: how many are to be drawn, and how many answers make it count."""

    code: str
    name: str
    name_en: str = ""
    quota: int = 0
    min_valid: int = 30


@dataclass(frozen=True)
class RoundRule:
    """Scale, questions, groups with their weights by class, bands and limits.

    `scale` has the points of each grade, the best first, from 0 to 100. `weights` has one row a
    class of organs, over groups, and every row sums to 1. Under `coverage` (the share of those
    asked who gave a grade) an organ is not rated. `parts` says how the ballot and the work check
    share the score; `veto_cap` is the best band an organ with a veto event may reach. `block`,
    `contact_first` and `least` are the paper's. `baseline` is the number of an earlier round with
    which results are compared, "" for none. All figures are exact decimals, kept as text.
    """

    code: str
    scale: tuple[str, ...]
    grades: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]
    groups: tuple[Evaluators, ...]
    weights: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    missing: str = RESCALE
    coverage: str = "0.1"
    bands: Bands = BANDS
    parts: tuple[str, str] = ("1", "0")
    veto_cap: str = "basically_satisfied"
    block: int = 0
    contact_first: bool = True
    least: int = 30
    baseline: str = ""

    def __post_init__(self) -> None:
        for name, holds in self._conditions():
            if not holds:
                raise unfit(self.code, name)
        # A database may give the keys of an object back in another order: it must not matter.
        order = [group.code for group in self.groups]
        rows = (
            (kind, tuple(sorted(row, key=lambda pair: order.index(pair[0]))))
            for kind, row in sorted(self.weights)
        )
        object.__setattr__(self, "weights", tuple(rows))

    def _conditions(self) -> list[tuple[str, bool]]:
        points = [exact(value) for value in self.scale]
        falls = all(a >= b for a, b in pairwise(points)) and points[:1] > points[-1:]
        parts = [exact(part) for part in self.parts]
        return [
            ("scale", len(points) in {3, 5} and falls and points[0] <= 100 and points[-1] >= 0),
            ("grades", len(self.grades) == len(points) and all(a for a, _ in self.grades)),
            (
                "questions",
                _named(self.questions) and all(exact(q.weight) > 0 for q in self.questions),
            ),
            ("groups", _named(self.groups) and all(g.min_valid >= 2 for g in self.groups)),
            ("groups", all(g.quota >= 0 and "." not in g.code for g in self.groups)),
            ("weights", self._rows_hold()),
            ("missing", self.missing in {RESCALE, NOT_RATED}),
            ("coverage", 0 <= exact(self.coverage) <= 1),
            ("bands", bands_hold(self.bands)),
            ("parts", sum(parts) == 1 and min(parts) >= 0 and parts[0] > 0),
            ("veto_cap", self.veto_cap in dict(self.bands)),
            ("block", type(self.block) is int and self.block >= 0),
            ("least", type(self.least) is int and self.least >= 1),
        ]

    def _rows_hold(self) -> bool:
        known = {group.code for group in self.groups}
        rows = [{code: exact(w) for code, w in row} for _, row in self.weights]
        whole = all(sum(row.values()) == 1 and min(row.values()) >= 0 for row in rows if row)
        return bool(rows) and all(rows) and whole and all(row.keys() <= known for row in rows)

    def weights_of(self, kind: str) -> dict[str, Fraction]:
        """Weight by group for a class of organs, groups of weight 0 left out.

        Raises:
            Unfit: if the rule has no row for the class.
        Source:
            Domain study F6.
        """
        rows = dict(self.weights)
        if kind not in rows:
            raise Unfit(
                "Rule {code} has no weights for the class “{kind}”. Take the organ out of the "
                "round, or use a rule that knows its class.",
                code=self.code,
                kind=kind,
            )
        return {group: exact(weight) for group, weight in rows[kind] if exact(weight) > 0}

    @property
    def digest(self) -> str:
        """One short name for the whole rule: SHA-256 of its canonical JSON, as hexadecimal."""
        said = {"code": self.code} | self.parameters()
        return hashlib.sha256(canonical(said).encode()).hexdigest()

    def parameters(self) -> dict[str, Any]:
        """The rule in plain JSON values, as `of` reads it; a baseline only where there is one."""
        said: dict[str, Any] = {
            "scale": list(self.scale),
            "grades": [{"text": text, "text_en": text_en} for text, text_en in self.grades],
            "questions": [dict(vars(question)) for question in self.questions],
            "groups": [dict(vars(group)) for group in self.groups],
            "weights": {kind: dict(row) for kind, row in self.weights},
            "missing": self.missing,
            "coverage": self.coverage,
            "bands": [list(band) for band in self.bands],
            "parts": list(self.parts),
            "veto_cap": self.veto_cap,
            "block": self.block,
            "contact_first": self.contact_first,
            "least": self.least,
        }
        return said | {"baseline": self.baseline} if self.baseline else said

    @classmethod
    def of(cls, code: str, parameters: Mapping[str, Any]) -> RoundRule:
        """A rule from its parameters as they are kept.

        Raises:
            Unfit: naming a parameter that is missing, unknown or cannot be.
        Source:
            An option that is silently ignored is worse than none, so unknown ones are refused.

        >>> RoundRule.of("r", DEFAULT.parameters()) == RoundRule.of("r", DEFAULT.parameters())
        True
        >>> RoundRule.of("r", DEFAULT.parameters() | {"colour": "red"})
        Traceback (most recent call last):
        mingcha.core.notice.Unfit: Rule r: “colour” is missing, unknown or cannot be. Check it.
        """
        known = cls.__dataclass_fields__.keys() - {"code"}
        if odd := sorted(known ^ (parameters.keys() | {"baseline"})):
            raise unfit(code, odd[0])
        facts: dict[str, Any] = {}
        for name, value in parameters.items():
            try:
                facts[name] = READ[name](value) if name in READ else value
            except (TypeError, ValueError, KeyError, AttributeError):
                raise unfit(code, name) from None
        return cls(code, **facts)


def _named(things: Sequence[Question] | Sequence[Evaluators]) -> bool:
    codes = [thing.code for thing in things]
    return bool(codes) and all(codes) and len(set(codes)) == len(codes)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _grades(values: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(one["text"]), str(one.get("text_en", ""))) for one in values)


def _rows(values: Any) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple(
        (str(kind), tuple((str(group), str(weight)) for group, weight in row.items()))
        for kind, row in values.items()
    )


def _pair(values: Any) -> tuple[str, str]:
    first, second = values
    return str(first), str(second)


READ: Final[dict[str, Any]] = {
    "scale": _texts,
    "grades": _grades,
    "questions": lambda values: tuple(Question(**one) for one in values),
    "groups": lambda values: tuple(Evaluators(**one) for one in values),
    "weights": _rows,
    "coverage": str,
    "baseline": str,
    "bands": lambda values: tuple(_pair(one) for one in values),
    "parts": _pair,
}

THREE: Final = (
    ("满意", "Satisfied"),
    ("基本满意", "Basically satisfied"),
    ("不满意", "Dissatisfied"),
)
FIVE: Final = (
    ("很满意", "Very satisfied"),
    ("满意", "Satisfied"),
    ("基本满意", "Basically satisfied"),
    ("不满意", "Dissatisfied"),
    ("很不满意", "Very dissatisfied"),
)
GROUPS: Final = (
    Evaluators("enterprise", "企业代表", "Enterprises", 300),
    Evaluators("citizen", "群众代表", "Citizens", 500),
    Evaluators("supervisor", "行风监督员", "Lay supervisors", 120),
    Evaluators("deputy", "人大代表", "People's deputies", 200),
    Evaluators("cppcc", "政协委员", "CPPCC members", 200),
    Evaluators("grassroots", "基层单位", "Grass-roots units", 200),
    Evaluators("leader", "市领导", "City leaders", 40, 10),
    Evaluators("peer", "机关互评", "Peers", 150),
)
_COLUMNS: Final = tuple(group.code for group in GROUPS)


def _row(kind: str, figures: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    return kind, tuple(zip(_COLUMNS, figures.split(), strict=True))


WEIGHTS: Final = (
    _row("service", ".25 .35 .10 .10 .10 .05 .05 0"),
    _row("enforcement", ".30 .25 .10 .10 .10 .10 .05 0"),
    _row("management", ".20 .10 .10 .15 .15 .15 .10 .05"),
    _row("party_mass", ".05 .10 .10 .15 .15 .25 .10 .10"),
)
ITEMS: Final = (
    Question("conduct", "工作作风", "Conduct"),
    Question("quality", "服务质量", "Quality of service"),
    Question("lawful", "依法行政", "Lawful administration"),
    Question("efficiency", "办事效率", "Efficiency"),
    Question("integrity", "廉洁自律", "Integrity"),
)
# Shares, weights and items of the domain study F1, F5 and F6; a city publishes its own.
DEFAULT: Final = RoundRule("default-1", ("100", "75", "55"), THREE, ITEMS, GROUPS, WEIGHTS)
