"""Open data: only what is public, quarter by quarter, small groups withheld everywhere alike."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from mingcha.analytics import commands, published, queries
from mingcha.analytics.measures import MEASURES
from mingcha.analytics.models import Snapshot
from mingcha.analytics.values import Cell
from mingcha.core.refusal import Refusal
from mingcha.core.suppression import withhold
from mingcha.foundation import policy, time

QUARTER = "2026Q1"


def out_of(name, quarter=QUARTER):
    return published.published(MEASURES[name], quarter, published.quarters())


def test_a_quarter_is_out_once_its_days_have_settled(snapshot, day):
    assert next(iter(published.quarters())) == QUARTER, "ten days after the end of March"
    with time.at(date(2026, 4, 9)):
        assert QUARTER in published.quarters(), "the snapshot of the tenth is there already"
    type(snapshot).objects.update(day=date(2026, 4, 9))
    assert QUARTER not in published.quarters()


def test_a_quarter_stays_as_it_was_first_published(snapshot, clerk_of_the_city):
    before = published.records(out_of("orders_in_time"))
    with time.at(date(2026, 5, 2)):
        later = commands.take(by=None, on=date(2026, 5, 2))
        assert later != snapshot
        assert out_of("orders_in_time").snapshot == snapshot
        assert published.records(out_of("orders_in_time")) == before


def test_snapshots_that_lack_what_is_told_today_are_passed_over_in_few_questions(
    snapshot, django_assert_max_num_queries
):
    days = (date(2025, 3, 1) + timedelta(n) for n in range(400))
    Snapshot.objects.bulk_create(
        Snapshot(day=one, tables=[], digest="", made_at=time.now()) for one in days
    )
    with django_assert_max_num_queries(published.QUARTERS + 2):
        out = published.quarters()
    assert list(out) == ["2026Q1", *(f"2025Q{n}" for n in (4, 3, 2, 1)), "2024Q4", "2024Q3",
                         "2024Q2"]  # fmt: skip
    assert set(out.values()) == {snapshot}


def test_a_measure_that_is_not_public_does_not_exist_out_here(snapshot):
    for name in ("visits_covert", "faults_per_visit", "nothing"):
        with pytest.raises(Refusal) as no:
            published.public_measure(name)
        assert no.value.status == 404
        assert "visits_covert" not in str(no.value.remedy)


def test_a_quarter_that_is_not_out_is_refused(snapshot):
    with pytest.raises(Refusal) as no:
        out_of("orders_in_time", "2026Q2")
    assert no.value.code == "analytics.nothing_public"


def test_no_organ_is_told_that_has_too_few_cases(snapshot):
    told = 0
    for one in published.measures():
        out = out_of(one.name)
        assert all(line.figure.base >= out.least for line in out.lines), one.name
        assert len(out.withheld) != 1 or out.city is None, one.name
        told += len(out.lines)
    assert told, "the small city has organs with enough cases"


def test_whoever_is_withheld_in_one_measure_is_withheld_in_all_of_the_same_facts(snapshot):
    pair = [out_of("orders_in_time"), out_of("days_to_close")]
    for one, other in (pair, pair[::-1]):
        hidden = {organ.code for organ in one.withheld}
        assert not hidden & {line.organ.code for line in other.lines}


def test_every_way_out_tells_the_same(snapshot):
    out, browser = out_of("orders_in_time"), Client()
    page = browser.get("/open-data/orders_in_time/").content.decode()
    for organ in out.withheld:
        assert organ.name in page
    lines = browser.get("/open-data/orders_in_time/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert {row["organ"] for row in rows if row["organ"] and not row["base"]} == {
        organ.code for organ in out.withheld
    }
    said = browser.get("/api/open-data/orders_in_time").json()
    assert said["withheld"] == [organ.code for organ in out.withheld]
    assert {f["organ"] for f in said["figures"] if f["organ"]} == {
        line.organ.code for line in out.lines
    }
    for form in ("xlsx", "parquet"):
        assert browser.get(f"/open-data/orders_in_time/?format={form}").status_code == 200


def test_nobody_needs_to_sign_in_for_open_data_and_everybody_for_the_rest(snapshot):
    browser = Client()
    assert browser.get("/open-data/").status_code == 200
    assert browser.get("/api/open-data").status_code == 200
    assert browser.get("/analytics/").status_code == 302
    assert browser.get("/api/measures").status_code == 401
    assert browser.get("/open-data/visits_covert/").status_code == 404


def test_before_the_first_snapshot_the_page_says_what_it_waits_for(db, small_city, day):
    browser = Client()
    assert "/open-data/" in browser.get("/open-data/").request["PATH_INFO"]
    assert browser.get("/open-data/orders_in_time/").status_code == 404


BASES = st.lists(st.integers(0, 30), min_size=2, max_size=8)


@given(st.tuples(BASES, BASES).filter(lambda pair: len(pair[0]) == len(pair[1])))
def test_no_withheld_base_can_be_worked_out_from_all_that_is_published(pair):
    """A linear programme over both tables of one family: every hidden base can still vary."""
    least = 5
    masks = [withhold(np.array(bases), least) for bases in pair]
    hidden = [n for n in range(len(pair[0])) if any(mask[n] for mask in masks)]
    total_told = not any(mask[-1] for mask in masks)
    for bases in pair:
        small = [n for n in hidden if 0 < bases[n] < least]
        if not total_told:
            continue
        rest = sum(bases[n] for n in hidden)
        for n in small:
            assert _reach(hidden, rest, n) >= 1


def _reach(hidden, rest, n):
    """By how much the base of one hidden organ may vary, given the sum of all hidden ones."""
    cost = np.array([1.0 if m == n else 0.0 for m in hidden])
    sums = {"A_eq": np.ones((1, len(hidden))), "b_eq": [rest], "bounds": (0, None)}
    low, high = (linprog(sign * cost, **sums) for sign in (1, -1))
    return -high.fun - low.fun


def test_a_city_of_one_small_organ_publishes_neither_it_nor_the_total(snapshot, monkeypatch):
    one = MEASURES["disputes_upheld"]
    few = (Cell("MZ001", 202601, 1, 2), Cell("MZ001", 202602, 0, 1))
    monkeypatch.setattr(queries, "cells", lambda snapshot, measure: few)
    out = published.published(one, QUARTER, published.quarters())
    assert (out.lines, [o.code for o in out.withheld], out.city) == ((), ["MZ001"], None)


def test_the_least_is_that_of_the_day_it_was_published(snapshot, clerk_of_the_city):
    with time.at(date(2026, 5, 2)):
        policy.change("analytics.least_public", 1, valid_from=date(2026, 5, 2), reason="试行",
                      by=clerk_of_the_city, on=date(2026, 5, 2))  # fmt: skip
        assert out_of("orders_in_time").least == 5


@pytest.fixture
def clerk_of_the_city(snapshot):
    from mingcha.people.models import Person

    return Person.objects.get(staff_no="office")


def test_quarters_end_where_they_end():
    ends = [published._ends(2026, n) for n in (1, 2, 3, 4)]
    assert ends == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
    assert published._quarter_before(date(2026, 1, 5)) == (2025, 4)
    assert published.months_of("2025Q4") == [202510, 202511, 202512]
