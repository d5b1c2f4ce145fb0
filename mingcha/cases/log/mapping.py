"""Which column of a log says what: read from TOML, or proposed from the names of the columns."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mingcha.cases.log.coding import MAY, MUST
from mingcha.core.notice import Unfit

PARTS: Final = {"columns", "text", "dates", "times", "activities"}


@dataclass(frozen=True)
class Mapping:
    """The columns of a log by what they say, and how its times and activities are written.

    `columns` gives the log's own name for `case`, `activity`, `time` and, where they exist,
    `actor`, `office`, `item`, `lifecycle`, `material`, `fee`. What stands under `text` and
    `dates` is kept beside as `x_<name>`. `zone` is where the log's clocks hang: without it the
    calendar date is the one that is written.
    """

    columns: dict[str, str]
    text: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    formats: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    same: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, toml: str | bytes | Path) -> Mapping:
        """The mapping a TOML text, or a file of it, describes.

        Raises:
            Unfit: naming what is missing or unknown in it and what may stand there.
        """
        said = tables(toml)
        _check_names(said, PARTS, "mapping")
        times, acts = said.get("times", {}), said.get("activities", {})
        _check_names(times, {"zone", "formats"}, "times")
        _check_names(acts, {"known", "same"}, "activities")
        columns = _names(said.get("columns", {}), "columns")
        _check_columns(columns)
        text, dates = _names(said.get("text", {}), "text"), _names(said.get("dates", {}), "dates")
        _check_beside([*text, *dates])
        return cls(
            columns,
            text,
            dates,
            _zone(str(times.get("zone", ""))),
            _listed(times.get("formats", []), "formats"),
            _listed(acts.get("known", []), "known"),
            _same(acts.get("same", {})),
        )

    @property
    def wanted(self) -> dict[str, str]:
        """Every column of the log that is read, by the name it has here."""
        beside = {f"x_{name}": column for name, column in (self.text | self.dates).items()}
        return self.columns | beside


def tables(toml: str | bytes | Path) -> dict[str, Any]:
    """What a TOML text or file says.

    Raises:
        Unfit: if it cannot be read as TOML, with the place.
    """
    name = str(toml) if isinstance(toml, Path) else "TOML"
    try:
        raw = toml.read_bytes() if isinstance(toml, Path) else toml
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    except OSError:
        raise Unfit(
            "{file} cannot be read. Check its name and that you may open it.", file=name
        ) from None
    except UnicodeDecodeError:
        raise Unfit("{file} is not text in UTF-8. Save it so.", file=name) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as no:
        raise Unfit("{file} is not TOML: {why}. Correct this place.", file=name, why=no) from None


def _check_names(said: Any, may: set[str], where: str) -> None:
    if not isinstance(said, dict):
        raise _no_part(where)
    if unknown := sorted(said.keys() - may):
        raise Unfit(
            "The {where} has “{name}”, which means nothing there. It may have: {names}.",
            where=where,
            name=unknown[0],
            names=", ".join(sorted(may)),
        )


def _names(said: Any, where: str) -> dict[str, str]:
    if not isinstance(said, dict) or not all(isinstance(name, str) for name in said.values()):
        raise Unfit(
            "In the mapping, [{where}] must give names of columns in quotation marks.", where=where
        )
    return dict(said)


def _no_part(where: str) -> Unfit:
    return Unfit(
        "In the mapping, [{where}] must be a part of its own, with what it says below it.",
        where=where,
    )


def _listed(said: Any, name: str) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise Unfit(
            'In the mapping, “{name}” must be a list of texts, like ["one", "another"].', name=name
        )
    return tuple(said)


def _same(said: Any) -> dict[str, str]:
    """The name of each activity that goes by another; no way of names comes back to itself."""
    if not isinstance(said, dict):
        raise _no_part("activities.same")
    same = {one.strip(): name.strip() for name, many in said.items() for one in _listed(many, name)}
    for one in same:
        seen, name = {one}, same[one]
        while name in same and same[name] != name:
            if name in seen:
                raise Unfit(
                    "In the mapping, [activities.same] leads from “{name}” back to “{name}”. "
                    "Write each activity under one name only.",
                    name=name,
                )
            seen.add(name)
            name = same[name]
    return same


def _check_beside(names: list[str]) -> None:
    folded = [name.casefold() for name in names]  # engines do not tell A from a
    if twice := [name for name in names if folded.count(name.casefold()) > 1]:
        raise Unfit(
            "In the mapping, two columns beside are called “{name}”. Rename one of them.",
            name=twice[-1],
        )


def _check_columns(columns: dict[str, str]) -> None:
    _check_names(columns, {*MUST, *MAY}, "columns")
    for name in MUST:
        if not columns.get(name):
            raise Unfit(
                "The mapping does not say which column is the “{name}”. Write it under "
                "[columns], or let `mingcha cases map FILE` propose one.",
                name=name,
            )


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        raise Unfit("“{zone}” is no time zone. Write it like Asia/Shanghai.", zone=name) from None


def propose(path: Path) -> str:
    """The text of a mapping for a file, from its columns and first rows."""
    from mingcha.cases.log import proposal

    return proposal.propose(path)
