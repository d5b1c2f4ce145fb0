"""Invitations: out once, by whatever channel there is; reported on, reminded of, never traced."""
# ruff: noqa: F811 -- fixtures of other files, taken by name

from __future__ import annotations

import io

import pytest
from django.core import mail
from openpyxl import load_workbook

from mingcha.appraisals import queries
from mingcha.appraisals.commands import delivery, inviting
from mingcha.appraisals.gateway import Undelivered
from mingcha.appraisals.models import Delivery, Panel, PanelMember, Reminder
from mingcha.draws import commands as draws
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.polls.models import Elector
from tests.appraisals.conftest import OPENS
from tests.appraisals.test_api import call  # noqa: F401 -- a fixture
from tests.appraisals.test_docket_pages import at  # noqa: F401 -- a fixture
from tests.appraisals.test_panel import (  # noqa: F401 -- fixtures
    DAY,
    WITNESSES,
    deputies,
    listed,
    panelled,
    people,
    prepared,
)
from tests.appraisals.test_rounds import refused
from tests.hearing import hear_everything

ADDRESS = "https://mingcha.test/vote/x/"
SENT: list[tuple[str, str]] = []


class Phones:
    """A sender of text messages that refuses numbers ending in 7."""

    def send(self, to, subject, text):
        if to.endswith("7"):
            raise Undelivered("空号")
        SENT.append((to, text))


@pytest.fixture
def phones(settings):
    SENT.clear()
    settings.SENDERS = {"sms": "tests.appraisals.test_delivery.Phones"}


@pytest.fixture
def invited(panelled, clerk):
    with time.at(DAY):
        inviting.invite(panelled, address=ADDRESS, by=clerk, on=DAY)
    return panelled


def test_without_a_sender_every_invitation_is_a_line_of_the_list(panelled, clerk):
    with time.at(DAY):
        listed = inviting.invite(panelled, address=ADDRESS, by=clerk, on=DAY)
    assert len(listed) == 200 == Elector.objects.count()
    assert len({line.link for line in listed}) == 200
    assert all(line.link.startswith(f"{ADDRESS}#i=") for line in listed)
    assert {(d.channel, d.fate) for d in Delivery.objects.all()} == {("card", "queued")}
    assert queries.board(panelled).undelivered == 200


def test_no_secret_is_in_any_row_or_in_the_journal(panelled, clerk):
    with time.at(DAY):
        listed = inviting.invite(panelled, address=ADDRESS, by=clerk, on=DAY)
    secrets = {line.link.partition("#i=")[2] for line in listed}
    kept = str([list(model.objects.values()) for model in (Delivery, PanelMember, JournalEntry)])
    assert not any(secret in kept for secret in secrets)
    facts = JournalEntry.objects.get(verb="appraisals.round.invite").facts
    assert facts.pop("address") == ADDRESS, "where the ballot is; it opens nothing by itself"
    assert facts == {"invited": 200, "by_channel": {"card queued": 200}}


def test_nobody_is_invited_twice(invited, clerk):
    with time.at(DAY):
        code = refused(inviting.invite, invited, address=ADDRESS, by=clerk, on=DAY)
    assert code == "appraisals.all_invited"


def test_invitations_go_out_between_draw_and_opening_by_the_office(
    published,
    panelled,
    director,
    clerk,
):
    facts = {"address": ADDRESS, "on": DAY}
    assert refused(inviting.invite, panelled, by=director, **facts) == "workflow.not_yours"
    panelled.poll.state = "open"
    panelled.poll.save()
    assert refused(inviting.invite, panelled, by=clerk, **facts) == "appraisals.not_inviting"


def test_a_hall_has_no_panel_to_invite(drawn, clerk):
    assert refused(inviting.invite, drawn, address=ADDRESS, by=clerk, on=DAY) == (
        "appraisals.no_panel"
    )


