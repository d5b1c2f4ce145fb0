"""A small door: print one document's JSON as PDF and DOCX.

python -m mingcha.bulletins.render CONTENT.json --pdf out.pdf --docx out.docx
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from mingcha.bulletins.render import Content, ImpossibleContent
from mingcha.bulletins.render.press import docx, missing_glyphs, pdf


def main() -> int:
    """Read the content, print it, and say what cannot be printed."""
    ask = argparse.ArgumentParser(prog="python -m mingcha.bulletins.render", description=__doc__)
    ask.add_argument("content", type=Path, help="JSON that Content.to_dict wrote")
    ask.add_argument("--pdf", type=Path, help="where to write the PDF")
    ask.add_argument("--docx", type=Path, help="where to write the Word document")
    given = ask.parse_args()
    try:
        content = Content.from_dict(json.loads(given.content.read_text(encoding="utf-8")))
        lacking = missing_glyphs(content)
        if lacking:
            sys.stderr.write(f"No shipped font has: {' '.join(sorted(lacking))}\n")
        if given.docx:
            given.docx.write_bytes(docx(content))
        if given.pdf:
            given.pdf.write_bytes(pdf(content))
    except ImpossibleContent as no:
        sys.stderr.write(f"{no}\n")
        return 1
    sys.stdout.write(f"{content.digest}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
