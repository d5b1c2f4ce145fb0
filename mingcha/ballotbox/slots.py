"""What the box knows of each poll: paper, keys, tickets. Read from its tables, kept in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from mingcha.ballotbox.store import Known, Store
from mingcha.core.ballot import Paper
from mingcha.core.blindrsa import verify

REST: Final = 1.0  # seconds before the tickets of a poll are read again
PAUSE: Final = 0.05  # seconds between two looks for polls that nobody knows here
HEX: Final = frozenset("0123456789abcdef")
InThread = Callable[..., Awaitable[Any]]


class Slot:
    """One poll, ready to judge ballots."""

    def __init__(self, known: Known, drawn: dict[bytes, str], read_at: float) -> None:
        self.paper = Paper.of(json.loads(known.paper))
        self.seal = known.seal
        self.moduli = {group: int(modulus, 16) for group, modulus in known.keys.items()}
        self.group_of = drawn.get
        self.read_at = read_at

    def genuine(self, group: str, prepared: bytes, signature: bytes) -> bool:
        """Whether this group's key signed."""
        modulus = self.moduli.get(group)
        return modulus is not None and verify(modulus, prepared, signature)


class Slots:
    """Polls by code. A poll is read when it is first asked for, and again when it has changed.

    What is wrong may have become right meanwhile: a ticket printed later, a poll opened since.
    So nobody is told that there is no poll but by a look that began after they asked. All who
    ask wait for the next look together: a flood of strange addresses costs twenty looks a second.
    The tickets of a poll, which are many, are read again once a second at most.
    """

    def __init__(self, store: Store, in_thread: InThread) -> None:
        self._store = store
        self._in_thread = in_thread
        self._slots: dict[str, Slot] = {}
        self._look: asyncio.Task[frozenset[str]] | None = None
        self._next_look = 0.0
        self._reading = asyncio.Lock()

    async def of(self, poll: str) -> Slot | None:
        """The poll, None if there is none."""
        if slot := self._slots.get(poll):
            return slot
        if len(poll) != 32 or not HEX.issuperset(poll):
            return None
        return await self._read(poll, None) if poll in await self._polls() else None

    async def _polls(self) -> frozenset[str]:
        """The polls there are, by a look that has not begun yet."""
        if self._look is None:
            self._look = asyncio.get_running_loop().create_task(self._looked())
        return await asyncio.shield(self._look)  # one who goes away leaves it to the others

    async def _looked(self) -> frozenset[str]:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self._next_look - loop.time())
        self._look, self._next_look = None, loop.time() + PAUSE
        found: frozenset[str] = await self._in_thread(self._store.polls)
        return found

    async def anew(self, poll: str, old: Slot) -> Slot | None:
        """The poll as it is now, None if what is known was read a moment ago."""
        if asyncio.get_running_loop().time() - old.read_at < REST:
            return None
        return await self._read(poll, old)

    async def _read(self, poll: str, old: Slot | None) -> Slot | None:
        async with self._reading:
            if (found := self._slots.get(poll)) is not old:
                return found  # somebody else has read it while we waited
            now = asyncio.get_running_loop().time()
            slot: Slot | None = await self._in_thread(self._load, poll, now)
            if slot is not None:
                self._slots[poll] = slot
            return slot

    def _load(self, poll: str, now: float) -> Slot | None:
        known = self._store.known(poll)
        if known is None:
            return None
        return Slot(known, self._store.tickets(poll), now)
