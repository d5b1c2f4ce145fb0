"""Items as they stand and as they stood on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from mingcha.foundation.references import batches
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.organs.models import Unit
from mingcha.people.models import Duty
from mingcha.people.parties import holds
from mingcha.powers.models import Item, Reform, Version
from mingcha.powers.wording import WAITS
from mingcha.powers.workflow import ITEM, organ_of

S = Item.State
R = Duty.Role
LINES = ("bases", "steps", "materials", "fees")


def holding_on(day: date, prefix: str = "") -> Q:
    """The condition that a version holds on a day."""
    ends = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & ends


def visible_to(person: Any) -> QuerySet[Item]:
    """The inventory is public: everybody sees every item, those that have left it too."""
    newest = Version.objects.order_by("valid_from").select_related("organ")
    told = Prefetch("versions", newest, to_attr="told")
    return Item.objects.select_related("parent", "clock").prefetch_related(told)


def items_of(organ: Any, person: Any) -> QuerySet[Item]:
    """The items an organ answers for today or has answered for."""
    held = Version.objects.filter(item=OuterRef("pk"), organ=organ)
    return visible_to(person).filter(Exists(held))


def listed_on(day: date) -> QuerySet[Item]:
    """The items on the inventory on a day."""
    held = Version.objects.filter(holding_on(day), item=OuterRef("pk"))
    return visible_to(None).filter(Exists(held))


def matching(words: str, person: Any) -> QuerySet[Item]:
    """Items whose code or name holds the words."""
    return visible_to(person).filter(having(words, "code", "name"))


def known(codes: Iterable[str]) -> dict[str, Item]:
    """The items of these codes, with their versions."""
    found: dict[str, Item] = {}
    for part in batches(sorted(set(codes))):
        found |= {item.code: item for item in visible_to(None).filter(code__in=part)}
    return found


def called(names: Iterable[str]) -> dict[str, Item]:
    """The items that alone bear one of these names."""
    found: dict[str, list[Item]] = {}
    for part in batches(sorted(set(names))):
        for item in visible_to(None).filter(name__in=part):
            found.setdefault(item.name, []).append(item)
    return {name: items[0] for name, items in found.items() if len(items) == 1}


def versions_of(item: Item) -> QuerySet[Version]:
    """All versions of an item with what they ask for, the oldest first."""
    found = Version.objects.filter(item=item).select_related("organ")
    return found.prefetch_related(*LINES, "partners").order_by("valid_from")


def version_on(item: Item, day: date) -> Version | None:
    """The version that holds on a day; None where the item is not listed on it."""
    return versions_of(item).filter(holding_on(day)).first()


def newest(items: Sequence[Item]) -> dict[int, Version]:
    """For many items at once: the last version of each, with what it asks for."""
    found: dict[int, Version] = {}
    for part in batches([item.pk for item in items]):
        rows = Version.objects.filter(item__in=part).select_related("organ", "item")
        for row in rows.prefetch_related(*LINES, "partners").order_by("valid_from"):
            found[row.item_id] = row
    return found


# As of a day, for the rooms above


@dataclass(frozen=True)
class StepAsOf:
    """One step of an item, and how long it may take."""

    code: str
    name: str
    days: int | None


@dataclass(frozen=True)
class ItemAsOf:
    """An item as it stood on a day; `listed` is false where it had left the inventory by then.

    `materials` and `fees` hold the codes and the names by which each is known; `papers` counts
    the materials. `days_kind` and `legal_kind` are `working` or `calendar`.
    """

    code: str
    name: str
    organ_number: str
    legal_days: int | None
    promised_days: int | None
    days_kind: str
    steps: tuple[StepAsOf, ...]
    materials: frozenset[str]
    fees: frozenset[str]
    bases: tuple[tuple[str, str], ...]
    listed: bool
    legal_kind: str = "working"
    papers: int = 0
    on_the_spot: bool = False
    joint: bool = False


def item_as_of(code: str, day: date) -> ItemAsOf | None:
    """The item of a code as it stood on a day; None where no item had begun under it by then."""
    return items_as_of([code], day).get(code)


def items_as_of(codes: Iterable[str], day: date) -> dict[str, ItemAsOf]:
    """The same for many codes at once, in few questions."""
    found: dict[str, ItemAsOf] = {}
    for part in batches(sorted(set(codes))):
        rows = Version.objects.filter(item__code__in=part, valid_from__lte=day)
        rows = rows.select_related("item", "organ").prefetch_related(*LINES)
        for row in rows.order_by("valid_from"):  # the last that had begun by then
            found[row.item.code] = _as_of(row, day)
    return found


def _as_of(row: Version, day: date) -> ItemAsOf:
    materials, fees = row.materials.all(), row.fees.all()
    return ItemAsOf(
        code=row.item.code,
        name=row.item.name,
        organ_number=row.organ.code,
        legal_days=row.legal_days,
        promised_days=row.promised_days,
        days_kind=row.days_kind,
        steps=tuple(StepAsOf(step.code, step.name, step.days) for step in row.steps.all()),
        materials=frozenset(word for one in materials for word in (one.code, one.name)),
        fees=frozenset(word for one in fees for word in (one.code, one.name)),
        bases=tuple((basis.law, basis.article) for basis in row.bases.all()),
        listed=row.valid_to is None or row.valid_to >= day,
        legal_kind=row.legal_kind,
        papers=len(materials),
        on_the_spot=row.on_the_spot,
        joint=row.joint,
    )


@dataclass(frozen=True)
class Unlisted:
    """Why a power must not be exercised on a day: `unknown`, `not_yet` or `left`.

    For what has left: its last day, and the reform and document by which it did.
    """

    code: str
    why: str
    name: str = ""
    last_day: date | None = None
    reform: str = ""
    document: str = ""


def unlisted_on(code: str, day: date) -> Unlisted | None:
    """Why the power of this code is not one that may be exercised on a day; None if it may."""
    item = Item.objects.filter(code=code).first()
    if item is None:
        return Unlisted(code, "unknown")
    rows = Version.objects.filter(item=item)
    if rows.filter(holding_on(day)).exists():
        return None
    before = rows.filter(valid_to__lt=day).order_by("valid_to").last()
    if before is None:
        return Unlisted(code, "not_yet", item.name)
    ended = Reform.objects.filter(item=item, effective_on__lte=day, decided_on__isnull=False)
    reform = ended.order_by("effective_on").last()
    number, paper = (reform.number, reform.document) if reform else ("", "")
    return Unlisted(code, "left", item.name, before.valid_to, number, paper)


def public_item(code: str, day: date) -> tuple[Item, Version | None] | None:
    """What the public catalogue shows of a code: the item, and the version of the day if any."""
    item = known([code]).get(code) if "\0" not in code else None
    return None if item is None else (item, version_on(item, day))


OPEN = (S.UNDER_REVIEW, S.REFORM_PROPOSED, S.REFORMED)
NEXT = {
    S.UNDER_REVIEW: ("keep", "propose_reform"),
    S.REFORM_PROPOSED: ("decide", "reject"),
    S.REFORMED: ("hand_over", "resume"),
}


ASKED = (R.LEGAL_OFFICE, R.LEADER, R.APPROVAL_OFFICE, R.HEAD, R.LIAISON)


def may_wait() -> QuerySet[Item]:
    """Whatever could wait for anybody."""
    return Item.objects.filter(state__in=OPEN)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Items whose review, decision or hand-over waits for this person; asked in one question.

    Whoever may only stand in is not reminded.
    """
    if not holds(person, *ASKED):
        return []
    return [
        Waiting(
            kind="powers",
            number=item.code,
            url=reverse("powers:item", args=[item.pk]),
            organ=getattr(organ_of(item), "name", ""),
            what=item.name,
            act=WAITS[S(item.state)],
            clock=item.clock,
        )
        for item in _under_way()
        if any(ITEM.why_not(act, item, person) is None for act in NEXT[S(item.state)])
    ]


def _under_way() -> list[Item]:
    """Every item in reform, with its organ and its reform as far as the life asks for them."""
    newest = Version.objects.filter(item=OuterRef("pk")).order_by("-valid_from")
    reform = Reform.objects.filter(item=OuterRef("pk"), rejected_on=None, ended_on=None)
    rows = Item.objects.filter(state__in=OPEN).select_related("clock").order_by("code")
    found = rows.annotate(
        organ_pk=Subquery(newest.values("organ")[:1]),
        organ_name=Subquery(newest.values("organ__name")[:1]),
        **{f"its_{name}": Subquery(reform.values(name)[:1]) for name in OF_REFORM},
    )
    return [_told(item) for item in found]


OF_REFORM = ("number", "how", "effective_on", "receiver")


def _told(item: Item) -> Item:
    said = item.__dict__
    number, how, day, receiver = (said[f"its_{name}"] for name in OF_REFORM)
    facts = {"number": number, "how": how, "effective_on": day, "receiver_id": receiver}
    said["reform_now"] = Reform(**facts) if number else None
    said["organ_now"] = Unit(pk=said["organ_pk"], name=said["organ_name"])
    return item
