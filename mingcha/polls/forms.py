"""What people write at the door of a poll: papers, numbers of slips, shares, reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import lazy, lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.organs import queries as organs
from mingcha.people.models import Person
from mingcha.polls import queries
from mingcha.polls.catalogue import GROUPS, QUESTIONS, THREE_GRADES
from mingcha.polls.record import in_words, listed
from mingcha.polls.refusals import PAPER_UNFIT
from mingcha.polls.workflow import MOST

Rows = list[dict[str, Any]]
LINES = forms.Textarea(attrs={"rows": 4})
TWO_LANGUAGES = _("One a line; after a slash the English words, if there are any.")
QUIET = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
SECRET = {**QUIET, "rows": 3}


def lines_of(text: str) -> list[str]:
    """The lines of a text without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _two(line: str) -> tuple[str, str]:
    main, _slash, english = line.partition("/")
    return main.strip(), english.strip()


def _as_lines(rows: Any) -> str:
    return "\n".join(
        " / ".join(one for one in (row["text"], row.get("text_en", "")) if one) for row in rows
    )


def _groups_in_use() -> str:
    """Every group with its code, in the language of whoever reads the form."""
    return listed((f"{row['code']} {in_words(row)}" for row in GROUPS), apart=("; ", "；"))


class PaperForm(ActForm):
    """A paper by hand: whom to ask about whom, and how."""

    title = forms.CharField(label=_("Title"), max_length=200)
    organs = forms.CharField(
        label=_("Organs, by code"),
        required=False,
        widget=LINES,
        help_text=_("One a line. Left empty: every organ that stands today."),
    )
    questions = forms.CharField(
        label=_("Questions to the voters"),
        widget=LINES,
        initial=lazystr(_as_lines(QUESTIONS)),
        help_text=TWO_LANGUAGES,
    )
    grades = forms.CharField(
        label=_("Grades"),
        widget=LINES,
        initial=lazystr(_as_lines(THREE_GRADES)),
        help_text=_("Three or five, the best first; one a line, after a slash the English words."),
    )
    groups = forms.CharField(
        label=_("Groups, by code"),
        widget=LINES,
        initial="deputy\ncppcc\nenterprise\ncitizen",
        help_text=lazy(_groups_in_use, str)(),
    )
    block = forms.IntegerField(
        label=_("Organs asked of each voter"),
        min_value=0,
        initial=0,
        help_text=_("0: all. Else so many neighbours on a ring that begins anywhere."),
    )
    contact_first = forms.BooleanField(
        label=_("Ask first with which organs the voter dealt"), required=False, initial=True
    )
    drawn = forms.BooleanField(label=_("Slips to be drawn by hand"), required=False, initial=True)
    blind = forms.BooleanField(label=_("Tickets by invitation"), required=False)

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The draft as it stands."""
        return {
            "title": thing.title,
            "organs": "\n".join(organ["code"] for organ in thing.organs),
            "questions": _as_lines(thing.questions),
            "grades": _as_lines(thing.grades),
            "groups": "\n".join(group["code"] for group in thing.groups),
            "block": thing.block,
            "contact_first": thing.contact_first,
            "drawn": thing.drawn,
            "blind": thing.blind,
        }

    def facts(self, by: Any) -> dict[str, Any]:
        """The lines as the rows of a paper."""
        said = dict(self.cleaned_data)
        said["organs"] = organ_rows(lines_of(said["organs"]))
        said["questions"] = [
            {"code": f"q{n}", "text": text, "text_en": english}
            for n, (text, english) in enumerate(map(_two, lines_of(said["questions"])), start=1)
        ]
        grades = map(_two, lines_of(said["grades"]))
        said["grades"] = [{"text": text, "text_en": english} for text, english in grades]
        said["groups"] = group_rows(lines_of(said["groups"]))
        return said


def organ_rows(codes: list[str]) -> Rows:
    """Organs that stand today, those of the codes or all, as rows of a paper."""
    today = time.today()
    found = organs.organs_within(today, today).order_by("code")
    rows = [{"code": unit.code, "name": unit.name} for unit in found]
    if not codes:
        return rows
    known = {row["code"]: row for row in rows}
    if strange := [code for code in codes if code not in known]:
        why = gettext("no organ has the code {codes}.").format(codes=listed(strange))
        raise PAPER_UNFIT(why=why)
    return [known[code] for code in codes]


def group_rows(codes: list[str]) -> Rows:
    """Groups by code as rows of a paper."""
    known: dict[str, dict[str, Any]] = {row["code"]: {**row, "recused": []} for row in GROUPS}
    if strange := [code for code in codes if code not in known]:
        why = gettext("no group has the code {codes}.").format(codes=listed(strange))
        raise PAPER_UNFIT(why=why)
    return [known[code] for code in codes]


class GroupForm(ActForm):
    """So many of one group."""

    group = forms.CharField(label=_("Group"), max_length=40)
    size = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST)

    def __init__(self, *given: Any, poll: Any = None, **facts: Any) -> None:
        super().__init__(*given, **facts)
        if poll is not None:
            choices = [(row["code"], in_words(row)) for row in poll.groups]
            self.fields["group"] = forms.ChoiceField(label=_("Group"), choices=choices)


class TicketsForm(GroupForm):
    """So many slips or paper ballots of one group."""

    as_ballots = forms.BooleanField(
        label=_("As whole paper ballots"),
        required=False,
        help_text=_("For voters without a telephone: marked by hand, then entered or scanned."),
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """How they are printed makes no other ticket."""
        return {name: self.cleaned_data[name] for name in ("group", "size")}


class MoreForm(TicketsForm):
    """So many more slips, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("Who came late and who agreed. No names: it stands in the journal."),
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The reason beside the numbers."""
        return {**super().facts(by), "reason": self.cleaned_data["reason"]}


class ReturnForm(GroupForm):
    """How many slips of a group came back."""

    size = forms.IntegerField(
        label=_("Slips not handed out"), min_value=0, max_value=MOST, initial=0
    )


class EndForm(ActForm):
    """In how many minutes voting ends."""

    minutes = forms.IntegerField(
        label=_("Minutes from now"), min_value=1, max_value=600, initial=10
    )


class SeatForm(ActForm):
    """The three who keep the shares."""

    first = forms.ModelChoiceField(Person.objects.none(), label=_("First scrutineer"))
    second = forms.ModelChoiceField(Person.objects.none(), label=_("Second scrutineer"))
    third = forms.ModelChoiceField(Person.objects.none(), label=_("Third scrutineer"))

    def __init__(self, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        listed = queries.may_scrutinise(on=time.today())
        for field in self.fields.values():
            field.queryset = listed  # type: ignore[attr-defined]

    def facts(self, by: Any) -> dict[str, Any]:
        """The three in their order."""
        said = self.cleaned_data
        return {"people": [said["first"], said["second"], said["third"]]}


class WordForm(ActForm):
    """A scrutineer's one-time word."""

    word = forms.CharField(
        label=_("Your one-time word"),
        max_length=40,
        widget=forms.TextInput(attrs=QUIET),
        help_text=_("Four groups of four characters, as you wrote them down."),
    )


class ShareForm(ActForm):
    """A share, typed back."""

    share = forms.CharField(
        label=_("Your share"),
        max_length=200,
        widget=forms.Textarea(attrs=SECRET),
        help_text=_("All 16 groups of four characters, in their order."),
    )


class SharesForm(ActForm):
    """Two shares of two scrutineers."""

    first = forms.CharField(
        label=_("Share of one scrutineer"), max_length=200, widget=forms.Textarea(attrs=SECRET)
    )
    second = forms.CharField(
        label=_("Share of another scrutineer"), max_length=200, widget=forms.Textarea(attrs=SECRET)
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """Both shares as the command takes them."""
        return {"shares": [self.cleaned_data["first"], self.cleaned_data["second"]]}


class VoidForm(ActForm):
    """Why a poll does not count."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("What went wrong. The poll stays on record beside the reason."),
    )


class ReceiptForm(forms.Form):
    """The beginning of a receipt."""

    receipt = forms.CharField(
        label=_("Beginning of your receipt"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Eight characters or more. What you type is kept nowhere."),
    )
