"""The fingerprint of a record: what changes it, what does not, and who stands by it."""

from dataclasses import replace

import pytest

from mingcha.visits import commands, queries, record
from mingcha.visits.models import Mode, Visit
from tests.visits.conftest import answers_to, moment, sheet_of


@pytest.fixture
def visit(sealed, pair, day, photo):
    made = commands.open(sealed(), by=pair[0], on=day)
    return commands.hand_in(made, by=pair[0], on=day, sheet=sheet_of(made, no={2}))


def test_the_fingerprint_is_the_same_read_from_the_database_in_whatever_way(visit):
    bare = Visit.objects.get()
    fetched = queries.whole(Visit.objects.all()).get()
    assert record.digest(visit) == record.digest(bare) == record.digest(fetched)
    assert len(record.digest(visit)) == 64


def test_a_whole_visit_is_read_without_further_questions(visit, django_assert_num_queries):
    fetched = queries.whole(Visit.objects.all()).get()
    with django_assert_num_queries(0):
        record.digest(fetched)
        record.signers(fetched)


def test_every_word_time_answer_and_photo_changes_it(visit, photo):
    sheet = record.sheet_of(visit)
    changes = [
        {"facts": "别的经过"},
        {"present": "别的人"},
        {"organ_words": "别的话"},
        {"began_at": moment(8, 11)},
        {"ended_at": moment(8, 51)},
        {"answers": answers_to(visit, no={3})},
        {"answers": answers_to(visit, no={2}, pieces=[photo()])},
    ]
    prints = {record.fingerprint(visit, replace(sheet, **change)) for change in changes}
    assert len(prints) == len(changes)
    assert record.digest(visit) not in prints


def test_the_order_of_answers_and_stray_blanks_do_not_change_it(visit):
    sheet = record.sheet_of(visit)
    turned = replace(sheet, answers=list(reversed(sheet.answers)), facts=f" {sheet.facts}\r\n")
    assert record.fingerprint(visit, turned.tidy()) == record.digest(visit)


def test_another_team_or_another_target_changes_it(visit, stranger, other_organ):
    before = record.digest(visit)
    visit.team.add(stranger)
    assert record.digest(visit) != before
    visit.team.remove(stranger)
    assert record.digest(visit) == before
    visit.organ = other_organ
    assert record.digest(visit) != before


def test_the_organs_own_words_do_not_change_it(visit):
    before = record.digest(visit)
    visit.organ_reply = "情况属实"
    assert record.digest(visit) == before


def test_without_a_sheet_there_is_nothing_to_read(sealed):
    assert record.sheet_of(sealed()) is None
    assert record.signers(sealed()) == set()


def test_a_signature_under_other_words_does_not_count(visit, pair, day):
    commands.sign(visit, by=pair[0], on=day)
    assert record.signers(visit) == {pair[0].pk}
    visit.facts = "事后改动"
    assert record.signers(visit) == set()


def test_an_inspectors_code_names_nobody_and_differs_from_visit_to_visit(sealed, pair):
    first, second = sealed(Mode.COVERT), sealed(Mode.COVERT)
    codes = {record.code_of(visit, person) for visit in (first, second) for person in pair}
    assert len(codes) == 4
    assert all(len(code) == 5 and set(code) <= set(record.LETTERS) for code in codes)
    assert record.code_of(first, pair[0]) == record.code_of(first, pair[0])
