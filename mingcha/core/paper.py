"""The paper: what is asked, of whom and how, and which organs a ticket is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from mingcha.core.ticket import CODE_LENGTH, NONCE_LENGTH, PREFIX_LENGTH, SIGNATURE_LENGTH

BLANK: Final = "-"  # left empty
UNKNOWN: Final = "u"  # "don't know": no grade, and no part of any score
NO_CONTACT: Final = "n"  # the contact filter: the voter did not deal with this organ
NOT_ASKED: Final = "x"  # not in this voter's block, or the voter's own organ
GRADES: Final = "12345"  # 1 is the best


@dataclass(frozen=True)
class Group:
    """Evaluators who are counted together; `recused` are organs its members may not mark."""

    code: str
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What is asked, of whom, how: fixed before the poll opens and never changed.

    `poll` is 32 hexadecimal digits. Marks stand organ by organ, question by question. With
    `block` 0 every voter is asked about every organ; else about `block` neighbours of a ring.
    `blind` says whether tickets are signed blindly (else drawn); `both` ways make one length.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> paper.cells, paper.allowed
    (2, '123un-')
    """

    poll: str
    organs: tuple[str, ...]
    questions: tuple[str, ...]
    grades: int
    groups: tuple[Group, ...]
    block: int = 0
    contact_first: bool = True
    drawn: bool = True
    blind: bool = False

    @property
    def cells(self) -> int:
        """Marks on one paper."""
        return len(self.organs) * len(self.questions)

    @property
    def allowed(self) -> str:
        """Every mark a voter may make."""
        contact = NO_CONTACT if self.contact_first else ""
        return GRADES[: self.grades] + UNKNOWN + contact + BLANK

    @property
    def proof_length(self) -> int:
        """Bytes kept for the ticket's proof: alike for every vote of the poll."""
        blind = NONCE_LENGTH + PREFIX_LENGTH + SIGNATURE_LENGTH
        return blind if self.blind else CODE_LENGTH

    def group(self, code: str) -> Group | None:
        """The group of this code, or None."""
        return next((group for group in self.groups if group.code == code), None)

    def as_dict(self) -> dict[str, Any]:
        """The paper in plain JSON values; `Paper.of` reads them back."""
        groups = [{"code": g.code, "recused": list(g.recused)} for g in self.groups]
        plain: dict[str, Any] = {"poll": self.poll, "grades": self.grades, "block": self.block}
        plain |= {"organs": list(self.organs), "questions": list(self.questions)}
        plain |= {"contact_first": self.contact_first, "drawn": self.drawn, "blind": self.blind}
        return plain | {"groups": groups}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Paper:
        """The paper from what `as_dict` gave.

        >>> paper = Paper("00" * 16, ("A",), ("conduct",), 5, (Group("peer", ("A",)),), block=1)
        >>> Paper.of(paper.as_dict()) == paper
        True
        """
        facts = {name: plain[name] for name in cls.__dataclass_fields__}
        for name in ("organs", "questions"):
            facts[name] = tuple(facts[name])
        facts["groups"] = tuple(Group(g["code"], tuple(g["recused"])) for g in plain["groups"])
        return cls(**facts)


def asked_of(paper: Paper, key: bytes, group: Group) -> frozenset[int]:
    """The places of the organs this ticket is asked about: its block, without recused ones.

    Blocks are neighbours on a ring and begin anywhere, so that any two organs are joined by
    voters who saw both: severity can be told from merit.

    >>> paper = Paper("00" * 16, ("A", "B", "C"), ("conduct",), 3, (Group("deputy"),), block=2)
    >>> sorted(asked_of(paper, bytes([0, 0, 0, 2]) + bytes(28), paper.groups[0]))
    [0, 2]
    """
    first = int.from_bytes(key[:4], "big") % len(paper.organs)
    return _block(paper.organs, paper.block, group.recused, first)


@lru_cache(maxsize=4096)
def _block(
    organs: tuple[str, ...], block: int, recused: tuple[str, ...], first: int
) -> frozenset[int]:
    whole = len(organs)
    places = ((first + step) % whole for step in range(min(block or whole, whole)))
    return frozenset(place for place in places if organs[place] not in recused)
