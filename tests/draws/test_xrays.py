"""A draw that was tampered with does not stay unseen."""

from __future__ import annotations

from mingcha.draws import xrays
from mingcha.draws.models import Draw


def test_an_honest_draw_gives_no_finding(drawn):
    assert list(xrays.draws_that_cannot_be_repeated()) == []
    assert list(xrays.fingerprints_that_do_not_fit_their_pool()) == []


def test_a_target_exchanged_in_the_database_is_found(drawn):
    record = drawn.record
    record["targets"] = record["targets"][1:]
    Draw.objects.filter(pk=drawn.pk).update(record=record)
    assert [one.which for one in xrays.draws_that_cannot_be_repeated()] == [drawn.number]


def test_a_pool_exchanged_in_the_database_is_found(prepared):
    pool = prepared.pool
    pool["candidates"] = pool["candidates"][1:]
    Draw.objects.filter(pk=prepared.pk).update(pool=pool)
    assert [one.which for one in xrays.fingerprints_that_do_not_fit_their_pool()] == [
        prepared.number
    ]
