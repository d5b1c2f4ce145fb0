"""The rules of the city: read by all, changed by the conduct office from a day on."""

from datetime import date, timedelta

import pytest

from mingcha.foundation import policy
from mingcha.foundation.models import JournalEntry, Policy
from mingcha.people import commands

KINDS = {
    "test.days": 5,
    "test.share": 0.5,
    "test.on": True,
    "test.words": "蓝色",
    "test.table": {"蓝": 5, "红": 2},
}


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    rules = {key: policy.Rule(key, value, f"规则{key}", "第一条") for key, value in KINDS.items()}
    monkeypatch.setattr(policy, "RULES", policy.RULES | rules)


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


def test_every_declared_rule_stands_on_the_page_with_its_source(office):
    page = office.get("/settings/rules/").content.decode()
    for key in policy.RULES:
        assert key in page


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("test.days", "7", 7),
        ("test.share", "0.25", 0.25),
        ("test.on", "no", False),
        ("test.words", "橙色", "橙色"),
        ("test.table", '{"蓝": 6, "红": 3}', {"蓝": 6, "红": 3}),
    ],
)
def test_a_rule_is_changed_from_a_day_on_and_what_was_before_stays(office, day, key, typed, value):
    later = day + timedelta(days=10)
    said = {"new": typed, "valid_from": later.isoformat(), "reason": "作风办会议纪要第3号"}
    assert office.post(f"/settings/rules/{key}/", said).url == f"/settings/rules/{key}/"
    assert policy.value(key, on=day) == KINDS[key]
    assert policy.value(key, on=later) == value
    page = office.get(f"/settings/rules/{key}/").content.decode()
    assert "作风办会议纪要第3号" in page
    assert JournalEntry.objects.filter(verb="foundation.policy.change").count() == 1


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("test.days", {"new": "five"}),
        ("test.days", {"new": "-1"}),
        ("test.days", {"new": ""}),
        ("test.table", {"new": "{"}),
        ("test.table", {"new": "[1]"}),
        ("test.days", {"new": "7", "reason": ""}),
        ("test.days", {"new": "7", "valid_from": "2026-04-09"}),
    ],
)
def test_an_unfit_change_writes_nothing(office, key, said):
    whole = {"new": "7", "valid_from": "2026-05-01", "reason": "理由", **said}
    assert office.post(f"/settings/rules/{key}/", whole).status_code in {409, 422}
    assert not Policy.objects.exists()


def test_others_read_the_rules_and_change_none(client, clerk, day):
    reader = commands.register("S1", "某科员", by=clerk)
    client.force_login(reader)
    page = client.get("/settings/rules/test.days/").content.decode()
    assert 'name="reason"' not in page
    said = {"new": "7", "valid_from": "2026-05-01", "reason": "理由"}
    assert client.post("/settings/rules/test.days/", said).status_code == 403
    assert not Policy.objects.exists()
    assert client.get("/settings/rules/no.such/").status_code == 404


def test_the_page_of_rules_costs_few_questions(office, clerk, day, django_assert_max_num_queries):
    for n in range(20):
        Policy.objects.create(
            key="test.days", value=n, valid_from=date(2026, 1, 1), reason="x", by=clerk
        )
    with django_assert_max_num_queries(8):
        office.get("/settings/rules/")
