"""The pages of the register: who opens them, what they change, what is shown only once."""

import re
from datetime import date

import pytest

from mingcha.foundation.models import JournalEntry
from mingcha.people import commands, queries
from mingcha.people.models import Duty, Person

R = Duty.Role
ACTS = ["charge", "discharge", "declare_tie", "issue_password", "suspend", "restore"]


@pytest.mark.parametrize("role", [R.STAFF, R.LEADER, R.SUPERVISION, R.PERSONNEL])
def test_whoever_is_not_of_the_centre_reads_no_register_but_their_own_entry(enter, signed, role):
    me, other = enter("A1", role), enter("A2")
    browser = signed(me)
    assert browser.get("/people/").status_code == 403
    assert browser.get("/people/?format=csv").status_code == 403
    assert browser.get(f"/people/{other.pk}/").status_code == 404
    assert browser.get(f"/people/{me.pk}/").status_code == 200
    assert [row["staff_no"] for row in browser.get("/api/people").json()["items"]] == ["A1"]
    assert browser.get(f"/api/people/{other.pk}").status_code == 404
    assert browser.get(f"/api/people/{other.pk}/duties").status_code == 404


@pytest.mark.parametrize("role", sorted(queries.READ_THE_REGISTER))
def test_the_centre_its_keepers_and_auditors_read_all_of_it(enter, signed, role, organ):
    enter("A2", R.HEAD, organ)
    browser = signed(enter("A1", role))
    page = browser.get("/people/").content.decode()
    assert "人员A2" in page
    assert "首责" in page or "负责人" in page
    assert "人员A2" in browser.get("/people/?format=csv").content.decode("utf-8-sig")


def test_the_list_is_narrowed_by_words_by_organ_and_by_duty(enter, signed, organ, clerk):
    enter("A1", R.HEAD, organ)
    enter("B2", R.INSPECTOR)
    browser = signed(clerk)

    def names(asked):
        return set(re.findall(r"人员[AB]\d", browser.get(f"/people/?{asked}").content.decode()))

    assert names("q=A1") == {"人员A1"}
    assert names("q=规划") == {"人员A1"}
    assert names(f"organ={organ.pk}") == {"人员A1"}
    assert names("duty=inspector") == {"人员B2"}
    assert names("account=suspended") == set()
    assert names("organ=x&duty=nonsense") == {"人员A1", "人员B2"} or names("organ=x") == {
        "人员A1",
        "人员B2",
    }


def test_a_duty_is_given_and_ended_through_the_page(enter, signed, clerk, organ, day):
    person = enter("A1")
    browser = signed(clerk)
    said = {
        "role": "head",
        "organ": "ＭＺ００１",
        "since": "2026-04-01",
        "document": "明编〔2026〕3号",
    }
    assert browser.post(f"/people/{person.pk}/charge/", said).status_code == 302
    assert queries.heads_of(organ, on=day).get() == person
    browser.post(f"/people/{person.pk}/discharge/", {"role": "head", "organ": "MZ001", "until": ""})
    assert queries.through_time(person).get().until == day
    verbs = [entry.verb for entry in JournalEntry.objects.filter(about_id=str(person.pk))]
    assert verbs[-2:] == ["people.person.charge", "people.person.discharge"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"role": "head"}, "people.needs_organ"),
        ({"role": "head", "organ": "没有的局"}, "MZ001"),
        ({"role": "king"}, ""),
    ],
)
def test_a_charge_that_cannot_be_is_answered_at_the_field_and_writes_nothing(
    enter, signed, clerk, organ, said, words
):
    person = enter("A1")
    answer = signed(clerk).post(f"/people/{person.pk}/charge/", said)
    assert answer.status_code == 422
    assert not queries.through_time(person).exists()


