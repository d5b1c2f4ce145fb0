"""What became of the findings in three years, and what was added up, announced and told.

Rows in bulk where only their number matters; the real commands where a page shows what they
reckoned: score sheets, bulletins, draws, an import.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter

from mingcha.assessment import commands as assessment
from mingcha.assessment.models import Sheet
from mingcha.bulletins import commands as announcing
from mingcha.bulletins.models import Issue
from mingcha.core.history import Received, events_to_json
from mingcha.core.rulebook import DEFAULT
from mingcha.draws import commands as lots
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import time, workdays
from mingcha.foundation.imports import commands as handing_in
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.organs.models import Unit
from mingcha.people.models import Message, Person
from mingcha.rectification import record
from mingcha.rectification.models import Callback, Order, Recheck, Slip
from mingcha.visits import commands as visiting
from mingcha.visits.models import Burden, Plan

DAY = date(2026, 4, 10)
SINCE = date(2019, 1, 1)
STATES = ("issued", "received", "in_progress", "in_progress", "reported", "passed")
OPEN, PRESSED, MESSAGES, ROWS = 2_100, 300, 200, 2_000
QUARTERS = [f"{year}Q{n}" for year in (2023, 2024, 2025) for n in (1, 2, 3, 4)] + ["2026Q1"]
ORDER_ACTS = (
    "draft", "issue", "receive", "file_plan", "report", "recheck", "call_back", "close",
)  # fmt: skip


def orders(findings: list[Finding], heads: dict[Any, Person]) -> None:
    """An order for each finding; the newest of them are open, some of them pressed by slips."""
    rows = [_order(n, finding, heads, len(findings)) for n, finding in enumerate(findings)]
    _clocks(rows)  # an order that is out has a clock from the first
    made = Order.objects.bulk_create(rows, batch_size=1_000)
    for order, finding in zip(made, findings, strict=True):
        finding.order = order
    Finding.objects.bulk_update(findings, ["order"], batch_size=1_000)
    handler = Person.objects.get(staff_no="handler")
    _judged(made, handler)
    _proved(made)
    _slips([order for order in made if order.state in record.AT_WORK][:PRESSED])
    for n, verb in enumerate(ORDER_ACTS):
        done = made if n < 4 else [order for order in made if order.state == "closed"]
        journalled(f"rectification.order.{verb}", done, handler)


def _order(n: int, finding: Finding, heads: dict[Any, Person], of: int) -> Order:
    state = STATES[n % len(STATES)] if n >= of - OPEN else "closed"
    issued = finding.happened_on
    return Order(
        pk=n + 1,
        number=f"ZG-{issued.year}-{n:04d}",
        organ_id=finding.organ_id,
        office_id=finding.office_id,
        responsible=heads[finding.organ_id],
        fault=finding.facts,
        basis="N01",
        required="恢复在岗并公示去向。",
        severity=finding.severity,
        pace="time_limited",
        state=state,
        rounds=int(state in {"reported", "passed", "closed"}),
        issued_on=issued,
        addressed_on=issued,
        received_on=issued,
        closed_on=issued + timedelta(days=20) if state == "closed" else None,
        outcome="fixed" if state == "closed" else "",
    )


def _clocks(made: list[Order]) -> None:
    """To receive it, to put it right, and once it is reported to look at it again."""
    received = [clock(Order.kind(), o, "rectification.receive_wd", 2, o.issued_on) for o in made]
    work = [clock(Order.kind(), o, "rectification.time_limited_wd", 15, o.issued_on) for o in made]
    for order, first, own in zip(made, received, work, strict=True):
        first.ended_on = order.issued_on
        own.ended_on = order.closed_on
        order.clock = order.work_clock = own
    reported = [order for order in made if order.state in record.WITH_THE_CENTRE]
    for order in reported:
        day = workdays.calendar().add(order.issued_on, 10)
        order.work_clock.ended_on = day
        order.clock = clock(Order.kind(), order, "rectification.recheck_wd", 5, day, side="centre")
    kept([*received, *work], [*made, *made])
    kept([order.clock for order in reported], reported)
    for order in made:  # their clocks have keys only now
        order.clock, order.work_clock = order.clock, order.work_clock


def clock(kind: str, thing: Any, name: str, days: int, on: Any, side: str = "organ") -> Clock:
    """A period as it would have begun on a day."""
    calendar = workdays.calendar()
    return Clock(
        about_kind=kind,
        about_name=thing.number,
        name=name,
        side=side,
        days=days,
        events=events_to_json([Received(on)]),
        due_on=calendar.add(on, days),
        calendar=calendar.version,
    )


def kept(clocks: Sequence[Any], things: Sequence[Any]) -> None:
    """Write periods down, each with the key of its matter."""
    for one, thing in zip(clocks, things, strict=True):
        one.about_id = str(thing.pk)
    Clock.objects.bulk_create(clocks, batch_size=2_000)


def _judged(made: list[Order], by: Person) -> None:
    done = [order for order in made if order.rounds and order.state != "reported"]
    looks = (
        Recheck(order=o, by=by, on=o.closed_on or DAY, passed=True, remark="已查实") for o in done
    )
    Recheck.objects.bulk_create(looks, batch_size=2_000)
    calls = (
        Callback(order=o, by=by, on=o.closed_on or DAY, solved="yes", content="yes") for o in done
    )
    Callback.objects.bulk_create(calls, batch_size=2_000)


def _proved(made: list[Order]) -> None:
    reported, at, proof = [o for o in made if o.rounds], time.now(), Order.proof.through
    papers = Evidence.objects.bulk_create(
        (
            Evidence(
                digest=f"{o.pk:063x}f",
                name="整改后.jpg",
                media_type="image/jpeg",
                size=1,
                received_at=at,
            )
            for o in reported
        ),
        batch_size=2_000,
    )
    proof.objects.bulk_create(
        (
            proof(order_id=o.pk, evidence_id=paper.pk)
            for o, paper in zip(reported, papers, strict=True)
        ),
        batch_size=2_000,
    )


def _slips(pressed: list[Order]) -> None:
    rows = [
        Slip(
            number=f"DB-{DAY.year}-{n:04d}",
            order=order,
            colour=("blue", "orange", "red")[n % 3],
            state=("open", "answered", "accepted")[n % 3],
            requirement="限期反馈整改进展。",
            issued_on=DAY - timedelta(days=3),
        )
        for n, order in enumerate(pressed)
    ]
    made = Slip.objects.bulk_create(rows)
    for slip in made:
        slip.clock = clock(Slip.kind(), slip, "rectification.blue_wd", 5, slip.issued_on)
    kept([slip.clock for slip in made], made)
    Slip.objects.bulk_update(made, ["clock"], batch_size=500)
    journalled("rectification.slip.issue", made, None)


def sheets(by: Person) -> None:
    """Every organ's score of every quarter, reckoned by the rule and told."""
    with time.at(SINCE):
        assessment.publish_rule(
            "2019-1", parameters=DEFAULT.parameters(), document="明作风办〔2019〕1号",
            valid_from=SINCE, by=by, on=SINCE,
        )  # fmt: skip
    for period in QUARTERS:
        year, n = int(period[:4]), int(period[-1])
        day = date(year, 3 * n, 28) + timedelta(days=8)
        with time.at(day):
            assessment.compute(period, by=by, on=day)
    Clock.objects.filter(about_kind=Sheet.kind()).update(ended_on=DAY)
    told = Sheet.objects.exclude(period=QUARTERS[-1])
    told.update(state="decided", told_on=DAY, decided_on=DAY)
    Sheet.objects.filter(period=QUARTERS[-1]).update(state="told", told_on=DAY)


