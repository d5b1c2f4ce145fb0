"""Acts on draws: the pool first, then the seed, and nothing twice."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pytest

from mingcha.core.draw import Pool, pool_fingerprint
from mingcha.core.refusal import Refusal
from mingcha.draws import commands, queries
from mingcha.draws.models import Draw
from mingcha.foundation import journal, time
from mingcha.foundation.models import JournalEntry

from .conftest import SEED, WITNESSES


def test_preparing_fixes_the_pool_and_its_fingerprint_before_any_seed(prepared, pool):
    assert prepared.number == "CQ-2026-0001"
    assert prepared.fingerprint == pool_fingerprint(pool)
    assert queries.pool_of(Draw.objects.get()) == pool
    assert (prepared.seed, prepared.record, prepared.state) == ("", None, "prepared")


def test_only_those_who_lead_prepare_a_draw(inspector, day, pool):
    with pytest.raises(Refusal) as no:
        commands.prepare("x", pool, {"service": 1}, "dice", by=inspector, on=day)
    assert no.value.code == "workflow.not_yours"
    assert not Draw.objects.exists()


@pytest.mark.parametrize("wants", [{}, {"service": 0}, {"service": 9}, {"nowhere": 1}])
def test_a_pool_that_cannot_give_what_is_wanted_is_not_fixed(clerk, day, pool, wants):
    with pytest.raises(Refusal) as no:
        commands.prepare("x", pool, wants, "dice", by=clerk, on=day)
    assert no.value.code == "draws.pool_unfit"
    assert not Draw.objects.exists()
    assert not JournalEntry.objects.filter(verb="draws.draw.prepare").exists()


def test_a_pool_whose_recusals_leave_no_team_is_not_fixed(clerk, day, pool):
    alone = Pool(pool.candidates[:1], pool.inspectors[:2])  # one of the two is recused
    with pytest.raises(Refusal) as no:
        commands.prepare("x", alone, {"service": 1}, "dice", by=clerk, on=day)
    assert "A1" in no.value.because


def test_a_draw_keeps_its_whole_record_and_can_be_repeated(drawn):
    kept = Draw.objects.get()
    record = queries.record_of(kept)
    assert (kept.state, len(record.targets), len(record.teams)) == ("drawn", 3, 3)
    assert record.seed == SEED
    assert list(record.witnesses) == WITNESSES
    assert queries.replayed(kept).agrees
    assert kept.digest == hashlib.sha256(record.to_json().encode()).hexdigest()


def test_nobody_is_drawn_to_an_organ_from_which_they_are_recused(drawn):
    for place in queries.drawn(queries.record_of(drawn)):
        assert f"J{place.target.organ[1:]}" not in place.team.members
        assert place.team.leader in place.team.members
        assert len(place.team.members) == 2


def test_the_journal_holds_the_digest_of_the_record_and_nothing_that_is_sealed(drawn):
    entry = journal.about(drawn).get(verb="draws.draw.draw")
    assert entry.facts["digest"] == drawn.digest
    assert set(entry.facts) == {"seed", "witnesses", "digest", "drawn_on"}


@pytest.mark.parametrize("seed", ["", "3-1-6", "dice:", "dice:3|1"])
def test_a_seed_without_source_or_values_draws_nothing(prepared, clerk, day, seed):
    with pytest.raises(Refusal) as no:
        commands.draw(prepared, seed=seed, witnesses=WITNESSES, by=clerk, on=day)
    assert no.value.code == "draws.seed_unfit"
    assert Draw.objects.get().state == "prepared"


def test_a_seed_serves_once_however_it_is_written(drawn, clerk, day, pool):
    again = commands.prepare("again", pool, {"service": 1}, "dice", by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.draw(
            again, seed="Dice: 3 1 6 2 5 5 4 1 2 6", witnesses=WITNESSES, by=clerk, on=day
        )
    assert no.value.code == "draws.seed_used"
    assert drawn.number in no.value.because


@pytest.mark.parametrize("names", [[], ["周文博"], ["周文博", " 周文博 "], ["周文博", "顾知行"]])
def test_two_witnesses_besides_whoever_draws_see_the_seed_fall(prepared, clerk, day, names):
    with pytest.raises(Refusal) as no:
        commands.draw(prepared, seed=SEED, witnesses=names, by=clerk, on=day)
    assert no.value.code == "draws.too_few_witnesses"


def test_a_draw_is_made_once(drawn, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.draw(drawn, seed="dice:1-1-1", witnesses=WITNESSES, by=clerk, on=day)
    assert no.value.code == "workflow.wrong_state"
    assert Draw.objects.get().seed == SEED


def test_an_auditor_sees_draws_and_makes_none(prepared, auditor, day):
    with pytest.raises(Refusal) as no:
        commands.draw(prepared, seed=SEED, witnesses=WITNESSES, by=auditor, on=day)
    assert no.value.code == "workflow.not_yours"


def test_a_void_draw_stays_on_record_with_its_seed_and_the_reason(drawn, clerk, day):
    commands.void(drawn, reason="见证人中途离场", by=clerk, on=day)
    kept = Draw.objects.get()
    assert (kept.state, kept.seed, kept.remark) == ("void", SEED, "见证人中途离场")
    assert queries.replayed(kept).agrees


def test_a_draw_is_not_declared_void_without_a_reason(drawn, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.void(drawn, reason="  ", by=clerk, on=day)
    assert no.value.code == "draws.no_reason"
    assert Draw.objects.get().state == "drawn"


def sealed_until(draw, hour):
    draw.sealed_until = datetime(2026, 4, 11, hour, tzinfo=time.city_zone())
    draw.save()
    return draw


def test_every_look_under_the_seal_is_on_record(drawn, auditor, day):
    commands.look(sealed_until(drawn, 8), by=auditor, on=day)
    assert journal.about(drawn).filter(verb="draws.draw.look", by=auditor).count() == 1


def test_what_is_not_sealed_needs_no_look(drawn, clerk, day):
    with pytest.raises(Refusal) as no:
        commands.look(drawn, by=clerk, on=day)
    assert no.value.code == "draws.not_sealed"


def test_an_inspector_does_not_look(drawn, inspector, day):
    with pytest.raises(Refusal) as no:
        commands.look(sealed_until(drawn, 8), by=inspector, on=day)
    assert no.value.code == "workflow.not_yours"
