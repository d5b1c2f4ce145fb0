"""Acts on bulletins, on those named in them, and on prints: the only writer of these tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mingcha.bulletins import queries, rules
from mingcha.bulletins.models import Issue, Named, Print
from mingcha.bulletins.record import paper
from mingcha.bulletins.record.figures import Figures, Passage
from mingcha.bulletins.refusals import NAMED_ALREADY, NOT_OUT, PERIOD_UNFIT, UNFIT_WORDS
from mingcha.bulletins.render import Content, ImpossibleContent
from mingcha.bulletins.workflow import ISSUE, NAMED
from mingcha.core.machine import NOT_YOURS
from mingcha.evidence import commands as evidence
from mingcha.foundation import clocks, journal, numbers
from mingcha.foundation.models import Clock
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.people.parties import those_who_lead

S = Issue.State
N = Named.State


@transaction.atomic
def compose(
    *,
    since: date,
    until: date,
    kind: str,
    scope: str,
    by: Any,
    on: date,
    corrects: Issue | None = None,
) -> Issue:
    """Copy the figures of a period as they stand; from here on nothing reads live data."""
    if not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if not since <= until <= on:
        raise PERIOD_UNFIT(since=since, until=until)
    if corrects is not None and not corrects.doc_number:
        raise NOT_OUT(number=corrects.number)
    figures = queries.figures(since=since, until=until, kind=kind, scope=scope, on=on)
    issue = Issue.objects.create(
        number=numbers.next_number("TB", on.year),
        purpose=kind,
        scope=scope,
        since=since,
        until=until,
        title=paper.title(kind, since, until),
        introduction=paper.introduction(kind, since, until),
        requirements=paper.REQUIREMENTS,
        figures=figures.plain(),
        content={},
        composer=by,
        composed_on=on,
        corrects=corrects,
    )
    _list(issue, figures)
    _write_anew(issue)
    facts = {"kind": kind, "scope": scope, "since": since, "until": until, "corrects": corrects}
    journal.record(ISSUE.verb("compose"), about=issue, by=by, facts=facts)
    return issue


@transaction.atomic
def edit_text(
    issue: Issue, *, title: str, introduction: str, requirements: str, by: Any, on: date
) -> Issue:
    """Word the composer's own paragraphs; no figure can be changed."""
    words: dict[str, Any] = {
        "title": title,
        "introduction": introduction,
        "requirements": requirements,
    }
    advance(ISSUE, issue, "edit_text", by=by, **words)
    return _write_anew(issue)


@transaction.atomic
def name(issue: Issue, *, organ: Unit, tone: str, passage: str, by: Any, on: date) -> Issue:
    """Name one more organ, for praise or for criticism."""
    if issue.named.filter(organ=organ, tone=tone).exists():
        raise NAMED_ALREADY(organ=organ.name)
    advance(ISSUE, issue, "name", by=by)
    one = Named.objects.create(issue=issue, organ=organ, tone=tone, passage=passage)
    facts = {"organ": organ, "tone": tone, "passage": passage}
    journal.record(NAMED.verb("list"), about=one, by=by, facts=facts)
    return _write_anew(issue)


@transaction.atomic
def tell(issue: Issue, *, by: Any, on: date) -> Issue:
    """Let each organ named read its passage and correct facts before anybody else reads it."""
    advance(ISSUE, issue, "tell", by=by)
    for one in issue.named.filter(state=N.LISTED).select_related("issue", "organ"):
        inform(one, by=by, on=on)
    return issue


@transaction.atomic
def approve(issue: Issue, *, by: Any, on: date) -> Issue:
    """A leader who did not compose it lets it go out as it stands."""
    return advance(ISSUE, issue, "approve", by=by, approver=by)


@transaction.atomic
def send_back(issue: Issue, *, reason: str, by: Any, on: date) -> Issue:
    """Back to its composer, with what is to be changed."""
    return advance(ISSUE, issue, "send_back", by=by, reason=reason, approver=None)


@transaction.atomic
def publish(issue: Issue, *, by: Any, on: date) -> Issue:
    """Give it its number, fix its digest, print the journal's head: from now on it stands."""
    if objection := ISSUE.why_not("publish", issue, by):
        raise objection
    head = journal.seal()
    code = Figures.of(issue.figures).head.code
    serial = numbers.take(paper.series(code), on.year)
    document = paper.published(issue, f"{paper.series(code)}〔{on.year}〕{serial}号", on=on)
    size, root = (head.size, head.root) if head else (0, "")
    facts: dict[str, Any] = {
        "doc_number": document.number,
        "published_on": on,
        "digest": document.digest,
        "head_size": size,
        "head_root": root,
    }
    advance(ISSUE, issue, "publish", by=by, **facts)
    _keep_document(issue, document.proved(paper.head_words(size, root)))
    if issue.corrects is not None and issue.corrects.state == S.PUBLISHED:
        correct(issue.corrects, by=by, on=on)
    return issue


