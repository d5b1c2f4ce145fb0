"""Who may see which piece, and whether every piece is still what it was."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from mingcha.core.refusal import Refusal
from mingcha.evidence import commands, queries, reactions, store, xrays
from mingcha.evidence.models import Evidence
from mingcha.people import commands as people
from mingcha.people.models import Message
from tests.evidence import samples


@pytest.fixture
def piece(clerk):
    return commands.keep("窗口无人，十点零五分。".encode(), "记录.txt", by=clerk)


def test_whoever_brought_a_piece_in_sees_it_and_nobody_else(piece, clerk, stranger, sights):
    assert list(queries.visible_to(clerk)) == [piece]
    assert list(queries.visible_to(stranger)) == []


def test_a_room_lets_a_person_see_a_piece(piece, clerk, stranger, sights):
    @queries.seen_through
    def the_room(person):
        return Evidence.objects.filter(by=clerk).values("pk")

    assert list(queries.visible_to(stranger)) == [piece]


def test_a_room_shows_only_what_it_names_and_only_to_whom_it_means(piece, clerk, stranger, sights):
    other = commands.keep(b"another paper", "paper.txt", by=clerk)

    @queries.seen_through
    def the_room(person):
        mine = Evidence.objects.filter(pk=other.pk)
        return (mine if person == stranger else mine.none()).values("pk")

    third = people.register("third", "旁人", by=clerk)
    assert list(queries.visible_to(stranger)) == [other]
    assert list(queries.visible_to(third)) == []


def test_a_piece_shown_by_two_rooms_is_listed_once(piece, clerk, stranger, sights):
    for name in ("one", "two"):

        def sight(person):
            return Evidence.objects.values("pk")

        sight.__name__ = name
        queries.seen_through(sight)
    assert list(queries.visible_to(stranger)) == [piece]


def test_whoever_is_not_signed_in_sees_nothing(piece, sights):
    @queries.seen_through
    def the_room(person):
        return Evidence.objects.values("pk")

    assert list(queries.visible_to(AnonymousUser())) == []
    assert list(queries.visible_to(None)) == []


def test_an_act_names_pieces_by_key_and_only_those_the_person_sees(piece, clerk, stranger, sights):
    other = commands.keep(b"x", "x.txt", by=clerk)
    assert queries.named([other.pk, piece.pk], clerk) == [other, piece]
    assert queries.named([], clerk) == []
    for keys, person in (([piece.pk], stranger), ([piece.pk, uuid.uuid4()], clerk)):
        with pytest.raises(Refusal) as no:
            queries.named(keys, person)
        assert no.value.code == "evidence.no_such_piece"


def test_pieces_are_found_by_name_or_checksum_and_only_ones_own(piece, clerk, stranger, sights):
    assert list(queries.matching("记录", clerk)) == [piece]
    assert list(queries.matching(piece.digest[:10].upper(), clerk)) == [piece]
    assert list(queries.matching("记录", stranger)) == []


def test_a_strip_tells_three_dates_and_asks_nothing(
    piece, clerk, sights, django_assert_num_queries
):
    commands.keep(samples.telephone_photo(), "窗口.jpg", by=clerk)
    pieces = sorted(queries.visible_to(clerk), key=lambda one: one.size)
    with django_assert_num_queries(0):
        paper, photo = queries.strip(pieces, clerk)
    assert paper["thumb_url"] == ""
    assert photo["thumb_url"] == f"/evidence/{pieces[1].pk}/thumb"
    assert photo["url"] == f"/evidence/{pieces[1].pk}/"
    assert (photo["name"], photo["digest"]) == ("窗口.jpg", pieces[1].digest)
    assert photo["captured"] == pieces[1].captured_at
    assert photo["happened"] is None
    assert photo["received"] == pieces[1].received_at


def _spoil(piece):
    path = store.place(piece.digest)
    path.chmod(0o600)
    path.write_bytes(b"forged")


def test_the_doctor_finds_a_missing_and_a_changed_file_once_each(piece, clerk, sights):
    assert list(queries.verify()) == []
    assert xrays.every_file() == []
    gone = commands.keep(b"gone", "gone.txt", by=clerk)
    commands.keep(b"gone", "twice.txt", by=clerk)
    store.place(gone.digest).unlink()
    _spoil(piece)
    faults = {fault.digest: (fault.what, fault.name) for fault in queries.verify()}
    assert faults == {gone.digest: ("missing", "gone.txt"), piece.digest: ("changed", "记录.txt")}
    assert len(xrays.every_file()) == 2


def _turn(piece, start=date(2026, 4, 10)):
    """The day within one round on which this piece is looked at."""
    days = [start + timedelta(n) for n in range(queries.ROUNDS)]
    return next(d for d in days if d.toordinal() % 256 == int(piece.digest[:2], 16))


def test_every_piece_has_its_day_and_the_day_looks_at_no_other(piece, clerk):
    _spoil(piece)
    day = _turn(piece)
    assert [fault.digest for fault in queries.verify(of_day=day)] == [piece.digest]
    assert list(queries.verify(of_day=day + timedelta(1))) == []


def test_a_spoilt_file_is_told_once_to_those_who_answer_for_it(piece, clerk, auditor, stranger):
    _spoil(piece)
    for _night in range(2):
        reactions.look_after_the_store(_turn(piece))
    assert set(Message.objects.values_list("to__staff_no", flat=True)) == {"clerk", "auditor"}
    assert Message.objects.count() == 2
