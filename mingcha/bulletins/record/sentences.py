"""Sentences written from the numbers, with their doubt: no rank unless the intervals part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mingcha.bulletins.record import words
from mingcha.bulletins.record.figures import Figures, Scores
from mingcha.bulletins.render.wording import written
from mingcha.core.scoring import Rated, ranks_allowed

Bands = Sequence[Sequence[str]]


def bands(of: Scores) -> Bands | None:
    """The organs of one class by bands that the data part; None where none may be drawn."""
    rated = [
        Rated(row.organ, row.score, row.low, row.high)
        for row in of.rows
        if row.score is not None and row.low is not None and row.high is not None
    ]
    return ranks_allowed(rated)


def ranks(of: Scores) -> str:
    """What may be said of places in one class.

    >>> from mingcha.bulletins.record.figures import Score
    >>> rows = (Score("甲", 95, 93, 97), Score("乙", 94, 92, 96), Score("丙", 80, 75, 85))
    >>> ranks(Scores("service", "2026-1", rows))
    '服务类3个机关中，前二名无法区分，与其余机关可以区分。'
    >>> ranks(Scores("service", "2026-1", rows[:2]))
    '服务类2个机关的得分区间相互重叠，名次无法区分，不作排名。'
    """
    if of.waiting:
        return f"{words.CLASSES[of.code]}尚有{of.waiting}个机关的考评结果未审定，本期不予公布。"
    kind, rated = words.CLASSES[of.code], [row for row in of.rows if row.score is not None]
    unrated = len(of.rows) - len(rated)
    tail = f"另有{unrated}个机关检查项次不足，不予评定。" if unrated else ""
    if not rated:
        return f"{kind}{unrated}个机关检查项次不足，均不予评定。"
    apart = bands(of)
    if apart is None and len(rated) == 1:
        return f"{kind}仅1个机关可以评定，不作排名。{tail}"
    if apart is None:
        said = "的得分区间相互重叠，名次无法区分，不作排名"
        return f"{kind}{len(rated)}个机关{said}。{tail}"
    top = len(apart[0])
    first = f"{apart[0][0]}得分最高" if top == 1 else f"{words.first(top)}无法区分"
    return f"{kind}{len(rated)}个机关中，{first}，与其余机关可以区分。{tail}"


def visits(of: Figures) -> str:
    """How much was looked at, and what was found in it."""
    seen, period = of.open_visits + of.covert_visits, words.period(of.since, of.until)
    if not seen:
        return f"{period}没有经审核的察访记录。"
    said = (
        f"{period}，对本期在册的{of.organs}个机关中的{of.visited}个开展察访{seen}次，"
        f"其中明察{of.open_visits}次、暗访{of.covert_visits}次，完成检查{of.faults.base}项次。"
    )
    return said + _found(of)


def _found(of: Figures) -> str:
    count, praises = of.faults.count, f"确认值得肯定的做法{of.praises}件。"
    other = f"另有其他来源的确认问题{of.other_faults}件。" if of.other_faults else ""
    if count is None:
        return f"经核实的问题数量少，公布合计即可推算个别单元格，按规定不予公布；{praises}{other}"
    share = "" if of.faults.value is None else f"，占检查项次的{words.rate(of.faults)}"
    return f"经反馈、申辩和核实，确认问题{count}件{share}；{praises}{other}"


def orders(of: Figures) -> str:
    """What was ordered, and how far it is."""
    total = sum(n for _, n in of.orders)
    if not total:
        return "本期没有发出整改通知书。"
    if of.faults.count is None:  # nearly every fault has its order: one count gives the other
        return "本期发出的整改通知书数量少，按规定不予公布。"
    stand = "、".join(f"{words.ORDER_STATES[state]}{n}件" for state, n in of.orders if n)
    return f"本期发出整改通知书{total}份。截至{written(of.as_of)}，{stand}。办结以复查通过为准。"


def on_time(of: Figures) -> str:
    """The share kept in time, with its interval and base."""
    due = of.on_time
    if not due.base or due.count is None:
        return "本期没有到期的整改事项。"
    return f"本期到期的整改事项{due.base}件，按期完成{due.count}件，按期率为{words.rate(due)}。"


def chased(of: Figures) -> Iterator[str]:
    """Overdue matters, slips, relapses, and “not ours”: one sentence each."""
    late, ours = len(of.overdue), sum(row.turn != "organ" for row in of.overdue)
    day = written(of.as_of)
    if late:
        centre = f"，其中{ours}件轮到察访中心或领导小组办理" if ours else ""
        yield f"截至{day}，逾期事项{late}件{centre}，清单附后。"
    else:
        yield f"截至{day}，没有逾期事项。"
    if slips := [(colour, n) for colour, n in of.slips if n]:
        told = "、".join(f"{words.COLOURS[colour]}{n}张" for colour, n in slips)
        yield f"本期发出督办单{sum(n for _, n in slips)}张，其中{told}。"
    if of.revisits.base:
        yield f"回访已办结事项{of.revisits.base}件，发现反弹{of.revisits.count}件。"
    if of.not_ours.base:
        yield (
            f"责任单位提出“不属本单位”{of.not_ours.base}件，"
            f"裁定理由成立{of.not_ours.count}件；已裁定的不得再次退回。"
        )


def withheld(of: Figures) -> str:
    """That small cells are withheld, and why more than the small ones."""
    if not of.withheld:
        return ""
    return (
        f"标“*”的单元格数量不足{of.minimum}件，按规定不予公布；"
        "为防止从合计推算，另有部分单元格一并隐去。括号内为95%置信区间。"
    )
