"""Taking in a log: the raw file kept by digest, its events appended, nothing overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.cases import logfile, queries
from mingcha.cases.models import Case, Event, Intake
from mingcha.cases.reading import MOST_REFUSED, Refused, Row, Told, told
from mingcha.cases.record import Course, Happened, Terms, Ways, course, taken
from mingcha.cases.refusals import NOTHING_READ
from mingcha.cases.terms import Inventory
from mingcha.cases.workflow import those_who_judge
from mingcha.core.machine import NOT_YOURS
from mingcha.core.workdays import Calendar
from mingcha.evidence import commands as evidence
from mingcha.foundation import journal
from mingcha.foundation.numbers import next_number, next_numbers
from mingcha.organs.models import Unit

BATCH = 500


def take_in(
    content: bytes, name: str, *, mapping: str, by: Any, on: date, organ: Unit | None = None
) -> Intake:
    """Read a file of events by its mapping, keep it, and append what it tells.

    The same file with the same mapping is read once: handed in again, it changes nothing.
    """
    _may(by)
    if known := _known(_digest(content, mapping)):
        return known
    read = logfile.read(content, name, mapping)
    return take_in_rows(
        read.rows, content, name, mapping=mapping, by=by, on=on, organ=organ, refused=read.refused
    )


@transaction.atomic
def take_in_rows(
    rows: Iterable[Row],
    content: bytes,
    name: str,
    *,
    mapping: str,
    by: Any,
    on: date,
    organ: Unit | None = None,
    refused: Sequence[Refused] = (),
) -> Intake:
    """The same with rows that were read already."""
    _may(by)
    digest = _digest(content, mapping)
    if known := _known(digest):
        return known
    number = next_number("RZ", on.year)  # whoever hands in at the same moment waits here
    if known := _known(digest):
        return known
    given = list(rows)
    intake = Intake(
        number=number,
        name=evidence.clean_name(name),
        digest=digest,
        mapping=mapping,
        organ=organ,
        taken_on=on,
        rows=len(given) + len(refused),
        by=by,
    )
    intake.evidence = evidence.keep_log(content, name, by=by)
    intake.save()
    wrong = [*refused, *_Appending(intake, on).append(told(given))]
    if not intake.cases:
        raise NOTHING_READ(name=intake.name, why=wrong[0].reason if wrong else _("it is empty"))
    intake.unread = len(wrong)
    intake.refused = [[one.row, one.reason] for one in wrong[:MOST_REFUSED]]
    intake.save()
    names = ("rows", "cases", "events", "known", "corrected", "late", "unread")
    said = {name: getattr(intake, name) for name in names} | {"digest": intake.evidence.digest}
    journal.record("cases.intake.take_in", about=intake, by=by, facts=said)
    return intake


def _may(by: Any) -> None:
    if not those_who_judge(None, by):
        raise NOT_YOURS(who=those_who_judge.words)


def _known(digest: str) -> Intake | None:
    return Intake.objects.filter(digest=digest).first()


def _digest(content: bytes, mapping: str) -> str:
    head = hashlib.sha256(mapping.encode()).digest()
    return hashlib.sha256(head + content).hexdigest()


class _Appending:
    """One file being appended: what is known is counted, what is new is written."""

    def __init__(self, intake: Intake, on: date) -> None:
        self.intake, self.on = intake, on
        self.inventory = Inventory()
        self.calendar: Calendar = queries.calendar_now()
        self.ways: Ways = queries.ways_on(on)
        found = Unit.objects.filter(level=Unit.Level.ORGAN)
        self.organs = {unit.code: unit for unit in found}
        self.wrong: list[Refused] = []
        self._fresh: list[Event] = []

    def append(self, cases: Sequence[Told]) -> list[Refused]:
        """Append case by case, some hundred at a time; what has no organ is refused."""
        placed = [(one, unit) for one in cases if (unit := self._organ(one)) is not None]
        self.intake.tells_of.set({unit.pk for _one, unit in placed})
        for n in range(0, len(placed), BATCH):
            self._some(placed[n : n + BATCH])
        return self.wrong

    def _organ(self, one: Told) -> Unit | None:
        """Whose case it is: as the file says, as the item says, or as whoever hands it in says."""
        day = min(event.on for event in one.events)
        terms = self.inventory.terms(one.item, day)
        codes = (one.organ, terms.organ if terms else "")
        unit = next((self.organs[code] for code in codes if code in self.organs), None)
        if (unit := unit or self.intake.organ) is None:
            words = _("Case {case}: no organ is known by its item or by the file.")
            self.wrong.append(Refused(one.events[0].seq, words.format(case=one.reference)))
        return unit

    def _some(self, placed: Sequence[tuple[Told, Unit]]) -> None:
        cases = self._cases(placed)
        keys = [case.pk for case in cases.values()]
        known = Event.objects.filter(case__in=keys)
        digests = set(known.values_list("case_id", "digest"))
        numbered = {
            (event.case_id, event.key): event
            for event in known.exclude(key="").filter(corrected_by=None)
        }
        touched: set[int] = set()
        for one, unit in placed:
            case = cases[(unit.pk, one.reference)]
            for happened in one.events:
                if (case.pk, happened.digest) in digests:
                    self.intake.known += 1
                    continue
                digests.add((case.pk, happened.digest))
                touched.add(case.pk)
                key = one.keys.get(happened.digest, "")
                before = numbered.get((case.pk, key)) if key else None
                event = self._event(case, happened, key, before)
                if key:
                    numbered[(case.pk, key)] = event
        self._write()
        self._settle([case for case in cases.values() if case.pk in touched])
        self.intake.cases += len(cases)

    def _event(self, case: Case, told: Happened, key: str, before: Event | None) -> Event:
        """One new event, put down for writing; what it corrects must be written first."""
        if before is not None and before.pk is None:
            self._write()
        event = Event(
            case=case,
            intake=self.intake,
            key=key[:80],
            corrects=before,
            **{name: getattr(told, name) for name in TOLD},
        )
        self._fresh.append(event)
        self.intake.events += 1
        self.intake.corrected += before is not None
        self.intake.late += case.judged_on is not None and event.on < case.judged_on
        return event

    def _write(self) -> None:
        Event.objects.bulk_create(self._fresh, batch_size=1000)
        self._fresh = []

    def _cases(self, placed: Sequence[tuple[Told, Unit]]) -> dict[tuple[int, str], Case]:
        references = [one.reference for one, _unit in placed]
        found = Case.objects.filter(reference__in=references).select_related("organ")
        cases = {(case.organ_id, case.reference): case for case in found}
        new = [(one, unit) for one, unit in placed if (unit.pk, one.reference) not in cases]
        numbers = next_numbers("BJ", self.on.year, len(new))
        made = [self._new(one, unit, n) for (one, unit), n in zip(new, numbers, strict=True)]
        Case.objects.bulk_create(made, batch_size=1000)
        wanted = {(unit.pk, one.reference) for one, unit in placed}
        cases |= {(case.organ_id, case.reference): case for case in made}
        return {key: case for key, case in cases.items() if key in wanted}

    def _new(self, one: Told, unit: Unit, number: str) -> Case:
        days = [event.on for event in one.events]
        return Case(
            number=number,
            reference=one.reference,
            item=one.item[:60],
            organ=unit,
            applicant=queries.about_applicant(one.applicant),
            received_on=min(days),
            last_on=max(days),
        )

    def _settle(self, cases: Sequence[Case]) -> None:
        """Days and state of each case as all its events tell them now."""
        happened = queries.effective(cases)
        for case in cases:
            first = min(event.on for event in happened[case.pk])
            terms = self.inventory.terms(case.item, first)
            read = course(happened[case.pk], self.calendar, self.ways, terms, on=self.on)
            _cache(case, read, terms, self.calendar, self.on)
        Case.objects.bulk_update(cases, CACHED, batch_size=500)


CACHED = ("received_on", "start_on", "decided_on", "delivered_on", "last_on", "legal_days",
          "promised_days", "unit", "legal_due_on", "promised_due_on", "provisional", "taken",
          "state", "judged_on", "item_name")  # fmt: skip
TOLD = ("seq", "activity", "meaning", "on", "at", "actor", "office", "material", "fee", "days",
        "reason", "digest")  # fmt: skip


def _cache(case: Case, read: Course, terms: Terms | None, calendar: Calendar, on: date) -> None:
    case.received_on, case.start_on = read.received_on, read.start_on
    case.decided_on, case.delivered_on = read.decided_on, read.delivered_on
    case.last_on, case.state, case.judged_on = read.last_on, read.state, None
    case.legal_due_on = case.promised_due_on = case.taken = None
    case.provisional = False
    if terms is None:
        return
    case.item_name, case.unit = terms.name[:200], terms.unit
    case.legal_days, case.promised_days = terms.legal_days, terms.promised_days
    if read.start_on is None:
        return
    for field, limit in (("legal_due_on", terms.legal), ("promised_due_on", terms.limit)):
        if limit is not None:
            seen = read.derivation(limit, calendar, on)
            setattr(case, field, seen.due)
            case.provisional = case.provisional or seen.provisional
            if read.decided_on is not None:
                case.taken = max(taken(seen), 0)
