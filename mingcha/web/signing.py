"""Logging in: by staff number, with a second factor, or through the city's own identity service.

django-allauth does the work (decision 0013); what is ours is said here: whose account it is, in
which words it refuses, and that nobody signs up or receives mail.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.demo import cast
from mingcha.foundation import time
from mingcha.people import commands
from mingcha.people.models import Person


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Finds who is signed in together with their organ, which every page shows."""

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session, unless the account is suspended."""
        person = Person.objects.select_related("organ").filter(pk=user_id).first()
        return person if person is not None and self.user_can_authenticate(person) else None


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are entered by whoever keeps the register: nobody signs up, nothing is mailed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Staff number and password do not belong together."),
        "too_many_login_attempts": _(
            "Too many attempts for this staff number. It opens again in five minutes; "
            "whoever keeps the register can issue a new password."
        ),
        "incorrect_password": _("This is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def send_mail(self, *given: Any, **facts: Any) -> None:
        """Nothing is mailed: log-in works in a house without mail."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor: its secret is kept encrypted under the installation's own key."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. It changes every thirty seconds."),
    }

    def get_totp_label(self, user: Any) -> str:
        """What the authenticator app shows: the staff number."""
        return str(user.staff_no)

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows above it: the program and the city."""
        return f"{_('Mingcha')} {settings.CITY['name']}"

    def encrypt(self, text: str) -> str:
        """The secret as the database holds it."""
        return _locked().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as the clock needs it."""
        return _locked().decrypt(encrypted_text.encode()).decode()


def _locked() -> Fernet:
    key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class StaffLoginForm(LoginForm):  # type: ignore[misc]
    """Staff number and password."""

    def __init__(self, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        self.fields["login"].label = _("Staff number")
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class _SixDigits:
    """The field for a code, in our words; a recovery code fits into it as well."""

    def __init__(self, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = _("Six digits, or a recovery code")
        field.widget.attrs.pop("placeholder", None)


class CodeForm(_SixDigits, AuthenticateForm):  # type: ignore[misc]
    """The code at log-in."""


class CodeAgainForm(_SixDigits, ReauthenticateForm):  # type: ignore[misc]
    """The code before the lock itself is changed."""


class FirstCodeForm(_SixDigits, ActivateTOTPForm):  # type: ignore[misc]
    """The first code, by which the app shows that it has read the picture."""


class Login(LoginView):  # type: ignore[misc]
    """Sign in; the demonstration city says who may."""

    template_name = "login.html"
    form_class = StaffLoginForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the demonstration accounts, in the demonstration city only."""
        shown = cast.accounts() if settings.DEMO_DAY else []
        said = {
            "demo_people": shown,
            "demo_password": cast.PASSWORD if shown else "",
            "identity_service": identity_service(),
        }
        return {**super().get_context_data(**kwargs), **said}


def identity_service() -> dict[str, str] | None:
    """The city's own identity service, where one is set up."""
    if not settings.OIDC:
        return None
    url = reverse("openid_connect_login", args=["city"])
    return {"name": settings.OIDC["name"], "url": url}


class Activate(ActivateTOTPView):  # type: ignore[misc]
    """Set up the second factor; the journal says that it was, never the secret."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, and write down that it stands."""
        answer: HttpResponse = super().form_valid(form)
        person: Any = self.request.user
        commands.activate_second_factor(person, by=person, on=time.today())
        return answer


class Deactivate(DeactivateTOTPView):  # type: ignore[misc]
    """Take the second factor off again."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Drop it, and write down that it is gone."""
        answer: HttpResponse = super().form_valid(form)
        person: Any = self.request.user
        commands.deactivate_second_factor(person, by=person, on=time.today())
        return answer
