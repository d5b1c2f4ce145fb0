"""The life of an import. Commands and buttons obey this table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import queries
from mingcha.foundation.imports.sheet import may_hand_in
from mingcha.foundation.models import Import, ImportRow
from mingcha.foundation.refusals import (
    IMPORT_FAULTY,
    IMPORT_NOTHING_FAULTY,
    IMPORT_NOTHING_NEW,
)
from mingcha.foundation.workflow import life, party

S = Import.State
V = ImportRow.Verdict


@party(_("the conduct office, the director of the centre or the administrator"))
def those_who_import(thing: Any, person: Any) -> bool:
    """Whom the room of people lets in; and whoever sits at the machine itself (no person)."""
    return may_hand_in(thing.table, person)


def something_to_do(imp: Import) -> Refusal | None:
    """Some row enters or changes something."""
    counts = queries.counts(imp)
    return None if counts[V.NEW] + counts[V.CHANGED] else IMPORT_NOTHING_NEW()


def no_row_faulty(imp: Import) -> Refusal | None:
    """Every row is good: nothing is left out without anyone having said so."""
    faulty = queries.counts(imp)[V.FAULTY]
    return IMPORT_FAULTY(n=faulty) if faulty else something_to_do(imp)


def some_row_faulty(imp: Import) -> Refusal | None:
    """There are faulty rows to leave out, and good ones to carry out."""
    return something_to_do(imp) if queries.counts(imp)[V.FAULTY] else IMPORT_NOTHING_FAULTY()


# fmt: off
IMPORT = life(Machine("foundation.import", S.PREVIEWED, dict(S.choices), [
    #    act            from            to            by whom             only if
    Move("commit",      {S.PREVIEWED},  S.COMMITTED,  those_who_import,   no_row_faulty),
    Move("commit_good", {S.PREVIEWED},  S.COMMITTED,  those_who_import,   some_row_faulty),
    Move("discard",     {S.PREVIEWED},  S.DISCARDED,  those_who_import),
    Move("undo",        {S.COMMITTED},  S.UNDONE,     those_who_import),
]))
# fmt: on
