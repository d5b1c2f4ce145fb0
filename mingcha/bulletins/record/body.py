"""The body of a bulletin, block by block, from its frozen figures and its composer's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mingcha.bulletins.record import sentences, words
from mingcha.bulletins.record.figures import Figures, NormRow, Score, Scores
from mingcha.bulletins.render import Annex, Block, Heading, Paragraph, Table
from mingcha.bulletins.render.wording import written

SITUATION, PRAISE = "situation", "praise"
LATE = "逾期未办结整改事项清单"


@dataclass(frozen=True)
class Words:
    """What people wrote: introduction, requirements, and the passages on organs by tone."""

    kind: str
    introduction: str
    requirements: str
    praised: tuple[str, ...]
    criticised: tuple[str, ...]
    erratum: str = ""  # which earlier bulletin this one corrects, and why


def blocks(of: Figures, said: Words) -> tuple[Block, ...]:
    """Introduction, situation, correction, scores, praise, criticism, requirements."""
    told: list[Block] = [*_paragraphs(said.introduction)]
    if said.erratum:
        told += [Heading("更正说明"), Paragraph(said.erratum)]
    if said.kind == SITUATION:
        told += [*_situation(of), *_correction(of), *_scores(of.scores)]
    if said.kind in {SITUATION, PRAISE}:
        told += _named("值得肯定的单位", said.praised, "本期没有经确认的表扬事项。")
    if said.kind != PRAISE:
        told += _named("点名通报的问题", said.criticised, "本期没有点名通报的单位。")
    if said.requirements.strip():
        told += [Heading("下一步要求"), *_paragraphs(said.requirements)]
    return tuple(told)


def annexes(of: Figures, said: Words, left_out: Iterable[str] = ()) -> tuple[Annex, ...]:
    """The overdue list; matters of organs whose passage was dropped are not listed."""
    gone = set(left_out)
    rows = [row for row in of.overdue if row.organ not in gone or row.turn != "organ"]
    if said.kind == PRAISE or not rows:
        return ()
    shown = tuple(
        (
            str(n),
            row.organ,
            row.number,
            row.what,
            f"{row.due_on:%m-%d}" if row.due_on.year == of.as_of.year else f"{row.due_on}",
            str(row.days),
            words.TURNS[row.turn],
        )
        for n, row in enumerate(rows, 1)
    )
    note = f"截至{written(of.as_of)}。"
    if len(rows) < len(of.overdue):
        note += f"经核实更正，{len(of.overdue) - len(rows)}件不列入。"
    table = Table(
        caption="",
        header=("序号", "责任单位", "编号", "事项", "应于", "逾期工作日", "轮到"),
        rows=shown,
        align=("center", "left", "left", "left", "center", "right", "left"),
        widths=(1, 3.4, 2.4, 4.6, 1.3, 1.4, 2),
        note=note,
    )
    return (Annex(LATE, (table,)),)


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for line in text.splitlines():
        if line.strip():
            yield Paragraph(line.strip())


def _named(title: str, passages: Sequence[str], none: str) -> list[Block]:
    return [Heading(title), *(p for text in passages or (none,) for p in _paragraphs(text))]


def _situation(of: Figures) -> Iterator[Block]:
    yield Heading("察访总体情况")
    yield Paragraph(sentences.visits(of))
    note = sentences.withheld(of)
    if of.by_class:
        rows = tuple(
            (
                words.CLASSES[row.code],
                str(row.organs),
                str(row.visited),
                str(row.visits),
                str(row.faults.base),
                words.count(row.faults.count),
                words.rate(row.faults),
            )
            for row in of.by_class
        )
        yield Table(
            caption="表1　各类机关察访情况",
            header=("类别", "机关数", "受访机关", "察访次数", "检查项次", "确认问题", "问题检出率"),
            rows=rows,
            align=("left", "right", "right", "right", "right", "right", "right"),
            widths=(57, 51, 51, 51, 51, 51, 130),
            note=note or "括号内为95%置信区间。",
        )
    if of.by_norm:
        yield _norms(of, note)


def _norms(of: Figures, note: str) -> Table:
    classes = tuple(words.CLASSES[row.code].removesuffix("类") for row in of.by_class)
    return Table(
        caption="表2　确认问题分规范、分类别情况",
        header=("规范", *classes, "合计", "检查项次", "检出率"),
        rows=tuple(_norm(row) for row in of.by_norm),
        align=("left", *("right" for _ in classes), "right", "right", "right"),
        widths=(4, *(1.2 for _ in classes), 1.1, 1.4, 1.5),
        note=note,
    )


def _norm(row: NormRow) -> tuple[str, ...]:
    share = words.percent(row.faults.value) if row.faults.value is not None else "—"
    hidden = words.WITHHELD if row.faults.count is None else share
    counts = (words.count(n) for n in row.cells)
    return (
        f"{row.code} {row.title}",
        *counts,
        words.count(row.faults.count),
        str(row.faults.base),
        hidden,
    )


def _correction(of: Figures) -> Iterator[Block]:
    yield Heading("整改落实情况")
    yield Paragraph(sentences.orders(of) + sentences.on_time(of))
    yield Paragraph("".join(sentences.chased(of)))


def _scores(tables: Sequence[Scores]) -> Iterator[Block]:
    if not tables:
        return
    yield Heading("考评情况")
    number = 3
    for table in tables:
        yield Paragraph(sentences.ranks(table))
        if any(row.score is not None for row in table.rows):
            yield _score_table(number, table)
            number += 1


def _score_table(number: int, of: Scores) -> Table:
    """Organs by bands where the data part them; else in the order of their codes, no places."""
    apart = sentences.bands(of)
    band = {name: str(n) for n, names in enumerate(apart or (), 1) for name in names}
    rows = sorted(of.rows, key=lambda row: int(band.get(row.organ, 999))) if apart else of.rows
    tail = ("组",) if apart else ()
    note = "按机关代码排列，不作排名。"
    if apart:
        note = "同组机关得分区间相互重叠，无法区分，组内按机关代码排列。"
    return Table(
        caption=f"表{number}　{words.CLASSES[of.code]}机关察访整改得分",
        header=("机关", "得分", "95%区间", "检查项次", *tail),
        rows=tuple((*_score(row), *(band.get(row.organ, "—") for _ in tail)) for row in rows),
        align=("left", "right", "center", "right", *("center" for _ in tail)),
        widths=(4, 1.6, 2.4, 1.6, *(1 for _ in tail)),
        note=f"依据考评规则{of.rule}。{note}",
    )


def _score(row: Score) -> tuple[str, ...]:
    if row.score is None:
        return (row.organ, "不予评定", "—", str(row.checks))
    return (row.organ, f"{row.score:.2f}", f"{row.low:.2f}—{row.high:.2f}", str(row.checks))
