"""A small city to inspect: three organs with offices, five inspectors, checklists in use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mingcha.draws import commands as draws
from mingcha.foundation import reactions, time
from mingcha.foundation.models import JournalEntry
from mingcha.norms import commands as norms
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.visits.commands import plan as plans
from mingcha.visits.commands import rounds

SINCE = date(2020, 1, 1)
THEME = "窗口服务"
THEMES = f"{THEME} | 明政发〔2026〕3号 第二条\n首问负责｜明效能〔2026〕1号"
SEED = "dice:3-1-6-2-5-5-4-1-2-6"
WITNESSES = ["周文博", "吴静安"]


def person(staff_no, name, role, by, organ=None):
    found = people.register(staff_no, name, by=by, password="mingzhou-2026", organ=organ)
    people.charge(found, role, since=SINCE, by=by, organ=organ)
    return found


def inspectors(by, n=5):
    return [person(f"I{k}", f"察访员{k}", Duty.Role.INSPECTOR, by) for k in range(1, n + 1)]


def offices(organ, by, n=3):
    return [
        organs.found(
            f"{organ.code}-{k:02d}", f"{k}处", level="office", parent=organ, since=SINCE, by=by
        )
        for k in range(1, n + 1)
    ]


def organ(code, name, kind, by):
    found = organs.found(code, name, level="organ", kind=kind, since=SINCE, by=by)
    offices(found, by)
    return found


def checklist(by, on, place_type="office"):
    norm = norms.queries.norm("N01", on=on) or norms.enter_norm(
        "N01", "在岗履职", failure_kind="conduct", since=SINCE, by=by
    )
    made = norms.draft_checklist(place_type, "办公室察访表", by=by)
    norms.add_item(made, norm=norm, question="有人在岗吗？", by=by, on=on)
    return norms.put_in_use(made, by=by, on=on)


def plan(by, on, ceiling=2):
    made = plans.draft(2026, title="2026年察访计划", themes=THEMES, ceiling=ceiling, by=by, on=on)
    return plans.approve(made, by=by, on=on)


def tomorrow(on, hour=9):
    day = on + timedelta(days=1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=time.city_zone())


def prepare(plan_, by, on, **facts):
    said = {"theme": THEME, "mode": "covert", "place_type": "office", "opens_at": tomorrow(on)}
    return rounds.prepare_round(plan_, **{**said, "want": 3, **facts}, by=by, on=on)


def draw(round_, by, on, seed=SEED):
    draws.draw(round_.draw, seed=seed, witnesses=WITNESSES, by=by, on=on)
    return round_


def hear(verb):
    """Let every reaction to the newest act of this name run, as the worker would."""
    entry = JournalEntry.objects.filter(verb=verb).last()
    for name in reactions._heard[verb]:
        reactions.react.func(entry.pk, name)
