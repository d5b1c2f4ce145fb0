"""What goes into a year: results of rounds, findings, late orders, adjustments, as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import F, Q

from mingcha.appraisals import queries as appraisals
from mingcha.appraisals.models import Round
from mingcha.appraisals.record import rule_of
from mingcha.assessment.models import Adjustment, RuleVersion, YearRule, YearSheet
from mingcha.assessment.queries import quarter
from mingcha.assessment.record import year as record
from mingcha.core.roundscore import RoundScore
from mingcha.core.yearrule import YearRule as Rule
from mingcha.findings import queries as findings
from mingcha.foundation.models import Clock
from mingcha.organs.models import Unit
from mingcha.organs.queries import organs_within
from mingcha.rectification.models import Order
from mingcha.rectification.rules import TERMS
from mingcha.visits import queries as visits

Plain = dict[str, Any]
A = Adjustment
OF_ROUNDS: Final = {
    "quarterly": "quarterly",
    "concentrated": "concentrated",
    "year_end": "year_end",
    "key_point": "key_offices",
    "on_the_spot": "on_the_spot",
}  # kind of round -> part of the year
NO_ROOM: Final = ("service_users", "approvals")  # nothing brings these figures yet
FINAL: Final = {Round.State.FINAL, Round.State.CLOSED}
TOLD: Final = {*FINAL, Round.State.OBJECTIONS}
EXTRAS: Final = {A.Kind.BONUS: "bonuses", A.Kind.DEDUCTION: "deductions", A.Kind.VETO: "vetoes"}


def rule_for(year: int) -> YearRule | None:
    """The rule that judges a year: the newest published before it began."""
    first, _last = record.days_of(year)
    held = YearRule.objects.filter(
        state=YearRule.State.PUBLISHED, first_year__lte=year, published_on__lt=first
    )
    return held.order_by("-first_year", "-published_on", "-id").first()


def organs_of(year: int, until: date) -> list[Unit]:
    """The organs that stood on any day of the year so far."""
    first, _last = record.days_of(year)
    return list(organs_within(first, until).order_by("code"))


def current_sheets(year: int) -> dict[int, YearSheet]:
    """The sheet in force of each organ."""
    held = YearSheet.objects.filter(year=year).exclude(state=YearSheet.State.SUPERSEDED)
    return {sheet.organ_id: sheet for sheet in held.select_related("organ", "rule", "clock")}


def gathered(year: int, organs: Sequence[Unit], rule: Rule, *, until: date) -> dict[int, Plain]:
    """Everything that goes into the year of each organ, in plain JSON values."""
    first, last = record.days_of(year)
    rounds = Round.objects.filter(period__startswith=str(year))
    parts, why = _parts(rounds, organs, rule, TOLD if until < last else FINAL)
    kinds = quarter.kinds_on(organs, on=until)
    points = quarter.rule_on(first) if "visits" in _codes(rule) else None
    seen = _seen(organs, points, first, until)
    extras, late = _extras(year), late_orders(first, until)
    return {
        organ.pk: {
            "subject": organ.code,
            "kind": kinds[organ.pk],
            "period": str(year),
            "until": until.isoformat(),
            "parts": parts[organ.pk],
            "why": why[organ.pk],
            "visits": seen.get(organ.pk),
            "late": late.get(organ.pk, []),
            **{name: extras[organ.pk].get(name, []) for name in EXTRAS.values()},
        }
        for organ in organs
    }


def latest(organs: Sequence[Unit], rule: Rule, *, since: date, until: date) -> dict[str, Plain]:
    """What a rule can be tried with: whatever became final, or was seen, between two days."""
    rounds = Round.objects.filter(counted_on__range=(since, until))
    parts, why = _parts(rounds, organs, rule, TOLD)
    seen = _seen(organs, quarter.rule_on(until) if "visits" in _codes(rule) else None, since, until)
    bare: Plain = {"late": [], "bonuses": [], "deductions": [], "vetoes": []}
    return {
        organ.code: {
            "subject": organ.code,
            "period": f"{since} {until}",
            "parts": parts[organ.pk],
            "why": why[organ.pk],
            "visits": seen.get(organ.pk),
            **bare,
        }
        for organ in organs
    }


# Rounds


def _parts(
    rounds: Any, organs: Sequence[Unit], rule: Rule, states: set[Any]
) -> tuple[dict[int, Plain], dict[int, dict[str, str]]]:
    """Results by organ and part; of a part without one, why."""
    wanted = [kind for kind, code in OF_ROUNDS.items() if code in _codes(rule)]
    known = rounds.filter(of_kind__in=wanted).exclude(state=Round.State.VOID)
    found: dict[int, Plain] = {organ.pk: {} for organ in organs}
    unrated: set[tuple[int, str]] = set()
    running = {OF_ROUNDS[one.of_kind] for one in known if one.state not in states}
    for one in known.filter(state__in=states).select_related("rule").order_by("number"):
        for organ, result in _results(one):
            if organ in found and result is not None:
                found[organ].setdefault(OF_ROUNDS[one.of_kind], []).append(result)
            elif organ in found:
                unrated.add((organ, OF_ROUNDS[one.of_kind]))
    why = {
        organ.pk: {
            code: _why(code, is_unrated=(organ.pk, code) in unrated, is_running=code in running)
            for code in record.lacks(found[organ.pk], rule)
            if code != "visits"
        }
        for organ in organs
    }
    return found, why


def _codes(rule: Rule) -> set[str]:
    return {part.code for part in rule.parts}


def _why(code: str, *, is_unrated: bool, is_running: bool) -> str:
    if code in NO_ROOM:
        return "no_room"
    if is_unrated:
        return "not_rated"
    return "not_final" if is_running else "no_round"


def _results(one: Round) -> Iterator[tuple[int, Plain | None]]:
    """Each organ's result of a round with the groups it may be told; None where not rated."""
    names = {group.code: group.name for group in rule_of(one.rule).groups}
    made, least = appraisals.newest(one), appraisals.least_told()
    for figures in appraisals.figures(one, made):
        organ, score = figures.subject.unit.head_organ, figures.score
        if score.score is None:
            yield organ.pk, None
            continue
        own = figures.subject.unit_id == organ.pk
        number = one.number if own else f"{one.number} {figures.subject.code}"
        low, high = score.interval or (None, None)
        yield (
            organ.pk,
            {
                "number": number,
                "value": score.score,
                "low": low,
                "high": high,
                "standing": score.standing,
                "digest": made.digest,
                "groups": list(_groups(score, names, least)),
            },
        )


