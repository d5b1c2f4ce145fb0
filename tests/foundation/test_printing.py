"""Cards and sheets are printed with the shipped fonts and look the same whenever they are made."""

from __future__ import annotations

from datetime import date

import pypdfium2

from mingcha.foundation.printing import printed

LAYOUT = """#let told = json(bytes(sys.inputs.told))
#set text(font: "Mingcha Song")
#told.name"""


def test_the_same_words_on_the_same_day_give_the_same_bytes(tmp_path):
    layout = tmp_path / "card.typ"
    layout.write_text(LAYOUT)
    once = printed(layout, {"name": "明州市"}, on=date(2026, 4, 10))
    assert once == printed(layout, {"name": "明州市"}, on=date(2026, 4, 10))
    page = pypdfium2.PdfDocument(once)[0].get_textpage()
    assert page.get_text_range().strip() == "明州市"
