"""Nobody reads what their duty does not let them know, whichever door they try."""

import pytest

from mingcha.foundation import time
from mingcha.meetings.record import code_of
from mingcha.people.models import Duty
from tests.privacy import crawl, planted

R = Duty.Role
# Every night all of them; with every change those to whom a leak would do most harm.
DAILY = {R.HEAD, R.INSPECTOR, R.LEADER, R.ADMINISTRATOR}
ROLES = [pytest.param(r.value, marks=[] if r in DAILY else pytest.mark.slow) for r in R]


@pytest.fixture(scope="module")
def city(small_city, django_db_blocker):
    """The small city with secrets in it."""
    from datetime import date

    with django_db_blocker.unblock(), time.at(date(2026, 4, 10)):
        return planted.lay_out()


def leaks(city, role, told):
    """Every secret word that stands where this duty may not read it."""
    return sorted(
        {
            f"{role} reads {secret.word} at {address} ({status})"
            for address, words, status in told
            for secret in city.secrets
            if secret.word in words.replace(address, "") and secret.is_leak(role, address)
        }
    )


def roots(city):
    things = [address for thing in city.things for address in crawl.of_thing(thing)]
    pieces = [row.pk for row in planted.Evidence.objects.all().order_by("-received_at")[:6]]
    files = [f"/evidence/{pk}/{form}" for pk in pieces for form in ("", "thumb/")]
    hall = [f"/meetings/{city.guest.meeting_id}/{at}" for at in ("people/", "seats/", "desk/",
            "cards.pdf", "places.pdf", "signatures.pdf")]  # fmt: skip
    hall += [f"/meetings/invitations/{city.guest.pk}/", f"/meetings/in/{code_of(city.guest.key)}/"]
    return hall + crawl.doors() + things + files + [f"/api/evidence/{pk}" for pk in pieces]


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_their_duty_does_not_let_them_know(city, db, day, role):
    told = crawl.Crawl(city.by[role]).through(roots(city))
    assert len(told) > 60
    assert [(address, status) for address, _words, status in told if status >= 500] == []
    assert "\n".join(leaks(city, role, told)) == ""


def test_a_leak_put_in_on_purpose_is_found(city, db, day, settings):
    settings.ROOT_URLCONF = "tests.web.leaky_urls"
    asked = [f"/findings/{one.pk}/" for one in city.things if hasattr(one, "fed_back_on")]
    told = crawl.Crawl(city.by[R.STAFF]).through(asked)
    found = leaks(city, R.STAFF.value, told)
    assert any("未曾反馈其一" in line for line in found)
    assert any("收受购物卡线索" in line for line in found)
