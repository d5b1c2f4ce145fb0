"""Paper ballots are read as they were marked, and whatever is not plain is left to a person."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from mingcha.core.refusal import Refusal
from mingcha.polls.onpaper import layout, reading
from tests.polls import pens

SPOILED = {
    "as printed": {},
    "turned by two degrees": {"turn": 2.0},
    "turned the other way": {"turn": -3.0},
    "upside down": {"turn": 180.0},
    "sideways a little, noisy": {"turn": 1.0, "noise": 18},
    "blurred": {"blur": 5},
    "a small picture": {"scale": 0.8},
    "a poor JPEG": {"quality": 40, "noise": 6},
    "shaded to one side": {"shade": 90},
}


def read(paper, typed, page):
    straight = reading.straighten(page)
    assert not isinstance(straight, reading.Doubt), straight
    return straight, reading.read_page(paper, pens.asked(paper, typed), straight)


@pytest.fixture(scope="module")
def wide():
    """The ballot of 84 organs, printed once."""
    paper, typed = pens.paper_of(), pens.code()
    return paper, typed, pens.printed_pages(paper, typed)


def test_84_organs_with_one_question_fit_on_one_page_and_12_with_five_too():
    assert len(layout.pages(pens.paper_of(), range(84))) == 1
    assert len(layout.pages(pens.paper_of(12, 5, 5), range(12))) == 1


@pytest.mark.parametrize(("organs", "questions", "grades"), [(84, 1, 3), (12, 5, 5), (150, 2, 5)])
def test_every_oval_of_the_paper_lies_on_exactly_one_page(organs, questions, grades):
    paper = pens.paper_of(organs, questions, grades)
    pages = layout.pages(paper, range(organs))
    cells = [row.cell for page in pages for row in page.rows if row.cell is not None]
    assert sorted(cells) == list(range(paper.cells))
    spots = {(p.number, o.x, o.y) for p in pages for row in p.rows for o in row.ovals}
    assert len(spots) == paper.cells * (grades + 2)


@pytest.mark.parametrize("how", SPOILED)
def test_a_page_is_read_as_it_was_marked_however_it_was_scanned(wide, how):
    paper, typed, pages = wide
    marks = pens.some_marks(paper)
    page = pens.scanned(pens.marked(pages[0], paper, typed, marks, told=True), **SPOILED[how])
    straight, found = read(paper, typed, page)
    assert (straight.code, straight.number) == (typed, 0)
    assert found.doubtful == ()
    assert "".join(row.mark for row in found.rows) == marks
    assert found.told is True


def test_nothing_wrong_is_taken_silently_over_many_spoiled_pages(wide):
    paper, typed, pages = wide
    wrong = doubts = 0
    for seed in range(6):
        marks = pens.some_marks(paper, seed)
        page = pens.marked(pages[0], paper, typed, marks, press=0.7 + 0.05 * seed)
        spoiled = pens.scanned(page, turn=seed - 3, noise=20, blur=3, quality=35, seed=seed)
        _straight, found = read(paper, typed, spoiled)
        doubts += len(found.doubtful)
        wrong += sum(row.mark not in (None, marks[row.cell]) for row in found.rows)
    print(f"{wrong} wrong and {doubts} doubtful of {6 * paper.cells} marks")
    assert wrong == 0
    assert doubts <= 0.02 * 6 * paper.cells


def test_a_paper_of_five_questions_is_read_page_by_page():
    paper, typed = pens.paper_of(40, 5, 5), pens.code(7)
    marks = "".join(np.random.default_rng(5).choice(list("12345un-"), paper.cells))
    read_marks = ["?"] * paper.cells
    for number, image in enumerate(pens.printed_pages(paper, typed)):
        page = pens.marked(image, paper, typed, marks, number)
        straight, found = read(paper, typed, pens.scanned(page, turn=0.7, noise=8))
        assert straight.number == number
        for row in found.rows:
            read_marks[row.cell] = row.mark
    assert "".join(read_marks) == marks


def test_a_ballot_that_asks_in_blocks_carries_only_its_own_organs():
    paper, typed = pens.paper_of(block=10), pens.code(9)
    own = pens.asked(paper, typed)
    marks = "".join("1" if n in own else "x" for n in range(84))
    image = pens.marked(pens.printed_pages(paper, typed)[0], paper, typed, marks)
    _straight, found = read(paper, typed, image)
    assert {row.cell: row.mark for row in found.rows} == dict.fromkeys(own, "1")


def test_a_faint_mark_and_two_marks_in_a_row_are_left_to_a_person(wide):
    paper, typed, pages = wide
    once = pens.marked(pages[0], paper, typed, "1" + "-" * 83)
    twice = pens.marked(once, paper, typed, "2" + "3" * 1 + "-" * 82)
    faint = pens.marked(twice, paper, typed, "--1" + "-" * 81, press=0.35)
    _straight, found = read(paper, typed, faint)
    assert found.rows[0].doubt == reading.Doubt.TWICE
    assert found.rows[1].mark == "3"
    assert found.rows[2].doubt == reading.Doubt.FAINT
    assert all(row.mark == "-" for row in found.rows[3:])


def test_a_page_with_one_corner_cut_off_is_still_read_and_with_two_it_is_not(wide):
    paper, typed, pages = wide
    marks = pens.some_marks(paper)
    page = pens.marked(pages[0], paper, typed, marks)
    dots = reading.DPI / 25.4
    one = page.copy()
    one[: int(26 * dots), : int(26 * dots)] = 255
    _straight, found = read(paper, typed, one)
    assert "".join(row.mark or "?" for row in found.rows) == marks
    two = one.copy()
    two[-int(30 * dots) :, : int(26 * dots)] = 255
    assert reading.straighten(two) == reading.Doubt.NO_CORNERS


def test_a_code_that_cannot_be_read_is_no_code_and_never_a_guess(wide):
    _paper, _typed, pages = wide
    page, dots = pages[0].copy(), reading.DPI / 25.4
    left, top, side = (int(n * dots) for n in layout.CODE_BOX)
    page[top + side // 3 : top + 2 * side // 3, left : left + side] = 255
    straight = reading.straighten(page)
    assert straight.code is None


def test_pages_of_another_ballot_are_noticed(wide):
    paper, typed = pens.paper_of(40, 5, 5), pens.code(7)
    second = reading.straighten(pens.printed_pages(paper, typed)[1])
    short = pens.paper_of(12, 5, 5)
    assert reading.read_page(short, range(12), second) == reading.Doubt.MIXED_PAGES
    first, other = (pens.printed_pages(paper, typed)[n] for n in (0, 1))
    half = first.shape[0] // 2
    assert reading.straighten(np.vstack([first[:half], other[half:]])) == (
        reading.Doubt.MIXED_PAGES
    )


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 broken", b"GIF89a", b"\xff\xd8\xff\xe0 torn"])
def test_a_file_that_is_no_scan_is_refused_with_what_to_give(content):
    with pytest.raises(Refusal) as no:
        list(reading.images_of(content))
    assert no.value.code == "polls.scan_unfit"


def test_an_empty_page_and_a_photograph_of_nothing_have_no_corners():
    assert reading.straighten(np.full((2339, 1654), 255, np.uint8)) == reading.Doubt.NO_CORNERS
    noise = np.random.default_rng(1).integers(0, 255, (1200, 900), np.uint8)
    assert reading.straighten(noise) == reading.Doubt.NO_CORNERS


def test_the_piece_shown_for_a_doubt_holds_the_row(wide):
    paper, _typed, pages = wide
    straight = reading.straighten(pages[0])
    row = layout.pages(paper, range(84))[0].rows[5]
    piece = cv2.imdecode(
        np.frombuffer(reading.cutting(straight.image, row), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    assert piece.shape[1] > 600
    assert piece.min() < 100
