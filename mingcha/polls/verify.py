#!/usr/bin/env python3
"""Check a poll of Mingcha 明察 on your own computer: one file, made to be read.

    python verify.py BUNDLE.json [--receipt HEX]
    python verify.py BUNDLE.json --kit KIT.json --share A --share B

The public bundle needs Python alone. The auditor's kit needs the packages `cryptography` and
`PyNaCl`, and the poll's key: two scrutineers' shares, or the key itself by `--key`. Without
either, the shares are asked for and not shown.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import concurrent.futures
import getpass
import hashlib
import json
import multiprocessing
import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

Facts = dict[str, Any]
PUBLIC, KIT = "mingcha-poll-1", "mingcha-kit-1"
KEYS = {
    PUBLIC: "schema paper words issued ballots broken receipts root published",
    KIT: "schema paper seal keys tickets sealed root",
}
MAY = {PUBLIC: {"result", "rule", "kit"}, KIT: set()}
PAPER = "poll grades block organs questions contact_first drawn blind groups"
CHUNK = 2000  # ballots opened at a time
MANY = 8000  # from so many ballots on, several processes share the work
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SAYS = {
    "form": ("文件格式完整，与摘要一致", "The file is whole and agrees with its digest"),
    "receipts": ("回执按序排列，无重复", "Receipts are in order and none is there twice"),
    "root": ("回执的默克尔根一致", "The Merkle root over the receipts agrees"),
    "number": ("回执数等于选票数", "There are as many receipts as ballots"),
    "issued": ("选票数不超过发出票数", "No more ballots than tickets handed out"),
    "counts": ("公布的计数与选票数相符", "Published counts agree with the ballots"),
    "result": ("公布的得分与计数相符", "Published scores agree with the counts"),
    "receipt": ("您的回执在票箱中", "Your receipt is among those in the box"),
    "same": ("审计包与公开包属于同一次投票", "Kit and bundle are of the same poll"),
    "key": ("密钥与投票公钥相符", "The key is the other half of the poll's public key"),
    "sealed": ("密封选票正是公开回执所指的选票", "Sealed ballots are those the receipts name"),
    "papers": ("每张密封选票均可开启，标记合规", "Every ballot opens and is legal"),
    "tickets": ("每张票证真实，无一重复使用", "Every ticket is genuine and used once"),
    "recount": ("重新计票与公布的计数一致", "Counted again, the published counts agree"),
    "rescore": ("重新计算与公布的得分一致", "Computed again, the published scores agree"),
}


class Check(NamedTuple):
    """One thing looked at: its name in `SAYS`, whether it holds, and where it does not."""

    name: str
    ok: bool
    detail: str = ""


class Wrong(Exception):
    """A file or a share that cannot be what it says."""


def canonical(value: Any) -> bytes:
    """The one way to write a value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def load(file: bytes, schema: str) -> Facts:
    """The content of a bundle or kit; raises `Wrong` unless every byte is as it must be."""
    try:
        whole = json.loads(file, parse_float=_refused, parse_constant=_refused)
        content = whole["content"]
        inner = canonical(content)
    except (ValueError, KeyError, TypeError, RecursionError) as no:
        raise Wrong(f"JSON: {str(no)[:80]}") from None
    digest = hashlib.sha256(inner).hexdigest()
    if file != b'{"content":%b,"digest":"%b"}\n' % (inner, digest.encode()):
        raise Wrong("digest")
    if not isinstance(content, dict) or content.get("schema") != schema:
        raise Wrong(f"schema: {schema}?")
    if set(content) - MAY[schema] != set(KEYS[schema].split()):
        raise Wrong("keys: " + ",".join(sorted(set(content) ^ set(KEYS[schema].split()))))
    if set(content["paper"]) != set(PAPER.split()):
        raise Wrong("keys: paper")
    return content


