"""The rooms as the house shows them: name, door, who is led there, what each can be asked.

One table. A new room is one row: navigation, My work, search, `/n/<number>/` and the test that
compares every door with `visible_to` read nothing else. A room whose door does not open yet is
simply not there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from unicodedata import normalize

from django.apps import apps
from django.db.models import CharField, Count, Model, QuerySet, Value
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.searching import having
from mingcha.people.models import Duty
from mingcha.people.queries import CENTRE

R = Duty.Role
Roles = frozenset[str]


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its numbers, its table, its pages, its place in the API.

    `asked` is the folder whose `queries` answer, if it is not the one that keeps the table. `sight`
    and `search` name questions of these `queries`: what a person may see, and what of it holds
    some words; `about`, where there is one, what of it is about an organ.
    """

    model: str
    label: Any
    listing: str
    page: str
    prefix: str = ""
    api: str = ""
    sight: str = "visible_to"
    search: str = "matching"
    named: str = "number"
    asked: str = ""
    about: str = ""

    @property
    def room(self) -> str:
        """The folder of the room that answers for this kind."""
        return self.asked or self.model.partition(".")[0]

    @property
    def key(self) -> str:
        """The kind's word in an address."""
        return self.model.rpartition(".")[2].lower()

    @property
    def table(self) -> type[Model]:
        """The model of these things."""
        return apps.get_model(self.model)

    def address(self, thing: Any) -> str:
        """Where one of them is looked at."""
        return reverse(self.page, args=[thing.pk])

    def seen_by(self, person: Any) -> QuerySet[Any]:
        """What this person may see; nothing as long as the room does not say."""
        sight = question(self.room, self.sight)
        return sight(person) if sight else self.table._default_manager.none()

    def of_organ(self, organ: Any, person: Any) -> QuerySet[Any]:
        """What of it is about an organ, as far as this person may know that it is."""
        if self.about and (about := question(self.room, self.about)):
            found: QuerySet[Any] = about(organ, person)
            return found
        return self.seen_by(person).filter(organ=organ)

    def holding(self, words: str, person: Any) -> QuerySet[Any]:
        """Those with these words, of what this person may see."""
        if search := question(self.room, self.search):
            found: QuerySet[Any] = search(words, person)
            return found
        return self.seen_by(person).filter(having(words, self.named))


@dataclass(frozen=True)
class Room:
    """One entry of the navigation and the things behind it. `open_to` None means everybody."""

    key: str
    label: Any
    door: str
    group: str
    open_to: Roles | None = None
    kinds: tuple[Kind, ...] = ()

    def is_for(self, roles: set[str]) -> bool:
        """Whether someone with these duties is led here."""
        return self.open_to is None or not self.open_to.isdisjoint(roles)


HEADS = {R.HEAD, R.LIAISON}
THE_CENTRE = frozenset(CENTRE)
SEE_VISITS = frozenset({*CENTRE, R.AUDITOR, R.LEADER, *HEADS})
SEE_FINDINGS = SEE_VISITS | {R.SUPERVISION}
SEE_ORDERS = SEE_VISITS | {R.OFFICE_HEAD}
SEE_CASES = frozenset(
    {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR, R.APPROVAL_OFFICE, *HEADS}
)
SEE_DRAWS = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})
SEE_MEETINGS = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR})
SEE_PLANS = frozenset({*CENTRE, R.AUDITOR, R.LEADER})
SEE_BURDEN = SEE_PLANS | HEADS
SEE_SHEETS = SEE_DRAWS | {R.LEADER, *HEADS}
SEE_MEASURES = SEE_DRAWS | {R.CASE_HANDLER, R.LEADER}
MAY_IMPORT = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.ADMINISTRATOR, R.APPROVAL_OFFICE})
KEEP_PEOPLE = frozenset({*CENTRE, R.ADMINISTRATOR, R.AUDITOR})

