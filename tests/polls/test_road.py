"""The whole road of a poll, from the draft to the bundle that anybody can check."""

from __future__ import annotations

import pytest

from mingcha.core import bundle, keyshares
from mingcha.core.ticket import Drawn
from mingcha.polls import commands, queries, verify
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
    graded = [tally["told_of"][organ]["deputy"] for organ in ("MZ001", "MZ002", "MZ003")]
    assert graded == [[2, 1], [1, 1], [1, 1]], "who graded it, and who of them were told"
    assert set(tally["told_of"]["MZ001"]) == {"deputy"}
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


@pytest.mark.parametrize("blind", [False, True])
def test_what_is_published_and_the_kit_stand_before_the_verifier(clerk, day, blind):
    poll, codes, shares, _three = hall.opened(clerk, day, blind=blind, slips=40)
    for group in ("deputy", "peer"):
        for n, code in enumerate(codes[group]):
            marks = "123"[n % 3] * 3
            hall.cast(poll, Drawn(code), marks if group == "deputy" else "x" + marks[1:])
        if blind:
            ticket, _sent = hall.blind_ticket(poll, group, codes[f"{group} invitations"][0])
            hall.cast(poll, ticket)
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    commands.publish(poll, by=clerk, on=day)
    auditor = hall.person("auditor", "严核实", clerk, hall.R.AUDITOR)
    kit = commands.take_kit(poll, shares=shares[1:], by=auditor, on=day)
    public = queries.bundle_of(poll)
    key = keyshares.join(shares[:2], poll.code, fits=lambda _found: True)
    checks = verify.check_bundle(public) + verify.check_kit(kit, public, lambda _poll: key)
    assert [check.name for check in checks if not check.ok] == []
