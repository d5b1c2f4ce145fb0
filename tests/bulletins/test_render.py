"""Official documents: what they say, how they lie on paper, and that they print the same again."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from mingcha.bulletins.render import (
    Annex,
    Content,
    Figure,
    Form,
    Heading,
    ImpossibleContent,
    Items,
    Paragraph,
    Picture,
    Table,
    wording,
)
from mingcha.bulletins.render.fonts import FOLDER, characters, files
from mingcha.bulletins.render.press import docx, missing_glyphs, pdf, svg_to_png
from tests.bulletins.papers import ALL, PLOT, feedback, notice, order, slip

poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
PT = 72 / 25.4
UNSHIPPED = "𱁬"  # in the Noto fonts of many machines, in none that is shipped
every_kind = pytest.mark.parametrize("paper", ALL.values(), ids=ALL.keys())
Paper = Callable[[], Content]


def poppler_says(tool: str, printed: bytes, folder: Path, *options: str) -> str:
    source = folder / "paper.pdf"
    source.write_bytes(printed)
    to = ["-"] if tool == "pdftotext" else []
    done = subprocess.run(
        [tool, *options, str(source), *to], capture_output=True, text=True, check=True
    )
    return done.stdout


def boxes(printed: bytes, folder: Path, page: int = 1) -> list[tuple[float, float, float, str]]:
    """(left, top, right, word) of each run of text on a page, in points."""
    told = poppler_says("pdftotext", printed, folder, "-bbox", "-f", str(page), "-l", str(page))
    found = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">(.*?)</word>', told)
    return [(float(x), float(y), float(r), word) for x, y, r, word in found]


def plain(text: str) -> Content:
    return replace(order(), body=(Paragraph(text),), annexes=())


# ---------------------------------------------------------------- content
@every_kind
def test_a_document_comes_back_from_json_as_it_went(paper: Paper) -> None:
    written = json.dumps(paper().to_dict(), ensure_ascii=False, default=list)
    assert Content.from_dict(json.loads(written)) == paper()


def test_the_digest_covers_the_words_and_not_the_proof_that_carries_it() -> None:
    bare = replace(notice(), proof=None)
    assert bare.proved("00" * 32).digest == bare.digest
    assert replace(bare, organ="市政府办公室").digest != bare.digest
    assert bare.digest == hashlib.sha256(bare.canonical()).hexdigest()


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: Paragraph(" "),
        lambda: Paragraph("一行\n又一行"),
        lambda: Heading("一、总体情况"),
        lambda: Heading("总体情况", level=5),
        lambda: Items(()),
        lambda: Items(("甲",), style="dots"),
        lambda: Table("表", ("甲", "乙"), (("1",),)),
        lambda: Table("表", ("甲",), (), align=("middle",)),
        lambda: Table("表", ("甲",), (), widths=(0,)),
        lambda: Form((("只有标签",),)),
        lambda: Figure("rank", "图", alt=""),
        lambda: Figure("rank", "图", alt="说明", width_mm=200),
        Picture,
        lambda: Picture(svg="not a picture"),
        lambda: Picture(png=b"GIF89a"),
        lambda: Annex("名单", ()),
        lambda: replace(notice(), kind="poem"),
        lambda: replace(notice(), number="2026年第1号"),
        lambda: replace(notice(), mark=""),
        lambda: replace(notice(), copy_no="3"),
        lambda: replace(notice(), secrecy="保密"),
        lambda: replace(notice(), colour="red"),
        lambda: replace(slip(), colour=""),
        lambda: replace(notice(), printed_on=None),
        lambda: replace(notice(), pictures={}),
        lambda: replace(notice(), organ="市政\x00府"),
        lambda: Content.from_dict(notice().to_dict() | {"version": 2}),
        lambda: Content.from_dict(notice().to_dict() | {"font": "Arial"}),
    ],
)
def test_what_cannot_be_printed_is_refused_with_reason_and_remedy(
    impossible: Callable[[], object],
) -> None:
    with pytest.raises(ImpossibleContent) as no:
        impossible()
    assert no.value.because.endswith(".")
    assert no.value.remedy.endswith((".", "…的通报."))


def test_headings_are_counted_and_deeper_counts_start_anew() -> None:
    levels = [1, 2, 2, 3, 4, 1, 2]
    counted = wording.numbered([Heading("甲", level) for level in levels])
    numbers = [number for _, number in counted]
    assert numbers == ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]


def test_a_long_organ_signs_at_the_margin_with_the_date_centred_below() -> None:
    organ, day = wording.signature_indents("市" * 20, "2026年4月10日")
    assert organ == 0
    assert day == pytest.approx((20 - 6.5) / 2)
    assert wording.signature_indents("市水务局", "2026年4月10日") == (5.25, 4.0)


# ---------------------------------------------------------------- fonts
def test_the_shipped_fonts_are_those_whose_sums_were_written_down() -> None:
    lines = (FOLDER / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files()}
    assert found == told


def test_the_fonts_weigh_little_and_bring_their_licence() -> None:
    assert sum(path.stat().st_size for path in files()) < 14.5e6
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_every_character_of_gb_2312_and_rare_ones_in_names_can_be_printed() -> None:
    codes = [bytes((a, b)) for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)]
    hanzi = {code.decode("gb2312", errors="ignore") for code in codes} - {""}
    assert len(hanzi) == 6763
    assert hanzi | set("喆堃玥珺䶮𬱖〔〕—…①⑩％“”") <= characters()


def test_a_character_no_font_has_is_reported_and_never_printed_as_a_box() -> None:
    rare = plain("请𱁬𱁬面馆整改。")
    assert missing_glyphs(rare) == {UNSHIPPED}
    with pytest.raises(ImpossibleContent, match=UNSHIPPED):
        pdf(rare)


def test_a_rare_character_of_a_shipped_font_is_printed_by_it() -> None:
    assert missing_glyphs(plain("请𰻝𰻝面馆整改。")) == set()
    assert pdf(plain("请𰻝𰻝面馆整改。"))


def test_a_missing_character_in_a_figure_is_reported_too() -> None:
    drawn = replace(notice(), pictures={"rank": Picture(svg=PLOT.replace("市林业局", "市𱁬局"))})
    assert missing_glyphs(drawn) == {UNSHIPPED}


NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig/>"""


