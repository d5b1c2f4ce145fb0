"""The files by which a poll is checked: one way to write them, and no order of casting inside."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from mingcha.core import bundle
from tests.polls.sample_polls import box, paper


def test_what_was_written_is_read_again() -> None:
    made = box()
    public = bundle.read(made.bundle(), bundle.PUBLIC)
    kit = bundle.read(made.kit(), bundle.KIT)
    assert public["paper"] == kit["paper"] == made.paper.as_dict()
    assert public["root"] == kit["root"] == bundle.root_of(public["receipts"])
    assert bundle.wrapped(public) == made.bundle()


def test_the_order_in_which_ballots_came_leaves_no_trace() -> None:
    made = box(ballots=30)
    before = made.bundle(), made.kit()
    random.Random(1).shuffle(made.sealed)
    for digests in made.tickets.values():
        digests.reverse()
    assert (made.bundle(), made.kit()) == before


def test_the_public_bundle_holds_no_paper_no_ticket_and_no_told_tick() -> None:
    made = box(paper(organs=tuple(f"MZ{n:03}" for n in range(30))))
    made.tally["groups"]["deputy"]["told"] = 5
    text = made.bundle().decode()
    assert "told" not in text
    for _, vote in made.votes:
        assert vote[-made.paper.cells :].decode() not in text
    for digests in made.tickets.values():
        assert not any(digest.hex() in text for digest in digests)


@given(st.dictionaries(st.text(max_size=4), st.integers() | st.text(max_size=4), max_size=4))
def test_a_file_bears_the_digest_of_its_content(content: dict[str, int | str]) -> None:
    try:
        file = bundle.wrapped(content)
    except UnicodeEncodeError:
        return  # half a character is no text
    assert bundle.digest_of(file) == json.loads(file)["digest"]
