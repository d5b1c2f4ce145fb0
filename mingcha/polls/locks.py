"""Locks that keep a secret on disk only as long as nobody has what opens it.

A scrutineer's word makes a key pair; a share is sealed to its public half, so that neither the
word nor the share need ever be kept. The primes that sign blind tickets are locked with the
installation's own secret until the close destroys them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from nacl.bindings import crypto_scalarmult_base
from nacl.secret import SecretBox

from mingcha.core.blindrsa import KeyPair
from mingcha.core.keyshares import Share
from mingcha.polls.sealing import Unsealable, seal, unseal

WORK = {"n": 2**14, "r": 8, "p": 1}  # 16 MB and some 50 ms for each word that is tried


def lock_of(word: str, salt: str) -> bytes:
    """The public half of the lock a word makes: 32 bytes."""
    return bytes(crypto_scalarmult_base(_private(word, salt)))


def _private(word: str, salt: str) -> bytes:
    return hashlib.scrypt(word.encode(), salt=f"mingcha word {salt}".encode(), dklen=32, **WORK)


def put_in(lock: bytes, share: str) -> bytes:
    """A share in its envelope."""
    return seal(lock, share.encode())


def take_out(word: str, salt: str, envelope: bytes) -> str | None:
    """The share in an envelope; None if this word does not open it."""
    try:
        return unseal(_private(word, salt), envelope).decode()
    except Unsealable:
        return None


def check_digest(poll: str, share: Share) -> str:
    """By which a share is recognised, without knowing it."""
    said = f"mingcha share\0{poll}\0{share.place}\0".encode() + share.value
    return hashlib.sha256(said).hexdigest()


def locked(key: KeyPair) -> str:
    """The primes of a group's key, locked with the installation's secret."""
    primes = key.p.to_bytes(256, "big") + key.q.to_bytes(256, "big")
    return SecretBox(_own_secret()).encrypt(primes).hex()


def unlocked(private: str) -> KeyPair:
    """The key again."""
    primes = SecretBox(_own_secret()).decrypt(bytes.fromhex(private))
    return KeyPair.of(int.from_bytes(primes[:256], "big"), int.from_bytes(primes[256:], "big"))


def salt_of(code: str) -> bytes:
    """The salt of a ballot entered from paper: 16 bytes, the same each time it is entered.

    A public function of the code would let whoever kept a copy of it try out marks until the
    fingerprint fits, without the poll's key.
    """
    said = b"mingcha paper salt\0" + code.encode()
    return hmac.digest(_own_secret(), said, "sha256")[:16]


def invitation_after(poll: str, number: str) -> str:
    """The secret that takes the place of the invitation with this number: always the same one.

    So an exchange whose answer was lost can be asked for again, and no row remembers it.
    """
    said = f"mingcha invitation after\0{poll}\0{number}".encode()
    made = hmac.digest(_own_secret(), said, "sha256")[:24]
    return base64.urlsafe_b64encode(made).decode()


def _own_secret() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"mingcha polls: group keys", "sha256")
