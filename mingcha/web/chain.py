"""The whole chain around one finding: visit, finding, order, slip, score sheet, bulletin.

Each room knows only what stands below it; this floor sees all of them, and shows each reader no
more than the room itself would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment import queries as assessment
from mingcha.bulletins import queries as bulletins
from mingcha.findings import queries as findings
from mingcha.findings.models import Finding
from mingcha.foundation.listing import state_tag
from mingcha.rectification import queries as rectification
from mingcha.rectification.models import Order, Slip
from mingcha.web.tones import TONES

Node = dict[str, Any]
PAPERS = ("ZG", "FK", "DB", "CF")  # kinds of which the press has a paper


def around(thing: Any, person: Any) -> list[Node]:
    """The chain in which a finding, an order or a slip stands, as far as this person may look."""
    order = thing if isinstance(thing, Order) else getattr(thing, "order", None)
    finding = thing if isinstance(thing, Finding) else _finding_of(order, person)
    nodes = [*_seen(finding, person), *_pressed(order, person, thing), *_told(finding, person)]
    for node in nodes:
        node["current"] = node.get("number") == thing.number
        if node.get("state"):
            node["state"] = {"tone": TONES.get(node["state"]["code"], "neutral"), **node["state"]}
    return nodes if len(nodes) > 1 else []


def _finding_of(order: Order | None, person: Any) -> Finding | None:
    return findings.visible_to(person).filter(order=order).first() if order else None


def _seen(finding: Finding | None, person: Any) -> Iterator[Node]:
    if finding is None:
        return
    for node in findings.chain(finding, person):
        own = {"url": reverse("findings:finding", args=[finding.pk])} if node.current else {}
        yield {**vars(node), **own}


def _pressed(order: Order | None, person: Any, thing: Any) -> Iterator[Node]:
    """The newest slip on an order, or the one that is looked at."""
    if order is None:
        return
    slip = thing if isinstance(thing, Slip) else None
    slip = (
        slip or rectification.slips_visible_to(person).filter(order=order).order_by("-pk").first()
    )
    if slip is None:
        return
    tag = {"code": slip.state, "label": slip.get_state_display(), "tone": slip.colour}
    url = reverse("rectification:slip", args=[slip.pk])
    yield {"label": slip.get_colour_display(), "number": slip.number, "url": url, "state": tag,
           "when": slip.issued_on}  # fmt: skip


def _told(finding: Finding | None, person: Any) -> Iterator[Node]:
    """The score sheet that counts it and the bulletin that tells it."""
    if finding is None:
        return
    counted = assessment.current(assessment.visible_to(person)).filter(organ=finding.organ_id)
    sheet = counted.filter(reckoning__contains=finding.number).order_by("-pk").first()
    if sheet is not None:
        yield {"label": _("Score sheet"), "number": sheet.number, "state": state_tag(sheet, TONES),
               "url": reverse("assessment:sheet", args=[sheet.pk])}  # fmt: skip
    numbers = [finding.number, *([finding.order.number] if finding.order else [])]
    named = bulletins.named_visible_to(person).filter(organ=finding.organ_id).order_by("-pk")
    told = next((one for one in named if any(n in one.passage for n in numbers)), None)
    if told is not None:
        yield {"label": _("Bulletin"), "number": told.issue.number,
               "state": state_tag(told.issue, TONES),
               "url": reverse("bulletins:issue", args=[told.issue_id])}  # fmt: skip


def papers(thing: Any) -> list[dict[str, str]]:
    """Where the paper of a thing can be taken away; nothing before there is one."""
    number = str(getattr(thing, "number", ""))
    if number[:2] not in PAPERS or not _has_gone_out(thing):
        return []
    files = {"pdf": "PDF", "docx": _("Word document")}
    return [
        {"label": label, "url": reverse("bulletins:paper", args=[number, form])}
        for form, label in files.items()
    ]


def _has_gone_out(thing: Any) -> bool:
    match str(thing.number)[:2]:
        case "ZG":
            return thing.issued_on is not None
        case "FK":
            return bool(thing.fed_back_on and thing.letter)
        case "CF":
            return bool(thing.began_at)
        case _:
            return True
