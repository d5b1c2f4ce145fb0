"""What makes files of a document: loaded when the first is made, with all it takes."""

from mingcha.bulletins.render.docx import docx
from mingcha.bulletins.render.figures import svg_to_png
from mingcha.bulletins.render.fonts import missing_glyphs
from mingcha.bulletins.render.pdf import images, pdf

__all__ = ["docx", "images", "missing_glyphs", "pdf", "svg_to_png"]
