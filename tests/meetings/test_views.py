"""Pages of meetings: the desk with a queue before it, what is printed, who sees names."""

from __future__ import annotations

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.meetings import commands, queries
from mingcha.meetings.models import Invitation, Meeting
from tests.printed import told_by


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def at_desk(client, handler):
    client.force_login(handler)
    return client


def words(answer):
    return answer.content.decode()


def test_a_meeting_is_called_at_the_door_and_shown(office, day):
    said = {"title": "动员大会", "place": "大会堂", "held_on": day.isoformat(),
            "begins_at": "09:00", "groups": ["deputy", "cppcc"]}  # fmt: skip
    answer = office.post("/meetings/call/", said)
    one = Meeting.objects.get()
    assert answer["Location"] == f"/meetings/{one.pk}/"
    assert "HY-2026-0001" in words(office.get("/meetings/"))
    past = office.post("/meetings/call/", {**said, "held_on": "2020-01-01"})
    assert past.status_code == 422


def test_only_the_conduct_office_finds_the_door_of_the_call(at_desk, meeting):
    assert at_desk.get("/meetings/call/").status_code == 403
    assert "/meetings/call/" not in words(at_desk.get("/meetings/"))


def test_people_are_invited_amended_and_seated_at_their_doors(office, called):
    at = f"/meetings/{called.pk}/"
    said = {"name": "高远山", "group": "deputy", "body": "市人大", "seat": ""}
    office.post(f"{at}invite/", said)
    office.post(f"{at}assign_seats/", {"in_a_row": 10, "first_row": 2})
    one = Invitation.objects.get()
    assert one.seat == "2-1"
    form = words(office.get(f"/meetings/invitations/{one.pk}/amend/"))
    assert "高远山" in form
    assert "高远山" in words(office.get(f"{at}people/"))
    assert "2-1" in words(office.get(f"{at}seats/"))
    assert "高远山" in office.get(f"{at}people/?format=csv").content.decode("utf-8-sig")


def test_a_name_at_the_desk_gives_one_big_button_each_and_checks_in(at_desk, door, guest):
    at = f"/meetings/{door.pk}/desk/"
    page = words(at_desk.post(at, {"said": "市人大"}))
    assert page.count('value="check_in"') == 2
    page = words(at_desk.post(at, {"invitation": guest().pk, "act": "check_in", "said": "市人大"}))
    assert guest().state == "present"
    assert 'class="seen tone-good"' in page
    page = words(at_desk.post(at, {"said": "高"}))
    assert 'value="undo_check_in"' in page
    at_desk.post(at, {"invitation": guest().pk, "act": "undo_check_in"})
    assert guest().state == "expected"


@pytest.mark.parametrize(
    "read", ["{code}", "http://mingcha.example/meetings/in/{code}/", " {code}\n"]
)
def test_a_scanner_at_the_desk_checks_in_at_once_and_twice_is_harmless(
    at_desk, door, guest, card, read
):
    said = {"said": read.format(code=card())}
    for _n in range(2):
        answer = at_desk.post(f"/meetings/{door.pk}/desk/", said)
        assert answer.status_code == 200
        assert "高远山" in words(answer)
        assert card() not in words(answer)
    assert guest().state == "present"


def test_the_telephone_of_a_clerk_shows_who_it_is_and_asks_before_it_checks_in(
    at_desk, door, guest, card
):
    at = f"/meetings/in/{card()}/"
    assert "高远山" in words(at_desk.get(at))
    assert guest().state == "expected"
    assert "tone-good" in words(at_desk.post(at, {"act": "check_in"}))
    assert 'value="check_in"' not in words(at_desk.get(at))
    assert guest().state == "present"


def test_a_card_opens_nothing_for_whoever_is_not_at_the_desk(client, door, guest, card, auditor):
    at = f"/meetings/in/{card()}/"
    assert client.get(at).status_code == 302
    client.force_login(auditor)
    answer = client.post(at, {"act": "check_in"})
    assert answer.status_code == 403
    assert "高远山" not in words(answer)
    assert guest().state == "expected"


def test_a_card_of_another_meeting_and_a_wrong_code_are_told_apart(at_desk, door, card, clerk, day):
    said = {"held_on": day, "begins_at": door.begins_at, "by": clerk, "on": day}
    other = commands.call("另一个会", "二楼", ["deputy"], **said)
    answer = at_desk.post(f"/meetings/{other.pk}/desk/", {"said": card()})
    assert "meetings.other_meeting" in words(answer)
    answer = at_desk.post(f"/meetings/{door.pk}/desk/", {"said": "A" * 16})
    assert answer.status_code == 404
    assert "meetings.code_unknown" in words(answer)


