"""Acts on norms, institutions and checklists: the only writer of this room's tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max

from mingcha.foundation import journal
from mingcha.foundation.workflow import advance
from mingcha.norms import catalogue, queries
from mingcha.norms.models import Checklist, Institution, Item, Norm
from mingcha.norms.refusals import (
    CODE_IN_FORCE,
    DRAFT_WAITS,
    EMPTY_QUESTION,
    ENDED,
    FROZEN,
    NO_SUCH_QUESTION,
    NOT_IN_FORCE,
    NOTHING_NEW,
    TOO_EARLY,
)
from mingcha.norms.workflow import CHECKLIST

S = Checklist.State
Rule = TypeVar("Rule", Norm, Institution)
ONE = timedelta(days=1)


@transaction.atomic
def enter_norm(code: str, title: str, *, failure_kind: str, since: date, by: Any, **f: Any) -> Norm:
    """Enter a norm that holds from a day on. Further facts: title_en, text, basis, severity."""
    facts = {"title": title, "failure_kind": failure_kind, "since": since, **f}
    return _enter(Norm, code, by, facts)


@transaction.atomic
def amend_norm(norm: Norm, *, on: date, by: Any, **changes: Any) -> Norm:
    """Word a norm anew from a day on; what was judged before keeps the old wording."""
    return _amend(norm, on, by, changes)


@transaction.atomic
def end_norm(norm: Norm, *, last_day: date, by: Any) -> Norm:
    """Let a norm hold no longer after its last day."""
    return _end(norm, last_day, by)


@transaction.atomic
def enter_institution(code: str, title: str, *, since: date, by: Any, **f: Any) -> Institution:
    """Enter a rule or mechanism in force. Further facts: title_en, text, organ."""
    return _enter(Institution, code, by, {"title": title, "since": since, **f})


@transaction.atomic
def amend_institution(
    institution: Institution, *, on: date, by: Any, **changes: Any
) -> Institution:
    """Word an institution anew from a day on."""
    return _amend(institution, on, by, changes)


@transaction.atomic
def end_institution(institution: Institution, *, last_day: date, by: Any) -> Institution:
    """Let an institution hold no longer after its last day."""
    return _end(institution, last_day, by)


def _verb(rule: Norm | Institution, act: str) -> str:
    return f"norms.{rule._meta.model_name}.{act}"


def _enter(kind: type[Rule], code: str, by: Any, facts: dict[str, Any]) -> Rule:
    if standing := kind._default_manager.filter(code=code, until=None).first():
        raise CODE_IN_FORCE(code=code, title=standing.title)
    last = kind._default_manager.filter(code=code).order_by("-until").first()
    if last is not None and last.until is not None and last.until >= facts["since"]:
        raise TOO_EARLY(title=last.title, day=last.until + ONE)
    rule = kind._default_manager.create(code=code, **facts)
    journal.record(_verb(rule, "enter"), about=rule, by=by, facts={"code": code, **facts})
    return rule


def _amend(rule: Rule, on: date, by: Any, changes: dict[str, Any]) -> Rule:
    _check_holds(rule, on)
    changed = {name: new for name, new in changes.items() if getattr(rule, name) != new}
    if not changed:
        raise NOTHING_NEW(title=rule.title)
    if rule.since == on:  # worded anew on its very first day: nobody was judged by the old words
        for name, new in changed.items():
            setattr(rule, name, new)
        rule.save(update_fields=list(changed))
        journal.record(_verb(rule, "amend"), about=rule, by=by, facts={"on": on, **changed})
        return rule
    type(rule)._default_manager.filter(pk=rule.pk).update(until=on - ONE)
    rule.until = on - ONE
    kept = {field.name: getattr(rule, field.name) for field in rule._meta.concrete_fields}
    kept.update(changed, id=None, since=on, until=None)
    new: Rule = type(rule)._default_manager.create(**kept)
    journal.record(_verb(rule, "amend"), about=new, by=by, facts={"on": on, **changed})
    return new


def _end(rule: Rule, last_day: date, by: Any) -> Rule:
    _check_holds(rule, last_day)
    rule.until = last_day
    rule.save(update_fields=["until"])
    journal.record(_verb(rule, "end"), about=rule, by=by, facts={"last_day": last_day})
    return rule


def _check_holds(rule: Norm | Institution, on: date) -> None:
    if rule.until is not None:
        raise ENDED(title=rule.title, day=rule.until)
    if on < rule.since:
        raise TOO_EARLY(title=rule.title, day=rule.since)


@transaction.atomic
def draft_checklist(place_type: str, title: str, *, by: Any) -> Checklist:
    """Begin the next version of the questions for one kind of place."""
    drafts = Checklist.objects.filter(place_type=place_type, state=S.DRAFTED)
    if draft := drafts.first():
        raise DRAFT_WAITS(version=draft.version)
    last = Checklist.objects.filter(place_type=place_type).aggregate(last=Max("version"))["last"]
    checklist = Checklist.objects.create(
        place_type=place_type, version=(last or 0) + 1, title=title
    )
    facts = {"place_type": place_type, "version": checklist.version, "title": title}
    journal.record("norms.checklist.draft", about=checklist, by=by, facts=facts)
    return checklist


@transaction.atomic
def add_item(
    checklist: Checklist, *, by: Any, on: date, norm: Norm, question: str, hint: str = ""
) -> Checklist:
    """Add one question to a draft; a no to it points at its norm."""
    _check_draft(checklist)
    if not question.strip():
        raise EMPTY_QUESTION()
    if not queries.norms(on=on).filter(pk=norm.pk).exists():
        raise NOT_IN_FORCE(number=checklist.items.count() + 1, norm=norm.code, day=on)
    last = checklist.items.aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    Item.objects.create(
        checklist=checklist, number=number, norm=norm, question=question.strip(), help=hint
    )
    return advance(CHECKLIST, checklist, "add_item", by=by)


@transaction.atomic
def drop_item(checklist: Checklist, *, by: Any, on: date, number: int) -> Checklist:
    """Take one question out of a draft; those below it move up."""
    _check_draft(checklist)
    if not checklist.items.filter(number=number).delete()[0]:
        raise NO_SUCH_QUESTION(number=number)
    for below in checklist.items.filter(number__gt=number).order_by("number"):
        Item.objects.filter(pk=below.pk).update(number=below.number - 1)
    return advance(CHECKLIST, checklist, "drop_item", by=by)


def _check_draft(checklist: Checklist) -> None:
    """Read anew: a page that lay open while somebody put it in use must not thaw it."""
    if not Checklist.objects.filter(pk=checklist.pk, state=S.DRAFTED).exists():
        raise FROZEN(title=str(checklist))


@transaction.atomic
def put_in_use(checklist: Checklist, *, by: Any, on: date) -> Checklist:
    """Freeze a draft and use it from now on; the version before it is retired."""
    in_force = queries.norms(on=on)
    if stale := queries.items_of(checklist).exclude(norm__in=in_force).first():
        raise NOT_IN_FORCE(number=stale.number, norm=stale.norm.code, day=on)
    if objection := CHECKLIST.why_not("put_in_use", checklist, by):
        raise objection
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
    Item.objects.bulk_create(
        Item(
            checklist=draft,
            number=number,
            norm=now[item.norm.code],
            question=item.question,
            help=item.help,
        )
        for number, item in enumerate(kept, 1)
    )
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
