"""Blind signatures after RFC 9474: the issuer signs a ticket without seeing it.

The variant is RSABSSA-SHA384-PSS-Randomized. A phone prepares its message, blinds it and has it
signed once; it takes the blinding off and holds a signature that the issuer cannot recognise.
Chance comes in as arguments: the core has none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA384

from mingcha.core.refusal import refusal

BITS: Final = 2048  # what the program uses; the functions take any modulus
EXPONENT: Final = 65537
SALT_LENGTH: Final = 48  # bytes, as long as the digest
PREFIX_LENGTH: Final = 32  # bytes of chance before the message
HASH_LENGTH: Final = 48  # bytes of SHA-384

BLINDED_UNFIT = refusal(
    "ballot.blinded_unfit",
    because="What came to be signed does not fit the key of this poll.",
    remedy="Load the page again and ask for your ticket once more; nothing has been used up.",
    status=422,
)
SIGNING_FAILED = refusal(
    "ballot.signing_failed",
    because="This machine calculated a wrong signature, and did not give it out.",
    remedy="Ask once more. If it happens again, issue tickets from another machine.",
    status=500,
)
SIGNATURE_UNFIT = refusal(
    "ballot.signature_unfit",
    because="The signature that came back is not one of this poll and group.",
    remedy="Load the page again and ask for your ticket once more.",
    status=422,
)


@dataclass(frozen=True)
class KeyPair:
    """The key that signs one group's tickets: modulus, exponent, and the primes, kept secret.

    >>> key = KeyPair.of(2**521 - 1, 2**607 - 1)
    >>> key.n.bit_length(), key.length
    (1128, 141)
    """

    n: int
    e: int
    p: int = field(repr=False)
    q: int = field(repr=False)

    @classmethod
    def of(cls, p: int, q: int, e: int = EXPONENT) -> KeyPair:
        """The key of two primes.

        Raises:
            ValueError: if the two cannot make a key with this exponent.
        """
        if p == q or gmpy2.gcd((p - 1) * (q - 1), e) != 1:
            raise ValueError("these primes make no key: they are alike, or the exponent fits none")
        return cls(p * q, e, p, q)

    @property
    def length(self) -> int:
        """Bytes of a signature."""
        return _length(self.n)

    @cached_property
    def _veil(self) -> bytes:
        return hashlib.sha512(f"mingcha veil {self.p} {self.q}".encode()).digest()

    @cached_property
    def _parts(self) -> tuple[gmpy2.mpz, ...]:
        p, q = gmpy2.mpz(self.p), gmpy2.mpz(self.q)
        return (
            *(p, gmpy2.invert(self.e, p - 1)),
            *(q, gmpy2.invert(self.e, q - 1)),
            gmpy2.invert(q, p),
        )


@dataclass(frozen=True)
class Blinded:
    """What goes to the issuer, and what takes the blinding off again; the latter stays secret."""

    message: bytes
    inverse: int = field(repr=False)


def prepare(message: bytes, prefix: bytes) -> bytes:
    """The message as it is signed: chance before it, so that no two alike are ever signed.

    Args:
        message: any length.
        prefix: 32 random bytes, kept with the signature.

    Raises:
        ValueError: if the prefix has another length.
    Source:
        RFC 9474, section 4.1 (PrepareRandomize).

    >>> prepare(b"ticket", bytes(32)) == bytes(32) + b"ticket"
    True
    """
    if len(prefix) != PREFIX_LENGTH:
        raise ValueError(f"a prefix of {len(prefix)} bytes where {PREFIX_LENGTH} belong")
    return prefix + message


def encode(prepared: bytes, bits: int, salt: bytes) -> bytes:
    """The message as a number for RSA: EMSA-PSS with SHA-384 and MGF1.

    Args:
        prepared: the bytes to be signed.
        bits: one less than the bits of the modulus.
        salt: 48 random bytes, or none (PSSZERO).

    Returns:
        ceil(bits / 8) bytes.

    Raises:
        ValueError: if the modulus is too small for digest and salt.
    Source:
        RFC 8017, section 9.1.1.

    >>> encode(b"ticket", 1023, bytes(48))[-1:].hex(), len(encode(b"ticket", 1023, b""))
    ('bc', 128)
    """
    length = (bits + 7) // 8
    room = length - HASH_LENGTH - 1
    padding = room - len(salt) - 1
    if padding < 0:
        raise ValueError(f"{bits} bits cannot hold a digest and {len(salt)} bytes of salt")
    once = hashlib.sha384(prepared).digest()
    digest = hashlib.sha384(bytes(8) + once + salt).digest()
    block = int.from_bytes(bytes(padding) + b"\1" + salt, "big")
    masked = block ^ int.from_bytes(_mask(digest, room), "big")
    masked &= (1 << (8 * room - (8 * length - bits))) - 1
    return masked.to_bytes(room, "big") + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    rounds = -(-length // HASH_LENGTH)
    made = (hashlib.sha384(seed + n.to_bytes(4, "big")).digest() for n in range(rounds))
    return b"".join(made)[:length]


def blind(modulus: int, prepared: bytes, *, salt: bytes, chance: int, e: int = EXPONENT) -> Blinded:
    """Hide a prepared message before it goes to the issuer.

    Args:
        modulus: the public key of the group.
        prepared: from `prepare`.
        salt: 48 random bytes, or none.
        chance: a number drawn evenly from 1 to modulus - 1, used once and told to nobody.
        e: the public exponent.

    Returns:
        the blinded message, as long as the modulus, and what `finalise` needs.

    Raises:
        ValueError: if the chance is out of range or shares a factor with the modulus.
    Source:
        RFC 9474, section 4.2 (Blind).

    >>> key = KeyPair.of(2**521 - 1, 2**607 - 1)
    >>> hidden = blind(key.n, prepare(b"ticket", bytes(32)), salt=bytes(48), chance=7)
    >>> hidden.inverse * 7 % key.n, len(hidden.message)
    (1, 141)
    """
    message = int.from_bytes(encode(prepared, modulus.bit_length() - 1, salt), "big")
    if not 0 < chance < modulus or gmpy2.gcd(chance * message, modulus) != 1:
        raise ValueError("this chance blinds nothing: draw another")
    hidden = message * gmpy2.powmod(chance, e, modulus) % modulus
    inverse = int(gmpy2.invert(chance, modulus))
    return Blinded(int(hidden).to_bytes(_length(modulus), "big"), inverse)


def sign_blinded(key: KeyPair, blinded: bytes) -> bytes:
    """Sign what cannot be read; the result is checked before it leaves.

    One wrong half of a signature would give the primes away, so a fault of the machine must not
    come out. The powers are taken of a number that nobody outside can know, so that the time they
    take tells nothing of the key.

    Args:
        key: the group's key.
        blinded: as many bytes as the modulus has.

    Returns:
        the blind signature, of the same length.

    Raises:
        Refusal: if the number is out of range, or the machine calculated wrong.
    Source:
        RFC 9474, section 4.3 (BlindSign); Boneh, DeMillo, Lipton, EUROCRYPT 1997, for the check;
        Kocher, CRYPTO 1996, for the veil.

    >>> key = KeyPair.of(2**521 - 1, 2**607 - 1)
    >>> signed = int.from_bytes(sign_blinded(key, (2).to_bytes(141, "big")), "big")
    >>> pow(signed, key.e, key.n)
    2
    """
    number = gmpy2.mpz.from_bytes(blinded, "big")
    if len(blinded) != key.length or not 0 < number < key.n:
        raise BLINDED_UNFIT()
    signed = _power(key, number, hashlib.sha256(key._veil + blinded).digest())
    if gmpy2.powmod(signed, key.e, key.n) != number:
        raise SIGNING_FAILED()
    return int(signed).to_bytes(key.length, "big")


def _power(key: KeyPair, number: gmpy2.mpz, veil: bytes) -> gmpy2.mpz:
    p, at_p, q, at_q, inverse = key._parts
    veiled = gmpy2.mpz.from_bytes(veil, "big") | 1
    hidden = number * gmpy2.powmod(veiled, key.e, key.n) % key.n
    by_p, by_q = gmpy2.powmod(hidden, at_p, p), gmpy2.powmod(hidden, at_q, q)
    signed = by_q + q * ((by_p - by_q) * inverse % p)
    return signed * gmpy2.invert(veiled, key.n) % key.n


def finalise(
    modulus: int,
    prepared: bytes,
    signed: bytes,
    inverse: int,
    *,
    e: int = EXPONENT,
    salt_length: int = SALT_LENGTH,
) -> bytes:
    """Take the blinding off and see that a genuine signature is left.

    Args:
        modulus: the public key of the group.
        prepared: what was blinded.
        signed: the blind signature, as long as the modulus.
        inverse: from `blind`.
        e: the public exponent.
        salt_length: bytes of salt used.

    Returns:
        the signature over `prepared`, as long as the modulus.

    Raises:
        Refusal: if what came back is no signature of this key.
    Source:
        RFC 9474, section 4.4 (Finalize).

    >>> key, prepared = KeyPair.of(2**521 - 1, 2**607 - 1), prepare(b"ticket", bytes(32))
    >>> hidden = blind(key.n, prepared, salt=bytes(48), chance=7)
    >>> signed = sign_blinded(key, hidden.message)
    >>> verify(key.n, prepared, finalise(key.n, prepared, signed, hidden.inverse))
    True
    """
    length = _length(modulus)
    if len(signed) != length:
        raise SIGNATURE_UNFIT()
    signature = (int.from_bytes(signed, "big") * inverse % modulus).to_bytes(length, "big")
    if not verify(modulus, prepared, signature, e=e, salt_length=salt_length):
        raise SIGNATURE_UNFIT()
    return signature


def verify(
    modulus: int,
    prepared: bytes,
    signature: bytes,
    *,
    e: int = EXPONENT,
    salt_length: int = SALT_LENGTH,
) -> bool:
    """Whether this is a signature of the key over these bytes; some 40,000 a second.

    Args:
        modulus: the public key of the group; the last few are remembered.
        prepared: prefix and message.
        signature: as long as the modulus.
        e: the public exponent.
        salt_length: bytes of salt used.

    Returns:
        False for anything that does not fit, whoever made it.
    Source:
        RFC 9474, section 4.5 (Verify); RFC 8017, section 8.1.2.

    >>> verify(KeyPair.of(2**521 - 1, 2**607 - 1).n, b"ticket", bytes(141))
    False
    """
    try:
        _public(modulus, e).verify(signature, prepared, _pss(salt_length), _SHA384)
    except InvalidSignature:
        return False
    return True


_SHA384: Final = SHA384()


@lru_cache(maxsize=64)
def _public(modulus: int, e: int) -> RSAPublicKey:
    return RSAPublicNumbers(e, modulus).public_key()


@lru_cache(maxsize=4)
def _pss(salt_length: int) -> PSS:
    return PSS(MGF1(_SHA384), salt_length)


def _length(modulus: int) -> int:
    return (modulus.bit_length() + 7) // 8
