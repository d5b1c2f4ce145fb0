"""Deliberate leaks, such as a well-meant change could bring. The attacker finds each of them."""

from __future__ import annotations

import logging
from unittest import mock

from django.db import connections


class Leak:
    """No leak at all; what others override."""

    sweeps = True  # whether the worker lets the disk forget, after the close

    def begin(self, spoilt) -> None: ...

    def prepared(self, evening) -> None: ...

    def came(self, voter, invitation, evening) -> None: ...

    def took(self, voter, evening) -> None: ...

    def cast(self, voter, evening) -> None: ...

    def closed(self, evening) -> None: ...


def _box():
    from mingcha.foundation.boxes import box

    return connections[box()].cursor()


class RowNumbers(Leak):
    """The box's table keeps SQLite's hidden number, as any table does of itself."""

    def prepared(self, evening) -> None:
        with _box() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'box_ballot'")
            made = cursor.fetchone()[0]
            cursor.execute("DROP TABLE box_ballot")
            cursor.execute(made.replace("WITHOUT ROWID", ""))


class TimeStamp(Leak):
    """A column that says when a ballot came in: useful for a chart of the evening."""

    def prepared(self, evening) -> None:
        with _box() as cursor:
            cursor.execute("ALTER TABLE box_ballot ADD COLUMN created_at real")
            cursor.execute(
                "CREATE TRIGGER stamp AFTER INSERT ON box_ballot BEGIN UPDATE box_ballot"
                " SET created_at = julianday('now') WHERE key = new.key; END"
            )


class Journalled(Leak):
    """Every ballot gets its entry in the journal, like every other act."""

    def cast(self, voter, evening) -> None:
        from mingcha.foundation import journal

        facts = {"receipt": voter["receipt"]}
        journal.record("polls.poll.cast", about=evening.poll, by=None, facts=facts)


class Logged(Leak):
    """Somebody looked for a fault and left a line in."""

    def cast(self, voter, evening) -> None:
        logging.getLogger("box").info("kept %s", voter["receipt"])


class Unswept(Leak):
    """Nobody sweeps: the write-ahead log of the box stays on the disk."""

    sweeps = False


class CheckInJournalled(Leak):
    """Whoever comes gets an entry."""

    def came(self, voter, invitation, evening) -> None:
        from mingcha.foundation import journal

        journal.record("meetings.invitation.check_in", about=invitation, by=evening.clerk)


class ElectorsInPlace(Leak):
    """Electors are changed where they lie, and nothing is rewritten at the close."""

    def begin(self, spoilt) -> None:
        for part in ("_forget", "_part_paper"):
            spoilt.enter_context(mock.patch(f"mingcha.polls.commands.opening.{part}"))


class SameKey(Leak):
    """An elector's row keeps a digest that lies in the box too."""

    def closed(self, evening) -> None:
        from mingcha.core.ticket import Blind, ballot_key
        from mingcha.polls.models import Elector
        from tests.attacks.evening import _bytes

        for voter in evening.voters:
            if "elector" in voter:
                said = voter["ticket"]
                parts = [_bytes(said[name]) for name in ("nonce", "prefix", "signature")]
                key = ballot_key(evening.poll.code, Blind("enterprise", *parts))
                mine = Elector.objects.filter(invitation=bytes.fromhex(voter["elector"]))
                mine.update(blinded=key)


class TicketReported(Leak):
    """Whoever takes a ticket has surely got the invitation: the board could say so by itself."""

    def took(self, voter, evening) -> None:
        from mingcha.appraisals.models import Delivery, PanelMember

        member = PanelMember.objects.get(name=voter["name"])
        Delivery.objects.create(member=member, channel="sms", fate="delivered")


class AdmittedAsSent(Leak):
    """Electors are written down in the order in which their invitations went out."""

    def begin(self, spoilt) -> None:
        def lay(poll, group, rows):
            for row in rows:
                row.save()

        spoilt.enter_context(mock.patch("mingcha.polls.commands.inviting._lay", lay))
        calm = mock.Mock(shuffle=lambda rows: None)
        spoilt.enter_context(
            mock.patch(
                "mingcha.appraisals.commands.inviting.secrets.SystemRandom", return_value=calm
            )
        )


class PrintedOrder(Leak):
    """Slips are handed out as they were printed, and the printer has kept a copy."""

    def prepared(self, evening) -> None:
        evening.codes["deputy"] = evening.print_order[::-1]

    def closed(self, evening) -> None:
        from pathlib import Path

        from django.conf import settings

        kept = Path(settings.DATABASES["default"]["NAME"]).parent / "slips.txt"
        kept.write_text("\n".join(evening.print_order))


class Several:
    """Leaks of one evening, together."""

    def __init__(self, names: str) -> None:
        self.leaks = [LEAKS[name]() for name in names.split("+") if name]

    def __getattr__(self, name: str):
        def each(*facts) -> None:
            for leak in self.leaks:
                getattr(leak, name)(*facts)

        return each

    def closed(self, evening) -> None:
        """What the worker does after the close, and what each leak does then."""
        from mingcha.meetings import commands as meetings
        from mingcha.polls import commands

        if all(leak.sweeps for leak in self.leaks):
            assert commands.sweep(evening.poll)
            assert meetings.sweep(evening.meeting)
        for leak in self.leaks:
            leak.closed(evening)


LEAKS = {
    "row_numbers": RowNumbers,
    "time_stamp": TimeStamp,
    "journalled": Journalled,
    "logged": Logged,
    "unswept": Unswept,
    "check_in_journalled": CheckInJournalled,
    "electors_in_place": ElectorsInPlace,
    "same_key": SameKey,
    "ticket_reported": TicketReported,
    "admitted_as_sent": AdmittedAsSent,
    "printed_order": PrintedOrder,
}