def _refused(text: str) -> Any:
    raise ValueError(text)


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root of RFC 9162 over entries in their order."""
    nodes = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    if not nodes:
        return hashlib.sha256(b"").digest()
    while len(nodes) > 1:
        pairs = zip(nodes[::2], nodes[1::2], strict=False)
        rest = nodes[-1:] if len(nodes) % 2 else []
        nodes = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs] + rest
    return nodes[0]


def guarded(name: str, look: Callable[[], str | None]) -> Check:
    """Look, and take anything that breaks on the way as a fault: the file may be hostile."""
    try:
        fault = look()
    except Exception as no:
        fault = f"{type(no).__name__}: {str(no)[:80]}"
    return Check(name, not fault, fault or "")


def check_bundle(file: bytes, receipt: str = "") -> list[Check]:
    """Everything that anybody can check of a public bundle."""
    try:
        facts = load(file, PUBLIC)
    except Wrong as no:
        return [Check("form", ok=False, detail=str(no))]
    looks = {"receipts": _receipts, "root": _root, "number": _number, "issued": _issued,
             "counts": _counts, "result": _result}  # fmt: skip
    found = [Check("form", ok=True)]
    found += [guarded(name, partial(look, facts)) for name, look in looks.items()]
    if receipt:
        mine = receipt.strip().lower()
        found.append(guarded("receipt", lambda: None if mine in facts["receipts"] else mine))
    return found


def _receipts(facts: Facts) -> str | None:
    last = ""
    for receipt in facts["receipts"]:
        if len(receipt) != 64 or receipt.strip("0123456789abcdef") or receipt <= last:
            return str(receipt)[:64]
        last = receipt
    return None


def _root(facts: Facts) -> str | None:
    found = root([bytes.fromhex(receipt) for receipt in facts["receipts"]]).hex()
    return None if found == facts["root"] else found


def _groups(facts: Facts) -> list[str]:
    return [group["code"] for group in facts["paper"]["groups"]]


def _number(facts: Facts) -> str | None:
    ballots, broken = facts["ballots"], facts["broken"]
    if list(ballots) != sorted(_groups(facts)) or any(n < 0 for n in [*ballots.values(), broken]):
        return "groups"
    whole = sum(ballots.values()) + broken
    return None if whole == len(facts["receipts"]) else f"{whole} ≠ {len(facts['receipts'])}"


def _issued(facts: Facts) -> str | None:
    ballots, issued = facts["ballots"], facts["issued"]
    over = [g for g in _groups(facts) if ballots[g] > issued[g]]
    if len(facts["receipts"]) > sum(issued.values()) or set(issued) != set(ballots):
        over.append("*")
    return ", ".join(over) or None


def allowed(paper: Facts) -> str:
    """Every mark a voter may make on this paper, in order."""
    return "12345"[: paper["grades"]] + "u" + ("n" if paper["contact_first"] else "") + "-"


def _counts(facts: Facts) -> str | None:
    organs = facts["published"]["organs"]
    if set(facts["published"]) != {"rule", "organs"} or set(organs) != set(
        facts["paper"]["organs"]
    ):
        return "organs"
    bad = [organ for organ, parts in organs.items() if not _parts_fit(facts, organ, parts)]
    return ", ".join(bad) or None


def _parts_fit(facts: Facts, organ: str, parts: list[Facts]) -> bool:
    """Whether the parts are groups each once, with counts that sum up to their ballots."""
    paper, seen = facts["paper"], [group for part in parts for group in part["groups"]]
    asked = {g["code"]: organ not in g["recused"] for g in paper["groups"]}
    if len(seen) != len(set(seen)) or not set(seen) <= set(asked):
        return False
    if (
        parts
        and not paper["block"]
        and any(asked[g] and facts["ballots"][g] and g not in seen for g in asked)
    ):
        return False
    return all(_part_fits(facts, part, asked) for part in parts)


def _part_fits(facts: Facts, part: Facts, asked: dict[str, bool]) -> bool:
    paper, ballots = facts["paper"], part["ballots"]
    could = sum(facts["ballots"][g] for g in part["groups"] if asked[g])
    if not (0 <= ballots <= could if paper["block"] else ballots == could):
        return False
    if set(part) != {"groups", "ballots", "questions"}:
        return False
    return set(part["questions"]) == set(paper["questions"]) and all(
        _classes_fit(classes, ballots, facts) for classes in part["questions"].values()
    )


def _classes_fit(classes: list[Any], ballots: int, facts: Facts) -> bool:
    """Whether every mark is in one class, none too small, and nobody is missing."""
    fewest = facts["published"]["rule"]["class_least"] if len(classes) > 1 else 0
    whole = "".join(marks for marks, _ in classes) == allowed(facts["paper"])
    return whole and sum(n for _, n in classes) == ballots and min(n for _, n in classes) >= fewest


def _result(facts: Facts) -> str | None:
    """Whether each score is possible, given the counts: most of them are known as classes."""
    result = facts.get("result")
    if result is None:
        return None
    if set(result) - {"questions", "together"} != {"scale", "weights", "step", "scores"}:
        return "keys"
    if set(result.get("questions") or facts["paper"]["questions"]) != set(
        facts["paper"]["questions"]
    ) or not set(result.get("together") or ()) <= set(_groups(facts)):
        return "weights"
    if set(result["scores"]) != set(facts["paper"]["organs"]):
        return "organs"
    bad = [
        organ for organ, score in result["scores"].items() if not _score_fits(facts, organ, score)
    ]
    return ", ".join(bad) or None


def _score_fits(facts: Facts, organ: str, score: str | None) -> bool:
    parts, step = facts["published"]["organs"][organ], facts["result"]["step"]
    if score is None:
        return True
    if step is None or not parts:
        return False
    value, size = Fraction(score), Fraction(step)
    low, high = bounds(facts, organ)
    return (value / size).denominator == 1 and low - size / 2 <= value <= high + size / 2


def bounds(facts: Facts, organ: str) -> tuple[Fraction, Fraction]:
    """The lowest and highest score that the published counts of an organ allow."""
    parts, result = facts["published"]["organs"][organ], facts["result"]
    points = {mark: Fraction(value) for mark, value in result["scale"].items()}
    weights = {g: Fraction(w) for g, w in result["weights"].get(organ, {}).items() if Fraction(w)}
    inside = [set(_inside(facts, part, organ)) for part in parts]
    spread = any(sum(group in one for one in inside) != 1 for group in weights)
    ends = []
    for best in (False, True):
        sides = [_side(facts, part, organ, weights, points, best=best) for part in parts]
        if None in sides or spread:
            reach = [points[m] for p in parts for c in p["questions"].values()
                     for marks, n in c if n for m in marks if m in points]  # fmt: skip
            ends.append(max(reach) if best else min(reach))
        else:
            ends.append(
                sum((side or Fraction(0) for side in sides), Fraction(0)) / sum(weights.values())
            )
    return ends[0], ends[1]


def _inside(facts: Facts, part: Facts, organ: str) -> dict[str, int]:
    """Groups that have a weight, and their ballots in one part: at least so many."""
    together = facts["result"].get("together") or {}
    may = {g["code"]: organ not in g["recused"] for g in facts["paper"]["groups"]}
    found: dict[str, int] = {}
    for group in part["groups"]:
        base, many = together.get(group, group), facts["ballots"][group] * may[group]
        found[base] = found.get(base, 0) + (0 if facts["paper"]["block"] else many)
    return {g: int(part["ballots"]) for g in found} if len(found) == 1 else found


def question_weights(facts: Facts) -> dict[str, Fraction]:
    """What each question weighs in the mean of a group; alike where nothing is said."""
    said = facts["result"].get("questions") or dict.fromkeys(facts["paper"]["questions"], "1")
    return {code: Fraction(weight) for code, weight in said.items()}


def _side(
    facts: Facts, part: Facts, organ: str, weights: dict[str, Fraction], points: Facts, *,
    best: bool,
) -> Fraction | None:  # fmt: skip
    """What the groups of one part add to a score at most or at least; None if one may be silent."""
    total, asked = Fraction(0), _inside(facts, part, organ)
    each = question_weights(facts)
    for question, classes in part["questions"].items():
        silent = sum(n for marks, n in classes if set(marks) & set("un-"))
        fewest = {g: n - silent for g, n in asked.items() if g in weights}
        if any(n <= 0 for n in fewest.values()):
            return None
        pick = max if best else min
        ladder = [[pick(points[m] for m in marks if m in points), n]
                  for marks, n in classes if set(marks) & set(points)]  # fmt: skip
        ladder.sort(reverse=best)
        # Who weighs most for each answer gets the best (or the worst) answers there are.
        for group in sorted(fewest, key=lambda g: -weights[g] / fewest[g]):
            taken = _taken(ladder, fewest[group])
            total += each[question] * weights[group] * taken / fewest[group]
    return total / sum(each.values())


def _taken(ladder: list[list[Any]], many: int) -> Fraction:
    total = Fraction(0)
    for step in ladder:
        now = min(step[1], many)
        step[1], many, total = step[1] - now, many - now, total + now * step[0]
    return total


# The kit: what scrutineers and an auditor look at in a room.


def read_share(typed: str, poll: str) -> tuple[int, bytes]:
    """Place and value of a scrutineer's share; raises `Wrong` if mistyped or another poll's."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    values = [ALPHABET.index(c) for c in plain if c in ALPHABET]
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for n, part in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= part if top >> n & 1 else 0
    if len(values) != 64 or check != 0x2BC830A3:
        raise Wrong("share: mistyped")
    tag = hashlib.sha256(b"mingcha share\0" + poll.encode()).digest()[:5]
    if values[1:6] != [byte & 31 for byte in tag]:
        raise Wrong("share: another poll")
    number = 0
    for value in values[6:-6]:
        number = number << 5 | value
    return values[0], number.to_bytes(33, "big")[1:]


