"""Django behind ASGI: what it is asked and what it answers is the same as under WSGI."""

from __future__ import annotations

import threading

from mingcha.web.threads import Threads
from tests import loops


def ask(application, *pieces, headers=(), **facts):
    """One request to a WSGI application: what was sent back, message by message."""
    incoming, sent = list(pieces), []

    async def receive():
        piece = incoming.pop(0)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": bool(incoming)}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/清河/", "query_string": b"a=1",
        "headers": list(headers), "client": ("10.0.0.9", 5), "server": ("city", 80),
    }  # fmt: skip
    loops.run(Threads(application, 1)(scope | facts, receive, send))
    return sent


class Whole(list):
    """An answer that is not streamed, as Django gives it."""

    streaming = False
    closed = False

    def close(self):
        self.closed = True


def test_the_request_arrives_as_wsgi_has_it():
    seen = {}

    def application(environ, start):
        seen.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [("X-Y", "z")])
        return Whole([b"a", b"b"])

    headers = [
        (b"content-type", b"text/plain"), (b"cookie", b"a=1"), (b"cookie", b"b=2"),
        (b"x-tag", b"one"), (b"x-tag", b"two"), (b"x_tag", b"spoofed"),
    ]  # fmt: skip
    start, body = ask(application, b"12", b"345", headers=headers)

    assert (start["status"], start["headers"]) == (200, [(b"x-y", b"z")])
    assert body["body"] == b"ab"
    assert seen["body"] == b"12345"
    assert seen["PATH_INFO"].encode("latin1").decode() == "/清河/"
    assert {k: seen[k] for k in ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_COOKIE", "HTTP_X_TAG",
                                 "REMOTE_ADDR", "QUERY_STRING", "REQUEST_METHOD")} == {
        "CONTENT_TYPE": "text/plain", "CONTENT_LENGTH": "5", "HTTP_COOKIE": "a=1;b=2",
        "HTTP_X_TAG": "one,two", "REMOTE_ADDR": "10.0.0.9", "QUERY_STRING": "a=1",
        "REQUEST_METHOD": "POST",
    }  # fmt: skip


def test_a_long_answer_is_sent_bit_by_bit_and_closed_in_the_thread_that_made_it():
    told = []

    class Long:
        streaming = True

        def __iter__(self):
            yield from (b"1", b"2")

        def close(self):
            told.append(threading.current_thread().name)

    def application(_environ, start):
        start("206 Partial", [])
        return Long()

    sent = ask(application, b"")

    assert [m.get("body") for m in sent] == [None, b"1", b"2", b""]
    assert [m.get("more_body", False) for m in sent] == [False, True, True, False]
    assert told[0].startswith("django")


def test_whoever_is_gone_before_the_request_was_whole_asks_nothing():
    def application(_environ, _start):
        raise AssertionError("asked")

    assert ask(application, b"12", None) == []


def test_what_is_no_http_is_not_answered():
    assert ask(None, type="websocket") == []


def test_django_itself_answers_behind_it(db):
    """Through the same door as `mingcha up`, as far as one process can show it."""
    from django.core.wsgi import get_wsgi_application

    headers = [(b"host", b"localhost")]
    start, body = ask(get_wsgi_application(), b"", method="GET", path="/login/", headers=headers)

    assert start["status"] == 200
    assert b"<html" in body["body"]


def test_ballots_go_to_the_slot_and_everything_else_to_django(monkeypatch):
    from mingcha.web import asgi

    went = []

    def to(name):
        async def door(scope, _receive, _send):
            went.append((name, scope.get("path", scope["type"])))

        return door

    monkeypatch.setattr(asgi, "slot", to("slot"))
    monkeypatch.setattr(asgi, "rest", to("django"))
    for scope in (
        {"type": "lifespan"}, {"type": "http", "path": "/box/1/"},
        {"type": "http", "path": "/boxes/"}, {"type": "http", "path": "/vote/1/"},
    ):  # fmt: skip
        loops.run(asgi.application(scope, None, None))

    assert went == [
        ("slot", "lifespan"), ("slot", "/box/1/"), ("django", "/boxes/"), ("django", "/vote/1/"),
    ]  # fmt: skip
