"""The fixed words and countings of official documents, the same for PDF and DOCX.

The words are Chinese by standard, whatever language the reader's pages speak.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from mingcha.bulletins.render.blocks import Block, Heading
from mingcha.bulletins.render.content import Content

COLOUR_WORD = {"blue": "蓝色督办", "orange": "橙色督办", "red": "红色督办"}
COLOUR = {"blue": "1f5fa8", "orange": "b45309", "red": "9e1b1b"}
DIGITS = "零一二三四五六七八九"
WIDEST_MARK = 442.2  # points: the organ mark is as wide as the type area at most
TALLEST_MARK = 50.0  # points
NARROWEST = 0.66  # long names are set narrower before they are set smaller, as printers do


def written(day: date) -> str:
    """A date as official documents write it.

    >>> written(date(2026, 4, 1))
    '2026年4月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese characters, as headings count.

    >>> [chinese(n) for n in (1, 10, 11, 20, 32)]
    ['一', '十', '十一', '二十', '三十二']
    """
    tens, ones = divmod(number, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return lead + (DIGITS[ones] if ones else "")


def heading_number(level: int, count: int) -> str:
    """The number before a heading: 一、 （一） 1. （1）."""
    forms = (f"{chinese(count)}、", f"（{chinese(count)}）", f"{count}.", f"（{count}）")
    return forms[level - 1]


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[Block, str]]:
    """Each block with the number a heading gets; a deeper count starts anew under each heading."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            yield block, heading_number(block.level, counts[block.level - 1])
        else:
            yield block, ""


def mark_size(mark: str) -> tuple[float, float]:
    """Type size in points and horizontal scale of the red organ mark, so that it fills one line.

    >>> mark_size("明州市人民政府文件")
    (49.1, 1.0)
    """
    width = max(ems(mark), 1.0)
    size = min(TALLEST_MARK, WIDEST_MARK / (width * NARROWEST))
    if width * size <= WIDEST_MARK:
        return round(size, 1), 1.0
    if width <= 12:  # short names keep their natural shape
        return round(WIDEST_MARK / width, 1), 1.0
    return round(size, 1), round(WIDEST_MARK / (width * size), 3)


def ems(text: str) -> float:
    """Width of a text in characters: Chinese ones count 1, Latin letters and digits a half.

    >>> ems("2026年4月10日")
    6.5
    """
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def signature_indents(organ: str, day: str) -> tuple[float, float]:
    """Right indents of the signing organ and the date, in characters.

    The date stands four characters from the margin with the organ centred above it; an organ too
    long for that ends at the margin and the date is centred below it.
    """
    spare = (ems(organ) - ems(day)) / 2
    return (4.0 - spare, 4.0) if spare <= 4 else (0.0, spare)


def addressed(content: Content) -> str:
    """The line of main addressees (主送机关), with its colon."""
    return "，".join(content.addressees) + "：" if content.addressees else ""


def secrecy_line(content: Content) -> str:
    """Degree and period of secrecy, as 秘密★1年."""
    return f"{content.secrecy}★{content.secret_for}" if content.secret_for else content.secrecy


def copied(content: Content) -> str:
    """The line of those who get a copy (抄送)."""
    return "，".join(content.copies_to) + "。" if content.copies_to else ""


def proof_lines(content: Content) -> list[str]:
    """Digest and journal head, small, for whoever checks the paper against the system."""
    if content.proof is None:
        return []
    lines = [f"内容摘要（SHA-256）：{content.proof.digest}"]
    if content.proof.journal_head:
        lines.append(f"日志树头：{content.proof.journal_head}")
    return lines
