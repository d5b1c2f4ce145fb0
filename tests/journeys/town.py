"""The demonstration city as the real program serves it, whose days the story can move on."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Event
from time import gmtime
from urllib.request import urlopen

import pytest

HERE = Path(__file__).parent
MINGCHA = [sys.executable, "-m", "mingcha.web.cli"]
PASSWORD = "mingzhou-2026"
FIRST_DAY = date(2026, 4, 10)


def midday():
    """A zone in which it is about noon now, so that no story depends on the hour of its test."""
    ahead = 12 - gmtime().tm_hour
    return f"Etc/GMT{-ahead:+d}"


def surroundings(folder, **more):
    """What a process of this city finds in its environment."""
    said = {**os.environ, "MINGCHA_HOME": str(folder), "MINGCHA_ZONE": _ZONE, **more}
    said.pop("DATABASE_URL", None)
    return said


_ZONE = midday()


class Town:
    """One copy of the city in a folder of its own, served on whatever day the story needs."""

    def __init__(self, folder, browser=None):
        self.folder, self.browser = folder, browser
        self.address = f"http://127.0.0.1:{_free_port()}"
        self.day = None
        self.wrong = []
        self._running = None
        self._pages = {}

    @classmethod
    def copied(cls, made, folder, browser=None):
        """A town that begins as the city that was made."""
        shutil.copytree(made, folder)
        return cls(folder, browser)

    def live_on(self, day):
        """Let this day dawn: the program is started anew on the same data."""
        if self.day is not None and self.day >= day:
            return self
        self.stop()
        self.day = day
        port = self.address.rpartition(":")[2]
        up = [*MINGCHA, "up", "--demo", "--port", port]
        self._running = subprocess.Popen(up, env=self._said())
        wait_for(f"{self.address}/health/")
        return self

    def stop(self):
        """Night: the program ends as it ends on Ctrl-C."""
        if self._running is not None:
            self._running.terminate()
            assert self._running.wait(timeout=30) == 0, "the program stops cleanly"
        self._running = None

    def close(self):
        """Windows shut, program ended, and no page has had a script error."""
        for page in self._pages.values():
            page.context.close()
        self.stop()
        assert self.wrong == []

    def page(self, who, width=1440):
        """The window of a person who has signed in, kept open for the whole story."""
        if who not in self._pages:
            self._pages[who] = self.stranger(width)
            self._sign_in(self._pages[who], who)
        return self._pages[who]

    def stranger(self, width=1440):
        """A window in which nobody has signed in."""
        context = self.browser.new_context(
            locale="zh-CN", viewport={"width": width, "height": 900}, base_url=self.address
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._heard)
        self._pages.setdefault(f"stranger {len(self._pages)}", page)
        return page

    def _heard(self, said):
        refused = "Failed to load resource" in said.text and "status of 4" in said.text
        if said.type == "error" and not refused:  # a refusal is an answer, not an error
            self.wrong.append(said.text)

    def _sign_in(self, page, who):
        page.goto("/login/")
        page.get_by_label("工号").fill(who)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"{self.address}/")

    def backstage(self, *words):
        """Ask or prepare what no page tells the story, through commands in a process of its own."""
        script = [sys.executable, "-m", "tests.journeys.backstage", *words]
        done = subprocess.run(
            script,
            env=self._said(),
            stdout=subprocess.PIPE,
            text=True,
            cwd=HERE.parents[1],
            check=True,
        )
        return json.loads(done.stdout)

    def mingcha(self, *words):
        """One command of the program's own command line, on this town."""
        return subprocess.run(
            [*MINGCHA, *words], env=self._said(), capture_output=True, text=True, check=False
        )

    def _said(self):
        day = (self.day or FIRST_DAY).isoformat()
        return surroundings(self.folder, MINGCHA_DEMO_DAY=day)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url):
    for _attempt in range(900):
        try:
            with urlopen(url) as answer:
                return answer.read()
        except OSError:
            Event().wait(0.1)
    return pytest.fail(f"{url} did not answer within 90 s")
