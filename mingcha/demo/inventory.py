"""The inventory in the demonstration: published, reviewed, reformed, handed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from mingcha.demo.agenda import Agenda
from mingcha.demo.items import PROMISES, PUBLISHED, REFORMS
from mingcha.demo.people import People
from mingcha.organs.models import Succession, Unit
from mingcha.people.models import Person
from mingcha.powers import cells, commands, queries
from mingcha.powers.commands.inventory import Entry
from mingcha.powers.models import Item, Version
from mingcha.powers.record import Terms

LISTED = date(2025, 10, 20)
Act = Callable[..., Any]


class Inventory:
    """Whoever keeps it, checks it and decides on it, through half a year."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        found = Person.objects.filter(staff_no__in=("approval", "legal"))
        named = {one.staff_no: one for one in found}
        self.agenda, self.people = agenda, people
        self.office, self.lawyer = named["approval"], named["legal"]

    def begin(self) -> None:
        """Put everything down in the diary."""
        self.agenda.on(LISTED, lambda day: self._publish())
        for line in REFORMS.strip().splitlines():
            self._reform([cell.strip() for cell in line.split("|")])
        for line in PROMISES.splitlines():
            code, days, day = line.split("|")
            self._on(day, partial(self._promise, code, int(days)))

    def _publish(self) -> None:
        organs = list(Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None).order_by("code"))
        named = {unit.name: unit for unit in organs}
        to_merge = [unit for unit in organs if unit.kind == Unit.Kind.MANAGEMENT][-2:]
        others = [unit for unit in organs if unit not in to_merge]
        entries = []
        for n, line in enumerate(PUBLISHED.strip().splitlines()):
            code, name, kind, organ, *asked = _cells(line)
            unit = named.get(f"市{organ}") or others[n % len(others)]
            entries.append(Entry(code, name, _terms(unit, asked), LISTED, of_kind=kind))
        commands.enter_many(entries, by=self.office)

    def _reform(self, cells_: list[str]) -> None:
        code, how, document, opened, proposed, decided, effective, ended, said = cells_
        facts = dict(one.split("=", 1) for one in said.split(";"))
        reason = facts.pop("reason")
        self._on(opened, lambda on: self._open(code, reason, on))
        if how == "keep":
            self._on(ended, lambda on: self._keep(code, reason, on))
            return
        proposal = {"how": how, "document": document, "reason": reason}
        self._on(proposed, lambda on: self._propose(code, proposal, effective, facts, on))
        self._on(decided, lambda on: self._decide(code, on))
        self._on(ended, lambda on: self._finish(code, on))

    def _on(self, day: str, deed: Callable[[date], Any]) -> None:
        if day:
            self.agenda.on(date.fromisoformat(day), deed)

    def _item(self, code: str) -> Item:
        return queries.known([code])[code]

    def _open(self, code: str, reason: str, on: date) -> None:
        commands.open_review(self._item(code), by=self.office, on=on, reason=reason)

    def _keep(self, code: str, reason: str, on: date) -> None:
        commands.keep(self._item(code), by=self.lawyer, on=on, reason=reason)

    def _propose(
        self, code: str, proposal: dict[str, Any], effective: str, facts: dict[str, str], on: date
    ) -> None:
        changes: dict[str, Any] = {}
        for name, value in facts.items():
            if name == "promised" and (limit := cells.period(value)):
                changes |= {"promised_days": limit.days, "days_kind": limit.kind}
                changes["on_the_spot"] = limit.on_the_spot
            elif name.startswith("drop_"):
                changes[name] = value.split()
        commands.propose_reform(
            self._item(code),
            by=self.lawyer,
            on=on,
            effective_on=date.fromisoformat(effective),
            successor=self._item(facts["into"]) if "into" in facts else None,
            **proposal,
            **changes,
        )

    def _decide(self, code: str, on: date) -> None:
        commands.decide(self._item(code), by=self.people.leader, on=on)

    def _finish(self, code: str, on: date) -> None:
        item = self._item(code)
        reform = queries.open_reform(item)
        act = commands.hand_over if reform and reform.ends_the_item else commands.resume
        act(item, by=self.office, on=on, remark="指南、表单、系统均已更新")

    def _promise(self, code: str, days: int, on: date) -> None:
        item = self._item(code)
        version = queries.newest([item])[item.pk]
        by = self.people.liaison_of(version.organ, on)
        commands.promise(item, by=by, on=on, promised_days=days)

    def follow(self, old: list[Unit], day: date) -> None:
        """Items of organs that were merged belong to the organ that follows, from that day on."""
        heirs = {one.predecessor_id: one.successor for one in Succession.objects.filter(on=day)}
        rows = Version.objects.filter(organ__in=old, valid_to=None).select_related("item")
        for row in list(rows.order_by("item__code")):
            if row.item.state == Item.State.LISTED:
                organ = heirs[row.organ_id]
                commands.amend(row.item, by=self.office, on=day, organ=organ)


def _cells(line: str) -> list[str]:
    """The cells of one line; where a paper names its issuer, the bar between them is its own."""
    cells_ = line.split("|")
    *first, fees = cells_
    head, materials = first[:8], "|".join(first[8:])
    return [*head, materials, fees]


def _terms(organ: Unit, asked: list[str]) -> Terms:
    legal, promised, bases, steps, materials, fees = asked
    facts: dict[str, Any] = {"organ": organ}
    for name, kind, text in (
        ("legal_days", "legal_kind", legal),
        ("promised_days", "days_kind", promised),
    ):
        if limit := cells.period(text):
            facts |= {name: limit.days, kind: limit.kind}
    facts["on_the_spot"] = facts.get("promised_days") == 0
    return Terms(
        bases=cells.bases(bases),
        steps=cells.steps(steps),
        materials=cells.materials(materials),
        fees=cells.fees(fees),
        **facts,
    )