def _groups(score: RoundScore, names: Mapping[str, str], least: int) -> Iterator[Plain]:
    told = appraisals.told_groups(score.groups, least=least)
    hidden: Plain = {"used": None, "valid": None, "score": None, "shares": []}
    for group in score.groups:
        if group.used == "0":
            continue
        name = {"name": names.get(group.group, group.group)}
        shown = {"used": group.used, "valid": group.valid, "score": group.score}
        is_told = group.group in told
        yield name | ({**shown, "shares": list(group.shares)} if is_told else hidden)


# Visits, corrections, adjustments


def _seen(
    organs: Iterable[Unit], points: RuleVersion | None, first: date, until: date
) -> dict[int, Plain]:
    """Checks and confirmed findings of each organ, with the quarterly rule that weighs them."""
    if points is None:
        return {}
    checks = visits.checks_by_organ(first, until)
    faults: dict[int, list[Plain]] = defaultdict(list)
    for fault in findings.confirmed_faults(first, until):
        one = {"number": fault.number, "severity": str(fault.severity)}
        closed = {"closed_on_time": fault.closed_on_time, "relapsed": fault.relapsed}
        faults[fault.organ].append({**one, **closed})
    return {
        organ.pk: {
            "rule": points.code,
            "parameters": points.parameters,
            "period": f"{first.year}",
            "checks": checks.get(organ.pk, 0),
            "findings": faults[organ.pk],
        }
        for organ in organs
    }


def late_orders(first: date, until: date) -> dict[int, list[str]]:
    """Numbers of the orders an organ overran, or still overruns, by due days between two days."""
    over = Q(ended_on__gt=F("due_on")) | Q(ended_on=None, due_on__lt=until)
    clocks = Clock.objects.filter(
        over, about_kind=Order.kind(), name__in=TERMS, due_on__range=(first, until)
    )
    keys = {int(key) for key in clocks.values_list("about_id", flat=True)}
    out = {Order.State.WITHDRAWN, Order.State.DRAFTED}
    found: dict[int, list[str]] = defaultdict(list)
    rows = Order.objects.filter(pk__in=keys).exclude(state__in=out).order_by("number")
    for organ, number in rows.values_list("organ_id", "number"):
        found[organ].append(number)
    return found


def _extras(year: int) -> dict[int, dict[str, list[Plain]]]:
    """Confirmed bonuses, deductions and veto events by organ."""
    found: dict[int, dict[str, list[Plain]]] = defaultdict(dict)
    held = A.objects.filter(year=year, state=A.State.CONFIRMED).order_by("number")
    for one in held:
        extra = {"number": one.number, "reason": one.ground, "points": f"{one.points:.2f}"}
        found[one.organ_id].setdefault(EXTRAS[A.Kind(one.of_kind)], []).append(extra)
    return found


def facts_moved(sheet: YearSheet) -> list[str]:
    """The names of inputs that read otherwise today than when the sheet was computed."""
    return all_moved([sheet])[sheet.pk]


def all_moved(sheets: Iterable[YearSheet]) -> dict[int, list[str]]:
    """The same of many sheets, the facts of today read once; what cannot be read has moved."""
    alike: dict[tuple[int, int, date], list[YearSheet]] = defaultdict(list)
    for sheet in sheets:
        alike[sheet.year, sheet.rule_id, sheet.until].append(sheet)
    found = {}
    for (year, _rule, until), some in alike.items():
        rule = record.rule_of(some[0].rule)
        now = gathered(year, [sheet.organ for sheet in some], rule, until=until)
        for sheet in some:
            today = dict(record.reckoned(now[sheet.organ_id], rule).digests)
            found[sheet.pk] = record.moved(_digests(sheet, rule), today)
    return found


def _digests(sheet: YearSheet, rule: Rule) -> dict[str, str]:
    try:
        return dict(record.reckoned(sheet.inputs, rule).digests)
    except record.UNREADABLE:
        return {}