def bulletins(by: Person) -> None:
    """One a quarter: the older ones are out, the newest has just been composed."""
    for n, period in enumerate(QUARTERS, 1):
        year, quarter = int(period[:4]), int(period[-1])
        since = date(year, 3 * quarter - 2, 1)
        until = date(year, 3 * quarter, 28)
        day = until + timedelta(days=8)
        with time.at(day):
            issue = announcing.compose(
                since=since, until=until, kind="situation", scope="city", by=by, on=day
            )
        if period == QUARTERS[-1]:
            continue
        Issue.objects.filter(pk=issue.pk).update(
            state="published", doc_number=f"明作风办〔{year}〕{n}号", digest="0" * 64,
            published_on=day,
        )  # fmt: skip
        issue.named.update(state="lapsed", told_on=day)


def messages(chance: random.Random) -> None:
    """Lines in the in-trays of all who sign in, most of them read."""
    at = time.now()
    signed_in = Person.objects.exclude(password__startswith="!")
    to = [*signed_in, *Person.objects.filter(duties__role__in=["head", "liaison"])]
    Message.objects.bulk_create(
        (
            Message(
                to=person,
                at=at - timedelta(hours=n),
                text=f"整改单 ZG-2026-{chance.randrange(9000):04d} 已超期",
                url="/orders/",
                about=f"rectification.order.late:{n}",
                read_at=None if n < 12 else at,
            )
            for person in dict.fromkeys(to)
            for n in range(MESSAGES)
        ),
        batch_size=5_000,
    )


