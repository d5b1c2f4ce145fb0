"""What people write when they act on year rules, adjustments and year sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.assessment.forms.quarter import words
from mingcha.assessment.models import Adjustment, Sheet, YearRule, YearSheet
from mingcha.core.notice import Unfit
from mingcha.core.steps import exact, plain
from mingcha.core.yearrule import NOT_RATED, RESPREAD, YEAR
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.foundation.calendar import said
from mingcha.organs.models import Unit
from mingcha.organs.queries import standing

MISSING = (
    (RESPREAD, gettext_lazy("Its weight goes to the others in proportion; the year is partial")),
    (NOT_RATED, gettext_lazy("The organ is not rated")),
)
BANDS = Sheet.Band.choices
NO_GRADE = ("", gettext_lazy("no grade: not rated"))
FIGURES = ("least_weight", "bonus_most", "deduction_most", "late_order")


def _shown(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A rule's parameters as the form shows them."""
    names = ("code", "weight", "low", "high", "cap", "least")
    rows = [" | ".join(str(part[name]) for name in names) for part in parameters["parts"]]
    bands = [" | ".join(band) for band in parameters["bands"]]
    same = {name: parameters[name] for name in ("missing", "veto_cap", *FIGURES)}
    return {"parts": "\n".join(rows), "bands": "\n".join(bands), **same}


BEGIN = _shown(YEAR.parameters())


def _text(name: str, label: Any, help_text: Any = "") -> Any:
    return forms.CharField(label=label, help_text=help_text, max_length=12, initial=BEGIN[name])


def _lines(name: str, label: Any, help_text: Any, rows: int) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, initial=BEGIN[name], widget=widget, max_length=2000
    )


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text):
        no = "“{text}” is no whole number up to {most}. Write it like 3."
        raise Unfit(no, text=text, most=999)
    return int(text)


def _cells(typed: str, least: int, most: int) -> list[list[str]]:
    rows = []
    for line in typed.replace("｜", "|").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if not any(cells):
            continue
        if not least <= len(cells) <= most:
            no = _("“{line}” has {n} parts between bars; {least} to {most} are read.")
            facts = {"n": len(cells), "least": least, "most": most}
            raise ValidationError(no.format(line=line[:60], **facts))
        rows.append(cells)
    return rows


class AmendYearRuleForm(ActForm):
    """Everything of a year rule but its code."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    first_year = forms.IntegerField(
        label=gettext_lazy("First year judged"),
        help_text=gettext_lazy("A rule is published before the year it judges begins."),
        min_value=1949,
        max_value=9998,
    )
    parts = _lines(
        "parts",
        gettext_lazy("Parts of the year"),
        gettext_lazy(
            "One a line: code | weight | value that earns 0 | value that earns 100 | most points "
            "| fewest results. Weights sum to 1; weight 0 is shown beside and never counted."
        ),
        8,
    )
    missing = forms.ChoiceField(
        label=gettext_lazy("A part without a value"), choices=MISSING, initial=RESPREAD
    )
    least_weight = _text(
        "least_weight",
        gettext_lazy("Least weight for a score"),
        gettext_lazy("With less of all weight present the organ is not rated, like 0.6."),
    )
    bonus_most = _text("bonus_most", gettext_lazy("Most bonus, in points"))
    deduction_most = _text("deduction_most", gettext_lazy("Most deductions, in points"))
    late_order = _text("late_order", gettext_lazy("Points off for each order overrun"))
    bands = _lines(
        "bands", gettext_lazy("Bands"), gettext_lazy("One a line, the best first: code | from"), 4
    )
    veto_cap = forms.ChoiceField(
        label=gettext_lazy("Best band under a veto event"),
        choices=BANDS,
        initial=BEGIN["veto_cap"],
    )

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """What the rule says now."""
        named = {"title": thing.title, "first_year": thing.first_year}
        return {**named, **_shown(thing.parameters)}

    def clean_parts(self) -> list[dict[str, Any]]:
        """Each line as a part; figures left out are the usual ones."""
        return [self._part(row) for row in _cells(self.cleaned_data["parts"], 2, 6)]

    def _part(self, row: list[str]) -> dict[str, Any]:
        usual = ["", "", "0", "100", "100", "1"]
        code, weight, low, high, cap, least = [
            cell or usual[n] for n, cell in enumerate([*row, *usual[len(row) :]])
        ]
        try:
            figures = {"weight": weight, "low": low, "high": high, "cap": cap}
            read = {name: plain(exact(text)) for name, text in figures.items()}
            return {"code": code, **read, "least": _count(least)}
        except Unfit as no:
            raise ValidationError(said(no)) from no

    def clean_bands(self) -> list[list[str]]:
        """Each line as a band."""
        try:
            rows = _cells(self.cleaned_data["bands"], 2, 2)
            return [[name, plain(exact(floor))] for name, floor in rows]
        except Unfit as no:
            raise ValidationError(said(no)) from no

    def clean(self) -> dict[str, Any]:
        """Figures that are none, each at its field."""
        cleaned = super().clean() or {}
        for name in cleaned.keys() & set(FIGURES):
            try:
                cleaned[name] = plain(exact(cleaned[name]))
            except Unfit as no:
                self.add_error(name, said(no))
        return cleaned

    def facts(self, by: Any) -> dict[str, Any]:
        """Title and first year, and the rest as the core's parameters."""
        facts = dict(self.cleaned_data)
        named = {name: facts.pop(name) for name in ("title", "first_year")}
        return {**named, "parameters": facts}


