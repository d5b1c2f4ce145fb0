"""A year rule refuses what cannot be, by name; the shipped one is the domain study's."""

from dataclasses import replace

import pytest

from mingcha.core.notice import Unfit
from mingcha.core.yearrule import YEAR, Part, YearRule


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights", {"parts": (Part("visits", "0.5"), Part("quarterly", "0.4"))}),
        ("weights", {"parts": (Part("visits", "1.5"), Part("quarterly", "-0.5"))}),
        ("parts", {"parts": ()}),
        ("parts", {"parts": (Part("visits", "0.5"), Part("visits", "0.5"))}),
        ("parts", {"parts": (Part("luck", "1"),)}),
        ("goalposts", {"parts": (Part("visits", "1", low="50", high="50"),)}),
        ("cap", {"parts": (Part("visits", "1", cap="101"),)}),
        ("least", {"parts": (Part("visits", "1", least=0),)}),
        ("missing", {"missing": "zero"}),
        ("least_weight", {"least_weight": "0"}),
        ("bonus", {"bonus_most": "-1"}),
        ("bands", {"bands": (("good", "50"),)}),
        ("veto_cap", {"veto_cap": "good"}),
    ],
)
def test_a_rule_that_cannot_be_names_the_parameter(name, change):
    with pytest.raises(Unfit, match=f"“{name}”"):
        replace(YEAR, **change)


@pytest.mark.parametrize(
    "part",
    [
        {"code": "visits", "weight": None},
        {"code": "visits", "weight": "1", "low": []},
        {"code": "visits", "weight": "1e999999999"},
        {"code": ["visits"], "weight": "1"},
        {"code": "visits", "weight": "1", "least": "1"},
        "visits",
    ],
)
def test_whatever_a_program_sends_for_a_part_is_a_rule_or_refused(part):
    with pytest.raises(Unfit):
        YearRule.of("y", YEAR.parameters() | {"parts": [part]})


def test_a_figure_sent_as_a_number_is_kept_as_text():
    parts = [{"code": "visits", "weight": 0.2}, {"code": "quarterly", "weight": 0.8}]
    rule = YearRule.of("y", YEAR.parameters() | {"parts": parts})
    assert [part.weight for part in rule.parts] == ["0.2", "0.8"]


def test_a_rule_is_read_back_as_it_was_and_its_digest_names_every_figure():
    assert YearRule.of(YEAR.code, YEAR.parameters()) == YEAR
    other = YearRule.of(YEAR.code, YEAR.parameters() | {"late_order": "2"})
    assert other.digest != YEAR.digest
    with pytest.raises(Unfit, match="“parts”"):
        YearRule.of("y", YEAR.parameters() | {"parts": [{"colour": "red"}]})


def test_the_ballot_in_the_hall_is_shown_and_never_counted():
    assert YEAR.part("on_the_spot").weight == "0"
    assert "on_the_spot" not in [part.code for part in YEAR.counted]
