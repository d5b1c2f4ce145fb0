"""The bridge to the log engine: a file and its mapping in, rows and refused rows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mingcha.cases.reading import Refused, Row

SHIPPED = Path(__file__).resolve().parent / "mappings"


@dataclass(frozen=True)
class Read:
    """What the engine read of a file."""

    rows: Sequence[Row]
    refused: Sequence[Refused] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)


def shipped() -> dict[str, str]:
    """The mappings that ship with the program, by name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.toml"))}
