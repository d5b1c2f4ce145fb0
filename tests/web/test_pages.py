"""Every page: who may see it, in both languages, within its budget, under the strict policy."""

import html
import re
from urllib.parse import urljoin

import pytest

from mingcha.demo import city
from mingcha.foundation import time
from mingcha.people.models import Person
from mingcha.web import beginning, xrays

DESK = [
    "/",
    "/search/?q=%E5%B1%80",
    "/organs/",
    "/people/",
    "/roles/",
    "/me/",
    "/settings/rules/",
    "/calendar/",
    "/calendar/?year=2027",
    "/journal/",
    "/organs/?on=2026-02-01",
]
PUBLIC = ["/login/", "/workdays/", "/health/", "/style/"]


@pytest.fixture
def small(small_city, db, day):
    """The small city, on its day."""


@pytest.fixture
def auditor(small, client):
    person = Person.objects.get(staff_no="auditor")
    client.force_login(person)
    return client


@pytest.mark.parametrize("url", DESK)
def test_a_stranger_is_asked_to_sign_in(small_city, client, db, url):
    answer = client.get(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login/")


@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_open_without_an_account(small_city, client, db, url):
    assert client.get(url).status_code == 200


def test_desk_pages_stay_under_twenty_queries(auditor, django_assert_max_num_queries):
    for url in DESK:
        with django_assert_max_num_queries(19):
            assert auditor.get(url).status_code == 200, url


def test_only_auditors_read_the_journal_and_the_no_has_a_remedy(small, client):
    client.force_login(Person.objects.get(staff_no="inspector"))
    answer = client.get("/journal/")
    assert answer.status_code == 403
    assert "您的职责不包括此页面" in answer.content.decode()
    assert client.get("/journal/export").status_code == 403


def test_the_sealed_journal_can_be_taken_away_and_checked(auditor):
    from mingcha.core import merkle
    from mingcha.foundation import journal

    lines = b"".join(auditor.get("/journal/export").streaming_content).splitlines()
    assert merkle.root(lines).hex() == journal.head().root


def test_the_demonstration_accounts_can_sign_in_and_out(small, client, settings):
    settings.DEMO_DAY = city.DAY
    said = {"login": "office", "password": "mingzhou-2026"}
    assert client.post("/login/", said).url == "/"
    assert "作风办" in client.get("/").content.decode()
    assert client.post("/logout/").url == "/login/"
    refused = client.post("/login/", {**said, "password": "wrong"})
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session


def test_english_pages_speak_no_chinese_but_names(auditor):
    for url in [*DESK, "/workdays/", "/login/"]:
        page = auditor.get(url, headers={"accept-language": "en"}).content.decode()
        for word in ("类别", "日历", "我的工作", "收件日", "层级"):
            assert word not in page, url


def test_an_organ_page_shows_what_it_was_called_on_a_day(auditor):
    from mingcha.organs.models import Unit

    gone = Unit.objects.filter(successors__how="merge").first()
    page = auditor.get(f"/organs/{gone.pk}/?on=2026-01-10").content.decode()
    assert gone.name in page
    assert "市综合管理局" in page
    assert auditor.get("/organs/999999/").status_code == 404


def test_search_finds_by_full_width_code_by_part_of_a_name_and_by_former_name(auditor):
    assert "市教育局" in auditor.get("/search/", {"q": "ＭＺ００１"}).content.decode()
    assert "市教育局" in auditor.get("/search/", {"q": "教育"}).content.decode()
    assert "没有找到" in auditor.get("/search/", {"q": "不存在的机关"}).content.decode()
    assert auditor.get("/search/").status_code == 200


def test_no_link_on_any_page_leads_nowhere(auditor):
    seen, todo = set(), ["/"]
    while todo and len(seen) < 60:
        url = todo.pop()
        answer = auditor.get(url, follow=True)  # a reference number leads on to its thing
        assert answer.status_code == 200, url
        seen.add(url)
        if "html" in answer["Content-Type"]:
            links = re.findall(r'href="([/?][^"#]*)"', answer.content.decode())
            links = {urljoin(url, html.unescape(link)) for link in links}
            todo += [u for u in links - seen - set(todo) if not u.startswith(("/static", "/style"))]


def test_every_answer_carries_the_strict_policy(small_city, client, db):
    answer = client.get("/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "no-store" in answer["Cache-Control"]


def test_the_demonstration_city_is_the_same_every_time_it_is_made(small):
    from mingcha.organs import queries

    heads = Person.objects.filter(duties__role="head").order_by("staff_no")
    assert [person.name for person in heads.distinct()[:3]] == ["苏清春", "王思书", "苗书和"]
    assert queries.organs(on=city.MERGED).count() == 11
    with time.at(city.DAY):
        assert queries.organs(on=time.today()).count() == 11


def test_the_first_steps_go_away_with_the_first_visit(small):
    office = Person.objects.get(staff_no="office")
    assert beginning.begun()
    assert beginning.shown(office, on=time.today(), has_begun=beginning.begun()) is None
    assert xrays.the_centre() == xrays.checklists() == []
