"""What looks wrong in one case: each look gives suspicions, never a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mingcha.cases.models import Meaning
from mingcha.cases.record import DECISIONS, Course, Happened, Terms, taken
from mingcha.core.workdays import Calendar

M = Meaning
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Suspicion:
    """What one look found: allowed and taken, at which event, and how it was derived."""

    check: str
    happened_on: date
    promise: int | None = None
    taken: int | None = None
    unit: str = ""
    event: Happened | None = None
    derivation: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """By which a flag is known again: the event it points at, or the case as a whole."""
        return self.event.digest if self.event else ""


@dataclass(frozen=True)
class Limits:
    """The city's rules by which cases are judged on a day."""

    notice_wd: int = 5
    delivery_wd: int = 10
    silence_wd: int = 10
    least_minutes: int = 5


@dataclass(frozen=True)
class Seen:
    """One case with all that judging needs: its course, the item's terms, the day, the calendar."""

    course: Course
    terms: Terms | None
    calendar: Calendar
    limits: Limits
    on: date


Look = Callable[[Seen], Iterator[Suspicion]]


def suspicions(seen: Seen) -> list[Suspicion]:
    """Everything that looks wrong in a case on a day, in the order of the looks."""
    return [found for look in LOOKS for found in look(seen)]


def overrun(seen: Seen) -> Iterator[Suspicion]:
    """Beyond the law; where that is kept, beyond the promise."""
    terms, course = seen.terms, seen.course
    if terms is None or course.start_on is None:
        return
    for check, limit in (("slow.legal", terms.legal), ("slow.promise", terms.promise)):
        if limit is None:
            continue
        found = course.derivation(limit, seen.calendar, seen.on)
        if found.late:
            day = found.due + ONE
            facts = found.as_dict() | {"deemed": course.deemed, "unfit": list(course.unfit)}
            yield Suspicion(check, day, found.total, taken(found), limit.unit, None, facts)
            return


def steps_overrun(seen: Seen) -> Iterator[Suspicion]:
    """A step that took longer than its own limit inside a total that was kept.

    Where the total is broken, that is the fault; waiting for acceptance has a look of its own.
    """
    found = list(_steps(seen))
    if found and not any(overrun(seen)):  # the count day by day is only made where it decides
        yield from found


def _steps(seen: Seen) -> Iterator[Suspicion]:
    if seen.terms is None:
        return
    before: Happened | None = None
    for event in seen.course.events:
        step = seen.terms.step(event.activity)
        if step is not None and step.days and before is not None and event.meaning != M.ACCEPTED:
            used = _working(seen, before.on, event.on)
            if used > step.days:
                facts = _between(before.on, event.on, used, step.days)
                yield Suspicion("slow.step", event.on, step.days, used, "wd", event, facts)
        before = event


def late_delivery(seen: Seen) -> Iterator[Suspicion]:
    """The certificate follows the decision within ten working days."""
    course = seen.course
    if course.first(*DECISIONS) is None or course.decided_on is None:
        return
    until = course.delivered_on or seen.on
    used, most = _working(seen, course.decided_on, until), seen.limits.delivery_wd
    if used > most:
        facts = _between(course.decided_on, until, used, most)
        yield Suspicion("slow.delivery", until, most, used, "wd", None, facts)


def silence(seen: Seen) -> Iterator[Suspicion]:
    """An open case in which nothing has happened; a suspended one waits for somebody else."""
    course = seen.course
    if course.state != "accepted":
        return
    used, most = _working(seen, course.last_on, seen.on), seen.limits.silence_wd
    if used > most:
        last = course.events[-1]
        facts = _between(course.last_on, seen.on, used, most)
        yield Suspicion("absent.silent", seen.on, most, used, "wd", last, facts)


def unanswered(seen: Seen) -> Iterator[Suspicion]:
    """Whoever says nothing for five working days has accepted; the applicant was left alone."""
    course = seen.course
    if not course.deemed:
        return
    answer = course.first(M.ACCEPTED, M.NOTICE, M.NOT_ACCEPTED, *DECISIONS)
    until, most = (answer.on if answer else seen.on), seen.limits.notice_wd
    used = _working(seen, course.received_on, until)
    if used > most:
        facts = _between(course.received_on, until, used, most)
        yield Suspicion("absent.unanswered", until, most, used, "wd", None, facts)


def without_reason(seen: Seen) -> Iterator[Suspicion]:
    """A no has its reason, whether at the counter or at the end."""
    named = ((M.NOT_ACCEPTED, "absent.refused"), (M.DENIED, "wilful.denied"))
    for meaning, check in named:
        for event in seen.course.all(meaning):
            if not event.reason.strip():
                yield Suspicion(check, event.on, event=event)


