"""What is typed for which mark, and why a page or a row waits for a person, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mingcha.core.ballot import BLANK, NO_CONTACT, UNKNOWN
from mingcha.polls import record
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import sorting
from mingcha.polls.onpaper.reading import Doubt

KEYS: Final = {"0": UNKNOWN, "9": NO_CONTACT, "": BLANK}  # what is typed for what has no number

DOUBTS: Final[Mapping[str, Any]] = {
    Doubt.FAINT: gettext_lazy("A faint mark"),
    Doubt.TWICE: gettext_lazy("Two marks in one row"),
}
FAULTS: Final[Mapping[str, Any]] = {
    Doubt.NO_CORNERS: gettext_lazy(
        "The corner marks are not to be seen. Scan the page again, flat and whole."
    ),
    Doubt.MIXED_PAGES: gettext_lazy(
        "It is a page of another ballot. Put the pages in order, scan again."
    ),
    Doubt.NO_CODE: gettext_lazy(
        "The code cannot be read. Enter this ballot at the desk, by two people."
    ),
    sorting.MISSING: gettext_lazy("A page of this ballot is missing. Scan all its pages together."),
    sorting.TWICE: gettext_lazy("The same page came twice. Take one out and scan again."),
    sorting.NOT_OURS: gettext_lazy(
        "The code belongs to no ticket of this poll. Show it to a scrutineer."
    ),
}


def keys_of(poll: Poll) -> list[tuple[str, str]]:
    """What to type for which mark."""
    language = get_language() or ""
    grades = [record.in_language(grade, language) for grade in poll.grades]
    keys = [(str(n), word) for n, word in enumerate(grades, start=1)]
    keys.append(("0", _("Don't know")))
    return [*keys, ("9", _("No dealings"))] if poll.contact_first else keys


def cell_words(poll: Poll, cell: int) -> tuple[str, str]:
    """Organ and question of one place among the marks; no question where there is only one."""
    language, many = get_language() or "", len(poll.questions)
    organ = record.in_language(poll.organs[cell // many], language)
    question = record.in_language(poll.questions[cell % many], language) if many > 1 else ""
    return organ, question
