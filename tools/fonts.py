"""Cut the four shipped fonts out of Debian's packages fonts-noto-cjk and fonts-lxgw-wenkai.

Run it again with the same packages and the same fonttools and the checksums agree:

    apt-get install fonts-noto-cjk fonts-lxgw-wenkai
    python tools/fonts.py
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SHIPPED = Path(__file__).resolve().parent.parent / "mingcha" / "bulletins" / "fonts"
NOTO = Path("/usr/share/fonts/opentype/noto")
KAI = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")
SIMPLIFIED = 2  # the face "SC" inside Noto's collections
SINGLE = -1  # not a collection
EPOCH = 3_850_000_000  # seconds since 1904: a fixed date in every head table, so bytes repeat
NAMED = (0, 7, 13, 14)  # copyright, trademark, licence and its address stay as their makers wrote

# Beyond the national character set: what figures, tables and English names in a notice need.
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x180)}
SIGNS = {ord(c) for c in "€‰‱′″‹›–—―‘’“”„†‡•…−×÷±≈≠≤≥√∞°℃№™①②③④⑤⑥⑦⑧⑨⑩■□▲△●○★☆✓✔‐‑"}


@dataclass(frozen=True)
class Cut:
    """One font to make: from which file and face, under which name, with how many characters."""

    source: Path
    face: int
    family: str
    style: str
    file: str
    wide: str = "basic"


CUTS = (
    Cut(NOTO / "NotoSerifCJK-Regular.ttc", SIMPLIFIED, "Mingcha Song", "Regular",
        "MingchaSong-Regular.otf", wide="large"),
    Cut(NOTO / "NotoSerifCJK-Bold.ttc", SIMPLIFIED, "Mingcha Song", "Bold",
        "MingchaSong-Bold.otf"),
    Cut(NOTO / "NotoSansCJK-Bold.ttc", SIMPLIFIED, "Mingcha Hei", "Bold", "MingchaHei-Bold.otf"),
    Cut(KAI, SINGLE, "Mingcha Kai", "Regular", "MingchaKai-Regular.ttf"),
)  # fmt: skip


def decodable(encoding: str) -> set[int]:
    """Every character that two bytes of a Chinese encoding can name."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            word = bytes((lead, trail)).decode(encoding, errors="ignore")
            found |= {ord(word)} if len(word) == 1 and ord(word) > 0x7F else set()
    return found


def is_hanzi(code: int) -> bool:
    """Whether a code point is a Chinese character, extensions included."""
    return 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF


def basic() -> set[int]:
    """GB 2312 with Latin letters and the signs of figures and tables."""
    return decodable("gb2312") | LATIN | SIGNS


def large() -> set[int]:
    """GBK and what the Kai font's makers added for the State Council's table of 8,105 characters.

    The table itself is not in any codec. The Kai font covers it, so its characters beyond GBK are
    taken as the measure: a superset of the table.
    """
    kai = set(TTFont(KAI, lazy=True).getBestCmap())
    return decodable("gbk") | basic() | {code for code in kai if is_hanzi(code)}


def rename(font: TTFont, cut: Cut) -> None:
    """Give the cut its own name: the licences reserve the makers' names for the whole fonts."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in NAMED]
    full = f"{cut.family} {cut.style}"
    postscript = full.replace(" ", "-").replace("-", "", 1)
    words = {1: cut.family, 2: cut.style, 3: f"{full}; Mingcha", 4: full, 6: postscript}
    for number, text in words.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        _rename_outlines(font, cut, postscript)


def _rename_outlines(font: TTFont, cut: Cut, postscript: str) -> None:
    outlines = font["CFF "].cff
    outlines.fontNames = [postscript]
    outlines[0].FullName = f"{cut.family} {cut.style}"
    outlines[0].FamilyName = cut.family


def make(cut: Cut, codes: Iterable[int], folder: Path) -> Path:
    """Cut one font and write it; the same input gives the same bytes."""
    font = TTFont(cut.source, fontNumber=cut.face, lazy=True, recalcTimestamp=False)
    options = subset.Options(hinting=False, notdef_outline=True, name_IDs=["*"])
    options.layout_features = []
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    rename(font, cut)
    font["head"].created = font["head"].modified = EPOCH
    font.save(folder / cut.file)
    return folder / cut.file


def sums(files: Iterable[Path]) -> str:
    """Checksums in the form that `sha256sum --check` reads."""
    return "".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in files)


def main() -> None:
    """Make all fonts and their list of checksums."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--into", type=Path, default=SHIPPED, help="folder to write to")
    folder: Path = ask.parse_args().into
    sets = {"basic": basic(), "large": large()}
    files = [make(cut, sets[cut.wide], folder) for cut in CUTS]
    for file in files:
        print(f"{file.stat().st_size:>10,}  {file.name}")
    (folder / "SHA256SUMS").write_text(sums(files), encoding="ascii")


if __name__ == "__main__":
    main()
