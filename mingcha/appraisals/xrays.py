"""What a careful clerk would look for in rounds before anybody trusts a result."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning, Round, RuleVersion
from mingcha.foundation.xrays import Finding, xray
from mingcha.polls.models import Poll

S = Round.State
BEFORE = {S.DESIGNED, S.PUBLISHED, S.PANEL_DRAWN}
BEGUN = {Poll.State.OPEN, Poll.State.PAPER, Poll.State.CLOSED}


@xray
def reckonings_that_cannot_be_repeated() -> Iterator[Finding]:
    """Every result is what its inputs and its rule give, to the byte."""
    for made in Reckoning.objects.select_related("round__rule").iterator(chunk_size=10):
        if not record.agrees(made):
            yield Finding(
                what=_("The results of a round are not what its counts and its rule give"),
                which=str(made),
                remedy=_("Compare it with the public bundle; have it computed anew."),
            )


@xray
def rules_changed_after_their_publication() -> Iterator[Finding]:
    """A published rule still has the digest under which it was published."""
    for rule in RuleVersion.objects.filter(state=RuleVersion.State.PUBLISHED):
        if record.rule_of(rule).digest != rule.digest:
            yield Finding(
                what=_("A rule version was changed after it was published"),
                which=rule.code,
                remedy=_("Compare it with the published paper; no round may rest on it."),
            )


@xray
def ballots_opened_without_their_round() -> Iterator[Finding]:
    """No ballot of a round is open before the round released it."""
    for round_ in Round.objects.filter(state__in=BEFORE, poll__state__in=BEGUN):
        yield Finding(
            what=_("The ballot of a round was opened before the round released it"),
            which=round_.number,
            remedy=_("Look at who was seated as scrutineer; release the round or declare it void."),
        )
