"""Names of the box's tables and columns, taken from the models that Django migrates."""

from __future__ import annotations

from typing import Any, Final

from mingcha.polls.models.box import Ballot, Remark, Slot, Ticket

BALLOT_COLUMNS: Final = ("key", "poll", "group", "fingerprint", "sealed", "paper")
REMARK_COLUMNS: Final = ("key", "poll", "sealed")
OPEN: Final = str(Slot.State.OPEN)


def _named(model: Any, *fields: str) -> tuple[str, ...]:
    """Table and columns, quoted; a field that the model has not is an error at start."""
    columns = [model._meta.get_field(name).column for name in fields]
    return tuple(f'"{name}"' for name in (model._meta.db_table, *columns))


def insert(model: Any, *fields: str) -> str:
    """`INSERT INTO table (columns)` with every field of the model: none may be forgotten."""
    if {field.name for field in model._meta.concrete_fields} != set(fields):
        raise LookupError(f"{model._meta.label} has other fields than {fields}")
    table, *columns = _named(model, *fields)
    return f"INSERT INTO {table} ({', '.join(columns)})"


def select(model: Any, *fields: str, where: str) -> str:
    """`SELECT columns FROM table WHERE column`, to be ended by a comparison."""
    table, by, *columns = _named(model, where, *fields)
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {by}"  # noqa: S608 -- our own names


INTO_BALLOTS: Final = insert(Ballot, *BALLOT_COLUMNS)
INTO_REMARKS: Final = insert(Remark, *REMARK_COLUMNS)
WHAT_LIES: Final = select(Ballot, "key", "fingerprint", "sealed", where="key")
POLL_STATE: Final = select(Slot, "poll", "state", where="poll")
POLLS: Final = select(Slot, "poll", where="poll").partition(" WHERE ")[0]
POLL_ROW: Final = select(Slot, "paper", "seal", "keys", "state", where="poll")
TICKETS: Final = select(Ticket, "digest", "group", where="poll")