def test_a_machine_without_fonts_prints_the_same_bytes(tmp_path: Path) -> None:
    bare = tmp_path / "fonts.conf"
    bare.write_text(NO_FONTS, encoding="ascii")
    source, page, word = (tmp_path / name for name in ("n.json", "n.pdf", "n.docx"))
    source.write_text(json.dumps(notice().to_dict(), default=list), encoding="utf-8")
    door = [sys.executable, "-m", "mingcha.bulletins.render", str(source)]
    nowhere = {**os.environ, "FONTCONFIG_FILE": str(bare), "HOME": str(tmp_path)}
    subprocess.run(
        [*door, "--pdf", str(page), "--docx", str(word)],
        env=nowhere,
        capture_output=True,
        check=True,
    )
    assert page.read_bytes() == pdf(notice())
    assert word.read_bytes() == docx(notice())


# ---------------------------------------------------------------- PDF
@every_kind
def test_a_reprint_gives_the_same_bytes(paper: Paper) -> None:
    assert pdf(paper()) == pdf(paper())
    assert docx(paper()) == docx(paper())


@poppler
@every_kind
def test_every_word_can_be_found_in_the_pdf(paper: Paper, tmp_path: Path) -> None:
    content = paper()
    text = re.sub(r"\s", "", poppler_says("pdftotext", pdf(content), tmp_path))
    for words in (*content.title, content.organ, content.number, wording.written(content.date)):
        assert re.sub(r"\s", "", words) in text


@poppler
@every_kind
def test_pages_are_a4_and_only_shipped_fonts_are_inside(paper: Paper, tmp_path: Path) -> None:
    told = poppler_says("pdfinfo", pdf(paper()), tmp_path)
    assert "(A4)" in told
    assert "".join(paper().title) in told
    fonts = poppler_says("pdffonts", pdf(paper()), tmp_path).splitlines()[2:]
    assert fonts
    assert all("Mingcha" in line.split()[0] and " yes yes yes " in line for line in fonts)


@poppler
def test_a_full_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    printed = pdf(plain("机关作风建设领导小组办公室通报察访整改情况各单位认真落实" * 60))
    lines = [box for box in boxes(printed, tmp_path, page=2) if box[3] != "—"]
    full = [box for box in lines if len(box[3]) > 20]
    assert len(full) == 22
    assert {len(word) for *_, word in full} == {28}
    for left, _, right, _ in full:
        assert left == pytest.approx(28 * PT, abs=1)
        assert right == pytest.approx((210 - 26) * PT, abs=1)
    steps = [below[1] - above[1] for above, below in pairwise(full)]
    assert steps == pytest.approx([225 * PT / 22] * 21, abs=0.1)


@poppler
def test_page_numbers_stand_outside_right_on_odd_left_on_even_pages(tmp_path: Path) -> None:
    printed = pdf(notice())
    for page, edge in ((1, 184 * PT - 14), (2, 28 * PT + 14), (3, 184 * PT - 14)):
        marks = [box for box in boxes(printed, tmp_path, page) if box[3] == "—"]
        outer = marks[-1][2] if page % 2 else marks[0][0]
        assert outer == pytest.approx(edge, abs=1.5)


@poppler
def test_the_letters_first_page_bears_no_number(tmp_path: Path) -> None:
    first = boxes(pdf(feedback()), tmp_path)
    assert "—" not in [word for *_, word in first]


@poppler
def test_a_long_table_repeats_its_header_on_each_page(tmp_path: Path) -> None:
    text = poppler_says("pdftotext", pdf(notice()), tmp_path, "-layout")
    pages = [page for page in text.split("\f") if "被察访机关" in page]
    assert len(pages) == 2
    assert "不予公布" in pages[-1]