def test_what_a_sender_refuses_is_shown_sent_again_or_listed_as_a_card(phones, panelled, clerk):
    facts = {"address": ADDRESS, "by": clerk, "on": DAY}
    with time.at(DAY):
        listed = inviting.invite(panelled, **facts)
        assert not any(line.link for line in listed)
        assert (SENT, Elector.objects.count()) == ([], 0), "the page waits for no sender"
        hear_everything()
        board = queries.board(panelled)
        assert 0 < len(board.failed) == board.undelivered == 200 - len(SENT)
        assert {row[3] for row in board.failed} == {"空号"}
        assert all("#i=" in text for _to, text in SENT)
        assert Elector.objects.count() == len(SENT), "what nobody took counts for nothing"
        assert inviting.retry(panelled, **facts) == board.undelivered
        hear_everything()
        again = queries.board(panelled)
        assert again.undelivered == board.undelivered, "these numbers do not exist"
        cards = [line for line in inviting.invite(panelled, **facts) if line.link]
        assert len(cards) == again.undelivered
        assert refused(inviting.retry, panelled, **facts) == "appraisals.nothing_to_send"
    assert Elector.objects.count() == 200


def test_the_office_reports_what_became_of_them(invited, clerk):
    facts = {"group": "deputy", "by": clerk, "on": DAY}
    with time.at(DAY):
        some = [m.ref for m in queries.members(invited)[:3]]
        assert delivery.report_deliveries(invited, fate="sent", **facts) == 200
        failed = {"fate": "failed", "refs": some, "why": "退信"}
        assert delivery.report_deliveries(invited, **failed, **facts) == 3
        odd = {**failed, "refs": ["nobody"]}
        assert refused(delivery.report_deliveries, invited, **odd, **facts) == (
            "appraisals.unknown_refs"
        )
    board = queries.board(invited)
    assert (board.whole, board.undelivered, len(board.failed)) == (200, 3, 3)


def test_a_ballot_is_not_released_while_many_are_undelivered_unless_for_a_reason(
    invited, clerk, scrutineers
):
    facts = {"scrutineers": scrutineers, "by": clerk, "on": OPENS}
    with time.at(OPENS):
        assert refused(delivery.open, invited, **facts) == "appraisals.undelivered"
        delivery.open(invited, reason="已在会场当面发放", **facts)
    assert invited.state == "open"
    said = JournalEntry.objects.get(verb="appraisals.round.open").facts
    assert (said["undelivered"], said["of"], said["reason"]) == (200, 200, "已在会场当面发放")


def test_a_few_undelivered_invitations_do_not_stop_it(invited, clerk, scrutineers):
    with time.at(OPENS):
        facts = {"group": "deputy", "by": clerk, "on": OPENS}
        delivery.report_deliveries(invited, fate="delivered", **facts)
        refs = [m.ref for m in queries.members(invited)[:10]]  # exactly five in a hundred
        delivery.report_deliveries(invited, fate="failed", refs=refs, **facts)
        delivery.open(invited, scrutineers=scrutineers, by=clerk, on=OPENS)
    assert invited.state == "open"


def test_everybody_of_a_group_is_reminded_and_the_journal_says_how_many(
    phones, invited, clerk, scrutineers
):
    SENT.clear()
    facts = {"group": "deputy", "by": clerk, "on": OPENS}
    with time.at(OPENS):
        assert refused(delivery.remind, invited, **facts) == "workflow.wrong_state"
        delivery.open(invited, scrutineers=scrutineers, reason="x", by=clerk, on=OPENS)
        delivery.remind(invited, **facts)
        assert refused(delivery.remind, invited, **facts) == "appraisals.reminded_today"
    one = Reminder.objects.get()
    assert one.messages == len(SENT) > 150
    assert not any("#i=" in text for _to, text in SENT)
    facts = JournalEntry.objects.get(verb="appraisals.round.remind").facts
    assert facts == {"group": "deputy", "messages": one.messages}


def test_a_small_group_is_not_reminded_and_nobody_without_a_sender(
    invited, clerk, scrutineers, settings
):
    facts = {"by": clerk, "on": OPENS}
    with time.at(OPENS):
        delivery.open(invited, scrutineers=scrutineers, reason="x", **facts)
        assert refused(delivery.remind, invited, group="leader", **facts) == (
            "appraisals.too_few_to_remind"
        )
        assert refused(delivery.remind, invited, group="deputy", **facts) == "appraisals.no_sender"


