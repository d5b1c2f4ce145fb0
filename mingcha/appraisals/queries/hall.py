"""What a hall is shown while it votes and after the count: the same for everybody in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingcha.appraisals import record
from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries.panel import board
from mingcha.appraisals.queries.results import PUBLIC, figures
from mingcha.appraisals.queries.rounds import keeps
from mingcha.appraisals.queries.standing import standings_published
from mingcha.core.standing import Standings
from mingcha.meetings import queries as meetings
from mingcha.meetings.record import shown_counts
from mingcha.polls.models import Poll
from mingcha.polls.queries import Intake, intake
from mingcha.polls.record import paper_of

P = Poll.State
COUNTED = {P.COUNTED, P.PUBLISHED}
Classes = Sequence[tuple[str, int]]


def keeps_hall(round_: Round, person: Any) -> bool:
    """Who stands at the hall's machines: those who keep rounds, and this ballot's scrutineers."""
    if getattr(person, "pk", None) is None:
        return False
    if keeps(person):
        return True
    poll = round_.poll
    return poll is not None and poll.scrutineers.filter(person=person.pk).exists()


@dataclass(frozen=True)
class Total:
    """A number for everybody; `more` where small groups are left out of it."""

    n: int
    more: bool = False


@dataclass(frozen=True)
class GroupInHall:
    """One group that votes: how many are here, how many ballots are in; None is hidden."""

    name: str
    name_en: str
    present: int | None
    ballots: int | None

    @property
    def share(self) -> float | None:
        """Ballots in, of those who are here: at most all of them."""
        if self.present is None or self.ballots is None or not self.present:
            return None
        return min(self.ballots / self.present, 1.0)


@dataclass(frozen=True)
class InHall:
    """Those who vote and have come, and ballots; `present` is None where there is no meeting."""

    present: Total | None
    ballots: Total
    groups: tuple[GroupInHall, ...]
    least: int


def in_hall(round_: Round, poll: Poll) -> InHall:
    """How the hall stands now, as its wall may show it."""
    told, came = intake(poll), _came(round_, poll)
    here = shown_counts(came, least=told.least)
    groups = tuple(
        GroupInHall(one.name, one.name_en, here.get(one.code), one.ballots) for one in told.groups
    )
    present = _total(came, here, told.least) if round_.meeting else None
    return InHall(present, _ballots(told), groups, told.least)


def _came(round_: Round, poll: Poll) -> dict[str, int]:
    """Groups that vote; variants of one are checked in as one, and have no number of their own."""
    found = meetings.arrived(round_.meeting) if round_.meeting else {}
    votes = {record.base_of(group["code"]) for group in poll.groups}
    return {code: n for code, n in found.items() if code in votes}


def _total(counts: Mapping[str, int], shown: Mapping[str, int | None], least: int) -> Total:
    """All of them, unless that would tell a hidden number by subtraction."""
    hidden = sum(n for code, n in counts.items() if shown[code] is None)
    if hidden and hidden < least:
        return Total(sum(counts.values()) - hidden, more=True)
    return Total(sum(counts.values()))


def _ballots(told: Intake) -> Total:
    if told.ballots is None:
        return Total(sum(one.ballots or 0 for one in told.groups), more=True)
    return Total(told.ballots)


def seconds_left(poll: Poll, now: datetime) -> int | None:
    """Until the end that was announced; 0 once it is over, None if none was."""
    if poll.closes_at is None or poll.state != P.OPEN:
        return None
    return max(0, round((poll.closes_at - now).total_seconds()))


def rehearsals_of(round_: Round) -> list[Poll]:
    """Rehearsals of this round's paper that are not over, the newest first."""
    poll = round_.poll
    if poll is None:
        return []
    same = Poll.objects.filter(rehearsal=True, title=poll.title, organs=poll.organs)
    return list(same.exclude(state__in=[*COUNTED, P.VOID]).defer("tally"))


def undelivered(round_: Round) -> tuple[int, int] | None:
    """Members whom no invitation has reached, of how many; None if nobody was drawn of a list."""
    found = board(round_)
    return (found.undelivered, found.whole) if found.whole else None


# After the count


