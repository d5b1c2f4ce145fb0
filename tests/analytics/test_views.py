"""The doors of measures and snapshots: who enters, what stands there, what is taken away."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingcha.analytics.measures import MEASURES
from mingcha.analytics.models import Snapshot
from mingcha.people.models import Person

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")


def browser_of(staff_no):
    browser = Client()
    browser.force_login(Person.objects.get(staff_no=staff_no))
    return browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(MEASURES))
def test_the_page_of_every_measure_stands_in_both_languages(snapshot, name, language):
    page = browser_of("office").get(f"/analytics/{name}/", headers={"Accept-Language": language})
    assert page.status_code == 200
    text = page.content.decode()
    assert "SELECT" in text
    assert snapshot.digest[:12] in text or "plot" not in text


def test_the_list_of_measures_has_them_all_with_their_base(snapshot):
    page = browser_of("office").get("/analytics/")
    assert page.context["table"]["total"] == len(MEASURES)
    assert snapshot.number in page.content.decode()


def test_without_a_snapshot_the_list_says_what_it_waits_for():
    page = browser_of("office").get("/analytics/")
    assert page.status_code == 200
    assert page.context["table"] is None


def test_one_organ_is_followed_by_month(snapshot):
    page = browser_of("office").get("/analytics/orders_in_time/?organ=MZ001&class=service")
    assert page.context["organ"] == "MZ001"
    assert 1 <= len(page.context["months"]["rows"]) <= 12
    odd = browser_of("office").get("/analytics/orders_in_time/?organ=nobody&class=nothing")
    assert odd.status_code == 200
    assert odd.context["organ"] == ""


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_measure_is_taken_away_by_organ_and_month(snapshot, form):
    answer = browser_of("office").get(f"/analytics/orders_in_time/?format={form}")
    assert answer.status_code == 200
    assert f"orders_in_time-2026-04-10.{form}" in answer["Content-Disposition"]
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert all(row["organ"] and row["period"][:3] == "202" for row in rows)
        assert sum(int(row["base"]) for row in rows) > 0
    if form == "parquet":
        import pyarrow.parquet as parquet

        told = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
        assert {"organ", "period", "value", "low", "high", "base"} <= set(told[0])


@pytest.mark.parametrize(
    ("who", "measures", "snapshots"),
    [("office", 200, 200), ("auditor", 200, 200), ("leader", 200, 403), ("head", 403, 403)],
)
def test_each_role_enters_where_it_may_see_every_case(snapshot, who, measures, snapshots):
    browser = browser_of(who)
    assert browser.get("/analytics/").status_code == measures
    assert browser.get("/analytics/orders_in_time/").status_code == measures
    assert browser.get("/api/measures").status_code == measures
    assert browser.get("/analytics/snapshots/").status_code == snapshots
    one = browser.get(f"/analytics/snapshots/{snapshot.pk}/").status_code
    assert one == (200 if snapshots == 200 else 404)


def test_a_leader_reads_no_measure_of_findings_withdrawn_or_of_comments(snapshot):
    leader = browser_of("leader")
    listed = {one["name"] for one in leader.get("/api/measures").json()}
    assert "orders_in_time" in listed
    for name in ("disputes_upheld", "comments_in_time"):
        assert name not in listed
        assert leader.get(f"/analytics/{name}/").status_code == 403
        assert leader.get(f"/api/measures/{name}").status_code == 403


def test_the_office_keeps_a_snapshot_by_its_button_and_others_may_not():
    assert browser_of("leader").post("/analytics/snapshots/take/").status_code == 403
    assert not Snapshot.objects.exists()
    assert browser_of("office").post("/analytics/snapshots/take/").status_code == 302
    assert Snapshot.objects.count() == 1
    said = browser_of("office").post("/api/snapshots/take").json()
    assert said["number"] == "2026-04-10"
    assert Snapshot.objects.count() == 1


def test_a_table_is_taken_away_as_it_lies_on_disk_or_not_at_all(snapshot, folder):
    browser = browser_of("auditor")
    address = f"/analytics/snapshots/{snapshot.pk}/organs_units.parquet"
    path = folder / "2026-04-10" / "organs_units.parquet"
    assert b"".join(browser.get(address)) == path.read_bytes()
    path.write_bytes(b"something else")
    assert browser.get(address).status_code == 409
    wrong = browser.get(f"/analytics/snapshots/{snapshot.pk}/").context["wrong"]
    assert wrong == ["organs_units.parquet"]
    assert browser.get(f"/analytics/snapshots/{snapshot.pk}/x.parquet").status_code == 404


def test_a_snapshot_tells_what_each_of_its_columns_means(snapshot):
    page = browser_of("auditor").get(f"/analytics/snapshots/{snapshot.pk}/").content.decode()
    assert "rectification_orders" in page
    assert "times_returned" not in page, "facts have names of their own"
    assert "sent_back" in page


def test_the_api_tells_a_measure_by_organ_and_month(snapshot):
    told = browser_of("leader").get("/api/measures/orders_in_time").json()
    assert {"organ", "kind", "period", "value", "low", "high", "base"} <= set(told[0])
    assert browser_of("leader").get("/api/measures/none").status_code == 404
    listed = browser_of("office").get("/api/snapshots").json()["items"]
    assert listed[0]["digest"] == snapshot.digest
    assert browser_of("office").get(f"/api/snapshots/{snapshot.pk}").json()["edition"] == 1


@pytest.mark.parametrize(
    "address", ["/analytics/", "/analytics/orders_in_time/", "/open-data/",
                "/open-data/orders_in_time/", "/analytics/snapshots/"]
)  # fmt: skip
def test_no_page_asks_the_database_twenty_times(snapshot, address):
    browser = browser_of("office")
    browser.get(address)
    with CaptureQueriesContext(connection) as questions:
        assert browser.get(address).status_code == 200
    assert len(questions) < 20, [q["sql"][:90] for q in questions]
