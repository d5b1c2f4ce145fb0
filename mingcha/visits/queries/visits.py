"""Questions about visits: who may see which, and what of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from unicodedata import normalize

from django.db.models import Case, CharField, F, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from mingcha.findings import queries as findings
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting, slim
from mingcha.organs.models import Unit
from mingcha.organs.queries import called
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.visits import record
from mingcha.visits.models import Mode, Observation, Visit
from mingcha.visits.queries.plans import plans_waiting_for
from mingcha.visits.workflow import VISIT

R = Duty.Role
S = Visit.State
ALL = {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}  # every visit; and names on covert records
INSIDE = ALL | {R.INSPECTOR, R.CASE_HANDLER}  # what the centre says to its own teams
ON_RECORD = {S.RECORDED, S.SIGNED, S.RETURNED, S.VERIFIED}
UNOPENED = Q(state=S.SEALED) | Q(state=S.CANCELLED, clock=None)  # where to: nobody has read it
BOUND = 50


def visible_to(person: Any) -> QuerySet[Visit]:
    """The visits a person may know of; what of a sealed one is told by `is_sealed_to`."""
    roles = people.roles_of(person, on=time.today())
    found = Visit.objects.select_related("organ", "place", "clock").prefetch_related("team")
    found = found.annotate(shown_organ=_shown_organ())
    if roles & ALL:
        return found
    seen = Q(pk=None)
    if R.INSPECTOR in roles:
        mine = Visit.team.through.objects.filter(person=person).values("visit")
        hidden = Q(state=S.SEALED, opens_at__gt=time.now()) | Q(state=S.CANCELLED, clock=None)
        seen |= Q(pk__in=mine) & ~hidden
    if R.CASE_HANDLER in roles:
        seen |= Q(state__in=ON_RECORD)
    if R.LEADER in roles:
        seen |= Q(state=S.VERIFIED)
    if roles & {R.HEAD, R.LIAISON}:
        seen |= Q(mode=Mode.OPEN, state__in=ON_RECORD, organ__in=_organs_of(person))
    return found.filter(seen)


def _shown_organ() -> Case:
    """The organ's name to sort by: a sealed one must not be guessed from its place in a list."""
    blank = When(UNOPENED, then=Value(""))
    return Case(blank, default=F("organ__name"), output_field=CharField())


def _organs_of(person: Any) -> QuerySet[Duty, Any]:
    held = people.duties_of(person, on=time.today()).filter(role__in=[R.HEAD, R.LIAISON])
    return held.values("organ")


