"""From the frozen content of an official document (GB/T 9704-2012) to PDF and DOCX."""

from mingcha.bulletins.render.blocks import (
    Block,
    Figure,
    Form,
    Heading,
    ImpossibleContent,
    Items,
    Paragraph,
    Table,
)
from mingcha.bulletins.render.content import Annex, Content, Picture, Proof
from mingcha.bulletins.render.docx import docx
from mingcha.bulletins.render.figures import svg_to_png
from mingcha.bulletins.render.fonts import missing_glyphs
from mingcha.bulletins.render.pdf import images, pdf

__all__ = [
    "Annex",
    "Block",
    "Content",
    "Figure",
    "Form",
    "Heading",
    "ImpossibleContent",
    "Items",
    "Paragraph",
    "Picture",
    "Proof",
    "Table",
    "docx",
    "images",
    "missing_glyphs",
    "pdf",
    "svg_to_png",
]
