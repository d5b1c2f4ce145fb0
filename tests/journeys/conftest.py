"""A real Chromium against the real program."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from threading import Event
from urllib.request import urlopen

import pytest

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
def address(tmp_path_factory):
    """The whole program as `make run` starts it, with a small city in a folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = {**os.environ, "MINGCHA_HOME": str(tmp_path_factory.mktemp("city"))}
    said.pop("DATABASE_URL", None)
    mingcha = [sys.executable, "-m", "mingcha.web.cli"]
    subprocess.run([*mingcha, "demo", "--small"], env=said, check=True)
    running = subprocess.Popen([*mingcha, "up", "--demo", "--port", str(port)], env=said)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/health/")
        yield url
    finally:
        running.terminate()
        assert running.wait(timeout=30) == 0, "the program stops cleanly"


def _wait_for(url):
    for _attempt in range(600):
        try:
            with urlopen(url) as answer:
                return answer.read()
        except OSError:
            Event().wait(0.2)
    pytest.fail(f"{url} did not answer within 120 s")
