"""My work: what waits for a person, the most urgent first, every choice in the address."""

import re

import pytest


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def numbers(page):
    return re.findall(r'class="num">([A-Z]{2}-\d{4}-\d{4})<', page)


@pytest.fixture
def five(waits):
    waits("ZG-2026-0001", days=3)  # due Wednesday: three working days left, next week
    waits("ZG-2026-0002", days=2, since=10)  # overdue
    waits("FK-2026-0003", days=20, kind="findings")
    waits("FK-2026-0004", kind="findings", clock=False)
    waits("ZG-2026-0005", days=5, mine=False)


def test_the_most_urgent_stands_first_and_what_has_no_deadline_last(desk, five):
    page = desk.get("/").content.decode()
    assert numbers(page) == ["ZG-2026-0002", "ZG-2026-0001", "FK-2026-0003", "FK-2026-0004"]
    assert "逾期 5 个工作日" in page
    assert "没有期限" in page


def test_what_waits_for_others_stands_on_its_own_tab(desk, five):
    page = desk.get("/?whose=others").content.decode()
    assert numbers(page) == ["ZG-2026-0005"]


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("due=overdue", ["ZG-2026-0002"]),
        ("due=soon", ["ZG-2026-0001"]),
        ("due=week", []),
        ("room=findings", ["FK-2026-0003", "FK-2026-0004"]),
        ("room=findings&due=overdue", []),
        ("sort=-number", ["ZG-2026-0002", "ZG-2026-0001", "FK-2026-0004", "FK-2026-0003"]),
        ("room=nonsense&due=never&sort=what", []),
    ],
)
def test_the_address_narrows_and_sorts(desk, five, asked, seen):
    assert numbers(desk.get(f"/?{asked}").content.decode()) == seen


def test_the_counts_on_top_lead_to_what_they_count(desk, five):
    page = desk.get("/").content.decode()
    for label, url, n in (
        ("逾期", "?due=overdue", 1),
        ("三日内", "?due=soon", 1),
        ("等别人", "?whose=others", 1),
    ):
        assert re.search(rf'{label}</dt>\s*<dd><a href="{re.escape(url)}">{n}</a>', page), label


def test_a_narrowed_list_that_is_empty_says_that_other_matters_wait(desk, five):
    assert "没有这一类" in desk.get("/?due=week").content.decode()


def test_an_empty_desk_says_what_to_do(desk, waits):
    page = desk.get("/").content.decode()
    assert "今天没有等您办理的事项" in page
    assert "/workdays/" in page


def test_a_long_list_is_paged_and_keeps_its_choices(desk, waits):
    for n in range(60):
        waits(f"ZG-2026-{n:04d}", clock=False)
    page = desk.get("/?sort=number").content.decode()
    assert len(numbers(page)) == 50
    assert "sort=number&amp;page=2" in page
    assert len(numbers(desk.get("/?sort=number&page=2").content.decode())) == 10


def test_the_navigation_knows_how_much_waits_only_while_nothing_was_written(desk, five, clerk, day):
    from mingcha.people import commands

    assert 'hx-get="/work/count/"' in desk.get("/organs/").content.decode()
    assert "4" in desk.get("/work/count/").content.decode()
    assert re.search(r'我的工作 <span class="num">4<', desk.get("/organs/").content.decode())
    commands.make_token(clerk, "统计程序", by=clerk, on=day)
    assert 'hx-get="/work/count/"' in desk.get("/organs/").content.decode()


def test_the_desk_with_the_first_steps_of_a_city_costs_few_questions(
    desk, five, django_assert_max_num_queries
):
    with django_assert_max_num_queries(19):
        desk.get("/")


def test_unread_messages_and_headless_organs_are_named(desk, waits, clerk, organ):
    from mingcha.foundation import time
    from mingcha.people import commands

    commands.tell([clerk], "新的通报已印发", about="test:1", at=time.now())
    page = desk.get("/").content.decode()
    assert "1 条新消息" in page
    assert "市规划局" in page