@dataclass(frozen=True)
class OrganShown:
    """One organ's shares as they may stand on the wall; no classes where they are withheld.

    `mixed`: what may be published holds ballots that were declared void beside others.
    """

    organ: str
    question: str
    ballots: int
    classes: tuple[tuple[str, int], ...]
    score: str | None = None
    band: str = ""
    mixed: bool = False


def may_be_shown(round_: Round, poll: Poll) -> bool:
    """On the spot the hall sees the shares as soon as they are counted; else once it is final."""
    if poll.state not in COUNTED or poll.tally is None or poll.rehearsal:
        return False
    return round_.of_kind == Kind.ON_THE_SPOT or (round_.state in PUBLIC and bool(round_.public))


def results_shown(round_: Round, poll: Poll) -> list[OrganShown]:
    """What disclosure lets out, in the order of the paper; scores and bands never on the spot."""
    spot = round_.of_kind == Kind.ON_THE_SPOT
    public = round_.public or record.public_of(poll, None)
    marks = paper_of(poll).allowed
    bands = {} if spot else _bands(round_)
    rows = []
    for organ in poll.organs:
        parts, mixed = _valid(round_, public["organs"].get(organ["code"], []))
        score = None if spot else public.get("scores", {}).get(organ["code"])
        facts: dict[str, Any] = {"mixed": mixed}
        if score is not None:
            facts |= {"score": score, "band": bands.get(organ["code"], "")}
        for question in poll.questions:
            held = [part["questions"][question["code"]] for part in parts]
            ballots = sum(part["ballots"] for part in parts)
            classes = together(held, marks) if held else ()
            asked = question["code"] if len(poll.questions) > 1 else ""
            rows.append(OrganShown(organ["code"], asked, ballots, tuple(classes), **facts))
    return rows


def _valid(round_: Round, parts: list[Any]) -> tuple[list[Any], bool]:
    """The parts without groups that were declared void, and whether others hold some of these.

    Such a part is not taken apart: that would publish a second sum from which to subtract.
    """
    kept, mixed = [], False
    for part in parts:
        void = {record.base_of(group) in round_.void_groups for group in part["groups"]}
        mixed = mixed or len(void) > 1
        kept += [part] if void == {False} else []
    return ([], True) if mixed else (kept, False)


def counted(round_: Round, poll: Poll) -> int:
    """Ballots that count: those of groups declared void do not."""
    groups = (poll.tally or {}).get("groups", {}).items()
    return sum(
        its["ballots"] for code, its in groups if record.base_of(code) not in round_.void_groups
    )


def _bands(round_: Round) -> dict[str, str]:
    """The band of each organ, once it is final."""
    if not (round_.public or {}).get("scores"):
        return {}
    return {one.subject.code: one.score.band or "" for one in figures(round_)}


def standings_shown(round_: Round) -> list[tuple[str, dict[str, str], Standings | None]]:
    """Class by class the names of its organs and the bands that are published.

    Nothing before the round is final, on the spot, or where no score may be published.
    """
    if not (round_.public or {}).get("scores"):
        return []
    found = figures(round_)
    made = standings_published(round_, found)
    if not made:
        return []
    kinds: dict[str, dict[str, str]] = {}
    for one in found:
        kinds.setdefault(one.subject.kind, {})[one.subject.code] = one.subject.name
    return [(kind, names, made.get(kind)) for kind, names in kinds.items()]


def together(parts: Sequence[Iterable[Sequence[Any]]], marks: str) -> list[tuple[str, int]]:
    """Parts of one organ added up, in the classes that all of them have a border between.

    >>> together([[["1", 80], ["23u", 40]], [["12", 60], ["3u", 30]]], "123u")
    [('123u', 210)]
    >>> together([[["1", 80], ["23u", 40]], [["1", 60], ["23", 20], ["u", 10]]], "123u")
    [('1', 140), ('23u', 70)]
    """
    held = [[(str(classes), int(n)) for classes, n in part] for part in parts]
    borders = set.intersection(*(_borders(part) for part in held))
    counts: list[tuple[str, int]] = []
    begun = 0
    for border in sorted(borders):
        inside = marks[begun:border]
        counts.append((inside, sum(n for part in held for c, n in part if c[0] in inside)))
        begun = border
    return counts


def _borders(classes: Classes) -> set[int]:
    ends, at = set(), 0
    for marks, _n in classes:
        at += len(marks)
        ends.add(at)
    return ends
