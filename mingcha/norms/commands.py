"""Acts on norms, institutions and checklists: the only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal
from mingcha.foundation.references import referring
from mingcha.foundation.refusals import OVERTAKEN
from mingcha.foundation.workflow import advance
from mingcha.norms import catalogue, queries
from mingcha.norms.models import Checklist, Institution, Item, Norm
from mingcha.norms.refusals import (
    BACKDATED,
    CODE_IN_FORCE,
    EMPTY_QUESTION,
    NO_SUCH_QUESTION,
    NOT_IN_FORCE,
    NOTHING_NEW,
    REFERRED_TO,
    TOO_EARLY,
)
from mingcha.norms.workflow import CHECKLIST, INSTITUTION, NORM, no_draft_waits
from mingcha.people.parties import those_who_lead

Wording = TypeVar("Wording", Norm, Institution)
ONE = timedelta(days=1)
LIVES = {Norm: NORM, Institution: INSTITUTION}


def enter_norm(code: str, title: str, *, failure_kind: str, since: date, by: Any, **f: Any) -> Norm:
    """Enter a norm that holds from a day on. Further facts: title_en, text, basis, severity."""
    facts = {"code": code, "title": title, "failure_kind": failure_kind, **f}
    return _enter(Norm, by, facts, since)


def enter_institution(code: str, title: str, *, since: date, by: Any, **f: Any) -> Institution:
    """Enter a rule or mechanism in force. Further facts: title_en, text, organ."""
    return _enter(Institution, by, {"code": code, "title": title, **f}, since)


@transaction.atomic
def _enter(kind: type[Wording], by: Any, facts: dict[str, Any], since: date) -> Wording:
    _check_keeper(by)
    same = kind._default_manager.filter(code=facts["code"]).order_by("since")
    last = same.last()
    if last is not None and last.until is None:
        raise CODE_IN_FORCE(code=last.code, title=last.title)
    if last is not None and last.until is not None and last.until >= since:
        raise TOO_EARLY(title=last.title, day=last.until + ONE)
    rule = kind._default_manager.create(since=since, **facts)
    _record(rule, "enter", by, since=since, **facts)
    return rule


@transaction.atomic
def amend(
    rule: Wording, *, by: Any, on: date, since: date | None = None, **changes: Any
) -> Wording:
    """Word a norm or institution anew from a day on; what was judged before keeps the old words."""
    since = since or on
    _check_move(rule, "amend", by, since, on)
    changed = {name: new for name, new in changes.items() if getattr(rule, name) != new}
    if not changed:
        raise NOTHING_NEW(title=rule.title)
    if rule.since == since:  # on its very first day nobody has been judged by the old words
        _set(rule, **changed)
        following = rule
    else:
        kept = {field.name: getattr(rule, field.name) for field in rule._meta.concrete_fields}
        _set(rule, until=since - ONE)
        facts = {**kept, **changed, "id": None, "since": since, "until": None}
        following = type(rule)._default_manager.create(**facts)
    _record(following, "amend", by, since=since, **changed)
    return following


@transaction.atomic
def end(rule: Wording, *, by: Any, on: date, last_day: date | None = None) -> Wording:
    """Let a norm or institution hold no longer after its last day."""
    last_day = last_day or on
    _check_move(rule, "end", by, last_day + ONE, on)
    _set(rule, until=last_day)
    _record(rule, "end", by, last_day=last_day)
    return rule


@transaction.atomic
def take_back(rules: Sequence[Norm], *, by: Any, on: date) -> None:
    """Wordings entered in error never were; none by which anybody was asked or judged."""
    if held := referring(rules):
        rule, what, n = held[0]
        raise REFERRED_TO(title=rule, n=n, what=what)
    for each in rules:
        _record(each, "take_back", by, code=each.code, since=each.since)
    Norm.objects.filter(pk__in=[each.pk for each in rules]).delete()


@transaction.atomic
def put_back(rule: Norm, *, was: Mapping[str, Any], by: Any, on: date) -> Norm:
    """A change entered in error never was: the wording holds again as it did before."""
    for name, value in was.items():
        setattr(rule, name, value)
    rule.save(update_fields=list(was))
    _record(rule, "put_back", by, **was)
    return rule


def _check_keeper(by: Any) -> None:
    """What has no thing yet has no row in a table either: the same people may begin it."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)


def _check_move(rule: Norm | Institution, act: str, by: Any, since: date, on: date) -> None:
    if no := LIVES[type(rule)].why_not(act, rule, by):
        raise no
    if since < rule.since:
        raise TOO_EARLY(title=rule.title, day=rule.since)
    if since < on:
        raise BACKDATED(title=rule.title, day=since)


def _set(rule: Norm | Institution, **facts: Any) -> None:
    """Change a wording only while it is the last one: somebody may have been quicker."""
    last = type(rule)._default_manager.filter(pk=rule.pk, until=None)
    if not last.update(**facts):
        raise OVERTAKEN()
    for name, value in facts.items():
        setattr(rule, name, value)


