"""Ballots of the demonstration city: who marks how, and how a poll is opened, filled, counted.

Marks are by lot, from this room's own chance: every organ has a level of its own, every group its
habit of seeing, every voter a mood that colours the whole paper. Tickets and keys are as secret
here as anywhere, so what follows from them (blocks, order) is not the same in every city.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mingcha.core import blindrsa
from mingcha.core.ballot import Cast, Remark
from mingcha.core.paper import BLANK, NO_CONTACT, NOT_ASKED, UNKNOWN, Paper, asked_of
from mingcha.core.ticket import Blind, Drawn, ballot_key, blind_message
from mingcha.demo.people import People
from mingcha.people.models import Person
from mingcha.polls import commands as polls
from mingcha.polls import record
from mingcha.polls.commands import casting
from mingcha.polls.models import Poll

# How a group sees: added to every organ's level.
LEANS = {
    "enterprise": -0.05, "citizen": -0.15, "supervisor": -0.3, "deputy": 0.0, "cppcc": -0.05,
    "grassroots": 0.1, "leader": 0.2, "peer": 0.4,
}  # fmt: skip
MOOD, NOISE = 0.5, 0.6
WORST = -1.25  # below this the answer is the last grade; below 0 it is the one in between
Ticket = Drawn | Blind


@dataclass
class Held:
    """A poll while it is held: what was handed out and is kept by nobody."""

    poll: Poll
    slips: dict[str, list[str]] = field(default_factory=dict)
    invitations: dict[str, list[str]] = field(default_factory=dict)
    shares: list[str] = field(default_factory=list)


def hand_out(held: Held, sizes: Mapping[str, int], office: Person, day: date) -> None:
    """Slips for each of these groups."""
    for group, size in sizes.items():
        held.slips[group] = polls.make_tickets(held.poll, group, size, by=office, on=day)


def open_box(held: Held, people: People, day: date) -> None:
    """The key is made and split before three scrutineers; then the box is open."""
    poll, three = held.poll, people.scrutineers
    words = [polls.take_word(poll, by=one, on=day) for one in three]
    polls.make_key(poll, by=people.office, on=day)
    for one, word in zip(three, words, strict=True):
        share = polls.take_share(poll, word=word, by=one, on=day)
        polls.confirm_share(poll, share=share, by=one, on=day)
        held.shares.append(share)
    polls.open(poll, by=people.office, on=day)


def close_and_count(held: Held, people: People, day: date) -> None:
    """The box is closed; the first and the third scrutineer open it."""
    polls.close(held.poll, by=people.office, on=day)
    shares = [held.shares[0], held.shares[2]]
    polls.count(held.poll, shares=shares, by=people.office, on=day)


class Voters:
    """The city's voters: the same marks in every city of the same seed, as far as lots allow."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed} voters")  # noqa: S311 -- a repeatable city

    def cast(self, held: Held, share: float, remarks: Sequence[Remark] = ()) -> int:
        """Let this share of every group cast; the first voters asked about an organ comment."""
        paper = record.paper_of(held.poll)
        casts = list(self._casts(paper, held, share, list(remarks)))
        return casting.put_in(held.poll, casts)

    def _casts(
        self, paper: Paper, held: Held, share: float, remarks: list[Remark]
    ) -> Iterator[Cast]:
        levels = [self._level(code) for code in paper.organs]
        for group in paper.groups:
            for ticket in self._tickets(held, group.code, share):
                asked = asked_of(paper, ballot_key(paper.poll, ticket), group)
                marks = self._marks(paper, asked, levels, LEANS.get(group.code, 0.0))
                told = self.chance.randrange(250) == 0
                said = self._said(paper, asked, remarks)
                yield Cast(ticket, marks, secrets.token_bytes(16), told, said)

    def _tickets(self, held: Held, group: str, share: float) -> list[Ticket]:
        if invitations := held.invitations.get(group):
            came = invitations[: round(len(invitations) * share)]
            return [blind_ticket(held.poll, group, one) for one in came]
        slips = held.slips[group]
        return [Drawn(code) for code in slips[: round(len(slips) * share)]]

    def _said(self, paper: Paper, asked: frozenset[int], left: list[Remark]) -> tuple[Remark, ...]:
        """Every fourth voter has something to say, as long as something is left to be said."""
        if not left or self.chance.randrange(4):
            return ()
        seen = {paper.organs[place] for place in asked}
        if left[0].organ not in seen:
            return ()
        return (left.pop(0),)

    def _level(self, code: str) -> float:
        """How well an organ is thought of: the same in every round."""
        own = random.Random(f"{self.seed} {code.partition('-')[0]}")  # noqa: S311 -- repeatable
        return own.gauss(0.15, 0.42)

    def _marks(
        self, paper: Paper, asked: frozenset[int], levels: Sequence[float], lean: float
    ) -> str:
        mood, many = lean + self.chance.gauss(0, MOOD), len(paper.questions)
        return "".join(
            self._about(levels[place] + mood, many) if place in asked else NOT_ASKED * many
            for place in range(len(paper.organs))
        )

    def _about(self, level: float, many: int) -> str:
        lot = self.chance.random()
        if lot < 0.09:
            return (NO_CONTACT if lot < 0.03 else UNKNOWN if lot < 0.08 else BLANK) * many
        seen = [level + self.chance.gauss(0, NOISE) for _question in range(many)]
        return "".join("1" if one > 0 else "2" if one > WORST else "3" for one in seen)


def blind_ticket(poll: Poll, group: str, invitation: str) -> Blind:
    """A ticket as a phone makes it: blinded, signed by the issuer unseen, finished."""
    modulus = int(poll.keys.values_list("modulus", flat=True).get(group=group), 16)
    nonce, prefix, salt = (secrets.token_bytes(n) for n in (32, 32, 48))
    prepared = blindrsa.prepare(blind_message(poll.code, group, nonce), prefix)
    chance = 2 + secrets.randbelow(modulus - 3)
    blinded = blindrsa.blind(modulus, prepared, salt=salt, chance=chance)
    _group, signed = polls.issue_ticket(poll.code, invitation, blinded.message)
    return Blind(
        group, nonce, prefix, blindrsa.finalise(modulus, prepared, signed, blinded.inverse)
    )
