"""A hall with polls of every state, served by the program's own server, and phones to vote with."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

from tests.journeys.town import _free_port, surroundings, wait_for

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}


class Hall:
    """The server of one hall; `slip` draws a slip that nobody has drawn before."""

    def __init__(self, folder, browser):
        self.folder, self.browser = folder, browser
        self.address = f"http://127.0.0.1:{_free_port()}"
        settings = "mingcha.web.settings"
        self.env = {**surroundings(folder), "DJANGO_SETTINGS_MODULE": settings}
        behind = [sys.executable, "-m", "tests.polls.phones"]
        self._stage = subprocess.Popen(
            behind, env=self.env, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True
        )
        self.polls = json.loads(self._stage.stdout.readline())
        shutil.copytree(ROOT / "mingcha" / "polls" / "static", folder / "static")
        self._drawn = {}
        self._serving = None

    def _ask(self, *words):
        self._stage.stdin.write(" ".join(words) + "\n")
        self._stage.stdin.flush()
        return json.loads(self._stage.stdout.readline())

    def open(self):
        """Doors open."""
        server = ["-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--no-ws",
                  "--port", self.address.rpartition(":")[2], "--log-level", "warning",
                  "--static-path-route", "/static", "--static-path-mount",
                  str(self.folder / "static"), "mingcha.web.asgi:application"]  # fmt: skip
        self._serving = subprocess.Popen([sys.executable, *server], env=self.env, cwd=ROOT)
        wait_for(f"{self.address}/v/")
        return self

    def close(self):
        """Everybody goes home."""
        self._stage.communicate()
        if self._serving is not None:
            self._serving.terminate()
            self._serving.wait(timeout=30)

    def votes(self, poll):
        """What lies in the box of a poll, unsealed: marks, groups, comments."""
        return self._ask("votes", self.polls[poll][0], self.polls[poll][3])

    def shut(self, poll):
        """The chair closes the poll."""
        self._ask("shut", self.polls[poll][0])

    def where(self, poll, rest=""):
        """The address of a poll's page."""
        return f"{self.address}/vote/{self.polls[poll][0]}/{rest}"

    def slip(self, poll):
        """The code of a fresh slip."""
        n = self._drawn[poll] = self._drawn.get(poll, -1) + 1
        return self.polls[poll][2][n]

    def phone(self, **more):
        """A phone of its own, nobody's yet."""
        facts = {"locale": "zh-CN", "viewport": PHONE, "has_touch": True, **more}
        return self.browser.new_context(**facts)