@poppler
def test_the_end_section_stands_at_the_foot_of_the_last_page_only(tmp_path: Path) -> None:
    printed = pdf(notice())
    count = len(poppler_says("pdftotext", printed, tmp_path).split("\f")) - 1
    holders = [n for n in range(1, count + 1) if _says(boxes(printed, tmp_path, n), "印发")]
    assert holders == [count]
    last = [top for _, top, _, word in boxes(printed, tmp_path, count) if "印发" in word]
    assert 245 * PT < last[0] < 262 * PT
    text = poppler_says("pdftotext", printed, tmp_path)
    assert notice().digest in text
    assert "9f" * 32 in text


def _says(found: list[tuple[float, float, float, str]], word: str) -> bool:
    return any(word in told for *_, told in found)


# ---------------------------------------------------------------- DOCX
def open_word(content: Content) -> Any:
    return Document(io.BytesIO(docx(content)))


@every_kind
def test_word_opens_on_a_page_of_22_by_28(paper: Paper) -> None:
    section = open_word(paper()).sections[0]
    mm = [
        round(length.mm)
        for length in (
            section.page_width, section.page_height, section.top_margin,
            section.left_margin, section.right_margin, section.bottom_margin,
        )
    ]  # fmt: skip
    assert mm == [210, 297, 37, 28, 26, 35]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    char = 16 + int(grid.get(qn("w:charSpace"))) / 4096
    assert int(225 * PT / pitch) == 22
    assert int(156 * PT / char + 0.001) == 28


def test_word_names_the_official_fonts() -> None:
    content = notice()
    with zipfile.ZipFile(io.BytesIO(docx(content))) as package:
        names = [n for n in package.namelist() if n.endswith(".xml")]
        xml = "".join(package.read(name).decode() for name in names)
    named = set(re.findall(r'w:eastAsia="([^"]+)"', xml))
    assert {"方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"} <= named


def test_words_footers_differ_on_odd_and_even_pages() -> None:
    doc = open_word(notice())
    assert doc.settings.odd_and_even_pages_header_footer
    section = doc.sections[0]
    sides = [f.paragraphs[0].alignment for f in (section.footer, section.even_page_footer)]
    assert [side.name for side in sides] == ["RIGHT", "LEFT"]
    assert all(
        "PAGE" in f._element.xml and "— " in f.paragraphs[0].text
        for f in (section.footer, section.even_page_footer)
    )


def test_the_red_mark_and_the_end_section_are_in_word_as_on_paper() -> None:
    doc = open_word(notice())
    mark = next(p for p in doc.paragraphs if p.text == notice().mark).runs[0]
    assert str(mark.font.color.rgb) == "D7000F"
    assert doc.tables[-1].rows[0].cells[0].text.startswith("抄送：市委办公室")
    assert doc.tables[-1].rows[1].cells[0].text.endswith("2026年4月10日印发")
    assert doc.tables[0].rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None


def test_a_figure_in_word_is_told_in_words() -> None:
    assert "环保类四个机关的得分区间" in docx_part(notice(), "word/document.xml")


def docx_part(content: Content, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(docx(content))) as package:
        return package.read(name).decode()


def test_word_files_carry_the_documents_own_date() -> None:
    known = open_word(notice()).core_properties
    assert known.created.date() == date(2026, 4, 10)
    assert known.author == notice().organ


# ---------------------------------------------------------------- figures and the small door
def test_a_plot_becomes_a_picture_with_its_chinese_words() -> None:
    drawn = Image.open(io.BytesIO(svg_to_png(PLOT, 840)))
    wordless = Image.open(
        io.BytesIO(svg_to_png(re.sub(r">[^<>\n]+</text>", "></text>", PLOT), 840))
    )
    assert drawn.width == 840
    assert drawn.tobytes() != wordless.tobytes()


def test_a_png_is_printed_as_it_is(tmp_path: Path) -> None:
    picture = Picture(png=svg_to_png(PLOT, 420))
    content = replace(notice(), pictures={"rank": picture})
    assert Content.from_dict(content.to_dict()) == content
    assert b"/Image" in pdf(content)


def test_the_door_prints_a_file_and_refuses_one_that_cannot_be(tmp_path: Path) -> None:
    source, page, word = (tmp_path / name for name in ("n.json", "n.pdf", "n.docx"))
    source.write_text(json.dumps(order().to_dict(), default=list), encoding="utf-8")
    door = [sys.executable, "-m", "mingcha.bulletins.render", str(source)]
    options = ["--pdf", str(page), "--docx", str(word)]
    done = subprocess.run([*door, *options], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == order().digest
    assert page.read_bytes() == pdf(order())
    assert word.read_bytes() == docx(order())
    source.write_text(json.dumps(order().to_dict() | {"number": "1"}), encoding="utf-8")
    no = subprocess.run([*door, *options], capture_output=True, text=True, check=False)
    assert no.returncode == 1
    assert "is not a document number" in no.stderr
