"""What the record of a visit says, its fingerprint, and who stands by it as it reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from django.utils.crypto import salted_hmac

from mingcha.evidence.models import Evidence
from mingcha.visits.models import Observation, Visit

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that sounds or looks like another


@dataclass(frozen=True)
class Answer:
    """What a sheet says to one question of its checklist."""

    number: int
    seen: str
    facts: str = ""
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True)
class Sheet:
    """What inspectors bring back from a visit."""

    began_at: datetime
    ended_at: datetime
    facts: str
    answers: Sequence[Answer]
    present: str = ""
    organ_words: str = ""

    def tidy(self) -> Sheet:
        """The same sheet without stray blanks, so that one text has one fingerprint."""
        answers = [replace(answer, facts=_lines(answer.facts)) for answer in self.answers]
        return replace(
            self,
            answers=answers,
            facts=_lines(self.facts),
            present=_lines(self.present),
            organ_words=_lines(self.organ_words),
        )


def observations(visit: Visit) -> Iterable[Observation]:
    """What was seen, question by question; fetched once where the visit came with it."""
    kept: dict[str, Any] = getattr(visit, "_prefetched_objects_cache", {})
    if "observations" in kept:
        return visit.observations.all()
    return visit.observations.select_related("item__norm").prefetch_related("evidence")


def sheet_of(visit: Visit) -> Sheet | None:
    """The sheet on record; None before anything was handed in."""
    if visit.began_at is None or visit.ended_at is None:
        return None
    answers = [
        Answer(row.item.number, row.seen, row.facts, list(row.evidence.all()))
        for row in observations(visit)
    ]
    said = (visit.facts, answers, visit.present, visit.organ_words)
    return Sheet(visit.began_at, visit.ended_at, *said)


def fingerprint(visit: Visit, sheet: Sheet | None) -> str:
    """SHA-256 over target, team, checklist and every word and photo of a sheet.

    What the organ itself says to the record is left out: inspectors sign what they saw, and
    nobody else's words can make their signatures void.
    """
    team = sorted(person.staff_no for person in visit.team.all())
    said = [visit.number, visit.mode, visit.organ_id, visit.place_id, visit.checklist_id, team]
    if sheet is not None:
        said += [_moment(sheet.began_at), _moment(sheet.ended_at)]
        said += [sheet.facts, sheet.present, sheet.organ_words]
        said += [_said(one) for one in sorted(sheet.answers, key=lambda one: one.number)]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest(visit: Visit) -> str:
    """The fingerprint of the record as it reads now."""
    return fingerprint(visit, sheet_of(visit))


def signers(visit: Visit) -> set[int]:
    """Who has signed the record as it reads now; a signature under other words does not count."""
    given = list(visit.signatures.all())
    if not given:
        return set()
    now = digest(visit)
    return {signature.person_id for signature in given if signature.digest == now}


def code_of(visit: Visit, person: Any) -> str:
    """The code that stands for an inspector on one covert record.

    It differs from visit to visit, so that one slip of the tongue does not uncover the others.
    """
    keyed = salted_hmac("mingcha.visits.inspector", f"{visit.pk}:{person.pk}", algorithm="sha256")
    number = int.from_bytes(keyed.digest()[:4], "big")
    return "".join(LETTERS[(number >> shift) & 31] for shift in (0, 5, 10, 15, 20))


def _lines(words: str) -> str:
    """Browsers end lines with two signs, telephones with one."""
    return words.replace("\r\n", "\n").strip()


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()


def _said(answer: Answer) -> list[Any]:
    pieces = sorted(piece.digest for piece in answer.evidence)
    return [answer.number, answer.seen, answer.facts, pieces]
