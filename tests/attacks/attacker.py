"""The thief of the whole machine: tries every order and every equality that the copies hold.

He wants to know who cast which ballot. He stood at the door too, with a notebook: he knows in
which order people came, and people vote in nearly the order in which they come. So one order of
ballots is enough for him, whatever it hides behind; and an order of persons would serve another
who listened to the box.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from mingcha.core.ballot import Group, Paper, read_vote
from mingcha.core.ticket import Drawn, ticket_digest

FEWEST = 10  # an order of fewer says nothing
PERSON, BALLOT = "person", "ballot"


class Order(NamedTuple):
    """Things in some order: `places` gives each item's place, ties allowed."""

    source: str
    kind: str
    places: Mapping[int, float]


class Join(NamedTuple):
    """What lies outside the box and points to one ballot, or in it and points to one person."""

    source: str
    items: tuple[int, ...]


Forms = dict[int, dict[str, bytes]]  # item -> name of the form -> bytes to look for


def _written(name: str, raw: bytes) -> dict[str, bytes]:
    return {f"{name} raw": raw, f"{name} hex": raw.hex().encode()}


def persons(truth: Mapping[str, Any]) -> Forms:
    """By what a person can be recognised."""
    found: Forms = {}
    for n, one in enumerate(truth["voters"]):
        name = one["name"]
        found[n] = {"name": name.encode(), "name json": ascii(name)[1:-1].encode()}
        found[n]["number"] = f"HY-2026-0001/{one['pk']}\0".encode()
        if "elector" in one:
            found[n] |= _written("elector", bytes.fromhex(one["elector"]))
    return found


def ballots(truth: Mapping[str, Any], *, opened: bool) -> Forms:
    """By what a ballot can be recognised; with the poll's key also by what is in it."""
    found: Forms = {}
    for n, one in enumerate(truth["voters"]):
        sealed = bytes.fromhex(one["sealed"])
        forms = _written("key", bytes.fromhex(one["key"]))
        forms |= _written("receipt", hashlib.sha256(sealed).digest())
        forms["sealed"] = sealed[:32]
        if opened:
            forms |= _inside(truth, sealed)
        found[n] = forms
    return found


def _inside(truth: Mapping[str, Any], sealed: bytes) -> dict[str, bytes]:
    from mingcha.polls.sealing import unseal

    paper = paper_of(truth)
    vote = read_vote(paper, unseal(bytes.fromhex(truth["key"]), sealed))
    inside = {"marks": vote.marks.encode(), "salt raw": vote.salt}
    if isinstance(vote.ticket, Drawn):
        inside["code"] = vote.ticket.code.encode()
        return inside | _written("ticket", ticket_digest(paper.poll, vote.ticket.code))
    return inside | _written("nonce", vote.ticket.nonce) | {"proof": vote.ticket.signature[:32]}


def paper_of(truth: Mapping[str, Any]) -> Paper:
    """The paper, which everybody may see."""
    groups = tuple(Group(code) for code in truth["groups"])
    facts = {"drawn": True, "blind": True}
    return Paper(truth["poll"], tuple(truth["organs"]), ("conduct",), 3, groups, **facts)


# --- what a table tells ---------------------------------------------------------------------


class Table(NamedTuple):
    """A table as a query gives it: rows in the engine's own order."""

    name: str
    columns: list[str]
    rows: list[tuple[Any, ...]]


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value)
    return str(value).encode() if isinstance(value, str) else b""


def named_in(table: Table, forms: Forms) -> dict[int, list[int]]:
    """For each row of a table the items it names."""
    found = {}
    for place, row in enumerate(table.rows):
        text = b"\0".join(_as_bytes(cell) for cell in row) + b"\0"
        items = [n for n, its in forms.items() if any(form in text for form in its.values())]
        if items:
            found[place] = items
    return found


Points = Mapping[str, tuple[str, str]]  # column -> table and column it points to


def following(
    table: Table, points: Points, known: Mapping[tuple[str, str], Mapping[Any, int]]
) -> dict[int, list[int]]:
    """For each row the item that it points to by a foreign key: a delivery names its member."""
    found: dict[int, list[int]] = {}
    for column, target in points.items():
        items, place = known.get(target, {}), table.columns.index(column)
        for n, row in enumerate(table.rows):
            if row[place] in items:
                found[n] = [items[row[place]]]
    return found


def by_value(
    table: Table, named: Mapping[int, list[int]]
) -> Iterator[tuple[tuple[str, str], dict[Any, int]]]:
    """By each column of a table that names items: value -> item, for whoever points to it."""
    name = table.name.split(".")[-1]
    single = {place: items[0] for place, items in named.items() if len(items) == 1}
    for n, column in enumerate(table.columns):
        if single and column in {"id", "key"}:
            yield (name, column), {table.rows[place][n]: item for place, item in single.items()}


def orders_in(table: Table, named: Mapping[int, list[int]], kind: str) -> Iterator[Order]:
    """The order of rows, and by each column."""
    single = {place: items[0] for place, items in named.items() if len(items) == 1}
    if len(set(single.values())) < FEWEST:
        return
    yield Order(f"{table.name}: rows", kind, {item: place for place, item in single.items()})
    for n, column in enumerate(table.columns):
        values = {item: table.rows[place][n] for place, item in single.items()}
        ranks = _ranks(values)
        if len(set(ranks.values())) > 1:
            yield Order(f"{table.name}: by {column}", kind, ranks)


