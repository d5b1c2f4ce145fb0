"""The lists of meetings, of people and of seats: page and file from one description."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.views.panels import TONES

MEETINGS = Listing(
    name="meetings",
    caption=_("Meetings"),
    columns=(
        Column("number", _("Number"), lambda m: text(m.number), sort="number"),
        Column("title", _("Title"), lambda m: text(m.title), sort="title"),
        Column("state", _("State"), lambda m: state_cell(m, TONES), sort="state"),
        Column("held_on", _("Held on"), lambda m: text(m.held_on), lambda m: m.held_on, "held_on"),
        Column("begins_at", _("Begins at"), lambda m: text(f"{m.begins_at:%H:%M}")),
        Column("place", _("Place"), lambda m: text(m.place), sort="place"),
    ),
    url=lambda m: reverse("meetings:meeting", args=[m.pk]),
    empty={
        "title": _("No meeting has been called"),
        "text": _("Call one, invite people by group, and check them in at the door."),
    },
    filters=(
        Filter(
            "state",
            _("State"),
            lambda: Meeting.State.choices,
            lambda found, state: found.filter(state=state),
        ),
    ),
)


def people(meeting: Meeting) -> Listing:
    """Who is invited to one meeting."""
    return Listing(
        name=f"{meeting.number}-people",
        caption=_("Invited people"),
        columns=(
            _name(),
            _group(meeting),
            Column("body", _("Organ or body"), lambda one: text(one.body), sort="body"),
            Column("seat", _("Seat"), lambda one: text(one.seat), sort="place_in_hall"),
            Column("state", _("Has come"), lambda one: state_cell(one, TONES), sort="state"),
        ),
        url=_page,
        empty={
            "title": _("Nobody is invited yet"),
            "text": _("Invite people one by one, or hand in a spreadsheet of name, group, body "
                      "and seat."),
        },
        filters=(_by_group(meeting), _by_state()),
    )  # fmt: skip


def seats(meeting: Meeting) -> Listing:
    """Who sits where in one hall."""
    return Listing(
        name=f"{meeting.number}-seats",
        caption=_("Seats"),
        columns=(
            Column("seat", _("Seat"), lambda one: text(one.seat), sort="place_in_hall"),
            _name(),
            _group(meeting),
            Column("body", _("Organ or body"), lambda one: text(one.body), sort="body"),
        ),
        url=_page,
        empty={
            "title": _("No seats are given"),
            "text": _("Assign seats by group on the page of the meeting, or bring them in with "
                      "the spreadsheet."),
        },
        filters=(_by_group(meeting),),
    )  # fmt: skip


def _page(one: Invitation) -> str:
    return reverse("meetings:invitation", args=[one.pk])


def _name() -> Column:
    return Column("name", pgettext_lazy("person", "Name"), lambda one: text(one.name), sort="name")


def _group(meeting: Meeting) -> Column:
    return Column(
        "group", _("Group"), lambda one: text(meeting.group_name(one.group)), sort="group"
    )


def _by_group(meeting: Meeting) -> Filter:
    return Filter(
        "group",
        _("Group"),
        lambda: [(code, meeting.group_name(code)) for code in meeting.codes],
        lambda found, group: found.filter(group=group),
    )


def _by_state() -> Filter:
    return Filter(
        "state",
        _("Has come"),
        lambda: Invitation.State.choices,
        lambda found, state: found.filter(state=state),
    )
