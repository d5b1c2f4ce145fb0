"""The pages of the inventory: what they show, to whom, and what they refuse."""

from datetime import date

import pytest
from django.test import Client

from mingcha.foundation import time
from mingcha.powers import commands
from mingcha.powers.models import Item, Reform

MAY = date(2026, 5, 1)
FORM = {
    "code": "XK 300",
    "name": "古树名木迁移许可",
    "of_kind": "licence",
    "level": "city",
    "since": "2026-04-10",
    "legal": "20个工作日",
    "promised": "即办",
    "bases": "《城市绿化条例》第二十四条",
    "steps": "受理（1）\n决定（2）",
    "materials": "申请表\n身份证明|公安机关",
    "fees": "",
}


@pytest.fixture
def browser(client, office):
    client.force_login(office)
    return client


def sent(organ, **changes):
    return {**FORM, "organ": organ.pk, **changes}


def page(browser, url, **asked):
    answer = browser.get(url, asked)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_the_inventory_is_listed_narrowed_and_taken_away(browser, item, other):
    assert "户外广告设置许可" in page(browser, "/powers/")
    told = page(browser, "/powers/", q="排水")
    assert "污水排入" in told
    assert "户外广告" not in told
    lines = browser.get("/powers/?format=csv").content.decode("utf-8-sig")
    assert "XK-001" in lines
    assert "XK-002" in lines


def test_an_item_shows_all_it_asks_for_and_what_it_asked_for_before(browser, item, office, day):
    commands.amend(item, by=office, on=day, since=MAY, legal_days=15)
    told = page(browser, f"/powers/{item.pk}/")
    for words in ("行政许可法", "第四十二条", "身份证明", "公安机关", "工本费", "20 个工作日"):
        assert words in told, words
    assert "15 个工作日" in page(browser, f"/powers/{item.pk}/?from=2026-05-01")


def test_an_item_is_entered_on_a_page_and_what_was_written_survives_a_no(browser, organ):
    assert browser.get("/powers/enter/").status_code == 200
    answer = browser.post("/powers/enter/", sent(organ, legal="一个月"))
    assert answer.status_code == 422
    assert "古树名木迁移许可" in answer.content.decode()
    assert browser.post("/powers/enter/", sent(organ)).status_code == 302
    made = Item.objects.get()
    assert (made.code, made.versions.get().on_the_spot) == ("XK300", True)
    assert [m.source for m in made.versions.get().materials.all()] == ["", "公安机关"]
    assert browser.post("/powers/enter/", sent(organ)).status_code == 409


def test_the_form_of_a_change_begins_with_what_stands_and_only_that_changes(browser, item):
    url = f"/powers/{item.pk}/amend/"
    form = browser.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields}
    said = {**said, "since": "2026-05-01"}
    said.pop("joint")
    answer = browser.post(url, {**said, "promised": "5个工作日"})
    assert answer.status_code == 302, answer.content.decode()
    _first, second = item.versions.order_by("valid_from")
    assert (second.promised_days, second.legal_days, second.steps.count()) == (5, 20, 3)
    assert [m.source for m in second.materials.all()] == ["", "公安机关"]
    assert [f.amount for f in second.fees.all()] == ["20元/本"]


def test_a_reform_goes_from_page_to_page_through_everybodys_hands(
    item, office, lawyer, leader, liaison, day
):
    hands = {}
    for name, person in zip("olgc", (office, lawyer, leader, liaison), strict=True):
        hands[name] = Client()
        hands[name].force_login(person)
    at = f"/powers/{item.pk}/"
    assert hands["l"].post(f"{at}open_review/", {"reason": "修法"}).status_code == 403
    assert hands["o"].post(f"{at}open_review/", {"reason": "修法"}).status_code == 302
    said = {"how": "simplify", "document": "明政发〔2026〕12号", "effective_on": "2026-05-01",
            "reason": "减材料", "drop_materials": "M2、M9"}  # fmt: skip
    answer = hands["l"].post(f"{at}propose_reform/", said)
    assert answer.status_code == 422
    assert "M9" in answer.content.decode()
    said["drop_materials"] = "M2"
    assert hands["l"].post(f"{at}propose_reform/", said).status_code == 302
    assert hands["o"].post(f"{at}decide/").status_code == 403
    assert hands["g"].post(f"{at}decide/").status_code == 302
    with time.at(MAY):
        assert hands["c"].post(f"{at}resume/", {"remark": ""}).status_code == 302
    item.refresh_from_db()
    assert item.state == "listed"
    told = page(hands["c"], f"/powers/reforms/{Reform.objects.get().pk}/")
    assert "明政发〔2026〕12号" in told
    assert "50.0 %" in told
    assert "GG-2026-0001" in page(hands["c"], at)


