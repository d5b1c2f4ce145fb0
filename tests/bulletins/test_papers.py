"""Papers of other rooms: in the official layout, and only for whom that room shows the thing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.http import Http404
from docx import Document

from mingcha.bulletins import queries
from mingcha.bulletins.models import Issue
from mingcha.core.refusal import Refusal
from mingcha.findings.models import Finding
from mingcha.rectification.models import Order, Slip
from mingcha.visits.models import Visit

LETTER = "2026年1月10日，在市规划局看到：\n窗口无人。\n\n依据：首问负责制度。"


def words(content):
    return "\n".join(content.words())


def get(client, person, number, form="pdf"):
    client.force_login(person)
    return client.get(f"/bulletins/papers/{number}.{form}")


def test_an_order_prints_as_a_rectification_notice(quarter, clerk):
    content = queries.paper("ZG-2026-0001", clerk)
    assert (content.kind, content.number) == ("order", "明作风办整〔2026〕1号")
    said = words(content)
    for told in ("有人在岗", "“工作时间在岗”问题", "15个工作日", "市规划局", "不予认可"):
        assert told in said


def test_an_order_reads_the_same_after_it_was_put_off(quarter, clerk):
    before = queries.paper("ZG-2026-0001", clerk).digest
    Order.objects.filter(number="ZG-2026-0001").update(was_extended=True, times_returned=1)
    assert queries.paper("ZG-2026-0001", clerk).digest == before


def test_a_feedback_letter_prints_in_the_words_in_which_it_was_served(quarter, clerk, organ):
    one = Finding.objects.filter(organ=organ).first()
    with pytest.raises(Refusal) as no:
        queries.paper(one.number, clerk)
    assert no.value.code == "bulletins.no_paper"
    Finding.objects.filter(pk=one.pk).update(letter=LETTER, fed_back_on=date(2026, 1, 12))
    content = queries.paper(one.number, clerk)
    assert (content.kind, content.number) == ("feedback", "明作风办函〔2026〕4号")
    assert "依据：首问负责制度。" in words(content)


def test_a_slip_names_its_colour_and_the_slips_before_it(quarter, clerk):
    first = Slip.objects.get()
    Slip.objects.filter(pk=first.pk).update(state="escalated")
    Slip.objects.create(
        number="DB-2026-0002", order=first.order, colour="orange", issued_on=date(2026, 4, 2),
        requirement="三个工作日内提交结果。", follows=first,
    )  # fmt: skip
    content = queries.paper("DB-2026-0002", clerk)
    assert (content.kind, content.colour) == ("slip", "orange")
    assert "蓝色，2026年3月25日" in words(content)


def test_a_visit_prints_as_a_record_with_every_question(quarter, clerk):
    content = queries.paper("CF-2026-0001", clerk)
    assert content.kind == "record"
    assert [word in words(content) for word in ("暗访", "首问负责", "未见")] == [True] * 3


def test_a_visit_without_a_record_has_no_paper(quarter, clerk):
    Visit.objects.filter(number="CF-2026-0001").update(began_at=None, ended_at=None)
    with pytest.raises(Refusal) as no:
        queries.paper("CF-2026-0001", clerk)
    assert no.value.code == "bulletins.no_paper"


def test_the_record_of_a_covert_visit_names_nobody_to_a_leader(quarter, leader, clerk):
    visit = Visit.objects.get(number="CF-2026-0001")
    visit.team.add(visit.leader)
    assert "许察之" in words(queries.paper(visit.number, clerk))
    assert "许察之" not in words(queries.paper(visit.number, leader))


def test_an_organ_gets_its_own_papers_and_nobody_elses(quarter, client, head, other_head):
    assert get(client, head, "ZG-2026-0001").content.startswith(b"%PDF")
    assert get(client, other_head, "ZG-2026-0001").status_code == 404
    assert get(client, other_head, "DB-2026-0001").status_code == 404
    assert get(client, head, "CF-2026-0001").status_code == 404  # a covert visit


def test_word_documents_come_too_and_unknown_numbers_do_not(quarter, client, clerk):
    word = get(client, clerk, "ZG-2026-0001", "docx")
    said = "\n".join(p.text for p in Document(io.BytesIO(word.content)).paragraphs)
    assert "整改通知书" in said
    for number in ("ZG-2026-9999", "XX-2026-0001", "TB-2026-0001"):
        assert get(client, clerk, number).status_code == 404
    with pytest.raises(Http404):
        queries.paper("", clerk)


def test_a_character_no_font_has_is_refused_as_pdf_and_printed_as_word(quarter, client, clerk):
    Order.objects.filter(number="ZG-2026-0001").update(fault="请𱁬整改。")
    assert get(client, clerk, "ZG-2026-0001").status_code == 409
    assert get(client, clerk, "ZG-2026-0001", "docx").status_code == 200


def test_papers_are_not_for_those_who_have_not_signed_in(quarter, client):
    assert client.get("/bulletins/papers/ZG-2026-0001.pdf").status_code == 302
    assert not Issue.objects.exists()