def unlisted(seen: Seen) -> Iterator[Suspicion]:
    """A power exercised that was not listed on the day of the application, or has no basis."""
    terms = seen.terms
    if terms is None or not terms.listed or not terms.bases:
        why = "unknown" if terms is None else "unlisted" if not terms.listed else "no_basis"
        yield Suspicion("wilful.unlisted", seen.course.received_on, derivation={"why": why})


def foreign_steps(seen: Seen) -> Iterator[Suspicion]:
    """What is neither a step of the item nor an act that every case may have."""
    terms = seen.terms
    if terms is None or not terms.steps:
        return
    for event in seen.course.events:
        if event.meaning == "" and terms.step(event.activity) is None:
            yield Suspicion("wilful.step", event.on, event=event)


def steps_out_of_order(seen: Seen) -> Iterator[Suspicion]:
    """A step that ended before one that comes before it in the item."""
    if seen.terms is None:
        return
    ranks = {step: n for n, step in enumerate(seen.terms.steps)}
    highest = -1
    for event in seen.course.events:
        step = seen.terms.step(event.activity)
        if step is None:
            continue
        if ranks[step] < highest:
            yield Suspicion("wilful.order", event.on, event=event)
        highest = max(highest, ranks[step])


def off_the_list(seen: Seen) -> Iterator[Suspicion]:
    """Papers and fees that nobody published."""
    terms = seen.terms
    if terms is None:
        return
    for event in seen.course.events:
        if event.material and terms.materials and not _named(event.material, terms.materials):
            yield Suspicion("wilful.material", event.on, event=event)
        if event.fee and event.fee not in ("0", "0.0", "0.00") and event.fee not in terms.fees:
            yield Suspicion("wilful.fee", event.on, event=event)


def _named(written: str, known: frozenset[str]) -> bool:
    parts = (part.strip() for part in written.replace("；", "、").replace(";", "、").split("、"))
    return all(part in known for part in parts if part)


def second_notice(seen: Seen) -> Iterator[Suspicion]:
    """What is missing is told once and whole."""
    for event in seen.course.all(M.NOTICE)[1:]:
        yield Suspicion("wilful.second_notice", event.on, 1, 2, "times", event)


def same_person(seen: Seen) -> Iterator[Suspicion]:
    """Whoever decides did not examine: the last step before the decision had other hands."""
    before: Happened | None = None
    for event in seen.course.events:
        if event.meaning in DECISIONS:
            if before is not None and event.actor and event.actor == before.actor:
                yield Suspicion("wilful.same_person", event.on, event=event)
            return
        if event.meaning == "":
            before = event


def within_minutes(seen: Seen) -> Iterator[Suspicion]:
    """Nobody examines in a few minutes what was given days; unless it is done on the spot."""
    accepted, decided = seen.course.first(M.ACCEPTED), seen.course.first(*DECISIONS)
    if not (accepted and decided and accepted.at and decided.at):
        return
    if seen.terms is None or seen.terms.limit is None or not seen.terms.limit.days:
        return  # decided on the spot by its terms
    minutes = int((decided.at - accepted.at).total_seconds() // 60)
    if 0 <= minutes < seen.limits.least_minutes:
        least = seen.limits.least_minutes
        yield Suspicion("wilful.minutes", decided.on, least, minutes, "min", decided)


def backdated(seen: Seen) -> Iterator[Suspicion]:
    """Nobody is accepted before they came."""
    ticket, accepted = seen.course.first(M.TICKET), seen.course.first(M.ACCEPTED)
    if ticket is None or accepted is None:
        return
    both = ticket.at is not None and accepted.at is not None
    early = accepted.at < ticket.at if both else accepted.on < ticket.on  # type: ignore[operator]
    if early:
        yield Suspicion("wilful.backdated", accepted.on, event=accepted)


def _working(seen: Seen, first: date, last: date) -> int:
    """Working days after the first day, the last counted, without those that stood still."""
    if last <= first:
        return 0
    used = seen.calendar.count(first + ONE, last)
    if not any(event.meaning == M.SUSPENDED for event in seen.course.events):
        return used
    return used - sum(_paused(seen, day) for day in _days(first + ONE, last))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE


def _paused(seen: Seen, day: date) -> bool:
    """Whether a suspension covers this working day."""
    if not seen.calendar.is_working(day):
        return False
    still = False
    for event in seen.course.events:
        if event.on > day:
            break
        if event.meaning in (M.SUSPENDED, M.RESUMED):
            still = event.meaning == M.SUSPENDED
    return still


def _between(first: date, last: date, used: int, most: int) -> dict[str, Any]:
    return {"from": first.isoformat(), "to": last.isoformat(), "used": used, "allowed": most}


LOOKS: tuple[Look, ...] = (
    overrun,
    steps_overrun,
    late_delivery,
    silence,
    unanswered,
    without_reason,
    unlisted,
    foreign_steps,
    steps_out_of_order,
    off_the_list,
    second_notice,
    same_person,
    within_minutes,
    backdated,
)
