"""The field sheet: a visit with its answers from rows that share one paper sheet's number."""

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.norms.queries import items_of
from mingcha.visits import commands
from mingcha.visits.models import Observation, Visit
from tests.foundation.sheets_at_hand import text, workbook
from tests.hearing import hear_everything
from tests.visits.conftest import moment

NUMBERED = "察访编号"
HEADS = ["表号", "题号", "日期", "到达时间", "离开时间", "单位", "地点", "方式", "察访员", "事由",
         "经过", "结果", "事实"]  # fmt: skip


@pytest.fixture
def paper(checklist, hall, organ, pair, plan):
    """The rows of one paper sheet; the first says what holds for the whole visit."""

    def rows(number="A-1", *, no=(), **facts):
        said = {"day": "2026年4月9日", "began": "8:10", "ended": "8点50分", "organ": "市规划局",
                "place": "MZ001-01", "mode": "公开", "team": "inspector、inspector2",
                "reason": "补录", "record": "8:10 到达大厅。", **facts}  # fmt: skip
        lines = []
        for item in items_of(checklist):
            praise = item.telling == "yes"
            seen = "否" if item.number in no else "未见" if praise else "是"
            what = "3号窗口无人" if item.number in no else ""
            head = list(said.values()) if not lines else [""] * len(said)
            lines.append([number, item.number, *head, seen, what])
        return lines

    return rows


@pytest.fixture
def look(clerk, day):
    def looked(*lines):
        return looking.look("visits", text(HEADS, *lines), "表.csv", on=day, by=clerk)

    return looked


@pytest.fixture
def enter(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def entered(*lines):
        imp = imports.take_in("visits", text(HEADS, *lines), "表.csv", by=clerk, on=day)
        return imports.commit(imp, by=clerk, on=day)

    return entered


def faults(look):
    return [(row.number, f["column"]) for row in look.rows for f in row.faults]


def test_the_rows_of_one_sheet_become_one_recorded_visit(enter, paper, organ, hall, pair):
    enter(*paper("A-1", no={1}), *paper("A-2", began="10:00", ended="10:30"))
    visit = Visit.objects.order_by("began_at").first()
    assert Visit.objects.count() == 2
    assert (visit.organ, visit.place, visit.mode, visit.state) == (organ, hall, "open", "recorded")
    assert set(visit.team.all()) == set(pair)
    assert visit.leader == pair[0]
    assert f"{visit.began_at.astimezone():%H:%M}" == "08:10"
    one = visit.observations.get(item__number=1)
    assert (one.seen, one.facts) == ("no", "3号窗口无人")
    assert visit.plan.year == 2026


def test_a_look_leaves_no_visit_no_number_and_no_entry(look, paper):
    entries = JournalEntry.objects.count()
    assert look(*paper()).counts["faulty"] == 0
    assert not Visit.objects.exists()
    assert not Clock.objects.exists()
    assert JournalEntry.objects.count() == entries


def test_merged_cells_say_the_same_for_every_row_of_a_visit(paper, clerk, day):
    rows = paper()
    last = len(rows) + 1
    content = workbook(
        HEADS, *rows, then=lambda page: [page.merge_cells(f"{c}2:{c}{last}") for c in "ACDEF"]
    )
    look = looking.look("visits", content, "表.xlsx", on=day, by=clerk)
    assert look.counts["new"] == len(rows)


def test_the_same_file_again_enters_nothing(enter, look, paper):
    enter(*paper())
    assert look(*paper()).counts["new"] == 0
    assert look(*paper()).counts["faulty"] == 0


def test_another_content_under_the_same_number_is_faulty(enter, look, paper):
    enter(*paper())
    assert (2, "") in faults(look(*paper(no={1})))


def test_what_a_visit_may_not_be_is_said_by_the_visits_own_rules(look, paper):
    alone = look(*paper(team="inspector"))
    assert faults(alone)[0] == (2, "")
    assert "2" in alone.sentences(1)[1]
    stranger = look(*paper(team="inspector、clerk"))
    assert "顾知行" in stranger.sentences(1)[1]
    unanswered = look(*paper()[:-1])
    assert faults(unanswered)[0] == (2, "")


def test_one_faulty_row_holds_its_whole_visit_back_and_no_other(look, paper):
    rows = paper()
    rows[3][-2] = "也许"
    found = look(*rows, *paper("A-2"))
    assert (5, "seen") in faults(found)
    assert {number for number, _column in faults(found)} == set(range(2, len(rows) + 2))
    assert found.counts["new"] == len(rows)


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"organ": "某局"}, "organ"),
        ({"place": "MZ999"}, "place"),
        ({"team": "nobody、inspector"}, "team"),
        ({"mode": "突击"}, "mode"),
        ({"began": "早上"}, "began"),
        ({"day": "2026-13-01"}, "day"),
        ({"reason": ""}, "reason"),
    ],
)
def test_a_cell_that_cannot_be_is_faulty_in_its_column(look, paper, facts, column):
    assert faults(look(*paper(**facts)))[0] == (2, column)


def test_two_rows_of_one_visit_that_differ_and_a_question_answered_twice_are_faulty(look, paper):
    rows = paper()
    rows[2][5] = "市水务局"
    assert faults(look(*rows))[0] == (2, "paper") or (4, "organ") in faults(look(*rows))
    twice = paper()
    assert (2, "paper") in faults(look(*twice, twice[0]))


