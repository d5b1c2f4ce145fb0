"""Sealing votes and comments to the poll's public key, and opening them again at the count."""

from __future__ import annotations

import json
from typing import NamedTuple

from nacl.bindings import (
    crypto_box_keypair,
    crypto_box_seal,
    crypto_box_seal_open,
    crypto_scalarmult_base,
    sodium_pad,
    sodium_unpad,
)
from nacl.exceptions import CryptoError

PAD = 64  # sealed comments have one of few lengths, so that a length tells little


class Unsealable(ValueError):
    """These bytes were not sealed to this key, or were changed afterwards."""


class KeyPair(NamedTuple):
    """A poll's X25519 key: the private half is split among scrutineers and then forgotten."""

    private: bytes
    public: bytes


def keypair() -> KeyPair:
    """A fresh key of two halves, 32 bytes each."""
    public, private = crypto_box_keypair()
    return KeyPair(private, public)


def seal(public: bytes, message: bytes) -> bytes:
    """The message for whoever has the private half; 48 bytes longer, different every time.

    Each message has a sender's key of its own: one shared by a batch would tie its ballots
    together.
    """
    return bytes(crypto_box_seal(message, public))


def unseal(private: bytes, sealed: bytes) -> bytes:
    """The message again.

    Raises:
        Unsealable: if it was sealed to another key or is not what was sealed.
    """
    try:
        return bytes(crypto_box_seal_open(sealed, crypto_scalarmult_base(private), private))
    except (CryptoError, ValueError, TypeError) as no:
        raise Unsealable("sealed to another key, or changed") from no


def seal_remark(public: bytes, organ: str, text: str) -> bytes:
    """A comment on one organ, sealed; padded to multiples of 64 bytes before."""
    said = json.dumps([organ, text], ensure_ascii=False, separators=(",", ":"))
    return seal(public, bytes(sodium_pad(said.encode(), PAD)))


def unseal_remark(private: bytes, sealed: bytes) -> tuple[str, str]:
    """Organ and text of a comment.

    Raises:
        Unsealable: if it was sealed to another key or holds no comment.
    """
    padded = unseal(private, sealed)
    try:
        organ, text = json.loads(sodium_unpad(padded, PAD))
    except (CryptoError, ValueError, TypeError) as no:
        raise Unsealable("this is no comment") from no
    return str(organ), str(text)
