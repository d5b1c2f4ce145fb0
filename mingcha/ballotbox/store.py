"""The promise of the box: `keep` returns once every ballot of the batch is on disk.

Three stores keep it: memory for tests, a file of SQLite, PostgreSQL. One suite is held against
each. They differ in how they write; what counts as the same ballot is decided here, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from secrets import token_bytes
from typing import NamedTuple, Protocol

from mingcha.core.bundle import receipt_of


class Sealed(NamedTuple):
    """An accepted ballot as it is written: nothing in it can be read without the poll's key."""

    key: bytes
    poll: str
    group: str
    fingerprint: bytes
    sealed: bytes
    remarks: tuple[bytes, ...] = ()


class Fate(Enum):
    """What became of a ballot."""

    KEPT = "kept"
    SAME = "same"  # it lay in the box already, word for word
    ALREADY_CAST = "already_cast"  # another ballot lies there under this ticket
    CLOSED = "closed"


class Outcome(NamedTuple):
    """A ballot's fate, and the receipt of what lies in the box if that is this ballot."""

    fate: Fate
    receipt: str = ""


class Known(NamedTuple):
    """A poll as the box's row has it."""

    paper: str  # canonical JSON of core.ballot.Paper
    seal: bytes
    keys: Mapping[str, str]  # group -> modulus, hexadecimal
    state: str


class Store(Protocol):
    """Where ballots lie. One thread at a time calls it."""

    def keep(self, batch: Sequence[Sealed]) -> list[Outcome]:
        """Write what is new, in one transaction that also reads whether the polls are open.

        Once this returns every ballot said to be kept is on disk. If it raises, no ballot of
        the batch may be acknowledged; all of them may be sent again.

        Args:
            batch: accepted and sealed ballots, in any order; the same ballot may be in it twice.

        Returns:
            what became of each, in the order of the batch.

        Raises:
            Unstored: if the disk is full or the database is gone.
        """

    def polls(self) -> frozenset[str]:
        """The codes of every poll the box knows, open or closed.

        Raises:
            Unstored: if the database is gone.
        """

    def known(self, poll: str) -> Known | None:
        """The poll's row, None if there is none.

        Raises:
            Unstored: if the database is gone.
        """

    def tickets(self, poll: str) -> dict[bytes, str]:
        """Group by digest of every drawn ticket of the poll.

        Raises:
            Unstored: if the database is gone.
        """

    def close(self) -> None:
        """Let go of the file or the connection."""


class Unstored(Exception):
    """Nothing of the batch is certain to be on disk; whoever waits is asked to send again."""


class Lies(NamedTuple):
    """What lies in the box under a ticket."""

    fingerprint: bytes
    sealed: bytes


class Judging(ABC):
    """What the stores share: one ballot a ticket, the same ballot answered as the first time."""

    def keep(self, batch: Sequence[Sealed]) -> list[Outcome]:
        """See `Store.keep`."""
        first: dict[bytes, Sealed] = {}
        for ballot in batch:
            first.setdefault(ballot.key, ballot)
        kept, there = self._write([first[key] for key in sorted(first)])
        return [_fate(b, first[b.key], kept, there) for b in batch]

    @abstractmethod
    def _write(self, rows: list[Sealed]) -> tuple[set[bytes], dict[bytes, Lies]]:
        """In one transaction write what is new of open polls; rows are in the order of keys.

        Gives the keys newly kept, and what lies under the keys that were not.
        """


def _fate(ballot: Sealed, first: Sealed, kept: set[bytes], there: dict[bytes, Lies]) -> Outcome:
    if ballot.key in kept:
        lies, fate = Lies(first.fingerprint, first.sealed), Fate.SAME
        if ballot is first:
            return Outcome(Fate.KEPT, receipt_of(ballot.sealed))
    elif ballot.key in there:
        lies, fate = there[ballot.key], Fate.SAME
    else:
        return Outcome(Fate.CLOSED)
    if lies.fingerprint != ballot.fingerprint:
        return Outcome(Fate.ALREADY_CAST)
    return Outcome(fate, receipt_of(lies.sealed))


def remark_rows(new: Iterable[Sealed]) -> list[tuple[bytes, str, bytes]]:
    """Comments of newly kept ballots: each under a key of mere chance, in the order of these."""
    return sorted((token_bytes(32), row.poll, text) for row in new for text in row.remarks)


class Memory(Judging):
    """A box that forgets: for tests and for measuring what the disk costs."""

    def __init__(self) -> None:
        self.laid: dict[str, Known] = {}
        self.drawn: dict[str, dict[bytes, str]] = {}
        self.ballots: dict[bytes, Sealed] = {}
        self.remarks: dict[bytes, tuple[str, bytes]] = {}

    def _write(self, rows: list[Sealed]) -> tuple[set[bytes], dict[bytes, Lies]]:
        there = {r.key: self.ballots[r.key] for r in rows if r.key in self.ballots}
        new = [r for r in rows if r.key not in there and self._open(r.poll)]
        self.ballots |= {r.key: r for r in new}
        self.remarks |= {key: (poll, text) for key, poll, text in remark_rows(new)}
        lies = {key: Lies(r.fingerprint, r.sealed) for key, r in there.items()}
        return {r.key for r in new}, lies

    def _open(self, poll: str) -> bool:
        return poll in self.laid and self.laid[poll].state == "open"

    def polls(self) -> frozenset[str]:
        """See `Store.polls`."""
        return frozenset(self.laid)

    def known(self, poll: str) -> Known | None:
        """See `Store.known`."""
        return self.laid.get(poll)

    def tickets(self, poll: str) -> dict[bytes, str]:
        """See `Store.tickets`."""
        return dict(self.drawn.get(poll, {}))

    def close(self) -> None:
        """Nothing to let go of."""
