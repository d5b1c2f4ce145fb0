"""What the doctor says of panels, invitations and comments; silent where all is well."""
# ruff: noqa: F811 -- fixtures of other files, taken by name

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingcha.appraisals import queries, xrays
from mingcha.appraisals.commands import delivery, docket, inviting, retention
from mingcha.appraisals.models import Comment, Panel, PanelMember
from mingcha.foundation import time
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll
from tests.appraisals.conftest import COUNTED_ON, OPENS
from tests.appraisals.test_docket import handler, taken  # noqa: F401
from tests.appraisals.test_panel import (  # noqa: F401 -- fixtures
    DAY,
    deputies,
    listed,
    panelled,
    prepared,
)

ADDRESS = "https://mingcha.test/vote/x/"


@pytest.fixture
def invited(panelled, clerk):
    with time.at(DAY):
        inviting.invite(panelled, address=ADDRESS, by=clerk, on=DAY)
        yield panelled


def which(look):
    return [one.which for one in look()]


def test_a_panel_as_it_was_drawn_is_in_order(panelled):
    assert which(xrays.panels_that_are_not_what_was_drawn) == []
    assert which(xrays.panels_smaller_than_their_rule) == []


def test_a_member_put_in_or_taken_out_by_hand_is_noticed(panelled):
    one = queries.members(panelled).first()
    PanelMember.objects.filter(pk=one.pk).delete()
    assert which(xrays.panels_that_are_not_what_was_drawn) == [panelled.number]
    assert which(xrays.panels_smaller_than_their_rule) == [panelled.number]


def test_somebody_named_afterwards_is_noticed(panelled):
    one = queries.members(panelled).first()
    Panel.objects.update(named={f"RD-2026/{one.ref}": "deputy/城东"})
    assert which(xrays.panels_that_are_not_what_was_drawn) == [panelled.number]


def test_an_open_ballot_that_reached_nobody_of_a_group_is_noticed(invited, clerk, scrutineers):
    with time.at(OPENS):
        facts = {"by": clerk, "on": OPENS}
        delivery.open(invited, scrutineers=scrutineers, reason="会场当面发放", **facts)
        Poll.objects.filter(pk=invited.poll.pk).update(state="open")
        assert which(xrays.ballots_open_to_nobody) == [invited.number]
        delivery.report_deliveries(invited, group="deputy", fate="delivered", **facts)
        assert which(xrays.ballots_open_to_nobody) == []


def test_invitations_taken_back_behind_the_board_are_noticed(invited, clerk):
    assert which(xrays.links_that_open_nothing) == []
    polls.withdraw(invited.poll, "deputy", by=clerk, on=DAY)
    assert which(xrays.links_that_open_nothing) == [invited.number]


def test_comments_left_raw_and_dockets_left_lying_are_noticed(taken, final, clerk, handler):
    late = COUNTED_ON + timedelta(days=30)
    with time.at(COUNTED_ON):
        assert which(xrays.comments_left_as_they_were_written) == []
    with time.at(late):
        assert which(xrays.comments_left_as_they_were_written) == [final.number]
        for one in Comment.objects.filter(state="raw"):
            docket.clean(one, text=one.raw, by=handler, on=late)
        assert which(xrays.comments_left_as_they_were_written) == []
        n = docket.hand_over_comments(final, by=handler, on=late)
        assert which(xrays.dockets_past_their_limit) == []
    with time.at(late + timedelta(days=40)):
        assert len(which(xrays.dockets_past_their_limit)) == n > 0


def test_names_and_raw_comments_that_nobody_deleted_are_noticed(taken, final):
    later = date(2026, 8, 20)
    with time.at(later):
        assert which(xrays.names_kept_too_long) == [final.number]
        retention.wipe(on=later)
        assert which(xrays.names_kept_too_long) == []
