"""Words for people: gather every msgid into its room's catalogue, compile the catalogues."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).resolve().parent.parent
TONGUE = "zh_Hans"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Unfit": None,
}
Message = tuple[str | tuple[str, ...], str | None]


def rooms() -> list[Path]:
    """Every folder of the house."""
    return sorted(path for path in HOUSE.iterdir() if (path / "__init__.py").exists())


def catalogue(room: Path) -> Path:
    """Where a room keeps its translated words."""
    return room / "locale" / TONGUE / "LC_MESSAGES" / "django.po"


def said(room: Path) -> dict[Message, None]:
    """Every msgid of one room's code and templates, in the order of its files."""
    found: dict[Message, None] = {}
    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            found.update(dict.fromkeys(_in_python(path.read_bytes())))
            if room.name == "core":
                found.update(dict.fromkeys(_in_refusals(path.read_text())))
    for path in sorted(room.rglob("templates/**/*.html")):
        found.update(dict.fromkeys(_in_template(path.read_text())))
    return found


def _in_python(source: bytes) -> Iterator[Message]:
    for _line, text, _comments, context in extract("python", io.BytesIO(source), KEYWORDS):
        yield (text if isinstance(text, str) else tuple(text)), context


def _in_refusals(source: str) -> Iterator[Message]:
    """The core knows no gettext: the sentences of its noes are plain strings."""
    import ast

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "refusal":
            for word in node.keywords:
                if word.arg in {"because", "remedy"} and isinstance(word.value, ast.Constant):
                    yield str(word.value.value), None


def _in_template(source: str) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    yield from _in_python(templatize(source).encode())


def read(path: Path) -> Catalog:
    """A catalogue from disk; an empty one if there is none yet."""
    if not path.exists():
        return Catalog(locale=TONGUE)
    return read_po(io.BytesIO(path.read_bytes()), locale=TONGUE)


def update(room: Path) -> None:
    """Add what is missing, drop what nobody says any more; translations are kept."""
    words, old = said(room), read(catalogue(room))
    if not words:
        return
    new = Catalog(locale=TONGUE, project="Mingcha", charset="utf-8", fuzzy=False, domain="django")
    for text, context in words:
        kept = old.get(text, context=context)
        new.add(text, kept.string if kept else None, context=context)
    path = catalogue(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    write_po(out, new, width=100, omit_header=False, sort_output=True, no_location=True)
    lines = [
        line
        for line in out.getvalue().decode().splitlines()
        if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', "# ", "#\n"))
    ]
    path.write_text("\n".join(lines).lstrip() + "\n", encoding="utf-8")


def compile_all() -> None:
    """Write the binary catalogues Django reads; they are made, not kept."""
    for room in rooms():
        path = catalogue(room)
        if path.exists():
            made = path.with_suffix(f".{os.getpid()}.mo")
            with made.open("wb") as out:
                write_mo(out, read(path))
            made.replace(path.with_suffix(".mo"))  # whoever reads meanwhile reads a whole one


def missing() -> list[str]:
    """Every msgid without a Chinese word, as `room: msgid`."""
    gaps = []
    for room in rooms():
        kept = read(catalogue(room))
        for text, context in said(room):
            message = kept.get(text, context=context)
            if message is None or not _whole(message.string):
                gaps.append(f"{room.name}: {text}")
    return gaps


def _whole(string: str | Iterable[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string or ()))


def main() -> int:
    """Update and compile; with `--compile` only compile; say what is still without a word."""
    import django

    django.setup()
    if "--compile" not in sys.argv:
        for room in rooms():
            update(room)
    compile_all()
    gaps = [] if "--compile" in sys.argv else missing()
    sys.stdout.writelines(f"{gap}\n" for gap in gaps)
    return 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
    sys.exit(main())
