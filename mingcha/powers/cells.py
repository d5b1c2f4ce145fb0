"""How cities write limits, laws, steps, papers and fees into a cell, and how we read them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from mingcha.core.notice import Unfit
from mingcha.powers.models import DaysKind
from mingcha.powers.record import BasisLine, FeeLine, MaterialLine, StepLine

NONE: Final = re.compile(
    r"^(无|没有|不涉及|未规定|无规定|无法定期限|无期限|不限|——?|-+|/|\\|n/?a)$", re.I
)
AT_ONCE: Final = re.compile(r"即办|即时|当场|当即|现场办结|立等可取|on the spot")
NUMBER: Final = r"\d{1,9}|[一二三四五六七八九十百零〇两]+"
PERIOD: Final = re.compile(
    rf"({NUMBER})\s*个?\s*(工作日|自然日|日历日|日|天|个?月|年|working days?|calendar days?|days?|wd|d)?"
)
DIGITS: Final = {word: n for n, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
ARTICLE: Final = re.compile(
    rf"第(?:{NUMBER})+条(?:之[一二三四五六七八九十])?(?:第(?:{NUMBER})+款)?(?:第[（(]?(?:{NUMBER})+[）)]?项)?"
)
QUOTED: Final = re.compile(r"(《[^》]*》)|[“\"「][^”\"」]*[”\"」]")  # a law's name may hold marks
LAW: Final = re.compile(r"《([^》]+)》([^《]*)")
NUMBERED: Final = re.compile(r"^[（(]?(?:\d+|[一二三四五六七八九十]+)[）).、．]+\s*")
APART: Final = re.compile(r"[\n;；]+")
BEFORE_A_NUMBER: Final = re.compile(r"(?<=[^\d.第(（])(?=\d{1,2}[.、．)）](?!\d))")
ARROWS: Final = re.compile(r"\s*(?:→|➡|⇒|->|=>|—+>|－>|[\n;；、,，])\s*")
IN_DAYS: Final = re.compile(r"[（(]\s*(.*?)\s*[）)]\s*$")
MONEY: Final = re.compile(r"\d[\d.,]*\s*(?:万元|元)[^，,；;。\s）)]*")
FREE: Final = re.compile(r"^(否|不收费|免费|免收|无收费|no|free)$", re.I)


class Period(NamedTuple):
    """A limit: so many days of a kind; 0 days on the spot."""

    days: int
    kind: str = DaysKind.WORKING.value

    @property
    def on_the_spot(self) -> bool:
        """Whether it is decided while the applicant waits."""
        return self.days == 0


def number(text: str) -> int:
    """A whole number in digits or in Chinese words.

    >>> number("20"), number("二十"), number("六十五"), number("一百二十"), number("十五")
    (20, 20, 65, 120, 15)
    """
    if text.isdecimal():
        return int(text)
    total, one = 0, 0
    for word in text:
        if word in "十百":
            total += (one or 1) * (10 if word == "十" else 100)
            one = 0
        else:
            one = DIGITS[word]
    return total + one


def period(text: str) -> Period | None:
    """A limit as it is written; None where there is said to be none.

    >>> period("２０个工作日"), period("即办"), period("自受理之日起三十日内"), period("无")
    (Period(days=20, kind='working'), Period(days=0, kind='working'), Period(days=30, kind='calendar'), None)
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain or NONE.match(plain):
        return None
    outside = re.sub(r"\([^()]*\)", "", plain) or plain  # what stands in brackets is a remark
    found = {_one(match[1], match[2], plain) for match in PERIOD.finditer(outside)}
    if AT_ONCE.search(outside):
        found = {Period(0)} if not found - {Period(1)} else found | {Period(0)}
    if len(found) != 1:
        raise Unfit("“{text}” names no one limit. Write it like 20个工作日, 30日 or 当场办结.",
                    text=plain[:60])  # fmt: skip
    return found.pop()


def _one(count: str, unit: str | None, whole: str) -> Period:
    days = number(count)
    if unit is not None and ("月" in unit or "年" in unit):
        raise Unfit("“{text}” is counted in months or years, which differ in length. Write it in "
                    "days, like 30日.", text=whole[:60])  # fmt: skip
    if days > 3660:
        raise Unfit("“{text}” is longer than ten years. Write it like 20个工作日.", text=whole[:60])
    calendar = unit in {"日", "天", "自然日", "日历日", "d", "day", "days"} or (
        unit or ""
    ).startswith("calendar")
    kind = DaysKind.CALENDAR if calendar and days else DaysKind.WORKING
    return Period(days, kind.value)


def bases(text: str) -> tuple[BasisLine, ...]:
    """Every article of every law named, each once, in order.

    >>> bases("《行政许可法》第四十二条、第四十四条；《城镇排水与污水处理条例》（国务院令第641号）第二十一条")
    ... # doctest: +NORMALIZE_WHITESPACE
    (BasisLine(law='行政许可法', article='第四十二条'), BasisLine(law='行政许可法', article='第四十四条'),
     BasisLine(law='城镇排水与污水处理条例', article='第二十一条'))
    """
    plain = text.strip()
    if not plain or NONE.match(plain):
        return ()
    laws = LAW.findall(QUOTED.sub(lambda found: found[1] or "", plain))
    if not laws:
        articles = ARTICLE.findall(plain)
        law = ARTICLE.sub("", plain).strip(" ，,、;；。:：\n")
        return tuple(BasisLine(law[:200], article[:60]) for article in articles or [""])
    found = [
        BasisLine(" ".join(law.split())[:200], article[:60])
        for law, behind in laws
        for article in ARTICLE.findall(behind) or [""]
    ]
    return tuple(dict.fromkeys(found))


