"""The bridge to the log engine: a file and its mapping in, rows and refused rows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from mingcha.cases.reading import Refused, Row
from mingcha.cases.refusals import LOG_UNFIT
from mingcha.core.notice import Unfit
from mingcha.evidence.commands import clean_name
from mingcha.foundation import time
from mingcha.foundation.calendar import said

LONGEST = 80  # characters of a name: file systems count bytes, and 255 of them at most
SHIPPED = Path(__file__).resolve().parent / "mappings"


@dataclass(frozen=True)
class Read:
    """What the engine read of a file."""

    rows: Sequence[Row]
    refused: Sequence[Refused] = ()


def shipped() -> dict[str, str]:
    """The mappings that ship with the program, by name."""
    return {path.stem: path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.toml"))}


def read(content: bytes, name: str, mapping: str) -> Read:
    """The rows of a file by its mapping, each as a plain mapping of canonical columns.

    Where the mapping names no zone, the log's clocks hang in this city.
    """
    from mingcha.cases.log import reading  # opens the column engine, which few processes need
    from mingcha.cases.log.mapping import Mapping

    with TemporaryDirectory(prefix="mingcha-log-") as folder:
        path = Path(folder) / clean_name(name)[-LONGEST:]
        path.write_bytes(content)
        try:
            found = Mapping.of(mapping)
            local = replace(found, zone=found.zone or time.city_zone().key)
            with reading.read(path, local) as log:
                rows = log.table.order_by("seq").to_pyarrow().to_pylist()
                wrong = [Refused(row, _why(why, what)) for row, why, what in log.refused]
        except Unfit as no:
            raise LOG_UNFIT(name=name, why=said(no)) from no
    return Read([{**row, "at": _moment(row["at"])} for row in rows], wrong)


def _moment(at: datetime | None) -> datetime | None:
    """The engine's moments are of UTC without saying so."""
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _why(reason: str, what: str) -> str:
    """Why a row is no event, in words."""
    words = {
        "no_case": _("It names no case."),
        "no_activity": _("It names no activity."),
        "no_time": _("It has no time."),
        "bad_time": _("“{what}” is no moment."),
    }
    return str(words.get(reason, reason)).format(what=what)
