"""Tables and strips of the pages of rounds and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, wording
from mingcha.appraisals.models import Round
from mingcha.appraisals.queries import Figures, hall
from mingcha.core.roundrule import RoundRule
from mingcha.core.roundscore import GroupFigures, RoundScore
from mingcha.core.shares import Share
from mingcha.core.whatif import left_out
from mingcha.foundation import plots
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


def by_class(round_: Round, found: Sequence[Figures], rule: RoundRule) -> list[dict[str, Any]]:
    """One section a class: the sentence, the plot, the table, what leaving out would change."""
    bands = queries.bands(round_, found)
    spot = round_.of_kind == "on_the_spot"
    sections = []
    for kind in dict.fromkeys(one.subject.kind for one in found):
        held = [one for one in found if one.subject.kind == kind]
        names = {one.subject.code: one.subject.name for one in held}
        section = {
            "label": wording.class_of(kind),
            "table": _results(round_, held, rule, spot=spot),
        }
        if not spot:
            apart = bands.get(kind)
            rated = {c: n for c, n in names.items() if _compared(held, c)}
            sentence = wording.apart(rated, apart)
            section |= {"sentence": sentence, "plot": _plot(round_, held, apart, sentence)}
            section |= {"sensitivity": sensitivity(held, rule, names)}
        sections.append(section)
    return sections


def _compared(held: Sequence[Figures], code: str) -> bool:
    return any(one.subject.code == code and one.score.standing == "rated" for one in held)


def _results(
    round_: Round, held: Sequence[Figures], rule: RoundRule, *, spot: bool
) -> dict[str, Any]:
    columns = [
        column("organ", _("Organ")),
        column("shares", " / ".join(wording.grades(rule)), "right"),
        column("n", _("Base"), "right"),
        column("unknown", _("Do not know"), "right"),
        column("response", _("Response"), "right"),
    ]
    more = [
        column("score", _("Score"), "right"),
        column("band", _("Band")),
        column("gap", _("Gap between groups"), "right"),
        column("standing", _("Standing")),
    ]
    rows = [_result(round_, one, rule, spot=spot) for one in held]
    shown = columns if spot else [columns[0], *more[:2], *columns[1:], *more[2:]]
    return {"caption": _("Results"), "total": len(rows), "columns": shown, "rows": rows}


def _result(round_: Round, one: Figures, rule: RoundRule, *, spot: bool) -> dict[str, Any]:
    url = reverse("appraisals:organ_result", args=[round_.pk, one.subject.code])
    name = {"text": one.subject.name, "note": one.subject.code}
    plain = (
        wording.shares(one.score.shares),
        one.valid,
        wording.percent(one.score.unknown_rate),
        wording.percent(one.response),
    )
    if spot:
        return {"url": url, "cells": cells(name, *plain)}
    gap = _gap(one.score, rule)
    score, standing = wording.score(one.score), wording.standing(one.score)
    band = wording.band(one.score.band)
    return {"url": url, "cells": cells(name, score, band, *plain, gap, standing)}


def _gap(score: RoundScore, rule: RoundRule) -> Any:
    if score.gap is None:
        return None
    names = wording.groups(rule)
    words = _("{best} above {worst}").format(best=names[score.gap[1]], worst=names[score.gap[2]])
    return {"text": wording.points(score.gap[0]), "note": words}


def _plot(
    round_: Round,
    held: Sequence[Figures],
    bands: Sequence[Sequence[str]] | None,
    sentence: str,
) -> plots.Plot | None:
    """Interval bars of one class, the highest first; bands of the indistinguishable shaded."""
    of_band = {code: n for n, band in enumerate(bands or (), 1) for code in band}
    rows = [
        plots.Interval(
            one.subject.name,
            float(one.score.score),
            float(one.score.interval[0]),
            float(one.score.interval[1]),
            of_band.get(one.subject.code, 1),
            one.valid,
        )
        for one in held
        if one.score.standing == "rated" and one.score.score and one.score.interval
    ]
    if len(rows) < 2:
        return None
    return plots.intervals(
        sorted(rows, key=lambda row: -row.value),
        title=sentence,
        subtitle=_("Score in points of 100 with 95 % interval; shaded alike: not to be told apart"),
        source=_("round {number}, rule {rule}").format(number=round_.number, rule=round_.rule.code),
    )


def sensitivity(
    held: Sequence[Figures], rule: RoundRule, names: Mapping[str, str]
) -> dict[str, Any] | None:
    """Who would change places if one group had not been asked; never a rank."""
    rows = left_out([one.score for one in held if one.score.standing == "rated"])
    if not rows or len(held) < 2:
        return None
    groups = wording.groups(rule)
    made = [
        {
            "cells": cells(
                groups.get(row.group, row.group),
                "、".join(names[code] for code in row.moved) or _("nobody"),
                "；".join(f"{names[a]}—{names[b]}" for a, b in row.clear) or _("none"),
                row.most,
            )
        }
        for row in rows
    ]
    columns = [
        column("group", _("Group left out")),
        column("moved", _("Would change places")),
        column("clear", _("Of these, pairs that can be told apart")),
        column("most", _("Largest change, points"), "right"),
    ]
    return {"caption": _("If one group had not been asked"), "columns": columns, "rows": made}


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
    elif one.se is not None:
        said = {"text": f"{wording.points(one.score)} ± {1.96 * float(one.se):.2f}", "note": ""}
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
    rows = []
    for one in found:
        code = one.subject.code
        url = reverse("appraisals:organ_result", args=[round_.pk, code])
        facts = [one.subject.name, wording.class_of(one.subject.kind)]
        facts += [shares.get(code, "—")] if shares else []
        facts += [scores.get(code)] if scores else []
        facts += [] if spot else [wording.band(one.score.band)]
        link, *rest = facts
        rows.append(
            {"url": url, "cells": cells({"text": link}, *rest, wording.standing(one.score))}
        )
    columns = [column("organ", _("Organ")), column("class", _("Class"))]
    columns += [column("shares", _("Shares of the ballots"))] if shares else []
    columns += [column("score", _("Score"), "right")] if scores else []
    columns += [] if spot else [column("band", _("Band"))]
    columns.append(column("standing", _("Standing")))
    return {"caption": _("Published results"), "total": len(rows), "columns": columns, "rows": rows}


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
