"""Teams: whole, evenly loaded, and nobody meets whom he must not."""

import itertools
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    Inspector,
    Pool,
    draw,
    draw_teams,
    mark,
)
from mingcha.core.notice import Unfit
from tests.core.draw_samples import A_POOL, drawn_from, pools, seeds


@settings(deadline=None)
@given(pools(), seeds, st.integers(2, 3), st.one_of(st.none(), st.just(1)))
def test_teams_are_whole_recusals_hold_and_loads_are_even(
    pool: Pool, seed: str, size: int, abreast: int | None
) -> None:
    able = [sum(p.may_visit(c) for p in pool.inspectors) for c in pool.candidates]
    assume(min(able) >= size)
    wants = {WHOLE: len(pool.candidates)}
    try:
        record = draw(pool, purpose="", seed=seed, wants=wants, team_size=size, abreast=abreast)
    except Unfit:
        assume(False)
    people = {one.key: one for one in pool.inspectors}
    targets = {one.key: one for one in pool.candidates}
    load: Counter[str] = Counter()
    out: set[tuple[int, str]] = set()
    for team in record.teams:
        assert len(set(team.members)) == size
        assert team.leader in team.members
        for who in team.members:
            assert people[who].may_visit(targets[team.target])
            assert (team.slot, who) not in out
            out.add((team.slot, who))
        load.update(team.members)
    assert {team.target for team in record.teams} == set(targets)
    assert max(load.values()) <= -(-len(targets) * size // len(people)) + 1


def possible(recused: list[frozenset[int]], people: int, most: int, abreast: int) -> bool:
    """Whether any seating of pairs exists, tried one by one."""

    def fits(at: int, load: tuple[int, ...], busy: frozenset[int]) -> bool:
        if at == len(recused):
            return True
        busy = busy if at % abreast else frozenset()
        free = [p for p in range(people) if p not in recused[at] | busy and load[p] < most]
        return any(
            fits(at + 1, tuple(n + (p in pair) for p, n in enumerate(load)), busy | {*pair})
            for pair in itertools.combinations(free, 2)
        )

    return fits(0, (0,) * people, frozenset())


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.frozensets(st.integers(0, 4), max_size=3), min_size=1, max_size=6),
    st.integers(0, 9),
    st.integers(1, 2),
)
def test_a_seating_is_found_if_and_only_if_there_is_one(
    recused: list[frozenset[int]], n: int, abreast: int
) -> None:
    people = [
        Inspector(f"p{p}", frozenset(f"t{t}" for t, who in enumerate(recused) if p in who))
        for p in range(5)
    ]
    targets = [Candidate(f"t{t}") for t in range(len(recused))]

    def lot(part: str, target: str, who: str) -> str:
        return mark(f"test:{n}", 1, part, target, who)

    most = -(-len(recused) * 2 // 5) + 1
    if possible(recused, 5, most, abreast):
        assert len(draw_teams(targets, people, lot, abreast=abreast)) == len(targets)
    else:
        with pytest.raises(Unfit, match="Target t"):
            draw_teams(targets, people, lot, abreast=abreast)


def test_a_seat_is_exchanged_where_the_first_lot_leaves_one_empty() -> None:
    # b may only be seen by p and q, so neither may sit with a, whichever way the lot fell.
    people = [Inspector("p"), Inspector("q"), *(Inspector(n, frozenset("b")) for n in "rs")]
    for n in range(30):
        lot = [Candidate("a"), Candidate("b")]
        teams = draw_teams(lot, people, lambda *names, n=n: mark(f"t:{n}", 1, *names), abreast=2)
        assert [team.members for team in teams] == [("r", "s"), ("p", "q")]


def test_too_many_recusals_are_refused_with_the_target_and_the_reason() -> None:
    pool = Pool((Candidate("A01"),), (Inspector("p"), Inspector("q", frozenset({"A01"}))))
    with pytest.raises(Unfit, match=r"Target A01: of 2 inspectors 1 must stay away.*needs 2"):
        drawn_from(pool, wants={WHOLE: 1})


def test_a_slot_without_enough_free_hands_is_refused_with_the_target() -> None:
    with pytest.raises(Unfit, match="busy in slot 1"):
        drawn_from(A_POOL, wants={WHOLE: 4}, abreast=4)
    with pytest.raises(Unfit, match="at least 2 inspectors, not 1"):
        drawn_from(A_POOL, team_size=1)
    with pytest.raises(Unfit, match="one team must be out"):
        drawn_from(A_POOL, abreast=0)


def test_a_recusal_names_the_organ_of_an_office_too() -> None:
    office = Candidate("A01-3", organ="A01")
    assert not Inspector("p", frozenset({"Ａ01"})).may_visit(office)
    assert Inspector("p", frozenset({"A02"})).may_visit(office)


def test_a_whole_quarter_of_visits_finds_its_teams() -> None:
    targets = tuple(Candidate(f"T{n:03}", odds=1 + n % 3) for n in range(600))
    banned = [frozenset(f"T{n:03}" for n in range(p, 600, 13)) for p in range(40)]
    people = tuple(Inspector(f"p{p:02}", organs) for p, organs in enumerate(banned))
    record = drawn_from(Pool(targets, people), wants={WHOLE: 200})
    load = Counter(who for team in record.teams for who in team.members)
    assert len(record.teams) == 200
    assert max(load.values()) - min(load.values()) <= 2
