"""The ticket that lets one person cast one ballot: drawn from a bag, or signed blindly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from operator import mul
from typing import Final

from mingcha.core.refusal import refusal

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
CODE_LENGTH: Final = 16  # 75 bits and one check character
NONCE_LENGTH: Final = 32
PREFIX_LENGTH: Final = 32
SIGNATURE_LENGTH: Final = 256  # RSA of 2048 bits
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_WEIGHTS: Final = range(1, 2 * CODE_LENGTH, 2)

_GAPS: Final = "-‐‑‒–—―−－﹣·•.．。,，、_ \t\r\n\u00a0\u3000\u200b\ufeff"
_ALIKE: Final = str.maketrans("OoIiLl", "001111") | {ord(c): None for c in _GAPS}
_WIDE: Final = {n: _ALIKE.get(n - 0xFEE0, n - 0xFEE0) for n in range(0xFF01, 0xFF5F)}
_MEANT: Final = _WIDE | _ALIKE

CODE_MISTYPED = refusal(
    "ballot.code_mistyped",
    because="This code cannot be right: it has a wrong, missing or extra character.",
    remedy="Compare it with the slip, four characters at a time, and type it again.",
    status=422,
)
NO_TICKET = refusal(
    "ballot.no_ticket",
    because="No ticket of this poll has this code or signature.",
    remedy="Use the ticket that was handed out for this poll; else ask at the check-in desk.",
    status=403,
)


@dataclass(frozen=True)
class Drawn:
    """A ticket drawn from the bag: sixteen characters that anybody can type."""

    code: str


@dataclass(frozen=True)
class Blind:
    """A ticket signed blindly: the signature is over prefix and message of this nonce."""

    group: str
    nonce: bytes
    prefix: bytes
    signature: bytes


def ballot_key(poll: str, ticket: Drawn | Blind) -> bytes:
    """The name under which the box keeps what this ticket casts: 32 bytes.

    It is not the digest by which a ticket is known, so that the two lists share no column.

    >>> ballot_key("00" * 16, Drawn("0" * 16)) != ticket_digest("00" * 16, "0" * 16)
    True
    """
    secret = ticket.code.encode() if isinstance(ticket, Drawn) else ticket.nonce
    return hashlib.sha256(b"mingcha ballot key\0" + poll.encode() + b"\0" + secret).digest()


def ticket_digest(poll: str, code: str) -> bytes:
    """By which a drawn ticket is recognised; the code itself is kept by nobody: 32 bytes.

    >>> len(ticket_digest("00" * 16, "0" * 16))
    32
    """
    return hashlib.sha256(f"mingcha ticket\0{poll}\0{code}".encode()).digest()


def blind_message(poll: str, group: str, nonce: bytes) -> bytes:
    """What the issuer signs without seeing it: poll, group and the voter's own 32 bytes.

    >>> blind_message("00" * 16, "peer", b"?" * 32)[:13]
    b'mingcha blind'
    """
    return b"mingcha blind\0" + poll.encode() + b"\0" + group.encode() + b"\0" + nonce


def code_of(chance: bytes) -> str:
    """A ticket's code from 15 random bytes, its last character a check on the others.

    >>> code_of(bytes(15))
    '0000000000000000'
    """
    body = "".join(ALPHABET[byte & 31] for byte in chance[: CODE_LENGTH - 1])
    return body + _check(body)


def spoken(code: str) -> str:
    """The code as it is printed, four characters at a time.

    >>> spoken("0123456789ABCDEF")
    '0123-4567-89AB-CDEF'
    """
    return "-".join(code[n : n + 4] for n in range(0, len(code), 4))


def invitation_number(digest: bytes) -> str:
    """The number of an invitation, from the digest by which it is known: ten characters.

    It opens nothing; whoever has it can only have the invitation taken back.

    >>> len(invitation_number(bytes(32)))
    10
    """
    chance = hashlib.sha256(b"mingcha invitation number\0" + digest).digest()
    return "".join(ALPHABET[byte & 31] for byte in chance[:10])


def as_meant(typed: str) -> str:
    """Characters of the alphabet however they were typed; what is none of it stays and is seen.

    Args:
        typed: full or half width, small or large, with spaces and dashes; O, I and L for digits.

    >>> as_meant("ｌoi 7k－u")
    '1017KU'
    """
    return typed.translate(_MEANT).upper()


def read_code(typed: str) -> str:
    """The code as it is kept, however it was typed: spaces, dashes, full width, small letters.

    Raises:
        Refusal: if a character is wrong, missing or too many.

    >>> read_code("oooo 0000－0000-0000")
    '0000000000000000'
    """
    code = as_meant(typed)
    if not is_code(code) or _check(code[:-1]) != code[-1]:
        raise CODE_MISTYPED()
    return code


def is_code(code: str) -> bool:
    """Whether this has the shape of a code as it is kept; its check character is not looked at.

    >>> is_code("0" * 16), is_code("0" * 15 + "o")
    (True, False)
    """
    return len(code) == CODE_LENGTH and not code.strip(ALPHABET)


def _check(body: str) -> str:
    """Odd weights modulo 32: every single slip is noticed, and 15 of 16 neighbour swaps."""
    total = sum(map(mul, _WEIGHTS, map(_VALUES.__getitem__, body)))
    return ALPHABET[total % 32]
