"""The key of a poll in three shares, of which any two open it and one tells nothing.

A share is a text that can be read out, printed and typed: sixteen groups of four characters. Six
of them are a check that notices every slip of up to four characters and says where a single one
is; five more know the poll.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Final

from mingcha.core.refusal import Refusal, refusal
from mingcha.core.ticket import ALPHABET, as_meant, spoken

SECRET_LENGTH: Final = 32  # bytes, as long as an X25519 private key
PLACES: Final = (1, 2, 3)
NEEDED: Final = 2
SHARE_LENGTH: Final = 64  # characters: place 1, poll 5, value 52, check 6
_TAG, _VALUE, _CHECK = 5, 52, 6
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_GENUINE: Final = 0x2BC830A3

SHARE_MISTYPED = refusal(
    "ballot.share_mistyped",
    because="This share cannot be right: it has wrong, missing or extra characters.",
    remedy="Compare it with the paper group by group; there are 16 groups of four characters.",
    status=422,
)
SHARE_SLIP = refusal(
    "ballot.share_slip",
    because="One character of this share is wrong, in group {group}.",
    remedy="Compare group {group} of 16 with the paper and type it again.",
    status=422,
)
SHARE_OF_ANOTHER_POLL = refusal(
    "ballot.share_of_another_poll",
    because="This share belongs to another poll.",
    remedy="Take the share whose paper bears the number of this poll.",
    status=422,
)
SAME_SHARE = refusal(
    "ballot.same_share",
    because="Share {place} was given twice.",
    remedy="Let another scrutineer give theirs: two different shares open the box.",
    status=422,
)
SHARES_MISSING = refusal(
    "ballot.shares_missing",
    because="Two shares open the box; given were {given}.",
    remedy="Let two scrutineers give one share each.",
    status=422,
)
SHARES_WRONG = refusal(
    "ballot.shares_wrong",
    because="These shares are well typed, but do not make the key of this poll.",
    remedy="Try each of the two with the third scrutineer's share: the wrong one shows itself.",
    status=422,
)


@dataclass(frozen=True)
class Share:
    """One point on the line that meets the secret: its place, 1 to 3, and 32 bytes."""

    place: int
    value: bytes = field(repr=False)


def split(secret: bytes, chance: bytes, tag: str) -> tuple[str, str, str]:
    """Three shares of a secret as texts; any two join to it, one alone says nothing of it.

    Args:
        secret: 32 bytes.
        chance: 32 random bytes, used for this secret alone and then forgotten.
        tag: the poll's code; a share knows which poll it is of.

    Returns:
        the shares of places 1, 2 and 3, four characters at a time.

    Raises:
        ValueError: if secret or chance are not 32 bytes long.
    Source:
        A. Shamir, Comm. ACM 22 (1979), 612-613, byte by byte over GF(256) modulo x^8+x^4+x^3+x+1;
        check characters: BIP 350 (Bech32m), another alphabet.

    >>> first, second, third = split(bytes(32), bytes([7] * 32), "00" * 16)
    >>> first[:29], len(third)
    ('12YS-5101-R70W-3GE1-R70W-3GE1', 79)
    """
    if (len(secret), len(chance)) != (SECRET_LENGTH, SECRET_LENGTH):
        raise ValueError(f"secret and chance have {len(secret)} and {len(chance)} bytes, not 32")
    slopes = (bytes(_times(place, byte) for byte in chance) for place in PLACES)
    points = (_xor(secret, slope) for slope in slopes)
    first, second, third = (_text(Share(n, y), tag) for n, y in zip(PLACES, points, strict=True))
    return first, second, third


def read_share(typed: str, tag: str) -> Share:
    """A share as it was typed or read out: spaces, dashes, full width, small letters.

    Args:
        typed: the text.
        tag: the poll's code.

    Raises:
        Refusal: if it is mistyped, saying in which of its groups if that can be known, or if it
            is a share of another poll.
    Source:
        BIP 173: any up to four wrong characters of at most 89 are noticed; hence one to three
        wrong ones are never taken for another single slip.

    >>> read_share(split(bytes(32), bytes(32), "00" * 16)[1].lower(), "00" * 16).place
    2
    """
    values = [ALPHABET.find(character) for character in as_meant(typed)]
    if len(values) != SHARE_LENGTH or values.count(-1) > 1:
        raise SHARE_MISTYPED()
    if -1 in values or _polymod(values) != _GENUINE:
        raise _slip(values)
    place, tagged, number = values[0], values[1 : 1 + _TAG], _number(values[1 + _TAG : -_CHECK])
    if place not in PLACES or number >> (8 * SECRET_LENGTH):
        raise SHARE_MISTYPED()
    if tagged != _tag(tag):
        raise SHARE_OF_ANOTHER_POLL()
    return Share(place, number.to_bytes(SECRET_LENGTH, "big"))


def join(shares: Sequence[str], tag: str, *, fits: Callable[[bytes], bool]) -> bytes:
    """The secret from two shares of different places.

    Args:
        shares: two texts as they were typed.
        tag: the poll's code.
        fits: whether 32 bytes are the secret; for a private key, whether its public half is the
            poll's. A line can be drawn through any two points: only this knows the right one.

    Returns:
        32 bytes.

    Raises:
        Refusal: if there are not two shares, one is mistyped or of another poll, both are the
            same, or they do not make the secret.
    Source:
        Lagrange interpolation at 0 over GF(256); the sum of two places is the third.

    >>> secret, tag = bytes(range(32)), "00" * 16
    >>> one, _, three = split(secret, bytes([9] * 32), tag)
    >>> join([three, one], tag, fits=lambda found: found == secret) == secret
    True
    """
    if len(shares) != NEEDED:
        raise SHARES_MISSING(given=len(shares))
    one, other = (read_share(share, tag) for share in shares)
    if one.place == other.place:
        raise SAME_SHARE(place=one.place)
    scale = _inverse(one.place ^ other.place)
    sides = zip(one.value, other.value, strict=True)
    secret = bytes(_times(scale, _times(other.place, a) ^ _times(one.place, b)) for a, b in sides)
    if not fits(secret):
        raise SHARES_WRONG()
    return secret


def _text(share: Share, tag: str) -> str:
    number = int.from_bytes(share.value, "big")
    body = [share.place, *_tag(tag), *_digits(number, _VALUE)]
    check = _digits(_polymod([*body, *[0] * _CHECK]) ^ _GENUINE, _CHECK)
    return spoken("".join(ALPHABET[value] for value in body + check))


def _slip(values: list[int]) -> Refusal:
    """Which group holds the wrong character, if a single one would make the share right."""
    strange = values.index(-1) if -1 in values else None
    said = _polymod([max(value, 0) for value in values]) ^ _GENUINE
    at = strange if not said else _effects().get(said)
    if at is None or strange not in {None, at}:
        return SHARE_MISTYPED()
    return SHARE_SLIP(group=at // 4 + 1)


@cache
def _effects() -> dict[int, int]:
    """What each single slip does to the check, which is linear: from the effect to its place."""
    right = _polymod([0] * SHARE_LENGTH)
    return {
        right ^ _polymod([0] * at + [value] + [0] * (SHARE_LENGTH - 1 - at)): at
        for at in range(SHARE_LENGTH)
        for value in range(1, len(ALPHABET))
    }


def _tag(poll: str) -> list[int]:
    digest = hashlib.sha256(b"mingcha share\0" + poll.encode()).digest()
    return [byte & 31 for byte in digest[:_TAG]]


def _digits(number: int, count: int) -> list[int]:
    return [number >> 5 * n & 31 for n in reversed(range(count))]


def _number(digits: Sequence[int]) -> int:
    return reduce(lambda number, digit: number << 5 | digit, digits, 0)


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for n, part in enumerate(_GENERATOR):
            check ^= part if top >> n & 1 else 0
    return check


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _times(a: int, b: int) -> int:
    """The product in GF(256); no table, so that no memory access tells of the secret."""
    product = 0
    for _bit in range(8):
        product ^= a * (b & 1)
        a = (a << 1) ^ (0x11B * (a >> 7))
        b >>= 1
    return product


def _inverse(a: int) -> int:
    return reduce(_times, [a] * 254)
