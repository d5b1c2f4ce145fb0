"""Opens whatever one person can reach, and reads every answer as a curious person would."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.test import Client
from django.urls import reverse

from mingcha.people.models import Person
from mingcha.web import rooms
from mingcha.web.api import api

LINK = re.compile(r"""(?:href|src|action|hx-get|hx-post|data-[a-z-]+)=["'](/[^"']*)["']""")
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]{2,}[0-9A-Za-z-]*")
LEFT_ALONE = re.compile(r"^/(static|media|logout|language|style|health)\b|^/imports/template")
ALIKE = 2  # addresses of one shape that are opened
TOO_MANY = 450
KNOWN_AS = {"Content-Disposition", "ETag", "Location", "Link", "Content-Location"}


class Crawl:
    """One person's browser and everything it was told: `told` is (address, words, status)."""

    def __init__(self, person: Person, **headers: str) -> None:
        self.person = person
        self.browser = Client(raise_request_exception=True, headers=headers)
        if not headers:
            self.browser.force_login(person)
        self.told: list[tuple[str, str, int]] = []
        self.seen: set[str] = set()
        self.shapes: Counter[str] = Counter()

    def through(self, roots: list[str]) -> list[tuple[str, str, int]]:
        """From the roots along every link, a few of each shape; roots are always opened."""
        todo = deque(roots)
        wanted = set(roots)
        while todo and len(self.seen) < TOO_MANY:
            address = todo.popleft().partition("#")[0]
            if address in self.seen or LEFT_ALONE.search(address):
                continue
            shape = self._shape(address)
            if address not in wanted and self.shapes[shape] >= ALIKE:
                continue
            self.shapes[shape] += 1
            self.seen.add(address)
            todo.extend(self._opened(address))
        return self.told

    def _shape(self, address: str) -> str:
        parts = urlsplit(address)
        asked = sorted({name for name, _value in parse_qsl(parts.query)})
        return KEY.sub("#", parts.path) + "?" + "&".join(asked)

    def _opened(self, address: str) -> Iterator[str]:
        answer = self.browser.get(address)
        words = read(answer)
        self.told.append((address, words, answer.status_code))
        if "text/html" in answer.headers.get("Content-Type", ""):
            yield from self._followed(address, words)
        if location := answer.headers.get("Location"):
            yield location

    def _followed(self, address: str, words: str) -> Iterator[str]:
        path = urlsplit(address).path
        yield from (html.unescape(link) for link in LINK.findall(words))
        asked = re.findall(r"""(?:href|action)=["'](\?[^"']*)["']""", words)
        yield from (path + html.unescape(link) for link in asked)


def read(answer: Any) -> str:
    """Every word of an answer: headers, text, and what lies in files."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = " ".join(unquote(answer.headers[name]) for name in KNOWN_AS if name in answer.headers)
    kind = answer.headers.get("Content-Type", "")
    return f"{head}\n{_words(kind, body)}"


def _words(kind: str, body: bytes) -> str:
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(
                name + html.unescape(re.sub(r"<[^>]*>", "", _text(parts.read(name))))
                for name in parts.namelist()
            )
    if body[:4] == b"%PDF" and shutil.which("pdftotext"):
        made = subprocess.run(
            ["pdftotext", "-", "-"],
            input=body,
            capture_output=True,
            check=False,
        )
        return _text(made.stdout) + _text(body)
    if "json" in kind and "ndjson" not in kind:
        return json.dumps(json.loads(body), ensure_ascii=False)
    return html.unescape(_text(body)) if "html" in kind or "svg" in kind else _text(body)


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="replace")


def doors() -> list[str]:
    """Every address that takes no key, and every list as a file and by the API."""
    found = ["/", "/messages/", "/search/", "/work/count/", "/journal/", "/journal/export"]
    for room in rooms.landed():
        address = reverse(room.door)
        found += [address, f"{address}?format=csv", f"{address}?format=xlsx"]
    for path, operations in api.get_openapi_schema()["paths"].items():
        if "get" in operations and "{" not in path:
            found += [f"{path}?limit=1000", path]
    return list(dict.fromkeys(found))


def of_thing(thing: Any) -> list[str]:
    """Every address under which a thing, its acts, its papers and its number may be asked for."""
    kind = next(kind for kind in rooms.kinds() if isinstance(thing, kind.table))
    page = reverse(kind.page, args=[thing.pk])
    found = [page, f"/n/{thing.number}/"] if kind.prefix else [page]
    found += [f"{page}{paper}/" for paper in PAPERS.get(kind.key, ())]
    if kind.api:
        found.append(f"/api/{kind.api}/{thing.pk}")
        found += [f"/api/{kind.api}/{thing.pk}/{more}" for more in OPERATIONS.get(kind.key, ())]
    return found + [f"{page}{act}/" for act in acts_of(kind)]


def acts_of(kind: rooms.Kind) -> tuple[str, ...]:
    """The acts of a kind's life, by the table."""
    from mingcha.foundation.workflow import MACHINES

    machine = MACHINES.get(kind.model.lower())
    return machine.acts if machine else ()


PAPERS = {"visit": ("paper", "record"), "finding": ("letter",), "order": ("notice",)}
OPERATIONS = {"order": ("desk",), "draw": ("record",)}
