"""Rules of the shared parts: what people see, with and without colour, script or a mouse."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory
from django.utils import translation

from mingcha.web.templatetags import parts

WEB = Path(parts.__file__).resolve().parent.parent
TODAY = date(2026, 3, 24)


def show(part, *, address="/style/", **facts):
    """Render one part as English text with its white space settled."""
    with translation.override("en"):
        template = engines["django"].engine.get_template(f"parts/{part}.html")
        page = template.render(Context(facts | {"request": RequestFactory().get(address)}))
    return re.sub(r"\s+", " ", page)


def days(*kinds):
    """A derivation of consecutive days in March."""
    return [
        {"day": date(2026, 3, 16 + n), "kind": kind, "counts": kind == "counted"}
        for n, kind in enumerate(kinds)
    ]


def kinds(clock):
    return [cell["kind"] for cell in parts.clock_bar(clock)["cells"]]


def test_a_distance_is_said_in_working_days():
    with translation.override("en"):
        said = [parts.wd_left(n) for n in (4, 1, 0, -1, -2, None)]
    assert said == [
        "4 working days left",
        "1 working day left",
        "Due today",
        "1 working day overdue",
        "2 working days overdue",
        "",
    ]


def test_a_date_has_its_weekday_in_english_and_nothing_is_no_date():
    with translation.override("en"):
        assert parts.cn_date(date(2026, 3, 31)) == "31 Mar Tue"
        assert parts.full_date(date(2026, 3, 31)) == "31 Mar 2026"
        assert parts.cn_date(None) == ""


def test_a_moment_shows_the_clock_only_when_it_has_one():
    with translation.override("en"):
        assert parts.moment(datetime(2026, 3, 24, 10, 40, tzinfo=UTC)).endswith("10:40")
        assert parts.moment(TODAY) == "24 Mar"
        assert parts.moment("first quarter") == "first quarter"


@pytest.mark.parametrize(
    ("left", "tone"), [(9, "neutral"), (3, "attention"), (0, "attention"), (-1, "overdue")]
)
def test_only_what_is_near_or_late_is_coloured(left, tone):
    assert parts.tone(left) == tone


def test_a_status_is_a_word_and_a_shape_besides_its_colour():
    page = show("tag", state={"label": "已销号", "tone": "good"})
    assert "已销号" in page
    assert "<svg" in page
    assert "tone-good" in page


def test_states_of_different_tone_have_different_shapes():
    drawn = {parts.shape({"tone": t}) for t in ("neutral", "good", "attention", "overdue")}
    assert len(drawn) == 4


def test_a_number_carries_its_doubt_and_its_base():
    with translation.override("en"):
        page = parts.num("86.4", 120, error="1.2", unit="%")
    assert re.sub("<.*?>", "", page) == "86.4% ± 1.2 of 120"
    assert "—" in parts.num(None)


def test_another_page_keeps_the_filters_and_another_filter_begins_at_page_one():
    context = {"request": RequestFactory().get("/?kind=order&late=1&page=3")}
    assert parts.query(context, page=2) == "?kind=order&late=1&page=2"
    assert parts.query(context, late=None) == "?kind=order"


def test_words_of_people_cannot_become_markup():
    events = [{"when": TODAY, "act": "<b>x</b>", "words": "<script>\nline", "who": "<i>"}]
    page = show("timeline", events=events)
    assert "<script>" not in page
    assert "<b>x" not in page
    assert "&lt;script&gt;<br>line" in page


def test_the_bar_shows_used_paused_and_left_in_order_of_time():
    rows = days("counted", "paused", "counted", "weekend", "counted")
    clock = {"rows": rows, "used": 1, "paused": 1, "left": 2, "today": date(2026, 3, 17)}
    assert kinds(clock) == ["used", "paused", "left", "left"]
    assert parts.clock_bar(clock)["today"] == "50.000%"


def test_the_bar_of_an_overdue_clock_ends_in_the_days_too_many():
    clock = {"used": 17, "paused": 0, "left": -2, "total": 15}
    assert kinds(clock) == ["used"] * 15 + ["over"] * 2
    assert parts.clock_bar(clock)["today"] == "100.000%"


def test_a_clock_that_has_not_begun_draws_no_cells_and_does_not_fail():
    assert kinds({}) == []


def test_a_clock_opens_its_derivation_day_by_day():
    rows = days("counted", "weekend")
    rows[0] |= {"n": 1, "note": "working day"}
    clock = {"due": TODAY, "left": 1, "used": 1, "total": 2, "rows": rows, "today": TODAY}
    page = show("clock", clock=clock)
    assert "How this date was reached" in page
    assert "day 1" in page


def test_a_provisional_date_says_so_and_names_its_year():
    page = show("date", due={"day": date(2027, 2, 22), "left": 200, "provisional": True})
    assert "2027" in page
    assert "provisional" in re.sub("<.*?>", "", page)


def test_a_grey_act_says_why_and_what_would_make_it_live():
    acts = [
        {"act": "close", "label": "Close", "live": False, "because": "Not re-checked yet."}
        | {"remedy": "Arrange the re-check.", "url": "/close"}
    ]
    page = show("acts", acts=acts)
    assert 'aria-describedby="why-close"' in page
    assert "Not re-checked yet." in page
    assert "Arrange the re-check." in page
    assert "/close" not in page


def test_a_live_act_that_writes_is_a_form_with_its_token():
    acts = [{"act": "close", "label": "Close", "live": True, "post": True, "url": "/close"}]
    page = show("acts", acts=acts)
    assert 'method="post"' in page
    assert "csrfmiddlewaretoken" in page


def test_an_empty_list_says_what_to_do():
    empty = {"title": "No orders", "text": "They appear here.", "url": "/all", "label": "All"}
    page = show("table", table={"rows": [], "empty": empty})
    assert "No orders" in page
    assert 'href="/all"' in page
    assert "<table" not in page


def test_a_row_opens_by_its_first_cell_and_each_value_knows_its_column():
    table = {
        "caption": "Orders",
        "columns": [{"label": "Order"}, {"label": "Days", "align": "right"}],
        "rows": [{"url": "/o/1", "cells": [{"text": "ZG-1"}, {"text": "4"}]}],
    }
    page = show("table", table=table)
    assert '<a href="/o/1">ZG-1</a>' in page
    assert '<td class="right" data-label="Days">4' in page


def test_turning_the_page_keeps_the_filters():
    page = show("pager", page=Paginator(range(43), 20).page(2), address="/?kind=order&page=2")
    assert "?kind=order&amp;page=3" in page
    assert "21–40 of 43" in page


class Report(forms.Form):
    done = forms.CharField(label="Done", help_text="Results.", max_length=500)
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_an_error_stands_on_top_with_a_link_and_at_its_field():
    page = show("form", form=Report({}))
    assert 'href="#id_done"' in page
    assert 'href="#id_kind_0"' in page
    assert 'id="id_done_error"' in page
    assert 'id="id_kind_0"' in page
    assert "csrfmiddlewaretoken" in page


def test_help_is_tied_to_its_field():
    page = show("form", form=Report())
    assert 'aria-describedby="id_done_helptext"' in page
    assert 'id="id_done_helptext"' in page


def test_no_template_carries_style_or_script_or_more_than_eighty_lines():
    for path in (WEB / "templates").rglob("*.html"):
        words = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?! src)", words), path
        assert words.count("\n") <= 80, path


def test_the_style_sheet_and_the_script_stay_small():
    static = WEB / "static" / "web"
    assert (static / "site.css").read_text().count("\n") < 900
    assert (static / "site.js").read_text().count("\n") < 200
