"""Acts on what the count gave: reckon, check, tell, reckon anew, make final."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from mingcha.appraisals import record, rules
from mingcha.appraisals.commands import suspicion
from mingcha.appraisals.commands.round import turn
from mingcha.appraisals.models import Reckoning, Result, Round, Subject
from mingcha.appraisals.refusals import NO_SUCH_GROUP, OBJECTIONS_OPEN
from mingcha.appraisals.workflow import ROUND
from mingcha.core.roundscore import GroupFigures, RoundScore, to_json
from mingcha.foundation import journal
from mingcha.foundation.models import Clock
from mingcha.foundation.workflow import advance

ORGAN = Clock.Side.ORGAN


@transaction.atomic
def score(round_: Round, *, by: Any, on: date) -> Round:
    """Reckon the results from the counted ballots, by the rule published before.

    What the count has flagged is raised with them.
    """
    advance(ROUND, round_, "score", by=by, counted_on=on, counted_by=by)
    suspicion.flag(_reckoned(round_, by=by, on=on), on=on)
    return turn(round_, rules.CHECK_WD, on=on)


@transaction.atomic
def validate(round_: Round, *, checks: str, by: Any, on: date) -> Round:
    """Somebody who did not count says what the checks found: nothing that voids a ballot."""
    advance(ROUND, round_, "validate", by=by, checks=checks.strip())
    return turn(round_, rules.NOTICE_WD, on=on)


@transaction.atomic
def void_part(
    round_: Round,
    *,
    groups: Mapping[str, str],
    checks: str,
    by: Any,
    on: date,
) -> Round:
    """Void the ballots of whole groups, each for a reason; results are reckoned without them."""
    known = {group.code for group in record.rule_of(round_.rule).groups}
    for group in groups:
        if group not in known:
            raise NO_SUCH_GROUP(group=group)
    facts: dict[str, Any] = {"void_groups": dict(groups), "checks": checks.strip()}
    advance(ROUND, round_, "void_part", by=by, **facts)
    _reckoned(round_, by=by, on=on, reason=checks.strip())
    return turn(round_, rules.NOTICE_WD, on=on)


@transaction.atomic
def tell(round_: Round, *, by: Any, on: date) -> Round:
    """Tell every organ its own result; from now on it may object to facts."""
    advance(ROUND, round_, "tell", by=by)
    return turn(round_, rules.OBJECTION_WD, on=on, side=ORGAN)


@transaction.atomic
def recompute(round_: Round, *, reason: str, by: Any, on: date) -> Round:
    """Reckon anew because a fact was wrong; what was told before stays on record."""
    advance(ROUND, round_, "recompute", by=by, remark=reason.strip())
    _reckoned(round_, by=by, on=on, reason=reason.strip())
    return round_


@transaction.atomic
def decide(round_: Round, *, by: Any, on: date) -> Round:
    """It stands: the time to object is over and every objection decided."""
    clock = round_.clock
    runs = clock is not None and clock.name == rules.OBJECTION_WD and clock.due_on >= on
    if ROUND.why_not("decide", round_, by) is None and clock is not None and runs:
        raise OBJECTIONS_OPEN(number=round_.number, day=clock.due_on)
    advance(ROUND, round_, "decide", by=by, decided_on=on)
    _public(round_)
    return turn(round_, rules.NOTICE_WD, on=on)


def _public(round_: Round) -> None:
    """Fix what may be published of the result."""
    assert round_.poll is not None
    round_.public = record.public_of(round_.poll, record.scoring_in_force(round_))
    round_.save(update_fields=["public"])


def _reckoned(round_: Round, *, by: Any, on: date, reason: str = "") -> Reckoning:
    subjects = list(round_.subjects.all())
    inputs = record.frozen(round_, subjects)
    scores = record.reckon(inputs, record.rule_of(round_.rule))
    made = Reckoning.objects.create(
        round=round_,
        version=round_.reckonings.count() + 1,
        inputs=inputs,
        sheet=to_json(scores),
        digest=record.digest_of(inputs),
        reason=reason,
        made_on=on,
        by=by,
    )
    _keep(made, subjects, scores)
    facts = {"version": made.version, "digest": made.digest, "reason": reason}
    journal.record("appraisals.round.reckon", about=round_, by=by, facts=facts)
    return made


def _keep(made: Reckoning, subjects: list[Subject], scores: list[RoundScore]) -> None:
    issued = record.merged(made.inputs["issued"])
    returned = record.merged(made.inputs["ballots"])
    rows = []
    for subject, score in zip(subjects, scores, strict=True):
        rows.append(_whole(made, subject, score, sum(issued.values()), sum(returned.values())))
        for figures in score.groups:
            sizes = issued.get(figures.group, 0), returned.get(figures.group, 0)
            rows.append(_of_group(made, subject, figures, *sizes))
    Result.objects.bulk_create(rows, batch_size=500)


def _whole(
    made: Reckoning, subject: Subject, score: RoundScore, issued: int, returned: int
) -> Result:
    return Result(
        reckoning=made,
        subject=subject,
        issued=issued,
        returned=returned,
        valid=sum(g.valid for g in score.groups),
        unknown=sum(g.unknown for g in score.groups),
        no_contact=sum(g.no_contact for g in score.groups),
        score=_decimal(score.score),
        se=_decimal(score.se),
        shares=list(score.shares),
        band=score.band or "",
        standing=score.standing,
        why_not=score.why_not,
    )


def _of_group(
    made: Reckoning, subject: Subject, figures: GroupFigures, issued: int, returned: int
) -> Result:
    standing = Result.Standing.NOT_RATED if figures.missing else Result.Standing.RATED
    return Result(
        reckoning=made,
        subject=subject,
        group=figures.group,
        issued=issued,
        returned=returned,
        valid=figures.valid,
        unknown=figures.unknown,
        no_contact=figures.no_contact,
        score=_decimal(figures.score),
        se=_decimal(figures.se),
        shares=list(figures.shares),
        standing=standing,
        why_not=figures.missing,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
