"""Measures: each equals what is counted row by row; every engine gives the same."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date

import pytest

from mingcha.analytics import queries
from mingcha.analytics.measures import MEASURES, Form
from mingcha.analytics.values import NONE, Cell, figure
from mingcha.core.refusal import Refusal
from mingcha.findings.models import Finding
from mingcha.foundation import columns
from mingcha.rectification.models import Order, Recheck
from mingcha.visits.models import Visit

DAY = date(2026, 4, 10)


def counted(snapshot, name):
    """Cases of all organs and months, by value."""
    seen = Counter()
    for cell in queries.cells(snapshot, MEASURES[name]):
        seen[cell.value] += cell.n
    return seen


def test_every_measure_has_a_label_a_unit_and_a_sentence():
    bare = [m.name for m in MEASURES.values() if not all(map(str, (m.label, m.unit, m.sentence)))]
    assert bare == []


def test_orders_in_time_are_those_that_bulletins_count_as_kept(snapshot):
    due = Order.objects.filter(issued_on__isnull=False).exclude(state__in=["drafted", "withdrawn"])
    due = due.exclude(work_clock=None).select_related("work_clock")
    ended = [o for o in due if o.work_clock.ended_on]
    missed = [
        o
        for o in due
        if not o.work_clock.ended_on
        and o.state in {"received", "in_progress"}
        and o.work_clock.due_on < DAY
    ]
    kept = sum(o.work_clock.ended_on <= o.work_clock.due_on for o in ended)
    assert counted(snapshot, "orders_in_time") == Counter(
        {1: kept, 0: len(ended) - kept + len(missed)}
    )
    assert kept


def test_first_pass_looks_at_first_reports_only(snapshot):
    first = Recheck.objects.filter(round=1, is_relapse_visit=False)
    passed = first.filter(passed=True).count()
    assert counted(snapshot, "first_pass") == Counter({1: passed, 0: first.count() - passed})


def test_visits_are_counted_by_method_and_their_faults_once(snapshot):
    done = Visit.objects.filter(state="verified")
    for mode in ("open", "covert"):
        assert counted(snapshot, f"visits_{mode}")[1] == done.filter(mode=mode).count()
    faults = Finding.objects.filter(
        state="confirmed", is_praise=False, observation__visit__state="verified"
    )
    seen = counted(snapshot, "faults_per_visit")
    assert seen.total() == done.count()
    assert sum(value * n for value, n in seen.items()) == faults.distinct().count()


def test_a_dispute_is_upheld_if_the_finding_was_withdrawn(snapshot):
    decided = Finding.objects.filter(stance="disputes", decided_on__isnull=False)
    decided = decided.filter(state__in=["confirmed", "withdrawn"], fed_back_on__isnull=False)
    upheld = decided.filter(state="withdrawn").count()
    assert counted(snapshot, "disputes_upheld") == Counter(
        {k: n for k, n in ((1, upheld), (0, decided.count() - upheld)) if n}
    )


def test_the_response_of_a_round_is_ballots_of_tickets(snapshot):
    from mingcha.foundation.columns import FACTS

    rounds = list(FACTS["appraisals_rounds"].rows(DAY))
    seen = counted(snapshot, "rounds_response")
    assert seen[1] == sum(row[5] for row in rounds) > 0
    assert seen.total() == sum(row[4] for row in rounds)


def test_organs_months_and_the_city_add_up(snapshot):
    months = queries.months_to(DAY)
    for one in MEASURES.values():
        if one.form == Form.DAYS:
            continue
        whole = queries.city(snapshot, one, months)
        assert sum(m.figure.base for m in queries.by_month(snapshot, one, months)) == whole.base
        if one.of_organs:
            assert sum(o.figure.base for o in queries.by_organ(snapshot, one, months)) == whole.base


def test_twelve_months_end_with_the_snapshots_own():
    months = queries.months_to(date(2026, 4, 10))
    assert (months[0], months[-1], len(months)) == (202505, 202604, 12)
    assert queries.months_to(date(2026, 1, 1), 2) == [202512, 202601]


def test_figures_carry_interval_and_base_and_none_is_made_of_nothing():
    share = figure(Form.SHARE, [Cell("A", 202601, 1, 4), Cell("A", 202602, 0, 1)])
    assert (share.value, share.base, share.count) == (0.8, 5, 4)
    assert f"{share.low:.3f} {share.high:.3f}" == "0.376 0.964"
    rate = figure(Form.RATE, [Cell("A", 202601, 0, 3), Cell("A", 202601, 5, 1)])
    assert (rate.value, rate.base, rate.count) == (1.25, 4, 5)
    assert f"{rate.low * 4:.3f} {rate.high * 4:.3f}" == "1.623 11.668"
    assert figure(Form.COUNT, [Cell("A", 202601, 1, 7)]).low is None
    days = figure(Form.DAYS, [Cell("A", 202601, d, 1) for d in range(1, 21)])
    assert (days.value, days.low, days.high, days.ninth) == (10.5, 6.0, 15.0, 18.1)
    assert figure(Form.SHARE, []) == NONE


def test_many_events_have_an_interval_as_well():
    rate = figure(Form.RATE, [Cell("A", 202601, 2, 100_000)])
    assert rate.low < 2 < rate.high


def test_an_unknown_measure_is_refused_with_those_there_are():
    with pytest.raises(Refusal) as no:
        queries.measure_named("happiness")
    assert "orders_in_time" in str(no.value.remedy)


def test_without_a_snapshot_there_is_no_figure(db):
    with pytest.raises(Refusal) as no:
        queries.newest()
    assert no.value.code == "analytics.no_snapshot"


def test_nothing_is_quoted_from_a_file_that_is_gone(folder, snapshot):
    (folder / "2026-04-10" / "visits_visits.parquet").unlink()
    with pytest.raises(Refusal) as no:
        queries.cells(snapshot, MEASURES["visits_open"])
    assert no.value.code == "analytics.file_gone"


def test_the_sql_of_a_measure_names_the_table_of_the_snapshot(snapshot):
    said = queries.sql_of(snapshot, MEASURES["orders_in_time"])
    assert "rectification_orders" in said
    assert "GROUP BY" in said


def test_an_engine_that_is_not_installed_is_told_with_its_remedy(snapshot, settings, monkeypatch):
    def missing():
        raise ImportError("pyspark")

    settings.ENGINE = "spark"
    monkeypatch.setattr(columns, "_spark", missing)
    with pytest.raises(Refusal) as no:
        queries.cells(snapshot, MEASURES["visits_open"])
    assert no.value.code == "analytics.engine_missing"


def _spark_or_not():
    import shutil
    from importlib.util import find_spec

    return bool(shutil.which("java") and find_spec("pyspark") and find_spec("pandas"))


@pytest.mark.spark
@pytest.mark.skipif(not _spark_or_not(), reason="Spark: no Java or no mingcha[spark] here")
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_what_duckdb_gives(snapshot, settings):
    """Measure by measure, cell by cell; without it the suite as a whole runs by MINGCHA_ENGINE."""
    settings.ENGINE = "duckdb"
    queries._asked.cache_clear()
    with_duck = {name: queries.cells(snapshot, one) for name, one in MEASURES.items()}
    settings.ENGINE = "spark"
    queries._asked.cache_clear()
    with_spark = {name: queries.cells(snapshot, one) for name, one in MEASURES.items()}
    assert with_spark == with_duck
    assert os.environ.get("MINGCHA_ENGINE", "duckdb") in {"duckdb", "spark"}
