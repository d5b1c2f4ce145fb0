"""A real Chromium against the real program."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess

import pytest

from tests.journeys.hall import Hall
from tests.journeys.town import FIRST_DAY, MINGCHA, Town, surroundings

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--disable-component-update", "--disable-sync", "--disable-quic",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium; where there is none the browser tests say so."""
    if CHROMIUM is None:
        pytest.skip("NO BROWSER: install Debian's chromium to run the browser tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser):
    """One fresh window, Chinese, as wide as a desk; it fails on any script error."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A small city as the demonstration makes it; whoever changes it takes a copy."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent  # of all workers: the first makes it, the others wait
    with (shared / "made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "made").exists():
            making = shared / "making"
            subprocess.run([*MINGCHA, "demo", "--small"], env=surroundings(making), check=True)
            making.rename(shared / "made")
    return shared / "made"


@pytest.fixture(scope="session")
def program(made, tmp_path_factory):
    """The whole program as `make run` starts it, with a small city in a folder of its own."""
    one = Town.copied(made, tmp_path_factory.mktemp("program") / "city")
    try:
        yield one.live_on(FIRST_DAY)
    finally:
        one.close()


@pytest.fixture(scope="session")
def address(program):
    """Where the program is."""
    return program.address


@pytest.fixture(scope="module")
def town(made, browser, tmp_path_factory):
    """A city of its own whose days one file's stories move on: no other story has aged it."""
    one = Town.copied(made, tmp_path_factory.mktemp("town") / "city", browser)
    try:
        yield one.live_on(FIRST_DAY)
    finally:
        one.close()


@pytest.fixture(scope="session")
def hall(browser, tmp_path_factory):
    """A hall in which people vote by phone."""
    one = Hall(tmp_path_factory.mktemp("hall"), browser)
    try:
        yield one.open()
    finally:
        one.close()


@pytest.fixture
def phone(hall):
    """One voter's phone, which fails on any script error."""
    context = hall.phone()
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []
