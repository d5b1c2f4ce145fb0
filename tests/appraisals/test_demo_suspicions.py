"""What chance raises in the demonstration's counts is dismissed by two, and the round goes on."""

from __future__ import annotations

from mingcha.appraisals.commands import result
from mingcha.appraisals.models import Round, Suspicion
from mingcha.demo.suspicions import look_into
from mingcha.foundation import time
from mingcha.people.models import Duty
from tests.appraisals.conftest import COUNTED_ON
from tests.web.matrix_rounds import FLAG


def test_what_chance_raises_is_dismissed_by_two_and_the_round_goes_on(counted, director, charged):
    second = charged("office2", "苏清和", Duty.Role.CONDUCT_OFFICE)
    one = Suspicion.objects.create(
        number="YD-2026-0001", round=counted, sign="best", flag=FLAG, withheld="few",
        raised_on=COUNTED_ON,
    )  # fmt: skip
    with time.at(COUNTED_ON):
        assert look_into(counted, director, second, COUNTED_ON) == 1
        result.validate(counted, checks="正常", by=director, on=COUNTED_ON)
    one.refresh_from_db()
    assert (one.state, one.proposed_by, one.decided_by) == ("dismissed", director, second)
    assert counted.state == Round.State.VALIDATED
