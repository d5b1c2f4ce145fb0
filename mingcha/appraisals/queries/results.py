"""Questions about results: who may see what of them, and in which bands organs stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mingcha.appraisals import record, rules
from mingcha.appraisals.models import Reckoning, Round, Subject
from mingcha.appraisals.queries.rounds import KEEPERS
from mingcha.appraisals.refusals import NOT_COUNTED, STILL_HIDDEN
from mingcha.core.roundscore import GroupFigures, RoundScore, from_json
from mingcha.core.weighting import score_round
from mingcha.foundation import policy, time
from mingcha.people import queries as people
from mingcha.people.models import Duty

S = Round.State
R = Duty.Role
BEFORE = {S.DESIGNED, S.PUBLISHED, S.PANEL_DRAWN, S.OPEN}
TOLD = {S.OBJECTIONS, S.FINAL, S.CLOSED}
PUBLIC = {S.FINAL, S.CLOSED}


@dataclass(frozen=True)
class Shown:
    """What one person may see of a round's result.

    `keeps`: inputs and every step. `all_organs`: every organ, exact. `own`: subjects of their own
    organ, exact. `public`: what is published of every organ.
    """

    keeps: bool = False
    all_organs: bool = False
    own: frozenset[str] = frozenset()
    public: bool = False

    def exact(self, code: str) -> bool:
        """Whether the exact score of this organ is shown."""
        return self.all_organs or code in self.own


def shown(round_: Round, person: Any) -> Shown:
    """What a person may see of the result; a refusal where that is nothing yet.

    Raises:
        Refusal: before the count, whoever asks; and as long as it is not theirs to see.
    """
    if round_.state in BEFORE or not round_.reckonings.exists():
        raise NOT_COUNTED(number=round_.number)
    roles = people.roles_of(person, on=time.today())
    public = round_.state in PUBLIC and round_.public is not None
    if not roles.isdisjoint(KEEPERS):
        return Shown(keeps=True, all_organs=True, public=public)
    if round_.state in TOLD and R.LEADER in roles:
        return Shown(all_organs=True, public=public)
    own = _own(round_, person) if round_.state in TOLD else frozenset()
    if not (own or public):
        raise STILL_HIDDEN(number=round_.number)
    return Shown(own=own, public=public)


def _own(round_: Round, person: Any) -> frozenset[str]:
    """Subjects of the organs this person heads or speaks for."""
    held = people.duties_of(person, on=time.today())
    mine = {duty.organ_id for duty in held if duty.role in {R.HEAD, R.LIAISON}}
    subjects = round_.subjects.select_related("unit")
    return frozenset(s.code for s in subjects if s.unit.head_organ.pk in mine)


@dataclass(frozen=True)
class Figures:
    """One organ as a page, a plot or a bulletin takes it."""

    subject: Subject
    score: RoundScore
    issued: int
    returned: int

    @property
    def response(self) -> float | None:
        """Ballots back of tickets out."""
        return self.returned / self.issued if self.issued else None

    @property
    def valid(self) -> int:
        """Ballots that gave it a grade: the base of the shares."""
        return sum(group.valid for group in self.score.groups)


def newest(round_: Round) -> Reckoning:
    """The reckoning in force; a refusal before there is one."""
    made = round_.reckonings.last()
    if made is None:
        raise NOT_COUNTED(number=round_.number)
    return made


def figures(round_: Round, made: Reckoning | None = None) -> list[Figures]:
    """Every organ's figures in the order of the paper: for upper rooms, which ask `shown` first.

    Of the newest reckoning, unless one is given.
    """
    made = made or newest(round_)
    issued = sum(made.inputs["issued"].values())
    returned = sum(made.inputs["ballots"].values())
    scores = {score.subject: score for score in from_json(made.sheet)}
    subjects = round_.subjects.select_related("unit", "unit__organ")
    return [Figures(s, scores[s.code], issued, returned) for s in subjects if s.code in scores]


def figures_of(round_: Round, code: str) -> RoundScore:
    """One organ's score with every step, reckoned once more from what was kept."""
    made = newest(round_)
    one = next(one for one in made.inputs["subjects"] if one["code"] == code)
    rule, cells = record.rule_of(round_.rule), record.cells_of(made.inputs, code)
    facts = {"checks": one["other"], "veto": one["veto"], "void": tuple(made.inputs["void"])}
    return score_round(code, one["kind"], cells, rule, **facts)


def told_groups(groups: Sequence[GroupFigures], *, least: int) -> frozenset[str]:
    """Groups whose figures are shown to an organ: large enough, and no other by subtraction.

    The whole score is a weighted sum of the groups': what is hidden could be worked out as one,
    so that it is at least two groups and `least` ballots together, or the smallest of the others
    is hidden with it.
    """
    large = {g.group for g in groups if g.valid >= least and not g.missing}
    counted = [g for g in groups if g.used != "0"]
    for one in sorted(counted, key=lambda g: (g.valid, g.group)):
        hidden = [g.valid for g in counted if g.group not in large]
        if not hidden or (len(hidden) > 1 and sum(hidden) >= least):
            break
        large.discard(one.group)
    return frozenset(large)


def least_told() -> int:
    """Fewest ballots of a group result told to an organ, as the city's rule says today."""
    least: int = policy.value(rules.LEAST_TOLD, on=time.today())
    return least
