"""The verifier agrees with the program about polls that are as they should be."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core import ballot
from mingcha.core.ballot import Blind, Drawn, Group
from mingcha.core.bundle import digest_of
from mingcha.core.pollscore import score_of
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import ticket_digest
from mingcha.polls import verify
from tests.polls.sample_polls import RULE, Box, box, modulus, paper

FILE = Path(verify.__file__)
PAPERS = {
    "drawn": paper(),
    "blind": paper(drawn=False, blind=True),
    "both": paper(blind=True),
    "blocks": paper(block=2),
    "five": paper(grades=5, questions=("a", "b"), contact_first=False),
    "unequal": paper(questions=("a", "b", "c")),
    "variants": paper(
        questions=("a", "b"), groups=(Group("deputy"), Group("peer"), Group("peer.1", ("MZ002",)))
    ),
}

UNEQUAL = {"unequal", "variants"}


def fine(checks: list[verify.Check]) -> None:
    assert [check for check in checks if not check.ok] == []


@pytest.mark.parametrize("kind", PAPERS)
def test_an_untouched_poll_is_verified_by_everyone_and_by_the_auditor(kind: str) -> None:
    made = box(PAPERS[kind], 40, unequal=kind in UNEQUAL)
    public = made.bundle()
    fine(verify.check_bundle(public))
    checks = verify.check_kit(made.kit(), public, lambda poll: made.private)
    fine(checks)
    assert {check.name for check in checks} == set(verify.SAYS) - {"receipt"}


def test_any_two_shares_open_the_kit() -> None:
    made = box()
    shares = made.shares()
    for pair in ([shares[0], shares[1]], [shares[2].lower(), shares[0].replace("-", " ")]):
        fine(
            verify.check_kit(made.kit(), made.bundle(), lambda p, s=pair: verify.key_from(s, "", p))
        )


@pytest.mark.parametrize("case", ["twice", "one", "mistyped", "another poll", "wrong key"])
def test_shares_that_do_not_make_the_key_are_refused(case: str) -> None:
    made, other = box(), Box(paper(poll="6b" * 16))
    one, two, _ = made.shares()
    slip = one[:-1] + ("0" if one[-1] != "0" else "1")
    given = {"twice": [one, one], "one": [one], "mistyped": [slip, two],
             "another poll": [other.shares()[0], two], "wrong key": []}[case]  # fmt: skip
    key = "11" * 32 if case == "wrong key" else ""
    last = verify.check_kit(made.kit(), made.bundle(), lambda p: verify.key_from(given, key, p))[-1]
    assert (last.name, last.ok) == ("key", False)


def test_a_voter_finds_their_own_receipt_and_no_other() -> None:
    made = box()
    receipt = ballot_receipt(made)
    assert verify.check_bundle(made.bundle(), receipt.upper())[-1] == ("receipt", True, "")
    assert not verify.check_bundle(made.bundle(), "0" * 64)[-1].ok


def ballot_receipt(made: Box) -> str:
    return str(json.loads(made.bundle())["content"]["receipts"][3])


def test_the_kit_may_be_bound_into_the_bundle_before_anybody_asks_for_it() -> None:
    made = box()
    public = made.bundle(kit=digest_of(made.kit()))
    fine(verify.check_kit(made.kit(), public, lambda poll: made.private))
    other = made.kit(tickets={**made.tickets, "deputy": [*made.tickets["deputy"], bytes(32)]})
    checks = verify.check_kit(other, public, lambda poll: made.private)
    assert ("same", False, "kit") in checks


def test_the_verifier_needs_nothing_of_this_program() -> None:
    tree = ast.parse(FILE.read_text())
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in names}
    assert roots - set(sys.stdlib_module_names) == {"cryptography", "nacl"}


def test_it_runs_as_a_file_of_its_own_in_both_languages(tmp_path: Path) -> None:
    made = box()
    (tmp_path / "verify.py").write_bytes(FILE.read_bytes())
    (tmp_path / "b.json").write_bytes(made.bundle())
    (tmp_path / "k.json").write_bytes(made.kit())
    one, two, _ = made.shares()

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", "verify.py", *words], cwd=tmp_path,
                              capture_output=True, text=True, check=False)  # fmt: skip
        return done.returncode, done.stdout

    assert run("b.json")[0] == 0
    assert "回执数等于选票数" in run("b.json")[1]
    code, said = run("b.json", "--kit", "k.json", "--share", one, "--share", two, "--english")
    assert (code, "Counted again, the published counts agree" in said) == (0, True)
    code, said = run("b.json", "--receipt", "00" * 32, "--json")
    assert (code, json.loads(said)["ok"]) == (1, False)
    assert run("none.json")[0] == 2


def test_large_kits_are_opened_by_several_processes_alike(monkeypatch: Any) -> None:
    made = box(ballots=60)
    alone = verify.check_kit(made.kit(), made.bundle(), lambda poll: made.private)
    monkeypatch.setattr(verify, "MANY", 10)
    monkeypatch.setattr(verify, "CHUNK", 7)
    monkeypatch.setattr(verify.os, "cpu_count", lambda: 2)
    assert verify.check_kit(made.kit(), made.bundle(), lambda poll: made.private) == alone


# One law, said twice: the program's and the verifier's.

ODD = paper(
    organs=("A", "B", "C", "D"),
    blind=True,
    block=3,
    groups=(Group("deputy"), Group("citizen", ("B",))),
)
PLAIN = paper(organs=("A", "B"), blind=True, groups=(Group("deputy"), Group("citizen")))
CODES = ["0" * 16, "0123456789ABCDEF", "ZZZZZZZZZZZZZZZZ"]
KNOWN = {CODES[0]: "deputy", CODES[1]: "citizen"}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([ODD, PLAIN]), st.data())
def test_a_vote_is_legal_for_the_verifier_exactly_if_it_is_for_the_program(
    one: Any, data: st.DataObject
) -> None:
    group = data.draw(st.sampled_from(one.groups))
    code = data.draw(st.sampled_from(CODES))
    asked = ballot.asked_of(one, ballot.ballot_key(one.poll, Drawn(code)), group)
    marks = "".join("1" if n in asked else "x" for n in range(len(one.organs)))
    whole = ballot.vote_bytes(one, ballot.Cast(Drawn(code), marks, bytes(16)), group)
    vote = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(-len(one.organs), 25))
        vote[place] = data.draw(st.sampled_from([0, 1, 2, *b"dbx1239un-0"]))
    vote = vote[: len(vote) - data.draw(st.sampled_from([0, 0, 0, 1]))]
    assert by_verifier(one, group.code, bytes(vote)) == by_program(one, group.code, bytes(vote))


def by_program(one: Any, group: str, vote: bytes) -> bool:
    known = {ticket_digest(one.poll, code): g for code, g in KNOWN.items()}
    try:
        seen = ballot.read_vote(one, vote)
        cast = ballot.Cast(seen.ticket, seen.marks, seen.salt, told=seen.told)
        kept = ballot.accept(one, cast, group_of=known.get, genuine=lambda *_: False)
    except Refusal:
        return False
    return kept.group == group == seen.group


def by_verifier(one: Any, group: str, vote: bytes) -> bool:
    digests: dict[str, list[str]] = {g.code: [] for g in one.groups}
    for code, of in KNOWN.items():
        digests[of].append(ticket_digest(one.poll, code).hex())
    keys = {g.code: modulus(g.code) for g in one.groups}
    room = verify.Room({"paper": one.as_dict(), "tickets": digests, "keys": keys}, bytes([1] * 32))
    try:
        room.judged(group, vote)
    except Exception:
        return False
    return True


@pytest.mark.parametrize("field", ["nonce", "prefix", "signature", "group", "poll"])
def test_a_blind_ticket_is_genuine_in_every_part(field: str) -> None:
    made = Box(paper(drawn=False, blind=True))
    ticket = made.ticket("deputy")
    assert isinstance(ticket, Blind)
    facts = {"nonce": ticket.nonce, "prefix": ticket.prefix, "signature": ticket.signature}
    if field in facts:
        facts[field] = bytes([facts[field][0] ^ 1]) + facts[field][1:]
    group = "citizen" if field == "group" else "deputy"
    where = paper(drawn=False, blind=True, poll="6b" * 16) if field == "poll" else made.paper
    forged = Blind(group, **facts)
    marks = "1x1" if group == "citizen" else "111"
    vote = ballot.vote_bytes(where, ballot.Cast(forged, marks, bytes(16)), where.group(group))
    assert not by_verifier(where, group, vote)
    good = ballot.Cast(ticket, "111", bytes(16))
    assert by_verifier(
        made.paper, "deputy", ballot.vote_bytes(made.paper, good, made.paper.groups[0])
    )


SCORED = ["drawn", "blocks", *sorted(UNEQUAL)]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([2, 6, 20, 60]), st.sampled_from(SCORED))
def test_the_exact_score_lies_within_the_bounds_that_the_public_can_work_out(
    seed: int, budget: int, kind: str
) -> None:
    made = box(PAPERS[kind], 30, seed, unequal=kind in UNEQUAL)
    facts = verify.load(made.bundle(replace(RULE, budget=str(budget))), verify.PUBLIC)
    for organ in made.paper.organs:
        exact = score_of(made.tally["cells"].get(organ, {}), organ, made.scoring())
        if exact is not None and facts["published"]["organs"][organ]:
            low, high = verify.bounds(facts, organ)
            assert low <= exact <= high
