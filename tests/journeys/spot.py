"""The assembly as its people live it: a served hall, desks signed in, voters with phones."""

from __future__ import annotations

import base64
import http.client
import json
import random
import re
import secrets
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import Cookie
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from tests.journeys.desk import Desk
from tests.journeys.town import _free_port, surroundings, wait_for

ROOT = Path(__file__).parents[2]
PHONES = 8  # that vote at the same time
GRADES = {1: 62, 2: 20, 3: 8, "u": 10}  # how this city's voters mark


class Spot:
    """The city on its day; `desk` is somebody at a machine, `page` the same in a browser."""

    def __init__(self, folder, browser):
        self.folder, self.browser = folder, browser
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        made = subprocess.run(
            [sys.executable, "-m", "tests.journeys.assembly"],
            env=surroundings(folder), cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        vars(self).update(json.loads(made.stdout))
        self.wrong, self._desks, self._pages, self._running = [], {}, {}, None

    def live_on(self, day):
        """Serve the city on this day."""
        self.stop()
        said = surroundings(self.folder, MINGCHA_DEMO_DAY=day)
        static = ["--static-path-route", "/static", "--static-path-mount"]
        server = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
                  "--no-ws", "--port", str(self.port), "--log-level", "error", *static,
                  str(self.folder / "static"), "mingcha.web.asgi:application"]  # fmt: skip
        self._running = subprocess.Popen(server, env=said, cwd=ROOT)
        wait_for(f"{self.address}/health/")
        return self

    def stop(self):
        """The server ends: what it has acknowledged is on disk."""
        if self._running is not None:
            self._running.terminate()
            self._running.wait(timeout=60)
        self._running = None

    def close(self):
        """Windows shut, program ended, no page has had a script error."""
        for context in {page.context for page in self._pages.values()}:
            context.close()
        self.stop()
        assert self.wrong == []

    # At machines

    def desk(self, who):
        """A person of the story, signed in, without a script."""
        if who not in self._desks:
            self._desks[who] = Desk(self.address)
            self._desks[who].cookies.set_cookie(_cookie(self.sessions[who]))
        return self._desks[who]

    def page(self, who, path, width=1440, height=900):
        """The window of such a person; it stays open for the whole story."""
        key = f"{who} {path}"
        if key not in self._pages:
            size = {"width": width, "height": height}
            context = self.browser.new_context(locale="zh-CN", viewport=size, base_url=self.address)
            facts = {"name": "sessionid", "value": self.sessions[who], "url": self.address}
            context.add_cookies([facts])
            page = self._pages[key] = context.new_page()
            page.set_default_timeout(30_000)
            page.on("pageerror", lambda error: self.wrong.append(str(error)))
            page.goto(path)
        return self._pages[key]

    def phone(self):
        """A telephone of its own, nobody's yet."""
        size = {"width": 390, "height": 844}
        context = self.browser.new_context(
            locale="zh-CN", viewport=size, has_touch=True, base_url=self.address
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self._pages[f"phone {len(self._pages)}"] = page
        return page

    # The key

    def shares(self):
        """Words, key, shares, each confirmed: as three scrutineers and the chair do it."""
        polls, three = f"/polls/{self.poll}", ("s1", "s2", "s3")
        words = [_word(self.desk(who).post(f"{polls}/take_word/")) for who in three]
        self.desk("office").post(f"{polls}/make_key/")
        taken = []
        for who, word in zip(three, words, strict=True):
            share = _share(self.desk(who).post(f"{polls}/take_share/", word=word))
            self.desk(who).post(f"{polls}/confirm_share/", share=share)
            taken.append(share)
        return taken

    # Voters

    def slips(self, group, many):
        """So many slips of a group out of the bag."""
        bag = self.codes[group]
        drawn, self.codes[group] = bag[:many], bag[many:]
        return drawn

    def vote(self, codes, *, script=True):
        """All of them load the page and cast, some at a time; gives status and answer by code."""
        cast = self._by_script if script else self._by_form
        with ThreadPoolExecutor(PHONES) as phones:
            return dict(zip(codes, phones.map(cast, codes), strict=True))

    def ballot(self, code, seed=None):
        """What a phone makes of a slip and its owner's mind."""
        mind = random.Random(seed or code)
        marks = mind.choices(list(GRADES), list(GRADES.values()), k=6)
        salt = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        marks = "".join(str(mark) for mark in marks)
        return {"ticket": {"code": code}, "marks": marks, "salt": salt, "told": False}

    def _by_script(self, code):
        body = json.dumps(self.ballot(code)).encode()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        status, page = _asked(line, "GET", f"/vote/{self.code}/")
        assert status == 200, page[:300]
        for _try in range(20):  # the box looks once a second whether a poll has been opened
            status, said = _asked(line, "POST", f"/box/{self.code}/", body, "application/json")
            if status != 404:
                break
            Event().wait(0.1)
        line.close()
        return status, json.loads(said)

    def cast(self, ballot):
        """One ballot as it stands; status and answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = json.dumps(ballot).encode()
        status, said = _asked(line, "POST", f"/box/{self.code}/", body, "application/json")
        line.close()
        return status, json.loads(said)

    def _by_form(self, code):
        """A phone without script: the code, the long form, the answer as a page."""
        line, form = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60), _FORM
        asked = urlencode({"code": code}).encode()
        status, page = _asked(line, "POST", f"/vote/{self.code}/paper/", asked, form)
        assert status == 200, page[:300]
        salt = re.search(r'name="salt" value="([^"]+)"', page)[1]
        marks = {f"m-{n}-0": mark for n, mark in enumerate(self.ballot(code)["marks"])}
        said = urlencode({"code": code, "salt": salt, **marks}).encode()
        status, page = _asked(line, "POST", f"/box/{self.code}/", said, form)
        line.close()
        return status, page


_FORM = "application/x-www-form-urlencoded"


def _asked(line, method, path, body=None, kind=""):
    heads = {"Content-Type": kind} if kind else {}
    line.request(method, path, body, heads)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def _cookie(key):
    return Cookie(0, "sessionid", key, None, False, "127.0.0.1", False, False, "/", True, False,
                  None, False, None, None, {})  # fmt: skip


def _word(page):
    return re.search(r'class="secret-word">([^<]+)<', page)[1]


def _share(page):
    listed = re.search(r'class="secret-share">(.*?)</ol>', page, re.DOTALL)[1]
    return "-".join(re.findall(r"<li>([^<]+)</li>", listed))
