"""Rules of the plots: quick to read, safe to embed, never without their figures."""

import re
from dataclasses import FrozenInstanceError

import altair as alt
import pytest

from mingcha.foundation import drawing, plots
from mingcha.foundation.plots import Ageing, Burden, Interval, Trend

WORDS = {"title": "前三名无法区分", "subtitle": "得分，满分 100", "source": "明州市察访中心"}

AGEING = [
    Ageing("5 日以内", "责任机关", 96, 41),
    Ageing("5 日以内", "察访中心", 22, 41),
    Ageing("逾期", "责任机关", 121, 9, overdue=True),
    Ageing("逾期", "察访中心", 15, 9, overdue=True),
]
TREND = [Trend("一季度", 71, 67, 75, 52), Trend("二季度", 74, 70.5, 77.5, 61)]
BURDEN = [Burden("市水务局", 9, 6), Burden("市教育局", 2, 4)]
INTERVALS = [
    Interval("市水务局", 92.4, 91.3, 93.5, 1, 120),
    Interval("市教育局", 92.0, 90.4, 93.6, 1, 110),
    Interval("市应急管理局", 82.0, 80.3, 83.7, 2, 96),
]
ALL = [
    plots.ageing(AGEING, **WORDS),
    plots.trend(TREND, baseline=72, baseline_label="基线 72%", unit="%", **WORDS),
    plots.burden(BURDEN, **WORDS),
    plots.intervals(INTERVALS, **WORDS),
]


@pytest.mark.parametrize("plot", ALL)
def test_a_plot_is_embedded_without_script_or_style(plot):
    for picture in (plot.svg, plot.narrow):
        assert picture.startswith("<svg")
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", picture)


@pytest.mark.parametrize("plot", ALL)
def test_a_plot_names_itself_to_people_who_cannot_see_it(plot):
    assert 'role="img"' in plot.svg
    assert "<title>前三名无法区分</title>" in plot.svg


@pytest.mark.parametrize("plot", ALL)
def test_every_plot_has_its_figures_beneath(plot):
    assert plot.table.rows
    assert all(len(row.cells) == len(plot.table.columns) for row in plot.table.rows)


def test_a_title_cannot_smuggle_markup_into_the_picture():
    sly = plots.burden(BURDEN, title='<script>"x"</script>', subtitle="", source="")
    assert "<script" not in sly.svg


def test_an_organ_name_cannot_smuggle_markup_into_the_picture():
    sly = [Burden("<script>局</script>", 2, 4)]
    assert "<script" not in plots.burden(sly, **WORDS).svg


@pytest.mark.parametrize("draw", [plots.ageing, plots.trend, plots.burden, plots.intervals])
def test_no_figures_give_a_sentence_and_no_picture(draw):
    plot = draw([], **WORDS)
    assert plot.svg == ""
    assert plot.table is None
    assert plot.empty


def test_only_the_excess_over_the_ceiling_is_red():
    assert drawing.ACCENT in ALL[2].svg
    assert drawing.ACCENT not in plots.burden([Burden("市教育局", 4, 4)], **WORDS).svg


def test_only_the_responsible_side_of_overdue_orders_is_red():
    assert drawing.ACCENT in ALL[0].svg
    assert drawing.ACCENT not in plots.ageing(AGEING[:2], **WORDS).svg


def test_a_score_is_written_with_its_doubt():
    assert "92.4 ± 1.1" in ALL[3].svg


def test_indistinguishable_organs_are_shaded_alike():
    shaded = ALL[3].svg.count(f'fill="{drawing.RAISED}"')
    assert shaded == 2


def test_the_same_rows_are_drawn_once():
    before = drawing.picture.cache_info().misses
    plots.intervals(INTERVALS, **WORDS)
    assert drawing.picture.cache_info().misses == before


def test_one_single_value_of_zero_is_still_drawn():
    assert plots.ageing([Ageing("5 日以内", "责任机关", 0, 0)], **WORDS).svg
    assert plots.trend([Trend("一季度", 0, 0, 0, 1)], **WORDS).svg
    assert plots.burden([Burden("市教育局", 0, 0)], **WORDS).svg
    assert plots.intervals([Interval("市教育局", 0, 0, 0, 1, 1)], **WORDS).svg


def test_any_chart_can_be_drawn_in_the_house_type():
    chart = alt.Chart(alt.InlineData(values=[{"a": "甲", "n": 3}])).mark_bar()
    drawn = plots.svg(chart.encode(x="n:Q", y="a:N"), title="一张图")
    assert "PingFang SC" in drawn


def test_a_plot_is_frozen():
    with pytest.raises(FrozenInstanceError):
        ALL[0].title = "另一个"


def test_an_interval_that_reaches_further_to_one_side_names_both_ends():
    lopsided = plots.intervals([Interval("市司法局", 100, 59, 100, 1, 36)], **WORDS)
    assert "100.0 (59.0–100.0)" in lopsided.svg
    even = plots.intervals([Interval("市水务局", 92.4, 91.3, 93.5, 1, 120)], **WORDS)
    assert "92.4 ± 1.1" in even.svg
