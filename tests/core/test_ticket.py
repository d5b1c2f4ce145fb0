"""Tickets: codes that survive a hurried thumb, and digests that lead nowhere."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import (
    ALPHABET,
    CODE_LENGTH,
    Blind,
    Drawn,
    as_meant,
    ballot_key,
    blind_message,
    code_of,
    is_code,
    read_code,
    spoken,
    ticket_digest,
)

POLL, OTHER = "5e" * 16, "77" * 16
codes = st.binary(min_size=15, max_size=15).map(code_of)
places = st.integers(0, CODE_LENGTH - 1)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def mistyped(typed: str) -> bool:
    try:
        read_code(typed)
    except Refusal as no:
        return no.code == "ballot.code_mistyped"
    return False


@given(codes)
def test_a_code_has_sixteen_characters_and_no_letter_that_looks_like_a_digit(code: str) -> None:
    assert is_code(code)
    assert len(spoken(code)) == 19
    assert not set(code) & set("ILOU")


@given(
    codes,
    st.sampled_from([str.lower, str.upper, wide, lambda t: wide(t.lower()), str.swapcase]),
    st.sampled_from(
        ["", " ", "-", "－", "—", "·", "　", "\t", "\u00a0", "\u200b", ".", "．", "\r\n"]
    ),
)
def test_a_code_is_understood_however_it_was_typed(code: str, way, gap: str) -> None:
    typed = gap.join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4))
    assert read_code(gap + way(typed) + gap) == code


@given(codes, st.sampled_from("oOｏＯ"), st.sampled_from("iIlLｉＩｌＬ"))
def test_letters_that_look_like_digits_are_read_as_the_digits(code: str, o: str, i: str) -> None:
    assert read_code(code.replace("0", o).replace("1", i)) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_every_single_slip_is_noticed(code: str, at: int, character: str) -> None:
    assume(code[at] != character)
    assert mistyped(code[:at] + character + code[at + 1 :])


@given(codes, st.integers(0, CODE_LENGTH - 3))
def test_neighbours_in_each_others_place_are_noticed_unless_sixteen_apart(
    code: str, at: int
) -> None:
    """Weights differ by two: only two characters half the alphabet apart may be exchanged."""
    one, other = code[at], code[at + 1]
    assume(one != other)
    apart = abs(ALPHABET.index(one) - ALPHABET.index(other))
    swapped = code[:at] + other + one + code[at + 2 :]
    assert mistyped(swapped) == (apart != 16)


@given(codes, places, st.sampled_from(ALPHABET))
def test_a_missing_or_an_extra_character_is_noticed(code: str, at: int, character: str) -> None:
    assert mistyped(code[:at] + code[at + 1 :])
    assert mistyped(code[:at] + character + code[at:])


@pytest.mark.parametrize(
    "typed", ["", "0" * 15, "0" * 17, "U" * 16, "好" * 16, "\ud800" * 16, "0" * 15 + "\0", "é" * 16]
)
def test_what_is_no_code_is_refused_and_breaks_nothing(typed: str) -> None:
    assert mistyped(typed)


@given(st.text(max_size=40))
def test_any_text_at_all_is_read_or_refused(typed: str) -> None:
    assert mistyped(typed) or is_code(as_meant(typed))


@given(codes)
def test_no_two_names_of_a_ticket_are_alike(code: str) -> None:
    """Who holds the list of tickets and the list of ballots cannot lay one over the other."""
    names = [
        *(ticket_digest(POLL, code), ballot_key(POLL, Drawn(code))),
        *(ticket_digest(OTHER, code), ballot_key(OTHER, Drawn(code))),
    ]
    assert len(set(names)) == 4
    assert {len(name) for name in names} == {32}


def test_a_blind_ticket_is_named_by_its_nonce_alone() -> None:
    """Another signature on the same message casts no second ballot."""
    one = Blind("deputy", b"n" * 32, b"p" * 32, b"s" * 256)
    same = Blind("cppcc", b"n" * 32, b"q" * 32, b"t" * 256)
    assert ballot_key(POLL, one) == ballot_key(POLL, same)
    assert ballot_key(POLL, one) != ballot_key(POLL, Blind("deputy", b"m" * 32, b"", b""))


def test_a_blind_message_says_poll_group_and_nonce_so_that_none_passes_for_another() -> None:
    said = {
        blind_message(poll, group, nonce)
        for poll in (POLL, OTHER)
        for group in ("deputy", "cppcc")
        for nonce in (b"1" * 32, b"2" * 32)
    }
    assert len(said) == 8
