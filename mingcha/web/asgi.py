"""Both on one address: ballots go to the slot, everything else to Django."""

import os

from mingcha.web.wsgi import application as django  # Django stands from here on

from mingcha.ballotbox.app import PREFIX, Box, Receive, Scope, Send  # isort: skip
from mingcha.ballotbox.engines import the_box  # isort: skip
from mingcha.web.threads import Threads  # isort: skip

slot = Box(the_box)
rest = Threads(django, int(os.environ.get("MINGCHA_THREADS", "4")))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Look at the address and at nothing else; the server's beginning and end are the slot's."""
    if scope["type"] == "lifespan" or scope.get("path", "").startswith(PREFIX):
        await slot(scope, receive, send)
    else:
        await rest(scope, receive, send)
