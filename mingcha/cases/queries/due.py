"""What is to be judged, reminded of or decided on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import F, Max, Q, QuerySet

from mingcha.cases import rules
from mingcha.cases.judging import Limits, Seen
from mingcha.cases.models import Card, Case, Event, Flag, Intake
from mingcha.cases.record import OPEN, Happened, Terms, Ways, course
from mingcha.core.workdays import Calendar
from mingcha.foundation import policy, workdays

S = Case.State


def ways_on(day: date) -> Ways:
    """How cases are read on a day."""
    return Ways(
        notice_wd=policy.value(rules.NOTICE_WD, on=day),
        extension_wd=policy.value(rules.EXTENSION_WD, on=day),
    )


def limits_on(day: date) -> Limits:
    """By what cases are judged on a day."""
    return Limits(
        notice_wd=policy.value(rules.NOTICE_WD, on=day),
        delivery_wd=policy.value(rules.DELIVERY_WD, on=day),
        silence_wd=policy.value(rules.SILENCE_WD, on=day),
        least_minutes=policy.value(rules.LEAST_MINUTES, on=day),
    )


def calendar_now() -> Calendar:
    """The calendar in force."""
    return workdays.calendar()


def effective(cases: Iterable[Case]) -> Mapping[int, list[Happened]]:
    """The events of cases as they count: where one was corrected, only its correction."""
    told: dict[int, list[Happened]] = defaultdict(list)
    found = Event.objects.filter(case__in=[case.pk for case in cases], corrected_by=None)
    names = ("case_id", "on", "activity", "meaning", "at", "seq", "actor", "office", "material",
             "fee", "days", "reason", "digest", "pk")  # fmt: skip
    for case, *facts in found.order_by("case_id", "on", "seq", "pk").values_list(*names):
        told[case].append(Happened(*facts))
    return told


def seen_case(
    case: Case, events: list[Happened], terms: Terms | None, ways: Ways, limits: Limits, on: date
) -> Seen:
    """One case as it is judged on a day."""
    calendar = calendar_now()
    return Seen(course(events, calendar, ways, terms, on=on), terms, calendar, limits, on)


def to_judge(*, on: date) -> QuerySet[Case]:
    """Cases with new events, and open ones for which a day has passed that matters."""
    calendar = calendar_now()
    quiet = calendar.add(on, -policy.value(rules.SILENCE_WD, on=on))
    asked = calendar.add(on, -policy.value(rules.NOTICE_WD, on=on))
    decided = calendar.add(on, -policy.value(rules.DELIVERY_WD, on=on))
    due = (
        Q(judged_on=None)
        | Q(state__in=OPEN, promised_due_on__lt=on)
        | Q(state__in=OPEN, legal_due_on__lt=on)
        | Q(state=S.ACCEPTED, last_on__lt=quiet)
        | Q(state=S.RECEIVED, received_on__lt=asked)
        | Q(state=S.DECIDED, decided_on__lt=decided)
    )
    return Case.objects.filter(due).exclude(judged_on=on).select_related("organ").order_by("pk")


def reach() -> dict[int, date]:
    """Up to which day the logs tell of each organ's cases: nothing is judged beyond it.

    Where no newer file has come, a case that looks open may long be decided. A file that repeats
    what was known tells that nothing else has happened.
    """
    told = Intake.tells_of.through.objects.values_list("unit").annotate(Max("intake__taken_on"))
    return dict(told)


def to_remind(*, on: date) -> QuerySet[Case]:
    """Open cases whose promised limit is a day or so away and who were not reminded yet."""
    last = calendar_now().add(on, policy.value(rules.REMINDER_WD, on=on))
    reminded = Card.objects.filter(colour=Card.Colour.REMINDER).values("case")
    fresh = [organ for organ, day in reach().items() if day >= calendar_now().add(on, -1)]
    running = Case.objects.filter(
        state=S.ACCEPTED, promised_due_on__range=(on, last), organ__in=fresh
    )
    return running.exclude(pk__in=reminded).select_related("organ").order_by("pk")


def overdue_answers(*, on: date) -> QuerySet[Flag]:
    """Flags whose time to be decided is over: answered or not, nobody has judged them."""
    late = Q(state=Flag.State.ANSWERED) & Q(clock__due_on__lt=on, clock__ended_on=None)
    silent = Q(state=Flag.State.RAISED, clock__due_on__lt=on)
    return Flag.objects.filter(late | silent).select_related("clock").order_by(F("clock__due_on"))


def beyond_promise(found: QuerySet[Case], *, on: date) -> QuerySet[Case]:
    """Cases decided after the promised day, or open past it."""
    still = Q(decided_on=None, state__in=OPEN, promised_due_on__lt=on)
    return found.filter(Q(decided_on__gt=F("promised_due_on")) | still)
