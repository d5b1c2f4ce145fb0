"""One line of a reckoning, and the exact decimals and canonical text it is written in."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from mingcha.core.notice import Unfit

POWER: Final = re.compile(r"[eE][+-]?\d{3}")  # a few bytes that stand for endless digits


@dataclass(frozen=True)
class Step:
    """One line of the reckoning: a name to translate, the formula, the value, what went in."""

    label_code: str
    formula: str
    value: str
    inputs: tuple[tuple[str, str], ...] = ()
    children: tuple[Step, ...] = ()


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces, so that equal values are equal bytes.

    Source:
        RFC 8259.

    >>> canonical({"b": 1, "a": [1, 2]})
    '{"a":[1,2],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def exact(text: str) -> Fraction:
    """A figure as it was written, without the rounding of machine numbers.

    Raises:
        Unfit: if it is no figure.
    Source:
        Plain arithmetic.

    >>> exact("0.1") + exact("0.2") == exact("0.3")
    True
    """
    try:
        return Fraction("" if POWER.search(text) else text)
    except (ValueError, ZeroDivisionError):
        raise Unfit("“{text}” is not a figure. Write it like 0.5.", text=text) from None


def rounded(value: Fraction, places: int) -> Fraction:
    """The value to so many decimals, half away from zero as offices round, not half to even.

    Source:
        GB/T 8170 allows both; this one is what readers check by hand.

    >>> rounded(Fraction("86.125"), 2), rounded(Fraction("-0.5"), 0)
    (Fraction(8613, 100), Fraction(-1, 1))
    """
    scale = 10**places
    half = Fraction(1, 2) if value >= 0 else Fraction(-1, 2)
    return Fraction(int(value * scale + half), scale)


def fixed(value: Fraction, places: int) -> str:
    """The value with exactly so many decimals, 1 or more.

    Source:
        See `rounded`.

    >>> fixed(Fraction("86.9"), 2), fixed(Fraction("-0.05"), 1)
    ('86.90', '-0.1')
    """
    whole = int(rounded(value, places) * 10**places)
    sign, digits = "-" if whole < 0 else "", str(abs(whole)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def plain(value: Fraction) -> str:
    """The exact value in the fewest characters: a decimal if it ends soon, else a fraction.

    Source:
        Plain arithmetic.

    >>> plain(Fraction(7, 4)), plain(Fraction(3)), plain(Fraction(1, 3))
    ('1.75', '3', '1/3')
    """
    for places in range(1, 13):
        if (value * 10**places).denominator == 1:
            return fixed(value, places).rstrip("0").rstrip(".")
    return str(value)
