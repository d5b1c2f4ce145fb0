"""The two files by which a poll is checked: the public bundle, and the kit for the auditor.

Both are canonical JSON: UTF-8, sorted keys, no spaces, one line feed at the end, whole numbers
only. They are one object of `content` and `digest`, the SHA-256 of the canonical content. There
is one way to write each file, so a single changed byte is seen. The verifier beside them
(`polls/verify.py`) imports nothing of this program and says the same things again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from mingcha.core import merkle
from mingcha.core.ballot import Paper
from mingcha.core.disclosure import Disclosure
from mingcha.core.notice import Unfit
from mingcha.core.pollscore import Scoring
from mingcha.core.steps import canonical

PUBLIC: Final = "mingcha-poll-1"
KIT: Final = "mingcha-kit-1"
SHAPES: Final[dict[str, dict[str, type]]] = {
    PUBLIC: {
        "schema": str,
        "paper": dict,
        "words": dict,
        "issued": dict,
        "ballots": dict,
        "broken": int,
        "receipts": list,
        "root": str,
        "published": dict,
        "result": dict,
        "rule": str,
        "kit": str,
    },
    KIT: {
        "schema": str,
        "paper": dict,
        "seal": str,
        "keys": dict,
        "tickets": dict,
        "sealed": list,
        "root": str,
    },
}
MAY_LACK: Final = frozenset({"result", "rule", "kit"})  # a poll may be no part of a round


def receipt_of(sealed: bytes) -> str:
    """What a voter keeps: the digest of the sealed ballot, 64 hexadecimal digits.

    >>> receipt_of(b"")[:16]
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(sealed).hexdigest()


def root_of(receipts: Iterable[str]) -> str:
    """The Merkle root over the receipts, sorted; hexadecimal.

    >>> root_of([]) == merkle.EMPTY_ROOT.hex()
    True
    """
    return merkle.root(bytes.fromhex(receipt) for receipt in sorted(receipts)).hex()


def public(
    paper: Paper,
    *,
    words: Mapping[str, Any],
    issued: Mapping[str, int],
    tally: Mapping[str, Any],
    receipts: Iterable[str],
    disclosure: Disclosure,
    scoring: Scoring | None = None,
    rule: str = "",
    kit: str = "",
) -> bytes:
    """The public bundle.

    Args:
        paper: what was asked.
        words: number, title and texts of the paper, in plain JSON values without decimals.
        issued: tickets handed out, by group.
        tally: the exact count; of its cells only what `disclosure` lets out is written.
        receipts: of every ballot in the box, in any order.
        disclosure: what may be published.
        scoring: as given to `disclose`, if the poll gives scores.
        rule: digest of the rule version, if there is one.
        kit: digest of the auditor's kit, so that it cannot be made anew later.

    Returns:
        the file's bytes: the same poll always gives the same.
    Raises:
        TypeError: for values that have no plain form.
    Source:
        Layout of this project, schema 1; docs/how-to/verify.md.

    >>> from mingcha.core.disclosure import disclose
    >>> paper, tally = Paper("00" * 16, ("A",), ("q",), 3, ()), {"groups": {}, "cells": {}}
    >>> facts = {"words": {}, "issued": {}, "receipts": [], "disclosure": disclose(paper, tally)}
    >>> read(public(paper, tally=tally, **facts), PUBLIC)["published"]["organs"]
    {'A': []}
    """
    sorted_receipts = sorted(receipts)
    content: dict[str, Any] = {
        "schema": PUBLIC,
        "paper": paper.as_dict(),
        "words": dict(words),
        "issued": {group.code: int(issued.get(group.code, 0)) for group in paper.groups},
        "ballots": {g.code: _ballots(tally, g.code) for g in paper.groups},
        "broken": int(tally.get("broken", 0)),
        "receipts": sorted_receipts,
        "root": root_of(sorted_receipts),
        "published": disclosure.as_dict(),
    }
    if scoring is not None:
        said = {"step": disclosure.step, "scores": dict(disclosure.scores)}
        content["result"] = scoring.as_dict() | said
    content |= {name: said for name, said in (("rule", rule), ("kit", kit)) if said}
    return wrapped(content)


def _ballots(tally: Mapping[str, Any], group: str) -> int:
    return int(tally["groups"].get(group, {"ballots": 0})["ballots"])


