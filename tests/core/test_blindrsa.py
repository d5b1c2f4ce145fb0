"""Blind signatures: the published vectors, and rules that hold for any ticket."""

import dataclasses
import hashlib
import json
from pathlib import Path

import gmpy2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core import blindrsa
from mingcha.core.blindrsa import (
    KeyPair,
    blind,
    encode,
    finalise,
    prepare,
    sign_blinded,
    verify,
)
from mingcha.core.refusal import Refusal

SHARED = Path(__file__).parents[3] / "shared" / "data" / "rfc9474_vectors.json"


def prime(name: str, bits: int = 1024) -> int:
    """A prime of so many bits that is the same in every run."""
    seed = hashlib.shake_256(name.encode()).digest(bits // 8)
    top = 3 << (bits - 2)
    while True:
        found = int(gmpy2.next_prime(int.from_bytes(seed, "big") | top))
        if found % blindrsa.EXPONENT != 1:
            return found
        seed = hashlib.shake_256(seed).digest(bits // 8)


KEY = KeyPair.of(prime("p"), prime("q"))
OTHER = KeyPair.of(prime("r"), prime("s"))
prefixes = st.binary(min_size=32, max_size=32)
salts = st.binary(min_size=48, max_size=48)
chances = st.integers(1, 2**2040)


def vectors() -> dict[str, dict[str, str]]:
    if not SHARED.exists():
        pytest.skip(f"reference data absent: {SHARED.name}")
    return json.loads(SHARED.read_text())


def issued(key: KeyPair, message: bytes, prefix: bytes, salt: bytes, chance: int) -> bytes:
    prepared = prepare(message, prefix)
    hidden = blind(key.n, prepared, salt=salt, chance=chance)
    return finalise(key.n, prepared, sign_blinded(key, hidden.message), hidden.inverse)


@pytest.mark.parametrize(
    "variant", ["RSABSSA-SHA384-PSS-Randomized", "RSABSSA-SHA384-PSSZERO-Randomized"]
)
def test_the_published_vectors_come_out(variant: str) -> None:
    row = vectors()[variant]
    number = {name: int(row[name], 16) for name in ("p", "q", "n", "e", "inv")}
    known = {name: bytes.fromhex(text) for name, text in row.items() if name not in number}
    key = KeyPair.of(number["p"], number["q"], number["e"])
    prepared = prepare(known["msg"], known["msg_prefix"])
    chance = pow(number["inv"], -1, key.n)
    hidden = blind(key.n, prepared, salt=known["salt"], chance=chance)
    signed = sign_blinded(key, hidden.message)
    size = len(known["salt"])
    signature = finalise(key.n, prepared, signed, hidden.inverse, salt_length=size)

    assert key.n == number["n"]
    assert prepared == known["prepared_msg"]
    assert encode(prepared, key.n.bit_length() - 1, known["salt"]) == known["encoded_msg"]
    assert hidden.message == known["blinded_msg"]
    assert signed == known["blind_sig"]
    assert signature == known["sig"]
    assert verify(key.n, prepared, signature, salt_length=size)


@given(st.binary(max_size=200), prefixes, salts, chances)
@settings(max_examples=30)
def test_a_ticket_signed_blindly_is_genuine_whatever_chance_gave(
    message: bytes, prefix: bytes, salt: bytes, chance: int
) -> None:
    signature = issued(KEY, message, prefix, salt, chance)
    assert len(signature) == KEY.length == 256
    assert verify(KEY.n, prefix + message, signature)


@given(chances, chances)
@settings(max_examples=20)
def test_the_signature_does_not_depend_on_the_blinding_and_the_issuer_sees_another_number(
    one: int, other: int
) -> None:
    facts = (b"ticket", bytes(32), bytes(48))
    assert issued(KEY, *facts, one) == issued(KEY, *facts, other)
    prepared = prepare(b"ticket", bytes(32))
    seen = [blind(KEY.n, prepared, salt=bytes(48), chance=c).message for c in (one, other)]
    assert (seen[0] == seen[1]) == (one == other)


@given(st.integers(0, 2047), st.integers(0, 8 * 38 - 1))
@settings(max_examples=60)
def test_one_bit_changed_anywhere_is_no_signature(at: int, where: int) -> None:
    signature = issued(KEY, b"ticket", bytes(32), bytes(48), 7)
    prepared = prepare(b"ticket", bytes(32))
    broken = (int.from_bytes(signature, "big") ^ (1 << at)).to_bytes(256, "big")
    said = (int.from_bytes(prepared, "big") ^ (1 << where)).to_bytes(len(prepared), "big")
    assert not verify(KEY.n, prepared, broken)
    assert not verify(KEY.n, said, signature)
    assert not verify(OTHER.n, prepared, signature)


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_verify_answers_no_to_anything_at_all(signature: bytes) -> None:
    assert verify(KEY.n, b"ticket", signature) is False


def test_a_signature_plus_the_modulus_is_no_second_signature() -> None:
    signature = issued(KEY, b"ticket", bytes(32), bytes(48), 7)
    larger = int.from_bytes(signature, "big") + KEY.n
    wide = larger.to_bytes(257, "big")
    assert not verify(KEY.n, prepare(b"ticket", bytes(32)), wide)
    assert not verify(KEY.n, prepare(b"ticket", bytes(32)), b"\0" + signature)


@pytest.mark.parametrize("number", [0, KEY.n, KEY.n + 1, 2**2048 - 1])
def test_a_number_out_of_range_is_not_signed(number: int) -> None:
    with pytest.raises(Refusal) as no:
        sign_blinded(KEY, number.to_bytes(256, "big"))
    assert no.value.code == "ballot.blinded_unfit"


@pytest.mark.parametrize("length", [0, 1, 255, 257, 512])
def test_what_has_another_length_is_not_signed(length: int) -> None:
    with pytest.raises(Refusal) as no:
        sign_blinded(KEY, b"\0" * max(length - 1, 0) + b"\2" * min(length, 1))
    assert no.value.code == "ballot.blinded_unfit"


@pytest.mark.parametrize("half", [0, 1, 2, 3, 4])
def test_a_machine_that_calculates_wrong_gives_nothing_out(half: int) -> None:
    faulty = dataclasses.replace(KEY)
    parts = list(KEY._parts)
    parts[half] += 2
    faulty.__dict__["_parts"] = tuple(parts)
    with pytest.raises(Refusal) as no:
        sign_blinded(faulty, (2).to_bytes(256, "big"))
    assert no.value.code == "ballot.signing_failed"


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda s: bytes(256), lambda s: s[::-1]])
def test_a_reply_that_is_no_signature_is_noticed_on_the_phone(spoil) -> None:
    prepared = prepare(b"ticket", bytes(32))
    hidden = blind(KEY.n, prepared, salt=bytes(48), chance=7)
    signed = spoil(sign_blinded(KEY, hidden.message))
    with pytest.raises(Refusal) as no:
        finalise(KEY.n, prepared, signed, hidden.inverse)
    assert no.value.code == "ballot.signature_unfit"


