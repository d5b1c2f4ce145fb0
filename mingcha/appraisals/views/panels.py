"""Tables and strips of the pages of rounds and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, verdict, wording
from mingcha.appraisals.models import Round
from mingcha.appraisals.queries import Figures, hall
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import GroupFigures, RoundScore
from mingcha.core.shares import Share
from mingcha.core.standing import Standings
from mingcha.polls.queries import Intake

S = Round.State
TONES: dict[str, str] = {
    S.DESIGNED: "withheld",
    S.PUBLISHED: "neutral",
    S.PANEL_DRAWN: "neutral",
    S.OPEN: "attention",
    S.COUNTED: "attention",
    S.VALIDATED: "neutral",
    S.PARTLY_VOID: "attention",
    S.OBJECTIONS: "attention",
    S.FINAL: "good",
    S.CLOSED: "good",
    S.VOID: "withheld",
}


def column(key: str, label: Any, align: str = "") -> dict[str, Any]:
    """The head of one column."""
    return {"key": key, "label": label, "align": align}


def cells(*values: Any) -> list[dict[str, Any]]:
    """Cells of plain words; what is a cell already stays one."""
    return [v if isinstance(v, dict) else {"text": "—" if v is None else v} for v in values]


def participation(seen: Intake | None) -> dict[str, Any] | None:
    """Tickets out and ballots in by group; small numbers are not told."""
    if seen is None:
        return None
    few = _("under {n}").format(n=seen.least)
    rows = [
        {
            "cells": cells(
                wording.in_language(one.name, one.name_en),
                few if one.issued is None else one.issued,
                few if one.ballots is None else one.ballots,
            )
        }
        for one in seen.groups
    ]
    whole = (_("hidden") if n is None else n for n in (seen.issued, seen.ballots))
    rows.append({"cells": cells(_("All groups"), *whole)})
    columns = [
        column("group", _("Group")),
        column("issued", _("Tickets issued"), "right"),
        column("ballots", _("Ballots in"), "right"),
    ]
    return {"caption": _("Participation"), "columns": columns, "rows": rows}


def subjects(round_: Round, *, may_enter: bool) -> dict[str, Any]:
    """Who is rated, with class, work check and veto event."""
    rows = []
    for one in round_.subjects.all():
        url = reverse("appraisals:part", args=[round_.pk, one.code]) if may_enter else ""
        name = {"text": one.name, "note": one.code, "url": url}
        rows.append({"cells": cells(name, wording.class_of(one.kind), one.other, one.veto or "—")})
    columns = [
        column("organ", _("Organ")),
        column("class", _("Class")),
        column("other", _("Work check"), "right"),
        column("veto", _("Veto event")),
    ]
    return {"caption": _("Who is rated"), "total": len(rows), "columns": columns, "rows": rows}


def group_table(
    score: RoundScore, rule: RoundRule, *, seen: frozenset[str] | None, least: int
) -> dict[str, Any]:
    """One organ's figures by group; `seen` None means all, else only these groups."""
    names = wording.groups(rule)
    rows = [{"cells": _group(one, names, seen, least)} for one in score.groups]
    columns = [
        column("group", _("Group")),
        column("weight", _("Weight"), "right"),
        column("score", _("Score"), "right"),
        column("shares", " / ".join(wording.grades(rule)), "right"),
        column("n", _("Base"), "right"),
        column("unknown", _("Do not know"), "right"),
    ]
    return {"caption": _("By group"), "columns": columns, "rows": rows}


def _group(
    one: GroupFigures, names: Mapping[str, str], seen: frozenset[str] | None, least: int
) -> list[dict[str, Any]]:
    name = names.get(one.group, one.group)
    if seen is not None and one.group not in seen:
        hidden = {"text": _("withheld"), "tone": "withheld", "note": _("small group")}
        few = _("under {n}").format(n=least) if one.valid < least else _("hidden")
        return cells(name, wording.percent(one.weight), hidden, "—", few, "—")
    said: dict[str, Any] = {"text": wording.points(one.score), "note": ""}
    if one.missing:
        said = {"text": "—", "note": wording.MISSING.get(one.missing, one.missing)}
    elif one.score is not None and one.se is not None:
        said = {"text": wording.doubted(float(one.score), float(one.se)), "note": ""}
    return cells(
        name,
        wording.percent(one.weight),
        said,
        wording.shares(one.shares),
        one.valid,
        one.unknown,
    )


