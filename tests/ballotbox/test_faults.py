"""Bad input and bad luck: each is answered in words; what is not kept is not acknowledged."""

from __future__ import annotations

import asyncio
import json
import threading

import pytest

from mingcha.ballotbox.store import Unstored
from mingcha.core.ballot import Group
from tests.ballotbox.asking import FORM, a_box, ask, run, tell
from tests.ballotbox.ground import Poll, a_paper, b64, ballot


@pytest.fixture
def code(memory, poll):
    (code,) = poll.codes()
    memory.lay(poll, poll.digests([code]))
    return code


@pytest.fixture
def signed(memory, blind_poll):
    memory.lay(blind_poll)
    return blind_poll.signed()


def refused(memory, poll, *bodies, **facts):
    """What each is refused with; the box stays empty."""
    answers = tell(memory, poll, *bodies, **facts)
    assert memory.ballots(poll) == {}
    for said in answers:
        assert said.json["title"]
        assert said.json["detail"]
        assert said.json["status"] == said.status
    return [(said.status, said.no) for said in answers]


NOT_BALLOTS = {
    "nothing": b"",
    "half a document": b'{"marks": "1',
    "no UTF-8": b'{"marks": "\xff\xfe"}',
    "a list": b"[]",
    "a number": b"12",
    "null": b"null",
    "brackets without end": b"[" * 50_000,
    "an endless number": b"9" * 60_000,
    "no ticket": b'{"marks": "1"}',
    "a ticket that is a word": b'{"ticket": "A", "marks": "1"}',
}


@pytest.mark.parametrize("body", NOT_BALLOTS.values(), ids=NOT_BALLOTS.keys())
def test_what_is_no_ballot_is_unreadable(memory, poll, code, body):
    assert refused(memory, poll, body) == [(400, "ballot.unreadable")]


WRONG_FIELDS = {
    "marks as a number": {"marks": 123456},
    "marks as a list": {"marks": list("123456")},
    "half a character": {"marks": "\ud83d"},
    "no salt": {"salt": None},
    "salt not in base64url": {"salt": "****"},
    "a short salt": {"salt": b64(bytes(15))},
    "a long salt": {"salt": b64(bytes(17))},
    "told by a word": {"told": "yes"},
    "comments as a word": {"remarks": "fine"},
    "a comment as a word": {"remarks": ["fine"]},
    "a comment without text": {"remarks": [{"organ": "MZ001"}]},
    "half a character in a comment": {"remarks": [{"organ": "MZ001", "text": "\udc00"}]},
}


@pytest.mark.parametrize("wrong", WRONG_FIELDS.values(), ids=WRONG_FIELDS.keys())
def test_a_field_of_the_wrong_kind_is_unreadable(memory, poll, code, wrong):
    assert refused(memory, poll, ballot(code) | wrong) == [(400, "ballot.unreadable")]


WRONG_MARKS = {
    "ballot.marks_unfit": ["", "12345", "1234567"],
    "ballot.organ_missing": ["12345x"],
    "ballot.mark_unknown": ["12346!", "123456", "12345\u0661", "１２３４５u"],
}


@pytest.mark.parametrize("code_said", WRONG_MARKS)
def test_marks_out_of_range_missing_or_too_many_do_not_fit(memory, poll, code, code_said):
    for marks in WRONG_MARKS[code_said]:
        assert refused(memory, poll, ballot(code, marks)) == [(422, code_said)]


def test_an_organ_that_is_not_on_this_voters_paper_may_not_be_marked(memory):
    poll = Poll(a_paper(groups=(Group("peer", ("MZ002",)), Group("citizen"))))
    codes = poll.codes(2)
    memory.lay(poll, poll.digests(codes, "peer"))

    own, right = tell(memory, poll, ballot(codes[0], "112233"), ballot(codes[1], "11xx33"))

    assert (own.no, right.status) == ("ballot.organ_not_asked", 201)


WRONG_REMARKS = {
    "too long": [{"organ": "MZ001", "text": "长" * 501}],
    "empty": [{"organ": "MZ001", "text": ""}],
    "another organ": [{"organ": "MZ999", "text": "好"}],
    "too many": [{"organ": "MZ001", "text": "好"}] * 4,
}


