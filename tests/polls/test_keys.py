"""What surrounds a blind ticket: the key that signs it, the script that asks for it, its room."""

import re
from pathlib import Path

from mingcha import polls
from mingcha.core.ballot import Group, Paper
from mingcha.core.ticket import SIGNATURE_LENGTH
from mingcha.polls.keys import make_group_key

SCRIPT = Path(polls.__file__).parent / "static" / "polls" / "blind.js"


def test_every_group_gets_a_key_of_its_own_of_2048_bits():
    one, other = make_group_key(), make_group_key()
    assert one.n.bit_length() == other.n.bit_length() == 2048
    assert one.e == 65537
    assert one.length == SIGNATURE_LENGTH
    assert not {one.p, one.q} & {other.p, other.q}


def test_the_script_is_small_and_free_of_syntax_that_an_old_phone_stumbles_over():
    source = SCRIPT.read_text()
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", source, flags=re.DOTALL)
    assert len(source.encode()) < 8_000
    for newer in ("=>", "`", "let ", "const ", "async ", "await ", "**", "1n", "...", "?."):
        assert newer not in code, newer


def test_a_paper_of_blind_tickets_has_room_for_what_the_phone_sends():
    paper = Paper("5e" * 16, ("A",), ("conduct",), 3, (Group("citizen"),), drawn=False, blind=True)
    assert paper.proof_length == 32 + 32 + 256
