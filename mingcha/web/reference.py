"""The reference, made from the program itself: lives drawn, refusals, rules, operations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.utils import translation

from mingcha import core
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import CATALOGUE, RefusalKind
from mingcha.foundation.policy import RULES
from mingcha.foundation.workflow import MACHINES
from mingcha.web.words import HOUSE, rooms

PLACE = HOUSE.parent / "docs" / "reference"
MADE = "<!-- Made by `mingcha docs` from the program itself. Change the program, not this page. -->"


def _in(language: str, words: Any) -> str:
    with translation.override(language):
        return _cell(words)


def _cell(words: Any) -> str:
    """Words that stay inside one cell of a table."""
    return str(words).replace("|", "\\|").replace("\n", " ").strip()


def _table(heads: list[str], rows: Iterator[list[str]]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return [*lines, *(f"| {' | '.join(row)} |" for row in rows)]


def _head(title: str, words: str) -> list[str]:
    return [f"# {title}", "", MADE, "", words, ""]


def machines() -> list[Machine]:
    """Every life of the house, by name; what tests make up is left out."""
    names = {room.name for room in rooms()}
    return [MACHINES[name] for name in sorted(MACHINES) if name.partition(".")[0] in names]


def workflows() -> list[str]:
    """Every life as a drawing and as its table."""
    lines = _head("Lives", "Every state machine of the program: the table that commands, buttons, "
                  "operations and this page obey.")  # fmt: skip
    for machine in machines():
        lines += [f"## {machine.name}", "", "```mermaid", machine.mermaid(), "```", ""]
        states = (f"`{state}` {_in('zh-hans', words)}" for state, words in machine.states.items())
        lines += ["States: " + " · ".join(states), ""]
        moves = (_move(machine, move) for move in machine.moves.values())
        lines += [*_table(["act", "from", "to", "by whom", "only if"], moves), ""]
    return lines


def _move(machine: Machine, move: Move) -> list[str]:
    name = f'<a id="{machine.verb(move.act)}"></a>`{move.act}`'
    sources = ", ".join(sorted(f"`{source}`" for source in map(str, move.sources)))
    only_if = (move.only_if.__doc__ or "").strip().splitlines()[:1] if move.only_if else []
    who = f"{_in('en', move.by.words)} ({_in('zh-hans', move.by.words)})"
    return [name, sources, f"`{move.target}`", who, _cell("".join(only_if))]


def refusals() -> list[str]:
    """Every no with its reason and its remedy, in both languages."""
    for name in _where_noes_are_written():
        import_module(name)
    known = sorted((k for k in CATALOGUE.values() if not k.code.startswith("test")), key=_code)
    words = (
        "Every no the program can say: what stands in the way, and what to do next. Programs read"
    )
    lines = _head("Refusals", f"{words} the code in `type`.")
    rows = (
        [
            f'<a id="{kind.code}"></a>`{kind.code}`',
            str(kind.status),
            f"{_in('en', kind.because)} — {_in('en', kind.remedy)}",
            f"{_in('zh-hans', kind.because)}——{_in('zh-hans', kind.remedy)}",
        ]
        for kind in known
    )
    return [*lines, *_table(["code", "status", "because — remedy", "中文"], rows)]


def _where_noes_are_written() -> Iterator[str]:
    """The modules of the core and each room's noes: all are told of, used by now or not."""
    yield from (module.name for module in iter_modules(core.__path__, "mingcha.core."))
    yield from (f"mingcha.{r.name}.refusals" for r in rooms() if (r / "refusals.py").exists())


def _code(kind: RefusalKind) -> str:
    return kind.code


def rules() -> list[str]:
    """Every rule a city may change, with its default and its source."""
    words = "What a city may change on its page of rules, from a day on."
    lines = _head("Rules of the city", f"{words} What was judged before stays judged.")
    known = (RULES[key] for key in sorted(RULES) if not key.startswith("test"))
    rows = (
        [
            f'<a id="{rule.key}"></a>`{rule.key}`',
            _cell(f"`{rule.default}`"),
            _in("en", rule.words),
            _in("zh-hans", rule.words),
            _in("en", rule.source) or "—",
        ]
        for rule in known
    )
    return [*lines, *_table(["key", "default", "meaning", "中文", "source"], rows)]


