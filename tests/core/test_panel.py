"""Laying out the draw of a panel: once each, recused where tied, none lost silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.draw import draw
from mingcha.core.notice import Unfit
from mingcha.core.panel import (
    LOST,
    TIED,
    TIED_FEW,
    TWICE,
    Entry,
    code_in,
    named_fingerprint,
    panel_faults,
    plan_panel,
)
from mingcha.core.pool import Candidate, Pool

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


def layered(east, west, named_east=0):
    entries = [Entry(f"E/{k:02d}", "deputy", "east", named=k < named_east) for k in range(east)]
    return entries + [Entry(f"W/{k:02d}", "deputy", "west") for k in range(west)]


def test_the_owner_names_a_fifth_of_a_layer_and_the_draw_gives_the_rest():
    plan = plan_panel(layered(60, 40, named_east=6), {"deputy": 50}, ORGANS, at_random=80)
    assert dict(plan.wants) == {"deputy/east": 24, "deputy/west": 20}
    assert len(plan.named) == 6
    assert set(plan.named.values()) == {"deputy/east"}
    assert not set(plan.named) & {one.key for one in plan.candidates}
    assert plan.short == {}, "whoever is named has one of the places"


def test_more_named_than_may_be_is_refused_with_the_layer():
    with pytest.raises(Unfit, match="Of 30 places in deputy/east 7 are named, 6 may be"):
        plan_panel(layered(60, 40, named_east=7), {"deputy": 50}, ORGANS, at_random=80)


def test_whoever_is_named_is_recused_or_unreachable_like_anybody():
    named = [Entry("E/90", "deputy", "east", ties=frozenset({"A"}), named=True)]
    named.append(Entry("E/91", "deputy", "east", reachable=False, named=True))
    plan = plan_panel(layered(60, 40) + named, {"deputy": 50}, ORGANS, at_random=80)
    assert dict(plan.named) == {}
    assert plan.left_out == {"E/90": TIED, "E/91": LOST}


@given(
    st.integers(5, 60), st.integers(1, 60), st.integers(0, 60), st.integers(0, 100),
    st.integers(0, 120),
)  # fmt: skip
def test_no_layer_has_fewer_drawn_than_the_share_and_places_add_up(east, west, n, share, quota):
    try:
        entries = layered(east, west, named_east=min(n, east))
        plan = plan_panel(entries, {"deputy": quota}, ORGANS, at_random=share)
    except Unfit:
        return
    places = len(plan.named) + sum(plan.wants.values())
    assert places == (min(quota, east + west) if quota else east + west)
    of_east = len(plan.named) + plan.wants.get("deputy/east", 0)
    assert plan.wants.get("deputy/east", 0) * 100 >= share * of_east


def drawn_of(plan, purpose="Q1"):
    bag = Pool(plan.candidates)
    said = f"{purpose} {named_fingerprint(plan.named)}" if plan.named else purpose
    return draw(bag, purpose=said, seed="dice:3-1-6", wants=plan.wants)


def test_a_panel_comes_out_again_and_every_change_of_it_is_seen():
    plan = plan_panel(layered(60, 40, named_east=6), {"deputy": 50}, ORGANS, at_random=80)
    record = drawn_of(plan)
    assert panel_faults(record, plan.named, 80) == ()
    fewer = dict(list(plan.named.items())[1:])
    assert "Others were named" in str(panel_faults(record, fewer, 80)[0])
    other = {**fewer, "W/00": "deputy/west"}
    assert len(panel_faults(record, other, 80)) == 2, "others, and one who was in the bag"
    assert "6 of 30 are named" in str(panel_faults(record, plan.named, 90)[0])
    forged = draw(
        Pool((*plan.candidates, Candidate("W/99", "deputy/west"))),
        purpose=record.purpose, seed="dice:3-1-6", wants=plan.wants,
    )  # fmt: skip
    assert panel_faults(forged, plan.named, 80) == (), "the bag itself is read out before"
