"""Acts on the panel of a round: laid out for a draw, taken over from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.appraisals import record, rules
from mingcha.appraisals.commands import ballot
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.models import Frame, FrameEntry, Panel, PanelMember, Round
from mingcha.appraisals.refusals import (
    FRAME_OF_THE_RATED,
    FRAME_UNFIT,
    FRAME_WIPED,
    NAMED_UNFIT,
    PANEL_NOT_DRAWN,
    PANEL_PREPARED,
)
from mingcha.appraisals.workflow import ROUND
from mingcha.core.notice import Unfit
from mingcha.core.panel import BETWEEN, Entry, PanelPlan, code_in, named_fingerprint, plan_panel
from mingcha.core.pool import Pool
from mingcha.draws import commands as draws
from mingcha.draws.models import Draw
from mingcha.foundation import policy
from mingcha.foundation.calendar import said
from mingcha.foundation.workflow import advance

AT_A_TIME = 500
MOST_TITLE = 90  # a purpose has 200 characters, 64 of them a fingerprint


@transaction.atomic
def prepare_panel(
    round_: Round,
    *,
    frames: Sequence[Frame],
    seed_source: str,
    by: Any,
    on: date,
    variants: bool = False,
) -> Round:
    """Lay the panel out from lists of third bodies and fix the bag, before the seed is known.

    The bag has numbers of lists, no names: its record can be shown to anybody.
    """
    if no := ROUND.why_not("prepare_panel", round_, by):
        raise no
    _anew(round_)
    _clean(round_, frames)
    at_random = policy.value(rules.AT_RANDOM, on=on)
    try:
        plan = _planned(round_, frames, at_random, variants=variants, on=on)
    except Unfit as unfit:
        raise NAMED_UNFIT(why=said(unfit)) from unfit
    if not plan.wants:
        raise FRAME_UNFIT()
    pool, purpose = Pool(plan.candidates), _purpose(round_, plan)
    draw = draws.prepare(purpose, pool, plan.wants, seed_source, by=by, on=on)
    facts: dict[str, Any] = {
        "recused": {code: list(organs) for code, organs in plan.recused.items()},
        "left_out": dict(plan.left_out),
        "short": dict(plan.short),
        "named": dict(plan.named),
        "at_random": at_random,
    }
    made = Panel.objects.create(round=round_, draw=draw, prepared_on=on, **facts)
    made.frames.set(frames)
    told: dict[str, Any] = {"draw": draw.number, "frames": [frame.code for frame in frames]}
    told |= {"wants": dict(plan.wants), "left_out": plan.counts(), "short": facts["short"]}
    told |= {"named": len(plan.named), "at_random": at_random}
    return advance(ROUND, round_, "prepare_panel", by=by, said=told)


def _purpose(round_: Round, plan: PanelPlan) -> str:
    """What is drawn for; whoever was named before is bound by it, for it is read out."""
    if not plan.named:
        return round_.title
    words = _("{title}; {n} named before, SHA-256 {digest}")
    digest = named_fingerprint(plan.named)
    return words.format(title=round_.title[:MOST_TITLE], n=len(plan.named), digest=digest)


def _anew(round_: Round) -> None:
    """A panel is laid out once, or again after its draw was declared void."""
    old = Panel.objects.select_related("draw").filter(round=round_).first()
    if old is None:
        return
    if old.draw.state != Draw.State.VOID:
        raise PANEL_PREPARED(number=old.draw.number)
    old.delete()


def _clean(round_: Round, frames: Sequence[Frame]) -> None:
    rated = {s.unit.head_organ.pk for s in round_.subjects.select_related("unit__organ")}
    for frame in frames:
        if frame.wiped_on is not None:
            raise FRAME_WIPED(code=frame.code, day=frame.wiped_on)
        owner = frame.owner_unit
        if owner is not None and owner.head_organ.pk in rated:
            raise FRAME_OF_THE_RATED(code=frame.code, organ=owner.name)


def _planned(
    round_: Round, frames: Sequence[Frame], at_random: int, *, variants: bool, on: date
) -> PanelPlan:
    quotas = {group.code: group.quota for group in record.rule_of(round_.rule).groups}
    asked = {group["code"] for group in ballot.groups_of(round_)}
    rows = FrameEntry.objects.filter(frame__in=frames).select_related("frame", "used")
    subjects = round_.subjects.select_related("unit__organ")
    organs = {s.code: {s.code, s.unit.head_organ.code} for s in subjects}
    return plan_panel(
        [_entry(row, organs) for row in rows.iterator(chunk_size=2000)],
        {code: quota for code, quota in quotas.items() if code in asked},
        frozenset(organs),
        variants=variants,
        least=policy.value(rules.LEAST_VARIANT, on=on),
        at_random=at_random,
    )


def _entry(row: FrameEntry, organs: dict[str, set[str]]) -> Entry:
    """One person as the draw knows them: a tie to an organ is a tie to its offices."""
    told = set(row.ties)
    ties = frozenset(code for code, names in organs.items() if names & told)
    contact = row.phone or row.email or row.address
    person = f"{row.name}|{row.phone or row.email}" if row.phone or row.email else ""
    strata = (row.used.code if row.used else "", row.stratum)
    stratum = " ".join(part for part in strata if part).replace("|", " ")
    return Entry(_key_of(row), row.frame.group, stratum, person, ties, bool(contact), row.named)


def _key_of(row: FrameEntry) -> str:
    """How an entry is named in a draw: its list and its number there."""
    return f"{row.frame.code}{BETWEEN}{row.ref}".replace("|", "-")


@transaction.atomic
def draw_panel(
    round_: Round, *, by: Any, on: date, drawn: bool = False, blind: bool = True
) -> Round:
    """The panel stands: members are taken over from the draw, and the paper is fixed for them.

    Without lists the groups get slips in a hall, and there is no draw to wait for.
    """
    panel = Panel.objects.select_related("draw").filter(round=round_).first()
    if panel is None:
        return rounds.draw_panel(round_, drawn=drawn, blind=blind, by=by, on=on)
    if panel.draw.state != Draw.State.DRAWN:
        raise PANEL_NOT_DRAWN(number=panel.draw.number)
    groups = _groups(round_, panel, drawn=drawn)
    rounds.draw_panel(round_, drawn=drawn, blind=blind, groups=groups, by=by, on=on)
    _take_over(round_, panel)
    return round_


def _groups(round_: Round, panel: Panel, *, drawn: bool) -> list[dict[str, Any]]:
    """The groups of the paper, each followed by its variants for recused members."""
    codes = {code_in(name) for name in (*panel.draw.wants, *panel.named.values())}
    listed = {record.base_of(code) for code in codes}
    groups: list[dict[str, Any]] = []
    for group in ballot.groups_of(round_):
        base = group["code"]
        if base in codes or base not in listed or drawn:
            groups.append(group)
        mine = sorted(code for code in codes if code != base and record.base_of(code) == base)
        groups += [_variant(group, code, panel.recused[code]) for code in mine]
    return groups


def _variant(group: dict[str, Any], code: str, organs: list[str]) -> dict[str, Any]:
    n = code.rpartition(".")[2]
    names = {"name": f"{group['name']}（回避{n}）", "name_en": f"{group['name_en']} (recused {n})"}
    return {"code": code, **names, "recused": organs}


def _take_over(round_: Round, panel: Panel) -> None:
    """Members drawn and named, with contact from the lists; those left out without it."""
    assert panel.draw.record is not None
    drawn = {one["key"]: code_in(one["stratum"]) for one in panel.draw.record["targets"]}
    drawn |= {key: code_in(stratum) for key, stratum in panel.named.items()}
    rows = FrameEntry.objects.filter(frame__in=panel.frames.all()).select_related("frame")
    made = []
    for row in rows.iterator(chunk_size=2000):
        key = _key_of(row)
        if key in drawn:
            made.append(_member(round_, panel, row, drawn[key]))
        elif key in panel.left_out:
            facts = {"group": row.frame.group, "left_out": panel.left_out[key]}
            made.append(PanelMember(round=round_, frame=row.frame, ref=row.ref, **facts))
    PanelMember.objects.bulk_create(made, batch_size=AT_A_TIME)


def _member(round_: Round, panel: Panel, row: FrameEntry, code: str) -> PanelMember:
    contact = {name: getattr(row, name) for name in ("name", "phone", "email", "address")}
    ties = panel.recused.get(code, [])
    facts = {"group": code, "stratum": row.stratum, "ties": ties}
    facts["draw"] = None if _key_of(row) in panel.named else panel.draw
    return PanelMember(round=round_, frame=row.frame, ref=row.ref, **contact, **facts)
