"""Which counts of a poll may be published, so that nobody can prove or buy a single ballot.

A buyer who dictated a row of marks, and even one who knows how everybody else is likely to mark,
must not see from the published figures whether the row was cast. Every figure he can check is a
weak hint; hints add up over the marks of one paper. So the hints of one paper have a budget.

Nothing is held back inside a printed sum: groups, and neighbouring marks, are put together until
they are large enough. So there is nothing to work out by subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, erf, sqrt
from typing import Any, Final

from mingcha.core.ballot import GRADES, Paper
from mingcha.core.pollscore import Cells, Counts, Printed, Reach, Scoring, reach, score_of, stepped
from mingcha.core.steps import exact

Classes = tuple[tuple[str, int], ...]  # marks put together, with their ballots, best first

STEPS: Final = ("0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5")


@dataclass(frozen=True)
class Rule:
    """How careful to be.

    `least` answers are the fewest of any printed part, `class_least` of any printed class of
    marks. `budget` is the squared distance, in standard deviations, by which one paper may move
    everything published together: 0.25 leaves a buyer who knows all true shares 60 guesses right
    of 100, where 50 are mere luck. `step` rounds scores as given, whatever it tells; the
    default chooses the finest step within the budget.
    """

    least: int = 30
    class_least: int = 5
    budget: str = "0.25"
    step: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The rule in plain JSON values."""
        return {
            "least": self.least,
            "class_least": self.class_least,
            "budget": self.budget,
            "step": self.step,
        }


@dataclass(frozen=True)
class Part:
    """Groups of one organ that are printed together; `ballots` were asked about the organ."""

    groups: tuple[str, ...]
    ballots: int
    questions: tuple[tuple[str, Classes], ...]

    def as_dict(self) -> dict[str, Any]:
        """The part in plain JSON values."""
        questions = {code: [list(one) for one in classes] for code, classes in self.questions}
        return {"groups": list(self.groups), "ballots": self.ballots, "questions": questions}


@dataclass(frozen=True)
class Disclosure:
    """What may be published. `step` is None where no score may, `scores` then hold only None.

    `hints` is what one paper can tell at most, in squared standard deviations; `organs` without
    parts are withheld whole.
    """

    rule: Rule
    organs: Mapping[str, tuple[Part, ...]]
    step: str | None
    scores: Mapping[str, str | None] = field(default_factory=dict)
    hints: float = 0.0

    @property
    def success(self) -> float:
        """How often a buyer who knows all true shares guesses right; 0.5 is mere luck."""
        return (1 + erf(sqrt(self.hints) / 2 / sqrt(2))) / 2

    def as_dict(self) -> dict[str, Any]:
        """Rule and counts in plain JSON values; scores stand with the result."""
        organs = {code: [part.as_dict() for part in parts] for code, parts in self.organs.items()}
        return {"rule": self.rule.as_dict(), "organs": organs}


def disclose(
    paper: Paper, tally: Mapping[str, Any], scoring: Scoring | None = None, rule: Rule | None = None
) -> Disclosure:
    """Choose what of a count is printed.

    Args:
        paper: what was asked.
        tally: the exact count: `groups` with `ballots` by group, `cells` by organ, group,
            question and mark, in ballots.
        scoring: how scores are made, if scores are published.
        rule: how careful to be.

    Returns:
        a `Disclosure`: counts by part and class of marks, scores in points as text.
    Raises:
        ValueError: for a rule whose figures are not above 0.
    Source:
        Domain study N5 and P2. One ballot of n moves a class of c ballots by
        sqrt(1/c - 1/n) of its deviations; a rounded normal value keeps 1.81 deviations per step
        of its Fisher information, averaged over where it lies (integral of
        phi^2 / (Phi (1 - Phi))).

    Of 400 ballots on 12 organs, a class must have 78. "Not satisfied" and those who gave no
    grade are too few, so they are put together with "basically":

    >>> from mingcha.core.ballot import Group
    >>> paper = Paper("00" * 16, tuple("ABCDEFGHIJKL"), ("q",), 3, (Group("d"), Group("e")))
    >>> marks = {"1": 280, "2": 80, "3": 25, "u": 10, "n": 5, "-": 0}
    >>> cells = {o: {g: {"q": marks} for g in "de"} for o in paper.organs}
    >>> tally = {"groups": {g: {"ballots": 400, "told": 0} for g in "de"}, "cells": cells}
    >>> seen = disclose(paper, tally)
    >>> [(part.groups, part.questions) for part in seen.organs["A"]][0]
    (('d',), (('q', (('1', 280), ('23un-', 120))),))
    >>> f"{seen.success:.2f}"
    '0.55'
    """
    rule = rule or Rule()
    budget = float(exact(rule.budget))
    if min(budget, float(rule.least), float(rule.class_least), float(exact(rule.step or "1"))) <= 0:
        raise ValueError("budget, step and the fewest ballots must be above 0")
    many = asked_most(paper) * len(paper.questions)
    together = pooled(_expected(paper, tally), max(rule.least, ceil(6 * many / budget)))
    organs = {}
    for organ in paper.organs:
        parts = _large_enough(together, tally["cells"].get(organ, {}), rule.least)
        organs[organ] = tuple(
            _part(paper, groups, tally["cells"][organ], rule, budget / 2 / many) for groups in parts
        )
    told = _most(paper, {organ: _told(parts) for organ, parts in organs.items()})
    if scoring is None:
        return Disclosure(rule, organs, None, {}, told)
    return _scored(paper, tally["cells"], scoring, Disclosure(rule, organs, None, {}, told))


