"""The whole road of a poll, from the draft to the bundle that anybody can check."""

from __future__ import annotations

from mingcha.core import bundle
from mingcha.core.ticket import Drawn
from mingcha.polls import commands, queries
from tests.polls import hall


def test_a_poll_is_drafted_opened_cast_closed_counted_and_published(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day)
    receipt = hall.cast(poll, Drawn(codes["deputy"][0]), "123", told=True)
    hall.cast(poll, Drawn(codes["deputy"][1]), "1u-", remarks=[("MZ001", "窗口无人")])
    hall.cast(poll, Drawn(codes["peer"][0]), "xn1")
    commands.close_phones(poll, by=clerk, on=day)
    commands.return_slips(poll, "peer", 15, by=clerk, on=day)
    commands.close(poll, by=clerk, on=day)
    assert poll.issued == {"deputy": 20, "peer": 5}
    assert poll.ballots == {"deputy": 2, "peer": 1}
    commands.count(poll, shares=[shares[2], shares[0]], by=clerk, on=day)
    tally = queries.tally_of(poll)
    assert tally["groups"]["deputy"] == {"ballots": 2, "told": 1}
    assert tally["cells"]["MZ001"]["deputy"]["conduct"] == {
        "1": 2, "2": 0, "3": 0, "u": 0, "n": 0, "-": 0,
    }  # fmt: skip
    assert set(tally["cells"]["MZ001"]) == {"deputy"}
    assert tally["broken"] == 0
    assert [(one.organ, one.text) for one in queries.comments_of(poll)] == [("MZ001", "窗口无人")]
    commands.publish(poll, by=clerk, on=day)
    content = bundle.read(queries.bundle_of(poll), bundle.PUBLIC)
    assert receipt in content["receipts"]
    assert content["root"] == poll.root
    assert poll.state == "published"


def test_a_blind_ticket_is_signed_cast_and_counted(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day, blind=True)
    ticket, _sent = hall.blind_ticket(poll, "deputy", codes["deputy invitations"][0])
    hall.cast(poll, ticket, "111")
    commands.close(poll, by=clerk, on=day)
    assert poll.issued["deputy"] == 21
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.tally_of(poll)["groups"]["deputy"]["ballots"] == 1
