"""Polls made up for the verifier: real tickets, real seals, real signatures, few ballots."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from nacl.bindings import crypto_box_keypair, crypto_box_seal

from mingcha.core import bundle
from mingcha.core.ballot import Blind, Cast, Drawn, Group, Paper, asked_of, ballot_key, vote_bytes
from mingcha.core.disclosure import Disclosure, Rule, disclose
from mingcha.core.keyshares import split
from mingcha.core.pollscore import Scoring
from mingcha.core.ticket import blind_message, code_of, ticket_digest

PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
SCALES = {
    3: {"1": "100", "2": "75", "3": "55"},
    5: {"1": "100", "2": "80", "3": "60", "4": "30", "5": "0"},
}
RULE = Rule(least=2, class_least=1, budget="60", step="0.1")


@lru_cache(maxsize=4)
def signer(group: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@lru_cache(maxsize=4)
def modulus(group: str) -> str:
    return f"{signer(group).public_key().public_numbers().n:x}"


def paper(**facts: Any) -> Paper:
    plain: dict[str, Any] = {
        "poll": "5a" * 16,
        "organs": ("MZ001", "MZ002", "MZ003"),
        "questions": ("conduct",),
        "grades": 3,
        "groups": (Group("deputy"), Group("citizen", ("MZ002",))),
    }
    return Paper(**(plain | facts))


@dataclass
class Box:
    """A poll as it stands after the count; tests spoil parts of it and write the files again."""

    paper: Paper
    seed: int = 0
    unequal: bool = False  # questions weigh differently
    chance: random.Random = field(init=False)
    votes: list[tuple[str, bytes]] = field(default_factory=list)  # as sealed
    sealed: list[tuple[str, bytes]] = field(default_factory=list)
    tickets: dict[str, list[bytes]] = field(default_factory=dict)
    tally: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.public, self.private = crypto_box_keypair()
        self.tickets = {group.code: [] for group in self.paper.groups}

    def ticket(self, group: str) -> Drawn | Blind:
        if not self.paper.blind or (self.paper.drawn and self.chance.random() < 0.5):
            code = code_of(self.chance.randbytes(15))
            self.tickets[group].append(ticket_digest(self.paper.poll, code))
            return Drawn(code)
        nonce, prefix = self.chance.randbytes(32), self.chance.randbytes(32)
        said = prefix + blind_message(self.paper.poll, group, nonce)
        return Blind(group, nonce, prefix, signer(group).sign(said, PSS, hashes.SHA384()))

    def marks(self, ticket: Drawn | Blind, group: Group) -> str:
        asked = asked_of(self.paper, ballot_key(self.paper.poll, ticket), group)
        many = len(self.paper.questions)
        kinds = self.paper.allowed
        weights = [8, 4, 2, 1, 1][: self.paper.grades] + [1] * (len(kinds) - self.paper.grades)
        return "".join(
            "".join(self.chance.choices(kinds, weights, k=many)) if n in asked else "x" * many
            for n in range(len(self.paper.organs))
        )

    def put(self, group: Group, ticket: Drawn | Blind | None = None, marks: str = "") -> None:
        ticket = ticket or self.ticket(group.code)
        cast = Cast(ticket, marks or self.marks(ticket, group), self.chance.randbytes(16))
        self.add(group.code, vote_bytes(self.paper, cast, group))

    def add(self, group: str, vote: bytes) -> None:
        self.votes.append((group, vote))
        self.sealed.append((group, crypto_box_seal(vote, self.public)))

    def count(self) -> Box:
        """Add up what lies in the box, without asking whether it is genuine."""
        cells: dict[str, Any] = {}
        groups = {g.code: {"ballots": 0, "told": 0} for g in self.paper.groups}
        for group, vote in self.votes:
            groups[group]["ballots"] += 1
            marks = iter(vote[-self.paper.cells :].decode())
            for organ in self.paper.organs:
                for question in self.paper.questions:
                    if (mark := next(marks)) != "x":
                        at = cells.setdefault(organ, {}).setdefault(group, {})
                        counts = at.setdefault(question, {})
                        counts[mark] = counts.get(mark, 0) + 1
        self.tally = {"groups": groups, "cells": cells, "broken": 0}
        return self

    def scoring(self) -> Scoring:
        share = f"1/{len(self.paper.groups)}"
        by = {
            o: {g.code: share for g in self.paper.groups if o not in g.recused}
            for o in self.paper.organs
        }
        together = {g.code: g.code.partition(".")[0] for g in self.paper.groups if "." in g.code}
        by = {o: {g: w for g, w in row.items() if g not in together} for o, row in by.items()}
        parts = ("0.6", "0.3", "0.1") if self.unequal else ()
        questions = dict(zip(self.paper.questions, parts, strict=False))
        return Scoring(SCALES[self.paper.grades], by, questions, together)

    def disclosed(self, rule: Rule = RULE) -> Disclosure:
        return disclose(self.paper, self.tally, self.scoring(), rule)

    def kit(self, **other: Any) -> bytes:
        facts: dict[str, Any] = {
            "seal": self.public,
            "keys": {g.code: modulus(g.code) for g in self.paper.groups if self.paper.blind},
            "tickets": self.tickets,
            "sealed": self.sealed,
        }
        return bundle.kit(self.paper, **(facts | other))

    def bundle(self, rule: Rule = RULE, **other: Any) -> bytes:
        facts: dict[str, Any] = {
            "words": {"number": "TP-2026-0001", "title": ["现场评议", "On the spot"]},
            "issued": {g: facts["ballots"] for g, facts in self.tally["groups"].items()},
            "tally": self.tally,
            "receipts": [bundle.receipt_of(vote) for _, vote in self.sealed],
            "disclosure": self.disclosed(rule),
            "scoring": self.scoring(),
        }
        return bundle.public(self.paper, **(facts | other))

    def shares(self) -> tuple[str, str, str]:
        return split(self.private, self.chance.randbytes(32), self.paper.poll)


def box(
    paper_: Paper | None = None, ballots: int = 12, seed: int = 7, *, unequal: bool = False
) -> Box:
    """A whole poll with its ballots spread over the groups."""
    made = Box(paper_ or paper(), seed, unequal)
    for n in range(ballots):
        made.put(made.paper.groups[n % len(made.paper.groups)])
    return made.count()


def again(file: bytes, spoil: Any) -> bytes:
    """The file as a forger writes it: content changed, digest made to agree again."""
    content = json.loads(file)["content"]
    spoil(content)
    return bundle.wrapped(content)