def test_undo_takes_the_visits_back_unless_somebody_has_signed(enter, paper, clerk, pair, day):
    imp = enter(*paper())
    imports.undo(imp, by=clerk, on=day)
    assert not Visit.objects.exists()
    assert not Observation.objects.exists()
    assert not Clock.objects.filter(ended_on=None).exists()
    imp = enter(*paper())
    commands.sign(Visit.objects.get(), by=pair[0], on=day)
    with pytest.raises(Refusal) as no:
        imports.undo(imp, by=clerk, on=day)
    assert no.value.code == "import.built_upon"
    with pytest.raises(Refusal) as no:
        commands.take_back([Visit.objects.get()], by=clerk, on=day)
    assert no.value.code == "visits.built_upon"
    assert Visit.objects.count() == 1


def test_only_a_recorded_visit_is_taken_back_and_only_by_those_who_lead(enter, paper, pair, day,
                                                                        sealed, clerk):  # fmt: skip
    for visit, by, code in ((sealed(), clerk, "visits.built_upon"),
                            (sealed(), pair[0], "workflow.not_yours")):  # fmt: skip
        with pytest.raises(Refusal) as no:
            commands.take_back([visit], by=by, on=day)
        assert no.value.code == code


@pytest.fixture
def drawn(sealed, paper, clerk, day, settings, tmp_path):
    """A sealed visit, the rows of its paper sheet, and what a file of them looks like."""
    settings.MEDIA_ROOT = tmp_path
    visit = sealed()

    def file(**facts):
        number = facts.pop("number", visit.number)
        rows = [[*line, number] for line in paper(reason="", day="2026.4.10", **facts)]
        return text([*HEADS, NUMBERED], *rows)

    return visit, file


def test_a_sheet_that_names_a_visit_fills_it_in_and_makes_no_second_one(drawn, clerk, day):
    visit, file = drawn
    imp = imports.take_in("visits", file(), "表.csv", by=clerk, on=day)
    imports.commit(imp, by=clerk, on=day)
    visit.refresh_from_db()
    assert Visit.objects.count() == 1
    assert (visit.state, visit.reason) == ("recorded", "试点")
    assert visit.observations.exists()
    again = looking.look("visits", file(), "表.csv", on=day, by=clerk)
    assert again.counts["unchanged"] == len(again.rows)


@pytest.mark.parametrize("opened", [False, True])
def test_undo_seals_the_visit_again_and_the_same_sheet_may_come_again(
    drawn, clerk, day, pair, opened
):
    visit, file = drawn
    if opened:
        commands.open(visit, by=pair[0], on=day)
    before = Visit.objects.values().get()
    running = list(Clock.objects.filter(ended_on=None).values())
    for _time in range(2):
        imp = imports.take_in("visits", file(), "表.csv", by=clerk, on=day)
        imports.commit(imp, by=clerk, on=day)
        imports.undo(imp, by=clerk, on=day)
        assert Visit.objects.values().get() == before
        assert not Observation.objects.exists()
        assert list(Clock.objects.filter(ended_on=None).values()) == running


def test_a_signed_visit_is_not_sealed_again(drawn, clerk, day, pair):
    visit, file = drawn
    imp = imports.take_in("visits", file(), "表.csv", by=clerk, on=day)
    imports.commit(imp, by=clerk, on=day)
    visit.refresh_from_db()
    with pytest.raises(Refusal):
        commands.put_back(visit, was={"state": "sealed"}, by=pair[0], on=day)
    commands.sign(visit, by=pair[0], on=day)
    with pytest.raises(Refusal):
        imports.undo(imp, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        commands.put_back(visit, was={"state": "sealed"}, by=clerk, on=day)
    assert no.value.code == "visits.built_upon"
    assert Visit.objects.get().state == "recorded"


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"number": "CF-2026-0099"}, "visit"),
        ({"number": ""}, "reason"),
        ({"place": ""}, ""),
        ({"organ": "MZ002"}, "visit"),
        ({"mode": "暗访"}, "mode"),
        ({"team": "inspector、stranger"}, "team"),
    ],
)
def test_a_sheet_that_disagrees_with_its_envelope_is_faulty(
    drawn, other_organ, stranger, clerk, day, facts, column
):
    found = faults(looking.look("visits", drawn[1](**facts), "表.csv", on=day, by=clerk))
    assert (found == []) if column == "" else ((2, column) in found)


def test_before_its_hour_no_sheet_tells_where_an_envelope_leads(drawn, clerk, day, other_organ):
    _visit, file = drawn
    Visit.objects.update(opens_at=moment(23))
    found = [
        [(fault["column"], fault["sentence"]) for fault in row.faults]
        for facts in ({}, {"organ": "MZ002", "place": ""})
        for row in looking.look("visits", file(**facts), "表.csv", on=day, by=clerk).rows[:1]
    ]
    assert found[0] == found[1] != []


def test_places_and_inspectors_may_be_written_by_name(look, paper, hall, pair):
    names = "、".join(person.name for person in pair)
    assert look(*paper(place=hall.name, team=names)).counts["faulty"] == 0
    assert look(*paper(team=f"{names}、无名氏")).counts["faulty"] > 0


def test_a_sheet_taken_back_before_the_team_was_told_tells_nobody(enter, paper, clerk, day):
    from mingcha.people.models import Message

    imp = enter(*paper())
    imports.undo(imp, by=clerk, on=day)
    hear_everything()
    assert not Message.objects.filter(about__contains="hand_in").exists()
