"""The city's own identity service (OpenID Connect): it says who somebody is, never what they may.

Only loaded where one is set up; it needs the `socialaccount` extra of django-allauth.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from requests import RequestException

from mingcha.people.models import Person
from mingcha.people.refusals import IDENTITY_NOT_CONFIRMED, NOT_IN_THE_REGISTER


class CityIdentity(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever the service vouches for is met in the register by staff number, or not at all."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: the register is kept here."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Join the service's account to the person of that staff number, the first time."""
        if sociallogin.is_existing:
            return
        staff_no = claimed(sociallogin.account.extra_data)
        person = Person.objects.filter(staff_no=staff_no, is_active=True).first()
        if not staff_no or person is None:
            raise NOT_IN_THE_REGISTER(staff_no=staff_no or "—")
        sociallogin.connect(request, person)

    def on_authentication_error(self, request: HttpRequest, *given: Any, **facts: Any) -> None:
        """Cancelled, forged, out of date or out of reach: in our words, with the way that is left.

        What exactly went wrong is nothing a person at the door could act on.
        """
        raise IDENTITY_NOT_CONFIRMED()


def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the service; where it cannot be reached, say so instead of failing."""
    try:
        answer: HttpResponse = openid.login(request, provider_id)
    except RequestException as no:
        raise IDENTITY_NOT_CONFIRMED() from no
    return answer


def claimed(said: dict[str, Any]) -> str:
    """The staff number in what the service says: in its answer, or in the token it signed."""
    name = settings.OIDC["claim"] if settings.OIDC else ""
    for part in (said.get("userinfo") or {}, said.get("id_token") or {}, said):
        if part.get(name):
            return str(part[name])
    return ""
