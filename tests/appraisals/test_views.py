"""Pages of rules, rounds and results: what they tell, to whom, and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.appraisals.commands import rule as rules
from mingcha.appraisals.forms.rule import BEGIN
from mingcha.appraisals.models import Round, RuleVersion
from mingcha.foundation import clocks, time
from tests.appraisals.conftest import COUNTED_ON, parameters
from tests.appraisals.test_docket import FINAL_ON


@pytest.fixture
def office(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def page(client):
    def ask(url, person, status=200, on=COUNTED_ON):
        client.force_login(person)
        with time.at(on):
            answer = client.get(url)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return ask


def test_the_rule_page_shows_the_reversal_of_f3_as_a_what_if(office, rule):
    text = office.get(f"/appraisals/rules/{rule.pk}/").content.decode()
    for figure in ("90.50", "88.60", "87.00", "86.00", "82.00", "81.20", "89.60"):
        assert figure in text
    assert "顺序颠倒" in text


def test_the_what_if_takes_any_counts_and_says_when_they_are_none(office, rule):
    url = f"/appraisals/rules/{rule.pk}/"
    text = office.get(url, {"a": "10/0/0", "b": "0/0/10"}).content.decode()
    assert "55.00" in text
    for odd in ("abc", "1/2", "-1/2/3", "0/0/0", "9" * 50):
        assert "700/200/100" in office.get(url, {"a": odd}).content.decode()


def test_a_rule_is_drafted_amended_and_published_from_pages(office):
    form = {**BEGIN, "code": "q-2026-1", "kind": "quarterly", "title": "季度评议办法"}
    answer = office.post("/appraisals/rules/draft/", form)
    one = RuleVersion.objects.get()
    assert answer.url == f"/appraisals/rules/{one.pk}/"
    amended = {**BEGIN, "title": "季度评议办法", "scale": "100 70 30"}
    office.post(f"/appraisals/rules/{one.pk}/amend/", amended)
    office.post(f"/appraisals/rules/{one.pk}/publish/", {"document": "明作风办〔2026〕3号"})
    one.refresh_from_db()
    assert (one.state, one.parameters["scale"]) == ("published", ["100", "70", "30"])
    assert office.get("/appraisals/rules/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("weights", "service | .5 .5", "2"),
        ("scale", "100 x 55", "x"),
        ("groups", "one | 甲 | A | 1 | 2 | 3", "6"),
        ("bands", "satisfied", "1"),
    ],
)
def test_a_line_that_does_not_fit_is_told_at_its_field(office, field, value, says):
    form = {**BEGIN, "code": "q-2026-1", "kind": "quarterly", "title": "办法", field: value}
    answer = office.post("/appraisals/rules/draft/", form)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not RuleVersion.objects.exists()


def test_a_draft_is_seen_only_by_those_who_keep_rules(page, clerk, head, day):
    draft = rules.draft(
        "k-1", kind="key_point", title="办法", parameters=parameters(), by=clerk, on=day
    )
    page(f"/appraisals/rules/{draft.pk}/", clerk)
    page(f"/appraisals/rules/{draft.pk}/", head, status=404)


def test_a_round_is_designed_published_and_drawn_from_pages(office, rule, units, scrutineers):
    form = {
        "kind": "quarterly", "title": "二季度评议", "period": "2026Q2", "rule": rule.pk,
        "classes": ["service"], "codes": "MZ001 MZ002", "reason": "",
        "opens_on": "2026-06-01", "closes_on": "2026-06-12",
    }  # fmt: skip
    office.post("/appraisals/design/", form)
    one = Round.objects.get()
    assert one.subjects.count() == 4
    assert office.post("/appraisals/design/", {**form, "codes": "XX9"}).status_code == 422
    office.post(f"/appraisals/{one.pk}/publish/")
    office.post(f"/appraisals/{one.pk}/draw_panel/", {"drawn": "on"})
    numbers = "\n".join(person.staff_no for person in scrutineers)
    office.post(f"/appraisals/{one.pk}/open/", {"scrutineers": numbers})
    one.refresh_from_db()
    assert one.state == "open"
    text = office.get(f"/appraisals/{one.pk}/").content.decode()
    assert one.poll.number in text


def test_a_ballot_is_linked_only_for_those_who_may_open_it(page, opened, clerk, head):
    url, link = f"/appraisals/{opened.pk}/", f'href="/n/{opened.poll.number}/"'
    assert link in page(url, clerk)
    told = page(url, head)
    assert opened.poll.number in told
    assert link not in told


def test_an_unknown_scrutineer_is_named(office, drawn):
    answer = office.post(f"/appraisals/{drawn.pk}/open/", {"scrutineers": "nobody1\na\nb"})
    assert answer.status_code == 422
    assert "nobody1" in answer.content.decode()


def test_before_the_count_the_result_page_refuses_everybody(page, opened, clerk, head):
    for person in (clerk, head):
        text = page(f"/appraisals/{opened.pk}/result/", person, status=409)
        assert "计票" in text or "清点" in text


def test_the_result_page_has_a_sentence_a_plot_and_shares_beside_every_score(
    page, counted, director
):
    text = page(f"/appraisals/{counted.pk}/result/", director)
    assert "<svg" in text
    assert "市规划局" in text
    assert "无法区分" in text
    assert "±" in text
    page(f"/appraisals/{counted.pk}/result/MZ001/", director)


def test_a_head_sees_their_own_organ_and_no_other(page, told, head):
    text = page(f"/appraisals/{told.pk}/result/", head)
    assert "市规划局" in text
    assert "市水务局" not in text
    own = page(f"/appraisals/{told.pk}/result/MZ001/", head)
    assert "逐步" not in own  # steps would tell small groups
    page(f"/appraisals/{told.pk}/result/MZ002/", head, status=404)


def test_everybody_sees_a_final_result_as_it_is_published(page, final, inspector):
    text = page(f"/appraisals/{final.pk}/result/", inspector, on=final.decided_on)
    assert "市水务局" in text
    assert "±" not in text
    one = page(f"/appraisals/{final.pk}/result/MZ002/", inspector, on=final.decided_on)
    assert "市水务局" in one


def test_a_work_check_is_entered_by_the_conduct_office(office, counted, client, head):
    url = f"/appraisals/{counted.pk}/parts/MZ001/"
    assert office.get(url).status_code == 200
    office.post(url, {"other": "93", "veto": ""})
    assert counted.subjects.get(code="MZ001").other == 93
    assert office.post(url, {"other": "193"}).status_code == 422
    client.force_login(head)
    assert client.post(url, {"other": "1"}).status_code == 403


def test_the_list_names_rounds_and_goes_as_a_file(office, published):
    assert published.number in office.get("/appraisals/").content.decode()
    told = office.get("/appraisals/?format=csv").content.decode("utf-8-sig")
    assert published.number in told
    assert "PY-" not in office.get("/appraisals/?kind=year_end").content.decode()


def test_pages_ask_the_database_little(office, told, director, client):
    client.force_login(director)
    with time.at(COUNTED_ON):
        for url in ("/appraisals/", f"/appraisals/{told.pk}/", f"/appraisals/{told.pk}/result/"):
            client.get(url)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(url)
            assert len(asked) < 25, (url, len(asked))


def test_search_and_number_lead_to_a_round(office, published):
    assert office.get(f"/n/{published.number}/").url == f"/appraisals/{published.pk}/"
    assert published.number in office.get("/search/?q=二季度").content.decode()


def test_dates_of_the_round_are_those_it_was_designed_with(published):
    assert published.opens_on == date(2026, 6, 1)


def test_everybody_sees_the_shares_that_are_published_and_no_empty_score(page, final, head):
    shown = page(f"/appraisals/{final.pk}/result/", head, on=FINAL_ON)
    published = shown[shown.index("公布的结果") :]
    assert "各等次占比" in published
    for organ in final.public["organs"]:
        counts = final.public["organs"][organ][0]["questions"]["conduct"]
        share = counts[0][1] / sum(n for _marks, n in counts)
        if len(final.public["organs"][organ]) == 1:
            assert f"{100 * share:.1f} %" in published
    assert ("得分" in published) == bool(final.public["scores"])


def test_of_a_round_that_is_over_no_days_are_left(page, final, clerk):
    with time.at(FINAL_ON):
        closed = Round.objects.get(pk=final.pk)
        assert "剩" in page(f"/appraisals/{closed.pk}/", clerk, on=FINAL_ON)
        clocks.stop(closed.clock, on=FINAL_ON)
    assert 'class="clock' not in page(f"/appraisals/{closed.pk}/", clerk, on=FINAL_ON)
