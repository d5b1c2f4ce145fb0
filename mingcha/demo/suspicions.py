"""What the demonstration makes of suspicions: looked into by the director, decided by another."""

from __future__ import annotations

from datetime import date

from mingcha.appraisals import queries
from mingcha.appraisals.commands import suspicion
from mingcha.appraisals.models import Round, Suspicion
from mingcha.demo import texts
from mingcha.people.models import Person

DISMISS = Suspicion.Verdict.DISMISS


def look_into(round_: Round, director: Person, second: Person, day: date) -> int:
    """Nobody in this city pulled at anything: what chance has raised is dismissed by two."""
    raised = queries.suspicions_of(round_).filter(state=Suspicion.State.RAISED)
    found = list(raised.select_related("round", "clock"))
    for one in found:
        said = {"verdict": DISMISS, "proposal": texts.LOOKED_INTO}
        suspicion.propose(one, by=director, on=day, **said)
        suspicion.dismiss(one, reason=texts.NOTHING_BEHIND_IT, by=second, on=day)
    return len(found)