def kit(
    paper: Paper,
    *,
    seal: bytes,
    keys: Mapping[str, str],
    tickets: Mapping[str, Iterable[bytes]],
    sealed: Iterable[tuple[str, bytes]],
) -> bytes:
    """The auditor's kit: everything in the box, still sealed.

    Args:
        paper: what was asked.
        seal: the poll's public key, 32 bytes; its other half is in the scrutineers' shares.
        keys: modulus of each group's blind key, hexadecimal, by group.
        tickets: digests of drawn tickets, 32 bytes each, by group, in any order.
        sealed: group and sealed vote of each ballot, in any order.

    Returns:
        the file's bytes. Everything in it is sorted: no order of casting is left.
    Source:
        Layout of this project, schema 1; docs/how-to/verify.md.

    >>> paper = Paper("00" * 16, ("A",), ("q",), 3, ())
    >>> facts = {"seal": bytes(32), "keys": {}, "tickets": {}, "sealed": [("d", b"b"), ("d", b"a")]}
    >>> read(kit(paper, **facts), KIT)["sealed"]
    [['d', 'YQ=='], ['d', 'Yg==']]
    """
    votes = sorted([base64.b64encode(vote).decode(), group] for group, vote in sealed)
    content = {
        "schema": KIT,
        "paper": paper.as_dict(),
        "seal": seal.hex(),
        "keys": dict(keys),
        "tickets": {group: sorted(d.hex() for d in digests) for group, digests in tickets.items()},
        "sealed": [[group, vote] for vote, group in votes],
        "root": root_of(receipt_of(base64.b64decode(vote)) for vote, _ in votes),
    }
    return wrapped(content)


def wrapped(content: Mapping[str, Any]) -> bytes:
    """Content with its digest, as the file is written.

    >>> wrapped({"schema": "x"})[:40]
    b'{"content":{"schema":"x"},"digest":"baaa'
    """
    inner = canonical(content)
    digest = hashlib.sha256(inner.encode()).hexdigest()
    return f'{{"content":{inner},"digest":"{digest}"}}\n'.encode()


def digest_of(file: bytes) -> str:
    """The digest that a file bears, without reading the rest.

    >>> digest_of(wrapped({})) == hashlib.sha256(b"{}").hexdigest()
    True
    """
    found = re.search(rb'"digest":"([0-9a-f]{64})"\}\n\Z', file)
    if not found:
        raise _damaged("digest")
    return found[1].decode()


def read(file: bytes, schema: str) -> dict[str, Any]:
    """The content of a file as it was written, or a no.

    Args:
        file: the whole file.
        schema: PUBLIC or KIT.

    Returns:
        the content, in plain JSON values.
    Raises:
        Unfit: if it is another kind of file, is not in canonical form, does not agree with its
            digest, or has keys that do not belong there.
    Source:
        Layout of this project, schema 1.

    >>> read(b"{}", KIT)
    Traceback (most recent call last):
    mingcha.core.notice.Unfit: The file is damaged at content. Download it again.
    """
    try:
        whole = json.loads(file, parse_float=_no_decimals, parse_constant=_no_decimals)
    except (ValueError, RecursionError):
        raise _damaged("JSON") from None
    if not isinstance(whole, dict) or set(whole) != {"content", "digest"}:
        raise _damaged("content")
    content = whole["content"]
    if not isinstance(content, dict) or content.get("schema") != schema:
        raise Unfit(
            "This file is no {schema}. Give the bundle and the kit as they were downloaded.",
            schema=schema,
        )
    if not _same(content, file):
        raise _damaged("digest")
    _shaped(content, SHAPES[schema])
    return content


def _same(content: Mapping[str, Any], file: bytes) -> bool:
    try:
        return wrapped(content) == file
    except UnicodeEncodeError:  # half a character, written as an escape
        return False


def _shaped(content: Mapping[str, Any], shape: Mapping[str, type]) -> None:
    if odd := sorted((set(content) ^ set(shape)) - MAY_LACK | (set(content) - set(shape))):
        raise _damaged(odd[0])
    for name, value in content.items():
        if type(value) is not shape[name]:
            raise _damaged(name)


def _no_decimals(text: str) -> Any:
    raise ValueError(text)


def _damaged(place: str) -> Unfit:
    return Unfit("The file is damaged at {place}. Download it again.", place=place)
