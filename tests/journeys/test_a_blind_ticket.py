"""The phone's side of a blind ticket, in a real Chromium against the same vectors and keys."""

import base64
import json
from pathlib import Path

import pytest

from mingcha.core.blindrsa import sign_blinded, verify
from mingcha.core.ticket import Blind, blind_message
from mingcha.polls.keys import make_group_key
from tests.core.test_blindrsa import vectors

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "mingcha" / "polls" / "static" / "polls" / "blind.js"
POLL = "5e" * 16

BY_VECTOR = """async ([modulus, message, given, signed]) => {
    const bytes = hex => Uint8Array.from(hex.match(/../g) || [], pair => parseInt(pair, 16));
    const use = {prefix: bytes(given.prefix), salt: bytes(given.salt), r: BigInt(given.r)};
    const made = await MingchaBlind.hide(modulus, bytes(message), use);
    const signature = MingchaBlind.reveal(modulus, made.kept, MingchaBlind.toText(bytes(signed)));
    return [made.blinded, made.kept.encoded, signature];
}"""
ASK = "([poll, group, modulus]) => MingchaBlind.ask(poll, group, modulus)"
TAKE = "([modulus, kept, signed]) => MingchaBlind.ticket(modulus, kept, signed)"
SAY_NO = """([modulus, kept, signed]) => {
    try { return MingchaBlind.ticket(modulus, kept, signed); } catch (no) { return no.message; }
}"""


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


@pytest.fixture(scope="module")
def context(browser):
    opened = browser.new_context()
    body = f"<!doctype html><title>-</title><script>{SCRIPT.read_text()}</script>"
    opened.route("**/*", lambda road: road.fulfill(body=body, content_type="text/html"))
    yield opened
    opened.close()


@pytest.fixture
def phone(context):
    """A page as the program serves it over https."""
    page = context.new_page()
    page.goto("https://mingcha.test/")
    yield page
    page.close()


@pytest.fixture(scope="module")
def key():
    return make_group_key()


@pytest.mark.parametrize(
    "variant", ["RSABSSA-SHA384-PSS-Randomized", "RSABSSA-SHA384-PSSZERO-Randomized"]
)
def test_the_published_vectors_come_out_on_the_phone(phone, variant):
    row = vectors()[variant]
    r = pow(int(row["inv"], 16), -1, int(row["n"], 16))
    given = {"prefix": row["msg_prefix"], "salt": row["salt"], "r": hex(r)}
    found = phone.evaluate(BY_VECTOR, [row["n"], row["msg"], given, row["blind_sig"]])
    known = [row[name] for name in ("blinded_msg", "encoded_msg", "sig")]
    assert [data(said).hex() for said in found] == known


def test_a_ticket_signed_blindly_for_a_phone_is_genuine(phone, key):
    """And it fits what the law of the ballot asks of it."""
    modulus = f"{key.n:x}"
    for _ticket in range(3):
        made = phone.evaluate(ASK, [POLL, "citizen", modulus])
        signed = sign_blinded(key, data(made["blinded"]))
        kept = json.loads(json.dumps(made["kept"]))  # laid aside and taken up again
        said = phone.evaluate(TAKE, [modulus, kept, text(signed)])
        ticket = Blind(said["group"], *(data(said[n]) for n in ("nonce", "prefix", "signature")))
        message = blind_message(POLL, ticket.group, ticket.nonce)
        assert ticket.group == "citizen"
        assert [len(ticket.nonce), len(ticket.prefix), len(ticket.signature)] == [32, 32, 256]
        assert verify(key.n, ticket.prefix + message, ticket.signature)


def test_two_tickets_share_nothing_and_the_issuer_sees_none_of_either(phone, key):
    modulus = f"{key.n:x}"
    one, other = (phone.evaluate(ASK, [POLL, "citizen", modulus]) for _ in range(2))
    seen = {one["blinded"], other["blinded"]}
    for made in (one, other):
        said = {made["kept"][name] for name in ("nonce", "prefix", "encoded", "inverse")}
        assert len(said) == 4
        assert not said & seen
        seen |= said
    assert len(seen) == 10


@pytest.mark.parametrize("spoil", [lambda s: bytes(256), lambda s: s[:-1], lambda s: s[::-1]])
def test_the_phone_notices_a_reply_that_is_no_signature(phone, key, spoil):
    modulus = f"{key.n:x}"
    made = phone.evaluate(ASK, [POLL, "citizen", modulus])
    signed = spoil(sign_blinded(key, data(made["blinded"])))
    assert phone.evaluate(SAY_NO, [modulus, made["kept"], text(signed)]) == "not genuine"


@pytest.mark.parametrize(
    ("address", "taken_away", "lacks"),
    [
        ("https://mingcha.test/", "", ""),
        ("http://localhost:8000/", "", ""),
        ("http://mingcha.test/", "", "crypto.subtle"),
        ("https://mingcha.test/", "BigInt", "BigInt"),
        ("https://mingcha.test/", "Promise", "Promise"),
    ],
)
def test_a_page_that_cannot_make_a_blind_ticket_says_so(context, address, taken_away, lacks):
    """Then the voting page offers a drawn ticket instead."""
    page = context.new_page()
    page.goto(address)
    if taken_away:
        page.evaluate("name => { window[name] = undefined; return null; }", taken_away)
    assert page.evaluate("() => MingchaBlind.missing()") == lacks
    page.close()