def test_a_reply_signed_by_another_groups_key_is_noticed() -> None:
    prepared = prepare(b"ticket", bytes(32))
    hidden = blind(KEY.n, prepared, salt=bytes(48), chance=7)
    small = (int.from_bytes(hidden.message, "big") % OTHER.n).to_bytes(256, "big")
    with pytest.raises(Refusal) as no:
        finalise(KEY.n, prepared, sign_blinded(OTHER, small), hidden.inverse)
    assert no.value.code == "ballot.signature_unfit"


@pytest.mark.parametrize("chance", [0, KEY.n, KEY.p, 3 * KEY.q])
def test_a_chance_that_blinds_nothing_is_refused(chance: int) -> None:
    with pytest.raises(ValueError, match="draw another"):
        blind(KEY.n, prepare(b"ticket", bytes(32)), salt=bytes(48), chance=chance)


def test_lengths_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="31 bytes where 32 belong"):
        prepare(b"ticket", bytes(31))
    with pytest.raises(ValueError, match="cannot hold"):
        encode(b"ticket", 776, bytes(48))


def test_primes_that_make_no_key_are_refused() -> None:
    with pytest.raises(ValueError, match="no key"):
        KeyPair.of(KEY.p, KEY.p)
    with pytest.raises(ValueError, match="no key"):
        KeyPair.of(7, 11, e=3)


@pytest.mark.parametrize("bits", [784, 785, 786, 791, 792, 793, 1025])
def test_a_modulus_of_any_size_signs(bits: int) -> None:
    p = prime("any", 393)
    q = int(gmpy2.next_prime((1 << (bits - 1)) // p + 1))
    key = KeyPair.of(p, q)
    assert key.n.bit_length() == bits
    assert verify(key.n, bytes(32) + b"x", issued(key, b"x", bytes(32), bytes(48), 7))


def test_what_the_core_signs_another_library_calls_a_plain_pss_signature() -> None:
    """Nothing but RSA-PSS comes out: an outsider needs no program of ours to check it."""
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
    from cryptography.hazmat.primitives.hashes import SHA384

    signature = issued(KEY, b"ticket", bytes(32), bytes(range(48)), 12345)
    public = rsa.RSAPublicNumbers(KEY.e, KEY.n).public_key()
    public.verify(signature, bytes(32) + b"ticket", PSS(MGF1(SHA384()), 48), SHA384())


def test_the_secret_half_is_not_shown_where_a_key_is_printed() -> None:
    assert str(KEY.p) not in repr(KEY)
    assert str(KEY.q) not in repr(KEY)
    hidden = blind(KEY.n, prepare(b"ticket", bytes(32)), salt=bytes(48), chance=7)
    assert str(hidden.inverse) not in repr(hidden)