def join(shares: Sequence[str], poll: str) -> bytes:
    """The poll's private key from two shares (Shamir over GF(256))."""
    (x, first), (y, second) = (read_share(share, poll) for share in shares)
    if x == y:
        raise Wrong("share: twice the same")
    scale = next(n for n in range(256) if _times(n, x ^ y) == 1)
    pairs = zip(first, second, strict=True)
    return bytes(_times(scale, _times(y, a) ^ _times(x, b)) for a, b in pairs)


def _times(a: int, b: int) -> int:
    product = 0
    for _bit in range(8):
        product ^= a * (b & 1)
        a, b = (a << 1) ^ (0x11B * (a >> 7)), b >> 1
    return product


class Opened(NamedTuple):
    """Some ballots opened: who is broken, names of tickets, receipts, and what was marked."""

    broken: list[str]
    names: list[bytes]
    receipts: list[str]
    ballots: Counter[str]
    counts: Counter[tuple[int, str, str]]  # (place on the paper, group, mark)


class Room:
    """All that is needed to open and judge one ballot."""

    def __init__(self, kit: Facts, key: bytes) -> None:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding, rsa
        from nacl.bindings import crypto_box_seal_open, crypto_scalarmult_base

        self.paper: Facts = kit["paper"]
        self.poll = self.paper["poll"].encode()
        self.groups: list[Facts] = self.paper["groups"]
        self.drawn = {d: g for g, many in kit["tickets"].items() for d in many}
        self.keys = {g: rsa.RSAPublicNumbers(65537, int(n, 16)).public_key()
                     for g, n in kit["keys"].items()}  # fmt: skip
        self.pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384()
        self.open = partial(crypto_box_seal_open, pk=crypto_scalarmult_base(key), sk=key)
        self.proof = 320 if self.paper["blind"] else 16
        self.cells = len(self.paper["organs"]) * len(self.paper["questions"])

    def opened(self, sealed: Sequence[Sequence[str]]) -> Opened:
        """Open a stack of ballots; broken ones are named by receipt, not counted."""
        seen = Opened([], [], [], Counter(), Counter())
        marks: dict[str, list[bytes]] = {}
        for group, text in sealed:
            vote = base64.b64decode(text, validate=True)
            seen.receipts.append(hashlib.sha256(vote).hexdigest())
            try:
                name, made = self.judged(group, self.open(vote))
            except Exception as no:
                seen.broken.append(f"{seen.receipts[-1]}: {str(no)[:60] or type(no).__name__}")
                continue
            seen.names.append(name)
            marks.setdefault(group, []).append(made)
        for group, many in marks.items():
            seen.ballots[group] += len(many)
            self._count(group, b"".join(many), seen.counts)
        return seen

    def _count(self, group: str, joined: bytes, counts: Counter[tuple[int, str, str]]) -> None:
        for place in range(self.cells):
            column = joined[place :: self.cells]
            for mark in allowed(self.paper):
                counts[place, group, mark] += column.count(mark.encode())

    def judged(self, group: str, vote: bytes) -> tuple[bytes, bytes]:
        """The ticket's name and the marks of a legal vote; raises `Wrong` for any other."""
        head, proof, rest = vote[:6], vote[6 : 6 + self.proof], vote[6 + self.proof :]
        if len(rest) != 16 + self.cells or head[:3] != b"MB1" or head[4] > 1:
            raise Wrong("papers: layout")
        if head[5] >= len(self.groups) or self.groups[head[5]]["code"] != group:
            raise Wrong("papers: group")
        secret = self._ticket(group, head[3:4], proof)
        name = hashlib.sha256(b"mingcha ballot key\0" + self.poll + b"\0" + secret).digest()
        marks = rest[16:]
        if not self._legal(marks, name, self.groups[head[5]]["recused"]):
            raise Wrong("papers: marks")
        return name, marks

    def _ticket(self, group: str, kind: bytes, proof: bytes) -> bytes:
        """The secret of a genuine ticket of this group."""
        if kind == b"d" and self.paper["drawn"] and not proof[16:].strip(b"\0"):
            code = proof[:16]
            digest = hashlib.sha256(b"mingcha ticket\0" + self.poll + b"\0" + code).hexdigest()
            if self.drawn.get(digest) == group:
                return code
        if kind == b"b" and self.paper["blind"]:
            nonce, prefix, signature = proof[:32], proof[32:64], proof[64:]
            said = b"mingcha blind\0" + self.poll + b"\0" + group.encode() + b"\0" + nonce
            self.keys[group].verify(signature, prefix + said, *self.pss)
            return nonce
        raise Wrong("tickets: not of this poll and group")

    def _legal(self, marks: bytes, name: bytes, recused: Sequence[str]) -> bool:
        whole = allowed(self.paper).encode()
        if not self.paper["block"] and not recused:
            return not marks.strip(whole)
        organs, many = self.paper["organs"], len(self.paper["questions"])
        width = min(self.paper["block"] or len(organs), len(organs))
        first = int.from_bytes(name[:4], "big")
        block = {(first + n) % len(organs) for n in range(width)}
        asked = {n for n in block if organs[n] not in recused}
        parts = [marks[n * many : (n + 1) * many] for n in range(len(organs))]
        return not any(part.strip(whole if n in asked else b"x") for n, part in enumerate(parts))


