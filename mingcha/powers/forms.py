"""What people write at the doors of the inventory: limits and lists as they stand in the law."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingcha.core.notice import Unfit
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.foundation.calendar import said
from mingcha.organs.models import Unit
from mingcha.powers import cells, queries
from mingcha.powers.models import Item, Reform
from mingcha.powers.record import LINES, Terms, terms_of
from mingcha.powers.refusals import NOT_LISTED
from mingcha.powers.wording import limit


def day(**facts: Any) -> forms.DateField:
    """A calendar day, picked or typed."""
    look = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=look, **facts)


class CellField(forms.CharField):
    """Words as they stand in a published list, read by one of `cells`' readers."""

    def __init__(self, read: Callable[[str], Any], *, rows: int = 1, **facts: Any) -> None:
        if rows > 1:
            facts["widget"] = forms.Textarea({"rows": rows})
        super().__init__(required=False, **facts)
        self.read = read

    def clean(self, value: Any) -> Any:
        """What the words mean, or what is wrong with them."""
        try:
            return self.read(super().clean(value))
        except Unfit as no:
            raise ValidationError(said(no)) from no


class ItemField(forms.CharField):
    """An item, by its code."""

    def clean(self, value: Any) -> Any:
        """The item; none where nothing is written."""
        code = "".join(str(super().clean(value)).split())
        if not code:
            return None
        found = queries.known([code]).get(code)
        if found is None:
            no = NOT_LISTED(code=code, day=time.today())
            raise ValidationError(f"{no.because} {no.remedy}")
        return found


def _codes(text: str) -> list[str]:
    return text.replace("、", " ").replace(",", " ").replace("，", " ").split()


class AskedFor(ActForm):
    """What an item asks for. What is not sent stays as it is."""

    organ = forms.ModelChoiceField(
        Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None),
        label=_("Organ"),
        required=False,
    )
    joint = forms.BooleanField(label=_("Joint handling"), required=False)
    legal = CellField(
        cells.period, label=_("Legal limit"), max_length=80, help_text=_("Like 20个工作日 or 30日.")
    )
    promised = CellField(
        cells.period,
        label=_("Promised limit"),
        max_length=80,
        help_text=_("Like 8个工作日; 即办 for what is decided on the spot."),
    )
    bases = CellField(
        cells.bases,
        rows=3,
        label=_("Legal basis"),
        help_text=_("One a line: 《行政许可法》第四十二条."),
    )
    steps = CellField(
        cells.steps,
        rows=4,
        label=_("Steps"),
        help_text=_("One a line, days in brackets: 审查（5）."),
    )
    materials = CellField(
        cells.materials,
        rows=4,
        label=_("Materials"),
        help_text=_("One a line; behind a bar who issues it: 身份证明|公安机关."),
    )
    fees = CellField(
        cells.fees, rows=2, label=_("Fees"), help_text=_("One a line: 工本费20元/本. Empty: none.")
    )

    def terms(self) -> dict[str, Any]:
        """The fields of its terms that were sent."""
        sent = {name: self.cleaned_data[name] for name in self.data if name in self.cleaned_data}
        facts: dict[str, Any] = {name: sent[name] for name in LINES if name in sent}
        if sent.get("organ"):
            facts["organ"] = sent["organ"]
        if "joint" in sent or self.boxes_sent():
            facts["joint"] = self.cleaned_data.get("joint", False)
        facts |= self._limit("legal", "legal_days", "legal_kind")
        return facts | self._limit("promised", "promised_days", "days_kind")

    def boxes_sent(self) -> bool:
        """A browser sends no empty box, but the whole form; a program sends what it says."""
        return "csrfmiddlewaretoken" in self.data

    def _limit(self, name: str, days: str, kind: str) -> dict[str, Any]:
        if name not in self.data:
            return {}
        found = self.cleaned_data[name]
        told: dict[str, Any] = {days: None}
        if found:
            told = {days: found.days, kind: found.kind}
        if name == "promised":
            told["on_the_spot"] = bool(found and found.on_the_spot)
        return told


