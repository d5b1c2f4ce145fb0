"""Pages of scores: the list with who can be told apart, the sheet with every step, the rules."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.assessment import commands
from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.people.models import Duty
from tests.assessment.conftest import Q1


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_list_shows_the_plot_of_a_class_and_goes_away_as_a_file(told, clerk):
    client, address = as_(clerk), reverse("assessment:sheets")
    page = client.get(address)
    assert (page.context["count"], page.status_code) == (1, 200)
    assert "95.00" in page.content.decode()
    assert page.context["standing"]["plot"].svg
    assert client.get(address, {"class": "service"}).context["count"] == 0
    assert "95.00" in client.get(address, {"format": "csv"}).content.decode("utf-8-sig")


def test_an_organ_sees_its_own_line_and_no_plot_of_others(told, head):
    page = as_(head).get(reverse("assessment:sheets"))
    assert page.context["count"] == 1
    assert page.context["standing"] is None
    assert page.context["all_acts"] is None


def test_superseded_sheets_are_shown_only_when_asked_for(told, clerk, day):
    commands.recompute(told, by=clerk, on=day, reason="再算。")
    client, address = as_(clerk), reverse("assessment:sheets")
    assert client.get(address).context["count"] == 1
    assert client.get(address, {"state": "superseded"}).context["count"] == 1


def test_a_sheet_shows_every_step_and_leads_to_its_findings(told, head):
    text = as_(head).get(reverse("assessment:sheet", args=[told.pk])).content.decode()
    number = told.inputs["findings"][0]["number"]
    for words in (
        f'href="/n/{number}/"',
        "95.00",
        "40",
        told.digest[:8],
        told.rule.code,
        "提出异议",
    ):
        assert words in text


def test_a_sheet_that_was_not_told_is_not_there_for_the_organ(sheet, head):
    address = reverse("assessment:sheet", args=[sheet.pk])
    assert as_(head).get(address).status_code == 404
    act = reverse("assessment:sheet_act", args=[sheet.pk, "object"])
    assert as_(head).post(act, {"objection": "不实"}).status_code == 404


def test_a_sheet_says_in_words_why_nobody_is_rated(rule, organ, clerk, day):
    (one,) = commands.compute(Q1, by=clerk, on=day)
    text = as_(clerk).get(reverse("assessment:sheet", args=[one.pk])).content.decode()
    assert "既不是 0 分，也不是 100 分" in text


def test_a_sheet_says_when_the_facts_read_otherwise_today(told, organ, confirmed, clerk, head):
    from datetime import date

    confirmed(organ, happened_on=date(2026, 3, 3))
    address = reverse("assessment:sheet", args=[told.pk])
    assert as_(clerk).get(address).context["changed"]
    assert not as_(head).get(address).context["changed"]


def test_the_doors_carry_a_sheet_to_its_review(sheet, auditor, clerk, head, director):
    def act(person, name, **said):
        address = reverse("assessment:sheet_act", args=[sheet.pk, name])
        return as_(person).post(address, said).status_code

    assert act(clerk, "check") == 403
    assert act(auditor, "check") == 302
    assert act(clerk, "tell") == 302
    assert act(clerk, "decide") == 409
    page = as_(clerk).get(reverse("assessment:sheet", args=[sheet.pk]))
    (decide,) = [one for one in page.context["acts"] if one["act"] == "decide"]
    assert (decide["live"], "2026-04-17" in str(decide["because"])) == (False, True)
    assert act(head, "object", objection="") == 422
    assert act(head, "object", objection="不是我局。") == 302
    assert act(director, "review", outcome="upheld", review="确非该局。") == 302
    assert act(clerk, "decide") == 409
    assert act(clerk, "recompute", reason="更正。") == 302
    assert act(clerk, "no_such_act") == 404
    assert Sheet.objects.get(follows=sheet).state == "computed"


def test_a_whole_quarter_is_computed_and_checked_at_once(
    rule, organ, other, clerk, auditor, inspector
):
    def act(person, name):
        return as_(person).post(reverse("assessment:period_act", args=[Q1, name])).status_code

    assert act(inspector, "compute") == 403
    assert act(clerk, "compute") == 302
    assert act(clerk, "compute") == 409
    assert act(auditor, "check_all") == 302
    assert act(clerk, "delete_all") == 404
    assert set(Sheet.objects.values_list("state", flat=True)) == {"checked"}


def test_rules_are_read_by_everybody_and_published_by_the_conduct_office(rule, clerk, charged):
    staff = charged("staff", "某某", Duty.Role.STAFF)
    assert rule.code in as_(staff).get(reverse("assessment:rules")).content.decode()
    text = as_(staff).get(reverse("assessment:rule", args=[rule.pk])).content.decode()
    assert rule.document in text
    address = reverse("assessment:publish_rule")
    form = as_(clerk).get(address).context["form"]
    said = {name: field.initial for name, field in form.fields.items() if field.initial}
    said |= {"code": "2026-2", "document": "明作风办〔2026〕9号", "valid_from": "2026-07-01"}
    assert as_(clerk).post(address, {**said, "weight_1": "x"}).status_code == 422
    assert as_(staff).post(address, said).status_code == 403
    assert as_(clerk).post(address, {**said, "give_back": "0.4"}).status_code == 302
    assert RuleVersion.objects.get(code="2026-2").parameters["give_back"] == "0.4"


@pytest.mark.parametrize("name", ["sheets", "sheet", "rules", "rule"])
def test_no_page_asks_more_than_a_few_questions(
    name, told, clerk, head, django_assert_max_num_queries
):
    args = {"sheet": [told.pk], "rule": [told.rule_id]}.get(name, [])
    for person in (clerk, head):
        client = as_(person)
        with django_assert_max_num_queries(20):
            assert client.get(reverse(f"assessment:{name}", args=args)).status_code == 200
