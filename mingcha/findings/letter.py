"""The words of a feedback letter: what was seen, by which norm, and the right to be heard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.organs.models import Unit


def compose(finding: Finding, *, by: Any, due_on: date, note: str = "") -> str:
    """The letter as it is served, in the city's own language, whoever serves it.

    It names no source and nobody who came: not who saw it, not who complained.
    """
    with translation.override(settings.LANGUAGE_CODE):
        pieces = (
            _seen(finding),
            _measured_by(finding),
            _evidence(finding.evidence.all()),
            _recurs(finding),
            note.strip(),
            _rights(finding, due_on),
            _contact(finding, by),
        )
        return "\n\n".join(piece for piece in pieces if piece)


def _seen(finding: Finding) -> str:
    where = finding.office or finding.organ
    if finding.is_praise:
        opening = _("On {day} the following praiseworthy act was seen at {where}:")
    else:
        opening = _("On {day} the following was seen at {where}:")
    return f"{opening.format(day=_day(finding.happened_on), where=_full(where))}\n{finding.facts}"


def _measured_by(finding: Finding) -> str:
    norm = finding.norm
    basis = _("Norm: {code} {title}. {text}").format(
        code=norm.code, title=norm.title, text=norm.text
    )
    return f"{basis}\n{_('Basis: {basis}').format(basis=norm.basis)}" if norm.basis else basis


def _evidence(kept: Iterable[Evidence]) -> str:
    kinds = [piece.media_type.startswith("image/") for piece in kept]
    if not kinds:
        return _("Evidence: the signed record of what was seen.")
    photos, papers = sum(kinds), len(kinds) - sum(kinds)
    said = []
    if photos:
        said.append(ngettext("{n} photo", "{n} photos", photos).format(n=photos))
    if papers:
        said.append(ngettext("{n} paper", "{n} papers", papers).format(n=papers))
    return _("Evidence: {pieces}, kept under checksum by the centre.").format(
        pieces=_(", ").join(said)
    )


def _recurs(finding: Finding) -> str:
    if finding.recurs is None:
        return ""
    return _(
        "The same fault of the same office was confirmed before as {number}: it recurs."
    ).format(number=finding.recurs.number)


def _rights(finding: Finding, due_on: date) -> str:
    if finding.is_praise:
        words = _("You may add to it or correct it until {day}; nothing more is asked of you.")
    else:
        words = _(
            "You have the right to accept, explain or dispute these facts, with papers, "
            "until {day}. Silence is taken neither as agreement nor as dispute; the finding is "
            "then decided by what is on record. A disputed finding is decided by somebody who "
            "did not make it."
        )
    return words.format(day=_day(due_on))


def _contact(finding: Finding, by: Any) -> str:
    """Where to ask. Whoever made the finding covertly is not the one to be called."""
    came = finding.was_covert and finding.finders.filter(pk=getattr(by, "pk", None)).exists()
    phone = "" if came else getattr(by, "phone", "")
    centre = _("the visiting-inspection centre of {city}").format(city=settings.CITY["name"])
    return _("Contact: {who}").format(who=f"{centre} {phone}".strip())


def _full(unit: Unit) -> str:
    return f"{unit.organ.name}{unit.name}" if unit.organ else unit.name


def _day(day: date) -> str:
    return _("{year}-{month}-{day}").format(year=day.year, month=day.month, day=day.day)
