"""Questions about draws: sight, the seal, dice, and repeating what a stranger brings."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from mingcha.core.draw import WHOLE, Candidate, Pool
from mingcha.core.refusal import Refusal
from mingcha.draws import commands, queries
from mingcha.foundation import time
from mingcha.people.models import Duty

from .conftest import person

R = Duty.Role


@pytest.mark.parametrize("role", [R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR])
def test_those_who_commission_and_audit_see_every_draw(prepared, clerk, role):
    assert queries.visible_to(person("p", "某", role, clerk)).count() == 1


@pytest.mark.parametrize("role", [R.INSPECTOR, R.CASE_HANDLER, R.LEADER, R.SUPERVISION, R.STAFF])
def test_nobody_else_sees_any_draw(prepared, clerk, role):
    other = person("p", "某", role, clerk)
    assert not queries.visible_to(other).exists()
    assert not queries.matching("CQ", other).exists()
    assert queries.waiting_for(other, on=time.today()) == []


@pytest.mark.parametrize("role", [R.HEAD, R.LIAISON])
def test_an_organ_never_sees_who_may_be_drawn(prepared, clerk, organ, role):
    assert not queries.visible_to(person("p", "某", role, clerk, organ)).exists()


def test_a_draw_is_found_by_number_purpose_and_fingerprint(prepared, clerk):
    for words in (prepared.number, "窗口", prepared.fingerprint[:9].upper()):
        assert queries.matching(words, clerk).get() == prepared


def test_a_fixed_pool_waits_for_its_seed(prepared, clerk, day):
    (waiting,) = queries.waiting_for(clerk, on=day)
    assert waiting.number == prepared.number


def test_a_drawn_draw_waits_for_nobody(drawn, clerk, day):
    assert queries.waiting_for(clerk, on=day) == []


def test_sixteen_dice_decide_ten_of_eighty_four(clerk, day):
    pool = Pool(tuple(Candidate(f"A{n}") for n in range(84)))
    draw = commands.prepare("x", pool, {WHOLE: 10}, "dice", by=clerk, on=day)
    assert queries.dice_enough(draw) == 16


def test_dice_are_counted_only_where_nothing_else_was_thrown(drawn):
    assert queries.dice_thrown(drawn) == 10
    drawn.seed = "dice:3-1/lottery:4-9"
    assert queries.dice_thrown(drawn) is None


def test_strata_tell_targets_tickets_and_places(prepared):
    assert [vars(one) for one in queries.strata(prepared)] == [
        {"name": "management", "targets": 4, "tickets": 4, "wanted": 1},
        {"name": "service", "targets": 5, "tickets": 6, "wanted": 2},
    ]


def test_what_is_sealed_is_told_only_from_its_hour_on(drawn):
    drawn.sealed_until = datetime(2026, 4, 11, 8, tzinfo=time.city_zone())
    with pytest.raises(Refusal) as no:
        queries.shown_record(drawn)
    assert no.value.code == "draws.sealed"
    with time.at(datetime(2026, 4, 11, 8, tzinfo=time.city_zone())):
        assert queries.shown_record(drawn).targets


def test_before_the_seed_there_is_no_record(prepared):
    with pytest.raises(Refusal) as no:
        queries.shown_record(prepared)
    assert no.value.code == "draws.nothing_drawn"


def test_a_stranger_repeats_a_draw_from_its_record_alone(drawn):
    seen = queries.checked(queries.record_of(drawn).to_json(), published=drawn.fingerprint)
    assert seen.replay.agrees
    assert seen.compared


def test_a_record_made_anew_does_not_fit_the_published_fingerprint(drawn):
    seen = queries.checked(queries.record_of(drawn).to_json(), published="00ff")
    assert not seen.replay.agrees
    assert len(seen.sentences) == 1


def test_a_target_put_in_by_hand_is_named(drawn):
    row = json.loads(queries.record_of(drawn).to_json())
    out = {one["key"] for one in row["targets"]}
    other = next(one["key"] for one in row["pool"]["candidates"] if one["key"] not in out)
    row["targets"][0]["key"] = other
    assert any(other in sentence for sentence in queries.checked(json.dumps(row)).sentences)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"fingerprint": 1, "schema": 1}', "x" * 3 * 10**6]
)
def test_what_is_no_record_is_refused_with_a_remedy(db, text):
    with pytest.raises(Refusal) as no:
        queries.checked(text)
    assert no.value.code == "draws.record_unfit"


def test_a_record_that_would_keep_the_machine_busy_is_refused(drawn):
    row = json.loads(queries.record_of(drawn).to_json())
    row["pool"]["candidates"] = [
        {"key": f"A{n}", "stratum": "", "odds": 1000, "label": "", "organ": ""} for n in range(400)
    ]
    with pytest.raises(Refusal) as no:
        queries.checked(json.dumps(row))
    assert no.value.code == "draws.record_unfit"
