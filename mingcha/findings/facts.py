"""What this room tells those above: findings that were fed back, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mingcha.findings.models import Finding
from mingcha.foundation.columns import Row, day, facts, text, whole, yes

S = Finding.State


@facts(
    "findings_findings",
    _(
        "Every finding that was fed back. What is only proposed, and what was handed to the "
        "supervision organ, is not told; nor how, by whom or against whom it was found."
    ),
    text("number", _("The finding's number.")),
    text("organ", _("The code of the organ that answers for it, as ruled in the end.")),
    text("norm", _("The code of the norm it is about.")),
    text("failure", _("Which kind of failure.")),
    yes("praise", _("Whether it is praise, not a fault.")),
    whole("severity", _("How grave it is, raised where it recurred, 1 to 3."), _("grade")),
    yes("recurred", _("Whether the same fault was found before.")),
    text("state", _("Where the finding stands.")),
    text("stance", _("What the organ says to it: accepts, explains, disputes; or nothing yet.")),
    day("seen_on", _("The day on which it was seen.")),
    day("fed_back_on", _("When it was fed back.")),
    day("decided_on", _("When it was confirmed or withdrawn.")),
)
def found(day: date) -> Iterable[Row]:
    """One row a finding, in the order of numbers."""
    names = (
        "number", "answers", "norm__code", "failure_kind", "is_praise", "severity", "recurs",
        "state", "stance", "happened_on", "fed_back_on", "decided_on",
    )  # fmt: skip
    told = Finding.objects.filter(fed_back_on__isnull=False).exclude(state=S.TRANSFERRED)
    told = told.annotate(answers=Coalesce("order__organ__code", "organ__code"))
    for row in told.order_by("number").values_list(*names).iterator(chunk_size=2000):
        yield (*row[:6], row[6] is not None, *row[7:])
