"""Each look finds what it looks for, and nothing in a case as it should be."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.cases import commands
from mingcha.cases.models import Case, Flag
from tests.cases.room.lines import line, usual

RECEIVED = line("A-1", "收件", "2026-03-02 09:10", actor="甲")
ACCEPTED = line("A-1", "受理", "2026-03-02 10:20", actor="甲")
EXAMINED = line("A-1", "审查", "2026-03-03 15:00", actor="乙")
REVIEWED = line("A-1", "复核", "2026-03-04 15:00", actor="丁")
DECIDED = line("A-1", "决定", "2026-03-05 11:00", actor="丙")
BEGUN = (RECEIVED, ACCEPTED)


def event(activity, at, **more):
    return line("A-1", activity, at, **more)


FAULTS = {
    "slow.legal": [*BEGUN, EXAMINED, event("决定", "2026-04-01 11:00", actor="丙")],
    "slow.promise": [*BEGUN, EXAMINED, event("决定", "2026-03-19 11:00", actor="丙")],
    "slow.step": [*BEGUN, event("审查", "2026-03-06 15:00", actor="乙"),
                  event("决定", "2026-03-09 11:00", actor="丙")],
    "slow.delivery": [*BEGUN, EXAMINED, DECIDED, event("送达", "2026-03-20 09:00")],
    "absent.unanswered": [RECEIVED, event("受理", "2026-03-10 10:00"),
                          event("决定", "2026-03-11 10:00", actor="丙")],
    "absent.refused": [RECEIVED, event("不予受理", "2026-03-02 10:00")],
    "wilful.step": [*BEGUN, event("专家论证", "2026-03-03 10:00"), DECIDED],
    "wilful.order": [*BEGUN, event("复核", "2026-03-03 10:00"), event("审查", "2026-03-04 10:00"),
                     DECIDED],
    "wilful.material": [RECEIVED, event("补正告知", "2026-03-03 10:00",
                                         material="申请书、无犯罪证明"),
                        event("补正完成", "2026-03-04 10:00"),
                        event("受理", "2026-03-04 11:00"), DECIDED],
    "wilful.second_notice": [RECEIVED, event("补正告知", "2026-03-03 10:00"),
                             event("补正告知", "2026-03-04 10:00"),
                             event("受理", "2026-03-04 11:00"), DECIDED],
    "wilful.fee": [*BEGUN, event("审查", "2026-03-03 10:00", fee="加急费", actor="乙"), DECIDED],
    "wilful.same_person": [*BEGUN, EXAMINED, event("决定", "2026-03-05 11:00", actor="乙")],
    "wilful.minutes": [*BEGUN, event("决定", "2026-03-02 10:22")],
    "wilful.backdated": [event("取号", "2026-03-03 09:00"), event("受理", "2026-03-02 10:00"),
                         DECIDED],
    "wilful.denied": [*BEGUN, EXAMINED, event("不予许可", "2026-03-05 11:00", actor="丙")],
}  # fmt: skip


@pytest.mark.parametrize("check", FAULTS)
def test_each_fault_is_found_by_its_look(check, take_in, day):
    delivered = [] if check == "slow.delivery" else [event("送达", "2026-04-02 16:00")]
    ended = "不予" in FAULTS[check][-1] or check == "slow.legal"
    took = FAULTS[check] if ended else [*FAULTS[check], *delivered]
    take_in(*took)
    raised = {one.check_code for one in commands.flag(on=day)}
    assert check in raised
    alone = {"slow.delivery", check}  # delivery stands late in these short stories
    assert raised <= alone | {"slow.promise", "slow.step"}


def test_silence_for_ten_working_days_is_flagged_unless_somebody_else_is_waited_for(take_in, day):
    begun = usual("A-1", received="2026-03-24")[:2]
    waiting = [*usual("A-2", received="2026-03-24")[:2],
               line("A-2", "中止", "2026-03-25", reason="专家评审")]  # fmt: skip
    take_in(*begun, *waiting)
    flags = commands.flag(on=day)
    assert [(one.case.reference, one.check_code) for one in flags] == [
        ("A-1", "slow.promise"),
        ("A-1", "absent.silent"),
    ]


def test_a_power_that_was_never_listed_is_flagged(take_in, organ, day):
    take_in(line("B-1", "收件", "2026-04-09 09:00", item="XX-9", organ=organ.code))
    flag = commands.flag(on=day)[0]
    assert (flag.check_code, flag.derivation) == ("wilful.unlisted", {"why": "unknown"})


def test_a_suspension_stops_the_clock_as_article_45_says(take_in, day):
    stopped = [*usual("A-1")[:3], line("A-1", "中止", "2026-03-05", reason="听证"),
               line("A-1", "恢复", "2026-03-16"),
               line("A-1", "决定", "2026-03-19 11:00", actor="丙"),
               line("A-1", "送达", "2026-03-19 12:00")]  # fmt: skip
    take_in(*stopped)
    assert commands.flag(on=day) == []
    assert Case.objects.get().promised_due_on == date(2026, 3, 23)


def test_an_extension_before_the_last_day_lengthens_and_one_after_it_does_not(take_in, day):
    take_in(*usual("A-1")[:3], line("A-1", "延期", "2026-03-10", days=5, reason="情况复杂"))
    assert Case.objects.get().promised_due_on == date(2026, 3, 19)
    take_in(*usual("A-2")[:3], line("A-2", "延期", "2026-03-20", days=5),
            line("A-2", "决定", "2026-03-23 11:00", actor="丙"))  # fmt: skip
    assert Case.objects.get(reference="A-2").promised_due_on == date(2026, 3, 12)
    commands.flag(on=day)
    late = Flag.objects.get(case__reference="A-2", check_code="slow.promise")
    assert late.derivation["unfit"], "why the extension does not count stands in the flag"


def test_whoever_is_told_in_time_what_is_missing_waits_for_their_own_papers(take_in, day):
    take_in(RECEIVED, event("补正告知", "2026-03-04 10:00", material="土地证"))
    case = Case.objects.get()
    assert (case.state, case.start_on) == (Case.State.AWAITING, None)
    assert commands.flag(on=day) == []


def test_silence_after_receipt_counts_as_acceptance_from_the_day_of_receipt(take_in, day):
    take_in(line("A-1", "取号", "2026-03-27 09:00"))
    case = Case.objects.get()
    assert (case.state, case.start_on) == (Case.State.ACCEPTED, date(2026, 3, 27))
    assert "absent.unanswered" in [one.check_code for one in commands.flag(on=day)]


def test_limits_are_those_of_the_day_of_the_application(take_in, item, clerk, day):
    from mingcha.powers import commands as powers

    powers.amend(item, by=clerk, on=date(2026, 4, 1), since=date(2026, 4, 1), promised_days=3)
    take_in(*usual("A-1"), *usual("A-2", received="2026-04-01", decided="2026-04-09"))
    assert [one.case.reference for one in commands.flag(on=day)] == ["A-2"]
