"""The answers of `mingcha reckon severity`, `ranks` and `counts`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from mingcha.core import severity as crossed
from mingcha.core.gathered import Gathered, Gathering
from mingcha.core.notice import Unfit
from mingcha.core.ranks import RankSets, count_sets, rank_sets
from mingcha.foundation.calendar import said
from mingcha.web.cli.columns import Columns, Labels, Names, Table

Answer = tuple[dict[str, Any], list[str]]


def severity(args: argparse.Namespace) -> Answer:
    """Effects of raters and targets, with everything left out counted."""
    names = [args.rater, args.target, *([args.block] if args.block else [])]
    ratings, counts = _gathered(args, names)
    if args.each:
        return _parts(crossed.fit_each_gathered(ratings, method=args.method), counts)
    answer = _fit_json(crossed.fit_gathered(ratings, method=args.method)) | counts
    return answer, [*_left_out(counts), *_fit_lines(answer)]


def _gathered(args: argparse.Namespace, names: Sequence[str]) -> tuple[Gathered, dict[str, int]]:
    """The file's ratings by cell: rows are forgotten as they are read."""
    factors = ("rater", "target", "block")[: len(names)]
    known = [(name, Names()) for name in names]
    ratings, rows = Gathering(factors), 0
    for part in Table(args.file).parts([args.score], known):
        whole = ~np.isnan(part.numbers[0])
        for codes in part.codes:
            whole &= codes >= 0
        ratings.add(part.numbers[0][whole], [codes[whole] for codes in part.codes])
        rows += part.rows
    if not ratings.n:
        raise _none_whole(rows, [args.score, *names])
    found = ratings.done(
        {factor: list(one.order) for factor, (_, one) in zip(factors, known, strict=True)}
    )
    counts = {"rows": rows, "missing": rows - found.n, "raters": found.columns["rater"].size}
    return found, counts


def _none_whole(rows: int, columns: Sequence[str]) -> Unfit:
    return Unfit(
        "Of {rows} rows none has all of the columns {columns}. Check which columns you named.",
        rows=rows,
        columns=", ".join(columns),
    )


def kept_rows(
    read: Columns, numbers: Sequence[str], labels: Sequence[str]
) -> tuple[list[NDArray[np.float64]], NDArray[np.intp]]:
    """The rows in which nothing is missing, and the numbers in them."""
    whole = np.ones(read.rows, bool)
    for name in numbers:
        whole &= ~np.isnan(read.numbers[name])
    for name in labels:
        whole &= read.labels[name].codes >= 0
    kept = np.flatnonzero(whole)
    if not len(kept):
        raise _none_whole(read.rows, [*numbers, *labels])
    return [read.numbers[name][kept] for name in numbers], kept


def _fit_json(fit: crossed.Fit) -> dict[str, Any]:
    adjusted = {one.name: one.adjusted for one in fit.adjusted()}
    targets = [
        {
            "target": one.name,
            "n": one.n,
            "raw_mean": one.raw_mean,
            "effect": one.effect,
            "se": one.se,
            "adjusted": adjusted[one.name],
        }
        for one in fit.targets
    ]
    answer: dict[str, Any] = {
        "method": fit.method,
        "n": fit.n,
        "deviance": fit.deviance,
        "intercept": fit.intercept,
        "intercept_se": fit.intercept_se,
        "sd": dict(fit.sd),
        "targets": targets,
    }
    if fit.blocks:
        answer["blocks"] = [
            {"block": one.name, "effect": one.effect, "se": one.se} for one in fit.blocks
        ]
    return answer


def _parts(found: Sequence[crossed.Part], counts: Any) -> Answer:
    told: list[dict[str, Any]] = []
    lines = _left_out(counts)
    for n, part in enumerate(found, start=1):
        names = sorted(map(str, part.targets))
        one: dict[str, Any] = {"targets_of_part": names, "raters_of_part": len(part.raters)}
        lines += ["", _("Part %(n)s: %(raters)s raters") % {"n": n, "raters": len(part.raters)}]
        if part.fit is None:
            one["reason"] = said(part.reason) if part.reason else ""
            lines.append(one["reason"])
        else:
            one |= _fit_json(part.fit)
            lines += _fit_lines(one)
        told.append(one)
    return {"parts": told, **counts}, lines


def _left_out(counts: dict[str, int]) -> list[str]:
    if not counts["missing"]:
        return []
    words = _("%(missing)s of %(rows)s rows were left out: something is missing in them.")
    return [words % counts, ""]


def _fit_lines(answer: dict[str, Any]) -> list[str]:
    head = _("%(method)s on %(n)s ratings: deviance %(deviance)s, mean %(intercept)s")
    facts = {"deviance": f"{answer['deviance']:.4f}", "intercept": f"{answer['intercept']:.4f}"}
    lines = [head % {"method": answer["method"], "n": answer["n"], **facts}]
    kinds = _kinds()
    lines += [f"  {kinds[name]}  {value:.4f}" for name, value in answer["sd"].items()]
    rows = sorted(answer["targets"], key=lambda one: -one["adjusted"])
    table = [
        (
            one["target"],
            str(one["n"]),
            f"{one['raw_mean']:.2f}",
            f"{one['adjusted']:.2f}",
            f"{one['se']:.2f}",
        )
        for one in rows
    ]
    heads = (_("Target"), _("Ratings"), _("Raw mean"), _("Adjusted"), _("Standard error"))
    return [*lines, "", *as_table([heads, *table])]


