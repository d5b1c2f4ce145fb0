"""Whoever sends too slowly is told so; nobody else is troubled."""

from __future__ import annotations

import asyncio

import pytest

from mingcha.ballotbox.patience import Patience
from tests.ballotbox.asking import run


async def never():
    await asyncio.Event().wait()


async def soon():
    await asyncio.sleep(0)
    return "here"


def test_who_is_too_slow_is_let_go_each_time():
    async def scenario():
        patience = Patience(0.0)
        return [
            await asyncio.gather(asyncio.create_task(patience.of(never())), return_exceptions=True)
            for _ in range(2)
        ]

    assert [type(told) for (told,) in run(scenario())] == [TimeoutError, TimeoutError]


def test_who_is_in_time_is_heard():
    async def scenario():
        return await asyncio.create_task(Patience(60.0).of(soon()))

    assert run(scenario()) == "here"


def test_who_is_sent_away_by_others_is_not_called_slow():
    async def scenario():
        patience = Patience(60.0)
        task = asyncio.create_task(patience.of(never()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return patience._since

    assert run(scenario()) == {}
