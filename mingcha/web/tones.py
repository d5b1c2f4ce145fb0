"""The tone of a state, for pages on which things of several rooms stand side by side."""

from __future__ import annotations

TONES = {
    **dict.fromkeys(("closed", "passed", "confirmed", "verified", "decided"), "good"),
    **dict.fromkeys(
        ("proposed", "answered", "reported", "return_asked", "extension_asked", "signed"),
        "attention",
    ),
    **dict.fromkeys(("drafted", "withdrawn", "transferred", "cancelled", "sealed"), "withheld"),
}
