"""Rules find what they say they find, and nothing is found that the log does not hold."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from mingcha.cases.log import checks, figures, reading
from mingcha.cases.log.language import KINDS, Rules
from mingcha.cases.log.mapping import Mapping
from mingcha.core.notice import Unfit

SHIPPED = Path(str(files("mingcha.cases")))
HEAD = "case,activity,time\n"


@pytest.fixture(scope="module")
def known(receipts, calendar):
    """The figures and findings of the open log."""
    mapping = Mapping.of(SHIPPED / "mappings" / "permit_receipts.toml")
    rules = Rules.of(SHIPPED / "rules" / "permit_receipts.toml")
    with reading.read(receipts, mapping) as log:
        yield figures.figures(log, calendar), checks.check(log, rules, calendar)


def test_the_figures_of_the_open_log_are_those_it_is_known_for(known):
    seen, _found = known
    assert (seen.cases, seen.events, seen.activities, seen.variants) == (1434, 8577, 27, 116)
    assert seen.starts == {"Confirmation of receipt": 1434}
    ends = {name.partition(" ")[0]: n for name, n in list(seen.ends.items())[:7]}
    assert ends == {"T10": 828, "T05": 400, "Confirmation": 116, "T15": 39, "T06": 16, "T20": 15,
                    "T02": 8}  # fmt: skip
    spread = seen.throughput_days
    told = [round(spread[name], 6) for name in ("mean", "median", "p90", "max")]
    assert told == [5.408147, 0.033201, 14.095160, 275.839601]


def test_the_rules_of_the_open_log_find_what_it_is_known_for(known):
    _seen, findings = known
    found = {one.rule.name: (one.violations, one.applied) for one in findings.found}
    assert found["printed-without-determined"][0] == 1
    assert found["never-checked"] == (118, 1434)
    assert found["four-eyes"] == (1028, 1303)
    assert found["ended-after-deadline"] == (377, 1329)
    assert found["events-after-deadline"] == (92, 1434)
    assert found["deadline-of-eight-weeks"] == (1434 - 1080, 1434)  # by calendar dates


def test_calendar_dates_and_moments_differ_where_a_case_ends_on_its_last_day(known):
    _seen, findings = known
    found = {one.rule.name: one.violations for one in findings.found}
    assert (found["ended-on-a-later-day"], found["events-on-a-later-day"]) == (309, 84)


def test_every_violation_has_its_article_its_case_and_its_row(known):
    _seen, findings = known
    told = list(findings.violations())
    assert len(told) == sum(one.violations for one in findings.found)
    assert all(one.article and one.case and one.seq > 1 for one in told)
    late = next(iter(findings.violations("eight-weeks")))
    assert late.taken is not None
    assert late.taken > 56
    assert late.limit == 56
    assert {"from_day", "due"} <= late.derivation.keys()


# Each kind on cases of a few events


def broken(log, calendar, events, rule, *, mapping="", on=None, calendar_kind="cn"):
    """The cases that break one rule; events are `case activity day`, one a line."""
    lines = [",".join(line.split()) for line in events.strip().splitlines()]
    width = max(line.count(",") for line in lines)
    heads = ["case", "activity", "time", "actor", "material"][: width + 1]
    read = log(",".join(heads) + "\n" + "\n".join(lines) + "\n", mapping)
    toml = f'calendar = "{calendar_kind}"\n[[rule]]\nname = "r"\narticle = "第1条"\n{rule}\n'
    findings = checks.check(read, Rules.of(toml), calendar, on)
    one = findings.found[0]
    told = list(findings.violations())
    assert len(told) == one.violations
    return sorted({v.case for v in told}), one


SIMPLE = """
1 受理 2026-03-02
1 审查 2026-03-03
1 决定 2026-03-04
2 审查 2026-03-02
2 受理 2026-03-03
2 补正 2026-03-04
2 补正 2026-03-05
3 受理 2026-03-02
3 决定 2026-03-20
3 补正 2026-03-23
"""


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        ('kind = "absent"\nactivity = "审查"', ["3"]),
        ('kind = "absent"\nactivity = "审查"\nwhen = "决定"', ["3"]),
        ('kind = "absent"\nactivity = "决定"\nwhen = "补正"', ["2"]),
        ('kind = "precedes"\nactivity = "受理"\nthen = "审查"', ["2"]),
        ('kind = "between"\nactivity = "补正"\nafter = "受理"\nbefore = "决定"', ["3"]),
        ('kind = "either_or"\nactivities = ["决定", "补正"]', ["3"]),
        ('kind = "at_most"\nactivity = "补正"\ntimes = 1', ["2"]),
        ('kind = "order"\nactivities = ["受理", "审查", "决定"]', ["2"]),
        ('kind = "first"\nactivities = ["受理"]', ["2"]),
        ('kind = "last"\nactivities = ["决定"]', ["3"]),
        ('kind = "only"\nactivities = ["受理", "审查", "决定"]', ["2", "3"]),
        ('kind = "follows"\nactivity = "审查"\nthen = "决定"', ["2"]),
        ('kind = "follows"\nactivity = "受理"\nthen = "决定"\nwithin = "10 wd"', ["2", "3"]),
        ('kind = "follows"\nactivity = "受理"\nthen = "决定"\nleast = "3 d"', ["1"]),
        ('kind = "follows"\nactivity="受理"\nthen="决定"\nwithin="10 d"\nleast="3 d"', list("123")),
        ('kind = "idle"\nwithin = "10 wd"', ["3"]),
        ('kind = "idle"\nwithin = "10 wd"\nuntil = "决定"', ["2", "3"]),
        ('kind = "takes"\nfrom = "受理"\nto = "决定"\nleast = "3 d"\nmost = "10 d"', ["1", "3"]),
        ('kind = "takes"\nfrom = "受理"\nto = "决定"\nleast = "3 wd"', ["1"]),
        ('kind = "limit"\nfrom = "受理"\nto = "决定"\nwithin = "13 wd"', ["2", "3"]),
        ('kind = "limit"\nfrom = "受理"\nto = "决定"\nwithin = "14 wd"', ["2"]),
        ('kind = "limit"\nfrom = "start"\nto = "决定"\nwithin = "72 h"', ["2", "3"]),
        ('kind = "no_later"\nwhat = "决定"\nthan = "补正"', []),
        ('kind = "no_later"\nwhat = "end"\nthan = "决定"', ["3"]),
    ],
)
def test_each_kind_finds_its_cases(log, calendar, rule, cases):
    assert broken(log, calendar, SIMPLE, rule, on=date(2026, 4, 10))[0] == cases


def test_a_rule_of_every_kind_was_tried():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f'kind = "{kind}"' not in text] == []


def test_an_open_case_is_late_only_when_its_days_have_run_out(log, calendar):
    rule = 'kind = "limit"\nfrom = "受理"\nto = "决定"\nwithin = "5 wd"\nnear = 1'
    mapping = '[activities]\nknown = ["决定"]\n'
    events = "1 受理 2026-03-02"
    for on, cases, open_, near in [
        (date(2026, 3, 5), [], 1, 0),
        (date(2026, 3, 6), [], 1, 1),
        (date(2026, 3, 9), [], 1, 1),
        (date(2026, 3, 10), ["1"], 0, 0),
    ]:
        seen, one = broken(log, calendar, events, rule, mapping=mapping, on=on)
        assert (seen, one.open, one.more["near"]) == (cases, open_, near)


def test_pauses_and_an_extension_move_the_limit_and_stand_in_the_derivation(log, calendar):
    events = """
    1 受理 2024-09-10
    1 评审 2024-09-23
    1 评审毕 2024-09-28
    1 延期 2024-10-15
    1 决定 2024-11-04
    2 受理 2024-09-10
    2 评审 2024-09-23
    2 评审毕 2024-09-28
    2 决定 2024-10-22
    3 受理 2024-09-10
    3 评审毕 2024-09-12
    3 决定 2024-10-14
    """
    rule = """kind = "limit"
    from = "受理"
    to = "决定"
    within = "20个工作日"
    pauses = [["评审", "评审毕"]]
    extension = "延期"
    by = "10 wd" """
    seen, one = broken(log, calendar, events, rule)
    assert seen == ["2"]
    assert one.more["misfits"] == 1  # a clock that runs cannot be started
    assert one.more["last_day"] == 2


def test_people_without_a_name_are_not_taken_for_one_person(log, calendar):
    events = "1 a 2026-03-02 王\n1 b 2026-03-03 王\n2 a 2026-03-02 李\n2 b 2026-03-03 王"
    rule = 'kind = "different_people"\nactivities = ["a", "b"]'
    mapping = 'actor = "actor"\n'
    assert broken(log, calendar, events, rule, mapping=mapping)[0] == ["1"]
    lines = HEAD.strip() + ",actor\n1,a,2026-03-02,\n1,b,2026-03-03,\n"
    read = log(lines, mapping)
    toml = f'[[rule]]\nname = "r"\narticle = "x"\n{rule}\n'
    one = checks.check(read, Rules.of(toml), calendar).found[0]
    assert (one.violations, one.open) == (0, 1)


def test_a_paper_that_is_on_no_list_is_found_with_its_name(log, calendar):
    events = "1 a 2026-03-02 王 身份证\n1 b 2026-03-03 王 婚育证明"
    rule = 'kind = "listed"\ncolumn = "material"\nvalues = ["身份证"]'
    mapping = 'material = "material"\n'
    seen, one = broken(log, calendar, events, rule, mapping=mapping)
    assert (seen, one.violations) == (["1"], 1)


def test_limits_in_calendar_days_end_on_a_working_day_only_under_the_city_s_calendar(log, calendar):
    events = "1 a 2026-03-02\n1 b 2026-03-09"
    rule = 'kind = "limit"\nfrom = "a"\nto = "b"\nwithin = "5 d"'
    assert broken(log, calendar, events, rule)[0] == []  # 7 March is a Saturday
    assert broken(log, calendar, events, rule, calendar_kind="none")[0] == ["1"]
    mapping = '[activities]\nknown = ["p", "q"]\n'
    rule += '\npauses = [["p", "q"]]'
    assert broken(log, calendar, events, rule, mapping=mapping)[0] == []
    seen = broken(log, calendar, events, rule, mapping=mapping, calendar_kind="none")[0]
    assert seen == ["1"]


def test_days_that_no_notice_covers_are_told_as_provisional(log, calendar):
    rule = 'kind = "limit"\nfrom = "a"\nto = "b"\nwithin = "5 wd"'
    _seen, one = broken(log, calendar, "1 a 2031-03-03\n1 b 2031-03-04", rule)
    assert one.more["provisional"] == 1


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ('kind = "absent"\nactivity = "受里"', "nearest is “受理”"),
        ('kind = "only"\nactivities = ["受理", "从未"]', "“从未”"),
        ('kind = "absent"', "“activity”"),
        ('kind = "forbids"\nactivity = "受理"', "no kind of rule"),
        ('kind = "absent"\nactivity = "受理"\nwenn = "x"', "wenn"),
        ('kind = "at_most"\nactivity = "受理"\ntimes = "two"', "times"),
        ('kind = "idle"\nwithin = "soon"', "no length of time"),
        ('kind = "limit"\nfrom = "受理"\nto = "x_gone"\nwithin = "5 d"', "x_gone"),
        ('kind = "different_people"\nactivities = ["受理", "审查"]', "actor"),
        ('kind = "limit"\nfrom = "受理"\nto = "审查"\nwithin = "5 d"\nby = "5 d"', "extension"),
        ('kind = "takes"\nfrom = "受理"\nto = "审查"', "least"),
        ('kind = ["absent"]\nactivity = "受理"', "no kind of rule"),
        ('kind = "no_later"\nwhat = "start"\nthan = "end"\ncompare = ["day"]', "compare"),
        ('kind = "limit"\nfrom = ["start", "受理"]\nto = "end"\nwithin = "5 d"', "“from” holds"),
        ('kind = "limit"\nfrom = "受理"\nto = "审查"\nwithin = "4000 wd"', "ten years"),
        (
            'kind = "limit"\nfrom = "受理"\nto = "审查"\nwithin = "5 wd"\n'
            'extension = "补正"\nby = "2 d"',
            "different units",
        ),
    ],
)
def test_a_rule_that_cannot_be_followed_is_an_error_never_unused(log, calendar, rule, word):
    with pytest.raises(Unfit) as no:
        broken(log, calendar, SIMPLE, rule)
    assert word in str(no.value)


def test_a_text_is_no_point_in_time_and_a_date_is_no_name(log, calendar):
    events = "1 a 2026-03-02 王 身份证"
    mapping = '[text]\nactor = "actor"\n[dates]\nticket = "time"\n'
    with pytest.raises(Unfit, match="x_actor"):
        broken(log, calendar, events, 'kind="no_later"\nwhat="x_actor"\nthan="a"', mapping=mapping)
    rule = 'kind = "listed"\ncolumn = "x_ticket"\nvalues = ["1"]'
    with pytest.raises(Unfit, match="x_ticket"):
        broken(log, calendar, events, rule, mapping=mapping)


@pytest.mark.parametrize("toml", ["rule = 3", '[rule]\nname = "r"'])
def test_what_is_no_list_of_rules_is_told_how_to_begin_one(toml):
    with pytest.raises(Unfit, match="Begin each with"):
        Rules.of(toml)


def test_a_clock_that_began_years_before_the_log_is_counted(log, calendar):
    mapping = '[dates]\nbegun = "actor"\nends = "material"\n'
    events = "1 a 2026-03-02 2020-03-02 2026-03-03"
    rule = 'kind = "limit"\nfrom = "x_begun"\nto = "x_ends"\nwithin = "20 wd"'
    seen, one = broken(log, calendar, events, rule, mapping=mapping)
    assert (seen, one.more["provisional"]) == (["1"], 0)
    rule = rule.replace("20 wd", "3660 wd")
    assert broken(log, calendar, events, rule, mapping=mapping)[1].more["provisional"] == 1


def test_hours_run_until_midnight_where_the_clocks_hang(log, calendar):
    mapping = '[times]\nzone = "Asia/Shanghai"\n[activities]\nknown = ["b"]\n'
    rule = 'kind = "limit"\nfrom = "a"\nto = "b"\nwithin = "{} h"'
    for hours, cases in [(14, []), (13, ["1"])]:  # from 10:00 until midnight are 14
        events = "1 a 2026-03-02T10:00:00"
        seen, one = broken(log, calendar, events, rule.format(hours), mapping=mapping)
        assert (seen, one.open) == (cases, 1 - len(cases))


def test_what_follows_neither_too_soon_nor_too_late_is_told_as_applied(log, calendar):
    rule = 'kind="follows"\nactivity="a"\nthen="b"\nwithin="10 d"\nleast="1 d"'
    seen, one = broken(log, calendar, "1 a 2026-03-02\n1 b 2026-03-05", rule)
    assert (seen, one.applied, one.open) == ([], 1, 0)


def test_an_activity_that_may_occur_but_did_not_is_known_from_the_mapping(log, calendar):
    mapping = '[activities]\nknown = ["听证"]\n'
    rule = 'kind = "absent"\nactivity = "听证"'
    assert broken(log, calendar, SIMPLE, rule, mapping=mapping)[0] == ["1", "2", "3"]


def test_events_from_the_room_are_measured_as_those_of_a_file(calendar):
    events = [
        {"case": "1", "activity": "受理", "at": "2026-03-02T09:00:00+08:00"},
        {"case": "1", "activity": "决定", "at": "2026-03-31T09:00:00+08:00"},
    ]
    toml = '[[rule]]\nname="r"\narticle="x"\nkind="limit"\nfrom="start"\nto="end"\nwithin="20 wd"'
    with reading.of_rows(events) as log:
        assert checks.check(log, Rules.of(toml), calendar).found[0].violations == 1
