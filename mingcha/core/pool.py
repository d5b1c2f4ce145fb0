"""What goes into a draw: the bag of targets and inspectors, and the seed, each in one form."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal

from mingcha.core.notice import Unfit

MOST_ODDS: Final = 1000
WHOLE: Final = "*"  # the stratum of a draw that knows no strata
UNORDERED: Final = "lottery"  # balls leave the drum in an order nobody publishes


def clean(text: str, form: Literal["NFC", "NFKC"] = "NFKC") -> str:
    """A key or a word in its one form: narrow characters, single spaces, nothing around.

    Labels take the form NFC: they keep their full-width brackets, which people expect.

    Raises:
        Unfit: if the text holds a bar or a character that does not print; both would let two
            different pools look the same.
    Source:
        Unicode Standard Annex 15 (NFKC).

    >>> clean("　Ａ０１ ")
    'A01'
    """
    plain = " ".join(unicodedata.normalize(form, text).split())
    if "|" in plain or not plain.isprintable():
        raise Unfit(
            "“{text}” holds a bar or a character that does not print. Take it out.", text=plain
        )
    return plain


@dataclass(frozen=True)
class Candidate:
    """Something that may be drawn: its key, its stratum, its tickets, and the organ it is of.

    `odds` is a whole number from 1: so many tickets lie in the bag. `organ` is what recusals
    name; where it is empty, the target is the organ. `label` is for people.

    >>> Candidate("Ａ０１", "service", 3).key
    'A01'
    """

    key: str
    stratum: str = ""
    odds: int = 1
    label: str = ""
    organ: str = ""

    def __post_init__(self) -> None:
        for name in ("key", "stratum", "organ"):
            object.__setattr__(self, name, clean(getattr(self, name)))
        object.__setattr__(self, "label", clean(self.label, "NFC"))
        if not self.key:
            raise Unfit("A target has no key. Give each target one.")
        if self.stratum == WHOLE:
            raise Unfit("Target {key}: no stratum may be called “*”. Rename it.", key=self.key)
        if type(self.odds) is not int or not 1 <= self.odds <= MOST_ODDS:
            raise Unfit(
                "Target {key}: odds of {odds} cannot be. Write a whole number from 1 to {most}.",
                key=self.key,
                odds=self.odds,
                most=MOST_ODDS,
            )

    @property
    def line(self) -> str:
        """The target as one line of the canonical text."""
        return f"target|{self.key}|{self.stratum}|{self.odds}|{self.organ}|{self.label}"


@dataclass(frozen=True)
class Inspector:
    """Somebody who may be sent, and the organs they must not be sent to.

    >>> Inspector("p7", frozenset({"B", "A"})).line
    'inspector|p7|A|B'
    """

    key: str
    recused: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", clean(self.key))
        organs = frozenset(clean(organ) for organ in self.recused)
        object.__setattr__(self, "recused", organs - {""})
        if not self.key:
            raise Unfit("An inspector has no key. Give each inspector one.")

    @property
    def line(self) -> str:
        """The inspector as one line of the canonical text."""
        return "|".join(["inspector", self.key, *sorted(self.recused)])

    def may_visit(self, target: Candidate) -> bool:
        """Whether no recusal stands between the two, by the target's key or by its organ."""
        return self.recused.isdisjoint({target.key, target.organ})


@dataclass(frozen=True)
class Pool:
    """Everybody and everything the draw chooses from, sorted: the order given does not matter.

    >>> Pool((Candidate("b"), Candidate("a"))) == Pool((Candidate("a"), Candidate("b")))
    True
    """

    candidates: tuple[Candidate, ...]
    inspectors: tuple[Inspector, ...] = ()

    def __post_init__(self) -> None:
        targets = sorted(self.candidates, key=lambda c: c.key)
        object.__setattr__(self, "candidates", tuple(targets))
        people = sorted(self.inspectors, key=lambda i: i.key)
        object.__setattr__(self, "inspectors", tuple(people))
        for keys in ([c.key for c in targets], [i.key for i in people]):
            if twice := [key for key, n in Counter(keys).items() if n > 1]:
                raise Unfit("{key} is in the pool twice. Keep one of the two.", key=twice[0])

    @property
    def text(self) -> str:
        """The canonical text: one line each in the order of their bytes, as `LC_ALL=C sort`."""
        lines = [*(one.line for one in self.candidates), *(one.line for one in self.inspectors)]
        return "".join(f"{line}\n" for line in sorted(lines))

    @property
    def sizes(self) -> dict[str, int]:
        """How many targets each stratum holds, strata in their order."""
        return dict(sorted(Counter(c.stratum for c in self.candidates).items()))


def pool_fingerprint(pool: Pool) -> str:
    """The pool in 64 characters: read out before the seed is known, it binds whoever draws.

    Args:
        pool: targets and inspectors.

    Returns:
        SHA-256 of the pool's canonical text in UTF-8, as lower-case hexadecimal. Who has the
        text in a file gets the same from `sha256sum`.
    Source:
        FIPS 180-4; the practice of RFC 3797, section 6, to fix the pool first.

    >>> pool_fingerprint(Pool((Candidate("a"),)))[:12]
    'b45443cbc6c9'
    """
    return hashlib.sha256(pool.text.encode()).hexdigest()