def _record(rule: Norm | Institution, act: str, by: Any, **facts: Any) -> None:
    journal.record(LIVES[type(rule)].verb(act), about=rule, by=by, facts=facts)


@transaction.atomic
def draft_checklist(place_type: str, title: str, *, by: Any) -> Checklist:
    """Begin the next version of the questions for one kind of place."""
    _check_keeper(by)
    last = Checklist.objects.filter(place_type=place_type).aggregate(last=Max("version"))["last"]
    facts = {"place_type": place_type, "version": (last or 0) + 1, "title": title}
    checklist = Checklist(**facts)
    if no := no_draft_waits(checklist):
        raise no
    checklist.save()
    journal.record("norms.checklist.draft", about=checklist, by=by, facts=facts)
    return checklist


@transaction.atomic
def add_item(
    checklist: Checklist, *, by: Any, on: date, norm: Norm, question: str, hint: str = ""
) -> Checklist:
    """Add one question to a draft; a no to it points at its norm."""
    question, number = question.strip(), _last_number(checklist) + 1
    if not question:
        raise EMPTY_QUESTION()
    if not queries.norms(on=on).filter(pk=norm.pk).exists():
        raise NOT_IN_FORCE(number=number, norm=norm.code, day=on)
    said = {"number": number, "norm": norm.code, "question": question}
    advance(CHECKLIST, checklist, "add_item", by=by, said=said)  # locks the draft
    checklist.items.create(number=number, norm=norm, question=question, help=hint.strip())
    return checklist


@transaction.atomic
def drop_item(checklist: Checklist, *, by: Any, on: date, number: int) -> Checklist:
    """Take one question out of a draft; those below it move up."""
    item = queries.items_of(checklist).filter(number=number).first()
    if item is None:
        raise NO_SUCH_QUESTION(number=number)
    said = {"number": number, "norm": item.norm.code, "question": item.question}
    advance(CHECKLIST, checklist, "drop_item", by=by, said=said)
    Item.objects.filter(pk=item.pk).delete()
    for below in checklist.items.filter(number__gt=number).order_by("number"):
        Item.objects.filter(pk=below.pk).update(number=below.number - 1)
    return checklist


def _last_number(checklist: Checklist) -> int:
    return checklist.items.aggregate(last=Max("number"))["last"] or 0


@transaction.atomic
def put_in_use(checklist: Checklist, *, by: Any, on: date) -> Checklist:
    """Freeze a draft and use it from now on; the version before it is retired."""
    if objection := CHECKLIST.why_not("put_in_use", checklist, by):
        raise objection
    if stale := queries.stale_items(checklist, on=on).first():
        raise NOT_IN_FORCE(number=stale.number, norm=stale.norm.code, day=on)
    if before := queries.checklist_for(checklist.place_type):
        retire(before, by=by, on=on)
    return advance(CHECKLIST, checklist, "put_in_use", by=by)


@transaction.atomic
def revise(checklist: Checklist, *, by: Any, on: date) -> Checklist:
    """Draft the next version with the same questions, each under the wording now in force."""
    advance(CHECKLIST, checklist, "revise", by=by)
    draft = draft_checklist(checklist.place_type, checklist.title, by=by)
    now = {norm.code: norm for norm in queries.norms(on=on)}
    kept = [item for item in queries.items_of(checklist) if item.norm.code in now]
    for number, item in enumerate(kept, 1):
        norm = now[item.norm.code]
        draft.items.create(number=number, norm=norm, question=item.question, help=item.help)
    return draft


@transaction.atomic
def retire(checklist: Checklist, *, by: Any, on: date) -> Checklist:
    """Use a checklist no more; visits made with it keep it."""
    return advance(CHECKLIST, checklist, "retire", by=by)


@transaction.atomic
def enter_catalogue(*, by: Any, on: date) -> list[Checklist]:
    """Enter the shipped norms and institutions and put one checklist per place in use."""
    norms = {
        row.code: enter_norm(
            row.code,
            row.title,
            title_en=row.title_en,
            text=row.text,
            basis=row.basis,
            failure_kind=row.failure_kind,
            severity=row.severity,
            since=on,
            by=by,
        )
        for row in catalogue.NORMS
    }
    for rule in catalogue.INSTITUTIONS:
        facts = {"title_en": rule.title_en, "text": rule.text}
        enter_institution(rule.code, rule.title, since=on, by=by, **facts)
    return [_shipped_checklist(place, norms, by, on) for place in catalogue.CHECKLISTS]


def _shipped_checklist(
    place: catalogue.Place, norms: dict[str, Norm], by: Any, on: date
) -> Checklist:
    checklist = draft_checklist(place.place_type, place.title, by=by)
    for row in place.questions:
        add_item(
            checklist, by=by, on=on, norm=norms[row.norm], question=row.question, hint=row.help
        )
    return put_in_use(checklist, by=by, on=on)
