"""Opening the sealed papers and adding them up: the count itself, without a table to write.

Every paper is judged again by the one law: its seal, its ticket, its marks, its place in the box.
What fails is counted as broken and told; nothing is dropped silently.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np
from nacl.bindings import crypto_box_seal_open, crypto_scalarmult_base
from nacl.exceptions import CryptoError

from mingcha.core.ballot import (
    Cast,
    Genuine,
    GroupOf,
    Paper,
    accept,
    read_vote,
)
from mingcha.core.blindrsa import verify
from mingcha.core.refusal import Refusal
from mingcha.polls import reckoning, suspects
from mingcha.polls.queries.box import SealedBallot

AT_A_TIME: Final = 2000
THREADS: Final = min(8, os.cpu_count() or 1)  # libsodium and OpenSSL work outside Python's lock


@dataclass(frozen=True)
class Opened:
    """One paper that counts: its group, its marks, whether its voter was told what to say."""

    group: str
    told: bool
    marks: str


@dataclass(frozen=True)
class Key:
    """The poll's key, put together for the count and kept nowhere."""

    private: bytes
    public: bytes

    @classmethod
    def of(cls, private: bytes) -> Key:
        """Both halves from the private one."""
        return cls(private, bytes(crypto_scalarmult_base(private)))


def tally(
    paper: Paper,
    ballots: Iterable[SealedBallot],
    key: Key,
    *,
    tickets: Mapping[bytes, str],
    moduli: Mapping[str, int],
    scale: Sequence[str] = (),
) -> dict[str, Any]:
    """Open, judge and add up every paper in the box.

    Gives `groups` (ballots, and how many were told what to say), `cells` by organ, group,
    question and mark, `told_of` by organ and group (ballots that graded it, and how many of them
    were told), and how many were `broken`; where grades have points (`scale`), also `adjusted`:
    what the severity of voters does, see `reckoning`; and `flags`: what a person should look
    into, see `suspects`.
    """
    judge = _judge(paper, key, tickets.get, _genuine(moduli))
    sums = {group.code: _Sum(paper, keeps=bool(scale)) for group in paper.groups}
    broken = 0
    with ThreadPoolExecutor(THREADS) as pool:
        for opened in pool.map(lambda part: [judge(one) for one in part], _parts(ballots)):
            good = [one for one in opened if one is not None]
            broken += len(opened) - len(good)
            for code, its in sums.items():
                its.add([one for one in good if one.group == code])
    votes = {code: its.papers for code, its in sums.items()}
    severity = reckoning.adjusted(paper, votes, scale) if scale else None
    piles = {code: suspects.Pile(its.papers, its.told_of) for code, its in sums.items()}
    flags = suspects.flags(paper, piles, scale) if scale else []
    return {
        "groups": {code: {"ballots": its.ballots, "told": its.told} for code, its in sums.items()},
        "cells": {organ: _cells(paper, n, sums) for n, organ in enumerate(paper.organs)},
        "told_of": {organ: _told_of(paper, n, sums) for n, organ in enumerate(paper.organs)},
        "broken": broken,
        **({} if severity is None else {"adjusted": severity}),
        **({"flags": flags} if flags else {}),
    }


def _parts(ballots: Iterable[SealedBallot]) -> Iterator[list[SealedBallot]]:
    left = iter(ballots)
    while part := list(islice(left, AT_A_TIME)):
        yield part


def _genuine(moduli: Mapping[str, int]) -> Genuine:
    def genuine(group: str, prepared: bytes, signature: bytes) -> bool:
        modulus = moduli.get(group)
        return modulus is not None and verify(modulus, prepared, signature)

    return genuine


def _judge(
    paper: Paper, key: Key, group_of: GroupOf, genuine: Genuine
) -> Callable[[SealedBallot], Opened | None]:
    def judge(ballot: SealedBallot) -> Opened | None:
        """The paper if everything about it is right; None if it is broken."""
        try:
            vote = crypto_box_seal_open(ballot.sealed, key.public, key.private)
            read = read_vote(paper, vote)
            cast = Cast(read.ticket, read.marks, read.salt, read.told)
            right = accept(paper, cast, group_of=group_of, genuine=genuine)
        except (CryptoError, ValueError, TypeError, Refusal):
            return None
        same = (right.key, right.group, right.vote) == (ballot.key, ballot.group, vote)
        return Opened(right.group, read.told, read.marks) if same else None

    return judge


class _Sum:
    """What one group has said so far."""

    def __init__(self, paper: Paper, *, keeps: bool) -> None:
        self.marks, self.questions, self.keeps = paper.allowed, len(paper.questions), keeps
        self.papers: list[reckoning.Marks] = []  # only while the count lasts
        self.told_of: list[bool] = []  # as long
        self.counts = np.zeros((len(self.marks), paper.cells), np.int64)
        self.ballots = self.told = 0
        self.graded = np.zeros((2, len(paper.organs)), np.int64)  # by all, by those who were told

    def add(self, papers: Sequence[Opened]) -> None:
        """Add some papers."""
        if not papers:
            return
        said = np.frombuffer("".join(one.marks for one in papers).encode(), np.uint8)
        said = said.reshape(len(papers), -1)
        if self.keeps:
            self.papers.append(said)
            self.told_of += [one.told for one in papers]
        for row, mark in enumerate(self.marks):
            self.counts[row] += (said == ord(mark)).sum(axis=0)
        graded = ((said >= ord("1")) & (said <= ord("5"))).reshape(len(papers), -1, self.questions)
        told = np.array([one.told for one in papers], bool)
        self.graded += [part.any(axis=2).sum(axis=0) for part in (graded, graded[told])]
        self.ballots += len(papers)
        self.told += sum(one.told for one in papers)


def _cells(paper: Paper, place: int, sums: Mapping[str, _Sum]) -> dict[str, Any]:
    """What each group said of one organ; a group that may not mark it is not there."""
    many, organ = len(paper.questions), paper.organs[place]
    cells: dict[str, Any] = {}
    for group in paper.groups:
        its = sums[group.code]
        if organ in group.recused:
            continue
        cells[group.code] = {
            question: {
                mark: int(its.counts[row, place * many + n]) for row, mark in enumerate(its.marks)
            }
            for n, question in enumerate(paper.questions)
        }
    return cells


def _told_of(paper: Paper, place: int, sums: Mapping[str, _Sum]) -> dict[str, list[int]]:
    """Of each group: ballots that graded this organ, and of these how many were told."""
    organ = paper.organs[place]
    allowed = (group.code for group in paper.groups if organ not in group.recused)
    return {code: [int(n) for n in sums[code].graded[:, place]] for code in allowed}
