"""The box and the city's tables cannot always commit together: what stops between them is mended.

Each act writes the box first. Whatever stops after that leaves the poll in its earlier state, the
doctor names it, and the same act, done again, finishes.
"""

from __future__ import annotations

import pytest
from django.db import connection

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.polls import commands, queries, xrays
from mingcha.polls.commands import opening
from mingcha.polls.models import Poll
from tests.polls import hall


class Stopped(RuntimeError):
    """The machine stops here."""


def stopping(monkeypatch, deed):
    """Do it on a machine that stops after the box was written and before the poll is."""

    def stop(*given, **facts):
        raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(opening, "advance", stop)
        with pytest.raises(Stopped):
            deed()


def differs():
    """What the doctor says; on PostgreSQL both writes are one transaction, and nothing happened."""
    return [one.which for one in xrays.boxes_that_differ_from_their_poll()]


def test_an_opening_that_was_interrupted_is_finished_by_opening_again(
    clerk, day, three, monkeypatch
):
    poll, codes = hall.frozen(clerk, day, three)
    shares = hall.with_key(poll, three, clerk, day)
    stopping(monkeypatch, lambda: commands.open(poll, by=clerk, on=day))
    poll = Poll.objects.get()
    assert poll.state == "frozen"
    if connection.vendor == "sqlite":
        assert differs() == [poll.number]
        hall.cast(poll, Drawn(codes["deputy"][0]))  # a phone that was quick
        for act, facts in (("make_key", {}), ("seat_scrutineers", {"people": three})):
            with pytest.raises(Refusal) as no:
                getattr(commands, act)(poll, by=clerk, on=day, **facts)
            assert no.value.code in {"polls.opening_begun", "polls.no_words_yet"}
    commands.open(poll, by=clerk, on=day)
    assert differs() == []
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.tally_of(poll)["broken"] == 0


@pytest.mark.parametrize("act", ["close_phones", "close"])
def test_a_close_that_was_interrupted_takes_nothing_more_and_is_finished(
    clerk, day, monkeypatch, act
):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    hall.cast(poll, Drawn(codes["deputy"][0]))
    stopping(monkeypatch, lambda: getattr(commands, act)(poll, by=clerk, on=day))
    poll = Poll.objects.get()
    assert poll.state == "open"
    assert queries.slot_state(poll) != "open" or connection.vendor == "postgresql"
    getattr(commands, act)(poll, by=clerk, on=day)
    assert differs() == []
    if act == "close":
        assert poll.ballots["deputy"] == 1


def test_a_void_that_was_interrupted_leaves_a_closed_box(clerk, day, monkeypatch):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    stopping(monkeypatch, lambda: commands.void(poll, reason="停电", by=clerk, on=day))
    commands.void(Poll.objects.get(), reason="停电", by=clerk, on=day)
    assert (Poll.objects.get().state, queries.slot_state(poll)) == ("void", "closed")
