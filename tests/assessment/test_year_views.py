"""Pages of the year: the list with who can be compared, one sheet down to what was counted."""

import re

import pytest
from django.urls import reverse

from mingcha.assessment.commands import adjustment as adjustments
from mingcha.assessment.commands import year as years
from mingcha.assessment.commands import year_rule as year_rules
from mingcha.assessment.models import Adjustment, YearRule, YearSheet
from mingcha.people.models import Duty
from tests.assessment.test_views import as_


def page(person, name, *args, **asked):
    return as_(person).get(reverse(f"assessment:{name}", args=args), asked)


def test_a_year_sheet_leads_to_rounds_findings_orders_and_its_rule(year_told, head):
    text = page(head, "year_sheet", year_told.pk).content.decode()
    number = year_told.inputs["visits"]["findings"][0]["number"]
    rounds = [r["number"] for rows in year_told.inputs["parts"].values() for r in rows]
    assert len(rounds) == 2
    assert all(number in text for number in rounds)
    assert re.search(r'href="/appraisals/\d+/result/MZ001/"', text)
    for words in (f'href="/n/{number}/"', "93.33", year_told.digest[:8], "提出异议", "缺少"):
        assert words in text
    assert "与今天的事实" not in text, "comparing is the keepers' business"


def test_the_groups_behind_a_result_are_shown_with_their_number_of_answers(year_told, clerk):
    text = page(clerk, "year_sheet", year_told.pk).content.decode()
    assert "企业代表" in text
    assert "其中缺少一个组别" in text, "the leaders' group was too small in one round"


def test_whoever_keeps_sheets_may_compare_with_the_facts_of_today(year_sheet, clerk):
    text = page(clerk, "year_sheet", year_sheet.pk, compare="1").content.decode()
    assert page(clerk, "year_sheet", year_sheet.pk, compare="1").context["moved"] == []
    assert page(clerk, "year_sheet", year_sheet.pk).context["compared"] is False
    assert text


def test_an_organ_sees_its_year_once_told_and_never_a_provisional_one(
    year, clerk, head, auditor, day
):
    (one,) = years.compute(2026, by=clerk, on=day)
    assert page(head, "year_sheet", one.pk).status_code == 404
    assert page(head, "year_sheets").context["count"] == 0
    seen = page(clerk, "year_sheet", one.pk)
    assert "不得引用" in seen.content.decode()
    years.check(one, by=auditor, on=day)
    assert page(head, "year_sheet", one.pk).status_code == 404


def test_who_rests_on_an_incomplete_result_is_compared_with_nobody(year_sheet, clerk, head):
    seen = page(clerk, "year_sheets", year="2026")
    assert seen.context["classes"]["peers"] == []
    assert [one["name"] for one in seen.context["classes"]["alone"]] == ["市规划局"]
    assert "93.33" in page(clerk, "year_sheets", format="csv").content.decode("utf-8-sig")
    assert page(head, "year_sheets").context["classes"] is None


def test_the_doors_carry_a_year_to_its_grade(year_sheet, auditor, clerk, leader, head):
    def act(person, name, **said):
        address = reverse("assessment:year_sheet_act", args=[year_sheet.pk, name])
        return as_(person).post(address, said).status_code

    assert act(clerk, "check") == 403
    assert act(auditor, "check") == 302
    assert act(clerk, "tell") == 302
    assert act(head, "object", objection="") == 422
    seen = page(clerk, "year_sheet", year_sheet.pk)
    (propose,) = [one for one in seen.context["acts"] if one["act"] == "propose"]
    assert propose["live"] is False
    assert act(clerk, "propose", proposal="satisfied") == 409
    YearSheet.objects.get().clock.__class__.objects.update(due_on="2027-01-04")
    assert act(clerk, "propose", proposal="fairly_satisfied") == 422
    assert act(clerk, "propose", proposal="fairly_satisfied", proposal_reason="缺分多。") == 302
    assert act(leader, "decide", grade="fairly_satisfied") == 302
    text = page(head, "year_sheet", year_sheet.pk).content.decode()
    assert "缺分多。" in text


def test_a_whole_year_at_once(year, clerk, auditor, inspector, over):
    def act(person, name):
        return as_(person).post(reverse("assessment:year_act", args=[2026, name])).status_code

    assert act(inspector, "compute") == 403
    assert act(clerk, "compute") == 302
    assert act(clerk, "compute") == 409
    assert act(auditor, "check_all") == 302
    assert act(clerk, "delete_all") == 404
    assert YearSheet.objects.get().state == "checked"