def test_the_desk_says_when_it_is_closed_and_when_nobody_is_found(at_desk, meeting, guest):
    at = f"/meetings/{meeting.pk}/desk/"
    answer = at_desk.post(at, {"invitation": guest().pk, "act": "check_in"})
    assert answer.status_code == 409
    assert "meetings.desk_closed" in words(answer)
    assert 'class="notice' in words(at_desk.post(at, {"said": "没有这个人"}))


def test_the_desk_reads_no_words_from_an_address(at_desk, door):
    assert "高远山" not in words(at_desk.get(f"/meetings/{door.pk}/desk/?said=高远山"))


def test_an_auditor_sees_numbers_and_no_names(client, auditor, door, guest):
    client.force_login(auditor)
    page = words(client.get(f"/meetings/{door.pk}/"))
    assert "HY-2026-0001" in page
    assert "desk/" not in page
    for at in ("people/", "seats/", "desk/", "cards.pdf", "places.pdf", "signatures.pdf"):
        assert client.get(f"/meetings/{door.pk}/{at}").status_code == 404
    assert client.get(f"/meetings/invitations/{guest().pk}/").status_code == 404


def test_a_liaison_finds_no_meeting(client, liaison, door):
    client.force_login(liaison)
    assert client.get(f"/meetings/{door.pk}/").status_code == 404
    assert door.number not in words(client.get("/meetings/"))


@pytest.mark.parametrize("paper", ["cards", "places", "signatures"])
def test_papers_are_printed_for_all_or_for_one_group(office, meeting, paper):
    whole = office.get(f"/meetings/{meeting.pk}/{paper}.pdf").content
    assert whole.startswith(b"%PDF")
    assert office.get(f"/meetings/{meeting.pk}/{paper}.pdf?group=cppcc").content != whole
    assert office.get(f"/meetings/{meeting.pk}/{paper}.pdf").content == whole


def test_the_button_for_a_substitute_is_grey_and_says_why(at_desk, door, guest):
    page = words(at_desk.get(f"/meetings/invitations/{guest().pk}/"))
    assert 'id="why-stand_in"' in page
    answer = at_desk.post(f"/meetings/invitations/{guest().pk}/stand_in/")
    assert answer.status_code == 409


def test_what_waits_is_told_to_the_office_and_to_the_desk(meeting, clerk, handler, day):
    assert [one.number for one in queries.waiting_for(clerk, on=day)] == [meeting.number]
    assert queries.waiting_for(handler, on=day) == []
    commands.open_check_in(meeting, by=clerk, on=day)
    assert queries.waiting_for(handler, on=day)[0].url == f"/meetings/{meeting.pk}/desk/"


def test_a_full_hall_asks_few_questions(office, called, crowd, clerk, day):
    for group in called.codes:
        crowd(group, 100, 30)
    commands.open_check_in(called, by=clerk, on=day)
    at = f"/meetings/{called.pk}/"
    one = Invitation.objects.first()
    for address in ("", "people/", "seats/", "desk/"):
        office.get(at + address)
        with CaptureQueriesContext(connection) as asked:
            office.get(at + address)
        assert len(asked) <= 14, address
    with CaptureQueriesContext(connection) as asked:
        office.post(f"{at}desk/", {"invitation": one.pk, "act": "check_in"})
    assert len(asked) <= 14


def test_the_code_on_a_printed_card_opens_the_address_of_its_person(office, meeting, card):
    printed = office.get(f"/meetings/{meeting.pk}/cards.pdf?group=cppcc").content
    page = pypdfium2.PdfDocument(printed)[0].render(scale=4).to_numpy()
    assert told_by(page) == f"http://testserver/meetings/in/{card('林知秋')}/"


def test_when_the_meeting_has_ended_cards_are_printed_without_a_code(office, begun, clerk, day):
    commands.end(begun, by=clerk, on=day)
    printed = office.get(f"/meetings/{begun.pk}/cards.pdf?group=cppcc").content
    page = pypdfium2.PdfDocument(printed)[0].render(scale=4).to_numpy()
    assert told_by(page) == ""
