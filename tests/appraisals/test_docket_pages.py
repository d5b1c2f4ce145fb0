"""Pages and operations of objections and comments."""
# ruff: noqa: F811 -- fixtures of other files, taken by name

from __future__ import annotations

import json

import pytest

from mingcha.appraisals.models import Comment, Objection
from mingcha.foundation import time
from tests.appraisals.conftest import COUNTED_ON
from tests.appraisals.test_api import call  # noqa: F401 -- a fixture
from tests.appraisals.test_docket import (  # noqa: F401 -- fixtures
    CLEAN,
    FINAL_ON,
    RAW,
    comment,
    handed,
    handler,
    objected,
    taken,
)


@pytest.fixture
def at(client):
    """One person at a page on a day; posting where something is said."""

    def ask(person, url, said=None, on=COUNTED_ON, status=None):
        client.force_login(person)
        with time.at(on):
            answer = client.get(url) if said is None else client.post(url, said)
        assert answer.status_code == (status or (200 if said is None else 302)), (
            answer.content.decode()[:2000]
        )
        return answer.content.decode()

    return ask


def test_from_the_objection_to_the_closed_round_by_pages(at, told, head, director, clerk):
    page = f"/appraisals/{told.pk}"
    assert f"{page}/object/MZ001/" in at(head, f"{page}/")
    assert f"{page}/object/MZ001/" in at(head, f"{page}/result/MZ001/")
    at(head, f"{page}/object/MZ001/")
    at(head, f"{page}/object/MZ001/", {"text": ""}, status=422)
    at(head, f"{page}/object/MZ001/", {"text": "办件数有误"})
    one = Objection.objects.get()
    assert "办件数有误" in at(director, f"/appraisals/objections/{one.pk}/")
    at(head, f"{page}/object/MZ001/", {"text": "又一条"}, status=409)
    at(clerk, f"/appraisals/objections/{one.pk}/reject/", {"answer": "x"}, status=403)
    said = {"answer": "核对属实", "annotation": "办件数更正为 412 件"}
    at(director, f"/appraisals/objections/{one.pk}/uphold/", said)
    assert "412" in at(head, f"{page}/result/")
    at(director, f"{page}/recompute/", {"reason": "申诉成立"})
    at(director, f"{page}/decide/", {}, on=FINAL_ON)
    assert "412" in at(director, f"{page}/result/MZ001/", on=FINAL_ON)
    at(clerk, f"{page}/close/", {}, on=FINAL_ON)
    told.refresh_from_db()
    assert told.state == "closed"


def test_an_outsider_finds_no_objection(at, objected, inspector):
    at(inspector, f"/appraisals/objections/{objected.pk}/", status=404)
    assert objected.number not in at(inspector, "/appraisals/objections/")
    url = f"/appraisals/{objected.subject.round_id}/object/MZ001/"
    at(inspector, url, {"text": "x"}, status=403)


def test_comments_are_taken_cleaned_and_answered_by_pages(at, taken, handler, head):
    one = Comment.objects.get(raw=RAW)
    page = f"/appraisals/comments/{one.pk}"
    assert RAW in at(handler, f"{page}/", on=FINAL_ON)
    assert RAW in at(handler, f"{page}/clean/", on=FINAL_ON)
    at(head, f"{page}/", status=404, on=FINAL_ON)
    at(head, f"{page}/clean/", status=404, on=FINAL_ON)
    at(handler, f"{page}/clean/", {"text": CLEAN}, on=FINAL_ON)
    at(handler, f"/appraisals/{taken.pk}/hand_over_comments/", {}, on=FINAL_ON)
    own = at(head, f"{page}/", on=FINAL_ON)
    assert CLEAN in own
    assert "王小明" not in own
    assert "王小明" not in at(head, f"{page}/clean/", on=FINAL_ON)
    at(head, f"{page}/reply/", {"reply": "已处理"}, on=FINAL_ON)
    at(handler, f"{page}/accept/", {}, on=FINAL_ON)
    one.refresh_from_db()
    assert one.state == "accepted"


def test_the_raw_text_is_in_no_list_file_search_or_journal_page(at, comment, handler):
    for url in ("/appraisals/comments/", "/appraisals/comments/?format=csv", "/search/?q=王小明"):
        assert RAW not in at(handler, url, on=FINAL_ON)


def test_comments_cannot_be_taken_before_the_count_by_page(at, opened, clerk):
    at(clerk, f"/appraisals/{opened.pk}/take_comments/", {}, status=409)


def test_the_round_page_leads_to_comments(at, final, clerk, handler):
    assert "take_comments" in at(clerk, f"/appraisals/{final.pk}/", on=FINAL_ON)
    at(clerk, f"/appraisals/{final.pk}/take_comments/", {}, on=FINAL_ON)
    assert "take_comments" not in at(handler, f"/appraisals/{final.pk}/", on=FINAL_ON)


def test_objections_through_the_api(call, told, head, director):
    said = {"code": "MZ001", "text": "办件数有误"}
    made = call("post", f"/appraisals/{told.pk}/objections", head, said, on=COUNTED_ON).json()
    assert made["number"] == "YY-2026-0001"
    path = f"/objections/{made['id']}"
    answer = call("post", f"{path}/reject", director, {"answer": "数据无误"}, on=COUNTED_ON)
    assert answer.json()["state"] == "rejected"
    assert call("get", "/objections", head, on=COUNTED_ON).json()["count"] == 1
    assert call("get", path, head, on=COUNTED_ON).json()["answer"] == "数据无误"


def test_comments_through_the_api_without_what_was_written(call, handed, head, handler, clerk):
    path = f"/comments/{handed.pk}"
    for person in (head, handler):
        told = call("get", path, person, on=FINAL_ON).json()
        assert told["text"] == CLEAN
        assert "王小明" not in json.dumps(told, ensure_ascii=False)
    assert call("get", "/comments", head, on=FINAL_ON).json()["count"] == 1
    assert call("get", "/comments", handler, on=FINAL_ON).json()["count"] == 3
    answer = call("post", f"{path}/reply", head, {"reply": "已处理"}, on=FINAL_ON)
    assert answer.json()["state"] == "replied"
    url = f"/appraisals/{handed.subject.round_id}"
    assert call("post", f"{url}/take_comments", clerk, {}, on=FINAL_ON).status_code == 409
    answer = call("post", f"{url}/hand_over_comments", handler, {}, on=FINAL_ON)
    assert answer.json() == {"count": 0}
