"""What follows from what was done, heard inside the test's own transaction.

The queue's worker closes connections, as it must in a real process; a test on PostgreSQL would
lose its transaction with them.
"""

from mingcha.foundation import reactions
from mingcha.foundation.models import JournalEntry


def hear_everything():
    """Carry out every reaction to every entry, oldest first, as the worker would."""
    for entry in list(JournalEntry.objects.order_by("pk")):
        for name in list(reactions._heard.get(entry.verb, {})):
            reactions.react.func(entry.pk, name)
