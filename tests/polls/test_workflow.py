"""Each act of a poll and each no it can say."""

from __future__ import annotations

import secrets

import pytest

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation import journal
from mingcha.foundation.boxes import box
from mingcha.people.models import Duty
from mingcha.polls import commands, queries, record
from mingcha.polls.models import Ballot, Elector, GroupKey, Poll, Scrutineer, Slot
from tests.polls import hall

R = Duty.Role


def code_of(act):
    """The code of the no that an act meets."""
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"organs": []},
        {"organs": hall.ORGANS * 2},
        {"questions": []},
        {"questions": hall.QUESTIONS * 2},
        {"groups": []},
        {"groups": hall.GROUPS * 2},
        {"block": 4},
        {"groups": [{"code": "peer", "name": "互评", "recused": ["MZ999"]}]},
        {"drawn": False},
    ],
    ids=str,
)
def test_a_paper_on_which_nobody_could_vote_is_not_drafted(clerk, day, change):
    assert code_of(lambda: hall.drafted(clerk, day, **change)) == "polls.paper_unfit"
    assert not Poll.objects.exists()


@pytest.mark.parametrize("many", [0, 2, 4, 6])
def test_a_paper_has_three_or_five_grades(clerk, day, many):
    grades = [{"text": str(n)} for n in range(many)]
    assert code_of(lambda: hall.drafted(clerk, day, grades=grades)) == "polls.no_such_grades"


@pytest.mark.parametrize("role", [R.DIRECTOR, R.AUDITOR, R.LEADER, R.ADMINISTRATOR])
def test_only_the_conduct_office_drafts(clerk, day, role):
    other = hall.person("o", "某", clerk, role)
    assert code_of(lambda: hall.drafted(other, day)) == "workflow.not_yours"


def test_a_draft_is_amended_until_it_is_fixed_and_never_after(drafted, clerk, day):
    commands.amend(drafted, by=clerk, on=day, title="更名", block=2)
    assert (drafted.title, drafted.block) == ("更名", 2)
    assert code_of(lambda: commands.amend(drafted, by=clerk, on=day, block=9)) == (
        "polls.paper_unfit"
    )
    assert drafted.block == 2
    commands.freeze(drafted, by=clerk, on=day)
    assert drafted.paper_digest == record.paper_digest(drafted)
    no = code_of(lambda: commands.amend(drafted, by=clerk, on=day, title="再改"))
    assert no == "workflow.wrong_state"
    assert Poll.objects.get().title == "更名"


def test_slips_are_made_for_groups_of_the_paper_in_numbers_that_fit(frozen, clerk, day):
    def make(group, size):
        return lambda: commands.make_tickets(frozen, group, size, by=clerk, on=day)

    assert code_of(make("nobody", 5)) == "polls.no_group"
    assert code_of(make("deputy", 0)) == "polls.size_unfit"
    assert code_of(make("deputy", 20_001)) == "polls.size_unfit"
    assert len(set(make("deputy", 50)())) == 50


def test_no_slips_for_a_poll_by_invitation_and_no_invitations_for_one_by_slips(clerk, day):
    blind = commands.freeze(hall.drafted(clerk, day, drawn=False, blind=True), by=clerk, on=day)
    no = code_of(lambda: commands.make_tickets(blind, "deputy", 5, by=clerk, on=day))
    assert no == "polls.not_drawn"
    drawn = commands.freeze(hall.drafted(clerk, day), by=clerk, on=day)
    assert code_of(lambda: commands.admit(drawn, "deputy", 5, by=clerk, on=day)) == (
        "polls.not_blind"
    )


def test_three_different_people_keep_the_shares(frozen, three, clerk, day):
    for people in (three[:2], [three[0], three[1], three[0]], [*three, clerk]):
        no = code_of(lambda: commands.seat_scrutineers(frozen, people, by=clerk, on=day))  # noqa: B023
        assert no == "polls.scrutineers_unfit"


@pytest.mark.parametrize("role", [R.CONDUCT_OFFICE, R.ADMINISTRATOR])
def test_who_keeps_lists_or_the_machine_keeps_no_share(frozen, three, clerk, day, role):
    keeper = hall.person("k", "管库人", clerk, role)
    people = [*three[:2], keeper]
    no = code_of(lambda: commands.seat_scrutineers(frozen, people, by=clerk, on=day))
    assert no == "polls.not_a_scrutineer"


