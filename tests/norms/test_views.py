"""The pages on what is asked for: everybody signed in reads, those who lead decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mingcha.norms import commands, queries
from mingcha.norms.models import Checklist, Institution, Norm

PAGES = ["/norms/", "/norms/institutions/", "/norms/checklists/"]


@pytest.fixture
def reader(client, inspector):
    client.force_login(inspector)
    return client


@pytest.fixture
def keeper(client, clerk):
    client.force_login(clerk)
    return client


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_whoever_is_not_signed_in_is_asked_to_sign_in(client, db, address):
    assert client.get(address)["Location"].startswith("/login/")


@pytest.mark.parametrize("address", PAGES)
def test_an_empty_city_is_told_what_to_do(reader, address):
    assert 'class="empty"' in page(reader, address)


def test_a_list_shows_what_is_in_force_and_marks_what_stands_out(reader, catalogue):
    shown = page(reader, "/norms/")
    assert "N05" in shown
    assert shown.count('data-state="red_line"') == 5
    assert shown.count('data-state="praise"') == 1


def test_a_list_is_narrowed_to_one_kind_of_failure_and_keeps_its_day(reader, catalogue):
    shown = page(reader, "/norms/?kind=extortion&on=2026-02-01")
    assert "N13" in shown
    assert "N05" not in shown
    assert 'value="2026-02-01"' in shown
    assert 'name="kind" value="extortion"' in shown


def test_a_list_of_a_day_long_ago_is_empty(reader, catalogue):
    assert "N05" not in page(reader, "/norms/?on=2020-01-01")
    assert "N05" in page(reader, "/norms/?on=nonsense")


def test_lists_are_taken_away_as_files(reader, catalogue):
    for address in PAGES:
        answer = reader.get(address, {"format": "csv"})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/csv")
    assert "红线" in reader.get("/norms/?format=csv").content.decode("utf-8-sig")


def test_a_norm_shows_all_its_wordings_and_where_it_is_asked(reader, norm, clerk, day):
    new = commands.amend(norm, by=clerk, on=day, since=date(2026, 5, 1), text="当场签收。")
    for pk in (norm.pk, new.pk):
        shown = page(reader, f"/norms/{pk}/")
        assert "当场签收。" in shown
        assert norm.text in shown
        assert "窗口察访表 v1" in shown
    assert f'href="/norms/{new.pk}/"' in page(reader, f"/norms/{norm.pk}/")


def test_institutions_are_narrowed_to_the_city_or_single_organs(
    reader, catalogue, organ, clerk, day
):
    own = commands.enter_institution("G01", "周五答疑制", organ=organ, since=day, by=clerk)
    assert "周五答疑制" in page(reader, "/norms/institutions/?scope=organ")
    assert "周五答疑制" not in page(reader, "/norms/institutions/?scope=city")
    assert "市规划局" in page(reader, f"/norms/institutions/{own.pk}/")


def test_a_reader_sees_no_button(reader, norm, counter):
    first = Institution.objects.first()
    for address in (
        *PAGES,
        f"/norms/{norm.pk}/",
        f"/norms/institutions/{first.pk}/",
        f"/norms/checklists/{counter.pk}/",
    ):
        assert 'class="act' not in page(reader, address)


def test_a_reader_decides_nothing(reader, norm, counter, day):
    said = {"code": "N21", "title": "少跑", "failure_kind": "slow", "severity": 1, "since": day}
    for address in (
        "/norms/enter/",
        "/norms/institutions/enter/",
        "/norms/checklists/draft/",
        "/norms/enter_catalogue/",
        f"/norms/checklists/{counter.pk}/retire/",
    ):
        assert reader.post(address, said).status_code == 403
    answer = reader.post(f"/norms/{norm.pk}/amend/", {"title": "别的", "since": day})
    assert answer.status_code == 403
    assert Norm.objects.count() == 20
    counter.refresh_from_db()
    assert counter.state == "in_use"


def test_an_empty_city_takes_over_what_ships(keeper, clerk):
    assert "/norms/enter_catalogue/" in page(keeper, "/norms/")
    assert keeper.post("/norms/enter_catalogue/").status_code == 302
    assert Norm.objects.count() == 20
    assert "/norms/enter_catalogue/" not in page(keeper, "/norms/")
    assert keeper.get("/norms/enter_catalogue/").status_code == 405


def test_a_norm_is_entered_worded_anew_and_ended(keeper, catalogue, day):
    assert "N21" in page(keeper, "/norms/enter/")
    said = {"code": "N21", "title": "少跑一次", "failure_kind": "slow", "severity": 2}
    answer = keeper.post("/norms/enter/", {**said, "since": "2026-04-01"})
    norm = Norm.objects.get(code="N21")
    assert answer["Location"] == f"/norms/{norm.pk}/"
    form = page(keeper, f"/norms/{norm.pk}/amend/")
    assert 'value="少跑一次"' in form
    assert 'value="2026-04-10"' in form
    kept = {"title": "少跑一次", "failure_kind": "slow", "severity": 2, "text": "最多一次。"}
    answer = keeper.post(f"/norms/{norm.pk}/amend/", {**kept, "since": "2026-05-01"})
    assert answer.status_code == 302
    new = queries.norm("N21", on=date(2026, 5, 1))
    assert new.text == "最多一次。"
    keeper.post(f"/norms/{new.pk}/end/", {"last_day": "2026-06-30"})
    new.refresh_from_db()
    assert new.until == date(2026, 6, 30)
    assert f"/norms/{new.pk}/end/" not in page(keeper, f"/norms/{new.pk}/")


def test_words_that_must_stand_are_not_emptied(keeper, norm):
    said = {"title": "", "failure_kind": "wilful", "severity": 2, "since": "2026-05-01"}
    assert keeper.post(f"/norms/{norm.pk}/amend/", said).status_code == 422
    assert Norm.objects.filter(code="N05").count() == 1


def test_a_no_keeps_what_was_written_and_says_why(keeper, catalogue):
    said = {"code": "N05", "title": "少跑一次", "failure_kind": "slow", "severity": 2}
    answer = keeper.post("/norms/enter/", {**said, "since": "2026-05-01"})
    assert answer.status_code == 409
    assert "少跑一次" in answer.content.decode()
    assert "norms.code_in_force" in answer.content.decode()


def test_an_institution_is_entered_and_worded_anew(keeper, organ):
    said = {"code": "G01", "title": "周五答疑制", "organ": organ.pk, "since": "2026-04-01"}
    keeper.post("/norms/institutions/enter/", said)
    made = Institution.objects.get()
    assert made.organ == organ
    said = {"title": "周五答疑制", "organ": "", "since": "2026-05-01"}
    keeper.post(f"/norms/institutions/{made.pk}/amend/", said)
    assert Institution.objects.get(until=None).organ is None


def test_a_checklist_is_drafted_filled_and_put_in_use(keeper, norm, counter):
    keeper.post(f"/norms/checklists/{counter.pk}/revise/")
    draft = queries.draft_for("counter")
    assert f"/norms/checklists/{draft.pk}/" in page(keeper, f"/norms/checklists/{counter.pk}/")
    said = {"norm": norm.pk, "question": "告知单可以带走", "hint": ""}
    keeper.post(f"/norms/checklists/{draft.pk}/add_item/", said)
    keeper.post(f"/norms/checklists/{draft.pk}/drop_item/", {"number": 1})
    assert "告知单可以带走" in page(keeper, f"/norms/checklists/{draft.pk}/")
    keeper.post(f"/norms/checklists/{draft.pk}/put_in_use/")
    assert queries.checklist_for("counter") == draft
    keeper.post(f"/norms/checklists/{draft.pk}/retire/")
    assert queries.checklist_for("counter") is None


def test_a_checklist_is_begun_from_nothing(keeper):
    said = {"place_type": "phone", "title": "电话察访表"}
    answer = keeper.post("/norms/checklists/draft/", said)
    draft = Checklist.objects.get()
    assert answer["Location"] == f"/norms/checklists/{draft.pk}/"
    assert "aria-disabled" not in page(keeper, f"/norms/checklists/{draft.pk}/add_item/")


def test_a_frozen_checklist_offers_what_may_still_come_and_says_why_to_the_rest(keeper, counter):
    shown = page(keeper, f"/norms/checklists/{counter.pk}/")
    assert "/add_item/" not in shown
    assert "/revise/" in shown
    asked = keeper.get(f"/norms/checklists/{counter.pk}/add_item/").content.decode()
    assert "不能进行此项操作" in asked


def test_questions_on_replaced_words_are_pointed_out(keeper, norm, counter, clerk, day):
    before = page(keeper, f"/norms/checklists/{counter.pk}/")
    commands.amend(norm, by=clerk, on=day, text="新")
    after = page(keeper, f"/norms/checklists/{counter.pk}/")
    assert 'class="notice' not in before
    assert 'class="notice' in after


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_the_database_little(
    keeper, catalogue, clerk, day, address, django_assert_max_num_queries
):
    for norm in list(queries.norms(on=day)):
        commands.amend(norm, by=clerk, on=day + timedelta(1), text="新")
    page(keeper, address)
    with django_assert_max_num_queries(12):
        page(keeper, address)


def test_the_page_of_a_thing_asks_the_database_little(
    keeper, norm, counter, django_assert_max_num_queries
):
    for address in (f"/norms/{norm.pk}/", f"/norms/checklists/{counter.pk}/"):
        with django_assert_max_num_queries(14):
            page(keeper, address)


def test_the_pages_speak_english_as_well(keeper, norm, counter):
    keeper.cookies["django_language"] = "en"
    assert "20 norms in force" in page(keeper, "/norms/")
    assert "One-time notice" in page(keeper, f"/norms/{norm.pk}/")
    assert "First-asked responsibility" in page(keeper, "/norms/institutions/")