def published(round_: Round, found: Sequence[Figures], rule: RoundRule) -> dict[str, Any]:
    """What everybody sees of a final round: shares, scores and bands as far as they may be told."""
    spot, shares = round_.of_kind == "on_the_spot", _published_shares(round_, rule)
    scores = {} if spot else (round_.public or {}).get("scores", {})
    stand = queries.standings_published(round_, found)
    rows = []
    for one in found:
        code = one.subject.code
        url = reverse("appraisals:organ_result", args=[round_.pk, code])
        facts = [one.subject.name, wording.class_of(one.subject.kind)]
        facts += [shares.get(code, "—")] if shares else []
        facts += [scores.get(code)] if scores else []
        facts += [_places(stand.get(one.subject.kind), code)] if stand else []
        facts += [] if spot else [wording.band(one.score.band)]
        link, *rest = facts
        rows.append(
            {"url": url, "cells": cells({"text": link}, *rest, wording.standing(one.score))}
        )
    columns = [column("organ", _("Organ")), column("class", _("Class"))]
    columns += [column("shares", _("Shares of the ballots"))] if shares else []
    columns += [column("score", _("Score"), "right")] if scores else []
    columns += [column("places", _("Places the data allow"))] if stand else []
    columns += [] if spot else [column("band", _("Band"))]
    columns.append(column("standing", _("Standing")))
    return {"caption": _("Published results"), "total": len(rows), "columns": columns, "rows": rows}


def _places(stand: Standings | None, code: str) -> str:
    return verdict.places(stand.place(code), len(stand.places)) if stand else "—"


def _published_shares(round_: Round, rule: RoundRule) -> dict[str, str]:
    """Each organ's shares in words as disclosure lets them out; none where a paper asks more."""
    if round_.public is None or round_.poll is None or len(rule.questions) > 1:
        return {}
    marks = _marks(rule)
    shown = {}
    for one in hall.results_shown(round_, round_.poll):
        total = sum(n for _held, n in one.classes)
        parts = (
            f"{'、'.join(marks[m] for m in held)} {wording.percent(Share(n, total).value)}"
            for held, n in one.classes
        )
        shown[one.organ] = "；".join(parts) or "—"
    return shown


def _marks(rule: RoundRule) -> dict[str, str]:
    """What each mark of a paper says."""
    marks = {str(n): words for n, words in enumerate(wording.grades(rule), 1)}
    return marks | {"u": _("Do not know"), "n": _("No contact"), "-": _("Left empty")}


def published_counts(round_: Round, code: str, rule: RoundRule) -> dict[str, Any]:
    """The published counts of one organ: groups and neighbouring marks put together."""
    names, asked, marks = wording.groups(rule), wording.questions(rule), _marks(rule)
    rows = []
    for part in ((round_.public or {}).get("organs", {})).get(code, []):
        who = "、".join(names.get(g.partition(".")[0], g) for g in part["groups"])
        for question, classes in part["questions"].items():
            said = "；".join(f"{'、'.join(marks[m] for m in held)} {n}" for held, n in classes)
            rows.append({"cells": cells(who, asked.get(question, question), said, part["ballots"])})
    columns = [
        column("groups", _("Groups")),
        column("question", _("Question asked")),
        column("counts", _("Ballots")),
        column("n", _("Asked"), "right"),
    ]
    empty = {"title": _("Nothing is published of this organ"), "text": _("Too few ballots.")}
    return {"caption": _("Published counts"), "columns": columns, "rows": rows, "empty": empty}
