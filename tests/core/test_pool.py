"""Pools and seeds: one form each, so that one fingerprint binds whoever draws."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    Inspector,
    Pool,
    allot,
    canonical_seed,
    draw_targets,
    pool_fingerprint,
    rfc3797_key,
    rfc3797_select,
)
from mingcha.core.notice import Unfit
from tests.core.draw_samples import SEED, pools

SHARED = Path(__file__).parents[3] / "shared" / "data"


def test_the_selection_of_the_rfc_agrees_with_its_reference() -> None:
    names, seeds_, results = (
        SHARED / f"rfc3797_ref.{part}" for part in ("names", "seeds", "results")
    )
    if not names.exists():
        pytest.skip(f"reference data absent: {names.name}")
    people = names.read_text().split()
    lines = [line for line in seeds_.read_text().splitlines() if not line.startswith("#")]
    key = rfc3797_key([[int(n) for n in line.split()] for line in lines])
    told = [
        line.split("->")[1].split("<-")
        for line in results.read_text().splitlines()
        if "->" in line and line.split()[0].isdecimal()
    ]
    places = rfc3797_select(key, len(people), len(told))
    assert places == tuple(int(place) for place, _ in told)
    for place, (_, name) in zip(places, told, strict=True):
        assert name.strip() in ("", people[place - 1])


def test_more_than_there_are_cannot_be_drawn_by_the_rfc() -> None:
    with pytest.raises(Unfit, match="26 of 25"):
        rfc3797_select("1./", 25, 26)


@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(pool: Pool, chance: object) -> None:
    targets, people = list(pool.candidates), list(pool.inspectors)
    chance.shuffle(targets)  # type: ignore[attr-defined]
    chance.shuffle(people)  # type: ignore[attr-defined]
    again = Pool(tuple(targets), tuple(people))
    assert pool_fingerprint(again) == pool_fingerprint(pool)
    wants = {WHOLE: len(targets)}
    one = draw_targets(targets, seed=SEED, wants=wants)
    assert one == draw_targets(pool.candidates, seed=SEED, wants=wants)


def test_a_fingerprint_is_what_sort_and_sha256sum_give() -> None:
    pool = Pool((Candidate("b", "管理", 3, "明州市（试）", "o"), Candidate("a")), (Inspector("p"),))
    lines = sorted(pool.text.encode().splitlines(keepends=True))
    assert hashlib.sha256(b"".join(lines)).hexdigest() == pool_fingerprint(pool)
    assert pool.text == "inspector|p\ntarget|a||1||\ntarget|b|管理|3|o|明州市（试）\n"


@given(pools(), st.data())
def test_any_change_of_the_pool_changes_its_fingerprint(pool: Pool, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(pool.candidates) - 1))
    one = pool.candidates[at]
    others = pool.candidates[:at] + pool.candidates[at + 1 :]
    for changed in (
        replace(one, odds=one.odds + 1),
        replace(one, stratum="x"),
        replace(one, organ="x"),
        replace(one, label="x"),
        replace(one, key="x"),
    ):
        other = replace(pool, candidates=(*others, changed))
        assert pool_fingerprint(other) != pool_fingerprint(pool)


@pytest.mark.parametrize(
    ("noted", "canonical"),
    [
        ("dice:3-1-6", "dice:3-1-6"),
        (" DICE： ３ １、６ ", "dice:3-1-6"),
        ("lottery: 31, 04,09", "lottery:4-9-31"),
        ("index:03012.45/dice:1-1", "index:03012.45/dice:1-1"),
        ("beacon:0AF3", "beacon:0af3"),
    ],
)
def test_a_seed_has_one_form_however_it_was_noted(noted: str, canonical: str) -> None:
    assert canonical_seed(noted) == canonical
    assert canonical_seed(canonical) == canonical


@pytest.mark.parametrize("noted", ["", "3-1-6", "dice:", "dice:1//", "dice:1|2"])
def test_a_seed_without_source_or_value_is_refused(noted: str) -> None:
    with pytest.raises(Unfit):
        canonical_seed(noted)


def test_the_order_of_dice_counts_and_of_lottery_balls_does_not() -> None:
    assert canonical_seed("dice:1-2") != canonical_seed("dice:2-1")
    assert canonical_seed("lottery:1-2") == canonical_seed("lottery:2-1")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Candidate(" "), "no key"),
        (lambda: Candidate("a", odds=0), "odds of 0"),
        (lambda: Candidate("a", odds=1.5), "odds of 1.5"),  # type: ignore[arg-type]
        (lambda: Candidate("a|b"), "bar"),
        (lambda: Candidate("a", WHOLE), "no stratum may be called"),
        (lambda: Inspector(""), "no key"),
        (lambda: Pool((Candidate("a"), Candidate("ａ"))), "a is in the pool twice"),
    ],
)
def test_what_cannot_be_in_a_pool_is_refused(make: object, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        make()  # type: ignore[operator]


def test_places_by_size_are_those_of_the_domain_study() -> None:
    assert allot({"A": 26, "B": 10, "C": 4}, 10) == {"A": 7, "B": 2, "C": 1}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=8), st.data())
def test_places_add_up_and_no_stratum_gets_more_than_it_holds(
    sizes: dict[str, int], data: st.DataObject
) -> None:
    total = sum(sizes.values())
    want = data.draw(st.integers(0, total))
    places = allot(sizes, want)
    assert sum(places.values()) == want
    for name, size in sizes.items():
        assert abs(places[name] - size * want / max(total, 1)) < 1
        assert places[name] <= size
    with pytest.raises(Unfit, match="the pool holds"):
        allot(sizes, total + 1)
