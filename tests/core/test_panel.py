"""Laying out the draw of a panel: once each, recused where tied, none lost silently."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.panel import LOST, TIED, TIED_FEW, TWICE, Entry, code_in, plan_panel

ORGANS = frozenset({"A", "B"})


def people(n, group="peer", start=0, **facts):
    return [Entry(f"{group}/{k}", group, **facts) for k in range(start, start + n)]


def test_who_stands_in_two_lists_is_in_the_first_group_alone():
    both = [Entry("x/1", "deputy", person="甲1"), Entry("y/1", "enterprise", person="甲1")]
    plan = plan_panel(both, {"deputy": 0, "enterprise": 0}, ORGANS)
    assert plan.left_out == {"y/1": TWICE}
    assert dict(plan.wants) == {"deputy": 1}


def test_who_cannot_be_reached_is_reported_and_does_not_claim_a_place():
    entries = [*people(3), Entry("peer/9", "peer", person="p", reachable=False)]
    entries.append(Entry("late/1", "citizen", person="p"))
    plan = plan_panel(entries, {"peer": 5, "citizen": 0}, ORGANS)
    assert plan.left_out == {"peer/9": LOST}
    assert (plan.short, plan.wants["citizen"]) == ({"peer": 2}, 1)


def test_ties_to_organs_that_are_not_on_the_paper_do_not_matter():
    plan = plan_panel(people(5, ties=frozenset({"Z"})), {"peer": 5}, ORGANS)
    assert dict(plan.wants) == {"peer": 5}


def test_without_variants_whoever_is_tied_is_left_out():
    entries = people(10) + people(4, start=10, ties=frozenset({"A"}))
    plan = plan_panel(entries, {"peer": 8}, ORGANS)
    assert plan.counts() == {TIED: 4}
    assert dict(plan.wants) == {"peer": 8}


def test_variants_are_made_where_enough_share_a_tie_and_refused_where_few_do():
    entries = people(60) + people(40, start=60, ties=frozenset({"A"}))
    entries += people(3, start=100, ties=frozenset({"B"}))
    plan = plan_panel(entries, {"peer": 50}, ORGANS, variants=True, least=10)
    assert dict(plan.wants) == {"peer": 30, "peer.1": 20}
    assert plan.recused["peer.1"] == ("A",)
    assert plan.counts() == {TIED_FEW: 3}


def test_a_group_of_nothing_but_tied_members_has_variants_only():
    entries = people(20, ties=frozenset({"A"})) + people(20, start=20, ties=frozenset({"B"}))
    plan = plan_panel(entries, {"peer": 20}, ORGANS, variants=True, least=10)
    assert dict(plan.wants) == {"peer.1": 10, "peer.2": 10}
    assert {code: plan.recused[code] for code in plan.recused} == {
        "peer.1": ("A",), "peer.2": ("B",)
    }  # fmt: skip


def test_places_go_to_strata_by_their_size():
    entries = people(30, stratum="街道") + people(10, start=30, stratum="乡镇")
    plan = plan_panel(entries, {"peer": 8}, ORGANS)
    assert dict(plan.wants) == {"peer/街道": 6, "peer/乡镇": 2}
    assert {code_in(name) for name in plan.wants} == {"peer"}


ties = st.frozensets(st.sampled_from(["A", "B", "Z"]), max_size=2)
entry = st.builds(
    lambda n, group, stratum, person, tie, there: Entry(
        f"{group}/{n}", group, stratum, person, tie, there
    ),
    st.integers(0, 10**6),
    st.sampled_from(["peer", "citizen", "other"]),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(["", "p", "q", "r"]),
    ties,
    st.booleans(),
)


@given(
    st.lists(entry, max_size=60, unique_by=lambda e: e.key),
    st.integers(0, 30),
    st.booleans(),
    st.integers(1, 6),
)
def test_everybody_is_in_the_bag_or_left_out_with_a_reason(entries, quota, variants, least):
    plan = plan_panel(
        entries, {"peer": quota, "citizen": 3}, ORGANS, variants=variants, least=least
    )
    known = {e.key for e in entries if e.group != "other"}
    bag = {c.key for c in plan.candidates}
    assert bag | set(plan.left_out) == known
    assert not bag & set(plan.left_out)
    by_code = {}
    for name, places in plan.wants.items():
        by_code[code_in(name)] = by_code.get(code_in(name), 0) + places
    assert all(n >= least for code, n in by_code.items() if plan.recused[code])
    assert all(not (plan.recused[code] and not variants) for code in by_code)
    held = {c.key: code_in(c.stratum) for c in plan.candidates}
    for e in entries:
        if e.key in held:
            assert tuple(sorted(e.ties & ORGANS)) == plan.recused[held[e.key]]
