"""What a room says about one kind of spreadsheet, and the rows the mechanism hands it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.values import Kind, both, folded
from mingcha.foundation.refusals import IMPORT_UNKNOWN_KIND

SECRETS = frozenset(map(folded, ("密码", "口令", "初始密码", "登录密码", "password", "passwd")))


@dataclass(frozen=True)
class Column:
    """One column: the words it may be headed by, what it holds, what to write into it.

    `fill` says that a merged cell means the same for every row it spans; `lines`, that the lines
    of a cell are kept apart.
    """

    key: str
    label: Any
    kind: Kind
    others: tuple[str, ...] = ()
    required: bool = False
    fill: bool = False
    lines: bool = False
    help: Any = ""
    example: str = ""

    @cached_property
    def titles(self) -> frozenset[str]:
        """Every title this column is known by, as titles are compared."""
        return frozenset(folded(word) for word in (self.key, *self.others, *both(self.label)))


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, and in which column; "" means the row as a whole."""

    column: str
    no: Unfit


@dataclass
class Row:
    """One row of a sheet on its way from words to a deed.

    `number` is the row's own in the spreadsheet. `values` holds only what was written: an empty
    cell leaves things as they are. A room's check sets `thing` and `before` for what is on record,
    `rank` where some rows must be carried out before others, and `found` for what it looked up.
    """

    number: int
    words: Mapping[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    thing: Any = None
    before: dict[str, Any] | None = None
    rank: int = 0
    found: dict[str, Any] = field(default_factory=dict)

    def no(self, column: str, no: Unfit) -> None:
        """Say what is wrong with this row."""
        self.faults.append(Fault(column, no))

    def get(self, column: str, default: Any = None) -> Any:
        """What is written in a column."""
        return self.values.get(column, default)

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """What would become different: column -> before, after."""
        was = self.before or {}
        return {
            key: (was[key], value)
            for key, value in self.values.items()
            if key in was and was[key] != value
        }


@dataclass(frozen=True)
class Setting:
    """Who carries a sheet out, on what day; `memo` is shared by the rows of one import."""

    by: Any
    on: date
    memo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """One thing that a row made (`was` is None) or changed (`was`: its fields before)."""

    thing: models.Model
    was: Mapping[str, Any] | None = None


Given = Sequence[tuple[int, dict[str, str]]]
Reshaped = tuple[Given, Sequence[Unfit]]


@dataclass(frozen=True)
class Undoing:
    """How things of one kind are taken off the record again, or one is put back as it was.

    `own` names kinds of things that go with them: a person's in-tray goes with the person.
    """

    take_back: Callable[..., Any]
    put_back: Callable[..., Any] | None = None
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One kind of spreadsheet: its columns, its check against the register, its commands.

    `find` sets what is on record (`thing`, `before`) and `check` judges, both for all rows at
    once; `commit` carries out one row and says what it did; `commit_new`, where a room has it,
    carries out many new rows at once. `twice` may say more of rows that share a key; `only`
    narrows whose table it is, where its commands are not for everybody who may import.
    `heads` are the titles a file must have, where the key is made from other columns; `reshape`,
    done once when a file is read, makes one row of what a published list spreads over several.
    """

    name: str
    title: Any
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    find: Callable[[Sequence[Row], Setting], None]
    check: Callable[[Sequence[Row], Setting], None]
    commit: Callable[[Row, Setting], Iterable[Deed]]
    undoings: Mapping[str, Undoing]
    help: Any = ""
    commit_new: Callable[[Sequence[Row], Setting], Iterable[tuple[Row, Deed]]] | None = None
    heads: tuple[str, ...] = ()
    reshape: Callable[[Given], Reshaped] | None = None
    twice: Callable[[Sequence[Row], Row], Unfit | None] = field(default=lambda rows, row: None)
    only: Callable[[Any], bool] | None = None

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Title as compared -> column key."""
        return {title: column.key for column in self.columns for title in column.titles}


SHEETS: dict[str, Sheet] = {}
Test = Callable[[Any], bool]
_gate: list[Test] = []
_gates_of: dict[str, Test] = {}


def sheet(one: Sheet) -> Sheet:
    """Enter a kind of spreadsheet in the book."""
    SHEETS[one.name] = one
    return one


def sheet_of(kind: str) -> Sheet:
    """The sheet of a kind, or the no that names those there are."""
    if kind not in SHEETS:
        raise IMPORT_UNKNOWN_KIND(kind=kind, known="、".join(SHEETS))
    return SHEETS[kind]


def importers(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Say who may import. The foundation knows no duties: the room of people tells it."""
    _gate.append(test)
    return test


def importers_of(table: str) -> Callable[[Test], Test]:
    """Say who else may import one table, and nothing besides it."""

    def named(test: Test) -> Test:
        _gates_of[table] = test
        return test

    return named


def may_import(person: Any) -> bool:
    """Whether a person may take part in an import at all."""
    return any(test(person) for test in (*_gate, *_gates_of.values()))


def may_hand_in(kind: str, person: Any) -> bool:
    """Whether this table is one of theirs. No person: whoever sits at the machine itself."""
    only, own = SHEETS[kind].only if kind in SHEETS else None, _gates_of.get(kind)
    if person is not None and not any(test(person) for test in _gate):
        return own is not None and own(person)
    return only is None or only(person)
