"""Saying no: a code, a because, a remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Refusal(Exception):
    """A no that a person can act on: what happened, in their words, and what to do next.

    `facts` fill both sentences. The sentences may be lazy translations: they are put into the
    reader's language only when shown.

    >>> TAKEN = refusal("poll.taken", because="Ticket {n} is used.", remedy="Ask for another.")
    >>> no = TAKEN(n=7)
    >>> no.code, no.because, no.remedy
    ('poll.taken', 'Ticket 7 is used.', 'Ask for another.')
    """

    def __init__(self, kind: RefusalKind, facts: dict[str, Any]) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.facts = facts

    @property
    def code(self) -> str:
        """The short name under which this no is documented."""
        return self.kind.code

    @property
    def status(self) -> int:
        """The HTTP status a door answers with."""
        return self.kind.status

    @property
    def because(self) -> str:
        """What stands in the way."""
        return str(self.kind.because).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What would make it possible."""
        return str(self.kind.remedy).format(**self.facts)

    def __str__(self) -> str:
        return f"{self.because} {self.remedy}"


class RefusalKind:
    """One row in the catalogue of noes. Calling it with facts gives the refusal to raise."""

    def __init__(self, code: str, *, because: Any, remedy: Any, status: int) -> None:
        self.code = code
        self.because = because
        self.remedy = remedy
        self.status = status

    def __call__(self, **facts: Any) -> Refusal:
        return Refusal(self, facts)

    def __repr__(self) -> str:
        return f"<refusal {self.code}>"


CATALOGUE: dict[str, RefusalKind] = {}
_tongue: list[Callable[[str], Any]] = []


def refusal(code: str, *, because: Any, remedy: Any, status: int = 409) -> RefusalKind:
    """Enter one no in the catalogue: `room.name`, why it happens, what to do next.

    Raises:
        ValueError: if the code is taken; two noes of one name could not be told apart.
    """
    if code in CATALOGUE:
        raise ValueError(f"two refusals are called {code}")
    kind = CATALOGUE[code] = RefusalKind(code, because=because, remedy=remedy, status=status)
    for words in _tongue:
        _put_into(kind, words)
    return kind


def speak(words: Callable[[str], Any]) -> None:
    """Put every plain sentence of the catalogue through `words`, now and whenever one is entered.

    The core's own noes are plain strings; with a lazy translation they speak as their reader does,
    however late their module is loaded.
    """
    _tongue[:] = [words]
    for kind in CATALOGUE.values():
        _put_into(kind, words)


def _put_into(kind: RefusalKind, words: Callable[[str], Any]) -> None:
    if isinstance(kind.because, str):
        kind.because, kind.remedy = words(kind.because), words(kind.remedy)
