"""Tables of what an item asks for, and of what the checks found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.people.models import Duty
from mingcha.people.parties import holds
from mingcha.powers.models import Version
from mingcha.powers.queries.checks import Trouble
from mingcha.powers.wording import limit
from mingcha.powers.xrays import Check

R = Duty.Role
MAY_CHECK = (R.APPROVAL_OFFICE, R.LEGAL_OFFICE, R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR)
MOST = 100


def may_check(person: Any) -> bool:
    """Whoever keeps the inventory or answers for the order of it."""
    return holds(person, *MAY_CHECK)


def tables(shown: Version) -> list[dict[str, Any]]:
    """Basis, steps, materials and fees; each with its codes, by which a reform names them."""
    code = (_("Code"), "")
    return [
        _table(
            _("Legal basis"),
            [(_("Law or regulation"), ""), (_("Article"), "")],
            [[f"《{one.law}》", one.article or "—"] for one in shown.bases.all()],
            _("No law is named"),
            _("Without a basis nothing may be asked of anybody."),
        ),
        _table(
            _("Steps"),
            [code, (_("Step"), ""), (_("Days"), "right")],
            [[one.code, one.name, limit(one.days, shown.days_kind)] for one in shown.steps.all()],
            _("No step is told"),
            _("The way to a decision is not described."),
        ),
        _table(
            _("Materials"),
            [code, (_("Material"), ""), (_("Where it comes from"), "")],
            [[one.code, one.name, one.source or "—"] for one in shown.materials.all()],
            _("No material is asked for"),
            _("Whoever asks for one acts outside the inventory."),
        ),
        _table(
            _("Fees"),
            [code, (_("Fee"), ""), (_("Amount"), "right")],
            [[one.code, one.name, one.amount or "—"] for one in shown.fees.all()],
            _("No fee is taken"),
            _("Whoever takes one acts outside the inventory."),
        ),
    ]


def _table(
    caption: str, heads: Sequence[tuple[str, str]], lines: Sequence[Sequence[Any]], *empty: str
) -> dict[str, Any]:
    columns = [{"key": f"c{n}", "label": h, "align": a} for n, (h, a) in enumerate(heads)]
    rows = [{"cells": [{"text": word} for word in line]} for line in lines]
    told = {"caption": caption, "total": len(rows), "columns": columns, "rows": rows}
    return {**told, "empty": {"title": empty[0], "text": empty[1]}}


def trouble(check: Check, found: Sequence[Trouble]) -> dict[str, Any]:
    """One kind of trouble: its words, and the first hundred items that have it."""
    heads = [(_("Item"), ""), (_("What stands there"), "")]
    lines = [
        {
            "cells": [
                {
                    "text": str(one.item),
                    "url": reverse("powers:item", args=[one.item.pk]),
                    "note": f"{_('and')} {one.other}" if one.other else "",
                },
                {"text": one.detail or "—"},
            ]
        }
        for one in found[:MOST]
    ]
    columns = [{"key": f"c{n}", "label": h, "align": a} for n, (h, a) in enumerate(heads)]
    table = {"caption": check.what, "total": len(found), "columns": columns, "rows": lines}
    return {"table": table, "remedy": check.remedy, "total": len(found), "what": check.what}