def whole(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """With everything the record says, fetched at once however many questions it has."""
    rows = Observation.objects.select_related("item__norm", "finding").prefetch_related("evidence")
    found = visits.select_related("organ", "place", "clock", "plan", "draw", "checklist", "leader")
    return found.prefetch_related(Prefetch("observations", rows), "signatures__person", "team")


def is_unopened(visit: Visit) -> bool:
    """Nobody has opened it: it is sealed, or was called off sealed."""
    return visit.state == S.SEALED or (visit.state == S.CANCELLED and visit.clock_id is None)


def looked_at(person: Any, *, on: date) -> set[str]:
    """The keys of sealed visits into which this person has looked on a day, on record."""
    start = datetime.combine(on, datetime.min.time(), time.city_zone())
    looks = JournalEntry.objects.filter(verb=VISIT.verb("look"), by=person)
    looks = looks.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return set(looks.values_list("about_id", flat=True))


def is_sealed_to(visit: Visit, person: Any) -> bool:
    """Whether target and team are kept from this person now."""
    return is_unopened(visit) and str(visit.pk) not in looked_at(person, on=time.today())


def may_know_team(visit: Visit, person: Any) -> bool:
    """Names of inspectors: those who lead, the auditor, the team; on open visits the visited too.

    Leaders of the city never learn them; on covert visits case handlers read codes.
    """
    roles = people.roles_of(person, on=time.today())
    if roles & ALL or person in visit.team.all():
        return True
    return visit.mode == Mode.OPEN and not roles & {R.LEADER}


def team_of(visit: Visit, person: Any) -> list[str]:
    """The team in the words this person may read: names, codes, or nothing while it is sealed."""
    team = visit.team.all()
    if not may_know_team(visit, person):
        return [record.code_of(visit, one) for one in team]
    if visit.mode == Mode.OPEN:
        return [one.name for one in team]
    return [f"{one.name} ({record.code_of(visit, one)})" for one in team]


def may_see_pieces(visit: Visit, person: Any) -> bool:
    """Photos and papers: of a covert visit only inside the centre, for they tell who took them."""
    roles = people.roles_of(person, on=time.today())
    return visit.mode == Mode.OPEN or bool(roles & INSIDE) or person in visit.team.all()


def with_pieces(person: Any) -> QuerySet[Visit]:
    """The visits of which this person may see photos and papers as well."""
    found = visible_to(person)
    inside = people.roles_of(person, on=time.today()) & INSIDE
    return found if inside else found.filter(mode=Mode.OPEN)


def remark_for(visit: Visit, person: Any) -> str:
    """Why it lies with the team again or was called off: words inside the centre."""
    asked = visit.state in {S.RETURNED, S.CANCELLED}
    inside = people.roles_of(person, on=time.today()) & INSIDE
    return visit.remark if asked and inside else ""


@dataclass(frozen=True)
class Envelope:
    """What an inspector holds today: a number and an hour, and once opened where it leads."""

    key: str
    number: str
    opens_at: datetime
    ready: bool
    state: str
    organ: str = ""
    place: str = ""


def findings_seen(keys: Sequence[int], person: Any) -> QuerySet[Finding]:
    """Those of a visit's findings that this person may see: an organ only what was fed back."""
    return findings.visible_to(person).filter(pk__in=keys).order_by("number")


def my_envelopes(person: Any, *, on: date) -> list[Envelope]:
    """The envelopes an inspector works on by a day; a sealed one shows number and hour only."""
    if R.INSPECTOR not in people.roles_of(person, on=on):
        return []
    night = datetime.combine(on + timedelta(days=1), datetime.min.time(), time.city_zone())
    under_way = Q(state__in=[S.OPENED, S.RETURNED]) | Q(state=S.SEALED, opens_at__lt=night)
    found = Visit.objects.filter(under_way, team=person).select_related("organ", "place")
    return [_envelope(visit) for visit in found.order_by("opens_at")[:BOUND]]


def _envelope(visit: Visit) -> Envelope:
    ready = visit.opens_at <= time.now()
    shown = Envelope(str(visit.pk), visit.number, visit.opens_at, ready, visit.state)
    if visit.state == S.SEALED:
        return shown
    place = visit.place.name if visit.place else ""
    return replace(shown, organ=visit.organ.name, place=place)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What waits for this person: a plan, an envelope, a record to write, sign or verify."""
    roles = people.roles_of(person, on=on)
    found = plans_waiting_for(person, on=on)
    if R.INSPECTOR in roles:
        found += [_row(visit, act) for visit, act in _of_the_team(person)]
    if roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER}:
        signed = slim(Visit.objects.filter(state=S.SIGNED).exclude(team=person), "state")
        signed = signed.order_by("clock__due_on")
        found += [_row(visit, "verify") for visit in signed[:BOUND]]
    return found


def _of_the_team(person: Any) -> list[tuple[Visit, str]]:
    ready = Q(state__in=[S.OPENED, S.RETURNED, S.RECORDED])
    ready |= Q(state=S.SEALED, opens_at__lte=time.now())
    found = whole(Visit.objects.filter(ready, team=person)).order_by("opens_at")
    light = found.select_related(None).select_related("organ", "clock")[:BOUND]
    asked = [(visit, _asked_of(visit, person)) for visit in light]
    return [(visit, act) for visit, act in asked if act]


def _asked_of(visit: Visit, person: Any) -> str:
    if visit.state == S.SEALED:
        return "open"
    if visit.state in {S.OPENED, S.RETURNED}:
        return "hand_in"
    signers = record.signers(visit)
    return "" if person.pk in signers else "countersign" if signers else "sign"


def _row(visit: Visit, act: str) -> Waiting:
    words = {
        "open": (_("A sealed envelope"), _("Open it")),
        "hand_in": (_("A visit without its record"), _("Hand in the sheet")),
        "sign": (_("A record without signature"), _("Sign")),
        "countersign": (_("A record that one inspector has signed"), _("Sign as the second")),
        "verify": (_("A signed record"), _("Verify")),
    }
    what, button = words[act]
    if visit.state == S.RETURNED:
        what = _("Sent back: {remark}").format(remark=visit.remark)
    return Waiting(
        kind="visits",
        number=visit.number,
        url=f"/visits/{visit.pk}/",
        organ="" if is_unopened(visit) else visit.organ.name,
        what=what,
        act=button,
        clock=visit.clock,
    )


def matching(words: str, person: Any) -> QuerySet[Visit]:
    """Visits by number or by what they say; a sealed one is found by its number alone."""
    units = called(words)
    said = having(words, "theme", "facts") | Q(organ__in=units) | Q(place__in=units)
    return visible_to(person).filter(having(words, "number") | (~UNOPENED & said))


def visits_of(organ: Unit, person: Any) -> QuerySet[Visit]:
    """The visits to one organ that this person may know of; sealed ones are not even counted."""
    return visible_to(person).filter(organ=organ).exclude(UNOPENED)


def open_visit_of_today(code: str, *, on: date) -> Visit | None:
    """The open visit that somebody at the door can prove by its code.

    A covert one, a sealed one, one of another day and a guess are the same nothing.
    """
    typed = "".join(filter(str.isalnum, normalize("NFKC", code))).upper()
    half = len(typed) // 2
    found = Visit.objects.filter(code=f"{typed[:half]}-{typed[half:]}", mode=Mode.OPEN)
    start = datetime.combine(on, datetime.min.time(), time.city_zone())
    that_day = Q(began_at__gte=start, began_at__lt=start + timedelta(days=1))
    at_work = Q(state=S.OPENED) | (Q(state__in=ON_RECORD) & that_day)
    return found.filter(at_work).select_related("organ", "place", "plan", "draw").first()


def is_handed_in(key: Any) -> bool:
    """Whether the sheet of a visit of this key is on record, whoever may see it."""
    return Visit.objects.filter(pk=key).filter(state__in=ON_RECORD - {S.RETURNED}).exists()


def numbered(numbers: Iterable[str]) -> dict[str, Visit]:
    """Visits by number, whoever may see them: for sheets that name theirs."""
    wanted = {number for number in numbers if number}
    found = Visit.objects.select_related("checklist").prefetch_related("team")
    return {visit.number: visit for visit in found.filter(number__in=wanted)}
