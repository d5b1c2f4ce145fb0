"""Pools, seeds and one record for the tests of draws."""

from hypothesis import strategies as st

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    DrawRecord,
    Inspector,
    Pool,
    draw,
)

SEED = "dice:3-1-6-2-5-5-4-1-2-6"
KEYS = [f"A{n:02}" for n in range(12)]
seeds = st.lists(st.integers(1, 6), min_size=1, max_size=16).map(
    lambda eyes: "dice:" + "-".join(map(str, eyes))
)


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    strata, odds = st.sampled_from(["", "service", "管理"]), st.integers(1, 5)
    targets = [Candidate(key, draw(strata), draw(odds), organ=f"o{key[-1]}") for key in keys]
    recused = st.frozensets(st.sampled_from([f"o{n}" for n in range(10)]), max_size=2)
    people = [Inspector(f"p{n}", draw(recused)) for n in range(draw(st.integers(6, 9)))]
    return Pool(tuple(targets), tuple(people))


def drawn_from(pool: Pool, **changes: object) -> DrawRecord:
    facts: dict[str, object] = {"seed": SEED, "wants": {WHOLE: 2}, "purpose": "Q1"}
    return draw(pool, **(facts | changes))  # type: ignore[arg-type]


A_POOL = Pool(
    tuple(Candidate(key, "service" if key < "A06" else "enforcement") for key in KEYS),
    tuple(Inspector(f"p{n}", frozenset({f"A{n:02}"})) for n in range(6)),
)
A_RECORD = drawn_from(A_POOL, wants={"service": 3, "enforcement": 2}, witnesses=("Lin", "Zhou"))