@pytest.mark.parametrize("remarks", WRONG_REMARKS.values(), ids=WRONG_REMARKS.keys())
def test_comments_that_do_not_fit_are_refused_with_the_whole_ballot(memory, poll, code, remarks):
    said = refused(memory, poll, ballot(code, remarks=remarks))

    assert said in ([(422, "ballot.remark_unfit")], [(422, "ballot.remark_astray")])
    assert memory.remarks(poll) == []


def test_a_ticket_that_was_never_printed_is_no_ticket_and_a_slip_of_the_finger_says_so(
    memory, poll, code
):
    slip = code[:-1] + ("0" if code[-1] != "0" else "1")

    said = refused(memory, poll, ballot(poll.codes()[0]), ballot(slip), ballot("A" * 60_000))

    assert said == [
        (403, "ballot.no_ticket"), (422, "ballot.code_mistyped"), (422, "ballot.code_mistyped"),
    ]  # fmt: skip


def test_a_ballot_cannot_be_replayed_on_another_poll(memory, poll, code, blind_poll, signed):
    other = Poll(a_paper(drawn=True, blind=True), signers=blind_poll.signers)
    memory.lay(other)

    said = refused(memory, other, ballot(code), ballot(signed))

    assert said == [(403, "ballot.no_ticket")] * 2


def test_a_blind_ticket_of_another_group_is_no_ticket(memory, blind_poll, signed):
    said = refused(memory, blind_poll, ballot({**signed, "group": "citizen"}))

    assert said == [(403, "ballot.no_ticket")]


@pytest.mark.parametrize("name", ["nonce", "prefix", "signature"])
@pytest.mark.parametrize("place", [0, 1, -1])
def test_a_changed_byte_anywhere_in_a_blind_ticket_makes_it_no_ticket(
    memory, blind_poll, signed, name, place
):
    import base64

    part = bytearray(base64.urlsafe_b64decode(signed[name] + "=="))
    part[place] ^= 1

    said = refused(memory, blind_poll, ballot({**signed, name: b64(bytes(part))}))

    assert said == [(403, "ballot.no_ticket")]


FORGED = {
    "zeros": bytes(256),
    "ones": b"\xff" * 256,
    "one": bytes(255) + b"\x01",
    "too short": b"x" * 255,
    "too long": b"x" * 257,
    "nothing": b"",
}


@pytest.mark.parametrize("signature", FORGED.values(), ids=FORGED.keys())
def test_a_forged_signature_is_no_ticket(memory, blind_poll, signed, signature):
    said = refused(memory, blind_poll, ballot({**signed, "signature": b64(signature)}))

    assert said == [(403, "ballot.no_ticket")]


@pytest.mark.parametrize("wrong", [{"nonce": ""}, {"prefix": ""}, {"group": "mayor"}])
def test_a_blind_ticket_with_a_part_missing_or_of_no_group_is_no_ticket(
    memory, blind_poll, signed, wrong
):
    assert refused(memory, blind_poll, ballot({**signed, **wrong})) == [(403, "ballot.no_ticket")]


def test_a_blind_ticket_counts_nothing_where_tickets_are_drawn_and_the_other_way_about(
    memory, poll, code, blind_poll, signed
):
    (drawn_code,) = blind_poll.codes()

    assert refused(memory, poll, ballot(signed)) == [(403, "ballot.no_ticket")]
    assert refused(memory, blind_poll, ballot(drawn_code)) == [(403, "ballot.no_ticket")]


def test_ten_megabytes_are_refused_before_they_are_read(memory, poll, code):
    async def scenario():
        app = a_box(memory)
        length = [("Content-Length", str(10 * 1024 * 1024))]
        declared = await ask(app, poll.path, parts=[b"{"], headers=length)
        flowing = await ask(app, poll.path, parts=[b"x" * 40_000] * 250)
        return declared, flowing

    for said in run(scenario()):
        assert (said.status, said.no) == (413, "ballot.too_large")


def test_a_ballot_in_many_small_pieces_is_read_whole(memory, poll, code):
    body = json.dumps(ballot(code)).encode()
    pieces = [body[n : n + 7] for n in range(0, len(body), 7)]

    said = run(ask(a_box(memory), poll.path, parts=pieces))

    assert said.status == 201


def test_whoever_sends_without_end_or_not_at_all_is_sent_away(memory, poll, code):
    said = run(ask(a_box(memory, patience=0.0), poll.path, parts=[b"{"]))

    assert (said.status, said.no) == (408, "ballot.slow")


