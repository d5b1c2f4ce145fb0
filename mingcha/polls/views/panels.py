"""What the pages of a poll show, ready made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingcha.core.disclosure import Disclosure, Rule, disclose
from mingcha.core.shares import Share
from mingcha.foundation import journal, time
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story
from mingcha.people.parties import holds
from mingcha.polls import queries, record
from mingcha.polls.doors import LABELS
from mingcha.polls.models import Poll
from mingcha.polls.record import in_words, listed
from mingcha.polls.workflow import RUN, TAKES_PAPER, the_paper_desk, the_scrutineer

S = Poll.State
TONES = {
    "frozen": "attention",
    "open": "good",
    "paper": "attention",
    "closed": "attention",
    "counted": "good",
    "published": "good",
    "void": "withheld",
}
AT_THE_DESK = frozenset({"enter_sheet", "keep_scans"})  # once a sheet: its figures are told
Table = dict[str, Any]


def runs(poll: Poll, person: Any) -> bool:
    """Whether this person sees how the poll is run, not only what it gave."""
    return holds(person, *RUN) or the_scrutineer(poll, person)


def title_cell(poll: Poll) -> dict[str, Any]:
    """The title; a rehearsal says so."""
    return {"text": poll.title, "note": _("Rehearsal") if poll.rehearsal else ""}


def group_names(poll: Poll) -> str:
    """The groups in words."""
    return listed(in_words(row) for row in poll.groups)


def face(poll: Poll) -> dict[str, Any]:
    """Everything of a poll but its result."""
    return {
        "state": state_tag(poll, TONES),
        "facts": facts(poll),
        "intake": intake(poll),
        "scrutineers": scrutineers(poll),
        "digest": grouped(poll.paper_digest),
        "paper": paper(poll),
        "events": story(poll, LABELS, words=("remark", "reason"), hidden=AT_THE_DESK),
        "has_result": poll.state in {S.COUNTED, S.PUBLISHED},
    }


def grouped(digest: str) -> list[str]:
    """Four characters at a time, as one reads it out."""
    return [digest[n : n + 4] for n in range(0, len(digest), 4)]


def few(n: int | None, least: int) -> Any:
    """A count, or that it is under the least that is told."""
    return _("fewer than {n}").format(n=least) if n is None else n


def facts(poll: Poll) -> list[dict[str, Any]]:
    """The strip: what is asked of whom, tickets and ballots."""
    told = queries.intake(poll)
    asked = poll.block or len(poll.organs)
    note = _("{n} of them asked of each voter").format(n=asked) if poll.block else ""
    grades = " / ".join(in_words(grade) for grade in poll.grades)
    return [
        {"label": _("Organs"), "value": len(poll.organs), "note": note},
        {"label": _("Questions to the voters"), "value": len(poll.questions), "note": grades},
        {"label": _("Groups"), "value": len(poll.groups)},
        {"label": _("Tickets issued"), "value": _total(told.issued)},
        {"label": _("Ballots in the box"), "value": _total(told.ballots)},
    ]


def _total(n: int | None) -> Any:
    return "—" if n is None else n


def columns(*heads: tuple[str, str] | str) -> list[dict[str, Any]]:
    """Column heads; a pair has its alignment."""
    pairs = [(head, "") if isinstance(head, str) else head for head in heads]
    return [{"key": str(n), "label": label, "align": a} for n, (label, a) in enumerate(pairs)]


def rows(lines: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
    """Rows of plain words."""
    return [
        {"cells": [cell if isinstance(cell, dict) else {"text": cell} for cell in line]}
        for line in lines
    ]


def intake(poll: Poll) -> Table:
    """Tickets and ballots by group; small counts are not told while somebody could be meant."""
    told = queries.intake(poll)
    printed = dict.fromkeys((row["code"] for row in poll.groups), 0)
    for batch in poll.batches.all():
        printed[batch.group] += batch.size
    lines = [
        (
            one.name_en if one.name_en and (get_language() or "").startswith("en") else one.name,
            printed[one.code],
            few(one.issued, told.least),
            few(one.ballots, told.least),
        )
        for one in told.groups
    ]
    heads = columns(
        _("Group"),
        (_("Slips printed"), "right"),
        (_("Tickets issued"), "right"),
        (_("Ballots in the box"), "right"),
    )
    return {"caption": _("Tickets and ballots by group"), "columns": heads, "rows": rows(lines)}


def scrutineers(poll: Poll) -> Table:
    """Who keeps a share, and whether they have it."""
    lines = [
        (one.place, one.person.name, {"state": _taken(one)})
        for one in poll.scrutineers.select_related("person")
    ]
    empty = {
        "title": _("No scrutineers yet"),
        "text": _("Three people keep the shares of the key; two of them open the box."),
    }
    heads = columns((_("Share"), "right"), _("Scrutineer"), _("State"))
    return {
        "caption": _("Scrutineers"),
        "columns": heads,
        "rows": rows(lines),
        "empty": empty,
    }


def _taken(one: Any) -> dict[str, str]:
    if one.took:
        return {"label": _("share taken and confirmed"), "tone": "good"}
    if one.envelope:
        return {"label": _("share waits to be taken"), "tone": "attention"}
    if one.lock:
        return {"label": _("has a word; no share yet"), "tone": "neutral"}
    return {"label": _("has no word yet"), "tone": "attention"}


def paper(poll: Poll) -> Table:
    """What is asked, in words."""
    recused = {
        row["code"]: listed(
            record.named(code, poll.organs, get_language() or "") for code in row.get("recused", ())
        )
        for row in poll.groups
    }
    lines = [(_("Question to the voters"), in_words(row)) for row in poll.questions]
    lines += [
        (
            _("Group"),
            in_words(row) + (_(" (not about {organs})").format(organs=away) if away else ""),
        )
        for row in poll.groups
        for away in [recused[row["code"]]]
    ]
    organs = listed(in_words(row) for row in poll.organs)
    lines.append((_("Organs"), organs))
    return {
        "caption": _("The paper"),
        "columns": columns(_("What"), _("Words")),
        "rows": rows(lines),
    }


def disclosed(poll: Poll) -> Disclosure:
    """What of the count may be shown to anybody, the conduct office included."""
    rule = Rule(least=max(1, poll.least))
    return disclose(record.paper_of(poll), queries.tally_of(poll), None, rule)


def desk(poll: Poll, person: Any) -> queries.PaperFigures | None:
    """How far the entering of paper ballots is, for those who may enter them now."""
    if not (poll.drawn and poll.state in TAKES_PAPER and the_paper_desk(poll, person)):
        return None
    return queries.paper_figures(poll)


def on_paper(poll: Poll) -> list[tuple[str, str]]:
    """How many ballots came on paper and how often two entries of a sheet differed."""
    figures, least = queries.paper_figures(poll), queries.intake(poll).least
    lines = []
    if figures.cast:
        n = None if figures.cast < least else figures.cast
        lines.append((_("On paper"), str(few(n, least))))
    if figures.differed.base:
        lines.append((_("Entries that differed"), _rate(figures.differed)))
    if figures.waiting:
        lines.append((_("Sheets entered by one person only"), str(figures.waiting)))
    return lines


def _rate(differed: Share) -> str:
    return _("{n} of {base} marks entered again ({rate})").format(
        n=differed.count, base=differed.base, rate=f"{100 * (differed.value or 0):.2f}%"
    )


def result(poll: Poll) -> list[Table]:
    """One table a question: organs, groups put together as far as needed, shares of answers."""
    seen = disclosed(poll)
    return [_question(poll, seen, row) for row in poll.questions]


def _question(poll: Poll, seen: Disclosure, question: Mapping[str, Any]) -> Table:
    lines: list[tuple[Any, ...]] = []
    for organ in poll.organs:
        parts = seen.organs.get(organ["code"], ())
        if not parts:
            held = {"label": _("withheld: fewer than {n}").format(n=poll.least), "tone": "withheld"}
            lines.append((in_words(organ), "—", "—", {"state": held}))
        for part in parts:
            classes = dict(part.questions)[question["code"]]
            names = listed(_group(poll, code) for code in part.groups)
            each = [_share(poll, marks, n, part.ballots) for marks, n in classes]
            if len(each) > 1:
                shares = listed(each, apart=("; ", "；"))
            else:
                shares = _("too few to tell apart")
            lines.append((in_words(organ), names, part.ballots, shares))
    heads = columns(_("Organ"), _("Groups"), (_("Ballots"), "right"), _("Shares"))
    return {"caption": in_words(question), "columns": heads, "rows": rows(lines)}


def _group(poll: Poll, code: str) -> str:
    return record.named(code, poll.groups, get_language() or "")


def _share(poll: Poll, marks: str, n: int, ballots: int) -> str:
    words = " + ".join(mark_word(poll, mark) for mark in marks)
    share = f"{100 * n / ballots:.1f}%" if ballots else "—"
    return f"{words} {share} ({n})"


def mark_word(poll: Poll, mark: str) -> str:
    """A mark in words."""
    if mark.isdigit():
        return in_words(poll.grades[int(mark) - 1])
    return {"u": _("don't know"), "n": _("no contact"), "-": _("blank")}[mark]


def summary(poll: Poll) -> list[dict[str, Any]]:
    """By group: tickets, ballots, whether enough came back, who was told what to say."""
    tally, enough = queries.tally_of(poll), queries.quorate(poll)
    least = queries.intake(poll).least
    lines = []
    for row in poll.groups:
        code = row["code"]
        told = tally["groups"][code]["told"]
        lines.append(
            {
                "name": in_words(row),
                "issued": poll.issued.get(code, 0),
                "ballots": poll.ballots.get(code, 0),
                "enough": enough.get(code, False),
                "told": few(None if 0 < told < least else told, least),
            }
        )
    return lines


def by_group(poll: Poll) -> Table:
    """The summary as a table."""
    quorum = f"{100 * float(poll.quorum):g}%"
    good = {"label": _("more than {quorum} came back").format(quorum=quorum), "tone": "good"}
    poor = {"label": _("not more than {quorum}").format(quorum=quorum), "tone": "attention"}
    lines = [
        (
            one["name"],
            one["issued"],
            one["ballots"],
            {"state": good if one["enough"] else poor},
            one["told"],
        )
        for one in summary(poll)
    ]
    heads = columns(
        _("Group"),
        (_("Tickets issued"), "right"),
        (_("Ballots in the box"), "right"),
        _("Quorum"),
        (_("Told what to say"), "right"),
    )
    return {
        "caption": _("Tickets, ballots and quorum by group"),
        "columns": heads,
        "rows": rows(lines),
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(time.city_zone()):%Y-%m-%d %H:%M}"


def protocol(poll: Poll) -> dict[str, Any]:
    """What the protocol says, and who signs it."""
    lines = [
        (_("Paper digest"), " ".join(grouped(poll.paper_digest))),
        (_("Opened on"), str(poll.opened_on or "—")),
    ]
    closing = journal.about(poll).filter(verb__in=["polls.poll.close", "polls.poll.count"])
    lines += [(str(LABELS[e.verb.rpartition(".")[2]]), _moment(e.at)) for e in closing]
    if poll.root:
        groups = {row["code"]: in_words(row) for row in poll.groups}
        lines += [
            (
                groups[code],
                _("{b} ballots for {t} tickets").format(b=poll.ballots.get(code, 0), t=issued),
            )
            for code, issued in poll.issued.items()
        ]
        lines += on_paper(poll)
        lines.append((_("Root of the receipts"), " ".join(grouped(poll.root))))
    if poll.tally:
        lines.append((_("Broken papers"), str(poll.tally["broken"])))
    if poll.bundle_digest:
        lines.append((_("Digest of the bundle"), " ".join(grouped(poll.bundle_digest))))
    names = [{"role": _("Chair"), "name": ""}]
    names += [
        {"role": _("Scrutineer"), "name": one.person.name}
        for one in poll.scrutineers.select_related("person")
    ]
    heading = _("Protocol of a rehearsal") if poll.rehearsal else _("Protocol of the poll")
    return {
        "facts": [{"label": label, "value": value} for label, value in lines],
        "names": names,
        "heading": heading,
        "day": str(time.today()),
    }