VISIT = Kind(
    "visits.Visit", _("Visits"), "visits:visits", "visits:visit",
    prefix="CF", api="visits", about="visits_of",
)  # fmt: skip
PLAN = Kind(
    "visits.Plan", _("Visit plans"), "visits:plans", "visits:plan", api="plans",
    sight="plans_visible_to", search="plans_matching", named="title",
)  # fmt: skip
FINDING = Kind(
    "findings.Finding", _("Findings"), "findings:findings", "findings:finding",
    prefix="FK", api="findings",
)  # fmt: skip
ORDER = Kind(
    "rectification.Order", _("Orders"), "rectification:orders", "rectification:order",
    prefix="ZG", api="orders",
)  # fmt: skip
SLIP = Kind(
    "rectification.Slip", _("Supervision slips"), "", "rectification:slip",
    prefix="DB", api="slips", sight="slips_visible_to", search="slips_matching",
)  # fmt: skip
CASE = Kind(
    "cases.Case", _("Approval cases"), "cases:cases", "cases:case", prefix="BJ", api="cases",
)  # fmt: skip
FLAG = Kind(
    "cases.Flag", _("Flags"), "cases:flags", "cases:flag", prefix="YD", api="flags",
    sight="flags_visible_to", search="flags_matching",
)  # fmt: skip
CARD = Kind(
    "cases.Card", _("Cards"), "cases:cards", "cases:card", prefix="JP", api="cards",
    sight="cards_visible_to", search="cards_matching",
)  # fmt: skip
INTAKE = Kind(
    "cases.Intake", _("Logs taken in"), "cases:intakes", "cases:intake", api="intakes",
    sight="intakes_visible_to", search="intakes_matching",
)  # fmt: skip
DRAW = Kind(
    "draws.Draw", _("Draws"), "draws:draws", "draws:draw", prefix="CQ", api="draws",
)  # fmt: skip
ROUND = Kind(
    "appraisals.Round", _("Rounds of appraisal"), "appraisals:rounds", "appraisals:round",
    prefix="PY", api="appraisals", about="rounds_of",
)  # fmt: skip
RULE = Kind(
    "appraisals.RuleVersion", _("Rule versions of appraisals"), "appraisals:rules",
    "appraisals:rule", api="appraisal-rules", sight="rules_visible_to", search="rules_matching",
    named="code", about="rules_of",
)  # fmt: skip
OBJECTION = Kind(
    "appraisals.Objection", _("Objections"), "appraisals:objections", "appraisals:objection",
    prefix="YY", api="objections", sight="objections_visible_to", search="objections_matching",
    about="objections_about",
)  # fmt: skip
SUSPICION = Kind(
    "appraisals.Suspicion", _("Suspicions"), "appraisals:suspicions", "appraisals:suspicion",
    prefix="YD", api="suspicions", sight="suspicions_visible_to", search="suspicions_matching",
    about="suspicions_about",
)  # fmt: skip
COMMENT = Kind(
    "appraisals.Comment", _("Comments from ballots"), "appraisals:comments", "appraisals:comment",
    prefix="YJ", api="comments", sight="comments_visible_to", search="comments_matching",
    about="comments_about",
)  # fmt: skip
MEETING = Kind(
    "meetings.Meeting", _("Meetings"), "meetings:meetings", "meetings:meeting",
    prefix="HY", api="meetings",
)  # fmt: skip
POLL = Kind(
    "polls.Poll", _("Polls"), "polls:polls", "polls:poll", prefix="TP", api="polls",
)  # fmt: skip
SNAPSHOT = Kind(
    "analytics.Snapshot", _("Snapshots of the facts"), "analytics:snapshots",
    "analytics:snapshot", api="snapshots",
)  # fmt: skip
SHEET = Kind(
    "assessment.Sheet", _("Score sheets"), "assessment:sheets", "assessment:sheet",
    prefix="PF", api="sheets",
)  # fmt: skip
YEAR_SHEET = Kind(
    "assessment.YearSheet", _("Year sheets"), "assessment:year_sheets", "assessment:year_sheet",
    prefix="ND", api="year-sheets", sight="years_visible_to", search="years_matching",
)  # fmt: skip
ADJUSTMENT = Kind(
    "assessment.Adjustment", _("Bonuses, deductions, veto events"), "assessment:adjustments",
    "assessment:adjustment", prefix="TZ", api="adjustments", sight="adjustments_visible_to",
    search="adjustments_matching",
)  # fmt: skip
ISSUE = Kind(
    "bulletins.Issue", _("Bulletins"), "bulletins:issues", "bulletins:issue",
    prefix="TB", api="issues",
)  # fmt: skip
SHEET_IN = Kind(
    "foundation.Import", _("Imports"), "imports:imports", "imports:import",
    prefix="DR", asked="foundation.imports",
)  # fmt: skip
UNIT = Kind("organs.Unit", _("Organs"), "organs:organs", "organs:organ", api="organs")
PERSON = Kind("people.Person", _("People"), "people:people", "people:person")
NORM = Kind(
    "norms.Norm", _("Norms"), "norms:norms", "norms:norm", api="norms", sight="visible_norms",
)  # fmt: skip
INSTITUTION = Kind(
    "norms.Institution", _("Institutions"), "norms:institutions", "norms:institution",
    api="institutions", sight="visible_institutions", search="matching_institutions", named="title",
)  # fmt: skip
ITEM = Kind(
    "powers.Item", _("Powers and approvals"), "powers:items", "powers:item", api="powers",
    named="code", about="items_of",
)  # fmt: skip
REFORM = Kind(
    "powers.Reform", _("Reforms"), "powers:reforms", "powers:reform", api="reforms",
    sight="reforms_visible_to", search="reforms_matching", about="about",
)  # fmt: skip
CHECKLIST = Kind(
    "norms.Checklist", _("Checklists"), "norms:checklists", "norms:checklist",
    api="checklists", search="matching_checklists", named="title",
)  # fmt: skip