_ROOMS: list[Room] = []


def _enter(kit: Facts, key: bytes) -> None:
    _ROOMS[:] = [Room(kit, key)]


def _open(sealed: Sequence[Sequence[str]]) -> Opened:
    return _ROOMS[0].opened(sealed)


def _opened(kit: Facts, key: bytes) -> Iterator[Opened]:
    """Everything in the kit, opened; large kits by as many processes as there are processors."""
    sealed = kit["sealed"]
    stacks = [sealed[n : n + CHUNK] for n in range(0, len(sealed), CHUNK)]
    rest = {name: value for name, value in kit.items() if name != "sealed"}
    if len(sealed) < MANY or (os.cpu_count() or 1) == 1:
        yield from map(Room(rest, key).opened, stacks)
        return
    way = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with concurrent.futures.ProcessPoolExecutor(
        mp_context=way, initializer=_enter, initargs=(rest, key)
    ) as pool:
        yield from pool.map(_open, stacks)


def check_kit(file: bytes, bundle: bytes, key_of: Callable[[str], bytes]) -> list[Check]:
    """Everything that scrutineers and an auditor can check; `key_of` gives the key of a poll."""
    found = check_bundle(bundle)
    try:
        if not found[0].ok:
            return found
        facts, kit = load(bundle, PUBLIC), load(file, KIT)
        key = key_of(kit["paper"]["poll"])
    except (Wrong, TypeError, KeyError, ValueError) as no:
        return [
            *found,
            Check("key" if str(no).startswith("share") else "form", ok=False, detail=str(no)),
        ]
    found.append(guarded("same", lambda: _same(facts, kit, file)))
    found.append(guarded("key", lambda: _key(kit, key)))
    if not all(check.ok for check in found[-2:]):
        return found
    whole = Opened([], [], [], Counter(), Counter())
    try:
        for part in _opened(kit, key):
            whole.broken.extend(part.broken)
            whole.names.extend(part.names)
            whole.receipts.extend(part.receipts)
            whole.ballots.update(part.ballots)
            whole.counts.update(part.counts)
    except Exception as no:
        return [*found, Check("papers", ok=False, detail=f"{type(no).__name__}: {str(no)[:80]}")]
    looks = {"sealed": _sealed, "papers": _papers, "tickets": _tickets, "recount": _recount,
             "rescore": _rescore}  # fmt: skip
    return found + [guarded(name, partial(look, facts, kit, whole)) for name, look in looks.items()]


