"""Pages and doors of cases: who sees what, what each page says, what a refusal looks like."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingcha.cases import commands
from mingcha.cases.commands import flags
from mingcha.cases.models import Card, Case, Flag, Intake
from mingcha.evidence import queries as evidence
from tests.cases.room import lines as room

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def text(person, name, *args, **asked):
    answer = as_(person).get(reverse(name, args=args), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_an_organ_sees_its_own_flags_from_the_first_day_and_another_organ_none(
    late, head, stranger
):
    assert late.number in text(head, "cases:flags")
    assert late.number not in text(stranger, "cases:flags")
    assert as_(stranger).get(reverse("cases:flag", args=[late.pk])).status_code == 404
    assert as_(stranger).get(reverse("cases:case", args=[late.case_id])).status_code == 404


def test_the_flag_says_what_was_found_by_which_article_and_how_it_was_counted(late, head):
    page = text(head, "cases:flag", late.pk)
    for words in ("超过承诺期限", "允许 8 个工作日", "实际 13 个工作日", "服务承诺制", "3月12日"):
        assert words in page, words


def test_nobody_who_applied_is_named_on_any_page_or_in_any_file(
    take_in, norm, handler, auditor, day
):
    take_in(*room.usual("A-1", decided="2026-03-19", applicant="王小明"))
    flag = commands.flag(on=day)[0]
    pages = [("cases:flags",), ("cases:flag", flag.pk), ("cases:case", flag.case_id),
             ("cases:cases",), ("cases:items",), ("cases:item", "GH-001")]  # fmt: skip
    for who in (handler, auditor):
        for name, *args in pages:
            assert "王小明" not in text(who, name, *args)
        assert "王小明" not in text(who, "cases:flags", format="csv")
        assert "王小明" not in as_(who).get("/api/cases").content.decode()


def test_the_raw_file_is_for_the_centre_and_auditors_never_for_an_organ(take_in, head, auditor):
    intake = take_in(*room.usual("A-1"))
    assert intake.evidence in evidence.visible_to(auditor)
    assert intake.evidence not in evidence.visible_to(head)
    assert as_(head).get(reverse("cases:intake", args=[intake.pk])).status_code == 404


def test_the_organ_answers_with_papers_and_the_handler_confirms_on_a_page(late, head, handler):
    answer = reverse("cases:flag_act", args=[late.pk, "answer"])
    proof = SimpleUploadedFile("说明.pdf", PDF, "application/pdf")
    said = as_(head).post(answer, {"answer": "承办人休假。", "proof": proof})
    assert said.status_code == 302
    page = text(handler, "cases:flag", late.pk)
    assert "承办人休假" in page
    assert "说明.pdf" in page
    confirm = reverse("cases:flag_act", args=[late.pk, "confirm"])
    assert as_(handler).post(confirm, {"decision": "确已超期。"}).status_code == 302
    flag = Flag.objects.get()
    assert flag.finding.number in text(handler, "cases:flag", late.pk)
    assert Card.objects.get().number in text(head, "cases:cards")


def test_a_flag_that_is_too_young_is_refused_on_the_page_with_the_day(late, handler):
    confirm = reverse("cases:flag_act", args=[late.pk, "confirm"])
    answer = as_(handler).post(confirm, {"decision": "确已超期。"})
    assert answer.status_code == 409
    assert "2026-04-15" in answer.content.decode()


def test_the_case_shows_both_clocks_its_events_and_its_flag(late, handler):
    page = text(handler, "cases:case", late.case_id)
    for words in ("按承诺时限", "按法定期限", "审查", late.number, "A-1"):
        assert words in page, words


def test_the_catalogue_counts_each_item_against_promise_and_law(late, head, stranger):
    page = text(head, "cases:items")
    assert "建设工程规划许可" in page
    assert "已决定的 1 个办件中，1 个超过承诺期限。" in page
    assert "建设工程规划许可" not in text(stranger, "cases:items")


def test_the_map_of_a_process_is_drawn_and_names_where_the_days_go(late, head, stranger):
    page = text(head, "cases:item", "GH-001")
    assert "<svg" in page
    assert "耗时最多的是“审查”到“决定”" in page
    assert as_(stranger).get(reverse("cases:item", args=["GH-001"])).status_code == 404


def test_a_log_is_taken_in_on_a_page_and_refused_with_a_reason(item, handler, head):
    address = reverse("cases:take_in")
    own = {"own_mapping": room.MAPPING}
    file = SimpleUploadedFile("办件.csv", room.log(*room.usual("A-1")), "text/csv")
    answer = as_(handler).post(address, {"log": file, **own})
    assert answer.status_code == 302
    assert text(handler, "cases:intake", Intake.objects.get().pk)
    broken = SimpleUploadedFile("坏.csv", b"a,b\n1,2\n", "text/csv")
    again = as_(handler).post(address, {"log": broken, **own})
    assert again.status_code == 422
    assert "坏.csv" in again.content.decode()
    assert as_(head).get(address).status_code == 403


def test_cases_past_their_promise_are_found_by_the_filter(late, take_in, handler):
    take_in(*room.usual("A-2"))
    late_ones = as_(handler).get(reverse("cases:cases"), {"late": "1"})
    assert late_ones.context["count"] == 1
    assert Case.objects.count() == 2


@pytest.mark.parametrize("door", ["cases", "flags", "cards"])
def test_the_api_lists_what_the_pages_list(door, late, head, stranger, day):
    flags.answer(late, by=head, on=day, answer="属实。")
    assert as_(head).get(f"/api/{door}").status_code == 200
    told = as_(head).get("/api/flags").json()["items"]
    assert [one["check"] for one in told] == ["slow.promise"]
    assert as_(stranger).get(f"/api/{door}").json()["items"] == []


def test_a_program_answers_and_confirms_by_the_same_names(late, head, handler):
    body = {"answer": "属实。"}
    assert as_(head).get(f"/api/flags/{late.pk}").json()["answer_by"] == "2026-04-15"
    said = as_(head).post(f"/api/flags/{late.pk}/answer", body, content_type="application/json")
    assert said.json()["state"] == "answered"
    assert said.json()["answer_by"] is None, "the period that runs now is the centre's"
    done = as_(handler).post(
        f"/api/flags/{late.pk}/confirm", {"decision": "认定"}, content_type="application/json"
    )
    assert done.json()["finding"].startswith("FK-")


def test_cases_without_an_item_are_counted_but_lead_to_no_empty_address(take_in, organ, handler):
    take_in(room.line("B-1", "收件", "2026-03-02 09:00", item="", organ=organ.code))
    assert "/cases/items/-/" not in text(handler, "cases:items")


def test_the_cases_of_an_item_are_found_by_its_code_whatever_stands_in_it(take_in, organ, handler):
    take_in(room.line("B-1", "收件", "2026-03-02 09:00", item="甲&1", organ=organ.code))
    assert "?item=%E7%94%B2%261" in text(handler, "cases:item", "甲&1")
