"""Score tables in a bulletin: decided sheets only, no place unless the intervals part."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.assessment.models import RuleVersion, Sheet
from mingcha.bulletins.queries.scores import scores
from mingcha.bulletins.record import body, sentences
from mingcha.bulletins.record.figures import Score, Scores
from mingcha.core.rulebook import DEFAULT
from tests.bulletins.conftest import SINCE, UNTIL

APART = (
    Score("市甲局", 96, 94, 98, 120),
    Score("市乙局", 95, 93, 97, 110),
    Score("市丙局", 80, 74, 86, 90),
    Score("市丁局", None, checks=4),
)


def service(rows, **more):
    return Scores("service", "2026-1", tuple(rows), **more)


def test_the_sentence_names_no_place_where_the_data_give_none():
    assert "名次无法区分，不作排名" in sentences.ranks(service(APART[:2]))
    assert "前二名无法区分，与其余机关可以区分" in sentences.ranks(service(APART))
    assert "市甲局得分最高" in sentences.ranks(service((APART[0], APART[2])))
    assert "仅1个机关可以评定" in sentences.ranks(service(APART[:1]))


def test_an_organ_hardly_checked_is_told_apart_and_not_rated():
    assert "另有1个机关检查项次不足，不予评定" in sentences.ranks(service(APART))
    assert "均不予评定" in sentences.ranks(service(APART[3:]))


def test_a_class_with_a_sheet_still_open_is_not_published():
    assert "尚有2个机关的考评结果未审定" in sentences.ranks(service((), waiting=2))


def rows_of(table):
    made = body._score_table(3, table)
    bands = [row[-1] for row in made.rows] if "组" in made.header else []
    return [row[0] for row in made.rows], bands, made.note


def test_the_table_has_bands_only_where_intervals_part():
    names, bands, note = rows_of(service(APART))
    assert bands == ["1", "1", "2", "—"]
    assert "无法区分" in note
    names, bands, note = rows_of(service((APART[1], APART[0])))
    assert names == ["市乙局", "市甲局"]  # as they stand in the register, not by score
    assert bands == []
    assert "不作排名" in note


@pytest.fixture
def sheet(clerk, organ, water):
    rule = RuleVersion.objects.create(
        code="2026-1", parameters=DEFAULT.parameters(), document="明作风办〔2026〕1号",
        published_on=date(2026, 1, 1), valid_from=date(2026, 1, 1),
    )  # fmt: skip

    def made(where, score, state=Sheet.State.DECIDED):
        n = Sheet.objects.count() + 1
        said = {"score": score, "low": score - 2, "high": score + 2} if score else {}
        return Sheet.objects.create(
            number=f"PF-2026-{n:04d}", organ=where, organ_kind="service", period="2026Q1",
            rule=rule, inputs={}, reckoning="", digest="", checks=50, faults=1, state=state,
            computed_on=date(2026, 4, 1), why_not="" if score else "few_checks", **said,
        )  # fmt: skip

    return made


def test_scores_copies_decided_sheets_by_class(sheet, organ, water):
    sheet(organ, 95)
    sheet(water, None)
    (table,) = scores(since=SINCE, until=UNTIL)
    assert (table.code, table.rule, table.waiting) == ("service", "2026-1", 0)
    assert [(row.organ, row.score) for row in table.rows] == [
        ("市规划局", 95.0),
        ("市水务局", None),
    ]


def test_one_open_sheet_keeps_the_whole_class_out(sheet, organ, water):
    sheet(organ, 95)
    sheet(water, 90, state=Sheet.State.TOLD)
    (table,) = scores(since=SINCE, until=UNTIL)
    assert (table.rows, table.waiting) == ((), 1)


def test_what_was_superseded_does_not_count_and_no_quarter_has_no_scores(sheet, organ):
    sheet(organ, 95)
    sheet(organ, 60, state=Sheet.State.SUPERSEDED)
    assert [row.score for row in scores(since=SINCE, until=UNTIL)[0].rows] == [95.0]
    assert scores(since=SINCE, until=date(2026, 2, 28)) == ()
