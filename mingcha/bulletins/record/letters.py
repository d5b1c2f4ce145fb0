"""The papers of lower rooms as official documents: order, feedback letter, slip, visit record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mingcha.bulletins.record.figures import Head
from mingcha.bulletins.record.words import COLOURS
from mingcha.bulletins.render import Block, Content, Form, Heading, Items, Paragraph, Table
from mingcha.bulletins.render.wording import written
from mingcha.findings.models import Finding
from mingcha.foundation.time import city_zone
from mingcha.rectification.models import Order, Slip
from mingcha.visits.models import Observation, Visit

LONGEST = 14  # characters of a matter that a title can carry on its line
PACES = {
    Order.Pace.AT_ONCE: "立行立改",
    Order.Pace.TIME_LIMITED: "限期整改",
    Order.Pace.LONG: "长期整改，分阶段报告",
}
SEEN = {
    Observation.Seen.YES: "是",
    Observation.Seen.NO: "否",
    Observation.Seen.NOT_SEEN: "未见",
}
MODES = {"open": "明察", "covert": "暗访"}
AFTER = "逾期未完成的，依次发出蓝色、橙色、红色督办单，并按规定通报。"


def matter(basis: str) -> str:
    """The code and title of a norm, without its legal basis.

    >>> matter("N01 工作时间在岗 《行政机关公务员处分条例》第二十条")
    'N01 工作时间在岗'
    """
    return " ".join(basis.split()[:2])


def doc_number(head: Head, sort: str, number: str) -> str:
    """The official number of a paper that has a reference number.

    >>> head = Head("明州市作风办", "明作风办", (), ())
    >>> doc_number(head, "整", "ZG-2026-0147")
    '明作风办整〔2026〕147号'
    """
    _prefix, year, serial = number.split("-")
    return f"{head.code}{sort}〔{year}〕{int(serial)}号"


def order(of: Order, head: Head, term: int, contact: str) -> Content:
    """The rectification notice (整改通知书) as it was issued; `term` is its working days."""
    on = of.issued_on or date.min
    named = matter(of.basis).partition(" ")[2]
    about = f"“{named}”问题" if named and len(named) <= LONGEST else "有关问题"
    return Content(
        kind="order",
        mark=f"{head.office}文件",
        number=doc_number(head, "整", of.number),
        title=(head.office, f"关于限期整改{about}的", "整改通知书"),
        organ=head.office,
        date=on,
        addressees=(of.organ.name,),
        body=tuple(_demand(of, term)),
        note=contact,
        printed_by=head.office,
        printed_on=on,
    )


def _demand(of: Order, term: int) -> Iterator[Block]:
    yield from paragraphs(of.fault)
    yield Paragraph(f"依据：{of.basis}。现责令整改。")
    yield Heading("整改要求")
    yield Items(tuple(_lines(of.required)))
    yield Heading("完成期限和证明")
    start = "自签收之日起" if of.pace == Order.Pace.AT_ONCE else "自签收之日起，按报送的整改计划，"
    yield Paragraph(f"整改类别：{PACES[Order.Pace(of.pace)]}。{start}{term}个工作日内完成并报告。")
    if of.proof_wanted.strip():
        yield Paragraph(f"应当提交：{'；'.join(_lines(of.proof_wanted))}。")
    yield Paragraph("整改看结果，以开会、发文代替整改结果的，不予认可。")
    yield Heading("责任和救济")
    yield Paragraph(f"首责：{of.responsible.post}{of.responsible.name}。{AFTER}")
    yield Paragraph(
        "认为不属本单位职责的，应当在签收后2个工作日内说明理由、提出退回；"
        "确需延期的，应当在到期前由首责提出，以一次为限。"
    )


def feedback(of: Finding, head: Head) -> Content:
    """The feedback letter (反馈函) in the words in which it was served."""
    return Content(
        kind="feedback",
        mark=head.office,
        number=doc_number(head, "函", of.number),
        title=(f"关于反馈{of.organ.name}", "察访情况的函"),
        organ=head.office,
        date=of.fed_back_on or date.min,
        addressees=(of.organ.name,),
        body=tuple(paragraphs(of.letter)),
    )


def slip(of: Slip, head: Head, chain: Sequence[Slip]) -> Content:
    """A supervision slip (督办单) with the slips before it and room to write the result."""
    order = of.order
    before = "；".join(f"{COLOURS[one.colour]}，{written(one.issued_on)}" for one in chain) or "无"
    due = written(of.clock.due_on) if of.clock else ""
    about = f"{matter(order.basis)}整改（{order.number}）"
    person = order.responsible
    return Content(
        kind="slip",
        colour=of.colour,
        seal_lines=1,
        mark=head.office,
        number=of.number,
        title=("督　办　单",),
        organ=head.office,
        date=of.issued_on,
        body=(
            Form(
                (
                    ("承办单位", order.organ.name, "首责", f"{person.post}　{person.name}".strip()),
                    ("督办事项", about),
                    ("办理要求", " ".join(_lines(of.requirement)) or "限期完成整改并报告结果。"),
                    ("答复时限", due, "在前督办", before),
                    ("逾期后果", AFTER),
                )
            ),
            Form((("承办意见", " ".join(_lines(of.answer))), ("办理结果", ""))),
        ),
    )


def visit(of: Visit, team: Sequence[str], office: str) -> Content:
    """The visit record (察访记录表) with its questions; names only as far as the reader may see."""
    seen = of.observations.select_related("item__norm")
    rows = tuple(_answer(one) for one in seen)
    place = of.place.name if of.place else ""
    return Content(
        kind="record",
        seal_lines=1,
        number=of.number,
        title=("察访记录表",),
        organ=office,
        date=_day(of),
        body=(
            Form(
                (
                    ("被访单位", f"{of.organ.name}{place}", "察访方式", MODES[of.mode]),
                    ("时　　间", _span(of), "在场人员", of.present),
                    ("察访人员", "、".join(team)),
                    ("所见情况", " ".join(_lines(of.facts))),
                )
            ),
            Table(
                caption="检查事项",
                header=("序号", "规范", "事项", "结果", "说明"),
                rows=rows,
                align=("center", "center", "left", "center", "left"),
                widths=(1, 1.2, 5, 1, 3.5),
            ),
            Form((("察访人签字", "", "察访人签字", ""), ("被访单位意见", of.organ_words)), tall=2),
        ),
    )


def _answer(one: Observation) -> tuple[str, ...]:
    norm, words = one.item.norm, " ".join(_lines(one.facts))
    seen = SEEN[Observation.Seen(one.seen)]
    return (str(one.item.number), norm.code, one.item.question, seen, words)


def _day(of: Visit) -> date:
    return (of.began_at or of.opens_at).astimezone(city_zone()).date()


def _span(of: Visit) -> str:
    if of.began_at is None:
        return ""
    began = of.began_at.astimezone(city_zone())
    ended = f"至{of.ended_at.astimezone(city_zone()):%H:%M}" if of.ended_at else ""
    return f"{written(began.date())}{began:%H:%M}{ended}"


def paragraphs(text: str) -> Iterator[Paragraph]:
    """One paragraph a line; empty lines separate and are not printed."""
    yield from (Paragraph(line) for line in _lines(text))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