def burdens(organs: list[Unit], chance: random.Random) -> None:
    """What others imposed on organs this year."""
    Burden.objects.bulk_create(
        Burden(
            organ=organ,
            kind=chance.choice(("form", "meeting", "check")),
            on=date(2026, 1 + n % 3, 10),
            hours=Decimal(chance.randrange(1, 40)),
            title="报表填报",
            imposed_by="市某办",
        )
        for organ in organs
        for n in range(6)
    )


def draws(plan: Plan) -> None:
    """One draw whose pool is fixed over all offices, and one that is drawn and assigned."""
    director = Person.objects.get(staff_no="director")
    for is_drawn in (True, False):
        opens = datetime(2026, 4, 13, 9, tzinfo=time.city_zone())
        with time.at(DAY):
            round_ = visiting.prepare_round(
                plan, by=director, on=DAY, theme=plan.themed[0][0], mode="open",
                place_type="office", opens_at=opens, want=40,
            )  # fmt: skip
            if is_drawn:
                seed = "dice:1-2-3-4-5-6-1-2-3-4-5-6-1-2-3-4"
                lots.draw(round_.draw, seed=seed, witnesses=["甲", "乙"], by=director, on=DAY)
                visiting.assign_round(round_, by=director, on=DAY)


def imports(staff: list[Person], by: Person) -> None:
    """A roster of two thousand, previewed: most of it is known, the posts have changed."""
    out = io.BytesIO()
    heads = ("工号", "姓名", "机关编码", "职务", "职责", "任职日期")
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("人员")
        page.write_row(0, 0, heads)
        for n, person in enumerate(staff[-ROWS:], 1):
            code = person.organ.code if person.organ else ""
            page.write_row(
                n, 0, (person.staff_no, person.name, code, "四级主任科员", "工作人员", "2026-04-01")
            )
    with time.at(DAY):
        handing_in.take_in("people", out.getvalue(), "roster.xlsx", by=by, on=DAY)


def journalled(verb: str, things: Sequence[Any], by: Person | None) -> None:
    """The entry that each act would have left."""
    at = time.now()
    JournalEntry.objects.bulk_create(
        (
            JournalEntry(
                at=at,
                by=by,
                verb=verb,
                about_kind=thing._meta.label_lower,
                about_id=str(thing.pk),
                about_name=thing.number,
            )
            for thing in things
        ),
        batch_size=5_000,
    )
