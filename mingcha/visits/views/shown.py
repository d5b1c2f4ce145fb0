"""What a page shows of a visit to one reader: a sealed envelope tells nothing but its hour."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from mingcha.evidence import queries as evidence
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.foundation.clockface import due_part
from mingcha.foundation.listing import state_tag
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.story import story
from mingcha.people.queries import roles_of
from mingcha.visits import queries, record
from mingcha.visits.doors.visits import DOINGS, TONES
from mingcha.visits.models import Mode, Observation, Visit

Seen = Observation.Seen


def hour(when: Any) -> str:
    """A moment as a record writes it: 2026-04-10 08:10."""
    return f"{when.astimezone(time.city_zone()):%Y-%m-%d %H:%M}" if when else "—"


def day_and_hours(visit: Visit) -> tuple[str, str]:
    """The day of the visit, or of its envelope, and its hours."""
    zone = time.city_zone()
    if visit.began_at is None or visit.ended_at is None:
        opens = visit.opens_at.astimezone(zone)
        return f"{opens:%Y-%m-%d}", f"{opens:%H:%M}"
    began, ended = visit.began_at.astimezone(zone), visit.ended_at.astimezone(zone)
    return f"{began:%Y-%m-%d}", f"{began:%H:%M}–{ended:%H:%M}"


def span(visit: Visit) -> str:
    """From when to when; the hour of the envelope before it was made."""
    if visit.began_at is None or visit.ended_at is None:
        return hour(visit.opens_at)
    return f"{hour(visit.began_at)} – {visit.ended_at.astimezone(time.city_zone()):%H:%M}"


def place_of(visit: Visit) -> str:
    """Organ and place in one line."""
    return f"{visit.organ} · {visit.place}" if visit.place else str(visit.organ)


def facts(visit: Visit, person: Any, *, sealed: bool) -> list[dict[str, Any]]:
    """The fact strip: what kind of visit, where, when, who."""
    mode = {"label": _("Mode"), "value": visit.get_mode_display()}
    kind = {"label": _("Place"), "value": visit.get_place_type_display(), "note": visit.theme}
    opens = {"label": _("Opens at"), "value": hour(visit.opens_at)}
    if sealed:
        return [opens, mode, kind]
    where = {"label": _("Where"), "value": visit.organ, "note": visit.place or ""}
    day, hours = day_and_hours(visit)
    when = {"label": _("When"), "value": day, "note": hours} if visit.began_at else opens
    team = {"label": _("Inspectors"), **_team(visit, person)}
    return [where, mode, kind, when, team]


def _team(visit: Visit, person: Any) -> dict[str, str]:
    """Names large with their codes below, or codes alone."""
    codes = "、".join(record.code_of(visit, one) for one in visit.team.all())
    if not queries.may_know_team(visit, person):
        return {"value": codes}
    names = "、".join(one.name for one in visit.team.all())
    return {"value": names, "note": codes if visit.mode == Mode.COVERT else ""}


def code_shown(visit: Visit, person: Any) -> str:
    """The code for the door: to the team and those who lead, on open visits that go out."""
    shown = visit.mode == Mode.OPEN and queries.may_know_team(visit, person)
    return visit.code if shown else ""


def answers(visit: Visit, person: Any) -> list[dict[str, Any]]:
    """Every question with its answer in large, the facts, the photos, the finding it became."""
    known = findings_known(visit, person)
    shown = queries.may_see_pieces(visit, person)
    return [_answer(row, known, person, shown=shown) for row in record.observations(visit)]


def _answer(
    row: Observation, known: dict[int, Finding], person: Any, *, shown: bool
) -> dict[str, Any]:
    tones = {Seen.YES: "good", Seen.NO: "overdue", Seen.NOT_SEEN: "withheld"}
    telling = row.seen == row.item.telling
    praise = row.item.telling == Seen.YES
    tone = "neutral" if praise and row.seen == Seen.NO else tones[Seen(row.seen)]
    finding = known.get(row.finding_id or 0)
    return {
        "number": row.item.number,
        "question": row.item.question,
        "norm": row.item.norm,
        "seen": row.get_seen_display(),
        "code": row.seen,
        "tone": tone,
        "facts": row.facts,
        "pieces": evidence.strip(row.evidence.all(), person) if shown else [],
        "telling": telling,
        "praise": praise,
        "finding": finding,
    }


def findings_known(visit: Visit, person: Any) -> dict[int, Finding]:
    """The findings of this visit that this reader may see: an organ only what was fed back."""
    keys = [row.finding_id for row in record.observations(visit) if row.finding_id]
    if not keys:
        return {}
    return {finding.pk: finding for finding in queries.findings_seen(keys, person)}


def chain(visit: Visit, person: Any) -> list[dict[str, Any]]:
    """From the plan over the draw and this visit to what was found."""
    nodes: list[dict[str, Any]] = []
    if roles_of(person, on=time.today()) & queries.ALL:
        nodes += _origin(visit)
    here = {"label": _("Visit"), "number": visit.number, "current": True}
    nodes.append({**here, "state": state_tag(visit, TONES), "when": visit.began_at})
    found = findings_known(visit, person).values()
    nodes += [
        {
            "label": _("Praise") if finding.is_praise else _("Finding"),
            "number": finding.number,
            "url": f"/n/{finding.number}/",
            "state": state_tag(finding, {}),
        }
        for finding in found
    ]
    if not found:
        nodes.append({"label": _("Finding"), "missing_words": _no_finding(visit)})
    return nodes


def _origin(visit: Visit) -> list[dict[str, Any]]:
    draw = visit.draw
    if draw is None:
        return [{"label": _("Chosen, not drawn"), "missing_words": visit.reason}]
    return [{"label": _("Draw"), "number": draw.number, "url": f"/n/{draw.number}/"}]


def _no_finding(visit: Visit) -> str:
    if visit.state != Visit.State.VERIFIED:
        return _("after verification")
    told = any(row.finding_id for row in record.observations(visit))
    return _("nothing fed back yet") if told else _("no problem; kept as it is")


def events(visit: Visit, person: Any, *, sealed: bool) -> list[dict[str, Any]]:
    """The visit's own story; names only for those who may read them."""
    labels = {act: doing.label for act, doing in DOINGS.items()}
    labels |= {"enter_field_sheet": _("Paper sheet entered"), "name_target": _("Target named")}
    hidden = _hidden(person) | ({"name_target"} if sealed else set())  # its reason names the organ
    return story(
        visit, labels, who=lambda entry: _who(visit, person, entry), hidden=frozenset(hidden)
    )