def listed(text: str) -> list[str]:
    """The entries of a cell that holds a list: one a line, numbered, or with semicolons between.

    >>> listed("1.申请表；2.身份证明（原件）;3、营业执照"), listed("申请表2.身份证明")
    (['申请表', '身份证明（原件）', '营业执照'], ['申请表', '身份证明'])
    """
    parts = [
        piece
        for part in APART.split(text)
        for piece in (BEFORE_A_NUMBER.split(part) if NUMBERED.match(part.strip()) or
                      part.strip()[:1].isdigit() else _split_once(part))
    ]  # fmt: skip
    plain = (NUMBERED.sub("", part.strip()).strip(" ，,。\t") for part in parts)
    return list(dict.fromkeys(part for part in plain if part and not NONE.match(part)))


def _split_once(part: str) -> list[str]:
    """A list whose first number was left out: 申请表2.身份证明 3.营业执照."""
    return BEFORE_A_NUMBER.split(part) if re.search(r"\D2[.、．]", part) else [part]


def steps(text: str) -> tuple[StepLine, ...]:
    """The steps in their order, with days in brackets where they are told.

    >>> steps("受理（1个工作日）→审查（5）→决定")
    ... # doctest: +NORMALIZE_WHITESPACE
    (StepLine(code='S1', name='受理', days=1), StepLine(code='S2', name='审查', days=5),
     StepLine(code='S3', name='决定', days=None))
    """
    names = [NUMBERED.sub("", part.strip()).strip(" 。") for part in ARROWS.split(text)]
    return tuple(
        StepLine(f"S{n}", *_timed(name))
        for n, name in enumerate((one for one in names if one and not NONE.match(one)), 1)
    )


def _timed(name: str) -> tuple[str, int | None]:
    told = IN_DAYS.search(name)
    if told is None or not re.search(rf"{NUMBER}|即办|当场", told[1]):
        return name[:120], None
    limit = period(told[1])
    return name[: told.start()].strip()[:120], None if limit is None else limit.days


def materials(text: str) -> tuple[MaterialLine, ...]:
    """The papers, each once, with who issues it where a bar stands before it.

    >>> materials("1.申请表 2.身份证明|公安机关")
    (MaterialLine(code='M1', name='申请表', source=''), MaterialLine(code='M2', name='身份证明', source='公安机关'))
    """
    found = []
    for n, entry in enumerate(listed(text), 1):
        name, _bar, source = entry.partition("|")
        found.append(MaterialLine(f"M{n}", name.strip()[:200], source.strip()[:120]))
    return tuple(found)


def fees(text: str) -> tuple[FeeLine, ...]:
    """The fees as published; none where it is said that nothing is taken.

    >>> fees("证书工本费20元/本；检测费"), fees("不收费")
    ... # doctest: +NORMALIZE_WHITESPACE
    ((FeeLine(code='F1', name='证书工本费', amount='20元/本', basis=''),
      FeeLine(code='F2', name='检测费', amount='', basis='')), ())
    """
    found: list[FeeLine] = []
    for entry in listed(text):
        if FREE.match(entry):
            continue
        amount = MONEY.search(entry)
        name = (entry[: amount.start()] if amount else entry).strip(" ：:，,（(") or entry
        told = amount[0].strip()[:60] if amount else ""
        found.append(FeeLine(f"F{len(found) + 1}", name[:120], told))
    return tuple(found)


# The same lines as people read and write them: one entry a line.


def show_bases(lines: tuple[BasisLine, ...]) -> str:
    """One article a line.

    >>> show_bases((BasisLine("行政许可法", "第四十二条"),))
    '《行政许可法》第四十二条'
    """
    return "\n".join(f"《{line.law}》{line.article}" for line in lines)


def show_steps(lines: tuple[StepLine, ...]) -> str:
    """One step a line, its days in brackets.

    >>> show_steps((StepLine("S1", "受理", 1), StepLine("S2", "决定")))
    '受理（1）\\n决定'
    """
    return "\n".join(
        line.name if line.days is None else f"{line.name}（{line.days}）" for line in lines
    )


def show_materials(lines: tuple[MaterialLine, ...]) -> str:
    """One paper a line, its issuer behind a bar.

    >>> show_materials((MaterialLine("M1", "身份证明", "公安机关"),))
    '身份证明|公安机关'
    """
    return "\n".join(f"{line.name}|{line.source}" if line.source else line.name for line in lines)


def show_fees(lines: tuple[FeeLine, ...]) -> str:
    """One fee a line, its amount behind it.

    >>> show_fees((FeeLine("F1", "工本费", "20元/本"),))
    '工本费20元/本'
    """
    return "\n".join(f"{line.name}{line.amount}" for line in lines)


JOINTLY: Final = ("会同", "联合", "联办", "牵头", "配合", "共同", "jointly")
LINE: Final = {"bases": BasisLine, "steps": StepLine, "materials": MaterialLine, "fees": FeeLine}
