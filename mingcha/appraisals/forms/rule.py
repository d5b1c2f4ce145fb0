"""A rule version line by line: it begins with what ships with the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.appraisals.models.rule import Kind, RuleVersion
from mingcha.core.notice import Unfit
from mingcha.core.roundrule import DEFAULT, NOT_RATED, RESCALE
from mingcha.core.steps import exact, plain
from mingcha.foundation.acts import ActForm

Row = list[str]
MISSING = (
    (RESCALE, gettext_lazy("Left out, the others' weights grow to 1, the organ is incomplete")),
    (NOT_RATED, gettext_lazy("The organ is not rated")),
)


class LinesField(forms.CharField):
    """Rows one a line, parts between bars; `least` parts, at most `most`."""

    def __init__(self, *, least: int, most: int, rows: int, **facts: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), max_length=8000, **facts)
        self.least, self.most = least, most

    def clean(self, value: Any) -> Any:
        """Each line as a list of its parts, missing ones empty."""
        text = super().clean(value).replace("｜", "|")
        return [self._row(line) for line in text.splitlines() if line.strip()]

    def _row(self, line: str) -> Row:
        parts = [part.strip() for part in line.split("|")]
        if not self.least <= len(parts) <= self.most:
            words = _("“{line}” has {n} parts between bars; {least} to {most} are read.")
            facts = {"n": len(parts), "least": self.least, "most": self.most}
            raise ValidationError(words.format(line=line[:60], **facts))
        return parts + [""] * (self.most - len(parts))


def lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as they stand in such a field."""
    return "\n".join(" | ".join(str(part) for part in row) for row in rows)


def _shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A rule's parameters as the form shows them."""
    order = [group["code"] for group in parameters["groups"]]
    weights = [
        (kind, " ".join(row.get(code, "0") for code in order))
        for kind, row in parameters["weights"].items()
    ]
    return {
        "scale": " ".join(parameters["scale"]),
        "grades": lines([(g["text"], g["text_en"]) for g in parameters["grades"]]),
        "questions": lines([tuple(q.values()) for q in parameters["questions"]]),
        "groups": lines([tuple(g.values()) for g in parameters["groups"]]),
        "weights": lines(weights),
        "bands": lines(parameters["bands"]),
        "ballot_part": parameters["parts"][0],
        **{name: parameters[name] for name in ("missing", "coverage", "veto_cap")},
        **{name: parameters[name] for name in ("block", "contact_first", "least")},
        "baseline": parameters.get("baseline", ""),
    }


BEGIN = _shown(DEFAULT.parameters())


def _text(name: str, label: Any, help_text: Any = "") -> Any:
    return forms.CharField(label=label, help_text=help_text, max_length=60, initial=BEGIN[name])


def _rows(name: str, label: Any, help_text: Any, *, least: int, most: int, rows: int) -> Any:
    return LinesField(
        label=label, help_text=help_text, initial=BEGIN[name], least=least, most=most, rows=rows
    )


