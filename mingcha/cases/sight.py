"""Which evidence a person may see because of a case: raw logs, and papers of answers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingcha.cases import queries
from mingcha.cases.models import Flag
from mingcha.evidence.queries import seen_through


@seen_through
def raw_logs(person: Any) -> QuerySet[Any, Any]:
    """The files as they came, in which applicants may be named: never for the organs."""
    return queries.intakes_visible_to(person).select_related(None).order_by().values("evidence")


@seen_through
def papers_of_answers(person: Any) -> QuerySet[Any, Any]:
    """What an organ sent with its answer is for whoever sees the flag."""
    seen = queries.flags_visible_to(person).select_related(None).order_by().values("pk")
    return Flag.answer_proof.through.objects.filter(flag__in=seen).values("evidence")
