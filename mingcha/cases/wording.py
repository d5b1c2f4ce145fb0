"""Flags in words: what was found, against which limit, in a sentence the organ can answer."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.cases.catalogue import CHECKS
from mingcha.cases.models import Flag


def title_of(flag: Flag) -> str:
    """What the look or the rule says."""
    check = CHECKS.get(flag.check_code)
    return str(check.says) if check else flag.says or flag.check_code


def measured(number: int | None, unit: str) -> str:
    """A length with its unit; empty where there is none."""
    if number is None:
        return ""
    words = {
        "wd": lambda n: ngettext("{n} working day", "{n} working days", n),
        "d": lambda n: ngettext("{n} day", "{n} days", n),
        "min": lambda n: ngettext("{n} minute", "{n} minutes", n),
        "times": lambda n: ngettext("{n} time", "{n} times", n),
    }
    return words.get(unit, lambda n: "{n}")(number).format(n=number)


def against(flag: Flag) -> str:
    """Allowed and taken, in one line."""
    if flag.taken is None:
        return ""
    words = _("allowed {allowed}, taken {taken}")
    return words.format(
        allowed=measured(flag.promise, flag.unit), taken=measured(flag.taken, flag.unit)
    )


def said_of(flag: Flag) -> str:
    """The facts of the finding that a confirmed flag becomes. Who applied is not told."""
    case = flag.case
    first = _("Case {number} ({reference}), “{item}”, received on {day}: {what}.").format(
        number=case.number,
        reference=case.reference,
        item=case.item_name or case.item,
        day=case.received_on.isoformat(),
        what=title_of(flag),
    )
    parts = [first]
    if flag.event is not None:
        words = _("It shows at “{activity}” of {day}.")
        day = flag.event.on.isoformat()
        parts.append(words.format(activity=flag.event.activity, day=day))
    if line := against(flag):
        parts.append(_("{line}. Basis: {article}.").format(line=line, article=flag.article))
    else:
        parts.append(_("Basis: {article}.").format(article=flag.article))
    parts.append(_("Flag {number}.").format(number=flag.number))
    if flag.answer:
        parts.append(_("The organ answered: {words}").format(words=flag.answer))
    return "\n".join(parts)


def facts_of(flag: Flag) -> dict[str, Any]:
    """What the journal keeps of a flag when it is raised."""
    return {
        "case": flag.case.number,
        "organ": flag.organ.code,
        "check": flag.check_code,
        "article": flag.article,
        "promise": flag.promise,
        "taken": flag.taken,
        "unit": flag.unit,
    }
