"""What inspectors, verifiers and the visited side write about a visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from mingcha.evidence.models import Evidence
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm, Files, FilesField
from mingcha.norms.models import Item
from mingcha.visits.models import Mode, Observation, Visit
from mingcha.visits.record import Answer, Sheet, sheet_of

Kept = Mapping[int, Sequence[Evidence]]
LONG = 4000


def _words(rows: int, **said: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), max_length=LONG, **said)


class RemarkForm(ActForm):
    """The reason that stays on record."""

    remark = _words(4, label=_("Reason"), help_text=_("It stays on record."))


class LookForm(ActForm):
    """Why a sealed envelope is read before its hour."""

    reason = forms.CharField(
        label=_("Why the envelope must be read now"),
        max_length=200,
        help_text=_("Your name, the hour and this reason stand in the journal for good."),
    )


class ReplyForm(ActForm):
    """What the visited organ wants to have on record."""

    reply = _words(6, label=_("The organ's words"), help_text=_("They cannot be taken back."))


class CodeForm(forms.Form):
    """The code an inspector shows at the door."""

    code = forms.CharField(
        label=_("The code they show you"),
        max_length=20,
        help_text=_("Ten letters and digits; blanks, dashes and small letters do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@dataclass(frozen=True)
class Question:
    """One row of the sheet: the question with the fields that answer it."""

    item: Item
    seen: BoundField
    facts: BoundField
    files: BoundField
    kept: Sequence[Evidence]

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The three answers as large buttons; the telling one opens what is to be written."""
        chosen = self.seen.value()
        name, telling = self.seen.html_name, self.item.telling
        return [
            {
                "name": name,
                "value": code,
                "label": label,
                "id": f"id_{name}_{n}",
                "chosen": chosen == code,
                "telling": code == telling,
            }
            for n, (code, label) in enumerate(Observation.Seen.choices)
        ]


class SheetForm(ActForm):
    """The sheet of one visit: when, what was seen in order, an answer to every question."""

    day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    began = forms.TimeField(
        label=_("Began"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    ended = forms.TimeField(
        label=_("Ended"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    present = forms.CharField(label=_("Who was present"), max_length=200, required=False)
    told = _words(
        4,
        label=_("What was seen, in order"),
        help_text=_("Time, place, person or post, act. What was seen, not what you think of it."),
    )
    organ_words = _words(3, label=_("What the visited side said on the spot"), required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        visit: Visit,
        items: Sequence[Item],
        kept: Kept | None = None,
    ) -> None:
        super().__init__(data, files, initial=_initial(visit))
        self.items = items
        self.kept = _on_record(visit) if kept is None else kept
        if visit.mode == Mode.COVERT:  # nobody there knows that it was a visit
            del self.fields["organ_words"]
        for item in items:
            self.fields.update(_fields(item))

    @property
    def frame(self) -> list[BoundField]:
        """The fields about the visit as a whole that follow the questions."""
        return [self[name] for name in ("told", "present", "organ_words") if name in self.fields]

    @property
    def hours(self) -> list[BoundField]:
        """Day, from, to."""
        return [self["day"], self["began"], self["ended"]]

    @property
    def questions(self) -> list[Question]:
        """The rows of the sheet, in order."""
        return [
            Question(
                item,
                seen=self[f"seen_{item.number}"],
                facts=self[f"facts_{item.number}"],
                files=self[f"files_{item.number}"],
                kept=self.kept.get(item.number, ()),
            )
            for item in self.items
        ]

    def clean(self) -> dict[str, Any]:
        """A telling answer says what was seen; the hours stand in their order."""
        said: dict[str, Any] = super().clean() or {}
        for item in self.items:
            answer, words = said.get(f"seen_{item.number}"), said.get(f"facts_{item.number}", "")
            if answer == item.telling and not words.strip():
                self.add_error(f"facts_{item.number}", _("Write what was seen."))
        if said.get("began") and said.get("ended") and said["began"] > said["ended"]:
            self.add_error("ended", _("It ended before it began."))
        return said

    def sheet(self) -> Sheet:
        """The sheet as the command takes it, with the photos kept for each question."""
        said = self.cleaned_data
        answers = [
            Answer(n, said[f"seen_{n}"], said[f"facts_{n}"], self.kept.get(n, ()))
            for n in (item.number for item in self.items)
        ]
        began, ended = (_at(said["day"], said[name]) for name in ("began", "ended"))
        spoken = said.get("organ_words", "")
        return Sheet(began, ended, said["told"], answers, said["present"], spoken)


def _fields(item: Item) -> dict[str, forms.Field]:
    """Three large answers, room for what was seen, and photos."""
    n = item.number
    photos = Files(attrs={"accept": "image/*,application/pdf"})
    return {
        f"seen_{n}": forms.ChoiceField(
            label=f"{n}. {item.question}",
            choices=Observation.Seen.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose yes, no or not seen.")},
        ),
        f"facts_{n}": _words(2, label=_("Seen at question {n}").format(n=n), required=False),
        f"files_{n}": FilesField(label=_("Photos"), required=False, widget=photos),
    }


def _at(day: date, hour: Any) -> datetime:
    return datetime.combine(day, hour, time.city_zone())


def _initial(visit: Visit) -> dict[str, Any]:
    """An empty sheet of today; the sheet on record where it was sent back."""
    sheet = sheet_of(visit)
    if sheet is None:
        return {"day": time.today()}
    zone = time.city_zone()
    began, ended = sheet.began_at.astimezone(zone), sheet.ended_at.astimezone(zone)
    said: dict[str, Any] = {"day": began.date(), "began": began.time(), "ended": ended.time()}
    said |= {"present": sheet.present, "told": sheet.facts, "organ_words": sheet.organ_words}
    for answer in sheet.answers:
        said |= {f"seen_{answer.number}": answer.seen, f"facts_{answer.number}": answer.facts}
    return said


def _on_record(visit: Visit) -> Kept:
    sheet = sheet_of(visit)
    return {answer.number: answer.evidence for answer in sheet.answers} if sheet else {}
