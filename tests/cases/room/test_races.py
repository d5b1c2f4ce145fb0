"""Two at the same moment: two judge one flag, a file is handed in twice, the night meets a file.

Only on PostgreSQL: SQLite lets one writer at a time through and cannot race.
"""

from __future__ import annotations

import pytest
from django.db import connection, transaction  # noqa: F401 -- connection: named in skipif

from mingcha.cases import commands
from mingcha.cases.commands import flags
from mingcha.cases.models import Card, Case, Flag, Intake
from mingcha.findings.models import Finding
from tests.cases.room import lines as room
from tests.rectification.test_races import both

FROM_NOTHING = True
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer"),
]


def test_of_two_who_judge_a_flag_at_once_one_is_told(late, head, handler, director, day):
    flags.answer(late, by=head, on=day, answer="情况属实。")
    mine, theirs = Flag.objects.get(pk=late.pk), Flag.objects.get(pk=late.pk)
    given = both(
        lambda: flags.confirm(mine, by=handler, on=day, decision="确已超期。").state,
        lambda: flags.excuse(theirs, by=director, on=day, decision="有公告。").state,
        day=day,
    )
    assert "workflow.overtaken" in given
    confirmed = "confirmed" in given
    assert (Finding.objects.count(), Card.objects.count()) == (confirmed, confirmed)


def test_a_file_handed_in_twice_at_once_is_taken_in_once(take_in, day):
    deeds = [lambda: take_in(*room.usual("A-1")).number] * 2
    assert len(set(both(*deeds, day=day))) == 1
    assert Intake.objects.count() == 1


def test_the_night_leaves_to_the_next_what_a_file_holds_at_that_moment(take_in, norm, day):
    take_in(*room.usual("A-1", decided="2026-03-19"))

    def held():
        with transaction.atomic():
            Case.objects.select_for_update().get()
            [raised] = both(lambda: commands.flag(on=day), day=day)
            return raised

    assert held() == []
    assert Case.objects.get().judged_on is None
    assert [one.check_code for one in commands.flag(on=day)] == ["slow.promise"]
