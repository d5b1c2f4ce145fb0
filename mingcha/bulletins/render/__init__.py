"""From the frozen content of an official document (GB/T 9704-2012) to PDF and DOCX.

What a document consists of is here; what makes files of it is in `press`, which every process
can do without until the first is asked for.
"""

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
]
