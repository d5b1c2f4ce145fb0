"""The pictures of paper ballots are taken out by an auditor and two scrutineers, in no order."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal, policy
from mingcha.people.models import Duty
from mingcha.polls import commands, rules
from tests.polls import hall

PAGES = [b"page %d" % n for n in range(12)]


@pytest.fixture
def counted(clerk, day):
    """A poll with twelve scanned pages, counted; gives poll and shares."""
    poll, codes, shares, _three = hall.opened(clerk, day)
    reader = hall.person("k1", "甲", clerk, Duty.Role.CASE_HANDLER)
    commands.keep_scans(poll, PAGES, by=reader, on=day)
    commands.accept_scan(poll, code=codes["deputy"][0], marks="1-u", told=False, by=reader, on=day)
    commands.close(poll, by=clerk, on=day)
    return commands.count(poll, shares=shares[:2], by=clerk, on=day), shares


@pytest.fixture
def published(counted, clerk, day):
    """The same, published."""
    poll, shares = counted
    return commands.publish(poll, by=clerk, on=day), shares


def pages(content):
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert {entry.date_time[0] for entry in made.infolist()} == {1980}
        return [made.read(name) for name in made.namelist()]


def no(poll, shares, by, on):
    with pytest.raises(Refusal) as refused:
        commands.take_scans(poll, shares=shares, by=by, on=on)
    return refused.value.code


def test_pages_come_opened_and_in_an_order_of_mere_chance(published, auditor, day):
    poll, shares = published
    taken = [
        pages(commands.take_scans(poll, shares=shares[1:], by=auditor, on=day)) for _ in range(3)
    ]
    assert [sorted(one) for one in taken] == [sorted(PAGES)] * 3
    assert not (taken[0] == taken[1] == taken[2])


def test_the_journal_knows_how_many_and_whose_shares_and_nothing_else(published, auditor, day):
    poll, shares = published
    commands.take_scans(poll, shares=[shares[0], shares[2]], by=auditor, on=day)
    entry = journal.about(poll).get(verb="polls.poll.take_scans")
    assert (entry.by, entry.facts["shares"], entry.facts["pages"]) == (auditor, [1, 3], 12)
    assert "page 1" not in str(entry.facts)


def test_before_the_count_is_published_nobody_takes_them(counted, auditor, day):
    poll, shares = counted
    assert no(poll, shares[:2], auditor, day) == "workflow.wrong_state"


def test_one_share_and_one_that_is_none_open_nothing(published, auditor, day):
    poll, shares = published
    assert no(poll, [shares[0], shares[0]], auditor, day) == "ballot.same_share"
    assert no(poll, [shares[0], "0000"], auditor, day)


def test_only_an_auditor_takes_them(published, clerk, day):
    poll, shares = published
    assert no(poll, shares[:2], clerk, day) == "workflow.not_yours"


def test_once_their_days_are_over_nobody_does_even_before_the_night(published, auditor, day):
    poll, shares = published
    over = day + timedelta(days=policy.value(rules.SCANS_DAYS, on=day))
    assert no(poll, shares[:2], auditor, over) == "polls.no_scans"
    commands.destroy_scans(poll, by=None, on=over)
    assert no(poll, shares[:2], auditor, day) == "polls.no_scans"


def test_by_page_and_by_program_the_same_parcel_is_given(client, published, auditor):
    poll, shares = published
    client.force_login(auditor)
    said = {"first": shares[0], "second": shares[1]}
    for address, how in (
        (f"/polls/{poll.pk}/take_scans/", {}),
        (f"/api/polls/{poll.pk}/take_scans", {"content_type": "application/json"}),
    ):
        answer = client.post(address, said, **how)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
        assert sorted(pages(answer.content)) == sorted(PAGES)


def test_a_poll_without_scans_says_so_on_its_page(client, clerk, auditor, day):
    poll, _shares, _three = hall.counted(clerk, day)
    commands.publish(poll, by=clerk, on=day)
    client.force_login(auditor)
    page = client.get(f"/polls/{poll.pk}/")
    (button,) = [one for one in page.context["acts"] if one["act"] == "take_scans"]
    assert not button["live"]
