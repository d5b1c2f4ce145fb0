"""A loop of its own: a browser test may have left one running in this thread."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run(scenario):
    """What `asyncio.run` gives, whatever runs in this thread already."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, scenario).result()