# fmt: off
ROOMS = (
    #    key              label                      door                    group       who is led there   things
    Room("work",          _("My work"),              "home",                 "mine"),
    Room("messages",      _("Messages"),             "messages",             "mine"),
    Room("visits",        _("Visits"),               "visits:visits",        "work",     SEE_VISITS,        (VISIT,)),
    Room("findings",      _("Findings"),             "findings:findings",    "work",     SEE_FINDINGS,      (FINDING,)),
    Room("rectification", _("Rectification"),        "rectification:orders", "work",     SEE_ORDERS,        (ORDER, SLIP)),
    Room("cases",         _("Approval cases"),       "cases:flags",          "work",     SEE_CASES,         (CASE, FLAG, CARD, INTAKE)),
    Room("plans",         _("Visit plans"),          "visits:plans",         "work",     SEE_PLANS,         (PLAN,)),
    Room("draws",         _("Draws"),                "draws:draws",          "work",     SEE_DRAWS,         (DRAW,)),
    Room("meetings",      _("Meetings"),             "meetings:meetings",    "work",     SEE_MEETINGS,      (MEETING,)),
    Room("appraisals",    _("Appraisals"),           "appraisals:rounds",    "results",  None,              (ROUND, RULE, SUSPICION, OBJECTION, COMMENT)),
    Room("polls",         _("Polls"),                "polls:polls",          "results",  None,              (POLL,)),
    Room("assessment",    _("Assessment"),           "assessment:sheets",    "results",  SEE_SHEETS,        (SHEET, YEAR_SHEET, ADJUSTMENT)),
    Room("bulletins",     _("Bulletins"),            "bulletins:issues",     "results",  None,              (ISSUE,)),
    Room("analytics",     _("Measures"),             "analytics:measures",   "results",  SEE_MEASURES,      (SNAPSHOT,)),
    Room("burden",        _("Burden meter"),         "visits:burden",        "results",  SEE_BURDEN),
    Room("organs",        _("Organs"),               "organs:organs",        "register", None,              (UNIT,)),
    Room("people",        _("People"),               "people:people",        "register", KEEP_PEOPLE,       (PERSON,)),
    Room("norms",         _("Norms"),                "norms:norms",          "register", None,              (NORM, INSTITUTION)),
    Room("checklists",    _("Checklists"),           "norms:checklists",     "register", THE_CENTRE,        (CHECKLIST,)),
    Room("powers",        _("Powers and approvals"), "powers:items",         "register", None,              (ITEM, REFORM)),
    Room("imports",       _("Import"),               "imports:imports",      "register", MAY_IMPORT,        (SHEET_IN,)),
    Room("calendar",      _("Calendar"),             "calendar",             "rules"),
    Room("rules",         _("Rules of the city"),    "rules",                "rules"),
    Room("workdays",      _("Deadline calculator"),  "portal:workdays",      "rules"),
    Room("journal",       _("Journal"),              "journal",              "rules",    frozenset({R.AUDITOR})),
)
# fmt: on
ROOMS_THAT_WAIT = (
    "visits",
    "findings",
    "rectification",
    "cases",
    "draws",
    "appraisals",
    "meetings",
    "polls",
    "assessment",
    "bulletins",
    "norms",
    "powers",
)  # fmt: skip
WAITING = tuple((room, "waiting_for") for room in ROOMS_THAT_WAIT)
NUMBER = re.compile(r"^([A-Z]{2})[-\s]*(\d{4})[-\s]*(\d{1,6})$")