class AmendItem(AskedFor):
    """What an item asks for, from a day on."""

    since = day(label=_("In force from"), required=False)

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """What it asks for now, as it would be written."""
        newest = queries.versions_of(thing).last()
        if newest is None:
            return {}
        now = terms_of(newest)
        return {
            "organ": now.organ,
            "joint": now.joint,
            "legal": "" if now.legal_days is None else limit(now.legal_days, now.legal_kind),
            "promised": ""
            if now.promised_days is None
            else limit(now.promised_days, now.days_kind),
            "bases": cells.show_bases(now.bases),
            "steps": cells.show_steps(now.steps),
            "materials": cells.show_materials(now.materials),
            "fees": cells.show_fees(now.fees),
            "since": time.today(),
        }

    def facts(self, by: Any) -> dict[str, Any]:
        """What becomes different, and from when."""
        return {**self.terms(), "since": self.cleaned_data.get("since")}


class EnterItem(AskedFor):
    """A new item."""

    field_order = ("code", "name", "of_kind", "level", "parent", "organ", "since")
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Its own, and never given to another.")
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    of_kind = forms.ChoiceField(label=_("Kind"), choices=Item.Kind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=Item.Level.choices, initial="city")
    parent = ItemField(
        label=_("Part of"),
        max_length=40,
        required=False,
        help_text=_("The code of the item above."),
    )
    organ = forms.ModelChoiceField(
        Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None), label=_("Organ")
    )
    since = day(label=_("In force from"), initial=time.today)

    def facts(self, by: Any) -> dict[str, Any]:
        """Its own facts, and what it asks for."""
        own = ("code", "name", "of_kind", "level", "parent", "since")
        facts = {name: self.cleaned_data[name] for name in own}
        facts["code"] = "".join(str(facts["code"]).split())
        return {**facts, "terms": Terms(**self.terms())}


class RenameItem(ActForm):
    """The name as it should be."""

    name = forms.CharField(label=_("Name"), max_length=200)

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The name as it is."""
        return {"name": thing.name}


class PromiseDays(ActForm):
    """How many days the organ binds itself to."""

    promised_days = forms.IntegerField(
        label=_("Days promised"),
        min_value=0,
        max_value=3660,
        help_text=_("In the days the limit is counted in now; 0 for what is decided on the spot."),
    )
    since = day(label=_("In force from"), required=False)


class WhyForm(ActForm):
    """Why it is done."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class RemarkForm(ActForm):
    """What is to be said about it, if anything."""

    remark = forms.CharField(
        label=_("Remark"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )


class ProposeReform(ActForm):
    """What is to become of an item."""

    how = forms.ChoiceField(label=_("How"), choices=Reform.How.choices)
    document = forms.CharField(
        label=_("Document"), max_length=120, help_text=_("Title or number: 明政发〔2026〕12号.")
    )
    effective_on = day(label=_("In force from"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    successor = ItemField(
        label=_("Merged into"),
        max_length=40,
        required=False,
        help_text=_("Only for merging: the code of the item that goes on."),
    )
    receiver = forms.ModelChoiceField(
        Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None),
        label=_("Received by"),
        required=False,
        empty_label=_("another level; the approval office confirms for it"),
    )
    legal = CellField(cells.period, label=_("New legal limit"), max_length=80)
    promised = CellField(cells.period, label=_("New promised limit"), max_length=80)
    drop_steps = CellField(
        _codes, label=_("Steps that go"), max_length=200, help_text=_("By their codes: S2 S3.")
    )
    drop_materials = CellField(
        _codes, label=_("Materials that go"), max_length=400, help_text=_("By their codes: M2 M5.")
    )
    drop_fees = CellField(
        _codes, label=_("Fees that go"), max_length=200, help_text=_("By their codes: F1.")
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The proposal, with limits as days and their kind."""
        facts = dict(self.cleaned_data)
        legal, promised = facts.pop("legal"), facts.pop("promised")
        if legal:
            facts |= {"legal_days": legal.days, "legal_kind": legal.kind}
        if promised:
            facts |= {"promised_days": promised.days, "days_kind": promised.kind}
            facts["on_the_spot"] = promised.on_the_spot
        return facts