@pytest.mark.parametrize("act", ACTS)
def test_nobody_acts_on_the_register_without_the_duty_to_keep_it(enter, signed, act, organ):
    person = enter("A1")
    browser = signed(enter("A2", R.DIRECTOR))  # reads the register, does not keep it
    said = {"role": "staff", "organ": "MZ001", "what": "旧同事", "until": "2026-04-01"}
    before = JournalEntry.objects.count()
    assert browser.post(f"/people/{person.pk}/{act}/", said).status_code == 403
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("act", ["charge", "discharge", "suspend", "issue_password"])
def test_nobody_gives_or_takes_a_duty_of_their_own(signed, clerk, act):
    said = {"role": "administrator"}
    assert signed(clerk).post(f"/people/{clerk.pk}/{act}/", said).status_code == 403


def test_a_person_declares_a_tie_of_their_own(enter, signed, organ, day):
    inspector = enter("A1", R.INSPECTOR)
    browser = signed(inspector)
    browser.post(
        f"/people/{inspector.pk}/declare_tie/", {"organ": "市规划局", "what": "配偶在该单位工作"}
    )
    assert inspector in queries.tied_to(organ, on=day)
    assert "配偶在该单位工作" in browser.get("/me/").content.decode()


def test_an_issued_password_is_shown_once_and_opens_only_the_page_to_change_it(
    enter, signed, clerk, client
):
    person = enter("A1", R.INSPECTOR)
    page = signed(clerk).post(f"/people/{person.pk}/issue_password/").content.decode()
    secret = re.search(r'receipt-code num">([a-z0-9-]+)<', page)[1]
    assert secret not in signed(clerk).get(f"/people/{person.pk}/").content.decode()
    assert not JournalEntry.objects.filter(facts__icontains=secret).exists()
    client.logout()
    assert client.login(username="A1", password=secret)
    assert client.get("/").url == "/me/password/"
    assert client.get("/api/organs").status_code == 403
    assert client.get("/me/password/").status_code == 200
    new = "春江花月夜-2026"
    told = {"old": secret, "new": new, "again": new}
    assert client.post("/me/password/", told).url == "/me/"
    assert client.get("/").status_code == 200, "one's own session goes on"
    assert Person.objects.get(staff_no="A1").check_password(new)


@pytest.mark.parametrize(
    "told",
    [
        {"old": "wrong", "new": "春江花月夜-2026", "again": "春江花月夜-2026"},
        {"old": "mingzhou-2026", "new": "short", "again": "short"},
        {"old": "mingzhou-2026", "new": "春江花月夜-2026", "again": "春江花月夜-2025"},
        {"old": "mingzhou-2026", "new": "mingzhou-2026", "again": "mingzhou-2026"},
    ],
)
def test_a_password_that_does_not_fit_changes_nothing(enter, signed, told):
    browser = signed(enter("A1"))
    assert browser.post("/me/password/", told).status_code == 422
    assert Person.objects.get(staff_no="A1").check_password("mingzhou-2026")


def test_a_liaison_helps_own_staff_to_log_in_but_never_anyone_with_power(enter, signed, organ):
    browser = signed(enter("A1", R.LIAISON, organ))
    staff = enter("A2", R.STAFF, organ)
    head = enter("A3", R.HEAD, organ)
    inspector = enter("A4", R.INSPECTOR, organ)
    stranger = enter("A5")
    answers = {
        person.staff_no: browser.post(f"/people/{person.pk}/issue_password/").status_code
        for person in (staff, head, inspector, stranger)
    }
    assert answers == {"A2": 200, "A3": 403, "A4": 403, "A5": 404}


def test_a_suspended_account_opens_nothing_and_can_be_restored(enter, signed, clerk, client, day):
    person = enter("A1")
    token = commands.make_token(person, "统计", by=person, on=day)
    signed(clerk).post(f"/people/{person.pk}/suspend/")
    client.logout()
    assert not client.login(username="A1", password="mingzhou-2026")
    bearer = {"authorization": f"Bearer {token}"}
    assert client.get("/api/organs", headers=bearer).status_code == 401
    signed(clerk).post(f"/people/{person.pk}/restore/")
    client.logout()
    assert client.login(username="A1", password="mingzhou-2026")