def measures() -> list[str]:
    """Every named measure with its unit, its meaning and what it is made from."""
    from mingcha.analytics.measures import MEASURES

    lines = _head("Measures", "Every named measure: one expression over the tables of "
                  "[facts](facts.md), with its interval. How to read and repeat one: "
                  "[measures](../how-to/measures.md).")  # fmt: skip
    rows = (
        [
            f'<a id="{one.name}"></a>`{one.name}`',
            f"{_in('en', one.label)} ({_in('zh-hans', one.label)})",
            f"{one.form}, {_in('en', one.unit)}",
            f"{_in('en', one.sentence)} {_in('zh-hans', one.sentence)}",
            ", ".join(f"`{name}`" for name in one.of),
            "everybody" if one.public else "inside",
        ]
        for one in MEASURES.values()
    )
    return [*lines, *_table(["name", "label", "form, unit", "meaning", "from", "told"], rows)]


def told_facts() -> list[str]:
    """Every table of facts with its columns."""
    from mingcha.foundation.columns import FACTS

    lines = _head("Facts", "What each room tells those above: the tables of a snapshot.")
    for name in sorted(FACTS):
        one = FACTS[name]
        lines += [f"## {name}", "", f"{_in('en', one.sentence)} {_in('zh-hans', one.sentence)}", ""]
        rows = (
            [f"`{c.name}`", str(c.kind), _in("en", c.unit) or "—", _in("en", c.sentence),
             _in("zh-hans", c.sentence)]
            for c in one.columns
        )  # fmt: skip
        lines += [*_table(["column", "holds", "unit", "meaning", "中文"], rows), ""]
    return lines


def operations() -> list[str]:
    """Every operation of the API, by room."""
    from mingcha.web.description import described
    from mingcha.web.openapi import operations as every

    lines = _head("Operations", "Every operation for programs. The whole description with examples "
                  "is `openapi.json` beside this page.")  # fmt: skip
    groups: dict[str, list[list[str]]] = {}
    for path, method, operation in every(described()):
        row = [
            f'<a id="{operation["operationId"]}"></a>`{operation["operationId"]}`',
            f"`{method.upper()} {path}`",
            _cell(operation["description"]),
            ", ".join(sorted(code for code in operation["responses"] if not code.startswith("2"))),
        ]
        groups.setdefault(operation["tags"][0], []).append(row)
    for room, rows in groups.items():
        heads = ["operation", "address", "what it does", "refuses with"]
        lines += [f"## {room}", "", *_table(heads, iter(rows)), ""]
    return lines


def _openapi() -> list[str]:
    from mingcha.web.description import text

    return text().splitlines()


PAGES: dict[str, Callable[[], list[str]]] = {
    "workflows.md": workflows,
    "refusals.md": refusals,
    "rules.md": rules,
    "measures.md": measures,
    "facts.md": told_facts,
    "operations.md": operations,
    "openapi.json": _openapi,
}


def made() -> dict[str, str]:
    """Every page of the reference as it should stand today."""
    import mingcha.web.urls  # noqa: F401 -- all rooms have entered their lives, noes and rules

    return {name: "\n".join(make()).rstrip() + "\n" for name, make in PAGES.items()}


def write(place: Path = PLACE) -> list[Path]:
    """Write every page; say which."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in made().items():
        (place / name).write_text(text, encoding="utf-8")
    return [place / name for name in PAGES]


def stale(place: Path = PLACE) -> list[str]:
    """The pages that no longer say what the program does."""
    return [
        name
        for name, text in made().items()
        if not (place / name).exists() or (place / name).read_text(encoding="utf-8") != text
    ]
