"""Slips for those who come after the opening: with a reason, counted, as good as any other."""

from __future__ import annotations

import json

import pytest

from mingcha.core import keyshares
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation import journal
from mingcha.foundation.boxes import box
from mingcha.polls import commands, queries, verify
from mingcha.polls.models import Ticket
from tests.polls import hall

WHY = "迟到三人，监票人同意"


def more(poll, clerk, day, group="deputy", size=3, reason=WHY):
    return commands.make_more_slips(poll, group, size, reason=reason, by=clerk, on=day)


def no(*args, **facts):
    with pytest.raises(Refusal) as refused:
        more(*args, **facts)
    return refused.value.code


def test_who_comes_late_votes_and_is_counted_as_issued(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day)
    before = queries.issued_by_group(poll)["deputy"]
    late = more(poll, clerk, day)
    for code in [*codes["deputy"], *late]:
        hall.cast(poll, Drawn(code))
    commands.close(poll, by=clerk, on=day)
    assert (poll.issued["deputy"], poll.ballots["deputy"]) == (before + 3, before + 3)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert poll.tally["broken"] == 0


def test_the_journal_keeps_reason_and_numbers_by_group_and_no_code(clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    late = more(poll, clerk, day)
    facts = journal.about(poll).get(verb="polls.poll.make_more_slips").facts
    assert (facts["group"], facts["size"], facts["reason"]) == ("deputy", 3, WHY)
    assert facts["issued"] == {"deputy": 23, "peer": 20}
    assert not any(code in json.dumps(facts) for code in late)


def test_bundle_and_kit_with_late_slips_stand_before_the_verifier(clerk, day, auditor):
    poll, codes, shares, _three = hall.opened(clerk, day, slips=40)
    for code in [*codes["deputy"], *codes["peer"], *more(poll, clerk, day)]:
        hall.cast(poll, Drawn(code))
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    commands.publish(poll, by=clerk, on=day)
    kit = commands.take_kit(poll, shares=shares[:2], by=auditor, on=day)
    public = queries.bundle_of(poll)
    assert json.loads(public)["content"]["issued"]["deputy"] == 43
    key = keyshares.join(shares[:2], poll.code, fits=lambda _found: True)
    checks = verify.check_bundle(public) + verify.check_kit(kit, public, lambda _poll: key)
    assert [check for check in checks if not check.ok] == []


def test_once_phones_are_closed_there_are_no_more(clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    commands.close_phones(poll, by=clerk, on=day)
    assert no(poll, clerk, day) == "workflow.wrong_state"
    assert Ticket.objects.using(box()).filter(poll=poll.code).count() == 40
    assert queries.issued_by_group(poll)["deputy"] == 20


def test_before_the_opening_slips_are_made_the_plain_way(frozen, clerk, day):
    assert no(frozen, clerk, day) == "workflow.wrong_state"


def test_without_a_reason_or_a_group_of_the_paper_there_are_none(clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    assert no(poll, clerk, day, reason="  ") == "polls.no_reason_for_more"
    assert no(poll, clerk, day, group="nobody") == "polls.no_group"
    assert no(poll, clerk, day, size=0) == "polls.size_unfit"


def test_only_the_chair_makes_them(clerk, day, auditor):
    poll, _codes, _shares, three = hall.opened(clerk, day)
    for other in (auditor, three[0]):
        assert no(poll, other, day) == "workflow.not_yours"


def test_by_page_they_come_as_sheets_and_by_program_as_codes(client, clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    client.force_login(clerk)
    said = {"group": "deputy", "size": 2, "reason": WHY}
    page = client.post(f"/polls/{poll.pk}/make_more_slips/", said)
    assert page.content.startswith(b"%PDF")
    told = client.post(
        f"/api/polls/{poll.pk}/make_more_slips", json.dumps(said), content_type="application/json"
    )
    assert len(told.json()["codes"]) == 2
    assert WHY in client.get(f"/polls/{poll.pk}/").content.decode()
