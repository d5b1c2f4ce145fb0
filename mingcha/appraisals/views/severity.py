"""How sure a result is: harsh and lenient voters without a single one, and who did not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.appraisals import queries, verdict, wording
from mingcha.appraisals.models import Reckoning
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import Adjusted, Answered, Figures, Spread
from mingcha.appraisals.views import sections
from mingcha.appraisals.views.flags import flags
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import get_round, path
from mingcha.appraisals.views.sections import Beside
from mingcha.core.standing import Standings
from mingcha.polls.record import listed

WIDE = 1000  # units of the longest bar


@login_required
@require_GET
def severity(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who keep rounds: how votes vary, adjusted beside raw, response and silence."""
    one = get_round(request, pk)
    seen = queries.shown(one, request.user)
    if not seen.keeps or one.of_kind == Kind.ON_THE_SPOT:
        raise Http404
    made = queries.newest(one)
    found = queries.figures(one, made)
    known = sections.beside(one, made, found, seen)
    spreads, answered = queries.spreads(made), queries.answered(one, made)
    names = wording.groups(known.rule)
    context = {
        "organs_path": path(
            {"label": one.number, "url": reverse("appraisals:round", args=[pk])},
            {"label": _("Result"), "url": reverse("appraisals:result", args=[pk])},
        ),
        "round": one,
        "facts": _facts(spreads, known.adjusted),
        "sentences": _sentences(found, known),
        "looked": queries.kept(made) is not None,
        "spreads": _spreads(spreads, names),
        "organs": _organs(found, known),
        "papers": _papers(made),
        "flags": flags(made, sections.names_of(found), names, queries.suspicions_of(one)),
        "response": _response(answered, names),
        "evenness": _evenness(answered),
        "silences": _silences(found, known),
    }
    return render(request, "appraisals/severity.html", context)


def _facts(spreads: Sequence[Spread], found: Mapping[str, Adjusted]) -> list[dict[str, Any]]:
    parts = [one.part for one in spreads if one.part is not None]
    widest = max((abs(one.shift) for one in found.values()), default=None)
    span = f"{100 * min(parts):.0f}–{100 * max(parts):.0f} %" if parts else "—"
    return [
        {"label": _("Papers"), "value": sum(one.papers for one in spreads)},
        {"label": _("Groups reckoned"), "value": f"{len(parts)} / {len(spreads)}"},
        {"label": _("Voters' part of the variance"), "value": span},
        {"label": _("Largest shift, points"), "value": "—" if widest is None else f"{widest:.2f}"},
    ]


def _sentences(found: Sequence[Figures], known: Beside) -> list[dict[str, Any]]:
    """Class by class: who can be told apart as it is, and once severity is taken out."""
    made = []
    for kind, stand in known.standings.items():
        names = sections.names_of([f for f in found if f.subject.kind == kind])
        other = _adjusted_standings(stand, known.adjusted)
        if other is None or len(stand.places) < 2:
            continue
        raw, so = verdict.apart(names, stand), verdict.apart(names, other)
        same = stand.bands == other.bands
        made.append({"label": wording.class_of(kind), "raw": raw, "adjusted": so, "same": same})
    return made


def _adjusted_standings(stand: Standings, found: Mapping[str, Adjusted]) -> Standings | None:
    """The same organs by their adjusted scores; None unless all of them have one."""
    keys = [one.key for one in stand.places]
    if not all(key in found and found[key].se > 0 for key in keys):
        return None
    return queries.standings_of(
        {key: found[key].score for key in keys}, {key: found[key].se for key in keys}
    )


def _spreads(spreads: Sequence[Spread], names: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        {
            "cells": cells(
                names.get(one.group, one.group),
                one.papers,
                one.answers,
                *([_sd(one.organ), _sd(one.voter), _sd(one.rest), wording.percent(one.part)]),
                wording.NOT_RECKONED.get(one.why_not, "") if one.why_not else "",
            )
        }
        for one in spreads
    ]
    columns = [
        column("group", _("Group")),
        column("papers", _("Papers"), "right"),
        column("answers", _("Answers"), "right"),
        column("organ", _("Between organs"), "right"),
        column("voter", _("Between voters"), "right"),
        column("rest", _("The rest"), "right"),
        column("part", _("Voters' part"), "right"),
        column("note", _("Remark")),
    ]
    return {"caption": _("How one answer varies, standard deviation in points"),
            "columns": columns, "rows": rows}  # fmt: skip


