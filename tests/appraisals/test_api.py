"""Operations of appraisals for programs."""

from __future__ import annotations

import pytest

from mingcha.appraisals.models import Round, RuleVersion
from mingcha.foundation import time
from mingcha.people import commands as people
from tests.appraisals.conftest import COUNTED_ON, parameters


@pytest.fixture
def call(client, day):
    keys = {}

    def ask(method, url, person, said=None, on=day):
        with time.at(on):
            key = keys.get(person.pk) or people.make_token(person, "试", by=person, on=on)
            keys[person.pk] = key
            header = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
            facts = {"data": said, "content_type": "application/json"} if method == "post" else {}
            return getattr(client, method)(f"/api{url}", **facts, **header)

    return ask


def test_a_rule_and_a_round_through_the_api(call, clerk, units):
    said = {"code": "q-1", "kind": "quarterly", "title": "办法", "parameters": parameters()}
    rule = call("post", "/appraisal-rules", clerk, said).json()
    path = f"/appraisal-rules/{rule['id']}"
    assert (
        call("post", f"{path}/publish", clerk, {"document": "1号"}).json()["state"] == "published"
    )
    assert RuleVersion.objects.get().digest == call("get", path, clerk).json()["digest"]
    said = {
        "kind": "quarterly", "title": "二季度评议", "period": "2026Q2", "rule": "q-1",
        "codes": ["MZ001"], "classes": ["service"],
        "opens_on": "2026-06-01", "closes_on": "2026-06-12",
    }  # fmt: skip
    made = call("post", "/appraisals", clerk, said).json()
    assert made["number"] == "PY-2026-0001"
    answer = call("post", f"/appraisals/{made['id']}/publish", clerk, {})
    assert answer.json()["state"] == "published"
    assert call("get", "/appraisals", clerk).json()["count"] == 1


def test_results_through_the_api_are_hidden_before_the_count(call, opened, clerk):
    answer = call("get", f"/appraisals/{opened.pk}/result", clerk, on=COUNTED_ON)
    assert (answer.status_code, answer.json()["type"]) == (
        409, "urn:mingcha:refusal:appraisals.not_counted"
    )  # fmt: skip
    assert (
        call("get", f"/appraisals/{opened.pk}/reckoning", clerk, on=COUNTED_ON).status_code == 409
    )


def test_each_is_told_what_they_may_see(call, told, head, director):
    rows = call("get", f"/appraisals/{told.pk}/result", head, on=COUNTED_ON).json()
    assert [row["organ"] for row in rows] == ["MZ001"]
    rows = call("get", f"/appraisals/{told.pk}/result", director, on=COUNTED_ON).json()
    assert len(rows) == 4
    url = f"/appraisals/{told.pk}/reckoning"
    assert call("get", url, head, on=COUNTED_ON).status_code == 404
    assert set(call("get", url, director, on=COUNTED_ON).json()) == {
        "inputs", "rule", "digest", "sheet"
    }  # fmt: skip


def test_a_work_check_through_the_api(call, counted, clerk):
    url = f"/appraisals/{counted.pk}/parts/MZ001"
    assert call("post", url, clerk, {"other": "93.5"}, on=COUNTED_ON).status_code == 200
    assert call("post", url, clerk, {"other": "many"}, on=COUNTED_ON).status_code == 422
    assert str(Round.objects.get().subjects.get(code="MZ001").other) == "93.50"
