"""Which evidence a person may see because of a finding: what was seen, and what was replied."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from mingcha.evidence import queries as evidence
from mingcha.findings import queries
from mingcha.findings.models import Finding


@evidence.seen_through
def evidence_of_findings(person: Any) -> QuerySet[Any, Any]:
    """The pieces of the findings this person sees; of covert ones not where names are hidden."""
    shown = queries.shown_with_names(person)
    pieces = Finding.evidence.through.objects.filter(finding__in=shown)
    return pieces.values("evidence")


@evidence.seen_through
def papers_of_replies(person: Any) -> QuerySet[Any, Any]:
    """What an organ sent in reply is for whoever sees the finding."""
    pieces = Finding.reply_proof.through.objects.filter(finding__in=queries.keys(person))
    return pieces.values("evidence")
