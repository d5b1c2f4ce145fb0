"""What this room tells those above: bulletins that are out, and how many they name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from mingcha.bulletins.models import Issue, Named
from mingcha.foundation.columns import Row, day, facts, text, whole

S = Issue.State
STANDS = ~Q(named__state=Named.State.LEFT_OUT) & ~Q(named__outcome=Named.Ruling.DROPPED)


@facts(
    "bulletins_issues",
    _("Bulletins that were published, and how many organs they praise and criticise."),
    text("number", _("The bulletin's number.")),
    text("document", _("The number of the document.")),
    text("purpose", _("On the situation, praise or criticism.")),
    text("scope", _("Who may read it.")),
    day("since", _("The first day of the period it is about.")),
    day("until", _("The last day of the period it is about.")),
    day("published_on", _("When it was published.")),
    whole("praised", _("Organs praised."), _("organs")),
    whole("criticised", _("Organs criticised."), _("organs")),
)
def issues(day: date) -> Iterable[Row]:
    """One row a bulletin that is out, corrected ones too."""
    out = Issue.objects.filter(state__in=[S.PUBLISHED, S.CORRECTED], published_on__lte=day)
    tones = {
        name: Count("named", filter=STANDS & Q(named__tone=tone))
        for name, tone in (("praised", Named.Tone.PRAISE), ("criticised", Named.Tone.CRITICISM))
    }
    names = ("number", "doc_number", "purpose", "scope", "since", "until", "published_on")
    return out.annotate(**tones).order_by("number").values_list(*names, "praised", "criticised")
