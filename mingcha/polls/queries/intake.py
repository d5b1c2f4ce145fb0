"""How many tickets went out and how many ballots came in, told so that nobody is singled out."""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.foundation import policy, time
from mingcha.polls.models import Poll
from mingcha.polls.queries.box import ballots_by_group, issued_by_group
from mingcha.polls.rules import LEAST_SHOWN


@dataclass(frozen=True)
class GroupIntake:
    """One group: tickets issued and ballots in; None where fewer than the least are not told."""

    code: str
    name: str
    name_en: str
    issued: int | None
    ballots: int | None


@dataclass(frozen=True)
class Intake:
    """All groups, and the totals; a total is withheld where it would tell a withheld count."""

    groups: tuple[GroupIntake, ...]
    issued: int | None
    ballots: int | None
    least: int


def intake(poll: Poll) -> Intake:
    """Tickets and ballots by group: live while the poll is open, fixed from the close on.

    Once the count is published these numbers stand in its bundle, and nothing is withheld.
    """
    least = policy.value(LEAST_SHOWN, on=time.today())
    few = 0 if poll.state == Poll.State.PUBLISHED else least
    issued, ballots = _counts(poll)
    told_issued, told_ballots = _told(issued, few), _told(ballots, few)
    groups = tuple(
        GroupIntake(
            code=row["code"],
            name=row.get("name", row["code"]),
            name_en=row.get("name_en", ""),
            issued=told_issued[row["code"]],
            ballots=told_ballots[row["code"]],
        )
        for row in poll.groups
    )
    totals = (_total(issued, told_issued, few), _total(ballots, told_ballots, few))
    return Intake(groups, *totals, least)


def _counts(poll: Poll) -> tuple[dict[str, int], dict[str, int]]:
    if poll.root:  # fixed at the close
        return poll.issued, poll.ballots
    return issued_by_group(poll), ballots_by_group(poll)


def _told(counts: dict[str, int], least: int) -> dict[str, int | None]:
    return {code: None if 0 < n < least else n for code, n in counts.items()}


def _total(counts: dict[str, int], told: dict[str, int | None], least: int) -> int | None:
    """With one count withheld, or few behind several, the total would give them away."""
    hidden = [counts[code] for code, n in told.items() if n is None]
    gives_away = len(hidden) == 1 or 0 < sum(hidden) < least
    return None if gives_away else sum(counts.values())
