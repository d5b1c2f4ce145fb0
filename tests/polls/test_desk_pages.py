"""The desk for paper ballots as its people meet it: typed sheets, scans, doubts, refusals."""

from __future__ import annotations

import io
import json
import re

import cv2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingcha.core.ticket import Drawn, code_of, spoken
from mingcha.foundation import time
from mingcha.foundation.boxes import box
from mingcha.people.models import Duty
from mingcha.polls import commands, queries, record
from mingcha.polls.models import Ballot, Scan
from mingcha.polls.onpaper import printing, reading
from tests.polls import hall, pens

DOTS = reading.DPI / 25.4


@pytest.fixture
def desk(clerk, day):
    """An open poll, the deputies' codes, two clerks at the desk."""
    poll, codes, shares, _three = hall.opened(clerk, day)
    clerks = [
        hall.person(f"k{n}", name, clerk, Duty.Role.CASE_HANDLER) for n, name in enumerate("甲乙")
    ]
    return poll, codes["deputy"], clerks, shares


def typed(client, who, poll, code, marks=None, **more):
    """Ask for a sheet's rows, or send them."""
    client.force_login(who)
    rows = {f"m-{n}": mark for n, mark in enumerate(marks or ())}
    said = {"code": spoken(code), **({"step": "marks", **rows} if marks else {}), **more}
    return client.post(f"/polls/{poll.pk}/paper/", said)


def in_the_box():
    return Ballot.objects.using(box()).filter(paper=True).count()


def sheet(poll, code, marks, **how):
    """One printed sheet, marked by hand and scanned."""
    paper, words = record.paper_of(poll), printing.words_of(poll)
    made = printing.ballots_pdf(paper, words, [(code, "deputy")], on=time.today())
    image = pens.marked(next(reading.images_of(made)), paper, code, marks, **how)
    return pens.scanned(image, turn=0.6, noise=6)


def uploaded(*pages):
    """Pages as files of the scanner."""
    return [
        SimpleUploadedFile(f"{n}.png", cv2.imencode(".png", page)[1].tobytes())
        for n, page in enumerate(pages)
    ]


def scanned(client, who, poll, *pages):
    client.force_login(who)
    return client.post(f"/polls/{poll.pk}/scans/", {"pages": uploaded(*pages)})


def test_two_people_type_a_sheet_and_it_lies_in_the_box(client, desk):
    poll, codes, (one, two), _shares = desk
    page = typed(client, one, poll, codes[0]).content.decode()
    assert page.count('name="m-') == 3
    assert "no-store" in typed(client, one, poll, codes[0])["Cache-Control"]
    assert "第一次录入已保存" in typed(client, one, poll, codes[0], "120").content.decode()
    page = typed(client, two, poll, codes[0]).content.decode()
    assert not re.search(r'name="m-\d" value="[^"]', page), (
        "the second entry does not see the first"
    )
    assert in_the_box() == 0
    assert "两人录入一致" in typed(client, two, poll, codes[0], "120").content.decode()
    assert in_the_box() == 1


def test_a_difference_is_framed_at_its_row_and_nothing_is_cast(client, desk):
    poll, codes, (one, two), _shares = desk
    typed(client, one, poll, codes[0], "123")
    page = typed(client, two, poll, codes[0], "133").content.decode()
    assert re.findall(r'name="m-(\d)"[^>]*aria-invalid', page) == ["1"]
    assert in_the_box() == 0


def test_what_is_no_mark_is_framed_and_what_was_typed_stays(client, desk):
    poll, codes, (one, _two), _shares = desk
    page = typed(client, one, poll, codes[0], "17x").content.decode()
    assert re.findall(r'name="m-(\d)"[^>]*aria-invalid', page) == ["1", "2"]
    assert 'name="m-0" value="1"' in page
    assert not poll.sheets.exists()


@pytest.mark.parametrize("code", ["0000000000000000", "0000000000000001", ""])
def test_a_code_of_no_sheet_is_refused_with_a_remedy_and_stays_to_be_corrected(client, desk, code):
    poll, _codes, (one, _two), _shares = desk
    client.force_login(one)
    answer = client.post(f"/polls/{poll.pk}/paper/", {"code": code})
    assert 400 <= answer.status_code < 500
    assert f'value="{code}"' in answer.content.decode()


