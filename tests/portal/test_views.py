"""The public calculator and its API."""

import pytest

F14 = {"start": "２０２４年9月10日", "days": "20"}


def test_the_calculator_answers_with_the_date_and_every_day_behind_it(client, db, day):
    page = client.get("/workdays/", F14)
    assert page.status_code == 200
    assert "10月14日 周一" in page.content.decode()
    assert "逐日" in page.content.decode() or "怎么算的" in page.content.decode()


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ({}, "2024-10-14"),
        ({"pause_from": "2024-09-23", "pause_to": "2024-09-27"}, "2024-10-21"),
        ({"extend": "10"}, "2024-10-28"),
        ({"days": "8"}, "2024-09-23"),
    ],
)
def test_the_api_gives_the_known_answers(client, db, more, due):
    said = client.get("/api/workdays/due", {**F14, **more}).json()
    assert (said["due"], said["provisional"]) == (due, False)
    assert said["derivation"][0]["number"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "2024-02-30"},
        {"start": ""},
        {"days": "twenty"},
        {"days": "0"},
        {"days": "99999999"},
        {"start": "9999-12-31"},
        {"unit": "weeks"},
        {"pause_from": "2024-09-23"},
        {"pause_from": "2024-09-27", "pause_to": "2024-09-23"},
        {"pause_from": "2024-09-01", "pause_to": "2024-09-02"},
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_sentence_not_a_trace(client, db, wrong):
    page = client.get("/workdays/", {**F14, **wrong})
    assert page.status_code == 422
    answer = client.get("/api/workdays/due", {**F14, **wrong})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_date_beyond_the_last_notice_says_that_it_is_provisional(client, db, day):
    page = client.get("/workdays/", {"start": "2027-03-01", "days": "5"}).content.decode()
    assert "暂定" in page
