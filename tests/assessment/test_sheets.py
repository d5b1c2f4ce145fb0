"""What sheets of quarters and years have in common: whose turn it is, and in its time."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from mingcha.assessment import rules
from mingcha.assessment.commands import sheets
from mingcha.assessment.models import Sheet
from mingcha.assessment.workflow import SHEET, YEAR_SHEET
from mingcha.foundation.models import Clock
from tests.assessment.test_commands import refused


def test_the_period_to_object_is_told_only_to_whoever_may_act(
    told, year_told, head, clerk, inspector
):
    for machine, sheet, act in ((SHEET, told, "decide"), (YEAR_SHEET, year_told, "propose")):
        due = sheet.clock.due_on
        ripe = due + timedelta(1)
        late = partial(sheets.in_time, machine, "object", sheet, by=head, on=ripe)
        refused("assessment.objection_over", late)
        early = partial(sheets.in_time, machine, act, sheet, by=clerk, on=due)
        refused("assessment.objection_open", early)
        sheets.in_time(machine, act, sheet, by=clerk, on=ripe)
        sheets.in_time(machine, act, sheet, by=inspector, on=due)


def test_a_turn_ends_the_one_before_and_what_has_ended_keeps_its_day(told, day):
    before = told.clock
    after = sheets.turn(told, rules.REVIEW_WD, Clock.Side.CENTRE, day).clock
    assert (before.ended_on, after.ended_on) == (day, None)
    assert Sheet.objects.get(pk=told.pk).clock == after
    for later in (0, 3):
        assert sheets.end(told, day + timedelta(later)).clock.ended_on == day


def test_one_that_refuses_does_not_hold_up_the_others(told, organ, other, clerk, day):
    done = []

    def act(sheet):
        if sheet.organ == organ:
            sheets.in_time(SHEET, "decide", sheet, by=clerk, on=day)
        done.append(sheet.organ)
        return sheet

    told.pk, told.number, told.organ = None, "PF-2026-0099", other
    told.save()
    noes = sheets.each(Sheet.objects.all(), act)
    assert ([no.code for no in noes], done) == (["assessment.objection_open"], [other])


def test_a_figure_is_kept_as_it_was_said():
    assert (sheets.figure("93.30"), sheets.figure(None)) == (Decimal("93.30"), None)
