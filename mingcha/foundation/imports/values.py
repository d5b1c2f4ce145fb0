"""What a cell may hold, and how people write it: words, codes, days, yes or no, one of a list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from typing import Any, Final, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import override

from mingcha.core.notice import Unfit, parse_day

# Full-width digits and letters become plain; Chinese punctuation belongs to names and stays.
WIDE: Final = {
    **{code: code - 0xFEE0 for first, last in ("09", "AZ", "az") for code in
       range(ord(first) + 0xFEE0, ord(last) + 0xFEE1)},
    **dict.fromkeys(map(ord, "\u3000\u00a0\t\r\n"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060")),
}  # fmt: skip
HAN_GAP: Final = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
YES: Final = {"是", "有", "√", "✓", "yes", "y", "true", "1"}
NO: Final = {"否", "无", "×", "no", "n", "false", "0"}
SERIAL: Final = re.compile(r"[2-9]\d{4}(\.0)?")  # Excel's day count, from 1954 to 2173
SERIAL_ZERO: Final = date(1899, 12, 30)
PHONE: Final = re.compile(r"\+?[\d\s()-]{5,29}")
HOUR: Final = re.compile(r"(?:.* )?(\d{1,2})\s*[:点时]\s*(\d{1,2})?分?(?::\d{2})?")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
MARKS: Final = re.compile(r"[、,，;；/|]")


TONGUES: Final = ("zh-hans", "en")


def both(label: Any) -> list[str]:
    """A label in both languages of the program."""
    said = []
    for tongue in TONGUES:
        with override(tongue):
            said.append(str(label))
    return said


def tidy(text: str) -> str:
    """A cell's words without what the eye does not see.

    >>> tidy("　张  三１２ ")
    '张三12'
    """
    if text.isascii() and text.isalnum():  # most cells: nothing to look for
        return text
    plain = " ".join(text.translate(WIDE).split())
    plain = HAN_GAP.sub("", plain)
    return plain[1:] if plain[:1] == "'" and plain[1:2] in {"=", "+", "-", "@"} else plain


def tidy_lines(text: str) -> str:
    """The same for a cell whose lines mean something: each by itself, empty ones left out.

    >>> tidy_lines("1.申请表\\r\\n\\n 2.身份证明")
    '1.申请表\\n2.身份证明'
    """
    if "\n" not in text and "\r" not in text:
        return tidy(text)
    lines = (tidy(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def folded(text: str) -> str:
    """Words as they are compared: narrow, small, without blanks and marks of obligation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"\((必填|选填|可选|required|optional)\)", "", plain)
    return re.sub(r"[\s*:：_\u200b\ufeff-]", "", plain)


class Kind(Protocol):
    """How a column is read and shown again."""

    def read(self, text: str) -> Any:
        """The value; `Unfit` with a remedy if it cannot be one."""

    def show(self, value: Any) -> str:
        """The value as a reader sees it."""


@dataclass(frozen=True)
class Words:
    """Free words, up to so many characters."""

    longest: int

    def read(self, text: str) -> str:
        """The words, if the register has room for them and they are no formula."""
        if text.startswith(("=", "@")):
            raise Unfit("“{text}” is a formula. Write the value itself.", text=text[:40])
        if len(text) > self.longest:
            raise Unfit(
                "“{text}…” has {n} characters; {longest} fit. Shorten it.",
                text=text[:20],
                n=len(text),
                longest=self.longest,
            )
        return text

    def show(self, value: Any) -> str:
        """The words themselves."""
        return str(value)


@dataclass(frozen=True)
class Code(Words):
    """A code or number of a thing: narrow characters, no blanks."""

    def read(self, text: str) -> str:
        """The code as it is compared."""
        return super().read("".join(unicodedata.normalize("NFKC", text).split()))


@dataclass(frozen=True)
class Shaped(Words):
    """Words of a certain shape: a telephone number, an e-mail address."""

    pattern: re.Pattern[str] = PHONE
    like: str = "0571-8000 1234"

    def read(self, text: str) -> str:
        """The words, if they have the shape."""
        plain = super().read(unicodedata.normalize("NFKC", text))
        if not self.pattern.fullmatch(plain):
            raise Unfit("“{text}” does not look right. Write it like {like}.",
                        text=plain, like=self.like)  # fmt: skip
        return plain


