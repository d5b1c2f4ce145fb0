"""Signing in through an identity service: played in a process of its own, where one is set up.

`test_identity.py` starts pytest on this file with MINGCHA_OIDC_* in its environment, because the
program decides at its start whether there is a service. The service is a small one in this file:
it answers `requests` at the transport, so that no byte leaves the machine.
"""

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import rsa
from django.apps import apps
from django.conf import settings

from mingcha.foundation.models import JournalEntry
from mingcha.people import commands

pytestmark = pytest.mark.skipif(not settings.OIDC, reason="started by test_identity.py")
SERVICE = "https://id.example"
PASSWORD = "mingzhou-2026"


class Service(requests.adapters.BaseAdapter):
    """Discovery, token, keys and userinfo, as OpenID Connect wants them; it checks what it gets."""

    def __init__(self):
        super().__init__()
        self.key = rsa.generate_private_key(65537, 2048)
        self.who = {"sub": "u-17", "preferred_username": "S1"}
        self.audience, self.down, self.challenge = "mingcha", False, ""

    def send(self, request, **_how):
        """Answer one request as the service would."""
        if self.down:
            raise requests.ConnectionError("no route")
        path = urlsplit(request.url).path
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 200, request, request.url
        answer.headers["content-type"] = "application/json"
        doors = {"token": self._token, "jwks": self._jwks, "userinfo": self._userinfo}
        said = doors.get(path.rpartition("/")[2], self._configuration)(request)
        answer._content = json.dumps(said).encode()
        return answer

    def close(self):
        """Nothing is open."""

    def _configuration(self, request):
        places = ("authorization", "token", "userinfo")
        return {
            "issuer": SERVICE,
            "jwks_uri": f"{SERVICE}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **{f"{name}_endpoint": f"{SERVICE}/{name}" for name in places},
        }

    def _token(self, request):
        said = {key: value[0] for key, value in parse_qs(request.body).items()}
        assert (said["client_id"], said["client_secret"]) == ("mingcha", "hush")
        assert said["code"] == "once"
        proof = hashlib.sha256(said["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == self.challenge
        now = int(time.time())
        claims = {"iss": SERVICE, "aud": self.audience, "iat": now, "exp": now + 300, **self.who}
        signed = jwt.encode(claims, self.key, "RS256", headers={"kid": "k1"})
        return {"access_token": "bearer", "token_type": "Bearer", "id_token": signed}

    def _jwks(self, request):
        shown = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**shown, "kid": "k1", "alg": "RS256"}]}

    def _userinfo(self, request):
        assert request.headers["Authorization"] == "Bearer bearer"
        return self.who


@pytest.fixture
def service(monkeypatch):
    """The service, in the place of the network."""
    made = Service()
    monkeypatch.setattr(requests.Session, "get_adapter", lambda session, url: made)
    return made


@pytest.fixture
def staff(clerk):
    """Somebody of the register."""
    return commands.register("S1", "某科员", by=clerk, password=PASSWORD)


def begin(client, service):
    """Press the button of the log-in page; the address of the service it leads to, in parts."""
    page = client.get("/login/").content.decode()
    assert "市统一认证" in page
    url = "/identity/oidc/city/login/"
    assert f'href="{url}"' in page
    sent = urlsplit(client.get(url).url)
    assert f"{sent.scheme}://{sent.netloc}{sent.path}" == f"{SERVICE}/authorization"
    asked = {key: value[0] for key, value in parse_qs(sent.query).items()}
    assert asked["code_challenge_method"] == "S256"
    service.challenge = asked["code_challenge"]
    return asked


def come_back(client, asked, **said):
    """Come back from the service with its code and the state it was given."""
    back = urlsplit(asked["redirect_uri"]).path
    return client.get(back, {"code": "once", "state": asked["state"], **said})


def sign_in(client, service):
    return come_back(client, begin(client, service))


def joined():
    """The accounts of the service that are joined to somebody here."""
    return apps.get_model("socialaccount", "SocialAccount").objects


def is_in(client):
    return client.get("/").status_code == 200


def test_whom_the_register_knows_signs_in(client, service, staff):
    assert sign_in(client, service).url == "/"
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(staff.pk)
    assert joined().get().user_id == staff.pk


def test_whom_the_register_does_not_know_is_refused_with_a_remedy(client, service, clerk):
    service.who = {"sub": "u-18", "preferred_username": "S999"}
    before = JournalEntry.objects.count()
    answer = sign_in(client, service)
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "S999" in page
    assert "登记" in page
    assert not is_in(client)
    assert (joined().count(), JournalEntry.objects.count()) == (0, before)


def test_a_service_that_names_no_staff_number_opens_nothing(client, service, staff):
    service.who = {"sub": "u-17", "name": "某科员"}
    assert sign_in(client, service).status_code == 403
    assert not is_in(client)


def test_the_same_person_of_the_service_stays_the_same_person_here(client, service, staff, clerk):
    sign_in(client, service)
    client.post("/logout/")
    commands.register("S2", "另一人", by=clerk, password=PASSWORD)
    service.who = {"sub": "u-17", "preferred_username": "S2"}
    sign_in(client, service)
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_a_suspended_account_stays_out(client, service, staff):
    staff.is_active = False
    staff.save()
    assert sign_in(client, service).status_code == 403
    assert not is_in(client)


def test_an_account_suspended_after_it_was_joined_stays_out(client, service, staff):
    sign_in(client, service)
    client.post("/logout/")
    staff.is_active = False
    staff.save()
    assert sign_in(client, service).url == "/login/suspended/"
    assert not is_in(client)


@pytest.mark.parametrize("said", [{"state": "forged"}, {"error": "access_denied"}])
def test_an_answer_that_was_not_asked_for_is_refused_with_a_remedy(client, service, staff, said):
    answer = come_back(client, begin(client, service), **said)
    assert answer.status_code == 403
    assert "用工号登录" in answer.content.decode()
    assert not is_in(client)


def test_a_token_for_another_program_is_refused(client, service, staff):
    service.audience = "another"
    assert sign_in(client, service).status_code == 403
    assert not is_in(client)


def test_a_service_out_of_reach_is_told_and_the_other_way_in_stays_open(client, service, staff):
    service.down = True
    answer = client.get("/identity/oidc/city/login/")
    assert answer.status_code == 403
    assert "用工号登录" in answer.content.decode()
    assert client.post("/login/", {"login": "S1", "password": PASSWORD}).url == "/"


def test_a_second_factor_is_asked_for_after_the_service_as_well(client, service, staff):
    TOTP.activate(staff, generate_totp_secret())
    assert sign_in(client, service).url == "/login/code/"
    assert not is_in(client)


def test_nobody_signs_up_through_the_service(client, service, clerk):
    assert client.get("/identity/signup/").status_code in {302, 403, 404}
    assert not is_in(client)
