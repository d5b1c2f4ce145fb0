"""The program's settings, and where collected files go: what the command line does by hand."""

from mingcha.web.settings import *  # noqa: F403
from mingcha.web.settings import ROOM

STATIC_ROOT = str(ROOM / "static")