class Day:
    """A day as people or spreadsheets write it: 2026-03-05, 2026年3月5日, 2026.3.5, 46086."""

    def read(self, text: str) -> date:
        """The day; hours behind it are dropped."""
        plain = unicodedata.normalize("NFKC", text)
        if SERIAL.fullmatch(plain):
            return SERIAL_ZERO + timedelta(days=int(plain[:5]))
        return parse_day(re.sub(r"(?<=\d) \d{1,2}:\d{2}(:\d{2})?$", "", plain))

    def show(self, value: Any) -> str:
        """The day in the form every file sorts right."""
        return value.isoformat() if isinstance(value, date) else str(value)


class Hour:
    """A time of the day: 8:10, 08:10:00, 8点10分, or with its day before it."""

    def read(self, text: str) -> time:
        """The hour and minute."""
        plain = unicodedata.normalize("NFKC", text)
        found = HOUR.fullmatch(plain)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise Unfit("“{text}” is no time of the day. Write it like 08:10.", text=text)
        return time(hour, minute)

    def show(self, value: Any) -> str:
        """Hour and minute."""
        return f"{value:%H:%M}" if isinstance(value, time) else str(value)


@dataclass(frozen=True)
class Whole:
    """A whole number, up to a largest."""

    most: int

    def read(self, text: str) -> int:
        """The number."""
        plain = unicodedata.normalize("NFKC", text).removeprefix("第").rstrip("题项.、")
        if not (plain.isascii() and plain.isdigit() and int(plain) <= self.most):
            raise Unfit("“{text}” is no whole number up to {most}. Write it like 3.",
                        text=text, most=self.most)  # fmt: skip
        return int(plain)

    def show(self, value: Any) -> str:
        """The number."""
        return str(value)


@dataclass(frozen=True)
class Codes(Code):
    """Several codes, with commas between them."""

    def read(self, text: str) -> Any:
        """The codes, each once, in their order."""
        one = super().read
        return list(dict.fromkeys(one(part) for part in MARKS.split(text) if part.strip()))

    def show(self, value: Any) -> str:
        """The codes."""
        return "、".join(value)


class YesNo:
    """Yes or no, in either language, as a tick or a cross."""

    def read(self, text: str) -> bool:
        """True for yes."""
        plain = folded(text)
        if plain in YES:
            return True
        if plain in NO:
            return False
        raise Unfit("“{text}” is neither yes nor no. Write 是 or 否.", text=text)

    def show(self, value: Any) -> str:
        """The word for it."""
        return _("yes") if value else _("no")


@dataclass(frozen=True)
class OneOf:
    """One of a short list. `labels` maps code to label; `others` maps code to further words."""

    labels: Mapping[str, Any]
    others: Mapping[Any, tuple[str, ...]]

    @cached_property
    def words(self) -> dict[str, str]:
        """Every word that means one of the codes, in both languages."""
        meant = {folded(word): code for code, words in self.others.items() for word in words}
        meant |= {folded(word): code for code, label in self.labels.items() for word in both(label)}
        return meant | {folded(code): code for code in self.labels}

    def read(self, text: str) -> str:
        """The code the words mean."""
        code = self.words.get(folded(text))
        if code is None:
            known = "、".join(str(label) for label in self.labels.values())
            raise Unfit("“{text}” is none of {known}. Choose one of them.", text=text, known=known)
        return code

    def show(self, value: Any) -> str:
        """The label of the code."""
        return str(self.labels.get(value, value))


@dataclass(frozen=True)
class SeveralOf(OneOf):
    """Some of a short list, with commas between them."""

    def read(self, text: str) -> Any:
        """The codes, each once, in the order of the list."""
        one = super().read
        chosen = {one(word) for word in MARKS.split(text) if word.strip()}
        return [code for code in self.labels if code in chosen]

    def show(self, value: Any) -> str:
        """The labels of the codes."""
        one = super().show
        return "、".join(one(code) for code in value)
