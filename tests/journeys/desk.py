"""Somebody at a desk: a browser without script, that keeps its cookies and fills in forms."""

from __future__ import annotations

import json
import re
import uuid
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

OWN = "临江市察访中心的长口令"


class Desk:
    """One person at one machine; every answer that is a no fails the test with its words."""

    def __init__(self, address: str) -> None:
        self.address, self.cookies = address, CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def log_in(self, who: str, password: str) -> Desk:
        """Log in; a password for one log-in is changed at once, as the program demands."""
        said = {"username": who, "login": who, "password": password}
        page = self.post("/login/", **said)
        if 'name="again"' in page:
            own = f"{OWN}{who}"
            self.post("/me/password/", old=password, new=own, again=own)
        assert "/logout/" in self.get("/")
        return self

    def get(self, path: str) -> str:
        """A page."""
        return self.file(path).decode()

    def file(self, path: str) -> bytes:
        """Whatever lies at an address."""
        return self._open(Request(self.address + path))

    def api(self, path: str) -> Any:
        """What a program would be told."""
        return json.loads(self.file(f"/api/{path}"))

    def post(self, path: str, **facts: Any) -> str:
        """A form filled in and sent."""
        data = urlencode({**facts, "csrfmiddlewaretoken": self._token()}, doseq=True).encode()
        return self._open(self._request(path, data)).decode()

    def hand_in(self, kind: str, name: str, content: bytes) -> str:
        """A spreadsheet handed in; the address of its preview."""
        edge = uuid.uuid4().hex
        token = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        file = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        data = f"{token}{self._token()}\r\n{file}Content-Type: application/octet-stream\r\n\r\n"
        body = data.encode() + content + f"\r\n--{edge}--\r\n".encode()
        asked = self._request(f"/imports/table/{kind}/", body)
        asked.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        self._open(asked)
        return self.path

    def _request(self, path: str, data: bytes) -> Request:
        heads = {"Referer": self.address + path, "X-CSRFToken": self._token()}
        return Request(self.address + path, data, heads)

    def _open(self, request: Request) -> bytes:
        try:
            with self.opener.open(request) as answer:
                self.path = answer.url.removeprefix(self.address)
                body: bytes = answer.read()
                return body
        except HTTPError as no:
            words = re.sub(r"<[^>]+>|\s+", " ", no.read().decode())
            raise AssertionError(f"{no.code} {request.full_url}: {words[:1500]}") from no

    def _token(self) -> str:
        if not any(cookie.name == "csrftoken" for cookie in self.cookies):
            self.get("/login/")
        return next(c.value or "" for c in self.cookies if c.name == "csrftoken")
