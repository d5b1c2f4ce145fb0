"""The core knows no gettext, yet its noes speak the reader's tongue."""

import re

import pytest
from django.utils import translation

from mingcha.core import ballot, blindrsa, keyshares, ticket
from mingcha.core.refusal import CATALOGUE, RefusalKind, refusal

FACTS = dict.fromkeys(("organ", "given", "asked", "most", "group", "place"), 7)
LAWS = [vars(law).values() for law in (ballot, blindrsa, keyshares, ticket)]
NOES = {kind.code: kind for law in LAWS for kind in law if isinstance(kind, RefusalKind)}


@pytest.fixture
def late():
    """A no of a module that is loaded long after the program has started."""
    made = refusal("test.late", because="This poll is not open for ballots.", remedy="Planned.")
    yield made
    del CATALOGUE["test.late"]


def test_every_no_of_the_ballot_is_wholly_chinese_for_a_chinese_reader():
    assert len(NOES) > 20
    for kind in NOES.values():
        with translation.override("zh-hans"):
            for sentence in (kind(**FACTS).because, kind(**FACTS).remedy):
                assert re.search("[\u4e00-\u9fff]", sentence), kind.code
                assert not re.search("[A-Za-z]{2}", sentence), (kind.code, sentence)
        with translation.override("en"):
            assert re.search("^[A-Z]", kind(**FACTS).because), kind.code


def test_a_no_that_is_entered_late_speaks_chinese_too(late):
    with translation.override("zh-hans"):
        assert late().because == "本次投票现在不接收选票。"
    with translation.override("en"):
        assert late().because == "This poll is not open for ballots."
