"""Draws: a stranger with the pool and the seed gets the same."""

import hashlib
import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    Drawn,
    DrawRecord,
    Pool,
    draw_targets,
    from_json,
    mark,
    pool_fingerprint,
    replay,
)
from mingcha.core.notice import Unfit
from tests.core.draw_samples import A_POOL, A_RECORD, SEED, drawn_from, pools, seeds


@given(pools(), seeds, st.data())
def test_every_stratum_is_filled_with_its_own(pool: Pool, seed: str, data: st.DataObject) -> None:
    wants = {name: data.draw(st.integers(0, size)) for name, size in pool.sizes.items()}
    drawn = draw_targets(pool.candidates, seed=seed, wants=wants)
    assert Counter(one.stratum for one in drawn) == +Counter(wants)
    assert len({one.key for one in drawn}) == len(drawn)
    for one in drawn:
        assert one.mark == mark(seed, 1, "target", one.key, str(one.ticket))


def test_more_than_a_stratum_holds_is_refused_by_its_name() -> None:
    with pytest.raises(Unfit, match="“service” 7 are wanted, but it holds 6"):
        draw_targets(A_POOL.candidates, seed=SEED, wants={"service": 7})
    with pytest.raises(Unfit, match="“nowhere” 1 are wanted, but it holds 0"):
        draw_targets(A_POOL.candidates, seed=SEED, wants={"nowhere": 1})
    with pytest.raises(Unfit, match="not both"):
        draw_targets(A_POOL.candidates, seed=SEED, wants={"service": 1, WHOLE: 1})


@given(pools(), seeds, st.integers(1, 20), st.data())
def test_higher_odds_never_harm_under_the_same_seed(
    pool: Pool, seed: str, more: int, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(pool.candidates))
    raised = [replace(c, odds=c.odds + more) if c == one else c for c in pool.candidates]
    wants = {WHOLE: len(raised)}
    before = [c.key for c in draw_targets(pool.candidates, seed=seed, wants=wants)]
    after = [c.key for c in draw_targets(raised, seed=seed, wants=wants)]
    assert after.index(one.key) <= before.index(one.key)
    before.remove(one.key)
    after.remove(one.key)
    assert after == before


def chances(weights: dict[str, int], want: int) -> dict[str, float]:
    """Chances to be drawn when tickets are drawn one by one, by going through every order."""
    found = dict.fromkeys(weights, 0.0)
    for order in itertools.permutations(weights, want):
        left, chance = sum(weights.values()), 1.0
        for key in order:
            chance *= weights[key] / left
            left -= weights[key]
        for key in order:
            found[key] += chance
    return found


@pytest.mark.parametrize("want", [1, 2, 3])
def test_odds_turn_into_the_chances_of_drawing_tickets_one_by_one(want: int) -> None:
    weights, many = {"a": 1, "b": 1, "c": 3, "d": 5}, 4000
    bag = [Candidate(key, odds=odds) for key, odds in weights.items()]
    seen: Counter[str] = Counter()
    for n in range(many):
        seen.update(c.key for c in draw_targets(bag, seed=f"test:{n}", wants={WHOLE: want}))
    for key, chance in chances(weights, want).items():
        error = (chance * (1 - chance) / many) ** 0.5
        assert abs(seen[key] / many - chance) < 4.5 * error


def test_a_new_round_under_one_seed_is_a_new_draw() -> None:
    orders = {
        tuple(c.key for c in draw_targets(A_POOL.candidates, seed=SEED, wants={WHOLE: 6}, turn=n))
        for n in (1, 2, 3)
    }
    assert len(orders) == 3


# Records and replays


@settings(deadline=None)
@given(pools(), seeds)
def test_the_same_seed_gives_the_same_draw_and_its_replay_agrees(pool: Pool, seed: str) -> None:
    try:
        record = drawn_from(pool, seed=seed, wants={WHOLE: 1})
    except Unfit:
        assume(False)
    assert record == drawn_from(pool, seed=seed.upper(), wants={WHOLE: 1})
    assert from_json(record.to_json()) == record
    assert replay(record, published=pool_fingerprint(pool)).agrees


def test_a_changed_pool_is_noticed_and_told() -> None:
    # The target that was drawn last is taken out of the bag after the fact.
    gone = A_RECORD.targets[-1].key
    left = tuple(one for one in A_POOL.candidates if one.key != gone)
    found = replay(replace(A_RECORD, pool=replace(A_POOL, candidates=left)))
    assert not found.agrees
    assert "The pool was changed after it was fixed" in found.differences[0]
    assert f"Target {gone} stands in the record, but the seed does not draw it." in (
        found.differences
    )


def test_a_record_made_anew_is_noticed_by_the_published_fingerprint() -> None:
    other = drawn_from(replace(A_POOL, candidates=A_POOL.candidates[1:]))
    assert replay(other).agrees
    assert (
        "The pool is not the one that was published"
        in (replay(other, published=A_RECORD.fingerprint).differences[0])
    )


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (replace(A_RECORD, seed="dice:1"), "stands in the record, but the seed does not draw it"),
        (replace(A_RECORD, targets=A_RECORD.targets[1:]), "but the record leaves it out"),
        (replace(A_RECORD, targets=A_RECORD.targets[::-1]), "another order"),
        (replace(A_RECORD, targets=A_RECORD.targets + A_RECORD.targets[:1]), "stands twice"),
        (
            replace(
                A_RECORD,
                targets=(replace(A_RECORD.targets[0], mark="00"), *A_RECORD.targets[1:]),
            ),
            "its ticket, mark or stratum",
        ),
        (replace(A_RECORD, teams=A_RECORD.teams[1:]), "has no team for target"),
        (replace(A_RECORD, teams=A_RECORD.teams + A_RECORD.teams[:1]), "two teams"),
        (
            replace(A_RECORD, teams=(replace(A_RECORD.teams[0], slot=9), *A_RECORD.teams[1:])),
            "the record sends",
        ),
        (replace(A_RECORD, wants=(("service", 99),)), "99 are wanted, but it holds 6"),
        (replace(A_RECORD, algorithm="dice"), "does not know the method “dice”"),
    ],
)
def test_whatever_was_changed_is_told_in_a_sentence(changed: DrawRecord, why: str) -> None:
    found = replay(changed)
    assert not found.agrees
    assert any(why in sentence for sentence in found.differences)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no record of a draw"),
        ("[]", "no record of a draw"),
        ('{"a": 1}', "no record of a draw"),
        ('{"fingerprint": "", "schema": 2}', "layout 2"),
        ('{"fingerprint": "", "schema": 1}', "damaged"),
        (A_RECORD.to_json().replace('"odds": 1', '"odds": "one"', 1), "odds of one"),
        (A_RECORD.to_json().replace('"round": 1', '"round": "1"', 1), "damaged at round"),
        (A_RECORD.to_json().replace('"ticket": 1', '"tickets": 1', 1), "damaged"),
        (A_RECORD.to_json().replace('"recused"', '"refused"', 1), "damaged at 'recused'"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_with_a_remedy(text: str, why: str) -> None:
    with pytest.raises(Unfit, match=why):
        from_json(text)


def test_a_record_names_the_ticket_that_won() -> None:
    first = A_RECORD.targets[0]
    assert isinstance(first, Drawn)
    line = f"{SEED}|1|target|{first.key}|{first.ticket}"
    assert hashlib.sha256(line.encode()).hexdigest() == first.mark
