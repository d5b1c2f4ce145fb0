"""Hall and slot on one port: what a proxy does in a city."""

import os

import django
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
django.setup()

from mingcha.ballotbox.app import Box  # noqa: E402 -- Django must stand first
from mingcha.ballotbox.engines import the_box  # noqa: E402

_pages, _slot = get_asgi_application(), Box(the_box)


async def application(scope, receive, send):
    """Ballots to the slot, everything else to the program."""
    of_the_box = scope["type"] == "lifespan" or scope["path"].startswith("/box/")
    await (_slot if of_the_box else _pages)(scope, receive, send)
