"""Printed invitations of a panel: A4 sheets of cards to cut, each for one person."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from mingcha.appraisals.commands.inviting import Listed
from mingcha.appraisals.models import Round
from mingcha.foundation.printing import printed, qr

LAYOUT: Final = Path(__file__).parent / "layouts" / "cards.typ"


def sheet(round_: Round, listed: Sequence[Listed], *, address: str, on: date) -> bytes:
    """Ten cards a page in the order of the list: whose, of which group, number, QR of the link.

    The name is cut off before the card is handed over, or goes into an envelope with it.
    """
    names = {row["code"]: row["name"] for row in round_.poll.groups} if round_.poll else {}
    told = {
        "title": round_.title,
        "number": round_.number,
        "day": f"{round_.closes_on:%Y-%m-%d}",
        "address": address,
        "cards": [_card(line, names) for line in listed],
    }
    return printed(LAYOUT, told, on=on)


def _card(line: Listed, groups: Mapping[str, str]) -> dict[str, Any]:
    out = io.BytesIO()
    qr(line.link).save(out, kind="png", border=0)
    member = line.member
    return {
        "name": member.name,
        "ref": member.ref,
        "group": groups.get(member.group, member.group),
        "place": member.address,
        "number": line.number,
        "link": line.link,
        "qr": list(out.getvalue()),
    }