def _hidden(person: Any) -> set[str]:
    """Looks are read by those who lead; what the centre asked of its team stays in the centre."""
    roles = roles_of(person, on=time.today())
    if roles & queries.ALL:
        return set()
    return {"look"} if roles & queries.INSIDE else {"look", "send_back"}


def _who(visit: Visit, person: Any, entry: JournalEntry) -> str:
    """A name, a code, or the centre: as this reader may know."""
    if entry.by is None:
        return _("the calendar")
    if queries.may_know_team(visit, person):
        return str(entry.by)
    if entry.by in visit.team.all():
        return record.code_of(visit, entry.by)
    inside = roles_of(person, on=time.today()) & queries.INSIDE
    return str(entry.by) if inside else _("the visiting-inspection centre")


def signatures(visit: Visit, person: Any) -> list[dict[str, Any]]:
    """Who stands by the record as it reads, and when; older signatures are not shown."""
    now = record.digest(visit)
    known = queries.may_know_team(visit, person)
    return [
        {
            "who": row.person.name if known else record.code_of(visit, row.person),
            "code": record.code_of(visit, row.person) if visit.mode == Mode.COVERT else "",
            "at": row.at,
        }
        for row in visit.signatures.all()
        if row.digest == now
    ]


def due(visit: Visit) -> dict[str, Any]:
    """The cell of the running period."""
    if visit.clock is None or visit.clock.ended_on is not None:
        return {"text": "—"}
    return {"due": due_part(visit.clock, on=time.today())}