def test_a_test_goes_to_oneself_and_opens_no_ballot(invited, clerk, settings):
    assert refused(delivery.send_test, invited, by=clerk, on=DAY) == "appraisals.no_sender"
    settings.SENDERS = {"mail": "mingcha.appraisals.gateway.Mail"}
    assert refused(delivery.send_test, invited, by=clerk, on=DAY) == "appraisals.no_address"
    clerk.email = "office@example.cn"
    delivery.send_test(invited, by=clerk, on=DAY)
    (letter,) = mail.outbox
    assert letter.to == ["office@example.cn"]
    assert "#i=" not in letter.body


def test_from_the_list_to_the_opening_by_pages(
    at,
    published,
    deputies,
    clerk,
    director,
    inspector,
    scrutineers,
):
    page = f"/appraisals/{published.pk}"
    assert "RD-2026" in at(clerk, "/appraisals/frames/", on=DAY)
    assert "城东" in at(clerk, f"/appraisals/frames/{deputies.pk}/", on=DAY)
    assert "代表1" not in at(clerk, f"/appraisals/frames/{deputies.pk}/", on=DAY)
    at(inspector, "/appraisals/frames/", status=403)
    at(inspector, f"{page}/panel/", status=404)
    said = {"frames": ["RD-2026"], "seed_source": "骰子"}
    at(clerk, f"{page}/prepare_panel/", said, on=DAY)
    at(clerk, f"{page}/draw_panel/", {"drawn": "on", "blind": "on"}, on=DAY, status=409)
    draw = Panel.objects.get().draw
    with time.at(DAY):
        draws.draw(draw, seed="dice:3-1-6-2-5", witnesses=WITNESSES, by=clerk, on=DAY)
    at(clerk, f"{page}/draw_panel/", {"drawn": "on", "blind": "on"}, on=DAY)
    assert "200" in at(clerk, f"{page}/panel/", on=DAY)
    at(clerk, f"{page}/send_test/", {}, on=DAY, status=409)
    at(director, f"{page}/invite/", {}, on=DAY, status=403)
    assert f"{page}/panel/" in at(clerk, f"{page}/", on=DAY)
    at(clerk, f"{page}/report_deliveries/", {"group": "", "fate": "sent"}, on=DAY, status=422)


def test_the_delivery_list_is_a_workbook_given_once(client, panelled, clerk):
    client.force_login(clerk)
    url = f"/appraisals/{panelled.pk}"
    with time.at(DAY):
        answer = client.post(f"{url}/invite/")
        rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
        assert len(rows) == 201
        assert "/vote/" in rows[1][-1]
        assert client.post(f"{url}/invite/").status_code == 409
        said = {"group": "deputy", "fate": "sent", "refs": "", "why": ""}
        assert client.post(f"{url}/report_deliveries/", said).status_code == 302
    assert queries.board(panelled).undelivered == 0


def test_panels_through_the_api(call, panelled, clerk, head, auditor):
    url = f"/appraisals/{panelled.pk}"
    assert call("get", "/frames", auditor, on=DAY).json()["count"] == 1
    assert call("get", "/frames", head, on=DAY).json()["count"] == 0
    assert call("get", f"{url}/deliveries", head, on=DAY).status_code == 404
    laid = call("get", f"{url}/panel", auditor, on=DAY).json()
    assert (laid["frames"], laid["at_random"], laid["named"]) == (["RD-2026"], 80, {})
    lines = call("post", f"{url}/invite", clerk, {}, on=DAY).json()
    assert len(lines) == 200
    said = {"group": "deputy", "fate": "sent"}
    assert call("post", f"{url}/report_deliveries", clerk, said, on=DAY).json() == {"count": 200}
    (row,) = call("get", f"{url}/deliveries", clerk, on=DAY).json()
    assert (row["drawn"], row["undelivered"]) == (200, 0)
    assert call("post", f"{url}/send_test", clerk, {}, on=DAY).status_code == 409
