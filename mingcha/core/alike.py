"""Names that mean the same though they are written otherwise: normal forms and shingles."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple

from mingcha.core.notice import Unfit

LENGTH: Final = 2  # characters in a shingle; two carry most words of Chinese
EMPTY: Final = re.compile(
    r"行政|许可|审批|审核|核准|核发|批准|办理|审查|备案|登记|事项|业务|申请|关于|市级|县级|区级|本市|[的之及和与或对]"
)


class Pair(NamedTuple):
    """Two names, by their keys, and how alike they are from 0 to 1."""

    one: str
    other: str
    alike: float


def normal(name: str) -> str:
    """A name without what says little: marks, blanks, brackets, words that every item bears.

    Where nothing else would be left, the name stands as it is, without marks.
    Shapes: words. Source: the project's own; the words are those of published inventories.

    >>> normal("建设工程施工许可证核发"), normal("核发《建设工程施工许可》（市级）证")
    ('建设工程施工证', '建设工程施工证')
    >>> normal("行政许可审批")
    '行政许可审批'
    """
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).casefold())
    return EMPTY.sub("", plain) or plain


def shingles(name: str) -> frozenset[str]:
    """Every two neighbouring characters of a name's normal form; the whole where it is shorter.

    Shapes: words. Source: w-shingling, Broder 1997, with w = 2 characters.

    >>> sorted(shingles("排水许可"))
    ['排水']
    """
    plain = normal(name)
    if len(plain) <= LENGTH:
        return frozenset({plain})
    return frozenset(plain[n : n + LENGTH] for n in range(len(plain) - LENGTH + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of shingles share of all that is in either, from 0 to 1 (Jaccard).

    Shapes: two sets. Source: Jaccard 1912, as used by Broder 1997.

    >>> likeness(frozenset("ab"), frozenset("bc")), likeness(frozenset(), frozenset())
    (0.3333333333333333, 1.0)
    """
    union = len(one | other)
    return len(one & other) / union if union else 1.0


def pairs_alike(names: Mapping[str, str], at_least: float = 0.8) -> list[Pair]:
    """Every pair of names at least so alike, by keys, the most alike first.

    Only names that share one of their rarest shingles are compared: two sets that are alike to
    the share t must share one of the first (1 - t) n + 1 shingles in any fixed order, so nothing
    is missed. Shapes: key to name; a share over 0 up to 1. Source: prefix filtering, Chaudhuri et
    al. 2006.

    >>> names = {"A1": "城镇污水排入排水管网许可", "B7": "污水排入城镇排水管网审批", "C2": "广告"}
    >>> [(p.one, p.other) for p in pairs_alike(names, 0.6)]
    [('A1', 'B7')]
    """
    if not 0 < at_least <= 1:
        raise Unfit("Likeness is a share over 0 and up to 1. Write 0.8 for 80 %.")
    cut_up = {key: shingles(name) for key, name in names.items()}
    often = Counter(one for found in cut_up.values() for one in found)
    holding: defaultdict[str, list[str]] = defaultdict(list)
    pairs = []
    for key in sorted(cut_up):
        found = cut_up[key]
        rare = sorted(found, key=lambda one: (often[one], one))
        first = rare[: int((1 - at_least) * len(rare) + 1e-9) + 1]
        met = {other for one in first for other in holding[one]}
        told = ((other, likeness(found, cut_up[other])) for other in met)
        pairs += [Pair(other, key, much) for other, much in told if much >= at_least]
        for one in first:
            holding[one].append(key)
    return sorted(pairs, key=lambda pair: (-pair.alike, pair.one, pair.other))
