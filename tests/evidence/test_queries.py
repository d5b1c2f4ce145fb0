"""Who may see which piece, and whether every piece is still what it was."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from mingcha.evidence import commands, queries
from mingcha.evidence.models import Evidence
from mingcha.people import commands as people


@pytest.fixture
def stranger(clerk):
    return people.register("stranger", "路人", by=clerk)


@pytest.fixture
def sights(monkeypatch):
    """A book of sights for this test alone."""
    monkeypatch.setattr(queries, "_sights", {})
    return queries._sights


@pytest.fixture
def piece(clerk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
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
