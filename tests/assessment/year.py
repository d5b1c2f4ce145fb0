"""What a year is made of in tests: rounds that are final, with counts by group."""

from __future__ import annotations

from datetime import date

from mingcha.appraisals import record
from mingcha.appraisals.models import Reckoning, Round, RuleVersion, Subject
from mingcha.core.roundrule import DEFAULT
from mingcha.core.roundscore import to_json

GROUPS = [group.code for group in DEFAULT.groups]


def cells(good, all_=100, small=()):
    """Counts by group and question: so many of so many gave the best grade, the rest the next."""
    sizes = {group: (8 if group in small else all_) for group in GROUPS}
    return {
        group: {
            q.code: {"1": round(good * n / all_), "2": n - round(good * n / all_)}
            for q in DEFAULT.questions
        }
        for group, n in sizes.items()
    }


def final_round(organs, kind, *, period="2026", state="final", good=60, small=(), on=None):
    """A round that is over, with a result of every unit given."""
    n = Round.objects.count() + 1
    rule = RuleVersion.objects.create(
        code=f"r{n}", of_kind=kind, title="办法", parameters=DEFAULT.parameters(),
        document="文", digest="0" * 64, published_on=date(2026, 1, 2), state="published",
    )  # fmt: skip
    made = Round.objects.create(
        number=f"PY-2026-{n:04d}", of_kind=kind, title="评议", period=period, rule=rule,
        reason="重点", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 10), state=state,
        published_on=date(2026, 1, 2), counted_on=on or date(2026, 3, 11),
    )  # fmt: skip
    rated = organs if isinstance(organs, dict) else dict.fromkeys(organs, good)
    subjects, counts = [], {}
    for place, (unit, part) in enumerate(rated.items()):
        facts = {"code": unit.code, "kind": unit.head_organ.kind}
        Subject.objects.create(round=made, unit=unit, name=unit.name, place=place, **facts)
        subjects.append({**facts, "other": None, "veto": ""})
        counts[unit.code] = {} if part is None else cells(part, small=small)
    sizes = {"peer": 800}
    inputs = {"tally": {"cells": counts}, "void": {}, "subjects": subjects, "issued": sizes,
              "ballots": sizes}  # fmt: skip
    Reckoning.objects.create(
        round=made, inputs=inputs, sheet=to_json(record.reckon(inputs, DEFAULT)),
        digest=record.digest_of(inputs), made_on=date(2026, 3, 11),
    )  # fmt: skip
    return made
