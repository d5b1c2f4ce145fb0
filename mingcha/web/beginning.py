"""What a city does first, in order: shown on My work until the first visit is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.draws.models import Draw
from mingcha.norms.models import Checklist
from mingcha.organs import queries as organs
from mingcha.people import queries as people
from mingcha.people.models import Duty, Person
from mingcha.visits import queries as visits
from mingcha.visits.models import Plan, Visit

R = Duty.Role
LED_HERE = people.KEEP_THE_REGISTER | {R.DIRECTOR}
# Without these no visit comes to its end: who draws, who goes (two), who serves, who signs.
NEEDED = {R.DIRECTOR: 1, R.INSPECTOR: 2, R.CASE_HANDLER: 1, R.LEADER: 1}


@dataclass(frozen=True)
class Step:
    """One step: whether it is done, what it is, what there is so far, where it is taken."""

    done: bool
    label: str
    note: str
    url: str


def visits_made() -> QuerySet[Visit]:
    """Visits on record: from the first on My work says what comes next."""
    return Visit.objects.filter(began_at__isnull=False)


def begun() -> bool:
    """Whether the first visit is on record."""
    return visits_made().exists()


def shown(person: Any, *, on: date, has_begun: bool) -> dict[str, Any] | None:
    """The steps for whoever keeps the registers or leads, as the page shows them."""
    if has_begun or people.roles_of(person, on=on).isdisjoint(LED_HERE):
        return None
    found = steps(on=on)
    current = next((n for n, step in enumerate(found) if not step.done), len(found))
    rows = [
        {
            "label": step.label,
            "note": step.note,
            "url": step.url,
            "state": "done" if step.done else "current" if n == current else "waiting",
        }
        for n, step in enumerate(found)
    ]
    return {"title": _("From an empty city to the first visit"), "steps": rows}


def steps(*, on: date) -> list[Step]:
    """Every step, each told from what is on record."""
    return [_organs(on), _people(on), _duties(on), _passwords(on), *_work(on)]


def _organs(on: date) -> Step:
    n = organs.organs(on=on).count()
    note = _("{n} organs; bring your own list, its titles are found by themselves.").format(n=n)
    return Step(n > 0, _("Import organs and offices"), note, _import("organs"))


def _people(on: date) -> Step:
    n, headless = Person.objects.count(), people.organs_without_head(on=on).count()
    note = _("{n} persons; {headless} organs without a first-responsible head.")
    done = n > 1 and not headless
    return Step(done, _("Import staff and duties"), note.format(n=n, headless=headless),
                _import("people"))  # fmt: skip


def _duties(on: date) -> Step:
    note = lacking(on=on)
    words = _("Still missing: {duties}.").format(duties="、".join(note)) if note else _("All held.")
    return Step(not note, _("Charge the centre's own duties"), words, reverse("people:people"))


def lacking(*, on: date) -> list[str]:
    """The duties without which no visit comes to its end, and by how many they are short."""
    held = people.holders(on=on)
    short = {role: least - held.get(role, 0) for role, least in NEEDED.items()}
    return [f"{R(role).label} {n}" for role, n in short.items() if n > 0]


def _passwords(on: date) -> Step:
    waiting = Duty.objects.filter(people.holding(on), role__in=people.OVER_OTHERS)
    waiting = waiting.filter(person__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    n = waiting.values("person").distinct().count()
    note = _("{n} persons of the centre and above cannot log in yet: issue a password on each "
             "page, or `mingcha password` for many.").format(n=n)  # fmt: skip
    return Step(not n, _("Hand out passwords"), note, reverse("people:people"))


def _work(on: date) -> list[Step]:
    lists = Checklist.objects.filter(state=Checklist.State.IN_USE).count()
    plan = visits.plan_of(on.year)
    approved = plan is not None and plan.state == Plan.State.APPROVED
    plans = reverse("visits:plan", args=[plan.pk]) if plan else reverse("visits:plans")
    drawn = Draw.objects.filter(state=Draw.State.DRAWN).count()
    return [
        Step(lists > 0, _("Enter norms and checklists"),
             _("{n} checklists in use; one press enters what ships.").format(n=lists),
             reverse("norms:norms")),
        Step(approved, _("Draft the plan of the year and approve it"),
             _("Themes with their documents, and how often an organ is visited at most."), plans),
        Step(drawn > 0, _("Draw the first targets and teams"),
             _("On the plan's page: fix the pool, throw dice before witnesses, draw."), plans),
        Step(begun(), _("Make the first visit"),
             _("On a telephone, or on paper and by import of the field sheet."),
             reverse("visits:visits")),
    ]  # fmt: skip


def _import(kind: str) -> str:
    return reverse("imports:kind", args=[kind])
