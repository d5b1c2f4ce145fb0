"""Before a year rule is published: other weights, a part left out, many draws."""

from dataclasses import replace

import numpy as np
import pytest

from mingcha.core.composite import Given, Source, composite
from mingcha.core.notice import Unfit
from mingcha.core.sensitivity import seen_in, sensitivity
from mingcha.core.yearrule import YEAR, Part, YearRule
from mingcha.core.yeartrial import parts_left_out, reweighed, try_rule, typed_weights

RULE = YearRule("r", (Part("visits", "0.4"), Part("quarterly", "0.4"), Part("key_offices", "0.2")))
VALUES = {
    "A": {"visits": "99", "quarterly": "97", "key_offices": "98"},
    "B": {"visits": "95", "quarterly": "76", "key_offices": "85"},
    "C": {"visits": "70", "quarterly": "96", "key_offices": "86"},
    "D": {"visits": "70", "quarterly": "90", "key_offices": None},
    "E": {"key_offices": "60"},
}
KINDS = dict.fromkeys("ABDE", "service") | {"C": "enforcement"}


def test_other_weights_show_whose_band_moves_and_never_compare_two_classes():
    heavy = reweighed(RULE, {"visits": "0.2", "quarterly": "0.7", "key_offices": "0.1"})
    trial = try_rule(VALUES, KINDS, RULE, heavy)
    assert trial.moved == ("B", "C", "D")
    assert trial.turned == (("B", "D"),)
    same_class = try_rule(VALUES, dict.fromkeys("ABCDE", "service"), RULE, heavy)
    assert same_class.turned == (("B", "C"), ("B", "D"))
    rows = {one.unit: one for one in trial.units}
    assert (rows["E"].before, rows["E"].after, rows["E"].moved) == (None, None, False)


def test_a_part_left_out_keeps_rated_what_was_rated():
    rows = {one.part: one.trial for one in parts_left_out(VALUES, KINDS, RULE)}
    assert set(rows) == {"visits", "quarterly", "key_offices"}
    assert rows["visits"].most == "10.00"
    assert all(one.after for one in rows["visits"].units if one.before)


def test_typed_weights_are_scaled_and_nonsense_is_refused():
    rule = typed_weights(RULE, [("visits", "30"), ("quarterly", "10"), ("luck", "1")])
    assert [(p.code, p.weight) for p in rule.counted] == [("visits", "0.75"), ("quarterly", "0.25")]
    below = [[("visits", "-1"), ("quarterly", "2")], [("visits", "-3"), ("quarterly", "-1")]]
    for typed in ([("visits", "x")], *below, [("visits", "0")], [("visits", "1e999999999")]):
        with pytest.raises(Unfit):
            typed_weights(RULE, typed)


def test_the_same_seed_gives_the_same_trial_and_another_one_nearly_the_same():
    one, again, other = (sensitivity(VALUES, KINDS, RULE, draws=400, seed=s) for s in (1, 1, 2))
    assert one.as_dict() == again.as_dict()
    assert one.as_dict() != other.as_dict()
    assert abs(one.changed - other.changed) < 0.1


def test_who_is_far_from_every_floor_keeps_the_band_and_who_is_near_does_not():
    doubts = {one.unit: one for one in sensitivity(VALUES, KINDS, RULE, draws=400).units}
    assert doubts["A"].changed == 0
    assert doubts["B"].changed > 0.2
    assert (doubts["E"].band, doubts["E"].changed) == (None, None)
    assert (doubts["A"].first, doubts["A"].last) == (1, 1)
    assert (doubts["C"].first, doubts["C"].last) == (1, 1), "alone in its class"
    assert doubts["B"].low < doubts["B"].high
    assert [one.unit for one in seen_in(tuple(doubts.values()), at_least=0.2)][-1] != "A"


def test_weights_that_cannot_move_anything_move_nothing():
    flat = {name: dict.fromkeys(("visits", "quarterly", "key_offices"), "88") for name in "AB"}
    seen = sensitivity(flat, KINDS, RULE, draws=100)
    assert dict(seen.alone)["weights"] == dict(seen.alone)["mean"] == 0.0
    assert sensitivity(flat, KINDS, RULE, draws=100, spread=0).units[0].band == "satisfied"


def test_the_bands_looked_at_are_those_the_composite_gives():
    chance = np.random.Generator(np.random.PCG64(5))
    codes = [part.code for part in YEAR.counted]
    values = {
        f"O{n}": {code: f"{x:.2f}" for code, x in zip(codes, row, strict=True)}
        for n, row in enumerate(chance.uniform(50, 100, (60, len(codes))))
    }
    rule = replace(YEAR, parts=tuple(replace(p, low="40", cap="95") for p in YEAR.parts))
    seen = sensitivity(values, dict.fromkeys(values, "service"), rule, draws=1)
    for one in seen.units:
        parts = {code: [Source("R", value)] for code, value in values[one.unit].items()}
        assert one.band == composite(one.unit, "", Given(parts, {}), rule).band


def test_a_trial_without_anybody_rated_says_so_and_refuses_odd_draws():
    seen = sensitivity({"E": {"key_offices": "60"}}, KINDS, RULE)
    assert (seen.changed, seen.alone, seen.units[0].band) == (0.0, (), None)
    for odd in ({"draws": 0}, {"spread": 1.0}, {"seed": -1}):
        with pytest.raises(Unfit):
            sensitivity(VALUES, KINDS, RULE, **odd)
