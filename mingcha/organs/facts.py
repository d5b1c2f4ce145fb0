"""What this room tells those above: the tree of organs as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.columns import Row, day, facts, text, yes
from mingcha.organs.models import Unit


@facts(
    "organs_units",
    _("Every organ, office, counter and post there is or was, with its place in the tree."),
    text("code", _("The unit's own code.")),
    text("name", _("Its name on this day.")),
    text("level", _("Organ, office, counter or post.")),
    text("kind", _("The class inside which organs may be compared; empty inside an organ.")),
    text("organ", _("The code of the organ at the head of its branch; its own on an organ.")),
    text("parent", _("The code of the unit it belongs to; empty on an organ.")),
    yes("is_key", _("Whether it is a key office, which many people depend on.")),
    day("active_from", _("The first day on which it stood.")),
    day("active_to", _("The last day on which it stood; empty while it stands.")),
)
def units(day: date) -> Iterable[Row]:
    """One row a unit, in the order of codes."""
    names = ("code", "name", "level", "kind", "organ__code", "parent__code", "is_key")
    rows = Unit.objects.order_by("code").values_list(*names, "active_from", "active_to")
    for row in rows.iterator(chunk_size=2000):
        code, *_rest, organ, parent, _key, _since, _until = row
        yield (*row[:4], organ or code, parent or "", *row[6:])
