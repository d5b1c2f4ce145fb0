"""Whoever sends too slowly is told so: one look at all who are being waited for, not a timer each.

A timer set and taken back costs a ballot as much as reading it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

LOOKS: Final = 20  # within the longest wait: nobody waits longer than that and a twentieth
T = TypeVar("T")


class Patience:
    """So many seconds for each, in one event loop."""

    def __init__(self, most: float) -> None:
        self.most = most
        self._since: dict[asyncio.Task[Any], float] = {}  # who came first stands first
        self._late: set[asyncio.Task[Any]] = set()
        self._watched = False

    async def of(self, act: Coroutine[Any, Any, T]) -> T:
        """What the act gives, if it does in time.

        Raises:
            TimeoutError: if it did not.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("patience is had with tasks")
        loop = asyncio.get_running_loop()
        self._since[task] = loop.time()
        if not self._watched:
            self._watched = True
            loop.call_later(self.most / LOOKS, self._look, loop)
        try:
            return await act
        except asyncio.CancelledError:
            if task not in self._late:
                raise
            task.uncancel()
            raise TimeoutError from None
        finally:
            del self._since[task]
            self._late.discard(task)

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake who is too late, as often as somebody is waited for."""
        for task, since in self._since.items():
            if loop.time() - since < self.most:
                break
            if task not in self._late:
                self._late.add(task)
                task.cancel()
        self._watched = bool(self._since)
        if self._watched:
            loop.call_later(self.most / LOOKS, self._look, loop)