class DraftYearRuleForm(AmendYearRuleForm):
    """A new year rule."""

    code = forms.SlugField(
        label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Like year-2027-1.")
    )
    field_order = ("code", "title", "first_year")

    def facts(self, by: Any) -> dict[str, Any]:
        """The same with the code."""
        code = self.cleaned_data.pop("code")
        return {"code": code, **super().facts(by)}


class PublishYearRuleForm(ActForm):
    """The paper that decided it."""

    document = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=200,
        help_text=gettext_lazy("Title and number of the paper that makes it binding."),
    )

    @classmethod
    def beginning(cls, thing: YearRule) -> dict[str, Any]:
        """What was named while it was prepared."""
        return {"document": thing.document}


class ProposeAdjustmentForm(ActForm):
    """A bonus, a deduction or a veto event with its ground and paper."""

    organ = forms.ModelChoiceField(label=gettext_lazy("Organ"), queryset=Unit.objects.none())
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1949, max_value=9998)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Adjustment.Kind.choices, widget=forms.RadioSelect
    )
    points = forms.DecimalField(
        label=gettext_lazy("Points"),
        help_text=gettext_lazy("More than 0, without a minus; none for a veto event."),
        min_value=Decimal(0),
        max_value=Decimal("99.99"),
        decimal_places=2,
        required=False,
    )
    ground = words(gettext_lazy("Ground"))
    document = forms.CharField(label=gettext_lazy("Document"), max_length=200)
    about = forms.CharField(
        label=gettext_lazy("Finding or order it rests on"), max_length=20, required=False
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        today: date = time.today()
        field: Any = self.fields["organ"]
        field.queryset = standing(on=today).filter(level=Unit.Level.ORGAN).order_by("code")
        self.fields["year"].initial = today.year

    def facts(self, by: Any) -> dict[str, Any]:
        """The facts of the command; no points are 0."""
        facts = dict(self.cleaned_data)
        return {**facts, "points": facts.get("points") or Decimal(0)}


class RemarkForm(ActForm):
    """Why it is rejected or withdrawn."""

    remark = words(gettext_lazy("Reasons"))


class ObjectYearForm(ActForm):
    """Which fact is wrong."""

    objection = words(
        gettext_lazy("Which fact is wrong, and what shows it"),
        gettext_lazy("Name the line by its number. Weights are the rule's and not reviewed here."),
    )


class ProposeGradeForm(ActForm):
    """The grade proposed, and why if it is not the band."""

    proposal = forms.ChoiceField(
        label=gettext_lazy("Grade proposed"), choices=[NO_GRADE, *BANDS], required=False
    )
    proposal_reason = words(
        gettext_lazy("Why it is not the band"),
        gettext_lazy("Left empty if the grade is the band."),
        required=False,
    )

    @classmethod
    def beginning(cls, thing: YearSheet) -> dict[str, Any]:
        """The band."""
        return {"proposal": thing.band}


class DecideGradeForm(ActForm):
    """The grade decided, and why if it is not the one proposed."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"), choices=[NO_GRADE, *BANDS], required=False
    )
    grade_reason = words(
        gettext_lazy("Why it is not the grade proposed"),
        gettext_lazy("Left empty if it is the grade proposed."),
        required=False,
    )

    @classmethod
    def beginning(cls, thing: YearSheet) -> dict[str, Any]:
        """What was proposed."""
        return {"grade": thing.proposal}