def test_the_ledger_shows_totals_and_says_when_only_the_count_fell(browser, propose, leader, day):
    commands.decide(propose(drop_materials=["M2"]), by=leader, on=day)
    told = page(browser, "/powers/ledger/", **{"from": "2026-04-01", "to": "2026-05-02"})
    assert "50.0 %" in told
    assert "<svg" in told
    assert "只有数量下降" not in told
    assert browser.get("/powers/ledger/?from=x&to=y").status_code == 200


def test_the_checks_are_for_those_who_keep_the_inventory(browser, client, item, liaison):
    assert "✓" in page(browser, "/powers/checks/")
    other = Client()
    other.force_login(liaison)
    assert other.get("/powers/checks/").status_code == 403


def test_pages_of_forms_are_for_whoever_may_act(item, liaison, lawyer):
    browser = Client()
    browser.force_login(lawyer)
    assert browser.get("/powers/enter/").status_code == 403
    assert browser.post("/powers/enter/", FORM).status_code == 403


def test_a_form_sent_as_it_stands_after_a_material_went_changes_nothing(
    browser, propose, leader, clerk, day
):
    item = propose(drop_materials=["M1"])
    commands.decide(item, by=leader, on=day)
    url = f"/powers/{item.pk}/amend/"
    with time.at(MAY):
        commands.resume(item, by=clerk, on=MAY, remark="")
        form = browser.get(url).context["form"]
        said = {name: form[name].value() for name in form.fields if name != "joint"}
        assert browser.post(url, said).status_code == 422
    assert [one.code for one in item.versions.last().materials.all()] == ["M2"]


# For everybody


def test_the_public_reads_the_catalogue_without_signing_in(client, item, other, day):
    told = page(client, "/catalogue/")
    assert "户外广告设置许可" in told
    assert "污水" not in page(client, "/catalogue/", q="广告")
    lines = client.get("/catalogue/?format=csv").content.decode("utf-8-sig")
    assert len(lines.splitlines()) == 3


def test_a_public_page_says_in_plain_words_what_to_bring_and_what_it_costs(client, item, day):
    told = page(client, "/catalogue/XK-001/")
    for words in ("身份证明（公安机关）", "工本费 20元/本", "《行政许可法》第四十二条", "受理"):
        assert words in told, words


def test_an_items_own_calculator_gives_the_known_answers(client, office, terms, db):
    with time.at(date(2024, 9, 10)):
        since = date(2024, 1, 2)
        commands.enter("XK-F14", "某许可", terms=terms, since=since, by=office)
        told = client.get("/catalogue/XK-F14/", {"accepted": "2024年9月10日"})
    dues = [str(clock["due"]) for clock in told.context["clocks"]]
    assert dues == ["2024-09-23", "2024-10-14"]


@pytest.mark.parametrize("wrong", ["", "2024-02-30", "yesterday", "9999-12-31", "2026-04-10\0"])
def test_a_day_that_is_none_gets_a_sentence(client, item, day, wrong):
    assert client.get("/catalogue/XK-001/", {"accepted": wrong}).status_code == 422


def test_words_that_no_database_holds_find_nothing(client, item, day):
    assert "XK-001" not in page(client, "/catalogue/", q="XK\0")
    assert client.get("/catalogue/", {"kind": "licence\0"}).status_code == 200
    assert client.get("/catalogue/XK-001%00/").status_code == 404


def test_what_has_left_the_inventory_says_so_and_what_never_was_is_not_found(
    client, propose, leader, day
):
    commands.decide(propose("cancel"), by=leader, on=day)
    assert client.get("/catalogue/XK-999/").status_code == 404
    with time.at(MAY):
        told = page(client, "/catalogue/XK-001/")
        assert "明政发〔2026〕12号" in told
        assert "XK-001" not in page(client, "/catalogue/")