def _expected(paper: Paper, tally: Mapping[str, Any]) -> dict[str, int]:
    """Ballots of each group that one organ may expect: all, or its part of a ring of blocks."""
    sizes = {code: int(facts["ballots"]) for code, facts in tally["groups"].items()}
    asked = {group.code: sizes.get(group.code, 0) for group in paper.groups}
    return {code: n * asked_most(paper) // len(paper.organs) for code, n in asked.items()}


def asked_most(paper: Paper) -> int:
    """How many organs one paper asks about at most.

    >>> asked_most(Paper("00" * 16, ("A", "B", "C"), ("q",), 3, (), block=2))
    2
    """
    return min(paper.block or len(paper.organs), len(paper.organs))


def pooled(sizes: Mapping[str, int], least: int) -> tuple[tuple[str, ...], ...]:
    """Groups that may stand alone, and the others together, taking in the smallest as needed.

    Args:
        sizes: ballots by group, in the paper's order.
        least: the fewest ballots of a part.

    Returns:
        each group once; one part with all groups where even that is smaller than `least`.
    Source:
        Joining instead of withholding: what is not withheld cannot be found by subtraction.

    >>> pooled({"deputy": 500, "citizen": 90, "peer": 40}, 100)
    (('deputy',), ('citizen', 'peer'))
    >>> pooled({"deputy": 500, "peer": 40}, 100)
    (('deputy', 'peer'),)
    """
    order = sorted(sizes, key=lambda code: (sizes[code], code))
    few = [code for code in order if sizes[code] < least]
    rest = order[len(few) :]
    while few and rest and sum(sizes[code] for code in few) < least:
        few.append(rest.pop(0))
    parts = [{code} for code in rest] + ([set(few)] if few else [])
    return tuple(
        sorted((tuple(c for c in sizes if c in part) for part in parts), key=_place(sizes))
    )


def _place(sizes: Mapping[str, int]) -> Any:
    order = list(sizes)
    return lambda part: order.index(part[0])


def classes_of(counts: Counts, marks: str, least: int) -> Classes:
    """Neighbouring marks put together until each class has enough ballots.

    Args:
        counts: ballots by mark.
        marks: every mark there may be, in order.
        least: the fewest ballots of a class.

    Returns:
        as many classes as can be, from the first mark on; one class with all if there are few.
    Source:
        Greedy joining of an ordered scale, which gives the most classes.

    >>> classes_of({"1": 70, "2": 20, "3": 8}, "123u-", 25)
    (('1', 70), ('23u-', 28))
    """
    made: list[tuple[str, int]] = []
    open_marks, ballots = "", 0
    for mark in marks:
        open_marks, ballots = open_marks + mark, ballots + counts.get(mark, 0)
        if ballots >= least:
            made.append((open_marks, ballots))
            open_marks, ballots = "", 0
    if open_marks:
        before, more = made.pop() if made else ("", 0)
        made.append((before + open_marks, more + ballots))
    return tuple(made)


def _large_enough(
    parts: Sequence[tuple[str, ...]], cells: Mapping[str, Mapping[str, Counts]], least: int
) -> tuple[tuple[str, ...], ...]:
    """The parts as they stand for one organ; none if even all groups are too few."""
    answers = {g: _fewest_answers(cells.get(g, {})) for part in parts for g in part}
    parts = [part for part in parts if any(cells.get(g) for g in part)]
    left = sorted(parts, key=lambda part: (sum(answers[g] for g in part), part))
    while len(left) > 1 and sum(answers[g] for g in left[0]) < least:
        joined = tuple(g for g in answers if g in left[0] or g in left[1])
        left = sorted([joined, *left[2:]], key=lambda p: (sum(answers[g] for g in p), p))
    if not left or sum(answers[g] for g in left[0]) < least:
        return ()
    order = list(answers)
    return tuple(sorted(left, key=lambda part: order.index(part[0])))


def _fewest_answers(questions: Mapping[str, Counts]) -> int:
    """Answers, that is grades, of the question with the fewest."""
    return min((_answers(counts) for counts in questions.values()), default=0)


def _answers(counts: Counts) -> int:
    return sum(n for mark, n in counts.items() if mark in GRADES)


def _part(
    paper: Paper,
    groups: tuple[str, ...],
    cells: Mapping[str, Mapping[str, Counts]],
    rule: Rule,
    hints: float,
) -> Part:
    """One part of one organ; a class so large that it tells at most `hints`."""
    made, ballots = [], 0
    for question in paper.questions:
        counts = _sum(cells.get(group, {}).get(question, {}) for group in groups)
        ballots = sum(counts.values())
        least = max(rule.class_least, ceil(1 / (hints + 1 / ballots) - 1e-9))
        made.append((question, classes_of(counts, paper.allowed, least)))
    return Part(groups, ballots, tuple(made))


def _sum(many: Iterable[Counts]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in many:
        for mark, n in counts.items():
            total[mark] = total.get(mark, 0) + n
    return total


def _told(parts: Sequence[Part]) -> float:
    """What one paper tells at most by the counts of one organ: of its own part only."""
    return max(
        (sum(_hint(c, part.ballots) for _, c in part.questions) for part in parts), default=0
    )


def _hint(classes: Classes, ballots: int) -> float:
    return 1 / min(n for _, n in classes) - 1 / ballots if len(classes) > 1 else 0.0


def _most(paper: Paper, by_organ: Mapping[str, float]) -> float:
    """The most that one paper tells: the worst organs it can be asked about together."""
    return sum(sorted(by_organ.values(), reverse=True)[: asked_most(paper)])


def _scored(paper: Paper, cells: Cells, scoring: Scoring, seen: Disclosure) -> Disclosure:
    """Add scores, rounded so that they stay within the budget together with the counts."""
    scores = {o: score_of(cells.get(o, {}), o, scoring) for o in paper.organs}
    shown = {o: value for o, value in scores.items() if value is not None and seen.organs[o]}
    reaches = {o: reach(cells[o], o, scoring, _printed(seen.organs[o])) for o in shown}
    step = seen.rule.step or _finest(paper, reaches, seen)
    texts: dict[str, str | None] = dict.fromkeys(paper.organs)
    hints = seen.hints
    if step is not None:
        texts |= {organ: stepped(value, step) for organ, value in shown.items()}
        hints += _most(paper, {o: far.hint(float(exact(step))) for o, far in reaches.items()})
    return Disclosure(seen.rule, seen.organs, step, texts, hints)


def _finest(paper: Paper, reaches: Mapping[str, Reach], seen: Disclosure) -> str | None:
    left = float(exact(seen.rule.budget)) - seen.hints
    widest = max((far.widest for far in reaches.values()), default=0.0)
    for step in STEPS:
        size = float(exact(step))
        if size < widest * seen.rule.class_least:
            continue
        if _most(paper, {o: far.hint(size) for o, far in reaches.items()}) <= left:
            return step
    return None


def _printed(parts: Sequence[Part]) -> list[Printed]:
    return [
        (part.groups, question, [marks for marks, _ in classes])
        for part in parts
        for question, classes in part.questions
    ]