def test_nobody_but_the_desk_opens_it_and_only_while_paper_is_taken(client, desk, clerk, day):
    poll, _codes, (one, _two), _shares = desk
    client.force_login(hall.person("x", "路人", clerk))
    for door in ("paper", "scans"):
        assert client.get(f"/polls/{poll.pk}/{door}/").status_code == 404
    client.force_login(one)
    assert client.get(f"/polls/{poll.pk}/paper/").status_code == 200
    commands.close(poll, by=clerk, on=day)
    for door in ("paper", "scans"):
        assert client.get(f"/polls/{poll.pk}/{door}/").status_code == 404


def test_what_waits_for_a_second_person_is_told_to_the_other_and_on_the_poll(client, desk, clerk):
    poll, codes, (one, two), _shares = desk
    typed(client, one, poll, codes[0], "111")

    def waits(person):
        found = queries.waiting_for(person, on=time.today())
        return [w.url for w in found if w.url.endswith("/paper/")]

    assert (waits(one), waits(two)) == ([], [f"/polls/{poll.pk}/paper/"])
    client.force_login(clerk)
    page = client.get(f"/polls/{poll.pk}/").content.decode()
    assert f"/polls/{poll.pk}/scans/" in page
    assert "等待第二人录入" in page
    hall.cast(poll, Drawn(codes[0]), "111")
    assert waits(two) == [], "the voter has voted by telephone since"


def test_a_plain_scan_is_cast_at_once_and_its_picture_sealed(client, desk):
    poll, codes, (one, _two), _shares = desk
    page = sheet(poll, codes[0], "12u", told=True)
    answer = scanned(client, one, poll, page)
    assert "<dd>1</dd>" in answer.content.decode()
    assert in_the_box() == 1
    assert Scan.objects.using(box()).count() == 1
    again = scanned(client, one, poll, page).content.decode()
    assert in_the_box() == 1
    assert "ballot.already_cast" not in again, "the same sheet twice is the same ballot"


def doubtful(client, who, poll, code):
    """A sheet with two marks in one row, scanned; gives the page."""
    image = sheet(poll, code, "1-3")
    paper = record.paper_of(poll)
    image = pens.marked(image, paper, code, "-2-")
    twice = pens.marked(image, paper, code, "-1-")
    return scanned(client, who, poll, twice).content.decode()


def test_two_marks_in_a_row_are_shown_and_two_people_decide_that_row(client, desk, clerk, day):
    poll, codes, (one, two), shares = desk
    page = doubtful(client, one, poll, codes[0])
    assert in_the_box() == 0
    assert set(re.findall(r'name="(m-\d)"', page)) == {"m-1"}
    assert page.count("data:image/png;base64,") == 1
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    address = f"/polls/{poll.pk}/scans/"
    none = client.post(address, {"read": read})
    assert none.status_code == 422
    assert "polls.still_in_doubt" in none.content.decode()
    for who in (one, two):
        assert in_the_box() == 0, "one person alone never casts a ballot in doubt"
        client.force_login(who)
        done = client.post(address, {"read": read, "m-1": "2", "m-0": "3"})
        assert spoken(codes[0]) in done.content.decode()
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    cells = queries.tally_of(poll)["cells"]
    said = [cells[organ]["deputy"]["conduct"] for organ in sorted(cells)]
    assert [row["1"] for row in said] == [1, 0, 0], "what was plain cannot be changed"
    assert [said[1]["2"], said[2]["3"]] == [1, 1]


def test_two_people_who_decide_a_row_differently_are_shown_where(client, desk, clerk, day):
    poll, codes, (one, two), shares = desk
    third = hall.person("k3", "丙", clerk, Duty.Role.CASE_HANDLER)
    address = f"/polls/{poll.pk}/scans/"

    def decides(who, mark):
        page = doubtful(client, who, poll, codes[0])
        read = re.search(r'name="read" value="([^"]+)"', page)[1]
        return client.post(address, {"read": read, "m-1": mark})

    assert "polls.still_in_doubt" not in decides(one, "1").content.decode()
    assert decides(one, "2").context["done"].receipt == "", "nor the same person twice"
    differs = decides(two, "1")
    assert differs.context["differing"] == ["市第2局"]
    assert in_the_box() == 0
    assert decides(third, "2").context["done"].receipt
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.tally_of(poll)["cells"]["MZ002"]["deputy"]["conduct"]["2"] == 1


def test_a_sheet_decided_from_its_scan_may_be_entered_by_the_second_person(client, desk):
    poll, codes, (one, two), _shares = desk
    page = doubtful(client, one, poll, codes[0])
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    client.post(f"/polls/{poll.pk}/scans/", {"read": read, "m-1": "2"})
    assert queries.waiting_at_the_desk(poll, two) == 1
    typed(client, two, poll, codes[0], "123")
    assert in_the_box() == 1


