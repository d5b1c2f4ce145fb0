"""The year: parts, bonus, deductions and vetoes add up as the rule says."""

from dataclasses import replace
from fractions import Fraction

import pytest

from mingcha.core.composite import YEAR, CompositeRule, Extra, composite
from mingcha.core.notice import Unfit
from mingcha.core.steps import fixed

F20 = dict(zip(dict(YEAR.weights), ["84.0", "87.5", "91.0", "88.0", "96.0", "82.0"], strict=True))


def test_the_year_of_the_domain_study_adds_up() -> None:
    sheet = composite(
        "A01",
        "2026",
        F20,
        bonuses=[Extra("B-1", "reform", "2")],
        deductions=[Extra("D-1", "late_order", "1.5"), Extra("D-2", "late_order", "1.5")],
    )
    assert (sheet.score, sheet.band, sheet.complete) == ("86.90", "satisfied", True)
    assert [step.value for step in sheet.steps.children] == ["87.9", "2", "3"]
    parts = [step.value for step in sheet.steps.children[0].children]
    assert parts == ["16.8", "17.5", "18.2", "17.6", "9.6", "8.2"]


def test_a_missing_part_leaves_the_year_incomplete_and_scales_the_rest() -> None:
    sheet = composite("A01", "2026", F20 | {"visits": None})
    assert (sheet.missing, sheet.complete) == (("visits",), False)
    assert sheet.score == fixed(Fraction("70.3") / Fraction("0.8"), 2)
    empty = composite("A01", "2026", {})
    assert (empty.score, empty.band, len(empty.missing)) == (None, None, 6)


def test_bonus_and_deductions_stop_at_the_rules_most() -> None:
    high = composite("A01", "2026", F20, bonuses=[Extra("B-1", "reform", "9")])
    low = composite("A01", "2026", F20, deductions=[Extra("D-1", "late", "99")])
    assert (high.score, low.score) == ("92.90", "77.90")


def test_a_veto_caps_the_band_whatever_the_sum_and_never_raises_it() -> None:
    veto = [Extra("V-1", "false_record")]
    capped = composite("A01", "2026", F20, vetoes=veto)
    assert (capped.score, capped.band_by_score) == ("87.90", "satisfied")
    assert capped.band == "basically_satisfied"
    poor = composite("A01", "2026", dict.fromkeys(F20, "30"), vetoes=veto)
    assert poor.band == "dissatisfied"
    assert composite("A01", "2026", {}, vetoes=veto).band is None


def test_the_year_computed_again_is_the_same_to_the_byte() -> None:
    extras = [Extra("B-1", "reform", "1"), Extra("B-2", "reform", "1")]
    one = composite("A01", "2026", F20, bonuses=extras)
    other = composite("A01", "2026", dict(reversed(F20.items())), bonuses=extras[::-1])
    assert one.to_json() == other.to_json()
    assert composite("A01", "2026", F20).digest != one.digest


def test_what_cannot_be_in_a_year_is_refused() -> None:
    with pytest.raises(Unfit, match="knows no part “luck”"):
        composite("A01", "2026", F20 | {"luck": "100"})
    with pytest.raises(Unfit, match="101 points cannot be"):
        composite("A01", "2026", F20 | {"visits": "101"})
    with pytest.raises(Unfit, match="D-1: points are written without a minus"):
        composite("A01", "2026", F20, deductions=[Extra("D-1", "late", "-1")])
    with pytest.raises(Unfit, match="“weights”"):
        CompositeRule("r", (("a", "0.5"), ("b", "0.4")))
    with pytest.raises(Unfit, match="“veto_cap”"):
        replace(YEAR, veto_cap="good")
    with pytest.raises(Unfit, match="“bonus_most”"):
        replace(YEAR, bonus_most="-5")
    with pytest.raises(Unfit, match="“bands”"):
        replace(YEAR, bands=())
