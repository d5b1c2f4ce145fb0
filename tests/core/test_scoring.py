"""Scores: every point traces to a finding, and the same facts give the same bytes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.notice import Unfit
from mingcha.core.scoring import (
    DEFAULT,
    Finding,
    Rated,
    RuleVersion,
    Step,
    Visited,
    inputs_digest,
    ranks_allowed,
    score_visits,
)
from mingcha.core.steps import exact, fixed

severities = st.sampled_from(["1", "2", "3"])


@st.composite
def visits(draw: st.DrawFn) -> Visited:
    many = draw(st.integers(0, 12))
    findings = [
        Finding(f"F-{n:02}", draw(severities), draw(st.booleans()), draw(st.booleans()))
        for n in range(many)
    ]
    return Visited("A01", "2026Q1", draw(st.integers(30, 400)), tuple(findings))


def seen(*findings: Finding, checks: int = 100) -> Visited:
    return Visited("A01", "2026Q1", checks, findings)


def points(seen_: Visited, rule: RuleVersion = DEFAULT) -> Fraction:
    return 100 - exact(score_visits(seen_, rule).score or "")


def walk(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from walk(child)


# Visits and rectification


def test_no_finding_is_a_full_score() -> None:
    sheet = score_visits(seen(), DEFAULT)
    assert (sheet.score, sheet.band) == ("100.00", "satisfied")
    assert sheet.interval is not None
    assert exact(sheet.interval[0]) < 100


def test_a_finding_costs_the_points_of_its_severity_per_check() -> None:
    assert [points(seen(Finding("F", s))) for s in ("1", "2", "3")] == [1, 2, 4]
    assert points(seen(Finding("F", "2"), checks=200)) == 1


def test_closed_on_time_gives_back_half_and_a_relapse_takes_double() -> None:
    assert points(seen(Finding("F", "2", closed_on_time=True))) == 1
    assert points(seen(Finding("F", "2", relapsed=True))) == 4


def test_a_relapse_gives_nothing_back_for_its_closing_did_not_hold() -> None:
    assert points(seen(Finding("F", "2", closed_on_time=True, relapsed=True))) == 4


def test_an_organ_visited_twice_as_often_with_twice_the_findings_scores_the_same() -> None:
    once = seen(Finding("F-1", "1"))
    twice = seen(Finding("F-1", "1"), Finding("F-2", "1"), checks=200)
    assert score_visits(once, DEFAULT).score == score_visits(twice, DEFAULT).score


def test_an_organ_nobody_checked_is_not_rated_neither_zero_nor_full() -> None:
    sheet = score_visits(seen(checks=0), DEFAULT)
    assert (sheet.score, sheet.band, sheet.interval) == (None, None, None)
    assert sheet.why_not == "no_checks"


def test_under_the_least_number_of_checks_nothing_is_rated_but_the_findings_are_shown() -> None:
    sheet = score_visits(seen(Finding("F-1", "3"), checks=29), DEFAULT)
    assert (sheet.score, sheet.why_not, sheet.findings) == (None, "few_checks", 1)
    assert any(("finding", "F-1") in step.inputs for step in walk(sheet.steps))


def test_a_score_never_falls_below_zero_and_says_so() -> None:
    many = [Finding(f"F-{n}", "3", relapsed=True) for n in range(10)]
    sheet = score_visits(seen(*many, checks=30), DEFAULT)
    assert (sheet.score, sheet.band) == ("0.00", "dissatisfied")
    assert sheet.steps.formula.startswith("max(0")


def test_the_band_is_judged_by_the_score_as_printed() -> None:
    # Exactly 84.996: printed as 85.00, and 85.00 is satisfied.
    rule = replace(DEFAULT, severity_weights=(("1", "15.004"),))
    sheet = score_visits(seen(Finding("F", "1")), rule)
    assert (sheet.score, sheet.band) == ("85.00", "satisfied")


@given(visits())
def test_every_point_traces_to_the_number_of_a_finding(given_: Visited) -> None:
    sheet = score_visits(given_, DEFAULT)
    lines = [step for step in walk(sheet.steps) if step.label_code.startswith("visits.finding")]
    assert [dict(line.inputs)["finding"] for line in lines] == [f.number for f in given_.findings]
    total = sum((exact(line.value) for line in lines), Fraction(0))
    assert exact(sheet.steps.children[0].value) == total
    assert sheet.score == fixed(max(Fraction(0), 100 - 100 * total / given_.checks), 2)


@given(visits())
def test_the_score_lies_within_its_interval(given_: Visited) -> None:
    sheet = score_visits(given_, DEFAULT)
    assert sheet.interval is not None
    low, high = map(exact, sheet.interval)
    assert 0 <= low <= exact(sheet.score or "") <= high <= 100


@given(visits(), st.data())
def test_computed_again_the_sheet_is_the_same_to_the_byte(
    given_: Visited, data: st.DataObject
) -> None:
    shuffled = replace(given_, findings=tuple(data.draw(st.permutations(given_.findings))))
    rule = RuleVersion.of(DEFAULT.code, json.loads(json.dumps(DEFAULT.parameters())))
    assert rule == DEFAULT
    assert score_visits(shuffled, rule).to_json() == score_visits(given_, DEFAULT).to_json()


@given(visits(), st.data())
def test_any_change_of_what_went_in_changes_the_digest(
    given_: Visited, data: st.DataObject
) -> None:
    digest = inputs_digest(given_, DEFAULT)
    assert inputs_digest(replace(given_, checks=given_.checks + 1), DEFAULT) != digest
    assert inputs_digest(given_, replace(DEFAULT, give_back="0.4")) != digest
    if given_.findings:
        one = data.draw(st.sampled_from(given_.findings))
        others = tuple(finding for finding in given_.findings if finding != one)
        changed = replace(one, relapsed=not one.relapsed)
        assert inputs_digest(replace(given_, findings=(*others, changed)), DEFAULT) != digest


@given(visits(), st.data())
def test_one_more_finding_never_raises_a_score(given_: Visited, data: st.DataObject) -> None:
    more = Finding("F-99", data.draw(severities), data.draw(st.booleans()))
    worse = replace(given_, findings=(*given_.findings, more))
    assert points(worse) >= points(given_)


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(Unfit, match="Finding F-1: rule default-1 knows no severity “9”"):
        score_visits(seen(Finding("F-1", "9")), DEFAULT)
    with pytest.raises(Unfit, match="F-1 is counted twice"):
        seen(Finding("F-1", "1"), Finding("F-1", "2"))
    with pytest.raises(Unfit, match="-1 checks"):
        seen(checks=-1)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("severity_weights", {}),
        ("severity_weights", {"1": "-1"}),
        ("severity_weights", 7),
        ("give_back", "1.5"),
        ("relapse_factor", "0.5"),
        ("min_checks", 0),
        ("min_checks", "30"),
        ("bands", [["good", "50"]]),
        ("bands", [["bad", "0"], ["good", "50"]]),
        ("bands", ["good"]),
        ("grace", 1),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_the_parameters_name(name: str, value: object) -> None:
    with pytest.raises(Unfit, match=f"“{name}”"):
        RuleVersion.of("r", DEFAULT.parameters() | {name: value})


def test_a_figure_that_is_none_is_refused() -> None:
    with pytest.raises(Unfit, match="“half” is not a figure"):
        RuleVersion.of("r", DEFAULT.parameters() | {"give_back": "half"})


# Ranks


ratings = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 10), st.floats(0, 10)), max_size=15
).map(lambda rows: [Rated(f"{n}", s, s - a, s + b) for n, (s, a, b) in enumerate(rows)])


@given(ratings)
def test_between_bands_every_interval_parts_and_inside_none_stands_alone(
    scores: list[Rated],
) -> None:
    bands = ranks_allowed(scores) or (tuple(sorted(one.key for one in scores)),)
    by_key = {one.key: one for one in scores}
    assert sorted(key for band in bands for key in band) == sorted(by_key)
    lows = [min(by_key[key].low for key in band) for band in bands if band]
    highs = [max(by_key[key].high for key in band) for band in bands if band]
    assert all(low > high for low, high in zip(lows, highs[1:], strict=False))


def test_no_rank_is_allowed_where_all_intervals_are_linked() -> None:
    chain = [Rated("a", 95, 90, 99), Rated("b", 90, 85, 91), Rated("c", 84, 80, 85)]
    assert ranks_allowed(chain) is None
    assert ranks_allowed([]) is None
    assert ranks_allowed(chain[:1]) is None


def test_ranks_are_allowed_where_intervals_part() -> None:
    parted = [Rated("c", 80, 78, 81), Rated("a", 95, 93, 97), Rated("b", 88, 86, 90)]
    assert ranks_allowed(parted) == (("a",), ("b",), ("c",))
    with pytest.raises(ValueError, match="x: 5 is not within"):
        ranks_allowed([Rated("x", 5, 6, 7)])
