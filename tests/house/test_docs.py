"""The documents are true: their links are alive, their names are the program's own."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import mingcha.web.urls  # noqa: F401 -- every room enters its looks and lives
from mingcha.foundation import xrays
from mingcha.foundation.workflow import MACHINES
from mingcha.web import cli, words

HOUSE = words.HOUSE
ROOT = HOUSE.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("changes/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)
BACKTICKS = re.compile(r"`([^`]+)`")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def source(room: str = "") -> str:
    found = (HOUSE / room).rglob("*.py")
    return "\n".join(text(p) for p in found if "migrations" not in p.parts)


@cache
def known_words(room: str = "") -> frozenset[str]:
    return frozenset(WORD.findall(source(room)))


@cache
def literals() -> frozenset[str]:
    """Every string in the program, as far as it could be a verb, a key or a role."""
    return frozenset(re.findall(r'"([a-z_.]+)"', source()))


# Links


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers make them."""
    heads = re.findall(r"^#+ +(.+)$", FENCE.sub("", text(page)), re.M)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.strip().replace(" ", "-") for head in plain}


def dead(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(FENCE.sub("", text(page))):
        where, _sign, anchor = link.partition("#")
        if re.match(r"[a-z]+:", where):
            continue
        target = (page.parent / where).resolve() if where else page
        missing = anchor and target.suffix == ".md" and anchor not in anchors(target)
        if not target.exists() or missing:
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    assert dead(page) == []


def test_every_page_of_the_documentation_is_linked_from_another():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in LINK.findall(text(page))
    }
    alone = [name(p) for p in PAGES if DOCS in p.parents and p.resolve() not in linked]
    assert alone == []


def test_every_decision_has_its_own_number_and_stands_in_the_index():
    records = sorted((DOCS / "decisions").glob("*.md"))
    numbers = Counter(path.name[:4] for path in records)
    assert [number for number, n in numbers.items() if n > 1] == []
    index = text(DOCS / "index.md")
    assert [path.name for path in records if f"decisions/{path.name}" not in index] == []
    assert [p.name for p in records if not text(p).startswith(f"# {p.name[:4]} ")] == []


# Names


def sub_commands() -> list[str]:
    """`up`, `workdays due` … as the parser of the command line knows them."""
    return list(_below(cli.parser()))


def _below(parser: argparse.ArgumentParser, before: str = "") -> list[str]:
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, one in action.choices.items():
                found += [f"{before}{word}", *_below(one, f"{before}{word} ")]
    return found


def test_every_sub_command_is_told_with_an_example_or_a_sentence():
    told = text(DOCS / "how-to" / "command-line.md")
    commands = sub_commands()
    assert {"up", "demo", "work", "import", "draw replay", "workdays due"} <= set(commands)
    assert [word for word in commands if f"mingcha {word}" not in told] == []


def environment() -> set[str]:
    """Every environment variable the program reads."""
    asked = re.compile(r'(?:environ(?:\.get\(|\.setdefault\(|\[)|getenv\()\s*"([A-Z_0-9]+)"')
    return set(asked.findall(source()))


def test_every_environment_variable_is_in_the_settings_page_and_no_other():
    rows = re.findall(r"^\| `([A-Z_0-9]+)` \|", text(DOCS / "operate" / "settings.md"), re.M)
    assert set(rows) == environment()
    assert [row for row, n in Counter(rows).items() if n > 1] == []


def test_everything_the_doctor_looks_for_is_told():
    told = text(DOCS / "operate" / "doctor.md")
    looks = {key: (look.__doc__ or "").strip() for key, look in xrays._looks.items()}
    untold = [k for k, said in looks.items() if f"  - {said.splitlines()[0]}\n" not in told]
    assert untold == []
    sentences = re.findall(r"^  - (.+)$", told, re.M)
    assert len(sentences) == len(looks)


# Words


def glossary() -> list[tuple[str, str]]:
    """Word of the field and name in code, of the table of what is in the code now."""
    page = text(DOCS / "glossary.md").split("## In the code now")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if "|" in row
    ]
    return [(row[0], code) for row in rows if len(row) == 3 for code in BACKTICKS.findall(row[2])]


def stands(code: str) -> bool:
    """Whether a name of the glossary is one of the code's: file, verb, thing of a room, or word."""
    if code.endswith(".py"):
        return (HOUSE / code).exists() or any(HOUSE.rglob(code))
    first, dot, rest = code.partition(".")
    if code in literals() or code in {m.verb(act) for m in MACHINES.values() for act in m.acts}:
        return True
    if dot and (HOUSE / first).is_dir():
        return set(WORD.findall(rest)) <= known_words(first)
    if re.fullmatch(r"[A-Z]\d\d", code):
        return f'"{code}"' in source("norms") or code in source("norms")
    return set(WORD.findall(code)) <= known_words() or (HOUSE / code).is_dir()


@pytest.mark.parametrize(("word", "code"), glossary(), ids=lambda value: value)
def test_every_name_of_the_glossary_is_in_the_code(word, code):
    assert stands(code)


def test_a_name_that_is_in_no_code_is_noticed():
    assert not stands("findings.finding.absolve")
    assert not stands("visits.Wizard")
    assert not stands("Order.sorcery")


def said_on_screen() -> set[str]:
    """Every Chinese sentence the pages may show."""
    found: set[str] = set()
    for room in words.rooms():
        for message in words.read(words.catalogue(room)):
            many = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            found |= {str(one).rstrip("：") for one in many}
    return found


@pytest.mark.parametrize("page", sorted((DOCS / "guide").glob("*.md")), ids=name)
def test_what_a_guide_prints_in_bold_is_what_stands_on_the_screen(page):
    """In the guides bold means the very word of a room, a button or a state."""
    bold = set(re.findall(r"\*\*([^*]+)\*\*", text(page)))
    assert sorted(bold - said_on_screen() - {"粗体"}) == []


# Examples


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("workdays due --from 2024-09-10 --days 20", "2024-10-14"),
        (
            "workdays due --from 2024-09-10 --days 20 --pause 2024-09-23:2024-09-27 --extend 10",
            "2024-11-04",
        ),
        ("workdays count --from 2026-02-01 --to 2026-02-28", "16 "),
        ("workdays show --year 2026", "248"),
    ],
)
def test_an_example_of_the_documents_gives_the_answer_they_print(command, answer, capsys, db):
    assert cli.main(command.split()) == 0
    assert answer in capsys.readouterr().out
    told = [text(ROOT / "README.md"), text(DOCS / "how-to" / "command-line.md")]
    assert any(f"mingcha {command}" in page and answer in page for page in told)


def test_the_draw_of_the_documents_comes_out_as_printed(tmp_path, capsys):
    page = text(DOCS / "how-to" / "command-line.md")
    block = re.search(r"^key,stratum.*?^```", page, re.M | re.S)
    assert block is not None
    rows = [row.split() for row in block[0].splitlines()[:-1]]
    for name_, place in (("places.csv", 0), ("inspectors.csv", 1)):
        (tmp_path / name_).write_text("\n".join(row[place] for row in rows) + "\n")
    made = re.search(r"^\$ mingcha (draw make .+)$\n(.+)$", page, re.M)
    assert made is not None
    asked = [str(tmp_path / w) if w.endswith((".csv", ".json")) else w for w in made[1].split()]
    assert cli.main(asked) == 0
    assert capsys.readouterr().out.split()[-1].rpartition("：")[2] == made[2].split()[-1]
    assert cli.main(["draw", "replay", str(tmp_path / "record.json")]) == 0
