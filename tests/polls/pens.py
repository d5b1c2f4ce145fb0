"""A pen and a scanner made of numbers: marks a ballot and spoils the page as machines do."""

from __future__ import annotations

from datetime import date

import cv2
import numpy as np

from mingcha.core.ballot import GRADES, Group, Paper, asked_of
from mingcha.core.ticket import Drawn, ballot_key, code_of
from mingcha.polls.onpaper import layout, reading
from mingcha.polls.onpaper.printing import Words, ballots_pdf

DAY = date(2026, 4, 10)


def paper_of(organs=84, questions=1, grades=3, block=0):
    codes = tuple(f"MZ{n:03d}" for n in range(organs))
    asked = tuple(f"q{n}" for n in range(questions))
    return Paper("5a" * 16, codes, asked, grades, (Group("deputy"),), block=block)


def words_of(paper):
    organs = [f"明州市第{n}机关" for n in range(len(paper.organs))]
    questions = [f"第{n}问" for n in range(len(paper.questions))]
    return Words("评议", organs, questions, [f"{g}等" for g in GRADES[: paper.grades]])


def code(seed=0):
    return code_of(np.random.default_rng(seed).bytes(15))


def asked(paper, typed):
    return sorted(asked_of(paper, ballot_key(paper.poll, Drawn(typed)), paper.groups[0]))


def printed_pages(paper, typed):
    """The pages of one ballot as they come out of a printer, upright, at 200 dots per inch."""
    made = ballots_pdf(paper, words_of(paper), [(typed, "deputy")], on=DAY)
    return list(reading.images_of(made))


def marked(image, paper, typed, marks, number=0, *, told=False, press=1.0):
    """The page with these marks filled in by hand; `press` 1 fills the oval, less leaves white."""
    page, dots = image.copy(), reading.DPI / 25.4
    side = layout.pages(paper, asked(paper, typed))[number]
    spots = [
        (oval.x, oval.y) for row in side.rows for oval in row.ovals if marks[row.cell] == oval.mark
    ]
    for x, y in [*spots, layout.TOLD] if told else spots:
        axes = (int(2.0 * press * dots), int(1.5 * press * dots))
        cv2.ellipse(page, (int(x * dots), int(y * dots)), axes, 8, 0, 360, 40, -1)
    return page


def scanned(image, *, turn=0.0, noise=0, blur=0, scale=1.0, quality=None, shade=0, seed=1):
    """The page as a scanner or a phone gives it back."""
    high, wide = image.shape
    way = cv2.getRotationMatrix2D((wide / 2, high / 2), turn, scale)
    page = cv2.warpAffine(image, way, (wide, high), borderValue=255).astype(float)
    page -= np.linspace(0, shade, wide)
    page += np.random.default_rng(seed).normal(0, noise or 0.001, page.shape)
    page = np.clip(page, 0, 255).astype(np.uint8)
    if blur:
        page = cv2.GaussianBlur(page, (blur, blur), 0)
    if quality:
        _done, jpeg = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
        page = cv2.imdecode(jpeg, cv2.IMREAD_GRAYSCALE)
    return page


def some_marks(paper, seed=3):
    """Marks as people make them, blanks among them."""
    return "".join(np.random.default_rng(seed).choice(list("112233un-"), paper.cells))
