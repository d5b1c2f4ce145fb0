"""Two at once: one comes first, the other is told; nothing is done twice or by halves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections  # noqa: F401 -- read by skipif

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn, invitation_number
from mingcha.foundation import journal, time
from mingcha.people.models import Person
from mingcha.polls import commands, queries
from mingcha.polls.models import Elector, Poll
from tests.polls import hall

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


def both(day, *deeds):
    """Carry out deeds at the same time; what each gave, or the code of its no."""

    def one(deed):
        try:
            with time.at(day):
                return deed(Poll.objects.get(), Person.objects.get(staff_no="clerk"))
        except Refusal as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as hands:
        return list(hands.map(one, deeds))


def states(found):
    """How often it worked, and with which noes it did not."""
    return sorted(one if isinstance(one, str) else "done" for one in found)


LATE = {"workflow.wrong_state", "workflow.overtaken"}


def test_a_poll_opened_by_two_is_opened_once(clerk, day, three):
    poll, _codes = hall.frozen(clerk, day, three)
    hall.with_key(poll, three, clerk, day)
    act = lambda one, by: commands.open(one, by=by, on=day)  # noqa: E731
    done, late = states(both(day, act, act))
    assert done == "done"
    assert late in LATE
    assert journal.about(poll).filter(verb="polls.poll.open").count() == 1


def test_a_poll_closed_by_two_is_closed_once(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    for code in codes["deputy"][:5]:
        hall.cast(poll, Drawn(code))
    act = lambda one, by: commands.close(one, by=by, on=day)  # noqa: E731
    done, late = states(both(day, act, act))
    assert done == "done"
    assert late in LATE
    assert Poll.objects.get().ballots == {"deputy": 5, "peer": 0}


def test_opening_and_voiding_at_once_never_leave_an_open_box_behind_a_void_poll(clerk, day, three):
    poll, _codes = hall.frozen(clerk, day, three)
    hall.with_key(poll, three, clerk, day)
    both(
        day,
        lambda one, by: commands.open(one, by=by, on=day),
        lambda one, by: commands.void(one, reason="取消", by=by, on=day),
    )
    poll.refresh_from_db()
    assert (poll.state, queries.slot_state(poll) or "closed") in {
        ("void", "closed"),
        ("open", "open"),
    }


def test_a_poll_counted_by_two_is_counted_once(clerk, day):
    poll, shares, _three = hall.closed(clerk, day)
    act = lambda one, by: commands.count(one, shares=shares[:2], by=by, on=day)  # noqa: E731
    done, late = states(both(day, act, act))
    assert done == "done"
    assert late in LATE
    assert journal.about(poll).filter(verb="polls.poll.count").count() == 1


def test_two_phones_with_one_invitation_get_one_ticket(clerk, day):
    _poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    invitation = codes["deputy invitations"][0]
    sent = [bytes([1, n]) + bytes(254) for n in (1, 2)]
    found = both(
        day,
        *(lambda one, by, s=s: commands.issue_ticket(one.code, invitation, s) for s in sent),
    )
    assert states(found) == ["done", "polls.ticket_taken"]
    assert Elector.objects.filter(taken=True).count() == 1


def number_of(poll, secret):
    return invitation_number(queries.invitation_digest(poll.code, secret))


def test_an_exchange_forgets_no_ticket_that_is_taken_at_the_same_moment(clerk, day):
    """It writes the electors of a group anew: what others write meanwhile must not be lost."""
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    lost, *others = codes["deputy invitations"]
    number = number_of(poll, lost)
    found = both(
        day,
        lambda one, by: commands.exchange(one, "deputy", number, by=by, on=day),
        *(
            lambda one, by, s=s: commands.issue_ticket(one.code, s, b"\1" + bytes(255))
            for s in others
        ),
    )
    assert len(found[0]) == 32, "the new secret"
    assert states(found[1:]) == ["done"] * 4
    electors = Elector.objects.filter(poll=poll, group="deputy")
    assert (electors.count(), electors.filter(taken=True).count()) == (5, 4)


def test_of_an_exchange_and_a_ticket_for_one_invitation_one_comes_first(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    lost = codes["deputy invitations"][0]
    number = number_of(poll, lost)
    found = both(
        day,
        lambda one, by: commands.exchange(one, "deputy", number, by=by, on=day),
        lambda one, by: commands.issue_ticket(one.code, lost, b"\1" + bytes(255)),
    )
    taken = Elector.objects.filter(poll=poll, taken=True).count()
    signed = isinstance(found[1], tuple)
    assert taken == signed
    assert found[0 if signed else 1] == ("polls.ticket_is_out" if signed else "polls.no_elector")


def test_two_exchanges_at_once_lose_no_invitation(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    numbers = [number_of(poll, secret) for secret in codes["deputy invitations"][:2]]
    found = both(
        day,
        *(lambda one, by, n=n: commands.exchange(one, "deputy", n, by=by, on=day) for n in numbers),
    )
    assert len({queries.invitation_digest(poll.code, new) for new in found}) == 2
    assert Elector.objects.filter(poll=poll, group="deputy").count() == 5