def _ranks(values: Mapping[int, Any]) -> dict[int, float]:
    plain = {n: (v is not None, type(v).__name__, v) for n, v in values.items()}
    plain = {n: (a, b, bytes(v) if b == "memoryview" else v) for n, (a, b, v) in plain.items()}
    try:
        kinds = {value: place for place, value in enumerate(sorted(set(plain.values())))}
    except TypeError:  # JSON and the like
        plain = {n: (a, b, repr(v)) for n, (a, b, v) in plain.items()}
        kinds = {value: place for place, value in enumerate(sorted(set(plain.values())))}
    return {n: float(kinds[value]) for n, value in plain.items()}


def joins_in(
    table: Table, of_persons: Mapping[int, list[int]], of_ballots: Mapping[int, list[int]]
) -> Iterator[Join]:
    """Rows that should not know what they know."""
    foreign = of_persons if table.name.split(".")[-1].startswith("box_") else of_ballots
    for items in foreign.values():
        if len(items) <= 3:
            yield Join(table.name, tuple(items))


# --- what the bytes of a file tell ------------------------------------------------------------


def orders_in_bytes(source: str, content: bytes, forms: Forms, kind: str) -> Iterator[Order]:
    """Where each form is found first and last: rows, pages, cells, frames, lines in one."""
    firsts: dict[str, dict[int, float]] = defaultdict(dict)
    lasts: dict[str, dict[int, float]] = defaultdict(dict)
    for item, its in forms.items():
        for name, form in its.items():
            if (first := content.find(form)) >= 0:
                firsts[name][item], lasts[name][item] = first, content.rfind(form)
    for name, places in firsts.items():
        if len(places) >= FEWEST:
            yield Order(f"{source}: {name} first", kind, places)
            yield Order(f"{source}: {name} last", kind, lasts[name])


APART = ("key raw", "key hex", "sealed", "marks", "salt raw", "nonce raw", "ticket raw")


def joins_in_bytes(source: str, content: bytes, forms: Forms) -> Iterator[Join]:
    """What lies in the box, or comes out of it by the key, in a file that is not the box's.

    Receipts and tickets' codes are not among it: the bundle publishes all receipts, sorted.
    """
    for item, its in forms.items():
        if any(its[name] in content for name in APART if name in its):
            yield Join(source, (item,))


# --- how much of it is true ---------------------------------------------------------------------


def deviations(order: Order, truth: Mapping[str, Any], by: str = "") -> float:
    """By how many deviations of mere chance the order agrees with the true one.

    The true one is that of coming or casting, or another `by` name of what is known of voters.
    """
    by = by or ("came" if order.kind == PERSON else "cast")
    order = order._replace(
        places={n: p for n, p in order.places.items() if by in truth["voters"][n]}
    )
    parts = [_agreement(order, truth, by, its) for its in _alike(order, truth).values()]
    weight = sum(n for _r, n in parts)
    return float(sum(r * n for r, n in parts) / np.sqrt(weight)) if weight else 0.0


def _alike(order: Order, truth: Mapping[str, Any]) -> dict[str, list[int]]:
    """Items by what the box knows of each by design: its group."""
    found: dict[str, list[int]] = defaultdict(list)
    for n in sorted(order.places):
        found[truth["voters"][n]["group"]].append(n)
    return found


def _agreement(
    order: Order, truth: Mapping[str, Any], by: str, items: list[int]
) -> tuple[float, int]:
    found = _rank([order.places[n] for n in items])
    true = _rank([truth["voters"][n][by] for n in items])
    if len(items) < 3 or found.std() == 0:
        return 0.0, 0
    return float(np.corrcoef(found, true)[0, 1]), len(items) - 1


def _rank(values: Iterable[float]) -> Any:
    array = np.asarray(list(values), float)
    _found, place, counts = np.unique(array, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[place]


def hits(order: Order, truth: Mapping[str, Any]) -> int:
    """Voters linked rightly to their ballot: the notebook laid beside the order, by group."""
    found = 0
    for group in truth["groups"]:
        its = [n for n in order.places if truth["voters"][n]["group"] == group]
        by_notebook = sorted(its, key=lambda n: truth["voters"][n]["came"])
        by_order = sorted(its, key=lambda n: (order.places[n], truth["voters"][n]["key"]))
        found += sum(a == b for a, b in zip(by_notebook, by_order, strict=True))
    return found


class Finding(NamedTuple):
    """What one source gave over all evenings."""

    deviations: float
    hits: int


def judged(
    evenings: Iterable[tuple[Mapping[str, Any], Iterable[Order]]], by: str = ""
) -> dict[str, Finding]:
    """Each source over all evenings together: by deviations of chance, and by voters linked."""
    sums: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for truth, orders in evenings:
        for order in orders:
            linked = hits(order, truth) if order.kind == BALLOT else 0
            told = deviations(order, truth, by)
            sums[f"{order.kind}, {order.source}"].append((told, linked))
    return {
        source: Finding(abs(sum(z for z, _n in said)) / len(said) ** 0.5, sum(n for _z, n in said))
        for source, said in sums.items()
    }