def test_the_key_waits_for_all_three_words(frozen, three, clerk, day):
    for one in three[:2]:
        commands.take_word(frozen, by=one, on=day)
    with pytest.raises(Refusal) as no:
        commands.make_key(frozen, by=clerk, on=day)
    assert no.value.code == "polls.no_words_yet"
    assert three[2].name in no.value.remedy
    assert Poll.objects.get().seal == ""


def test_only_a_scrutineer_takes_a_word(frozen, clerk, auditor, day):
    for other in (clerk, auditor):
        no = code_of(lambda: commands.take_word(frozen, by=other, on=day))  # noqa: B023
        assert no == "workflow.not_yours"


def test_a_share_opens_with_its_own_word_only_and_until_it_is_confirmed(frozen, three, clerk, day):
    words = [commands.take_word(frozen, by=one, on=day) for one in three]

    def take(who, word):
        return commands.take_share(frozen, word=word, by=who, on=day)

    assert code_of(lambda: take(three[0], words[0])) == "polls.no_key_yet"
    commands.make_key(frozen, by=clerk, on=day)
    assert code_of(lambda: take(three[0], words[1])) == "polls.word_wrong"
    assert code_of(lambda: take(three[0], "x")) == "ballot.code_mistyped"
    share = take(three[0], words[0])
    assert take(three[0], words[0]) == share
    other = take(three[1], words[1])

    def confirm(said):
        return commands.confirm_share(frozen, share=said, by=three[0], on=day)

    assert code_of(lambda: confirm(other)) == "polls.share_not_yours"
    assert code_of(lambda: confirm(share[:-1])).startswith("ballot.share_")
    confirm(share.lower().replace("-", " "))
    assert code_of(lambda: take(three[0], words[0])) == "polls.share_taken"
    assert code_of(lambda: confirm(share)) == "polls.share_taken"
    assert code_of(lambda: commands.take_word(frozen, by=three[0], on=day)) == "polls.share_taken"
    mine = Scrutineer.objects.get(person=three[0])
    assert (mine.took, mine.envelope, mine.lock) == (True, None, None)


def test_a_lost_word_is_replaced_and_asks_for_a_new_key(frozen, three, clerk, day):
    for one in three:
        commands.take_word(frozen, by=one, on=day)
    commands.make_key(frozen, by=clerk, on=day)
    fresh = commands.take_word(frozen, by=three[0], on=day)
    no = code_of(lambda: commands.take_share(frozen, word=fresh, by=three[0], on=day))
    assert no == "polls.no_share_for_word"
    first = Poll.objects.get().seal
    commands.make_key(frozen, by=clerk, on=day)
    assert Poll.objects.get().seal != first
    assert commands.take_share(frozen, word=fresh, by=three[0], on=day)


def test_a_poll_opens_only_with_its_key_in_three_hands(frozen, three, clerk, day):
    def open_it():
        return commands.open(frozen, by=clerk, on=day)

    assert code_of(open_it) == "polls.no_key_yet"
    words = [commands.take_word(frozen, by=one, on=day) for one in three]
    commands.make_key(frozen, by=clerk, on=day)
    for one, word in list(zip(three, words, strict=True))[:2]:
        share = commands.take_share(frozen, word=word, by=one, on=day)
        commands.confirm_share(frozen, share=share, by=one, on=day)
    assert code_of(open_it) == "polls.shares_not_taken"
    assert not Slot.objects.using(box()).exists()


def test_a_group_without_any_ticket_keeps_the_poll_closed(clerk, day, three):
    poll = commands.freeze(hall.drafted(clerk, day), by=clerk, on=day)
    commands.make_tickets(poll, "deputy", 5, by=clerk, on=day)
    commands.seat_scrutineers(poll, three, by=clerk, on=day)
    hall.with_key(poll, three, clerk, day)
    with pytest.raises(Refusal) as no:
        commands.open(poll, by=clerk, on=day)
    assert no.value.code == "polls.no_tickets"
    assert "机关互评" in no.value.because


