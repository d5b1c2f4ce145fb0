"""What an item asks for, as a value: compared, copied, shortened and counted before it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import Any, NamedTuple

from mingcha.core.cuts import Load
from mingcha.organs.models import Unit
from mingcha.powers.models import DaysKind, Version


class BasisLine(NamedTuple):
    """A law and the article of it."""

    law: str
    article: str = ""


class StepLine(NamedTuple):
    """A step, and how long it may take."""

    code: str
    name: str
    days: int | None = None


class MaterialLine(NamedTuple):
    """A paper, and who issues it."""

    code: str
    name: str
    source: str = ""


class FeeLine(NamedTuple):
    """A fee as published."""

    code: str
    name: str
    amount: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Terms:
    """Everything one version says of its item, besides the days on which it holds."""

    organ: Unit
    partners: tuple[Unit, ...] = ()
    joint: bool = False
    legal_days: int | None = None
    legal_kind: str = DaysKind.WORKING
    promised_days: int | None = None
    days_kind: str = DaysKind.WORKING
    on_the_spot: bool = False
    bases: tuple[BasisLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    materials: tuple[MaterialLine, ...] = ()
    fees: tuple[FeeLine, ...] = ()

    @property
    def load(self) -> Load:
        """What it asks of those who come."""
        return load_of(self, len(self.steps), len(self.materials), len(self.fees))

    def plain(self) -> dict[str, Any]:
        """As the journal keeps it."""
        names = ("joint", "legal_days", "legal_kind", "promised_days", "days_kind", "on_the_spot")
        said: dict[str, Any] = {name: getattr(self, name) for name in names}
        said |= {"organ": self.organ.code, "partners": [unit.code for unit in self.partners]}
        for name in ("bases", "steps", "materials", "fees"):
            said[name] = [list(line) for line in getattr(self, name)]
        return said


def load_of(limits: Terms | Version, steps: int, papers: int, fees: int) -> Load:
    """The load of one item; its days count where both limits are in the same kind of days."""
    legal, promised = limits.legal_days, limits.promised_days
    if legal is None or promised is None or limits.legal_kind != limits.days_kind:
        return Load(1, steps, papers, fees)
    return Load(1, steps, papers, fees, 1, legal, promised)


LINES = ("bases", "steps", "materials", "fees")
CODED = LINES[1:]
FIELDS = ("organ", "joint", "legal_days", "legal_kind", "promised_days", "days_kind", "on_the_spot")


def terms_of(version: Version) -> Terms:
    """What a version says; costs no question where its lines have been fetched beforehand."""
    return Terms(
        **{name: getattr(version, name) for name in FIELDS},
        partners=tuple(version.partners.all()),
        bases=tuple(BasisLine(b.law, b.article) for b in version.bases.all()),
        steps=tuple(StepLine(s.code, s.name, s.days) for s in version.steps.all()),
        materials=tuple(MaterialLine(m.code, m.name, m.source) for m in version.materials.all()),
        fees=tuple(FeeLine(f.code, f.name, f.amount, f.basis) for f in version.fees.all()),
    )


def reformed(terms: Terms, changes: Mapping[str, Any]) -> Terms:
    """The terms after a reform: new limits, and lines that are dropped by their codes."""
    facts = {name: changes[name] for name in FIELDS if name in changes}
    for name in LINES:
        gone = set(changes.get(f"drop_{name}", ()))
        if gone:
            facts[name] = tuple(line for line in getattr(terms, name) if line[0] not in gone)
    return replace(terms, **facts)


def codes_kept(was: Iterable[Sequence[Any]], now: Iterable[Sequence[Any]]) -> list[str]:
    """The codes of the lines as they are to be: a name on record keeps its own, a new one is free.

    Cases name steps, papers and fees by code; a list written anew must not move them.

    >>> was = [StepLine("S1", "受理"), StepLine("S3", "决定")]
    >>> codes_kept(was, [StepLine("S1", "受理"), StepLine("S2", "决定"), StepLine("S3", "送达")])
    ['S1', 'S3', 'S2']
    """
    on_record: defaultdict[str, list[str]] = defaultdict(list)
    for line in was:
        on_record[line[1]].append(line[0])
    taken = {code for codes in on_record.values() for code in codes}
    kept = []
    for line in now:
        if same := on_record[line[1]]:
            kept.append(same.pop(0))
            continue
        numbered = (f"{line[0][:1]}{n}" for n in count(1))
        kept.append(next(code for code in chain([line[0]], numbered) if code not in taken))
        taken.add(kept[-1])
    return kept


def merged(into: Terms, from_: Terms) -> Terms:
    """The terms of two items made one: whatever either asked for is still asked for.

    A paper, step or fee that both have is asked for once; that is all that merging takes off.
    """
    facts: dict[str, Any] = {
        name: tuple(_joined(getattr(into, name), getattr(from_, name), by))
        for name, by in (("bases", slice(0, 2)), ("steps", 1), ("materials", 1), ("fees", 1))
    }
    others = (*into.partners, *from_.partners, from_.organ)
    facts["partners"] = tuple(dict.fromkeys(unit for unit in others if unit != into.organ))
    facts["joint"] = into.joint or bool(facts["partners"])
    for name, kind in (("legal_days", "legal_kind"), ("promised_days", "days_kind")):
        mine, theirs = getattr(into, name), getattr(from_, name)
        if theirs is not None and (mine is None or theirs > mine):
            facts |= {name: theirs, kind: getattr(from_, kind)}
    if facts.get("promised_days"):
        facts["on_the_spot"] = False
    return replace(into, **facts)


def _joined(mine: Iterable[Any], theirs: Iterable[Any], by: Any) -> Iterable[Any]:
    """Mine, then those of theirs whose name I do not have; a code that is taken gets a mark."""
    kept = list(mine)
    names, codes = {line[by] for line in kept}, {line[0] for line in kept}
    for line in theirs:
        if line[by] in names:
            continue
        renamed = line
        if by == 1 and line[0] in codes:
            renamed = line._replace(code=_free(line[0], codes))
        codes.add(renamed[0])
        names.add(line[by])
        kept.append(renamed)
    return kept


def _free(code: str, taken: set[str]) -> str:
    return next(f"{code}-{n}" for n in range(2, len(taken) + 3) if f"{code}-{n}" not in taken)
