"""The tone of a state, for pages on which things of several rooms stand side by side."""

from __future__ import annotations

GOOD = ("closed", "final", "passed", "confirmed", "verified", "decided", "drawn", "published")
ASKS = ("proposed", "answered", "reported", "return_asked", "extension_asked", "signed")
GONE = ("drafted", "withdrawn", "transferred", "cancelled", "sealed")
TONES = {
    **dict.fromkeys(GOOD, "good"),
    **dict.fromkeys(ASKS, "attention"),
    **dict.fromkeys(GONE, "withheld"),
}