def test_no_share_and_no_word_stands_in_the_journal_or_in_a_table(frozen, three, clerk, day):
    words = [commands.take_word(frozen, by=one, on=day) for one in three]
    commands.make_key(frozen, by=clerk, on=day)
    shares = [
        commands.take_share(frozen, word=word, by=one, on=day)
        for one, word in zip(three, words, strict=True)
    ]
    told = str([(entry.verb, entry.facts) for entry in journal.about(frozen)])
    told += str(list(Scrutineer.objects.values()) + list(Poll.objects.values()))
    for secret in (*words, *shares):
        assert secret not in told
        assert secret.replace("-", "") not in told


def test_an_invitation_gets_one_ticket_and_the_same_message_the_same_signature(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    invitation = codes["deputy invitations"][0]
    _ticket, sent = hall.blind_ticket(poll, "deputy", invitation)
    first = commands.issue_ticket(poll.code, invitation, sent)
    assert first == commands.issue_ticket(poll.code, invitation, sent)
    other = bytes([sent[0] ^ 1]) + sent[1:]
    no = code_of(lambda: commands.issue_ticket(poll.code, invitation, other))
    assert no == "polls.ticket_taken"
    assert code_of(lambda: commands.issue_ticket(poll.code, "?", sent)) == "polls.no_elector"
    assert code_of(lambda: commands.issue_ticket("0" * 32, "?", sent)) == "ballot.no_poll"
    assert not journal.about(poll).filter(verb__contains="issue").exists()


def test_no_ticket_is_signed_before_the_opening_or_after_the_close(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    commands.close(poll, by=clerk, on=day)
    sent = secrets.token_bytes(256)
    no = code_of(lambda: commands.issue_ticket(poll.code, codes["peer invitations"][0], sent))
    assert no == "ballot.closed"


def test_the_close_destroys_what_signs_tickets_and_fixes_what_came_in(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day, blind=True)
    hall.blind_ticket(poll, "peer", codes["peer invitations"][0])
    receipt = hall.cast(poll, Drawn(codes["deputy"][0]))
    commands.close(poll, by=clerk, on=day)
    assert set(GroupKey.objects.values_list("private", flat=True)) == {""}
    assert set(Elector.objects.values_list("blinded", flat=True)) == {None}
    assert (poll.ballots["deputy"], poll.issued["peer"]) == (1, 21)
    assert queries.receipts(poll) == [receipt]
    assert queries.slot_state(poll) == "closed"


def test_more_slips_do_not_come_back_than_were_printed(clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    commands.close_phones(poll, by=clerk, on=day)
    no = code_of(lambda: commands.return_slips(poll, "peer", 21, by=clerk, on=day))
    assert no == "polls.too_many_returned"
    assert code_of(lambda: commands.return_slips(poll, "x", 1, by=clerk, on=day)) == (
        "polls.no_group"
    )


def test_more_ballots_than_tickets_void_the_poll(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day)
    for code in codes["peer"][:2]:
        hall.cast(poll, Drawn(code))
    commands.close_phones(poll, by=clerk, on=day)
    commands.return_slips(poll, "peer", 19, by=clerk, on=day)
    commands.close(poll, by=clerk, on=day)
    no = code_of(lambda: commands.count(poll, shares=shares[:2], by=clerk, on=day))
    assert no == "polls.more_ballots_than_tickets"
    commands.void(poll, reason="收回票数多于发出票数", by=clerk, on=day)
    assert poll.state == "void"


def test_shares_that_do_not_open_this_box_are_each_told_why(clerk, day):
    poll, shares, three = hall.closed(clerk, day)
    other = hall.frozen(clerk, day, three)[0]
    foreign = hall.with_key(other, three, clerk, day)
    for given, code in (
        ([shares[0]], "ballot.shares_missing"),
        ([shares[0], shares[0]], "ballot.same_share"),
        ([shares[0], foreign[1]], "ballot.share_of_another_poll"),
        ([shares[0], shares[1][:-2]], "ballot.share_mistyped"),
    ):
        assert code_of(lambda: commands.count(poll, shares=given, by=clerk, on=day)) == code  # noqa: B023
    assert Poll.objects.get(pk=poll.pk).state == "closed"


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_one_lost_share_does_no_harm(clerk, day, lost):
    poll, shares, _three = hall.closed(clerk, day)
    left = [share for n, share in enumerate(shares) if n != lost]
    commands.count(poll, shares=left, by=clerk, on=day)
    assert queries.tally_of(poll)["groups"]["deputy"]["ballots"] == 12


def test_a_count_is_made_once(clerk, day):
    poll, shares, _three = hall.counted(clerk, day)
    no = code_of(lambda: commands.count(poll, shares=shares[:2], by=clerk, on=day))
    assert no == "workflow.wrong_state"


def test_a_box_that_changed_since_the_close_is_not_counted(clerk, day):
    poll, shares, _three = hall.closed(clerk, day)
    Ballot.objects.using(box()).filter(poll=poll.code).first().delete()
    no = code_of(lambda: commands.count(poll, shares=shares[:2], by=clerk, on=day))
    assert no == "polls.box_differs"


def test_a_paper_put_in_by_hand_is_broken_and_told(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day)
    hall.cast(poll, Drawn(codes["deputy"][0]))
    whole = Ballot.objects.using(box()).get()
    for key, group, sealed in (
        (b"1" * 32, "deputy", bytes(whole.sealed)),  # the same paper under another key
        (b"2" * 32, "peer", secrets.token_bytes(400)),  # mere noise
    ):
        Ballot.objects.using(box()).create(
            key=key, poll=poll.code, group=group, fingerprint=b"f" * 32, sealed=sealed
        )
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[1:], by=clerk, on=day)
    tally = queries.tally_of(poll)
    assert (tally["broken"], tally["groups"]["deputy"]["ballots"]) == (2, 1)


def test_a_rehearsal_is_a_poll_of_its_own_and_never_counted(clerk, day, three, frozen):
    rehearsal = commands.rehearse(frozen, by=clerk, on=day)
    assert rehearsal.rehearsal
    assert (rehearsal.code, rehearsal.number) != (frozen.code, frozen.number)
    for group in ("deputy", "peer"):
        commands.make_tickets(rehearsal, group, 3, by=clerk, on=day)
    commands.seat_scrutineers(rehearsal, three, by=clerk, on=day)
    shares = hall.with_key(rehearsal, three, clerk, day)
    commands.open(rehearsal, by=clerk, on=day)
    commands.close(rehearsal, by=clerk, on=day)
    no = code_of(lambda: commands.count(rehearsal, shares=shares[:2], by=clerk, on=day))
    assert no == "polls.rehearsal_not_counted"


def test_a_poll_is_not_declared_void_without_a_reason_and_its_box_is_closed(clerk, day):
    poll, _codes, _shares, _three = hall.opened(clerk, day)
    assert code_of(lambda: commands.void(poll, reason=" ", by=clerk, on=day)) == "polls.no_reason"
    assert queries.slot_state(poll) == "open"
    commands.void(poll, reason="扩音故障", by=clerk, on=day)
    assert (poll.state, queries.slot_state(poll)) == ("void", "closed")


def test_the_kit_is_for_auditors_with_two_shares(clerk, day, auditor):
    poll, shares, three = hall.counted(clerk, day)
    commands.publish(poll, by=clerk, on=day)
    for other in (clerk, three[0]):
        no = code_of(lambda: commands.take_kit(poll, shares=shares[:2], by=other, on=day))  # noqa: B023
        assert no == "workflow.not_yours"
    no = code_of(lambda: commands.take_kit(poll, shares=shares[:1], by=auditor, on=day))
    assert no == "ballot.shares_missing"
    assert commands.take_kit(poll, shares=shares[:2], by=auditor, on=day)


def test_the_end_is_announced_for_an_open_poll_and_nothing_closes_by_it(clerk, day, three):
    from datetime import timedelta

    from mingcha.foundation import time

    poll, _codes = hall.frozen(clerk, day, three)
    early = {"minutes": 10, "by": clerk, "on": day}
    assert code_of(lambda: commands.announce_end(poll, **early)) == "workflow.wrong_state"
    hall.with_key(poll, three, clerk, day)
    commands.open(poll, by=clerk, on=day)
    for minutes in (0, 601):
        late = {**early, "minutes": minutes}
        assert code_of(lambda late=late: commands.announce_end(poll, **late)) == "polls.end_unfit"
    commands.announce_end(poll, **early)
    assert poll.closes_at - time.now() == timedelta(minutes=10)
    assert poll.state == "open"
