"""An attacker who knows how to add: every published figure as a linear fact about hidden counts.

Unknown are the ballots of each organ, group, question and mark. What is published bounds sums of
them; a linear program then says between which values any count, or any sum of counts, must lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from mingcha.core.ballot import Paper


class Cell(NamedTuple):
    """Ballots of one group that gave an organ this mark in answer to a question."""

    organ: str
    group: str
    question: str
    mark: str


Terms = Mapping[Cell, float]


@dataclass
class Attacker:
    """What somebody has learnt; all counts are 0 or more."""

    cells: tuple[Cell, ...]
    facts: list[tuple[Terms, float, float]] = field(default_factory=list)

    @classmethod
    def of(cls, paper: Paper) -> Attacker:
        """Knows the paper: who may mark whom with what."""
        return cls(
            tuple(
                Cell(organ, group.code, question, mark)
                for organ in paper.organs
                for group in paper.groups
                if organ not in group.recused
                for question in paper.questions
                for mark in paper.allowed
            )
        )

    def learn(self, terms: Terms | Iterable[Cell], low: float, high: float | None = None) -> None:
        """A sum of counts lies between these."""
        known = terms if isinstance(terms, Mapping) else dict.fromkeys(terms, 1.0)
        self.facts.append((known, low, low if high is None else high))

    def reads_bundle(self, content: Mapping[str, Any]) -> None:
        """The public bundle: ballots by group, and classes of marks by parts of groups."""
        for group, ballots in content["ballots"].items():
            for organ, question in {(c.organ, c.question) for c in self.cells if c.group == group}:
                self.learn(self.where(organ, {group}, question), ballots)
        self.reads_counts(content["published"]["organs"])

    def reads_counts(self, organs: Mapping[str, Any]) -> None:
        """Published counts of a page, a program's answer or the bundle."""
        for organ, parts in organs.items():
            for part in parts:
                for question, classes in part["questions"].items():
                    for marks, ballots in classes:
                        self.learn(self.where(organ, part["groups"], question, marks), ballots)

    def where(
        self, organ: str, groups: Iterable[str], question: str, marks: str | None = None
    ) -> list[Cell]:
        """The cells of these groups and marks."""
        held = set(groups)
        return [
            c
            for c in self.cells
            if (c.organ, c.question) == (organ, question)
            and c.group in held
            and (marks is None or c.mark in marks)
        ]

    def bounds(self, terms: Terms | Iterable[Cell]) -> tuple[float, float]:
        """Between which values this sum must lie; only facts that have to do with it are used."""
        asked = terms if isinstance(terms, Mapping) else dict.fromkeys(terms, 1.0)
        facts = self._near({cell.organ for cell in asked})
        cells = sorted({c for known, _l, _h in facts for c in known} | set(asked))
        place = {cell: n for n, cell in enumerate(cells)}
        goal = np.zeros(len(cells))
        for cell, weight in asked.items():
            goal[place[cell]] = weight
        rows = [(n, place[c], w) for n, f in enumerate(facts) for c, w in f[0].items()]
        at, to, weights = zip(*rows, strict=True)
        table = csr_matrix((weights, (at, to)), shape=(len(facts), len(cells)))
        low, high = (np.array([fact[n] for fact in facts]) for n in (1, 2))
        found = []
        for sign in (1.0, -1.0):
            solved = linprog(
                sign * goal,
                A_ub=-1 * table if not len(facts) else _both(table),
                b_ub=np.concatenate([high, -low]),
                method="highs",
            )
            assert solved.status in {0, 3}, solved.message  # solved, or without a bound
            found.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
        return found[0], found[1]

    def _near(self, organs: set[str]) -> list[tuple[Terms, float, float]]:
        """Facts that reach these organs, directly or by others."""
        left, near, grown = list(self.facts), [], True
        while grown:
            hit = [f for f in left if any(cell.organ in organs for cell in f[0])]
            left = [f for f in left if not any(f is one for one in hit)]
            organs = organs | {cell.organ for f in hit for cell in f[0]}
            near, grown = near + hit, bool(hit)
        return near


def _both(table: csr_matrix) -> Any:
    from scipy.sparse import vstack

    return vstack([table, -1 * table])
