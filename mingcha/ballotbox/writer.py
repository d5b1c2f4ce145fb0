"""Group commit: each transaction takes every ballot that came while the last one was written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import randbelow
from typing import Any, Final, TypeVar

from mingcha.ballotbox.refusals import BUSY, NOT_STORED
from mingcha.ballotbox.store import Outcome, Sealed, Store, Unstored

MOST_WAITING: Final = 4096  # ballots in memory; whoever comes then is asked to come again
MOST_AT_ONCE: Final = 512  # ballots in one transaction
LONGEST_WAIT: Final = 60  # seconds anybody is asked to wait before trying again
LOG = logging.getLogger(__name__)  # never anything about a ballot
Waiting = tuple[Sealed, "asyncio.Future[Outcome]"]
T = TypeVar("T")


class Writer:
    """Everything that asks the store runs in its one thread; ballots wait here for their commit."""

    def __init__(self, store: Store, most_waiting: int = MOST_WAITING) -> None:
        self.store = store
        self.most_waiting = most_waiting
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="box")
        self._waiting: list[Waiting] = []
        self._task: asyncio.Task[None] | None = None
        self._each = 0.0  # seconds a ballot took in the last batch
        self._closing = False

    async def in_thread(self, act: Callable[..., T], *args: Any) -> T:
        """Ask the store something; ballots wait that long."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, act, *args)
        except Unstored as no:
            _told(no)
            raise NOT_STORED(seconds=self.seconds()) from None

    def ready(self) -> None:
        """Refuse before a ballot is judged and sealed for nothing.

        Raises:
            Refusal: if too many wait already, or the box is being closed down.
        """
        if self._closing or len(self._waiting) >= self.most_waiting:
            raise BUSY(seconds=self.seconds())

    def offer(self, ballot: Sealed) -> asyncio.Future[Outcome]:
        """What becomes of the ballot, once its commit is done.

        Raises:
            Refusal: see `ready`.
        """
        self.ready()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Outcome] = loop.create_future()
        self._waiting.append((ballot, future))
        if self._task is None:
            self._task = loop.create_task(self._write())
        return future

    @property
    def waiting(self) -> int:
        """Ballots that wait for the next batch."""
        return len(self._waiting)

    def seconds(self) -> int:
        """How long to wait before trying again; not the same for all, so that they do not return
        all at once.
        """
        return min(1 + int(len(self._waiting) * self._each), LONGEST_WAIT) + randbelow(3)

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            batch, self._waiting = (
                self._waiting[:MOST_AT_ONCE],
                self._waiting[MOST_AT_ONCE:],
            )
            begin = loop.time()
            await self._commit(loop, batch)
            self._each = (loop.time() - begin) / len(batch)
        self._task = None

    async def _commit(self, loop: asyncio.AbstractEventLoop, batch: Sequence[Waiting]) -> None:
        ballots = [ballot for ballot, _ in batch]
        try:
            outcomes = await loop.run_in_executor(self._thread, self.store.keep, ballots)
        except Exception as no:
            _told(no)
            for _, future in batch:
                if not future.done():
                    future.set_exception(NOT_STORED(seconds=self.seconds()))
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)

    async def drain(self) -> None:
        """Take nothing more, write what waits, let go of the store."""
        self._closing = True
        while self._task is not None:
            await asyncio.wait([self._task])
        await asyncio.get_running_loop().run_in_executor(self._thread, self.store.close)
        self._thread.shutdown()


def _told(no: BaseException) -> None:
    """Tell the operator what kind of thing went wrong: its text could hold part of a ballot."""
    LOG.error("ballots were not stored: %s", type(no.__cause__ or no).__name__)
