"""What the calendar does here: every night the facts are kept as they stand."""

from __future__ import annotations

from datetime import date

from mingcha.analytics import commands
from mingcha.foundation import time
from mingcha.foundation.reactions import every


@every("day", at="02:30", of_today=True)
def keep_the_facts(day: date) -> None:
    """Keep tonight's snapshot; a night that has passed cannot be made up."""
    if day == time.today():
        commands.take(by=None, on=day)