def _sd(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f}"


def _organs(found: Sequence[Figures], known: Beside) -> dict[str, Any] | None:
    names = sections.names_of(found)
    rows = [_organ(one, names, known) for one in found if one.subject.code in known.adjusted]
    if not rows:
        return None
    columns = [
        column("organ", _("Organ")),
        column("class", _("Class")),
        column("raw", _("Score"), "right"),
        column("adjusted", _("Adjusted for severity"), "right"),
        column("shift", _("Correction"), "right"),
        column("note", _("Remark")),
    ]
    return {"caption": _("Raw and adjusted"), "total": len(rows), "columns": columns, "rows": rows}


def _organ(one: Figures, names: Mapping[str, str], known: Beside) -> dict[str, Any]:
    other = known.adjusted[one.subject.code]
    note = (
        "" if other.whole else _("Not every group could be reckoned; the others stand as they are.")
    )
    return {
        "cells": cells(
            {"text": names[one.subject.code]},
            wording.class_of(one.subject.kind),
            wording.score(one.score),
            wording.doubted(other.score, other.se),
            wording.signed(other.shift),
            note,
        )
    }


def _papers(made: Reckoning) -> list[dict[str, Any]]:
    """The classes of papers as bars; never fewer than ten papers in one."""
    classes = queries.paper_classes(made)
    most = max((n for _from, _to, n in classes), default=1)
    return [
        {"from": _end(low), "to": _end(high), "n": n, "wide": round(WIDE * n / most)}
        for low, high, n in classes
    ]


def _end(value: float | None) -> str:
    return "" if value is None else f"{value:+g}"


def _response(answered: Sequence[Answered], names: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for one in answered:
        low, high = one.share.interval()
        rows.append(
            {
                "cells": cells(
                    names.get(one.group, one.group),
                    one.share.base,
                    one.share.count,
                    wording.percent(one.share.value),
                    f"{100 * low:.1f}–{100 * high:.1f} %",
                    listed((_list(held) for held in one.lists), apart=("; ", "；")) or "—",
                )
            }
        )
    columns = [
        column("group", _("Group")),
        column("issued", _("Tickets issued"), "right"),
        column("back", _("Ballots returned"), "right"),
        column("share", _("Response"), "right"),
        column("interval", _("95 % interval"), "right"),
        column("lists", _("Invited of which lists")),
    ]
    return {"caption": _("Response by group"), "columns": columns, "rows": rows}


def _list(one: Any) -> str:
    words = _("{n} of {listed} on {code}")
    return words.format(n=one.invited, listed=one.listed, code=one.code)


def _evenness(answered: Sequence[Answered]) -> str:
    """Whether groups were unequally ready to answer, and why that moves no weight."""
    found = queries.evenness(answered)
    if found.chance is None:
        return _("The groups are too small to say whether some answered more readily.")
    if found.chance > 0.05:
        return _("Nothing says that some groups answered more readily than others.")
    words = _("Groups answered unequally (χ² {x} at {df} degrees of freedom).")
    return words.format(x=f"{found.statistic:.1f}", df=found.freedom)


def _silences(found: Sequence[Figures], known: Beside) -> list[str]:
    """For every line through a class: what the silent would have to think for it to vanish."""
    scores = {f.subject.code: float(f.score.score) for f in found if f.score.score is not None}
    names = sections.names_of(found)
    response = found[0].response if found else None
    return [
        _silence(line, names)
        for stand in known.standings.values()
        for line in queries.silences(stand, scores, response)
    ]


def _silence(line: Any, names: Mapping[str, str]) -> str:
    if line.needed is None:
        return _("{above} above {below}: everybody asked has answered.").format(
            above=names[line.above], below=names[line.below]
        )
    words = _(
        "{above} lies {gap} points above {below}; the line would vanish if those who did not "
        "answer thought {needed} points less of {above} than those who did."
    )
    return words.format(
        above=names[line.above],
        below=names[line.below],
        gap=f"{line.gap:.1f}",
        needed=f"{line.needed:.1f}",
    )