def test_what_was_not_signed_here_or_for_another_poll_is_refused(client, desk, clerk, day):
    poll, codes, (one, _two), _shares = desk
    page = doubtful(client, one, poll, codes[0])
    read = re.search(r'name="read" value="([^"]+)"', page)[1]
    other = type(poll).objects.create(number="TP-2026-0099", code="ab" * 16, state="open")
    for pk, signed in ((poll.pk, read[:-2]), (poll.pk, "forged"), (other.pk, read)):
        answer = client.post(f"/polls/{pk}/scans/", {"read": signed, "m-1": "2"})
        assert answer.status_code == 422
        assert "polls.not_read_here" in answer.content.decode()
    assert in_the_box() == 0


def test_pages_that_cannot_be_used_are_told_by_their_number_with_what_to_do(client, desk):
    poll, codes, (one, _two), _shares = desk
    cut, good = sheet(poll, codes[0], "111"), sheet(poll, codes[1], "111")
    cut[: int(26 * DOTS)] = 255
    strange = sheet(poll, code_of(b"7" * 15), "111")
    answer = scanned(client, one, poll, cut, good, strange, good)
    page, rows = answer.content.decode(), answer.context["faults"]["rows"]
    assert [row["cells"][0]["text"] for row in rows] == [1, 2, 3, 4]
    for words in ("看不到四角的定位标记", "同一页出现两次", "编码不属于本次投票"):
        assert words in page
    assert in_the_box() == 0


def test_a_file_that_is_no_scan_and_too_many_pages_are_refused(client, desk, monkeypatch):
    poll, codes, (one, _two), _shares = desk
    client.force_login(one)
    address = f"/polls/{poll.pk}/scans/"
    answer = client.post(address, {"pages": io.BytesIO(b"GIF89a")})
    assert (answer.status_code, "polls.scan_unfit" in answer.content.decode()) == (422, True)
    monkeypatch.setattr("mingcha.polls.scanning.MOST_PAGES", 1)
    page = sheet(poll, codes[0], "111")
    answer = scanned(client, one, poll, page, page)
    assert (answer.status_code, "polls.scan_too_long" in answer.content.decode()) == (422, True)
    assert not Scan.objects.using(box()).exists()


def test_programs_enter_sheets_and_scans_by_the_same_rules(client, desk):
    poll, codes, (one, two), _shares = desk

    def post(who, act, said):
        client.force_login(who)
        kind = "application/json"
        return client.post(f"/api/polls/{poll.pk}/{act}", json.dumps(said), content_type=kind)

    said = {"code": codes[0], "marks": "12u", "told": True}
    assert post(one, "enter_sheet", said).json() == {"receipt": "", "differing": []}
    differs = post(two, "enter_sheet", {**said, "told": False}).json()
    assert differs == {"receipt": "", "differing": [3]}
    assert len(post(two, "enter_sheet", said).json()["receipt"]) == 64
    twice = pens.marked(sheet(poll, codes[1], "1--"), record.paper_of(poll), codes[1], "2--")
    found = client.post(f"/api/polls/{poll.pk}/read_scan", {"pages": uploaded(twice)[0]}).json()
    (doubt,) = found["doubtful"]
    assert [row["place"] for row in doubt["doubts"]] == [0]
    decided = {"read": doubt["read"], "marks": {"0": "2"}}
    assert post(two, "accept_scan", decided).json() == {"receipt": "", "differing": []}
    assert len(post(one, "accept_scan", decided).json()["receipt"]) == 64
    no = post(one, "accept_scan", {"read": doubt["read"], "marks": {"0": "1"}})
    assert no.status_code == 409


def test_protocol_and_result_say_how_many_came_on_paper_and_how_often_entries_differed(
    client, desk, clerk, day
):
    poll, codes, (one, two), shares = desk
    for n, code in enumerate(codes[:12]):
        typed(client, one, poll, code, "111")
        typed(client, two, poll, code, "112" if n == 0 else "111")
    typed(client, two, poll, codes[0], "111")
    typed(client, one, poll, codes[12], "111")
    commands.close(poll, by=clerk, on=day)
    assert poll.on_paper == {"ballots": 12, "waiting": 1, "differed": 0, "entered_again": 48}
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    client.force_login(clerk)
    page = client.get(f"/polls/{poll.pk}/result/").content.decode()
    assert "其中纸质选票: 12" in page
    assert "复录 48 项中 0 项" in page
