"""The poll's key in three shares: two open it, one tells nothing, and a slip is noticed."""

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mingcha.core import keyshares
from mingcha.core.keyshares import SHARE_LENGTH, join, read_share, split
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import ALPHABET

secrets = st.binary(min_size=32, max_size=32)
polls = st.integers(0, 2**128 - 1).map("{:032x}".format)
places = st.integers(0, SHARE_LENGTH - 1)
POLL = "5e" * 16
SECRET = bytes(range(100, 132))
SHARES = split(SECRET, bytes(range(7, 39)), POLL)


def is_secret(found: bytes) -> bool:
    return found == SECRET


def code_of(shares, poll=POLL, fits=is_secret) -> str:
    with pytest.raises(Refusal) as no:
        join(shares, poll, fits=fits)
    return no.value.code


def changed(share: str, at: int, character: str) -> str:
    plain = share.replace("-", "")
    return plain[:at] + character + plain[at + 1 :]


@given(secrets, secrets, polls)
def test_any_two_of_three_shares_open_the_box(secret: bytes, chance: bytes, poll: str) -> None:
    shares = split(secret, chance, poll)
    for one, other in combinations(shares, 2):
        for pair in ([one, other], [other, one]):
            assert join(pair, poll, fits=lambda found: found == secret) == secret


@given(secrets, secrets, st.integers(0, 2))
def test_one_share_fits_every_secret_alike(secret: bytes, other: bytes, at: int) -> None:
    """For each share and each secret there is exactly one chance that joins them."""
    mine = read_share(SHARES[at], POLL).value
    place = at + 1
    found = bytes(
        keyshares._times(keyshares._inverse(place), a ^ b) for a, b in zip(mine, other, strict=True)
    )
    assert read_share(split(other, found, POLL)[at], POLL).value == mine


def test_multiplication_is_that_of_the_field() -> None:
    """FIPS 197, section 4.2: {57} times {83} is {c1}; {53} and {ca} are inverse."""
    assert keyshares._times(0x57, 0x83) == 0xC1
    assert keyshares._inverse(0x53) == 0xCA
    assert all(keyshares._times(a, keyshares._inverse(a)) == 1 for a in range(1, 256))


def test_the_check_is_that_of_bech32m() -> None:
    """BIP 350: “a1lqfn3a” is a valid string; its prefix is spelt out as five bits and five bits."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    values = [ord("a") >> 5, 0, ord("a") & 31, *map(letters.index, "lqfn3a")]
    assert keyshares._polymod(values) == keyshares._GENUINE


def test_a_share_is_sixteen_groups_of_four_that_can_be_read_out() -> None:
    for place, share in enumerate(SHARES, start=1):
        groups = share.split("-")
        assert [len(group) for group in groups] == [4] * 16
        assert set("".join(groups)) <= set(ALPHABET)
        assert share[0] == str(place)


@pytest.mark.parametrize(
    "typed",
    [
        SHARES[0].lower(),
        SHARES[0].replace("-", " "),
        SHARES[0].replace("-", "\n\t"),
        SHARES[0].replace("-", "－"),
        SHARES[0].replace("-", ""),
        SHARES[0].replace("0", "o").replace("1", "l"),
        "".join(chr(ord(c) + 0xFEE0) for c in SHARES[0]),
    ],
)
def test_a_share_may_be_typed_in_many_ways(typed: str) -> None:
    assert read_share(typed, POLL) == read_share(SHARES[0], POLL)


@given(places, st.sampled_from(ALPHABET + "U*?好"))
@settings(max_examples=200)
def test_one_wrong_character_is_noticed_and_its_group_named(at: int, character: str) -> None:
    assume(SHARES[0].replace("-", "")[at] != character)
    with pytest.raises(Refusal) as no:
        read_share(changed(SHARES[0], at, character), POLL)
    assert (no.value.code, no.value.facts) == ("ballot.share_slip", {"group": at // 4 + 1})


@given(st.lists(st.tuples(places, st.sampled_from(ALPHABET)), min_size=2, max_size=4))
@settings(max_examples=60)
def test_up_to_four_wrong_characters_are_noticed(slips: list[tuple[int, str]]) -> None:
    typed = SHARES[1]
    for at, character in slips:
        typed = changed(typed, at, character)
    wrong = sum(a != b for a, b in zip(typed, SHARES[1].replace("-", ""), strict=False))
    assume("-" not in typed and wrong)
    with pytest.raises(Refusal) as no:
        read_share(typed, POLL)
    if 1 < wrong < 4:  # four may look like another single slip, but never like a right share
        assert no.value.code == "ballot.share_mistyped"


@given(places, places)
def test_two_characters_in_each_others_place_are_noticed(one: int, other: int) -> None:
    plain = SHARES[2].replace("-", "")
    assume(plain[one] != plain[other])
    typed = changed(changed(plain, one, plain[other]), other, plain[one])
    assert code_of([SHARES[0], typed]) in {"ballot.share_mistyped", "ballot.share_slip"}


def test_two_groups_in_each_others_place_are_noticed() -> None:
    groups = SHARES[2].split("-")
    for one, other in combinations(range(16), 2):
        swapped = list(groups)
        swapped[one], swapped[other] = groups[other], groups[one]
        if swapped != groups:
            assert code_of([SHARES[0], "-".join(swapped)]).startswith("ballot.share_")


@pytest.mark.parametrize("typed", ["", "1", SHARES[0][:-1], SHARES[0] + "0", "**" + SHARES[0][2:]])
def test_missing_and_extra_characters_are_noticed(typed: str) -> None:
    assert code_of([SHARES[1], typed]) == "ballot.share_mistyped"


def test_a_share_of_another_poll_is_recognised() -> None:
    others = split(SECRET, bytes(32), "77" * 16)
    assert code_of([SHARES[0], others[1]]) == "ballot.share_of_another_poll"


def test_the_same_share_twice_is_not_two() -> None:
    assert code_of([SHARES[1], SHARES[1].lower()]) == "ballot.same_share"


@pytest.mark.parametrize("shares", [[], SHARES[:1], SHARES])
def test_exactly_two_shares_are_asked_for(shares) -> None:
    assert code_of(shares) == "ballot.shares_missing"


def test_shares_of_another_splitting_do_not_pass_for_the_key() -> None:
    earlier = split(bytes(32), bytes(range(32)), POLL)
    assert code_of([SHARES[0], earlier[1]]) == "ballot.shares_wrong"


@pytest.mark.parametrize("place", [0, 4, 31])
def test_a_place_that_nobody_holds_is_no_share(place: int) -> None:
    forged = keyshares._text(keyshares.Share(place, bytes(32)), POLL)
    assert code_of([SHARES[0], forged]) == "ballot.share_mistyped"


def test_a_value_of_more_than_32_bytes_is_no_share() -> None:
    body = [1, *keyshares._tag(POLL), *[31] * 52]
    check = keyshares._digits(keyshares._polymod([*body, *[0] * 6]) ^ keyshares._GENUINE, 6)
    forged = "".join(ALPHABET[value] for value in body + check)
    assert code_of([SHARES[1], forged]) == "ballot.share_mistyped"


@pytest.mark.parametrize(("secret", "chance"), [(31, 32), (32, 31), (33, 32)])
def test_only_32_bytes_are_split(secret: int, chance: int) -> None:
    with pytest.raises(ValueError, match="not 32"):
        split(bytes(secret), bytes(chance), POLL)


def test_the_value_is_not_shown_where_a_share_is_printed() -> None:
    share = read_share(SHARES[0], POLL)
    assert repr(share) == "Share(place=1)"
