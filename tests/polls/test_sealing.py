"""Seals: only the private half opens, and equal messages look different."""

from __future__ import annotations

import pytest

from mingcha.polls import sealing


def test_what_is_sealed_is_opened_by_the_private_half():
    key = sealing.keypair()

    assert sealing.unseal(key.private, sealing.seal(key.public, b"MB1")) == b"MB1"


def test_equal_votes_are_sealed_differently_and_alike_in_length():
    key = sealing.keypair()
    one, two = sealing.seal(key.public, b"same"), sealing.seal(key.public, b"same")

    assert one != two
    assert one[:32] != two[:32]  # the sender's key is new each time
    assert len(one) == len(two) == 4 + 48


@pytest.mark.parametrize("place", [0, 31, 32, 47, 48, 51])
def test_a_changed_byte_is_noticed_wherever_it_is(place):
    key = sealing.keypair()
    sealed = bytearray(sealing.seal(key.public, b"vote"))
    sealed[place] ^= 1

    with pytest.raises(sealing.Unsealable):
        sealing.unseal(key.private, bytes(sealed))


@pytest.mark.parametrize("wrong", [b"", b"x" * 10, b"x" * 48, b"x" * 100])
def test_what_was_never_sealed_is_not_opened(wrong):
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(sealing.keypair().private, wrong)


def test_another_polls_key_opens_nothing():
    key, other = sealing.keypair(), sealing.keypair()

    with pytest.raises(sealing.Unsealable):
        sealing.unseal(other.private, sealing.seal(key.public, b"vote"))


@pytest.mark.parametrize(("text", "length"), [("好", 64), ("好" * 15, 64), ("好" * 20, 128)])
def test_a_comment_is_padded_so_that_its_length_tells_little(text, length):
    key = sealing.keypair()
    sealed = sealing.seal_remark(key.public, "MZ001", text)

    assert len(sealed) == length + 48
    assert sealing.unseal_remark(key.private, sealed) == ("MZ001", text)


@pytest.mark.parametrize("content", [b"", b"MB1", b"not padded json\x80", b"[1\x80" + bytes(61)])
def test_what_is_no_comment_is_not_read_as_one(content):
    key = sealing.keypair()

    with pytest.raises(sealing.Unsealable):
        sealing.unseal_remark(key.private, sealing.seal(key.public, content))
