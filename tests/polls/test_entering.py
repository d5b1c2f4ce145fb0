"""Paper ballots enter the box once two people agree, and nobody can read them before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation import policy
from mingcha.foundation.boxes import box
from mingcha.foundation.models import JournalEntry
from mingcha.people.models import Duty
from mingcha.polls import commands, queries, reactions, rules
from mingcha.polls.models import Ballot, PaperSheet, SheetEntry
from mingcha.polls.onpaper import entries
from tests.polls import hall


@pytest.fixture
def desk(clerk, day):
    """An open poll with its codes, and three clerks at the desk."""
    poll, codes, shares, _three = hall.opened(clerk, day)
    clerks = [
        hall.person(f"k{n}", name, clerk, Duty.Role.CASE_HANDLER)
        for n, name in enumerate(("甲", "乙", "丙"))
    ]
    return poll, codes["deputy"], clerks, shares


def entered(poll, code, marks, by, day, *, told=False):
    return commands.enter_sheet(poll, code=code, marks=marks, told=told, by=by, on=day)


def in_the_box():
    return Ballot.objects.using(box()).count()


def test_the_first_entry_waits_and_the_second_by_somebody_else_casts_it(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    assert entered(poll, codes[0], "12u", one, day) == ("", ())
    assert in_the_box() == 0
    done = entered(poll, codes[0], "12u", two, day)
    assert done.receipt in queries.receipts(poll)
    assert Ballot.objects.using(box()).get().paper


def test_one_person_alone_never_casts_however_often_they_enter_it(desk, day):
    poll, codes, (one, *_rest), _shares = desk
    for _time in range(3):
        assert entered(poll, codes[0], "111", one, day) == ("", ())
    assert in_the_box() == 0


def test_differences_are_shown_by_their_place_and_a_third_person_settles_them(desk, day, clerk):
    poll, codes, (one, two, three), shares = desk
    entered(poll, codes[0], "121", one, day)
    assert entered(poll, codes[0], "131", two, day).differing == (1,)
    assert in_the_box() == 0
    assert entered(poll, codes[0], "131", three, day).receipt
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    cells = queries.tally_of(poll)["cells"]
    assert [cells[organ]["deputy"]["conduct"]["3"] for organ in sorted(cells)] == [0, 1, 0]


def test_a_mark_two_others_agree_on_stands_against_the_third(desk, day, clerk):
    poll, codes, (one, two, three), shares = desk
    entered(poll, codes[0], "121", one, day)
    entered(poll, codes[0], "122", two, day)
    assert entered(poll, codes[0], "112", three, day).receipt
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    cells = queries.tally_of(poll)["cells"]
    assert cells["MZ002"]["deputy"]["conduct"]["2"] == 1
    assert cells["MZ003"]["deputy"]["conduct"]["2"] == 1


def test_whoever_mistyped_may_correct_their_own_entry(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    entered(poll, codes[0], "121", one, day)
    assert entered(poll, codes[0], "111", two, day).differing == (1,)
    assert entered(poll, codes[0], "121", two, day).receipt


def test_a_difference_in_the_oval_at_the_foot_is_a_difference(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    entered(poll, codes[0], "111", one, day, told=True)
    assert entered(poll, codes[0], "111", two, day).differing == (3,)


def test_a_code_that_was_used_on_a_phone_is_refused_on_paper_and_the_other_way_about(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    hall.cast(poll, Drawn(codes[0]), "111")
    with pytest.raises(Refusal) as no:
        entered(poll, codes[0], "222", one, day)
    assert no.value.code == "ballot.already_cast"
    entered(poll, codes[1], "222", one, day)
    entered(poll, codes[1], "222", two, day)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        hall.cast(poll, Drawn(codes[1]), "111")


def test_the_same_sheet_entered_once_more_gets_its_first_receipt(desk, day):
    poll, codes, (one, two, three), _shares = desk
    entered(poll, codes[0], "123", one, day)
    first = entered(poll, codes[0], "123", two, day)
    assert entered(poll, codes[0], "123", three, day) == first
    assert in_the_box() == 1


@pytest.mark.parametrize(
    ("code", "marks", "refused"),
    [
        ("0000000000000000", "111", "polls.not_on_paper"),
        ("0000000000000001", "111", "ballot.code_mistyped"),
    ],
)
def test_a_code_of_no_sheet_is_refused_with_what_to_look_at(desk, day, code, marks, refused):
    poll, _codes, (one, *_rest), _shares = desk
    with pytest.raises(Refusal) as no:
        entered(poll, code, marks, one, day)
    assert no.value.code == refused


def test_marks_that_are_not_on_the_paper_are_refused_and_nothing_is_kept(desk, day):
    poll, codes, (one, *_rest), _shares = desk
    for marks in ("11", "1111", "118", "11x"):
        with pytest.raises(Refusal):
            entered(poll, codes[0], marks, one, day)
    assert PaperSheet.objects.count() == 0


def test_only_the_desk_enters_and_only_while_the_poll_takes_paper(desk, day, clerk):
    poll, codes, (one, two, _three), _shares = desk
    stranger = hall.person("x1", "路人", clerk)
    with pytest.raises(Refusal) as no:
        entered(poll, codes[0], "111", stranger, day)
    assert no.value.code == "workflow.not_yours"
    commands.close_phones(poll, by=clerk, on=day)
    entered(poll, codes[0], "111", one, day)
    assert entered(poll, codes[0], "111", two, day).receipt
    commands.close(poll, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        entered(poll, codes[1], "111", one, day)
    assert no.value.code == "polls.no_paper_now"


def test_what_is_kept_of_an_entry_tells_no_mark_and_goes_once_the_sheet_is_cast(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    entered(poll, codes[0], "111", one, day)
    entered(poll, codes[1], "111", one, day)
    kept = [bytes(e.cells) for e in SheetEntry.objects.all()]
    assert kept[0] != kept[1]
    assert len({kept[0][n : n + entries.WIDTH] for n in range(0, len(kept[0]), entries.WIDTH)}) == 4
    entered(poll, codes[0], "111", two, day)
    assert sum(bool(e.cells) for e in SheetEntry.objects.all()) == 1


def test_the_journal_knows_that_a_sheet_was_entered_and_not_which(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    entered(poll, codes[0], "123", one, day)
    entered(poll, codes[0], "123", two, day)
    facts = [e.facts for e in JournalEntry.objects.filter(verb="polls.poll.enter_sheet")]
    assert facts == [{"became": "waits"}, {"became": "cast"}]


def test_how_often_entries_differed_is_told_with_its_base(desk, day):
    poll, codes, (one, two, _three), _shares = desk
    entered(poll, codes[0], "123", one, day)
    entered(poll, codes[0], "113", two, day)
    figures = queries.paper_figures(poll)
    assert (figures.waiting, figures.cast) == (1, 0)
    assert (figures.differed.count, figures.differed.base) == (1, 4), "the foot is one of four"


def test_a_scan_is_cast_and_its_page_is_kept_sealed(desk, day):
    poll, codes, (one, *_rest), _shares = desk
    commands.keep_scans(poll, [b"a picture"], by=one, on=day)
    done = commands.accept_scan(poll, code=codes[0], marks="1-u", told=False, by=one, on=day)
    assert done.receipt in queries.receipts(poll)
    assert b"picture" not in bytes(queries.scans_of(poll)[0])


def test_pictures_of_pages_go_some_days_after_the_count_is_published(desk, day, clerk):
    poll, codes, (one, *_rest), shares = desk
    commands.keep_scans(poll, [b"a picture", b"another"], by=one, on=day)
    commands.accept_scan(poll, code=codes[0], marks="1-u", told=False, by=one, on=day)
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    commands.publish(poll, by=clerk, on=day)
    keep = policy.value(rules.SCANS_DAYS, on=day)
    reactions.destroy_scans_past_their_days(day + timedelta(days=keep - 1))
    assert len(queries.scans_of(poll)) == 2
    reactions.destroy_scans_past_their_days(day + timedelta(days=keep))
    assert queries.scans_of(poll) == []
    assert JournalEntry.objects.get(verb="polls.poll.destroy_scans").facts == {"pages": 2}
