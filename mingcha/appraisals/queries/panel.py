"""Questions about lists, panels and deliveries: numbers for those who keep rounds, never names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingcha.appraisals import record
from mingcha.appraisals.models import Delivery, Frame, Panel, PanelMember, Round
from mingcha.appraisals.queries.rounds import keeps
from mingcha.core.told import ToldIn, ToldOf, told_of
from mingcha.polls.queries import tally_of

Fate = Delivery.Fate
ARRIVED = (Fate.SENT, Fate.DELIVERED)


def frames_visible_to(person: Any) -> QuerySet[Frame]:
    """Lists of third bodies for those who keep rounds; nobody reads names in them on a page."""
    found = Frame.objects.select_related("owner_unit")
    return found if keeps(person) else found.none()


def panel_of(round_: Round) -> Panel | None:
    """How the panel of a round was laid out, or None."""
    return Panel.objects.select_related("draw").filter(round=round_).first()


def members(round_: Round) -> QuerySet[PanelMember]:
    """Those drawn, without those left out."""
    return PanelMember.objects.filter(round=round_, left_out="")


def to_invite(round_: Round) -> QuerySet[PanelMember]:
    """Members with a way to reach them, no invitation that counts, and none that waits."""
    out = Delivery.objects.filter(Q(live=True) | Q(fate=Fate.QUEUED), member=OuterRef("pk"))
    return members(round_).filter(~Exists(out), lost=False, wiped_on=None)


def queued(round_: Round) -> QuerySet[Delivery]:
    """Invitations that wait for a sender; cards wait for hands and are not among them."""
    waiting = Delivery.objects.filter(member__round=round_, fate=Fate.QUEUED, live=False)
    return waiting.exclude(channel=Delivery.Channel.CARD)


def live_links(round_: Round) -> list[tuple[str, int, int]]:
    """By group: links that count on the board, and electors who can take a ticket or have."""
    live = Delivery.objects.filter(member__round=round_, live=True).order_by("member__group")
    counted = live.values_list("member__group").annotate(n=Count("pk"))
    assert round_.poll is not None
    return [(group, n, round_.poll.electors.filter(group=group).count()) for group, n in counted]


@dataclass(frozen=True)
class OnBoard:
    """One group on the delivery board."""

    group: str
    drawn: int
    arrived: int
    waiting: int
    failed: int

    @property
    def undelivered(self) -> int:
        """Those whom no invitation has reached."""
        return self.drawn - self.arrived


@dataclass(frozen=True)
class Board:
    """How invitations stand: by group, by channel, and who failed by their list's own number."""

    groups: tuple[OnBoard, ...]
    channels: tuple[tuple[str, str, int], ...]
    failed: tuple[tuple[str, str, str, str], ...]  # group, reference, channel, why

    @property
    def whole(self) -> int:
        """Everybody drawn."""
        return sum(one.drawn for one in self.groups)

    @property
    def undelivered(self) -> int:
        """Those of them whom no invitation has reached."""
        return sum(one.undelivered for one in self.groups)


def board(round_: Round) -> Board:
    """The delivery board of a round; empty where nobody was drawn from a list."""
    one = Delivery.objects.filter(member=OuterRef("pk"))
    marked = members(round_).annotate(
        arrived=Exists(one.filter(fate__in=ARRIVED)), waiting=Exists(one.filter(fate=Fate.QUEUED))
    )
    rows = (
        marked.order_by("group")
        .values("group")
        .annotate(
            drawn=Count("pk"),
            n_arrived=Count("pk", filter=Q(arrived=True)),
            n_waiting=Count("pk", filter=Q(arrived=False, waiting=True)),
        )
    )
    failed = _failed(round_)
    groups = tuple(
        OnBoard(
            row["group"],
            row["drawn"],
            row["n_arrived"],
            row["n_waiting"],
            sum(1 for line in failed if line[0] == row["group"]),
        )
        for row in rows
    )
    deliveries = Delivery.objects.filter(member__round=round_).order_by("channel", "fate")
    channels = deliveries.values_list("channel", "fate").annotate(n=Count("pk"))
    return Board(groups, tuple(channels), failed)


def _failed(round_: Round) -> tuple[tuple[str, str, str, str], ...]:
    arrived = Delivery.objects.filter(member=OuterRef("member"), fate__in=ARRIVED)
    found = Delivery.objects.filter(~Exists(arrived), member__round=round_, fate=Fate.FAILED)
    names = ("member__group", "member__ref", "channel", "why")
    return tuple(found.order_by(*names[:2]).values_list(*names))


def left_out(round_: Round) -> dict[str, int]:
    """How many of the lists were left out of the draw, by reason."""
    panel = panel_of(round_)
    counts: dict[str, int] = {}
    for why in (panel.left_out if panel else {}).values():
        counts[why] = counts.get(why, 0) + 1
    return counts


def told(round_: Round, *, least: int) -> list[tuple[str, int | None, int | None]]:
    """By group: how many said that they were told what to mark, of how many ballots.

    A small group is left out and a small number withheld: this is a lead for a finding of
    interference, never a pointer to a person.
    """
    assert round_.poll is not None
    merged: dict[str, list[int]] = {}
    for group, row in tally_of(round_.poll)["groups"].items():
        sums = merged.setdefault(record.base_of(group), [0, 0])
        sums[0] += row.get("told", 0)
        sums[1] += row["ballots"]
    return [
        (group, n, ballots) if n == 0 or n >= least else (group, None, None)
        for group, (n, ballots) in sorted(merged.items())
        if ballots >= least
    ]


def told_about(round_: Round, code: str, *, least: int) -> tuple[ToldOf, ...]:
    """Of one organ: how many of those who graded it were told what to mark, where it may be shown.

    Nothing for a count that was made before this was counted.
    """
    assert round_.poll is not None
    tally = tally_of(round_.poll)
    merged: dict[str, ToldIn] = {}
    for group, (graded, told) in tally.get("told_of", {}).get(code, {}).items():
        row, base = tally["groups"][group], record.base_of(group)
        one = ToldIn(row["ballots"], row.get("told", 0), graded, told)
        merged[base] = ToldIn(*map(sum, zip(one, merged.get(base, (0,) * 4), strict=True)))
    return told_of(merged, least)