def test_a_key_is_shown_once_listed_by_name_and_ended_only_by_its_owner(enter, signed, day):
    me, other = enter("A1"), enter("A2")
    browser = signed(me)
    page = browser.post("/me/", {"name": "统计程序", "days": "30"}).content.decode()
    secret = re.search(r"mc_[\w-]+", page)[0]
    listed = browser.get("/me/").content.decode()
    assert "统计程序" in listed
    assert secret not in listed
    token = queries.tokens_of(me).get()
    assert signed(other).post(f"/me/tokens/{token.pk}/revoke_token/").status_code == 404
    signed(me).post(f"/me/tokens/{token.pk}/revoke_token/")
    assert queries.bearer(secret, on=day) is None


@pytest.mark.parametrize("days", ["0", "-1", "400", "x"])
def test_no_key_lives_longer_than_a_year(enter, signed, days):
    me = enter("A1")
    assert signed(me).post("/me/", {"name": "x", "days": days}).status_code == 422
    assert not queries.tokens_of(me).exists()


def test_a_person_is_entered_and_a_taken_number_is_refused(signed, clerk, organ):
    browser = signed(clerk)
    told = {"staff_no": "N1", "name": "新来的", "organ": "MZ001", "post": "科员"}
    entered = browser.post("/people/new/", told)
    assert Person.objects.get(staff_no="N1").organ == organ
    assert browser.get(entered.url).status_code == 200
    assert browser.post("/people/new/", told).status_code == 409
    assert Person.objects.filter(staff_no="N1").count() == 1


def test_only_the_keepers_enter_persons(enter, signed):
    assert signed(enter("A1", R.DIRECTOR)).get("/people/new/").status_code == 403


def test_a_program_charges_and_never_learns_a_password(enter, client, clerk, day, organ):
    person = enter("A1")
    token = commands.make_token(clerk, "人事同步", by=clerk, on=day)
    bearer = {"authorization": f"Bearer {token}"}
    said = {"role": "liaison", "organ": "MZ001"}
    path = f"/api/people/{person.pk}"
    done = client.post(f"{path}/charge", said, content_type="application/json", headers=bearer)
    assert done.status_code == 200, done.content
    assert queries.duties_of(person, on=day).get().role == "liaison"
    refused = client.post(
        f"{path}/issue_password", "{}", content_type="application/json", headers=bearer
    )
    assert refused.status_code == 404
    assert [d["role"] for d in client.get(f"{path}/duties", headers=bearer).json()] == ["liaison"]


def test_the_pages_of_the_register_cost_few_questions(
    enter, signed, clerk, organ, django_assert_max_num_queries
):
    for n in range(30):
        enter(f"A{n}", R.STAFF, organ)
    browser = signed(clerk)
    person = Person.objects.get(staff_no="A1")
    for url in (
        "/people/",
        f"/people/{person.pk}/",
        "/me/",
        f"/people/{person.pk}/sight/",
        "/roles/",
    ):
        with django_assert_max_num_queries(14):
            assert browser.get(url).status_code == 200, url


def test_what_a_person_can_see_is_counted_by_the_rooms_own_question(enter, signed, clerk, organ):
    person = enter("A1", R.STAFF)
    page = signed(clerk).get(f"/people/{person.pk}/sight/").content.decode()
    assert re.search(r"机关 1 / 1", page)
    assert re.search(r"人员 1 / 2", page)
    assert signed(person).get(f"/people/{clerk.pk}/sight/").status_code == 404
    assert signed(person).get(f"/people/{person.pk}/sight/").status_code == 200


def test_a_former_duty_stays_on_the_page(enter, signed, clerk, organ):
    person = enter("A1", R.HEAD, organ)
    commands.discharge(person, R.HEAD, until=date(2025, 1, 1), organ=organ, by=clerk)
    assert "2025年1月1日" in signed(clerk).get(f"/people/{person.pk}/").content.decode()
