"""Published lists made into one row an item: headings, totals, merged cells, parts, several organs.

Nothing is passed over in silence: what is left out or put together is said in a note.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import Given
from mingcha.powers.cells import number as whole

Words = dict[str, str]

FIRST: Final = frozenset({"code", "number", "name", "sub"})
SEVERAL: Final = ("bases", "steps", "materials", "fees", "organ")
ONE: Final = ("legal", "promised", "of_kind", "level", "since")
HEADING: Final = re.compile(
    r"^[（(]?[一二三四五六七八九十百]+[、.．)）]\s*(.+?)\s*(?:[（(][^（）()]*[)）])?$"
)
ASIDE: Final = re.compile(r"^(合计|小计|总计|共计|备注|注[:：]|说明|填表|制表|审核人|单位[:：])")
OF_A_KIND: Final = re.compile(
    r"^(行政)?(许可|确认|处罚|强制|征收|给付|检查|裁决|奖励)|公共服务|^其他"
)
DOTTED: Final = re.compile(r"^(\d+(?:[.\-]\d+)*)[.\-](\d{1,9})$")
PLAIN: Final = re.compile(r"^\d{1,9}$")  # marks like ❶ are digits to Python, and no numbers
BRACKETED: Final = re.compile(r"^\((\d{1,9}|[一二三四五六七八九十]+)\)[、.]?$")
ORGANS_APART: Final = re.compile(r"[、,，;；/／\n]|会同|联合|和|及(?=市)")
ASIDE_OF_AN_ORGAN: Final = re.compile(
    r"[（(][^（）()]*[)）]|牵头|配合|共同|负责|办理|等部门?$|主办|协办|[:：]"
)
MOST_NAMED: Final = 20


def names_in(text: str) -> list[str]:
    """The organs named in a cell, each once, in their order.

    >>> names_in("市规划局（牵头）会同市水务局、市公安局")
    ['市规划局', '市水务局', '市公安局']
    """
    parts = (ASIDE_OF_AN_ORGAN.sub("", part).strip() for part in ORGANS_APART.split(text))
    return list(dict.fromkeys(part for part in parts if part))


@dataclass
class _Reading:
    """What has been read so far: the heading above, the item above, numbers and their codes."""

    organ: str = ""
    of_kind: str = ""
    main: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, Words]] = field(default_factory=list)
    joined: set[int] = field(default_factory=set)
    headings: list[int] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    parts: int = 0


def reshape(rows: Given) -> tuple[Given, Sequence[Unfit]]:
    """One row an item, with its code and what it is part of; and what was noticed on the way."""
    reading = _Reading()
    for n, words in rows:
        if _is_aside(reading, n, words):
            continue
        if _goes_on(reading, words):
            _join(reading.rows[-1][1], words)
            reading.joined.add(reading.rows[-1][0])
        else:
            reading.rows.append((n, {**_carried(reading), **words}))
    for _n, words in reading.rows:
        _number(reading, words)
    return reading.rows, list(_notes(reading))


def _carried(reading: _Reading) -> Words:
    """What the heading above says of every row below it."""
    told = {"organ": reading.organ, "of_kind": reading.of_kind}
    return {key: word for key, word in told.items() if word}


def _is_aside(reading: _Reading, n: int, words: Words) -> bool:
    """Whether a row with words in one cell only is a heading, a total or a remark."""
    if not set(words) <= FIRST or len(set(words.values())) != 1:
        return False
    text = next(iter(words.values()))
    if ASIDE.match(text):
        reading.asides.append(n)
        return True
    heading = HEADING.match(text)
    if heading is None:
        return False
    if OF_A_KIND.search(heading[1]):
        reading.of_kind = re.sub(r"(事项|类|权力)+$", "", heading[1])
    else:
        reading.organ = heading[1]
    reading.headings.append(n)
    return True


def _goes_on(reading: _Reading, words: Words) -> bool:
    """Whether a row goes on with the item of the row above: a merged cell, or an empty one."""
    if not reading.rows:
        return False
    above = reading.rows[-1][1]
    named = [key for key in ("code", "number", "name", "sub") if key in words]
    if not named:
        return True
    if any(words.get(key) != above.get(key) for key in ("code", "number", "name", "sub")):
        return False
    numbered = "code" in words or "number" in words
    return numbered or words.get("organ", "") in ("", above.get("organ", ""))


def _join(above: Words, words: Words) -> None:
    """Put what a further row says of an item to what was said before."""
    for key in (*SEVERAL, *ONE):
        said, was = words.get(key, ""), above.get(key, "")
        if said and said not in was.split("\n"):
            between = "\n" if key in SEVERAL else "；"
            above[key] = f"{was}{between}{said}" if was else said


def _number(reading: _Reading, words: Words) -> None:
    """The item's code, its name with that of its part, and the code of what it is part of."""
    _name_the_part(reading, words)
    number, above = _place(reading, words.get("number", ""))
    if "code" not in words and number:
        names = names_in(words.get("organ", ""))
        words["code"] = f"{names[0] if names else ''}-{number}".strip("-")[:40]
    if number:
        words["number"] = number
    if above and above in reading.codes:
        words["part_of"] = reading.codes[above]
    elif above:
        words["part_of"] = above
    if number and "code" in words:
        reading.codes[number] = words["code"]


def _name_the_part(reading: _Reading, words: Words) -> None:
    sub = words.pop("sub", "")
    if not sub or sub in ("无", "/", "—", "-", words.get("name")):
        return
    words["name"] = f"{words.get('name', '')}（{sub}）"[:200]
    reading.parts += 1
    if "number" in words:
        words["number"] = _free(reading, words)


def _free(reading: _Reading, words: Words) -> str:
    """Parts under one merged number are told apart by a further one."""
    told = words["number"]
    n = reading.codes.setdefault(f"parts of {told}", "0")
    reading.codes[f"parts of {told}"] = str(int(n) + 1)
    return f"{told}#{int(n) + 1}"


def _place(reading: _Reading, text: str) -> tuple[str, str]:
    """A row's number in plain digits, and the number of what it is part of."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).rstrip(".、")
    if found := BRACKETED.match(plain):
        return (f"{reading.main}.{whole(found[1])}", reading.main) if reading.main else (plain, "")
    if found := DOTTED.match(plain):
        above = found[1].replace("-", ".")
        return f"{above}.{int(found[2])}", above
    if PLAIN.match(plain):
        reading.main = plain = str(int(plain))
    return plain, ""


def _notes(reading: _Reading) -> Iterator[Unfit]:
    if reading.headings:
        yield Unfit("Headings were taken for the organ or kind of the rows below them: rows {rows}.",
                    rows=_some(reading.headings))  # fmt: skip
    if reading.asides:
        yield Unfit("Totals and remarks were left out: rows {rows}.", rows=_some(reading.asides))
    if reading.joined:
        yield Unfit("Rows that go on with an item were put together with it: items in rows {rows}.",
                    rows=_some(sorted(reading.joined)))  # fmt: skip
    if reading.parts:
        yield Unfit("{n} items bear the name of their part behind their own.", n=reading.parts)


def _some(numbers: Sequence[int]) -> str:
    more = len(numbers) - MOST_NAMED
    told = "、".join(str(n) for n in numbers[:MOST_NAMED])
    return f"{told} … (+{more})" if more > 0 else told
