"""The holiday notices that ship with the program, read once from the package's own data."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from mingcha.core.notice import HolidayNotice, Unfit


@cache
def shipped() -> tuple[HolidayNotice, ...]:
    """Every State Council notice that came with this release, the earliest issued first.

    Raises:
        Unfit: naming the file that cannot be read as a notice.
    """
    folder = files("mingcha.core") / "notices"
    papers = (paper for paper in folder.iterdir() if paper.name.endswith(".json"))
    notices = [_read(paper.name, paper.read_text(encoding="utf-8")) for paper in papers]
    return tuple(sorted(notices, key=lambda notice: (notice.issued_on, notice.year)))


def said(no: Unfit) -> str:
    """What an `Unfit` says, in the reader's language, with its facts filled in."""
    from django.utils.translation import gettext

    facts = {name: said(f) if isinstance(f, Unfit) else f for name, f in no.facts.items()}
    return gettext(no.sentence).format(**facts)


def _read(name: str, text: str) -> HolidayNotice:
    try:
        return HolidayNotice.parse(json.loads(text))
    except ValueError as no:
        raise Unfit("{name}: {no}", name=name, no=no) from no
