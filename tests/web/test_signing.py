"""Logging in: by staff number, locked after failures, with a second factor where it is wanted."""

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache

from mingcha.foundation import policy
from mingcha.foundation.models import JournalEntry
from mingcha.people import commands, queries
from mingcha.people.models import Duty

PASSWORD = "mingzhou-2026"


@pytest.fixture(autouse=True)
def no_failures_yet():
    cache.clear()


@pytest.fixture
def staff(clerk):
    """Somebody without power over others."""
    return commands.register("S1", "某科员", by=clerk, password=PASSWORD)


def log_in(client, staff_no, password=PASSWORD):
    return client.post("/login/", {"login": staff_no, "password": password})


def code_for(secret):
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def set_up(client):
    """Set a second factor up through the pages; its secret."""
    client.post("/login/again/", {"password": PASSWORD})
    page = client.get("/me/second-factor/activate/").content.decode()
    secret = re.search(r'<code class="digest">([A-Z2-7]+)</code>', page)[1]
    answer = client.post("/me/second-factor/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


def test_a_person_signs_in_by_staff_number_and_out_again(client, staff):
    assert log_in(client, " S1 ").url == "/"
    assert client.get("/").status_code == 200
    assert client.post("/logout/").url == "/login/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("staff_no", "password"), [("S1", "wrong"), ("nobody", PASSWORD), ("", "")]
)
def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(
    client, staff, staff_no, password
):
    answer = log_in(client, staff_no, password)
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    if staff_no:
        assert "工号与密码不相符" in answer.content.decode()


def test_five_failures_lock_the_account_for_a_while_and_no_other(client, staff, clerk, settings):
    settings.DEMO_DAY = date(2026, 4, 10)
    for _attempt in range(5):
        log_in(client, "S1", "wrong")
    locked = log_in(client, "S1")
    assert "尝试次数过多" in locked.content.decode()
    assert "_auth_user_id" not in client.session
    assert log_in(client, "clerk").url == "/"


def test_a_suspended_account_is_told_so_or_refused_but_never_let_in(client, staff, clerk, day):
    commands.suspend(staff, by=clerk, on=day)
    log_in(client, "S1")
    assert "_auth_user_id" not in client.session


def test_whoever_has_power_over_others_must_set_up_a_second_factor_first(client, clerk):
    log_in(client, "clerk")
    assert client.get("/").url == "/me/second-factor/activate/"
    assert client.get("/api/organs").status_code == 403
    assert client.get("/api/organs").json()["type"].endswith("people.set_up_second_factor")
    set_up(client)
    assert client.get("/").status_code == 200
    assert JournalEntry.objects.filter(verb="people.person.activate_second_factor").count() == 1


def test_whoever_has_none_is_offered_one_and_not_asked(client, staff):
    log_in(client, "S1")
    assert client.get("/").status_code == 200
    assert "设置二次验证" in client.get("/me/second-factor/").content.decode()


def test_the_demonstration_city_asks_nobody(client, clerk, settings):
    settings.DEMO_DAY = date(2026, 4, 10)
    log_in(client, "clerk")
    assert client.get("/").status_code == 200


def test_the_city_may_put_the_rule_off_by_a_dated_decision(client, clerk, day):
    policy.change("people.second_factor", False, valid_from=day, reason="试运行", by=clerk, on=day)
    log_in(client, "clerk")
    assert client.get("/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(client, staff):
    log_in(client, "S1")
    secret = set_up(client)
    codes = re.findall(
        r"<li><code>(\w+)</code></li>", client.get("/me/second-factor/codes/").content.decode()
    )
    assert len(codes) == 10
    client.post("/logout/")
    cache.clear()  # a code counts once; the test does not wait for the next
    assert log_in(client, "S1").url == "/login/code/"
    assert client.get("/").status_code == 302
    refused = client.post("/login/code/", {"code": "000000"})
    assert "验证码不正确" in refused.content.decode()
    assert client.post("/login/code/", {"code": code_for(secret)}).url == "/"
    client.post("/logout/")
    log_in(client, "S1")
    assert client.post("/login/code/", {"code": codes[0]}).url == "/"
    client.post("/logout/")
    log_in(client, "S1")
    assert client.post("/login/code/", {"code": codes[0]}).status_code == 200, "each opens once"


def test_the_secret_is_not_kept_in_the_clear(client, staff):
    log_in(client, "S1")
    secret = set_up(client)
    kept = [str(one.data) for one in Authenticator.objects.all()]
    assert not any(secret in data for data in kept)


def test_a_lost_second_factor_is_taken_off_by_whoever_keeps_the_register(client, staff, clerk, day):
    log_in(client, "S1")
    set_up(client)
    client.post("/logout/")
    client.force_login(clerk)
    assert client.post(f"/people/{staff.pk}/reset_second_factor/").status_code == 302
    assert not queries.has_second_factor(staff)
    again = client.post(f"/people/{staff.pk}/reset_second_factor/")
    assert again.status_code == 409
    client.force_login(staff)
    assert client.post(f"/people/{clerk.pk}/reset_second_factor/").status_code in {403, 404}


def test_taking_it_off_asks_who_it_is_and_is_journalled(client, staff):
    log_in(client, "S1")
    set_up(client)
    assert client.post("/me/second-factor/deactivate/").status_code == 302
    assert not queries.has_second_factor(staff)
    assert JournalEntry.objects.filter(verb="people.person.deactivate_second_factor").exists()


def test_a_session_that_was_not_begun_just_now_must_prove_itself_before_changing_the_lock(
    client, staff
):
    client.force_login(staff)
    answer = client.get("/me/second-factor/activate/")
    assert answer.url.startswith("/login/again/")
    page = client.get(answer.url).content.decode()
    assert "请确认是您本人" in page
    wrong = client.post(answer.url, {"password": "wrong"})
    assert "当前密码不正确" in wrong.content.decode()
    assert client.post(answer.url, {"password": PASSWORD}).status_code == 302
    assert client.get("/me/second-factor/activate/").status_code == 200


@pytest.mark.parametrize(
    "url", ["/accounts/signup/", "/signup/", "/accounts/password/reset/", "/accounts/email/"]
)
def test_nobody_signs_up_and_nothing_is_sent_by_mail(client, db, url):
    assert client.get(url).status_code == 404


def test_every_page_of_the_second_factor_keeps_the_strict_policy_and_our_look(client, staff):
    log_in(client, "S1")
    client.post("/login/again/", {"password": PASSWORD})
    pages = ["/me/second-factor/", "/me/second-factor/activate/"]
    set_up_after = [
        "/me/second-factor/codes/",
        "/me/second-factor/codes/generate/",
        "/me/second-factor/deactivate/",
    ]
    for url in pages:
        _is_ours(client.get(url))
    set_up(client)
    for url in set_up_after:
        _is_ours(client.get(url))


def _is_ours(answer):
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="brand"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_who_needs_a_second_factor_follows_the_duties(clerk, staff, day):
    assert queries.needs_second_factor(clerk, on=day)
    assert not queries.needs_second_factor(staff, on=day)
    commands.charge(staff, Duty.Role.AUDITOR, on=day, by=clerk)
    assert queries.needs_second_factor(staff, on=day)