@transaction.atomic
def correct(issue: Issue, *, by: Any, on: date) -> Issue:
    """Mark it as corrected by the later bulletin that says so."""
    return advance(ISSUE, issue, "correct", by=by)


@transaction.atomic
def withdraw(issue: Issue, *, reason: str, by: Any, on: date) -> Issue:
    """Take it back with a reason; its number and its reason stay, its text is shown no more."""
    for one in issue.named.filter(state=N.TOLD).select_related("clock"):
        _stop(one.clock, on=on)
    return advance(ISSUE, issue, "withdraw", by=by, reason=reason)


@transaction.atomic
def reword(named: Named, *, passage: str, by: Any, on: date) -> Named:
    """Word a passage anew; whoever had been told is told again."""
    _stop(named.clock, on=on)
    fresh: dict[str, Any] = {"passage": passage, "outcome": "", "ruling": ""}
    advance(NAMED, named, "reword", by=by, **fresh)
    _write_anew(named.issue)
    return named


@transaction.atomic
def leave_out(named: Named, *, reason: str, by: Any, on: date) -> Named:
    """Name an organ no longer; the reason stays on record."""
    _stop(named.clock, on=on)
    advance(NAMED, named, "leave_out", by=by, ruling=reason)
    _write_anew(named.issue)
    return named


@transaction.atomic
def inform(named: Named, *, by: Any, on: date) -> Named:
    """Show the organ its passage; its days to correct facts begin."""
    side = Clock.Side.ORGAN
    clock = clocks.hand_over(named.clock, named, rules.CORRECT_WD, side=side, on=on)
    return advance(NAMED, named, "inform", by=by, told_on=on, clock=clock)


@transaction.atomic
def accept_facts(named: Named, *, by: Any, on: date) -> Named:
    """The organ says that the facts about it are right."""
    advance(NAMED, named, "accept_facts", by=by)
    _stop(named.clock, on=on)
    return named


@transaction.atomic
def correct_facts(named: Named, *, correction: str, by: Any, on: date) -> Named:
    """The organ says which fact is wrong and what shows it."""
    advance(NAMED, named, "correct_facts", by=by, correction=correction)
    _stop(named.clock, on=on)
    return named


@transaction.atomic
def rule_correction(
    named: Named, *, outcome: str, ruling: str, passage: str = "", by: Any, on: date
) -> Named:
    """Amend the passage, leave it as it is, or leave it out; somebody else than its writer rules.

    `passage` is how it reads from now on, where it is amended.
    """
    amended = outcome == Named.Ruling.AMENDED
    words = passage if amended else named.passage
    facts: dict[str, Any] = {"outcome": outcome, "ruling": ruling, "passage": words}
    advance(NAMED, named, "rule_correction", by=by, **facts)
    _write_anew(named.issue)
    return named


@transaction.atomic
def lapse(named: Named, *, by: Any, on: date) -> Named:
    """The days are over and the organ was silent: the passage stands."""
    advance(NAMED, named, "lapse", by=by)
    _stop(named.clock, on=on)
    return named


@transaction.atomic
def keep_print(issue: Issue, form: str, printed: bytes, *, by: Any, on: date) -> Print:
    """Keep the paper as evidence under its digest; a second print of the same is not kept."""
    if known := issue.prints.filter(form=form).first():
        return known
    piece = evidence.keep(printed, f"{issue.doc_number}.{form}", by=by, note=issue.headline[:300])
    copy = Print.objects.create(issue=issue, form=form, evidence=piece, on=on)
    facts = {"form": form, "digest": piece.digest}
    journal.record(ISSUE.verb("keep_print"), about=issue, by=by, facts=facts)
    return copy


def _list(issue: Issue, figures: Figures) -> None:
    """Whom the figures name, one passage an organ and tone."""
    Named.objects.bulk_create(_from(issue, passage) for passage in figures.named)


def _from(issue: Issue, passage: Passage) -> Named:
    said = {"organ_id": passage.organ_id, "tone": passage.tone, "passage": passage.text}
    return Named(issue=issue, **said)


def _write_anew(issue: Issue) -> Issue:
    """The draft's document from its frozen figures and its present words."""
    try:
        document = paper.drafted(issue, issue.named.select_related("organ"))
    except ImpossibleContent as no:
        raise UNFIT_WORDS() from no
    return _keep_document(issue, document)


def _keep_document(issue: Issue, document: Content) -> Issue:
    """Apart from the act's own facts: the journal keeps its digest, not the whole document."""
    issue.content = paper.kept(document)
    issue.save(update_fields=["content"])
    return issue


def _stop(clock: Clock | None, *, on: date) -> None:
    if clock is not None and clock.ended_on is None:
        clocks.stop(clock, on=on)
