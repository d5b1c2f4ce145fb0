"""The slot: what it takes in, what it answers, and that it acknowledges only what is kept."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from secrets import token_bytes

import pytest

from mingcha.core.ballot import BLANK, NO_CONTACT, NOT_ASKED, asked_of, read_vote
from mingcha.core.ticket import Drawn, ballot_key, spoken
from mingcha.polls import sealing
from tests.ballotbox.asking import FORM, a_box, ask, run, tell
from tests.ballotbox.ground import Poll, a_paper, b64, ballot


@pytest.fixture
def code(memory, poll):
    """A ticket of the deputies, in a box that knows the poll."""
    (code,) = poll.codes()
    memory.lay(poll, poll.digests([code]))
    return code


def votes(ground, poll):
    return [
        read_vote(poll.paper, sealing.unseal(poll.key.private, sealed))
        for sealed in ground.ballots(poll).values()
    ]


def test_a_ballot_with_a_drawn_ticket_is_kept_sealed_and_its_receipt_is_the_digest(
    memory, poll, code
):
    (said,) = tell(memory, poll, ballot(code))

    (sealed,) = memory.ballots(poll).values()
    assert (said.status, said.receipt) == (201, hashlib.sha256(sealed).hexdigest())
    (vote,) = votes(memory, poll)
    assert (vote.group, vote.marks, vote.ticket) == ("deputy", "12345u", Drawn(code))


def test_a_ballot_with_a_blind_ticket_is_kept(memory, blind_poll):
    memory.lay(blind_poll)

    (said,) = tell(memory, blind_poll, ballot(blind_poll.signed("citizen")))

    assert said.status == 201
    assert votes(memory, blind_poll)[0].group == "citizen"


def test_every_kind_of_box_takes_a_ballot(box, poll):
    (code,) = poll.codes()
    box.lay(poll, poll.digests([code]))

    first, again, other = tell(box, poll, cast := ballot(code), cast, ballot(code, "11111n"))

    assert (first.status, again.status) == (201, 200)
    assert again.receipt == first.receipt
    assert (other.status, other.no) == (409, "ballot.already_cast")


def test_the_code_may_be_typed_as_people_type(memory, poll, code):
    (said,) = tell(memory, poll, ballot(spoken(code).lower()))

    assert said.status == 201


def test_the_same_marks_with_another_salt_are_another_ballot(memory, poll, code):
    _first, second = tell(memory, poll, ballot(code), ballot(code))

    assert second.no == "ballot.already_cast"


def test_comments_are_sealed_apart_from_the_ballot(memory, poll, code):
    remarks = [{"organ": "MZ002", "text": "窗口很热情"}]
    tell(memory, poll, ballot(code, remarks=remarks))

    (text,) = memory.remarks(poll)
    assert sealing.unseal_remark(poll.key.private, text) == ("MZ002", "窗口很热情")


def test_being_told_what_to_say_is_kept_with_the_vote(memory, poll, code):
    tell(memory, poll, ballot(code, told=True))

    assert votes(memory, poll)[0].told


def test_nothing_is_read_where_ballots_are_taken_in(memory, poll, code):
    (said,) = tell(memory, poll, b"", method="GET")

    assert (said.status, said.headers["allow"], said.no) == (405, "POST", "ballot.only_post")


@pytest.mark.parametrize("path", ["/box/", "/box/nothing/", "/box/" + "0" * 32 + "/", "/box/%00/"])
def test_an_address_without_a_poll_says_so(memory, path):
    said = run(ask(a_box(memory), path, ballot("0" * 16)))

    assert (said.status, said.no) == (404, "ballot.no_poll")


def test_a_closed_poll_says_so(memory, poll, code):
    memory.turn(poll, "closed")

    (said,) = tell(memory, poll, ballot(code))

    assert (said.status, said.no) == (410, "ballot.closed")


def test_a_poll_that_opens_while_the_slot_runs_is_found(memory, poll, monkeypatch):
    monkeypatch.setattr("mingcha.ballotbox.slots.REST", 0.0)
    (code,) = poll.codes()

    async def scenario():
        app = a_box(memory)
        before = await ask(app, poll.path, ballot(code))
        memory.lay(poll, {})
        strange = await ask(app, poll.path, ballot(code))
        memory.lay(poll, poll.digests([code]))
        return before.no, strange.no, (await ask(app, poll.path, ballot(code))).status

    assert run(scenario()) == ("ballot.no_poll", "ballot.no_ticket", 201)


def test_tickets_are_not_read_again_within_a_second_however_often_a_stranger_knocks(
    memory, poll, code
):
    asked = counted(memory.store, "tickets")

    async def scenario():
        app = a_box(memory)
        for _ in range(20):
            await ask(app, poll.path, ballot(poll.codes()[0]))

    run(scenario())

    assert asked == [poll.code]


def counted(store, name):
    """What the store is asked from now on."""
    asked, real = [], getattr(store, name)
    setattr(store, name, lambda *said: (asked.append(said[0] if said else ""), real(*said))[1])
    return asked


def test_whoever_asks_before_the_opening_does_not_make_the_box_deaf_to_it(memory, poll):
    (code,) = poll.codes()

    async def scenario():
        app = a_box(memory)
        early = [await ask(app, poll.path, ballot(code)) for _ in range(3)]
        memory.lay(poll, poll.digests([code]))
        return {said.no for said in early}, (await ask(app, poll.path, ballot(code))).status

    assert run(scenario()) == ({"ballot.no_poll"}, 201)


def test_a_flood_of_strange_addresses_waits_for_one_look_together(memory, poll, code):
    looks, loads = counted(memory.store, "polls"), counted(memory.store, "known")

    async def scenario():
        app = a_box(memory)
        paths = [f"/box/{n:032x}/" for n in range(500)]
        said = await asyncio.gather(*(ask(app, path, ballot(code)) for path in paths))
        return {one.no for one in said}

    assert run(scenario()) == {"ballot.no_poll"}
    assert (len(looks), loads) == (1, [])


def test_whoever_goes_away_while_looking_takes_nobody_along(memory, poll):
    (code,) = poll.codes()

    async def scenario():
        app = a_box(memory)
        await ask(app, poll.path, ballot(code))  # the next look has to wait a moment
        memory.lay(poll, poll.digests([code]))
        gone = asyncio.create_task(ask(app, poll.path, ballot(code)))
        stays = asyncio.create_task(ask(app, poll.path, ballot(code)))
        await asyncio.sleep(0)
        gone.cancel()
        return (await stays).status

    assert run(scenario()) == 201


def test_noes_are_chinese_by_default_and_english_where_that_is_asked_for(memory, poll, code):
    async def scenario():
        app = a_box(memory)
        english = [("Accept-Language", "en-GB,en;q=0.9,zh;q=0.8")]
        return (
            await ask(app, poll.path, method="GET"),
            await ask(app, poll.path, method="GET", headers=english),
        )

    chinese, english = run(scenario())

    assert "票" in chinese.json["title"]
    assert english.json["detail"].startswith("Open the voting page")
    assert chinese.headers["content-type"].startswith("application/problem+json")


def form(code, paper, **marks):
    return {"code": code, "salt": b64(token_bytes(16)), **marks}


def test_a_plain_form_is_a_ballot_too_and_is_answered_with_a_page(memory, poll, code):
    fields = {"m-0-0": "1", "m-0-1": "2", "n-1": "n", "m-1-0": "3", "r-2": "  意见  ", "told": "1"}

    (said,) = tell(memory, poll, form(code, poll.paper, **fields), kind=FORM)

    (vote,) = votes(memory, poll)
    assert vote.marks == "12" + NO_CONTACT * 2 + BLANK * 2
    assert vote.told
    assert said.status == 201
    assert said.headers["content-type"].startswith("text/html")
    (sealed,) = memory.ballots(poll).values()
    assert hashlib.sha256(sealed).hexdigest() in said.body.decode()
    (text,) = memory.remarks(poll)
    assert sealing.unseal_remark(poll.key.private, text) == ("MZ003", "意见")


def test_a_plain_form_leaves_out_what_this_ticket_is_not_asked_about(memory):
    poll = Poll(a_paper(organs=tuple("ABCDEFG"), block=3))
    (code,) = poll.codes()
    memory.lay(poll, poll.digests([code]))

    (said,) = tell(memory, poll, form(code, poll.paper), kind=FORM)

    asked = asked_of(poll.paper, ballot_key(poll.code, Drawn(code)), poll.paper.groups[0])
    (vote,) = votes(memory, poll)
    assert said.status == 201
    assert len(asked) == 3
    assert vote.marks == "".join((BLANK if n in asked else NOT_ASKED) * 2 for n in range(7))


def test_a_plain_form_that_is_refused_is_answered_with_a_page_of_the_same_words(memory, poll, code):
    wrong = form("0000", poll.paper, **{"m-0-0": "<b>"})

    (said,) = tell(memory, poll, wrong, kind=FORM)

    assert said.status == 422
    assert "<html" in said.body.decode()
    assert "script" not in said.headers["content-security-policy"]


def test_no_answer_sets_a_cookie_or_may_be_cached(memory, poll, code):
    answers = tell(memory, poll, ballot(code), ballot("0" * 16), b"{")

    for said in answers:
        assert "set-cookie" not in said.headers
        assert said.headers["cache-control"] == "no-store"


def test_ballots_that_come_together_are_written_together(memory, poll):
    codes = poll.codes(200)
    memory.lay(poll, poll.digests(codes))
    sizes, written, keep = [], threading.Event(), memory.store.keep

    def slowly(batch):
        sizes.append(len(batch))
        written.wait(30)
        return keep(batch)

    memory.store.keep = slowly

    async def scenario():
        app = a_box(memory)
        asked = [asyncio.create_task(ask(app, poll.path, ballot(c))) for c in codes]
        while app.waiting + sum(sizes) < len(codes):
            await asyncio.sleep(0)
        written.set()
        answers = await asyncio.gather(*asked)
        await app.drain()
        return answers

    answers = run(scenario())

    assert {said.status for said in answers} == {201}
    assert len(memory.ballots(poll)) == sum(sizes) == 200
    assert len(sizes) == 2


def test_the_server_lives_and_ends_with_everything_written(memory, poll, code):
    async def scenario():
        app, told, sent = a_box(memory), asyncio.Queue(), []

        async def send(message):
            sent.append(message["type"])

        life = asyncio.create_task(app({"type": "lifespan"}, told.get, send))
        await told.put({"type": "lifespan.startup"})
        answer = asyncio.create_task(ask(app, poll.path, ballot(code)))
        while not memory.store.laid or not answer.done():
            await asyncio.sleep(0)
        await told.put({"type": "lifespan.shutdown"})
        await life
        return answer.result().status, sent

    assert run(scenario()) == (201, ["lifespan.startup.complete", "lifespan.shutdown.complete"])