def test_whoever_may_do_nothing_to_a_year_learns_no_number_of_a_sheet(year_told, inspector):
    for act in ("check_all", "tell_all", "propose_all", "decide_all"):
        address = reverse("assessment:year_act", args=[2026, act])
        answer = as_(inspector).post(address, follow=True)
        assert year_told.number not in answer.content.decode(), act


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("parts", "visits | 一", "“一”不是数字"),
        ("parts", "visits | 1 | 0 | 100 | 100 | x", "“x”不是 999 以内的整数"),
        ("parts", "visits | 1 | 0 | 100 | 100 | ²", "“²”不是 999 以内的整数"),
        ("bands", "satisfied | x", "“x”不是数字"),
        ("bonus_most", "1e999999999", "“1e999999999”不是数字"),
    ],
)
def test_a_figure_that_is_none_is_told_in_chinese(clerk, day, name, typed, told):
    form = page(clerk, "draft_year_rule").context["form"]
    said = {key: form.get_initial_for_field(f, key) for key, f in form.fields.items()}
    said |= {"code": "year-2027-1", "title": "办法", "first_year": "2027", name: typed}
    answer = as_(clerk).post(reverse("assessment:draft_year_rule"), said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    assert told in answer.content.decode()


def test_an_odd_year_asked_for_is_no_error(year_sheet, clerk):
    for asked in ("9" * 5000, "0000", "x", "²"):
        assert page(clerk, "year_sheets", year=asked).status_code == 200


def test_a_year_rule_is_prepared_tried_compared_and_published(year, clerk, charged, day):
    form = page(clerk, "draft_year_rule").context["form"]
    said = {name: form.get_initial_for_field(f, name) for name, f in form.fields.items()}
    said |= {"code": "year-2027-1", "title": "办法", "first_year": "2027", "least_weight": "0.3"}
    address = reverse("assessment:draft_year_rule")
    assert as_(clerk).post(address, {**said, "parts": "visits | x"}).status_code == 422
    assert as_(clerk).post(address, {**said, "parts": "visits | 0.4"}).status_code == 422
    assert as_(clerk).post(address, said).status_code == 302
    made = YearRule.objects.get(code="year-2027-1")
    staff = charged("staff", "某某", Duty.Role.STAFF)
    assert page(staff, "year_rule", made.pk).status_code == 404
    assert page(clerk, "year_rule", made.pk).context["what_if"] is None
    act = reverse("assessment:year_rule_act", args=[made.pk, "publish"])
    assert as_(clerk).post(act, {"document": "文"}).status_code == 409
    assert as_(clerk).post(act.replace("publish", "try_out")).status_code == 302
    text = page(clerk, "year_rule", made.pk, w_visits="100").content.decode()
    assert "1000" in text
    assert "最大变动" in text
    assert "不是数" in page(clerk, "year_rule", made.pk, w_visits="x").content.decode()
    part = as_(clerk).get(reverse("assessment:what_if", args=[made.pk]), {"w_visits": "1"},
                          headers={"HX-Request": "true"}).content.decode()  # fmt: skip
    assert part.startswith("<section")
    assert as_(clerk).post(act, {"document": "文"}).status_code == 302
    seen = page(staff, "year_rule", made.pk)
    assert (seen.status_code, seen.context["what_if"]) == (200, None)
    assert "市规划局" not in seen.content.decode(), "figures of organs are not everybody's"
    assert page(staff, "what_if", made.pk).status_code == 404
    assert "year-2027-1" in page(staff, "year_rules").content.decode()


def test_an_adjustment_is_put_forward_by_one_and_confirmed_by_another(
    organ, clerk, director, head, day
):
    address = reverse("assessment:propose_adjustment")
    said = {"organ": organ.pk, "year": "2026", "kind": "bonus", "points": "2", "ground": "改革",
            "document": "文"}  # fmt: skip
    assert as_(clerk).get(address).status_code == 200
    for points in ("", "100", "0.001", "1.234"):
        assert as_(clerk).post(address, {**said, "points": points}).status_code == 422
    assert as_(head).post(address, said).status_code == 403
    assert as_(clerk).post(address, said).status_code == 302
    one = Adjustment.objects.get()
    act = reverse("assessment:adjustment_act", args=[one.pk, "confirm"])
    assert page(head, "adjustment", one.pk).status_code == 404
    assert as_(clerk).post(act).status_code == 403
    assert as_(director).post(act).status_code == 302
    assert "+2.00" in page(head, "adjustment", one.pk).content.decode()
    assert page(head, "adjustments").context["count"] == 1


@pytest.fixture
def every_page(year_told, clerk, director, organ, over):
    said = {"ground": "改革", "document": "文", "by": clerk, "on": over}
    one = adjustments.propose(organ, year=2026, kind="veto", **said)
    adjustments.confirm(one, by=director, on=over)
    draft = year_rules.draft(
        "year-2028-1", title="办法", first_year=2028, parameters=year_told.rule.parameters,
        by=clerk, on=over,
    )  # fmt: skip
    year_rules.try_out(draft, by=clerk, on=over)
    return {
        "year_sheets": [],
        "year_sheet": [year_told.pk],
        "year_rules": [],
        "year_rule": [year_told.rule_id],
        "adjustments": [],
        "adjustment": [one.pk],
        "what_if": [year_told.rule_id],
    }


def test_no_page_of_the_year_asks_more_than_a_few_questions(
    every_page, clerk, head, django_assert_max_num_queries
):
    for person in (clerk, head):
        client = as_(person)
        for name, args in every_page.items():
            if (name, person) == ("what_if", head):
                continue
            with django_assert_max_num_queries(20):
                answer = client.get(reverse(f"assessment:{name}", args=args))
            assert answer.status_code == 200, name
