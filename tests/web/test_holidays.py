"""A new holiday notice: seen before it counts, entered once, told to those concerned."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.foundation import clocks, workdays
from mingcha.foundation.models import HolidayNotice
from mingcha.people import commands
from mingcha.people.models import Duty
from mingcha.web.cli import main

PAGE = "/calendar/enter_notice/"
TYPED = {
    "year": "2027",
    "issued_on": "2026年11月5日",
    "paper": "国办发明电〔2026〕9号",
    "days_off": "2027-01-01至2027-01-03 元旦\n２０２７－０２－０５ 至 2027-02-11 春节",
    "days_worked": "2027-02-14 春节",
}
SHORT = {
    "year": 2027,
    "issued_on": "2026-11-05",
    "paper": "测试通知",
    "days": [{"on": "2027-01-01", "off": True, "name": "元旦"}],
}


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def clock(organ):
    counter = organ.inside.create(
        code="W1", name="窗口", level="counter", parent=organ, active_from=date(2024, 1, 1)
    )
    return clocks.start(counter, "licence", side="organ", on=date(2026, 12, 30), days=3)


def test_a_typed_notice_is_shown_with_what_it_would_move_and_changes_nothing(office, clock):
    page = office.post(PAGE, TYPED).content.decode()
    assert "市规划局" in page
    assert "2027-01-04" in page
    assert "2027-01-05" in page
    assert "晚 1 天" in page
    assert not HolidayNotice.objects.exists()
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 1, 4)


def test_put_in_force_it_counts_from_now_on(office, clock):
    import re
    from html import unescape

    page = office.post(PAGE, TYPED).content.decode()
    content = unescape(re.search(r'name="content" value="([^"]+)"', page)[1])
    assert office.post(PAGE, {"content": content}).url == "/calendar/"
    assert not workdays.calendar().is_working(date(2027, 2, 8))
    assert workdays.calendar().is_working(date(2027, 2, 14))
    assert "国办发明电〔2026〕9号" in office.get("/calendar/?year=2027").content.decode()
    again = office.post(PAGE, TYPED)
    assert again.status_code == 409
    assert HolidayNotice.objects.count() == 1


def test_a_file_in_the_shipped_layout_is_read(office):
    file = SimpleUploadedFile("2027.json", json.dumps(SHORT, ensure_ascii=False).encode())
    assert "2026-11-05" in office.post(PAGE, {"paper_file": file}).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {**TYPED, "days_off": "2027-01-01"},
        {**TYPED, "days_off": "元旦"},
        {**TYPED, "days_off": "2027-01-03至2027-01-01 元旦"},
        {**TYPED, "days_off": "2027-01-01至2027-12-01 元旦"},
        {**TYPED, "days_off": "2025-01-01 元旦"},
        {**TYPED, "issued_on": "昨天"},
        {**TYPED, "year": "20270"},
        {**TYPED, "days_worked": "2027-02-15 春节"},
        {"paper_file": SimpleUploadedFile("x.json", b"[1]")},
        {"paper_file": SimpleUploadedFile("x.json", b"{")},
        {"paper_file": SimpleUploadedFile("x.json", b"\xff\xfe")},
    ],
)
def test_an_unfit_notice_is_refused_at_the_form(office, typed):
    assert office.post(PAGE, typed).status_code == 422
    assert not HolidayNotice.objects.exists()


def test_only_the_conduct_office_enters_notices(client, clerk):
    other = commands.register("D1", "某主任", by=clerk)
    commands.charge(other, Duty.Role.DIRECTOR, since=date(2024, 1, 1), by=clerk)
    client.force_login(other)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"content": json.dumps(SHORT)}).status_code == 403
    assert not HolidayNotice.objects.exists()


def test_the_command_line_shows_first_and_commits_when_told(db, tmp_path, capsys, clock):
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(SHORT), encoding="utf-8")
    assert main(["workdays", "import", str(file)]) == 0
    assert "2027-01-04 → 2027-01-05" in capsys.readouterr().out
    assert not HolidayNotice.objects.exists()
    assert main(["workdays", "import", str(file), "--commit", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["moved"][0]["organ"] == "市规划局"
    assert said["committed"] is True
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 1, 5)
    assert main(["workdays", "import", str(file), "--commit"]) == 2
    assert main(["workdays", "import", str(tmp_path / "none.json")]) == 2


def test_the_command_line_counts_by_the_notices_the_city_entered(db, capsys, clerk):
    asked = ["workdays", "count", "--from", "2027-01-01", "--to", "2027-01-01", "--json"]
    main(asked)
    assert json.loads(capsys.readouterr().out)["provisional"] is True
    workdays.enter_notice(SHORT, by=clerk)
    main(asked)
    assert json.loads(capsys.readouterr().out)["working_days"] == 0
