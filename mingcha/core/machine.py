"""A life as a table of moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mingcha.core.refusal import Refusal, refusal

WRONG_STATE = refusal(
    "workflow.wrong_state",
    because="This cannot be done while it is “{state}”.",
    remedy="It becomes possible when it is: {ways}.",
)
NOT_YOURS = refusal(
    "workflow.not_yours",
    because="This is for somebody else to do: {who}.",
    remedy="Ask them, or wait until it is your turn.",
    status=403,
)


@dataclass(frozen=True)
class Party:
    """Who someone must be to a thing, in plain words and as a test."""

    name: str
    words: Any
    test: Callable[[Any, Any], bool]

    def __call__(self, thing: Any, person: Any) -> bool:
        return self.test(thing, person)


Guard = Callable[[Any], Refusal | None]


@dataclass(frozen=True)
class Move:
    """One row of a life: the act, the states it starts from, where it leads, who may, only if."""

    act: str
    sources: frozenset[str] | set[Any]
    target: str
    by: Party
    only_if: Guard | None = None


class Machine:
    """The whole life of one kind of thing. Commands, buttons, API and the drawing obey it.

    `states` names every state in words: a mapping from state to label.

    >>> anybody = Party("anybody", "anybody", lambda thing, person: True)
    >>> words = {"closed": "shut", "opened": "open"}
    >>> door = Machine("hall.door", "closed", words, [Move("open", {"closed"}, "opened", anybody)])
    >>> door.acts, door.reachable() == {"closed", "opened"}
    (('open',), True)
    """

    def __init__(
        self, name: str, start: str, states: Mapping[str, Any], moves: Iterable[Move]
    ) -> None:
        self.name = name
        self.start = str(start)
        self.states = {str(state): label for state, label in states.items()}
        self.moves: dict[str, Move] = {}
        self._ahead: dict[str, frozenset[str]] = {}
        for move in moves:
            self._enter(move)

    def _enter(self, move: Move) -> None:
        unknown = {str(s) for s in (*move.sources, move.target)} - set(self.states)
        if unknown or move.act in self.moves:
            raise ValueError(f"{self.name}.{move.act}: unknown states {unknown} or written twice")
        self.moves[move.act] = move

    def __getitem__(self, act: str) -> Move:
        return self.moves[act]

    @property
    def acts(self) -> tuple[str, ...]:
        """Every act of this life, in the order of the table."""
        return tuple(self.moves)

    def verb(self, act: str) -> str:
        """The act's full name, as the journal, the API and the URL write it."""
        return f"{self.name}.{act}"

    def why_not(self, act: str, thing: Any, person: Any) -> Refusal | None:
        """The reason this person may not do this act to this thing now; None if they may."""
        move = self.moves[act]
        if not move.by(thing, person):
            return NOT_YOURS(who=move.by.words)
        if thing.state not in move.sources:
            ways = " / ".join(sorted(str(self.states[str(state)]) for state in move.sources))
            return WRONG_STATE(state=self.states[str(thing.state)], ways=ways)
        return move.only_if(thing) if move.only_if else None

    def may_come(self, act: str, thing: Any) -> bool:
        """Whether some chain of acts still leads from where the thing stands to this act."""
        state = str(thing.state)
        if state not in self._ahead:  # lists ask this of every act of every thing
            self._ahead[state] = frozenset(self._from(state))
        return not self._ahead[state].isdisjoint(self.moves[act].sources)

    def reachable(self) -> set[str]:
        """Every state that some chain of acts from the start can lead to."""
        return self._from(self.start)

    def _from(self, begun: str) -> set[str]:
        seen, grew = {begun}, True
        while grew:
            moves = self.moves.values()
            more = {str(m.target) for m in moves if seen & {str(s) for s in m.sources}}
            grew = not more <= seen
            seen |= more
        return seen

    def mermaid(self) -> str:
        """The life drawn as a state diagram for `docs/reference`."""
        rows = [f"    [*] --> {self.start}"]
        for move in self.moves.values():
            sources = sorted(str(s) for s in move.sources)
            rows += [f"    {s} --> {move.target}: {move.act}" for s in sources]
        return "stateDiagram-v2\n" + "\n".join(rows)
