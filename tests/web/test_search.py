"""Search and `/n/<number>/`: what is found, what is opened, what is never told."""

from datetime import date

import pytest

from mingcha.draws.models import Draw
from mingcha.foundation.searching import having
from mingcha.people import commands
from mingcha.people.models import Duty
from mingcha.web import rooms


@pytest.fixture
def draw(db):
    return Draw.objects.create(
        number="CQ-2026-0007", purpose="一季度察访", pool={}, fingerprint="0" * 64, wants={},
        fixed_on=date(2026, 4, 1), seed_source="福彩",
    )  # fmt: skip


@pytest.fixture
def outsider(clerk, day):
    person = commands.register("S1", "某科员", by=clerk, password="mingzhou-2026")
    commands.charge(person, Duty.Role.STAFF, since=date(2024, 1, 1), by=clerk)
    return person


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ZG-2026-0147", "ZG-2026-0147"),
        (" zg 2026 147 ", "ZG-2026-0147"),
        ("ＺＧ－２０２６－０１４７", "ZG-2026-0147"),
        ("zg20260147", "ZG-2026-0147"),
        ("ZG-2026-12345", "ZG-2026-12345"),
        ("教育局", None),
        ("ZG-26-1", None),
        ("", None),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed, number):
    assert rooms.numbered(typed) == number


@pytest.mark.parametrize("typed", ["Wifi", "wifi", "一季度", "2026"])
def test_capitals_and_small_letters_find_the_same(draw, clerk, typed):
    draw.purpose = "一季度察访 WiFi"
    draw.save()
    assert list(Draw.objects.filter(having(typed, "number", "purpose"))) == [draw]


def test_a_stranger_opens_no_number(client, draw):
    assert client.get("/n/CQ-2026-0007/").url.startswith("/login/")


def test_what_is_not_there_and_what_is_not_yours_answer_in_the_same_words(client, draw, outsider):
    client.force_login(outsider)
    answers = [
        client.get(f"/n/{n}/") for n in ("CQ-2026-0007", "CQ-2026-9999", "XX-2026-0001", "x")
    ]
    assert {answer.status_code for answer in answers} == {404}
    said = {
        answer.content.decode().replace("CQ-2026-0007", "").split("<main")[1] for answer in answers
    }
    assert len(said) == 1
    assert "从头开始" in said.pop()


def test_search_by_a_number_of_somebody_elses_tells_nothing(client, draw, outsider):
    client.force_login(outsider)
    page = client.get("/search/", {"q": "cq20260007"}).content.decode()
    assert "一季度" not in page
    assert "CQ-2026-0007" in page  # as typed, put into the form of a number
    assert "没有找到" in page


def test_search_groups_what_it_finds_and_counts_it(client, organ, clerk):
    client.force_login(clerk)
    page = client.get("/search/", {"q": "规划"}).content.decode()
    assert "市规划局" in page
    assert "机关" in page
    narrowed = client.get("/search/", {"q": "规划", "in": "unit"}).content.decode()
    assert "市规划局" in narrowed


def test_search_takes_no_more_than_it_can_read(client, clerk):
    client.force_login(clerk)
    assert client.get("/search/", {"q": "局" * 5000}).status_code == 200


def test_search_stays_within_its_budget(client, organ, clerk, django_assert_max_num_queries):
    client.force_login(clerk)
    with django_assert_max_num_queries(20):
        client.get("/search/", {"q": "2026"})


def test_every_row_of_the_table_of_rooms_has_its_own_door_and_prefix():
    doors = [room.door for room in rooms.ROOMS]
    prefixes = [kind.prefix for room in rooms.ROOMS for kind in room.kinds if kind.prefix]
    assert len(set(doors)) == len(doors)
    assert len(set(prefixes)) == len(prefixes)
    known = {"CF", "FK", "ZG", "DB", "CQ", "TB", "PF", "DR", "HY", "TP", "PY", "YY", "YJ",
             "ND", "TZ", "YD", "RZ", "BJ", "BY", "JP"}  # fmt: skip
    assert set(prefixes) <= known


def test_a_room_that_has_no_door_yet_is_not_led_to(monkeypatch):
    rooms.landed.cache_clear()
    monkeypatch.setattr(rooms, "ROOMS", (rooms.Room("moon", "月球", "moon:surface", "work"),))
    assert rooms.landed() == ()
    monkeypatch.undo()
    rooms.landed.cache_clear()


def test_only_whoever_may_enter_is_led_to_a_room(client, clerk, outsider):
    client.force_login(outsider)
    assert 'href="/journal/"' not in client.get("/").content.decode()
    commands.charge(outsider, Duty.Role.AUDITOR, since=date(2024, 1, 1), by=clerk)
    assert 'href="/journal/"' in client.get("/").content.decode()