def _kinds() -> dict[str, str]:
    return {
        "rater": _("spread of raters"),
        "target": _("spread of targets"),
        "block": _("spread of blocks"),
        "residual": _("spread left"),
    }


def as_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of text in columns; the first column is as wide as its longest name."""
    return ["\t".join(row) for row in rows]


def ranks(args: argparse.Namespace) -> Answer:
    """Sets of ranks that estimates with standard errors allow."""
    read = Table(args.file).columns(numbers=[args.estimate, args.se], labels=[args.unit])
    units = _units(read.labels[args.unit])
    estimates, errors = read.numbers[args.estimate], read.numbers[args.se].copy()
    # A unit without an error is as little known as one without an estimate.
    estimates = np.where(np.isnan(errors), np.nan, estimates)
    _check_errors(args.se, units, estimates, errors)
    sets = rank_sets(estimates, errors, level=args.level, draws=args.draws, seed=args.seed)
    answer = _sets_json(sets, units) | {"draws": sets.draws, "seed": args.seed}
    if args.best is not None or args.worst is not None:
        best = args.worst if args.best is None else args.best
        answer |= _ends(sets, units, best, best if args.worst is None else args.worst)
    return answer, _sets_lines(answer)


def counts(args: argparse.Namespace) -> Answer:
    """Sets of ranks that counts allow, exactly."""
    read = Table(args.file).columns(numbers=[args.count], labels=[args.unit])
    units = _units(read.labels[args.unit])
    answer = _sets_json(count_sets(read.numbers[args.count], level=args.level), units)
    return answer, _sets_lines(answer)


def _units(labels: Labels) -> list[str]:
    names = [labels.names[code] if code >= 0 else "" for code in labels.codes.tolist()]
    if "" in names:
        raise Unfit(
            "Row {row}: the unit has no name. Give it one, or take the row out.",
            row=names.index("") + 2,
        )
    twice = [(name, n) for name, n in Counter(names).items() if n > 1]
    if twice:
        raise Unfit(
            "The unit “{unit}” is there {n} times. Keep one row a unit.",
            unit=twice[0][0],
            n=twice[0][1],
        )
    return names


def _check_errors(
    column: str, units: Sequence[str], estimates: NDArray[Any], errors: NDArray[Any]
) -> None:
    bad = np.flatnonzero(~np.isnan(estimates) & ~(errors > 0))
    if len(bad):
        raise Unfit(
            "Row {row}: “{unit}” has {value} in the column “{column}”, and a standard error is "
            "above 0. Correct it, or leave the cell empty.",
            row=int(bad[0]) + 2,
            unit=units[bad[0]],
            value=f"{errors[bad[0]]:g}",
            column=column,
        )


def _sets_json(sets: RankSets, units: Sequence[str]) -> dict[str, Any]:
    return {
        "level": sets.level,
        "simultaneous": list(_ranges(units, sets.simultaneous, sets.order)),
        "marginal": list(_ranges(units, sets.marginal, sets.order)),
        "missing": [units[n] for n in sets.missing],
    }


def _ranges(
    units: Sequence[str], ranges: Sequence[Any], order: Iterable[int]
) -> Iterable[dict[str, Any]]:
    for n in order:
        one = ranges[n]
        yield {"unit": units[n], "low": one.low, "high": one.high, "near": one.near}


def _ends(sets: RankSets, units: Sequence[str], best: int, worst: int) -> dict[str, Any]:
    for k in (best, worst):
        if k < 1:
            raise Unfit("Among the best or worst {k} there is nobody. Ask for 1 or more.", k=k)
    best_set, worst_set = sets.best(best), sets.worst(worst)
    return {
        "best": [units[n] for n in sets.order if n in best_set],
        "worst": [units[n] for n in sets.order if n in worst_set],
    }


def _sets_lines(answer: dict[str, Any]) -> list[str]:
    heads = (_("Target"), _("Ranks, all together"), _("Ranks, by itself"))
    own = {one["unit"]: one for one in answer["marginal"]}
    rows = [(one["unit"], _range(one), _range(own[one["unit"]])) for one in answer["simultaneous"]]
    lines = as_table([heads, *rows])
    if any(one["near"] for one in [*answer["simultaneous"], *answer["marginal"]]):
        lines += ["", _("* other random draws could move a bound by one")]
    for name, words in (
        ("best", _("May be among the best: %(units)s")),
        ("worst", _("May be among the worst: %(units)s")),
        ("missing", _("Not ranked, because a figure is missing: %(units)s")),
    ):
        if answer.get(name):
            lines += ["", words % {"units": ", ".join(answer[name])}]
    return lines


def _range(one: dict[str, Any]) -> str:
    star = "*" if one["near"] else ""
    return f"{one['low']}-{one['high']}{star}"
