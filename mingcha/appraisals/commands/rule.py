"""Acts on rule versions: prepare, amend, publish for good, give up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.appraisals.models import RuleVersion
from mingcha.appraisals.refusals import RULE_KNOWN, RULE_UNFIT
from mingcha.appraisals.workflow import RULE
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.core.roundrule import RoundRule
from mingcha.foundation import journal
from mingcha.foundation.calendar import said
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_conduct_office


def _read(code: str, parameters: Mapping[str, Any]) -> RoundRule:
    try:
        return RoundRule.of(code, parameters)
    except Unfit as no:
        raise RULE_UNFIT(why=said(no)) from no


@transaction.atomic
def draft(
    code: str,
    *,
    kind: str,
    title: str,
    parameters: Mapping[str, Any],
    by: Any,
    on: date,
    document: str = "",
) -> RuleVersion:
    """Prepare a rule version: it can be tried out and amended until it is published."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    if RuleVersion.objects.filter(code=code).exists():
        raise RULE_KNOWN(code=code)
    held = _read(code, parameters).parameters()
    facts = {
        "of_kind": kind,
        "title": title.strip(),
        "parameters": held,
        "document": document.strip(),
    }
    rule = RuleVersion.objects.create(code=code, by=by, **facts)
    journal.record("appraisals.ruleversion.draft", about=rule, by=by, facts={"code": code, **facts})
    return rule


@transaction.atomic
def amend(
    rule: RuleVersion,
    *,
    by: Any,
    on: date,
    title: str | None = None,
    document: str | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> RuleVersion:
    """Change a rule version that is not published yet."""
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = title.strip()
    if document is not None:
        changes["document"] = document.strip()
    if parameters is not None:
        changes["parameters"] = _read(rule.code, parameters).parameters()
    return advance(RULE, rule, "amend", by=by, **changes)


@transaction.atomic
def publish(rule: RuleVersion, *, document: str, by: Any, on: date) -> RuleVersion:
    """Publish it with the paper that decided it: from now on nobody can change it."""
    held = _read(rule.code, rule.parameters)
    facts: dict[str, Any] = {"document": document.strip(), "digest": held.digest}
    return advance(RULE, rule, "publish", by=by, published_on=on, **facts)


def discard(rule: RuleVersion, *, by: Any, on: date) -> RuleVersion:
    """Give up a rule version before it was published; it stays on record."""
    return advance(RULE, rule, "discard", by=by)