def _same(facts: Facts, kit: Facts, file: bytes) -> str | None:
    if facts["paper"] != kit["paper"] or facts["root"] != kit["root"]:
        return "paper, root"
    digest = hashlib.sha256(canonical(kit)).hexdigest()
    return None if facts.get("kit", digest) == digest else "kit"


def _key(kit: Facts, key: bytes) -> str | None:
    from nacl.bindings import crypto_scalarmult_base

    return None if crypto_scalarmult_base(key).hex() == kit["seal"] else kit["seal"]


def _sealed(facts: Facts, kit: Facts, seen: Opened) -> str | None:
    texts = [text for _, text in kit["sealed"]]
    if texts != sorted(set(texts)):
        return "order"
    return None if sorted(seen.receipts) == facts["receipts"] else "receipts"


def _papers(facts: Facts, kit: Facts, seen: Opened) -> str | None:
    return "; ".join(seen.broken[:3]) if len(seen.broken) != facts["broken"] else None


def _tickets(facts: Facts, kit: Facts, seen: Opened) -> str | None:
    if len(set(seen.names)) != len(seen.names):
        return "twice: " + Counter(seen.names).most_common(1)[0][0].hex()
    digests = [digest for many in kit["tickets"].values() for digest in many]
    if len(digests) != len(set(digests)):
        return "digests"
    short = [g for g, n in facts["issued"].items() if n > len(kit["tickets"].get(g, ()))]
    return ", ".join(short) if short and not facts["paper"]["blind"] else None


