"""The document of a bulletin: made anew from what is frozen while it is a draft, then fixed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.record import body, words
from mingcha.bulletins.record.figures import Figures
from mingcha.bulletins.render import Content

DRAFT = "送审稿，未经印发不得引用"
PUBLIC = "此件公开发布"
TITLES = {
    Issue.Kind.SITUATION: "关于{period}察访和整改情况的通报",
    Issue.Kind.PRAISE: "关于{period}作风建设先进做法的表扬通报",
    Issue.Kind.CRITICISM: "关于{period}作风建设突出问题的通报",
}
INTRODUCTIONS = {
    Issue.Kind.SITUATION: "现将{period}全市机关作风察访、反馈和整改情况通报如下。",
    Issue.Kind.PRAISE: "经察访确认，现对{period}作风建设中的先进做法予以通报表扬。",
    Issue.Kind.CRITICISM: "现将{period}察访确认、整改不力的突出问题通报如下。",
}
REQUIREMENTS = (
    "被通报问题的单位要逐项整改，如期报送可以核验的结果；以开会、发文代替结果的，不予认可。\n"
    "各单位要对照通报举一反三。对通报所列事实有异议的，可以书面向我办提出。"
)


def title(kind: str, since: date, until: date) -> str:
    """The title a bulletin gets unless its composer writes another."""
    return TITLES[Issue.Kind(kind)].format(period=words.period(since, until))


def introduction(kind: str, since: date, until: date) -> str:
    """The first paragraph a bulletin gets unless its composer writes another."""
    return INTRODUCTIONS[Issue.Kind(kind)].format(period=words.period(since, until))


def content(issue: Issue) -> Content:
    """The document as it is kept; read once for each bulletin that is looked at."""
    read = issue.__dict__.get("_read")
    if read is None or read[0] is not issue.content:
        read = issue.__dict__["_read"] = (issue.content, Content.from_dict(issue.content))
    content: Content = read[1]
    return content


def drafted(issue: Issue, named: Iterable[Named]) -> Content:
    """The document of a draft, from its figures, its words and its passages."""
    figures, passages = Figures.of(issue.figures), list(named)
    said = _words(issue, passages)
    gone = {one.organ.name for one in passages if not one.stands}
    head = figures.head
    return Content(
        kind="notice",
        mark=f"{head.office}文件",
        number=f"{series(head.code)}〔{issue.composed_on.year}〕×号",
        title=(head.office, *(line.strip() for line in issue.title.splitlines() if line.strip())),
        organ=head.office,
        date=issue.composed_on,
        addressees=_addressees(issue, passages, head.addressees),
        body=body.blocks(figures, said),
        annexes=body.annexes(figures, said, gone),
        note=DRAFT,
        copies_to=head.copies_to,
        printed_by=head.office,
        printed_on=issue.composed_on,
    )


def published(issue: Issue, doc_number: str, *, on: date) -> Content:
    """The same words under their number and day: what was approved, and nothing else."""
    note = PUBLIC if issue.scope == Issue.Scope.PUBLIC else ""
    return replace(content(issue), number=doc_number, date=on, printed_on=on, note=note, proof=None)


def head_words(size: int, root: str) -> str:
    """The journal's head as the paper prints it."""
    return f"{root}（{size}条）"


def series(code: str) -> str:
    """The series bulletins are numbered in."""
    return f"{code}通报"


def kept(document: Content) -> dict[str, Any]:
    """The document as a table keeps it."""
    return document.to_dict()


def _words(issue: Issue, passages: list[Named]) -> body.Words:
    standing = [one for one in passages if one.stands]
    earlier = issue.corrects
    erratum = ""
    if earlier is not None:
        erratum = f"{earlier.doc_number}《{earlier.headline}》与本通报不一致的，以本通报为准。"
        erratum += f"更正理由：{earlier.reason}" if earlier.reason else ""
    return body.Words(
        kind=issue.purpose,
        introduction=issue.introduction,
        requirements=issue.requirements,
        praised=tuple(one.passage for one in standing if one.tone == Named.Tone.PRAISE),
        criticised=tuple(one.passage for one in standing if one.tone == Named.Tone.CRITICISM),
        erratum=erratum,
    )


def _addressees(issue: Issue, passages: list[Named], everybody: tuple[str, ...]) -> tuple[str, ...]:
    if issue.scope != Issue.Scope.ORGAN:
        return everybody
    return tuple(dict.fromkeys(one.organ.name for one in passages if one.stands)) or everybody