class AmendRuleForm(ActForm):
    """Everything of a rule version but its code and kind."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    scale = _text(
        "scale",
        gettext_lazy("Points of each grade, the best first"),
        gettext_lazy("Three or five, from 0 to 100, like 100 75 55. The scale can turn the order."),
    )
    grades = _rows(
        "grades", gettext_lazy("Grades"), gettext_lazy("One a line: Chinese | English"),
        least=1, most=2, rows=3,
    )  # fmt: skip
    questions = _rows(
        "questions", gettext_lazy("Questions asked"),
        gettext_lazy("One a line: code | Chinese | English | weight against the others"),
        least=2, most=4, rows=5,
    )  # fmt: skip
    groups = _rows(
        "groups", gettext_lazy("Groups of evaluators"),
        gettext_lazy("One a line: code | Chinese | English | how many | fewest answers to count"),
        least=2, most=5, rows=8,
    )  # fmt: skip
    weights = _rows(
        "weights", gettext_lazy("Weights by class of organs"),
        gettext_lazy("One class a line, weights in the order of the groups; each line sums to 1."),
        least=2, most=2, rows=4,
    )  # fmt: skip
    missing = forms.ChoiceField(
        label=gettext_lazy("A group with too few answers"), choices=MISSING, initial=RESCALE
    )
    coverage = _text(
        "coverage",
        gettext_lazy("Coverage limit"),
        gettext_lazy("Part of those asked who must give a grade; below it an organ is not rated."),
    )
    bands = _rows(
        "bands", gettext_lazy("Bands"), gettext_lazy("One a line, the best first: code | from"),
        least=2, most=2, rows=4,
    )  # fmt: skip
    ballot_part = _text(
        "ballot_part",
        gettext_lazy("Part of the ballot in the score"),
        gettext_lazy("1 if the ballot alone counts; 0.7 leaves 0.3 to the work check."),
    )
    veto_cap = _text("veto_cap", gettext_lazy("Best band under a veto event"))
    block = forms.IntegerField(
        label=gettext_lazy("Organs asked of each voter"),
        help_text=gettext_lazy("0 for all; else so many neighbours of a ring, with overlap."),
        min_value=0,
        initial=DEFAULT.block,
    )
    contact_first = forms.BooleanField(
        label=gettext_lazy("Ask first whether the voter dealt with the organ"),
        required=False,
        initial=True,
    )
    least = forms.IntegerField(
        label=gettext_lazy("Fewest ballots of a published figure"),
        min_value=1,
        initial=DEFAULT.least,
    )
    baseline = forms.CharField(
        label=gettext_lazy("Baseline round"),
        help_text=gettext_lazy("Number of a final round with which results are compared."),
        max_length=20,
        required=False,
    )

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """What the rule version says now."""
        return {"title": thing.title, **_shown(thing.parameters)}

    def clean(self) -> dict[str, Any]:
        """Figures that are none, and lines that do not fit, each at its field."""
        said = super().clean() or {}
        for name, read in READ.items():
            if name not in said or (name == "weights" and "groups" not in said):
                continue
            try:
                said[name] = read(said)
            except (Unfit, ValueError) as no:
                self.add_error(name, str(no))
        return said

    def facts(self, by: Any) -> dict[str, Any]:
        """The title, and the rest as the core's parameters."""
        said = dict(self.cleaned_data)
        ballot = said.pop("ballot_part")
        parts = [ballot, plain(1 - exact(ballot))]
        return {"title": said.pop("title"), "parameters": {**said, "parts": parts}}


def _weights(said: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    codes = [group["code"] for group in said["groups"]]  # read before
    rows = {}
    for kind, figures in said["weights"]:
        row = figures.split()
        if len(row) != len(codes):
            words = _("Class {kind} has {n} weights for {of} groups.")
            raise ValueError(words.format(kind=kind, n=len(row), of=len(codes)))
        rows[kind] = {code: _figure(text) for code, text in zip(codes, row, strict=True)}
    return rows


def _figure(text: str) -> str:
    return plain(exact(text))


def _question(row: Row) -> dict[str, str]:
    code, text, text_en, weight = row
    return {"code": code, "text": text, "text_en": text_en, "weight": _figure(weight or "1")}


def _group(row: Row) -> dict[str, Any]:
    code, name, name_en, quota, least = row
    sizes = {"quota": int(quota or 0), "min_valid": int(least or 30)}
    return {"code": code, "name": name, "name_en": name_en, **sizes}


Read = Callable[[Mapping[str, Any]], Any]
READ: dict[str, Read] = {
    "scale": lambda said: [_figure(text) for text in said["scale"].replace("/", " ").split()],
    "grades": lambda said: [{"text": a, "text_en": b} for a, b in said["grades"]],
    "questions": lambda said: [_question(row) for row in said["questions"]],
    "groups": lambda said: [_group(row) for row in said["groups"]],
    "weights": _weights,
    "bands": lambda said: [[name, _figure(floor)] for name, floor in said["bands"]],
    "coverage": lambda said: _figure(said["coverage"]),
    "ballot_part": lambda said: _figure(said["ballot_part"]),
}


class DraftRuleForm(AmendRuleForm):
    """A new rule version."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Like quarterly-2026-1.")
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of round"), choices=Kind.choices)
    field_order = ("code", "kind", "title")

    def facts(self, by: Any) -> dict[str, Any]:
        """The same with code and kind."""
        code, kind = (self.cleaned_data.pop(name) for name in ("code", "kind"))
        return {"code": code, "kind": kind, **super().facts(by)}


class PublishRuleForm(ActForm):
    """The paper that decided it."""

    document = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=200,
        help_text=gettext_lazy("Title and number of the paper that makes it binding."),
    )

    @classmethod
    def beginning(cls, thing: RuleVersion) -> dict[str, Any]:
        """What was named while it was prepared."""
        return {"document": thing.document}