def _cells(facts: Facts, seen: Opened, organ: str, question: str) -> dict[str, dict[str, int]]:
    """Marks counted by group, for one organ and question."""
    paper = facts["paper"]
    many = len(paper["questions"])
    place = paper["organs"].index(organ) * many + paper["questions"].index(question)
    return {g: {m: seen.counts[place, g, m] for m in allowed(paper)} for g in _groups(facts)}


def _recount(facts: Facts, kit: Facts, seen: Opened) -> str | None:
    bad = [g for g in _groups(facts) if seen.ballots[g] != facts["ballots"][g]]
    for organ, parts in facts["published"]["organs"].items():
        for part in parts:
            for question, classes in part["questions"].items():
                cells = _cells(facts, seen, organ, question)
                counted = [[marks, sum(cells[g][m] for g in part["groups"] for m in marks)]
                           for marks, _ in classes]  # fmt: skip
                bad += [f"{organ} {question}"] if counted != classes else []
    return ", ".join(bad[:5]) or None


def _rescore(facts: Facts, kit: Facts, seen: Opened) -> str | None:
    result = facts.get("result")
    if result is None or result["step"] is None:
        return None
    bad = []
    for organ, score in result["scores"].items():
        exact = _score(facts, seen, organ)
        step = Fraction(result["step"])
        if score is not None and (
            exact is None or Fraction(score) != int(exact / step + Fraction(1, 2)) * step
        ):
            bad.append(organ)
    return ", ".join(bad[:5]) or None