def stands(name: str) -> bool:
    """Whether an address of this name opens."""
    for args in ([], [1], ["00000000-0000-0000-0000-000000000000"]):
        try:
            reverse(name, args=args)
        except NoReverseMatch:
            continue
        return True
    return False


@cache
def landed() -> tuple[Room, ...]:
    """The rooms whose door opens."""
    return tuple(room for room in ROOMS if stands(room.door))


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of things that have a page, in the order of the table."""
    return tuple(
        kind for room in landed() for kind in room.kinds if stands(kind.page) and _has_table(kind)
    )


def _has_table(kind: Kind) -> bool:
    try:
        apps.get_model(kind.model)
    except LookupError:
        return False
    return True


@cache
def question(room: str, name: str) -> Callable[..., Any] | None:
    """A question some room answers, or None where it does not."""
    try:
        answers = import_module(f"mingcha.{room}.queries")
    except ModuleNotFoundError:
        return None
    found: Callable[..., Any] | None = getattr(answers, name, None)
    return found


def waiting_questions() -> Iterator[Callable[..., Any]]:
    """What every room says waits for a person.

    A room in which seldom anything waits has a question `may_wait`: what could wait for anybody.
    All of these are asked at once, and a room where there is nothing is not asked again.
    """
    seldom = {room: ask() for room, _name in WAITING if (ask := question(room, "may_wait"))}
    idle = {room for room, count in counted(seldom).items() if not count}
    for room, name in WAITING:
        if room not in idle and (ask := question(room, name)):
            yield ask


def numbered(text: str) -> str | None:
    """A reference number as it stands on paper, however it was typed; None if it is none."""
    seen = NUMBER.match(normalize("NFKC", text).strip().upper().replace("—", "-"))
    return f"{seen[1]}-{seen[2]}-{int(seen[3]):04d}" if seen else None


def opened(number: str, person: Any) -> str | None:
    """The address of a numbered thing this person may see; None if there is none for them."""
    exact = numbered(number)
    for kind in kinds():
        if exact is not None and kind.prefix == exact[:2]:
            thing = kind.seen_by(person).filter(number=exact).first()
            return kind.address(thing) if thing is not None else None
    return None


def counted(found: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many of each, in one question to the database."""
    if not found:
        return {}
    first, *rest = [_counted(name, rows) for name, rows in found.items()]
    told = first.union(*rest, all=True) if rest else first
    return {**dict.fromkeys(found, 0), **dict(told)}  # the database leaves out what is empty


def _counted(name: str, found: QuerySet[Any]) -> QuerySet[Any, Any]:
    plain = found.order_by().select_related(None)
    if found.query.group_by or found.query.distinct:  # counted as they are, not as they are joined
        plain = found.model._default_manager.filter(pk__in=plain.values("pk")).order_by()
    said = plain.annotate(which=Value(name, CharField())).values("which")
    counts: QuerySet[Any, Any] = said.annotate(how_many=Count("pk"))
    return counts.values_list("which", "how_many")


def label(key: str) -> Any:
    """What a room is called; its own key where it has no row."""
    names = {room.key: room.label for room in ROOMS}
    return names.get(key, pgettext_lazy("a room without a name", "Other"))
