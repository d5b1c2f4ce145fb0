"""What people write for a plan, a round, a named target, and the burden meter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.norms.models import PlaceType
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.visits.models import Burden, Mode, Plan
from mingcha.visits.queries import pools

THEMES_HELP = gettext_lazy(
    "One a line, each with the document it carries out behind a bar: "
    "window service | document no. 3 of 2026, article 2"
)


class UnitField(forms.CharField):
    """An organ, office or counter by its code or its full name; cleaned to the unit."""

    def clean(self, value: Any) -> Any:
        """The one standing unit of this code or name."""
        words = super().clean(value)
        standing = organs.standing(on=time.today()).select_related("organ")
        found = list(standing.filter(code=words)[:1]) or list(standing.filter(name=words)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Several places bear this name. Write the code."))
        raise ValidationError(_("No place has this code or name today. Look it up under organs."))


class WhenField(forms.DateTimeField):
    """A day and an hour."""

    def __init__(self, **facts: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **facts)


class PlanForm(ActForm):
    """A plan as it is drafted and revised."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    themes = forms.CharField(
        label=gettext_lazy("Themes"), widget=forms.Textarea, required=False, help_text=THEMES_HELP
    )
    ceiling = forms.IntegerField(
        label=gettext_lazy("Most visits to one organ in the year"),
        min_value=0,
        max_value=365,
        help_text=gettext_lazy(
            "Every round leaves out organs that have reached it; beyond it only with a reason."
        ),
    )


class NewPlanForm(PlanForm):
    """A new plan, with its year."""

    field_order = ("year", "title", "themes", "ceiling")
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)


def _themes(plan: Plan) -> list[tuple[str, str]]:
    return [(theme, theme) for theme, _document in plan.themed]


class OfPlan(ActForm):
    """A form under a plan: its theme, its mode, its kind of place, the hour at which it opens."""

    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    mode = forms.ChoiceField(
        label=gettext_lazy("Mode"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("One round is open or covert, never both."),
    )
    place_type = forms.ChoiceField(label=gettext_lazy("Place"), choices=PlaceType.choices)
    opens_at = WhenField(
        label=gettext_lazy("Envelopes open at"),
        help_text=gettext_lazy("Until then nobody is told where the visits lead."),
    )

    def __init__(self, *args: Any, plan: Plan, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["theme"].choices = _themes(plan)  # type: ignore[attr-defined]


class RoundForm(OfPlan):
    """What a round is for and how many places are drawn."""

    want = forms.IntegerField(
        label=gettext_lazy("Places to draw in all"),
        min_value=1,
        max_value=500,
        required=False,
        help_text=gettext_lazy("Shared out by the size of each class. Or write them by class:"),
    )
    seed_source = forms.CharField(
        label=gettext_lazy("Where the seed will come from"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Dice before two witnesses, unless you name a public value."),
    )
    organs = forms.CharField(
        label=gettext_lazy("Only these organs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Codes or names, one a line. Empty: every organ below the ceiling."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why only these"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stays on record: what the data say, not whom it concerns."),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for kind, label in Unit.Kind.choices:
            field = forms.IntegerField(label=label, min_value=0, max_value=500, required=False)
            self.fields[f"want_{kind}"] = field
        first = ["theme", "mode", "place_type", "opens_at", "want"]
        self.order_fields([*first, *(f"want_{kind}" for kind in Unit.Kind.values)])

    def clean_organs(self) -> list[Unit] | None:
        """The organs named, or None for all of them."""
        names = [line.strip() for line in self.cleaned_data["organs"].splitlines() if line.strip()]
        return [UnitField().clean(name) for name in names] or None

    def clean(self) -> dict[str, Any]:
        """Places are wanted in all or by class, not both and not neither."""
        said = super().clean() or {}
        if bool(said.get("want")) == bool(self._by_class(said)):
            self.add_error("want", _("Write the places in all, or by class; one of the two."))
        return said

    def _by_class(self, said: dict[str, Any]) -> dict[str, int]:
        return {kind: n for kind in Unit.Kind.values if (n := said.get(f"want_{kind}"))}

    def facts(self, by: Any) -> dict[str, Any]:
        """What `prepare_round` takes."""
        said = self.cleaned_data
        plain = {name: value for name, value in said.items() if not name.startswith("want")}
        return {**plain, "want": said["want"] or self._by_class(said)}


class NameForm(OfPlan):
    """A target named by hand: where, why, who goes."""

    target = UnitField(
        label=gettext_lazy("Organ, office or counter"),
        help_text=gettext_lazy("Code or full name, as under organs."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why this one"),
        max_length=160,
        help_text=gettext_lazy("It was not drawn: what made it necessary stays on record."),
    )
    leader = forms.ModelChoiceField(label=gettext_lazy("Leader"), queryset=Person.objects.none())
    team = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Further inspectors"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Whoever has a tie to the organ is refused."),
    )
    beyond = forms.CharField(
        label=gettext_lazy("Why beyond the ceiling"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Only where the organ has reached its ceiling."),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for name in ("leader", "team"):
            people = pools.inspectors(time.today())
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        self.order_fields(["target", "reason", "theme", "mode", "place_type", "opens_at"])

    def facts(self, by: Any) -> dict[str, Any]:
        """What `name_target` takes: the leader first in the team."""
        said = dict(self.cleaned_data)
        unit, leader = said.pop("target"), said.pop("leader")
        place = None if unit.level == Unit.Level.ORGAN else unit
        team = [leader, *(one for one in said.pop("team") if one != leader)]
        return {**said, "organ": unit.head_organ, "place": place, "team": team}


class BurdenForm(ActForm):
    """A form, a meeting or a check by others that an organ had to bear."""

    organ = forms.ModelChoiceField(label=gettext_lazy("Organ"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Burden.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=gettext_lazy("What"), max_length=200)
    imposed_by = forms.CharField(label=gettext_lazy("Imposed by"), max_length=100)
    happened_on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"})
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours of all who took part together"),
        max_digits=6,
        decimal_places=1,
        min_value=Decimal("0.1"),
    )

    def __init__(self, *args: Any, units: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["organ"].queryset = units  # type: ignore[attr-defined]
