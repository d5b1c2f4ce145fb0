"""A block that must be refused, by which code, leaving nothing half-written."""

from mingcha.core.refusal import Refusal
from mingcha.foundation.models import JournalEntry
from mingcha.rectification.models import Order


class refused:  # noqa: N801 -- read like pytest.raises
    """The block must be refused with this code, and must leave nothing half-written."""

    def __init__(self, code):
        self.code = code

    def __enter__(self):
        self.before = (list(Order.objects.values()), JournalEntry.objects.count())

    def __exit__(self, kind, no, trace):
        assert isinstance(no, Refusal), f"not refused, expected {self.code}"
        assert no.code == self.code
        assert no.because
        assert no.remedy
        assert (list(Order.objects.values()), JournalEntry.objects.count()) == self.before
        return True