def _score(facts: Facts, seen: Opened, organ: str) -> Fraction | None:
    total = weights = Fraction(0)
    cells = {q: _cells(facts, seen, organ, q) for q in facts["paper"]["questions"]}
    together, each = facts["result"].get("together") or {}, question_weights(facts)
    points = {mark: Fraction(value) for mark, value in facts["result"]["scale"].items()}
    for group, weight in facts["result"]["weights"].get(organ, {}).items():
        its = [g for g in _groups(facts) if together.get(g, g) == group]
        part = heard = Fraction(0)
        for question, one in cells.items():
            counts = {m: sum(one[g][m] for g in its) for m in allowed(facts["paper"])}
            if (mean := _mean(counts, points)) is not None:
                part, heard = part + each[question] * mean, heard + each[question]
        if heard:
            total, weights = total + Fraction(weight) * part / heard, weights + Fraction(weight)
    return total / weights if weights else None


def _mean(counts: dict[str, int], points: dict[str, Fraction]) -> Fraction | None:
    answers = sum(counts[mark] for mark in points)
    whole = sum((counts[m] * value for m, value in points.items()), Fraction(0))
    return whole / answers if answers else None


def told(checks: Iterable[Check], *, english: bool) -> list[str]:
    """The checks as lines for people."""
    return [
        f"{'✓' if check.ok else '✗'} {SAYS[check.name][english]}"
        + (f" [{check.detail}]" if check.detail else "")
        for check in checks
    ]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verifier is asked; the program's own command takes the same."""
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--kit", type=Path)
    parser.add_argument("--share", action="append", default=[])
    parser.add_argument("--key", default="")
    parser.add_argument("--receipt", default="")
    parser.add_argument("--json", action="store_true")


def key_from(shares: Sequence[str], key: str, poll: str) -> bytes:
    """The key as it was given, in hexadecimal or in two shares; else the terminal is asked."""
    if key:
        return binascii.unhexlify(key)
    if not shares and sys.stdin.isatty():
        shares = [getpass.getpass(f"{n}: ") for n in ("份额一 share 1", "份额二 share 2")]
    if len(shares) != 2:
        raise Wrong("share: give two")
    return join(shares, poll)


def checked(args: argparse.Namespace) -> list[Check]:
    """Do what the arguments ask for."""
    bundle = args.bundle.read_bytes()
    found = check_bundle(bundle, args.receipt)
    if args.kit:
        key_of = partial(key_from, args.share, args.key)
        found += check_kit(args.kit.read_bytes(), bundle, key_of)[len(check_bundle(bundle)) :]
    return found


def main() -> int:
    """Check, say so in Chinese or English; 0 if everything holds, 1 if not, 2 if unreadable."""
    parser = argparse.ArgumentParser(description=__doc__)
    arguments(parser)
    parser.add_argument("--english", action="store_true")
    args = parser.parse_args()
    try:
        found = checked(args)
    except OSError as no:
        sys.stderr.write(f"{no}\n")
        return 2
    ok = all(check.ok for check in found)
    said = {"ok": ok, "checks": [check._asdict() for check in found]}
    lines = [json.dumps(said)] if args.json else told(found, english=args.english)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
