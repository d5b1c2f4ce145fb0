"""The answer of `mingcha reckon score`: marks or counts by group, weighed by a rule of your own."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from mingcha.core.notice import Unfit
from mingcha.core.roundrule import FIVE, THREE, Evaluators, Question, RoundRule
from mingcha.core.roundscore import RoundScore
from mingcha.core.steps import exact, plain
from mingcha.core.weighting import NO_CONTACT, UNKNOWN, Cells, score_round
from mingcha.web.cli.columns import Table
from mingcha.web.cli.reckoned import Answer, as_table

EVERY: Final = "all"  # the class of all targets where the weights know none
Weights = dict[str, dict[str, str]]  # class -> group -> weight


def score(args: argparse.Namespace) -> Answer:
    """Score every target of the table."""
    weights = _weights(args.groups)
    counted = _Counted(args, weights)
    rule = _rule(args, weights, counted.questions)
    scores = [
        score_round(target, counted.kinds[target], cells, rule)
        for target, cells in counted.cells.items()
    ]
    answer = {
        "rows": counted.rows,
        "missing": counted.missing,
        "targets": [_score_json(one) for one in scores],
    }
    return answer, _lines(scores)


def _weights(path: Path) -> Weights:
    """Weights by class and group, each row of a class summing to 1."""
    table = Table(path)
    names = ["group", "weight", *(["class"] if table.has("class") else [])]
    read = table.columns(labels=names)
    found: Weights = {}
    for n in range(read.rows):
        cells = {name: _cell(read.labels[name], n) for name in names}
        kind = cells.get("class") or EVERY
        if not cells["group"] or not cells["weight"]:
            raise Unfit(
                "{file}, row {row}: the group or its weight is missing. Give both.",
                file=path.name,
                row=n + 2,
            )
        row = found.setdefault(kind, {})
        if cells["group"] in row:
            raise Unfit(
                "{file}, row {row}: the group “{group}” has a weight already. Keep one of the two.",
                file=path.name,
                row=n + 2,
                group=cells["group"],
            )
        row[cells["group"]] = cells["weight"]
    for kind, row in found.items():
        _check_sum(path.name, kind, row)
    return found


def _check_sum(file: str, kind: str, row: Mapping[str, str]) -> None:
    figures = {group: exact(weight) for group, weight in row.items()}
    below = [group for group, weight in figures.items() if weight < 0]
    if below:
        raise Unfit(
            "{file}: the group “{group}” has a weight below 0. Give 0 or more.",
            file=file,
            group=below[0],
        )
    total = sum(figures.values())
    if total != 1:
        raise Unfit(
            "{file}: the weights of the class “{kind}” sum to {total}, not to 1. Correct them.",
            file=file,
            kind=kind,
            total=plain(total + exact("0")),
        )


def _cell(labels: Any, n: int) -> str:
    code = int(labels.codes[n])
    return "" if code < 0 else str(labels.names[code])


class _Counted:
    """The file added up: counts of marks by target, group and question."""

    def __init__(self, args: argparse.Namespace, weights: Weights) -> None:
        table = Table(args.file)
        optional = {"question": args.of_question, "class": args.of_class}
        named = {"target": args.target, "group": args.group, "mark": args.mark}
        named |= {key: name for key, name in optional.items() if name}
        numbers = [args.of_count] if args.of_count else []
        read = table.columns(numbers=numbers, labels=list(named.values()))
        labels = {key: read.labels[name] for key, name in named.items()}
        times = read.numbers[args.of_count] if numbers else np.ones(read.rows)
        whole = ~np.isnan(times)
        for one in labels.values():
            whole &= one.codes >= 0
        self.rows, self.missing = read.rows, int((~whole).sum())
        self._check(args, labels, times[whole], weights)
        self.questions = labels["question"].names if "question" in labels else ["all"]
        self.kinds: dict[str, str] = {}
        self.cells: dict[str, Cells] = {}
        self._add(labels, times, whole)

    def _check(
        self, args: argparse.Namespace, labels: Mapping[str, Any], times: Any, weights: Weights
    ) -> None:
        marks = [str(n + 1) for n in range(len(_scale(args)))]
        for mark in labels["mark"].names:
            if mark not in [*marks, UNKNOWN, NO_CONTACT, "-", "x"]:
                raise Unfit(
                    "The mark “{mark}” is none of {marks}. Marks are numbered, 1 is the best; "
                    "u is unknown, n no contact, - left empty.",
                    mark=mark,
                    marks=", ".join(marks),
                )
        known = {group for row in weights.values() for group in row}
        for group in labels["group"].names:
            if group not in known:
                raise Unfit(
                    "The group “{group}” has no weight in {file}. Give it one, 0 if it does not "
                    "count.",
                    group=group,
                    file=args.groups.name,
                )
        if len(times) and ((times < 0) | (times != np.floor(times))).any():
            bad = times[(times < 0) | (times != np.floor(times))][0]
            raise Unfit("{count} is no count. Give a whole number from 0 up.", count=f"{bad:g}")

    def _add(self, labels: Mapping[str, Any], times: Any, whole: Any) -> None:
        order = ["target", "group", *(["question"] if "question" in labels else []), "mark"]
        order += ["class"] if "class" in labels else []
        codes = np.stack([labels[key].codes[whole] for key in order])
        places, at = np.unique(codes, axis=1, return_inverse=True)
        sums = np.bincount(at.ravel(), weights=times[whole])
        for place, n in zip(places.T.tolist(), sums.tolist(), strict=True):
            said = {k: labels[k].names[code] for k, code in zip(order, place, strict=True)}
            self._one(said, int(n))

    def _one(self, said: Mapping[str, str], n: int) -> None:
        target, kind = said["target"], said.get("class", EVERY)
        if self.kinds.setdefault(target, kind) != kind:
            raise Unfit("The target “{target}” is in two classes. Keep one.", target=target)
        cells: Any = self.cells.setdefault(target, {})
        cell = cells.setdefault(said["group"], {}).setdefault(said.get("question", "all"), {})
        cell[said["mark"]] = cell.get(said["mark"], 0) + n


def _scale(args: argparse.Namespace) -> tuple[str, ...]:
    points = tuple(part.strip() for part in str(args.scale).replace("，", ",").split(","))
    if len(points) not in {3, 5}:
        raise Unfit(
            "The scale “{scale}” has {n} figures. Give 3 or 5, the best first, like 100,75,55.",
            scale=args.scale,
            n=len(points),
        )
    values = [exact(point) for point in points]
    if sorted(values, reverse=True) != values or not 0 <= values[-1] <= values[0] <= 100:
        raise Unfit(
            "The scale “{scale}” does not fall from at most 100 to at least 0. Write the points "
            "of the best mark first.",
            scale=args.scale,
        )
    return points


def _rule(args: argparse.Namespace, weights: Weights, questions: Sequence[str]) -> RoundRule:
    scale = _scale(args)
    if args.min_valid < 2:
        raise Unfit("--min-valid is {n}. Give 2 or more.", n=args.min_valid)
    groups = list(dict.fromkeys(group for row in weights.values() for group in row))
    if dotted := [group for group in groups if "." in group]:
        raise Unfit("The group “{group}” has a dot in its name. Take it out.", group=dotted[0])
    return RoundRule(
        "table",
        scale,
        THREE if len(scale) == 3 else FIVE,
        tuple(Question(code, code) for code in questions),
        tuple(Evaluators(code, code, "", 0, args.min_valid) for code in groups),
        tuple((kind, tuple(row.items())) for kind, row in weights.items()),
        coverage=args.coverage,
    )


def _score_json(one: RoundScore) -> dict[str, Any]:
    groups = [
        {
            "group": part.group,
            "weight": part.weight,
            "used": part.used,
            "asked": part.asked,
            "valid": part.valid,
            "unknown": part.unknown,
            "score": _figure(part.score),
            "se": _figure(part.se),
            "missing": part.missing,
        }
        for part in one.groups
    ]
    return {
        "target": one.subject,
        "class": one.kind,
        "standing": one.standing,
        "why_not": one.why_not,
        "score": _figure(one.score),
        "se": _figure(one.se),
        "interval": [float(end) for end in one.interval] if one.interval else None,
        "shares": [float(share) for share in one.shares],
        "coverage": float(one.coverage),
        "unknown_rate": float(one.unknown_rate),
        "groups": groups,
    }


def _figure(text: str | None) -> float | None:
    return None if text is None else float(text)


def _lines(scores: Sequence[RoundScore]) -> list[str]:
    heads = (_("Target"), _("Score"), _("95 % interval"), _("Standing"))
    standings = {
        "rated": _("rated"),
        "incomplete": _("incomplete: a group is missing"),
        "not_rated": _("not rated"),
    }
    rows = [
        (
            one.subject,
            one.score or "-",
            " - ".join(one.interval) if one.interval else "-",
            standings[one.standing],
        )
        for one in sorted(scores, key=lambda one: -float(one.score or 0))
    ]
    return as_table([heads, *rows])
