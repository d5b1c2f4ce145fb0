"""The year: parts, bonus, deductions and vetoes add up as the rule says."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mingcha.core.composite import Extra, Given, Source, composite
from mingcha.core.notice import Unfit
from mingcha.core.steps import fixed
from mingcha.core.yearrule import NOT_RATED, YEAR, Part

F20 = dict(
    zip(
        [part.code for part in YEAR.counted],
        ["84.0", "87.5", "91.0", "88.0", "96.0", "82.0"],
        strict=True,
    )
)


def of(values, **extras):
    parts = {code: [Source("R-1", value)] for code, value in values.items()}
    return composite("A01", "2026", Given(parts, {}, **extras))


def test_the_year_of_the_domain_study_adds_up() -> None:
    sheet = of(F20, bonuses=[Extra("B-1", "reform", "2")], late=["ZG-1", "ZG-2"])
    assert (sheet.score, sheet.band, sheet.standing) == ("86.90", "satisfied", "rated")
    base, more, less = sheet.steps.children
    assert [step.value for step in (base, more, less)] == ["87.9", "2", "3"]
    gained = [step.value for step in base.children if step.label_code == "composite.part"]
    assert gained == ["16.8000", "17.5000", "18.2000", "17.6000", "9.6000", "8.2000"]


def test_a_missing_part_is_reported_and_its_weight_spread() -> None:
    values = {code: value for code, value in F20.items() if code != "visits"}
    sheet = of(values)
    assert (sheet.standing, sheet.missing, sheet.there) == ("partial", ("visits",), "0.8")
    assert sheet.score == fixed(Fraction("70.3") / Fraction("0.8"), 2)
    line = next(s for s in sheet.steps.children[0].children if s.label_code == "composite.missing")
    assert dict(line.inputs) == {"part": "visits", "weight_published": "0.2", "why": "none"}


def test_with_too_little_weight_there_is_no_score_and_that_is_neither_0_nor_100() -> None:
    sheet = of({"visits": "88", "quarterly": "84"})
    assert (sheet.standing, sheet.why_not, sheet.there) == ("not_rated", "little_weight", "0.4")
    assert (sheet.score, sheet.band, sheet.interval) == (None, None, None)
    assert [one.points for one in sheet.parts if one.points] == ["84.00", "88.00"]


def test_a_rule_may_say_that_a_missing_part_means_no_score() -> None:
    rule = replace(YEAR, missing=NOT_RATED)
    parts = {code: [Source("R-1", value)] for code, value in F20.items() if code != "visits"}
    sheet = composite("A01", "2026", Given(parts, {"visits": "few_checks"}), rule)
    assert (sheet.standing, sheet.why_not) == ("not_rated", "part_missing")
    assert next(one for one in sheet.parts if one.code == "visits").why == "few_checks"


def test_a_part_is_the_mean_of_its_results_and_needs_as_many_as_the_rule_asks() -> None:
    rule = replace(YEAR, parts=(Part("quarterly", "1", least=2),))
    rounds = [Source("PY-1", "80", "76", "84"), Source("PY-2", "90", "87", "93")]
    sheet = composite("A01", "2026", Given({"quarterly": rounds}, {}), rule)
    assert (sheet.score, sheet.interval) == ("85.00", ("82.50", "87.50"))
    one = composite("A01", "2026", Given({"quarterly": rounds[:1]}, {}), rule)
    assert (one.standing, one.parts[0].why, one.parts[0].results) == ("not_rated", "few", 1)


def test_goalposts_are_fixed_and_a_cap_holds() -> None:
    rule = replace(YEAR, parts=(Part("visits", "1", low="60", high="95", cap="90"),))
    for value, points in (("50", "0.00"), ("77.5", "50.00"), ("99", "90.00")):
        sheet = composite("A01", "2026", Given({"visits": [Source("V", value)]}, {}), rule)
        assert sheet.score == points


def test_the_interval_is_the_parts_and_is_not_there_without_theirs() -> None:
    rule = replace(YEAR, parts=(Part("visits", "0.5"), Part("quarterly", "0.5")))
    parts = {
        "visits": [Source("V", "90", "84", "93")],
        "quarterly": [Source("Q", "80", "72", "84")],
    }
    sheet = composite("A01", "2026", Given(parts, {}), rule)
    assert (sheet.score, sheet.interval) == ("85.00", ("80.00", "87.50"))
    assert sheet.reach == ("satisfied", "fairly_satisfied")
    bare = {**parts, "quarterly": [Source("Q", "80")]}
    assert composite("A01", "2026", Given(bare, {}), rule).interval is None


def test_what_has_no_weight_is_shown_beside_and_moves_nothing() -> None:
    sheet = of({**F20, "on_the_spot": "99"})
    assert sheet.score == of(F20).score == "87.90"
    assert sheet.standing == "rated"
    beside = [s.label_code for s in sheet.steps.children[0].children][-1]
    assert beside == "composite.beside"


def test_bonus_and_deductions_stop_at_the_rules_most() -> None:
    high = of(F20, bonuses=[Extra("B-1", "reform", "9")])
    low = of(F20, deductions=[Extra("D-1", "other", "50")], late=[f"ZG-{n}" for n in range(9)])
    assert (high.score, low.score) == ("92.90", "77.90")


def test_a_veto_caps_the_band_whatever_the_sum_and_never_raises_it() -> None:
    veto = [Extra("V-1", "false_record")]
    capped = of(F20, vetoes=veto)
    assert (capped.score, capped.band_by_score) == ("87.90", "satisfied")
    assert capped.band == "basically_satisfied"
    poor = of(dict.fromkeys(F20, "30"), vetoes=veto)
    assert poor.band == "dissatisfied"
    assert of({}, vetoes=veto).band is None


def test_the_year_computed_again_is_the_same_to_the_byte() -> None:
    extras = [Extra("B-1", "reform", "1"), Extra("B-2", "reform", "1")]
    assert of(F20, bonuses=extras).to_json() == of(dict(reversed(F20.items())),
                                                   bonuses=extras[::-1]).to_json()  # fmt: skip


def test_each_input_has_a_digest_of_its_own_so_that_a_moved_one_is_named() -> None:
    one, other = of(F20, late=["ZG-1"]), of({**F20, "visits": "89"}, late=["ZG-1", "ZG-2"])
    moved = [name for name, digest in one.digests if dict(other.digests)[name] != digest]
    assert moved == ["late orders", "part visits"]
    assert one.digest != other.digest


def test_what_cannot_be_in_a_year_is_refused() -> None:
    with pytest.raises(Unfit, match="knows no part “luck”"):
        of(F20 | {"luck": "100"})
    with pytest.raises(Unfit, match="D-1: points are written without a minus"):
        of(F20, deductions=[Extra("D-1", "late", "-1")])


def test_a_result_that_is_not_whole_makes_the_year_partial_and_names_the_part() -> None:
    parts = {code: [Source("R-1", value, whole=code != "visits")] for code, value in F20.items()}
    sheet = composite("A01", "2026", Given(parts, {}))
    assert (sheet.standing, sheet.missing, sheet.incomplete) == ("partial", (), ("visits",))
