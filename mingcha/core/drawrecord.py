"""The record of a draw: all that a stranger needs to repeat it, as one text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.core.pool import Pool, pool_from_json, pool_to_json
from mingcha.core.teams import Team

SCHEMA: Final = 1
ALGORITHM: Final = "mingcha-sha256-tickets-1"
NUMBERS: Final = frozenset({"round", "team_size", "schema"})
TEXTS: Final = frozenset({"purpose", "fingerprint", "seed", "source", "algorithm"})


@dataclass(frozen=True)
class Drawn:
    """A target that was drawn: by which of its tickets, and the mark of that ticket."""

    key: str
    stratum: str
    ticket: int
    mark: str


@dataclass(frozen=True)
class DrawRecord:
    """A whole draw as it is kept and published: enough for a stranger to repeat it.

    `wants` are places by stratum, `*` alone for a draw over the whole pool. `abreast` is how
    many teams are out at one time, None for as many as can be.
    """

    purpose: str
    pool: Pool
    fingerprint: str
    seed: str
    source: str
    witnesses: tuple[str, ...]
    round: int
    wants: tuple[tuple[str, int], ...]
    team_size: int
    abreast: int | None
    targets: tuple[Drawn, ...]
    teams: tuple[Team, ...]
    algorithm: str = ALGORITHM
    schema: int = SCHEMA

    def to_json(self) -> str:
        """See `to_json`."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> DrawRecord:
        """See `from_json`."""
        return from_json(text)


def to_json(record: DrawRecord) -> str:
    """The record as text: the same record always gives the same bytes.

    Source:
        Layout of this project, schema 1; JSON as in RFC 8259.

    >>> record = DrawRecord("", Pool(()), "00", "dice:1-2", "", (), 1, (), 2, None, (), ())
    >>> from_json(to_json(record)) == record
    True
    """
    row = asdict(record) | {"pool": pool_to_json(record.pool), "wants": dict(record.wants)}
    return json.dumps(row, ensure_ascii=False, sort_keys=True, indent=1)


def from_json(text: str) -> DrawRecord:
    """Read a record.

    Raises:
        Unfit: if it is no record of a draw, is of a later schema, or lacks something.
    Source:
        Layout of this project, schema 1.

    >>> from_json("[]")
    Traceback (most recent call last):
    mingcha.core.notice.Unfit: This is no record of a draw. Give the file that the draw wrote.
    """
    no_record = Unfit("This is no record of a draw. Give the file that the draw wrote.")
    try:
        row = json.loads(text)
    except ValueError:
        raise no_record from None
    if not isinstance(row, dict) or "fingerprint" not in row:
        raise no_record
    if row.get("schema") != SCHEMA:
        raise Unfit(
            "The record has layout {schema}; this version reads layout {known}. Use the version "
            "that made it.",
            schema=row.get("schema"),
            known=SCHEMA,
        )
    return _read(row)


def _read(row: Mapping[str, Any]) -> DrawRecord:
    try:
        plain = {name: row[name] for name in NUMBERS | TEXTS}
        _check_kinds(plain)
        return DrawRecord(
            **plain,
            pool=pool_from_json(row["pool"]),
            witnesses=tuple(str(name) for name in row["witnesses"]),
            wants=tuple(sorted((str(name), int(n)) for name, n in row["wants"].items())),
            abreast=None if row["abreast"] is None else int(row["abreast"]),
            targets=tuple(Drawn(**one) for one in row["targets"]),
            teams=tuple(
                Team(**{**team, "members": tuple(team["members"])}) for team in row["teams"]
            ),
        )
    except Unfit:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as no:
        raise Unfit(
            "The record is damaged at {place}. Give the file as the draw wrote it.", place=no
        ) from None


def _check_kinds(plain: Mapping[str, Any]) -> None:
    for name, value in plain.items():
        if type(value) is not (int if name in NUMBERS else str):
            raise TypeError(name)
