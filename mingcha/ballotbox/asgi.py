"""A process that takes ballots and nothing else: `granian --interface asgi mingcha.ballotbox.asgi`.

Several may run side by side (`--workers 2`); on SQLite they write in turns.
"""

import gc
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
django.setup()

from mingcha.ballotbox.app import Box  # noqa: E402 -- Django must stand first
from mingcha.ballotbox.engines import the_box  # noqa: E402

application = Box(the_box)
gc.freeze()  # what stands by now stays: no ballot waits while it is looked through for garbage
