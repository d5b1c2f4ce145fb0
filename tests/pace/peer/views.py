"""One view: the ballot and a row for each answer in one transaction, answered after its commit."""

import hashlib
import json

from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

application = get_wsgi_application()

from tests.pace.peer.models import Answer, Ballot  # noqa: E402 -- Django must stand first


def cast(request: HttpRequest, poll: str) -> JsonResponse:
    """Take one ballot; whose ticket it is is not even looked up."""
    del poll
    said = json.loads(request.body)
    ticket = said["ticket"]
    code = hashlib.sha256((ticket.get("code") or ticket["nonce"]).encode()).hexdigest()
    with transaction.atomic():
        ballot = Ballot.objects.create(code=code)
        Answer.objects.bulk_create(
            Answer(ballot=ballot, question=place, mark=mark)
            for place, mark in enumerate(said["marks"])
        )
    return JsonResponse({"receipt": code}, status=201)


urlpatterns = [path("box/<str:poll>/", cast)]
