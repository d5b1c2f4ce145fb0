"""Keys that sign blind tickets, made with the machine's own chance."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa

from mingcha.core.blindrsa import BITS, EXPONENT, KeyPair


def make_group_key() -> KeyPair:
    """A fresh key of 2048 bits for one group of one poll; a tenth of a second, sometimes more."""
    made = fresh().private_numbers()
    return KeyPair.of(made.p, made.q)


def fresh() -> rsa.RSAPrivateKey:
    """What the machine's chance gives; tests take from a stock here, nothing else does."""
    return rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)