def test_whoever_is_gone_before_the_ballot_was_whole_has_not_voted(memory, poll, code):
    body = json.dumps(ballot(code)).encode()

    said = run(ask(a_box(memory), poll.path, parts=[body[:50], None]))

    assert said is None
    assert memory.ballots(poll) == {}


def test_whoever_is_gone_before_the_answer_may_send_again_and_gets_the_first_receipt(
    memory, poll, code
):
    cast = ballot(code)

    async def scenario():
        app = a_box(memory)
        request = asyncio.create_task(ask(app, poll.path, cast))
        while not memory.ballots(poll):
            await asyncio.sleep(0)
            if app.waiting:
                request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        return await ask(app, poll.path, cast)

    said = run(scenario())

    assert said.status == 200
    assert len(memory.ballots(poll)) == 1


def test_when_too_many_wait_the_next_is_asked_to_come_again(memory, poll):
    codes = poll.codes(12)
    memory.lay(poll, poll.digests(codes))
    gate, keep = threading.Event(), memory.store.keep
    memory.store.keep = lambda batch: gate.wait(30) and keep(batch)

    async def scenario():
        app = a_box(memory, most_waiting=5)
        asked = [asyncio.create_task(ask(app, poll.path, ballot(code))) for code in codes]
        while sum(one.done() for one in asked) < 1:
            await asyncio.sleep(0)
        gate.set()
        return await asyncio.gather(*asked)

    answers = run(scenario())

    busy = [said for said in answers if said.status == 503]
    assert {said.no for said in busy} == {"ballot.busy"}
    assert all(said.headers["retry-after"] in said.json["detail"] for said in busy)
    assert len(memory.ballots(poll)) == len(answers) - len(busy)


def test_when_the_store_fails_nobody_is_told_that_their_ballot_lies_in_the_box(
    memory, poll, code, caplog
):
    def gone(_batch):
        raise Unstored from OSError(f"no space; the row was {code}")

    keep, memory.store.keep = memory.store.keep, gone
    cast = ballot(code)

    async def scenario():
        app = a_box(memory)
        failed = await ask(app, poll.path, cast)
        memory.store.keep = keep
        return failed, await ask(app, poll.path, cast)

    failed, kept = run(scenario())

    assert (failed.status, failed.no, kept.status) == (503, "ballot.not_stored", 201)
    assert failed.headers["retry-after"] in failed.json["detail"]
    assert "OSError" in caplog.text
    assert code not in caplog.text


def test_when_the_tables_cannot_be_read_the_answer_is_to_come_again(memory, poll, code):
    def gone(_poll):
        raise Unstored

    memory.store.known = gone

    assert refused(memory, poll, ballot(code)) == [(503, "ballot.not_stored")]


BAD_FORMS = {
    "no code": ({"code": ""}, 422, "ballot.code_mistyped"),
    "no salt": ({"salt": ""}, 400, "ballot.unreadable"),
    "a long mark": ({"m-0-0": "12"}, 400, "ballot.unreadable"),
    "an unknown mark": ({"m-0-0": "9"}, 422, "ballot.mark_unknown"),
    "a comment on no organ": ({"r-99": "好"}, 422, "ballot.remark_astray"),
    "a comment on no number": ({"r-x": "好"}, 422, "ballot.remark_astray"),
}


@pytest.mark.parametrize(("wrong", "status", "no"), BAD_FORMS.values(), ids=BAD_FORMS.keys())
def test_a_plain_form_is_judged_as_strictly(memory, poll, code, wrong, status, no):
    fields = {"code": code, "salt": b64(bytes(16)), **wrong}

    (said,) = tell(memory, poll, fields, kind=FORM)

    assert said.status == status
    assert memory.ballots(poll) == {}
    assert no  # the page says it in words


def test_a_form_that_is_none_is_unreadable(memory, poll, code):
    (said,) = tell(memory, poll, b"code=%ff%fe&salt=\xff", kind=FORM)

    assert said.status == 400


def test_a_log_of_the_box_says_nothing_of_any_ballot(memory, poll, code, caplog):
    caplog.set_level("DEBUG")
    tell(memory, poll, ballot(code), ballot(code), ballot("0" * 16), b"{", ballot(code, "x"))

    assert [r for r in caplog.records if r.name.startswith("mingcha")] == []
