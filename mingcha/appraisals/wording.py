"""Rules, results and their reckoning in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mingcha.appraisals.models import Result
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import RoundScore
from mingcha.core.shares import Z95
from mingcha.core.steps import Step, exact, fixed
from mingcha.organs.models import Unit

BANDS = {
    "satisfied": gettext_lazy("Satisfied"),
    "fairly_satisfied": gettext_lazy("Fairly satisfied"),
    "basically_satisfied": gettext_lazy("Basically satisfied"),
    "dissatisfied": gettext_lazy("Dissatisfied"),
}
WHY_NOT = {
    "no_group": gettext_lazy("No group gave enough answers."),
    "group_missing": gettext_lazy("A group is missing, and the rule asks for all of them."),
    "coverage": gettext_lazy("Too few of those asked could judge it."),
    "no_checks": gettext_lazy("The work check is missing."),
}
MISSING = {
    "few": gettext_lazy("too few answers"),
    "void": gettext_lazy("declared void"),
    "none": gettext_lazy("not asked"),
}
NOT_RECKONED = {
    "few": gettext_lazy("too few papers"),
    "one_organ": gettext_lazy("only one organ was graded"),
    "apart": gettext_lazy(
        "papers and organs fall into parts that share nothing, so severity cannot be taken out"
    ),
    "alike": gettext_lazy("all answers are alike"),
}
NOT_COMPARED = {
    "grades": gettext_lazy("It had another number of grades, so nothing can be compared."),
    "questions": gettext_lazy("It asked other questions or groups, so nothing can be compared."),
}
STEPS = {
    "weighting.score": gettext_lazy("Score"),
    "weighting.not_rated": gettext_lazy("Not rated"),
    "weighting.ballot": gettext_lazy("The ballot"),
    "weighting.group": gettext_lazy("Group"),
    "weighting.group.left_out": gettext_lazy("Group, left out"),
    "weighting.item": gettext_lazy("Question asked"),
    "weighting.veto": gettext_lazy("Veto event: best band"),
}
FORMULAS = {
    "ballot": gettext_lazy("the ballot alone"),
    "sum": gettext_lazy("sum of the lines below"),
    "used × score": gettext_lazy("weight used × score of the group"),
    "share × ballot + rest × checks": gettext_lazy("share × ballot + rest × work check"),
    "sum of points × ballots ÷ ballots": gettext_lazy("sum of points × ballots ÷ ballots"),
}
INPUTS = {
    "group": gettext_lazy("group"),
    "weight": gettext_lazy("weight of the group"),
    "used": gettext_lazy("weight used"),
    "valid": gettext_lazy("answers"),
    "score": gettext_lazy("score"),
    "question": gettext_lazy("question"),
    "part": gettext_lazy("part"),
    "missing": gettext_lazy("missing"),
    "share": gettext_lazy("share"),
    "rest": gettext_lazy("rest"),
    "checks": gettext_lazy("work check"),
    "ground": gettext_lazy("ground"),
}


def in_language(main: str, english: str) -> str:
    """Words in the reader's language, whichever there are."""
    return english if (get_language() or "").startswith("en") and english else main


def band(code: str | None) -> Any:
    """A band in the reader's language; one of another rule as it is called there."""
    return BANDS.get(code or "", code or "—")


def class_of(kind: str) -> Any:
    """A class of organs in words."""
    return dict(Unit.Kind.choices).get(kind, kind)


def groups(rule: RoundRule) -> dict[str, str]:
    """Names of the groups by code."""
    return {group.code: in_language(group.name, group.name_en) for group in rule.groups}


def questions(rule: RoundRule) -> dict[str, str]:
    """Texts of the questions by code."""
    return {
        question.code: in_language(question.text, question.text_en) for question in rule.questions
    }


def grades(rule: RoundRule) -> list[str]:
    """The grades' words, the best first."""
    return [in_language(text, text_en) for text, text_en in rule.grades]


def points(text: str | None) -> str:
    """Points as they are printed: two decimals."""
    return "—" if text is None else fixed(exact(text), 2)


def signed(value: float) -> str:
    """A difference in points with its sign; nothing is neither above nor below."""
    text = f"{value:+.2f}"
    return "0.00" if float(text) == 0 else text


def doubted(value: float, se: float) -> str:
    """A figure with its doubt, never parted at the end of a line: 86.40 ± 1.20."""
    return f"{value:.2f}\u00a0±\u00a0{Z95 * se:.2f}"


def score(one: RoundScore) -> str:
    """A score with its doubt: 86.40 ± 1.20."""
    if one.score is None or one.se is None:
        return str(_("not rated"))
    return doubted(float(exact(one.score)), float(one.se))


def percent(value: float | str | None) -> str:
    """A share as people read it; a dash where there is none."""
    return "—" if value is None else f"{100 * float(value):.1f} %"


def shares(one: Sequence[str]) -> str:
    """The shares of the grades, the best first: 70.0 / 20.0 / 10.0 %."""
    return " / ".join(f"{100 * float(share):.1f}" for share in one) + " %" if one else "—"


def standing(one: RoundScore) -> str:
    """Whether it is rated, and if not why."""
    if one.standing == Result.Standing.NOT_RATED:
        return str(WHY_NOT.get(one.why_not, one.why_not))
    return str(Result.Standing(one.standing).label)


def steps(step: Step, rule: RoundRule) -> dict[str, Any]:
    """The tree of the reckoning, as `_step.html` takes it."""
    return _step(step, {"group": groups(rule), "question": questions(rule), "missing": MISSING})


def _step(step: Step, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    value = band(step.value) if step.label_code == "weighting.veto" else _short(step.value)
    return {
        "label": STEPS.get(step.label_code, step.label_code),
        "formula": FORMULAS.get(step.formula, step.formula),
        "value": value,
        "inputs": [_input(name, value, names) for name, value in step.inputs],
        "children": [_step(child, names) for child in step.children],
    }


def _short(value: str) -> str:
    """An exact figure as it is printed: fractions to four decimals."""
    return fixed(exact(value), 4) if "/" in value else value


def _input(name: str, value: str, names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    shown = names.get(name, {}).get(value, value)
    figure = name not in {"group", "question", "missing", "ground"}
    label = INPUTS.get(name) or _("{points} points").format(points=name)
    return {"label": label, "value": _short(str(shown)) if figure else shown}