def canonical_seed(text: str) -> str:
    """A public seed in its one form, however it was noted down.

    Sources stand between slashes, each as `name:values`. Values are parted by hyphens; spaces,
    commas and the Chinese 、 do as well. Letters become small, leading zeros go. The order of
    the values is kept, save for `lottery`, whose balls have none and are sorted.

    Args:
        text: for example "dice:3-1-6" or "dice: 3 1 6 / lottery: 09 31 04".

    Returns:
        the canonical text that is hashed.

    Raises:
        Unfit: if a source has no name or no value, or holds what may not be hashed.
    Source:
        RFC 3797, section 4, from which sorting, zeros and slashes are taken.

    >>> canonical_seed("Dice： ３,１,6 / lottery: 09 31 04")
    'dice:3-1-6/lottery:4-9-31'
    """
    return "/".join(_source(part) for part in clean(text).lower().split("/"))


def _source(text: str) -> str:
    name, colon, rest = (part.strip() for part in text.partition(":"))
    values = [_value(value) for value in re.split(r"[\s,、;-]+", rest) if value]
    if not (name and colon and values):
        raise Unfit(
            "“{text}” is no source of a seed. Write where it comes from and what it was, like "
            "dice:3-1-6-2-5-5-4-1-2-6.",
            text=text.strip(),
        )
    if name == UNORDERED:
        values.sort(key=lambda value: (not value.isdecimal(), len(value), value))
    return f"{name}:{'-'.join(values)}"


def _value(text: str) -> str:
    return text.lstrip("0") or "0" if text.isdecimal() else text


def allot(sizes: Mapping[str, int], want: int) -> dict[str, int]:
    """How many to draw from each stratum, by size and largest remainder.

    Of equal remainders the larger stratum goes first, then the name in order.

    Args:
        sizes: how many targets each stratum holds.
        want: how many are to be drawn in all, 0 to the sum of sizes.

    Returns:
        places by stratum, in the order of names; they add up to `want`, none above its size.

    Raises:
        Unfit: if there are fewer targets than are wanted.
    Source:
        Largest remainder (Hamilton); places per class as Fuzhou published them in 2010.

    >>> allot({"A": 26, "B": 10, "C": 4}, 10)
    {'A': 7, 'B': 2, 'C': 1}
    """
    total = sum(sizes.values())
    if not 0 <= want <= total:
        raise Unfit(
            "{want} are wanted, but the pool holds {total}. Ask for fewer, or add targets.",
            want=want,
            total=total,
        )
    shares = {name: Fraction(size * want, total or 1) for name, size in sorted(sizes.items())}
    places = {name: int(share) for name, share in shares.items()}
    order = sorted(shares, key=lambda name: (places[name] - shares[name], -sizes[name], name))
    for name in order[: want - sum(places.values())]:
        places[name] += 1
    return places


def rfc3797_key(sources: Sequence[Sequence[int]]) -> str:
    """The seed key of RFC 3797 from the numbers of its public sources.

    Args:
        sources: the numbers of each source, 0 or more; within a source they are sorted.

    Returns:
        each number with a full stop behind it, each source with a slash behind it.
    Source:
        RFC 3797, section 4.1.

    >>> rfc3797_key([[9319], [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]])
    '9319./2.5.8.10.12./9.18.26.34.41.45./'
    """
    return "".join("".join(f"{n}." for n in sorted(source)) + "/" for source in sources)


def rfc3797_select(seed_key: str, n_pool: int, n_want: int) -> tuple[int, ...]:
    """The selection of RFC 3797 itself, for comparison; our own draws use SHA-256.

    Args:
        seed_key: the text of `rfc3797_key`.
        n_pool: names in the list, 1 to 65,535.
        n_want: how many are drawn, 0 to n_pool.

    Returns:
        (n_want,) places in the list in the order drawn, counted from 1 as the RFC does.

    Raises:
        Unfit: if more are wanted than there are, or there are more than the RFC foresees.
    Source:
        RFC 3797, sections 4.2 and 6.

    >>> rfc3797_select("9319./2.5.8.10.12./9.18.26.34.41.45./", 25, 4)
    (17, 7, 2, 16)
    """
    if not 0 <= n_want <= n_pool <= 65_535:
        raise Unfit("{want} of {pool} cannot be drawn by RFC 3797.", want=n_want, pool=n_pool)
    left, drawn = list(range(1, n_pool + 1)), []
    for turn in range(n_want):
        ends = turn.to_bytes(2, "big")
        digest = hashlib.md5(ends + seed_key.encode() + ends, usedforsecurity=False).digest()
        drawn.append(left.pop(int.from_bytes(digest, "big") % len(left)))
    return tuple(drawn)


def pool_from_json(row: Mapping[str, Any]) -> Pool:
    """Read the pool of a record; the counterpart of `pool_to_json`.

    Raises:
        Unfit: if a target or an inspector lacks its key or holds what cannot be.
    Source:
        Layout of this project, schema 1.

    >>> pool = Pool((Candidate("a", "s", 2),), (Inspector("p", frozenset({"a"})),))
    >>> pool_from_json(pool_to_json(pool)) == pool
    True
    """
    targets = (Candidate(**target) for target in row["candidates"])
    people = (Inspector(one["key"], frozenset(one["recused"])) for one in row["inspectors"])
    return Pool(tuple(targets), tuple(people))


def pool_to_json(pool: Pool) -> dict[str, Any]:
    """The whole pool in plain JSON values.

    Source:
        Layout of this project, schema 1.

    >>> pool_to_json(Pool((), (Inspector("p", frozenset({"b", "a"})),)))["inspectors"]
    [{'key': 'p', 'recused': ['a', 'b']}]
    """
    return {
        "candidates": [vars(target) | {} for target in pool.candidates],
        "inspectors": [{"key": one.key, "recused": sorted(one.recused)} for one in pool.inspectors],
    }
