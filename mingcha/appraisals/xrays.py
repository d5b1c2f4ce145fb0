"""What a careful clerk would look for in rounds and panels before anybody trusts a result."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, record, rules
from mingcha.appraisals.models import (
    Comment,
    Panel,
    PanelMember,
    Reckoning,
    Round,
    RuleVersion,
    Suspicion,
)
from mingcha.appraisals.workflow import UNDECIDED
from mingcha.core.drawrecord import from_json
from mingcha.core.panel import panel_faults
from mingcha.foundation import policy, time
from mingcha.foundation.workdays import calendar
from mingcha.foundation.xrays import Finding, xray
from mingcha.polls.models import Poll

S, C = Round.State, Comment.State
BEFORE = {S.DESIGNED, S.PUBLISHED, S.PANEL_DRAWN}
BEGUN = {Poll.State.OPEN, Poll.State.PAPER, Poll.State.CLOSED}
RUNNING = (S.PANEL_DRAWN, S.OPEN)
OVER = (S.FINAL, S.CLOSED)
CHECKED_OR_LATER = (S.VALIDATED, S.PARTLY_VOID, S.OBJECTIONS, *OVER)
GRACE = 7  # days in which the nightly deletion may have been down


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
def rounds_told_with_a_suspicion_undecided() -> Iterator[Finding]:
    """Nothing is told of a round before every suspicion of its count is decided."""
    found = Suspicion.objects.filter(state__in=UNDECIDED, round__state__in=CHECKED_OR_LATER)
    for one in found.select_related("round"):
        yield Finding(
            what=_("A round went on although a suspicion of its count is undecided"),
            which=f"{one.round.number} / {one.number}",
            remedy=_("Decide it now; if it is confirmed, have a note put beside the result."),
        )


@xray
def suspicions_left_lying() -> Iterator[Finding]:
    """Suspicions are decided in the time a count has to be checked."""
    found = Suspicion.objects.filter(state__in=UNDECIDED, clock__due_on__lt=time.today())
    for one in found.exclude(round__state=S.VOID):
        yield Finding(
            what=_("A suspicion is not decided although its time has run out"),
            which=one.number,
            remedy=_("Look into it and propose a decision; another person then decides."),
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


@xray
def panels_that_are_not_what_was_drawn() -> Iterator[Finding]:
    """The members of a panel are those drawn and those named before, and nobody else."""
    for panel in Panel.objects.filter(round__members__isnull=False).distinct():
        taken = _taken(panel)
        faults = panel_faults(
            from_json(json.dumps(panel.draw.record)), panel.named, panel.at_random
        )
        if faults or taken != _members(panel):
            yield Finding(
                what=_("The panel is not what its draw gives, with those named before it"),
                which=panel.round.number,
                remedy=_("Compare it with the record of the draw; the round rests on it."),
            )


def _taken(panel: Panel) -> set[str]:
    """Keys of those who have a place by the record."""
    targets = (panel.draw.record or {}).get("targets", [])
    return {one["key"] for one in targets} | set(panel.named)


def _members(panel: Panel) -> set[str]:
    rows = queries.members(panel.round).filter(frame__isnull=False)
    return {
        f"{code}/{ref}".replace("|", "-") for code, ref in rows.values_list("frame__code", "ref")
    }


@xray
def panels_smaller_than_their_rule() -> Iterator[Finding]:
    """A panel has as many members of each group as its rule asks for."""
    for round_ in Round.objects.filter(state__in=RUNNING, panel__isnull=False):
        drawn = queries.members(round_).order_by().values_list("group", flat=True)
        sizes = record.merged(Counter(drawn))
        asked = {group.code: group.quota for group in record.rule_of(round_.rule).groups}
        for group, n in sorted(sizes.items()):
            if n < asked.get(group, 0):
                yield Finding(
                    what=_("{n} of {quota} members of group {group}").format(
                        n=n, quota=asked[group], group=group
                    ),
                    which=round_.number,
                    remedy=_(
                        "Ask the owner of the list for more people, or say it with the result."
                    ),
                )


@xray
def ballots_open_to_nobody() -> Iterator[Finding]:
    """While a ballot is open, invitations have reached somebody of every group of its panel."""
    for round_ in Round.objects.filter(state=S.OPEN, poll__state=Poll.State.OPEN):
        for row in queries.board(round_).groups:
            if not row.arrived:
                yield Finding(
                    what=_("No invitation of group {group} is on record as delivered").format(
                        group=row.group
                    ),
                    which=round_.number,
                    remedy=_(
                        "Report on the page of the panel what became of them, or deliver them."
                    ),
                )


@xray
def links_that_open_nothing() -> Iterator[Finding]:
    """Every invitation that counts on the delivery board can take a ticket."""
    for round_ in Round.objects.filter(state__in=RUNNING, poll__isnull=False):
        for group, live, electors in queries.live_links(round_):
            if electors < live:
                yield Finding(
                    what=_("{n} invitations of group {group} open nothing").format(
                        n=live - electors, group=group
                    ),
                    which=round_.number,
                    remedy=_("Issue the group anew before the opening."),
                )


@xray
def comments_left_as_they_were_written() -> Iterator[Finding]:
    """Comments are cleaned in their time after the count."""
    today = time.today()
    days = policy.value(rules.CLEAN_WD, on=today)
    raw = Comment.objects.filter(subject__round=OuterRef("pk"), state=C.RAW)
    for round_ in Round.objects.filter(Exists(raw), counted_on__isnull=False):
        assert round_.counted_on is not None
        if calendar().add(round_.counted_on, days) < today:
            yield Finding(
                what=_("Comments are not cleaned in time"),
                which=round_.number,
                remedy=_("Clean or withhold each; organs wait for what was said about them."),
            )


@xray
def dockets_past_their_limit() -> Iterator[Finding]:
    """What was handed to an organ is answered, and the answer checked, in its time."""
    late = Q(clock__ended_on=None, clock__due_on__lt=time.today())
    said = {
        C.HANDED_OVER: _("A comment is not answered in time"),
        C.REPLIED: _("A reply to a comment is not checked in time"),
    }
    for one in Comment.objects.filter(late, state__in=list(said)).order_by("number"):
        remedy = _("Ask whoever is late; their work lists name it.")
        yield Finding(what=said[C(one.state)], which=one.number, remedy=remedy)


@xray
def names_kept_too_long() -> Iterator[Finding]:
    """Names, contacts and raw comments are deleted when their time is over."""
    today = time.today()
    last = today - timedelta(days=policy.value(rules.RETAIN_DAYS, on=today) + GRACE)
    kept = PanelMember.objects.filter(round=OuterRef("pk"), wiped_on=None)
    raw = Comment.objects.filter(subject__round=OuterRef("pk")).exclude(raw="")
    old = Round.objects.filter(state__in=OVER, decided_on__lt=last)
    for round_ in old.filter(Q(Exists(kept)) | Q(Exists(raw))):
        yield Finding(
            what=_("Names or raw comments of a round were not deleted in time"),
            which=round_.number,
            remedy=_("See that the worker runs; it deletes them every night."),
        )
