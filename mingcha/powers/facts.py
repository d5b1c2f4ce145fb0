"""What this room tells those above: every version of every item, its steps and its papers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.columns import Row, day, facts, text, whole, yes
from mingcha.powers.models import Material, Step, Version

DAYS = _("days")
ORDER = ("item__code", "valid_from")


@facts(
    "powers_items",
    _("Every version of every item of the inventory, with its limits and the days it holds."),
    text("code", _("The item's own code.")),
    text("name", _("Its name.")),
    text("kind", _("Licence, penalty, inspection …, by the classes of published inventories.")),
    text("organ", _("The code of the organ that answers for it.")),
    whole("legal_days", _("The limit the law sets; empty where it sets none."), DAYS),
    text("legal_kind", _("Whether the legal limit counts working or calendar days.")),
    whole("promised_days", _("The limit promised; empty where none is."), DAYS),
    text("days_kind", _("Whether the promised limit counts working or calendar days.")),
    day("valid_from", _("The first day on which this version holds.")),
    day("valid_to", _("The last day on which it holds; empty while it does.")),
    yes("listed", _("Whether it holds on the day of these facts.")),
)
def items(day: date) -> Iterable[Row]:
    """One row a version, by code and first day."""
    names = ("item__code", "item__name", "item__of_kind", "organ__code", "legal_days", "legal_kind")
    more = ("promised_days", "days_kind", "valid_from", "valid_to")
    rows = Version.objects.order_by(*ORDER).values_list(*names, *more)
    for row in rows.iterator(chunk_size=2000):
        since, until = row[-2], row[-1]
        yield (*row, since <= day and (until is None or until >= day))


@facts(
    "powers_steps",
    _("The steps of every version of every item, in their order."),
    text("code", _("The item's own code.")),
    day("valid_from", _("The first day of the version the step belongs to.")),
    whole("place", _("Its place in the order of steps."), _("place")),
    text("step", _("The step's code within the item.")),
    text("name", _("Its name.")),
    whole("days", _("How long it may take; empty where that is not said."), DAYS),
)
def steps(day: date) -> Iterable[Row]:
    """One row a step, by item, version and place."""
    names = ("version__item__code", "version__valid_from", "order", "code", "name", "days")
    rows = Step.objects.order_by(*names[:3]).values_list(*names)
    yield from rows.iterator(chunk_size=2000)


@facts(
    "powers_materials",
    _("The papers that may be asked for by every version of every item; no others may."),
    text("code", _("The item's own code.")),
    day("valid_from", _("The first day of the version the paper belongs to.")),
    text("material", _("The paper's code within the item.")),
    text("name", _("Its name.")),
)
def materials(day: date) -> Iterable[Row]:
    """One row a paper, by item, version and place in the list."""
    names = ("version__item__code", "version__valid_from", "code", "name")
    rows = Material.objects.order_by(*names[:2], "pk").values_list(*names)
    yield from rows.iterator(chunk_size=2000)
