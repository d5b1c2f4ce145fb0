"""A life as a table of moves."""

import pytest

from mingcha.core.machine import Machine, Move, Party
from mingcha.core.refusal import CATALOGUE, refusal

WORDS = {"shut": "Shut", "open": "Open", "gone": "Gone"}
KEEPER = Party("keeper", "the keeper", lambda door, person: person == "keeper")
STUCK = refusal("test.stuck", because="The door {n} is stuck.", remedy="Push harder.")


class Door:
    def __init__(self, state="shut", stuck=False):
        self.state, self.stuck = state, stuck


def door_machine():
    def moves_freely(door):
        return STUCK(n=3) if door.stuck else None

    return Machine("hall.door", "shut", WORDS, [
        Move("open", {"shut"}, "open", KEEPER, moves_freely),
        Move("remove", {"open"}, "gone", KEEPER),
    ])  # fmt: skip


def test_a_stranger_is_told_whose_turn_it_is():
    no = door_machine().why_not("open", Door(), "stranger")
    assert no.code == "workflow.not_yours"
    assert "the keeper" in no.because


def test_an_act_from_the_wrong_state_names_the_states_it_needs():
    no = door_machine().why_not("remove", Door(), "keeper")
    assert "Shut" in no.because
    assert "Open" in no.remedy


def test_a_guard_explains_itself_with_its_facts():
    no = door_machine().why_not("open", Door(stuck=True), "keeper")
    assert str(no) == "The door 3 is stuck. Push harder."


def test_nothing_stands_in_the_way_of_the_right_person_in_the_right_state():
    assert door_machine().why_not("open", Door(), "keeper") is None


def test_every_state_of_a_sound_life_is_reachable_and_drawn():
    machine = door_machine()
    assert machine.reachable() == set(WORDS)
    assert "shut --> open: open" in machine.mermaid()


def test_a_table_with_an_unknown_state_or_an_act_written_twice_is_refused():
    with pytest.raises(ValueError, match="unknown states"):
        Machine("x", "shut", WORDS, [Move("open", {"ajar"}, "open", KEEPER)])
    with pytest.raises(ValueError, match="written twice"):
        Machine("x", "shut", WORDS, [Move("open", {"shut"}, "open", KEEPER)] * 2)


def test_two_refusals_cannot_bear_one_name():
    with pytest.raises(ValueError, match="two refusals"):
        refusal("test.stuck", because="b", remedy="r")
    assert CATALOGUE["test.stuck"] is STUCK


def test_an_act_may_come_as_long_as_some_way_leads_to_it():
    machine = door_machine()
    assert machine.may_come("remove", Door("shut"))
    assert not machine.may_come("open", Door("gone"))
