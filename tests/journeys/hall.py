"""A hall with polls of every state, served by the program's own server, and phones to vote with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys.town import _free_port, surroundings, wait_for

ROOT = Path(__file__).parents[2]
PHONE = {"width": 390, "height": 844}


class Hall:
    """The server of one hall; `slip` draws a slip that nobody has drawn before."""

    def __init__(self, folder, browser):
        self.folder, self.browser = folder, browser
        self.address = f"http://127.0.0.1:{_free_port()}"
        self.env = surroundings(folder)
        self.polls = json.loads(self._run("-m", "tests.polls.phones"))
        self._run("manage.py", "collectstatic", "--noinput", "-v0", settings="tests.polls.serving")
        self._drawn = {}
        self._serving = None

    def _run(self, *words, settings=None):
        env = {**self.env, "DJANGO_SETTINGS_MODULE": settings or "mingcha.web.settings"}
        done = subprocess.run(
            [sys.executable, *words], env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    def open(self):
        """Doors open."""
        server = ["-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--no-ws",
                  "--port", self.address.rpartition(":")[2], "--log-level", "warning",
                  "--static-path-route", "/static", "--static-path-mount",
                  str(self.folder / "static"), "tests.polls.server:application"]  # fmt: skip
        self._serving = subprocess.Popen([sys.executable, *server], env=self.env, cwd=ROOT)
        wait_for(f"{self.address}/v/")
        return self

    def close(self):
        """Everybody goes home."""
        self._serving.terminate()
        self._serving.wait(timeout=30)

    def votes(self, poll):
        """What lies in the box of a poll, unsealed: marks, groups, comments."""
        return json.loads(self._run("-m", "tests.polls.phones", "votes", *self.polls[poll][:1], self.polls[poll][3]))

    def shut(self, poll):
        """The chair closes the poll."""
        self._run("-m", "tests.polls.phones", "shut", self.polls[poll][0])

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
