"""Invitations issued anew, exchanged, sent by the worker: nobody ever holds two that count."""
# ruff: noqa: F811 -- fixtures of other files, taken by name

from __future__ import annotations

import re
import secrets
from collections import defaultdict

import pypdfium2
import pytest
from django.db import connection, transaction

from mingcha.appraisals import queries
from mingcha.appraisals.commands import delivery, inviting
from mingcha.appraisals.gateway import Undelivered
from mingcha.appraisals.models import Delivery, PanelMember
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import invitation_number
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.polls import commands as polls
from mingcha.polls.models import Elector, Poll
from mingcha.polls.queries import invitation_digest
from tests.appraisals.test_api import call  # noqa: F401 -- a fixture
from tests.appraisals.test_panel import (  # noqa: F401 -- fixtures
    DAY,
    deputies,
    listed,
    panelled,
    prepared,
)
from tests.appraisals.test_rounds import refused
from tests.hearing import hear_everything

ADDRESS = "https://mingcha.test/vote/x/"
GOT: defaultdict[str, list[str]] = defaultdict(list)  # telephone -> secrets, as they came
NUMBERS: dict[str, str] = {}


class Phones:
    """A sender that keeps what each telephone got; `dies` lets it die after so many messages."""

    dies = None
    broken = ""

    def send(self, to, subject, text):
        if Phones.dies is not None:
            Phones.dies -= 1
            if Phones.dies < 0:
                raise Killed
        if Phones.broken == to:
            raise ValueError(text)
        secret = re.search(r"#i=(\S+)", text).group(1)
        GOT[to].append(secret)
        NUMBERS[to] = re.search(r"\w{5}-\w{5}", text.partition("\n")[2].rpartition("\n")[2]).group()


class Refusing(Phones):
    """A sender that says in its refusal what it was given, as some gateways do."""

    def send(self, to, subject, text):
        raise Undelivered(f"refused: {text}")


class Killed(BaseException):
    """The machine has lost its power."""


@pytest.fixture
def phones(settings):
    GOT.clear()
    Phones.dies, Phones.broken = None, ""
    settings.SENDERS = {"sms": "tests.appraisals.test_inviting.Phones"}


@pytest.fixture
def few(panelled, monkeypatch):
    """A panel of twenty, sent to six at a time."""
    monkeypatch.setattr(inviting, "TOGETHER", 6)
    keep = list(queries.members(panelled).values_list("pk", flat=True)[:20])
    PanelMember.objects.exclude(pk__in=keep).delete()
    with time.at(DAY):
        yield panelled


@pytest.fixture
def facts(clerk):
    return {"address": ADDRESS, "by": clerk, "on": DAY}


def counting(round_, secrets_):
    digests = {invitation_digest(round_.poll.code, one) for one in secrets_}
    return Elector.objects.filter(poll=round_.poll, invitation__in=digests).count()


def secret_of(line):
    return line.link.partition("#i=")[2]


def opened(round_):
    Poll.objects.filter(pk=round_.poll.pk).update(state="open")
    round_.poll.refresh_from_db()


def taken(round_, secret):
    digest = invitation_digest(round_.poll.code, secret)
    assert Elector.objects.filter(invitation=digest).update(taken=True)


class Kill:
    """Let the machine die at the n-th write."""

    def __init__(self, n):
        self.n = n

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.n -= 1
            if self.n < 0:
                raise Killed
        return execute(sql, params, many, context)


def killed_at(round_, facts, *, write=None, message=None):
    """Send, die, send again; whether it died at all. Nothing of it stays."""
    Phones.dies, died = message, False
    with transaction.atomic():
        try:
            with connection.execute_wrapper(Kill(10**9 if write is None else write)):
                inviting.send_queued(round_, **facts)
        except Killed:
            died = True
        for got in GOT.values():
            assert counting(round_, got) <= 1, "two links of one person open something"
        Phones.dies = None
        inviting.send_queued(round_, **facts)
        assert [counting(round_, got) for got in GOT.values()] == [1] * 20
        assert {counting(round_, got[-1:]) for got in GOT.values()} == {1}, "the last one counts"
        assert Elector.objects.filter(poll=round_.poll).count() == 20
        assert not queries.queued(round_).exists()
        transaction.set_rollback(True)
    GOT.clear()
    return died


def test_whoever_dies_between_two_writes_of_sending_leaves_nobody_with_two_links(
    phones, few, facts
):
    inviting.invite(few, **facts)
    write = 0
    while killed_at(few, facts, write=write):
        write += 1
    assert write > 30, "every single write was the last one once"


def test_whoever_dies_between_two_messages_leaves_nobody_with_two_links(phones, few, facts):
    inviting.invite(few, **facts)
    assert [killed_at(few, facts, message=n) for n in range(21)] == [True] * 20 + [False]


def test_dying_while_a_group_is_issued_anew_leaves_the_old_links_or_none(few, facts):
    old = [secret_of(line) for line in inviting.invite(few, **facts)]
    for n in range(200):
        try:
            with transaction.atomic(), connection.execute_wrapper(Kill(n)):
                new = inviting.reissue(few, group="deputy", **facts)
        except Killed:
            assert counting(few, old) == 20
        else:
            break
    assert n > 6
    assert counting(few, old) == 0
    assert counting(few, [secret_of(line) for line in new]) == 20 == Elector.objects.count()
    assert Delivery.objects.filter(live=True).count() == 20


def test_sending_twice_sends_nothing_twice(phones, few, facts):
    inviting.invite(few, **facts)
    hear_everything()
    assert sum(map(len, GOT.values())) == 20
    assert inviting.send_queued(few, **facts) == {}
    hear_everything()
    assert sum(map(len, GOT.values())) == 20
    assert set(Delivery.objects.values_list("fate", "live")) == {("sent", True)}


def test_two_workers_at_once_let_one_link_of_each_person_count(phones, few, facts, monkeypatch):
    """The second reads the queue before the first has written; its links open nothing."""
    inviting.invite(few, **facts)
    rows = list(queries.queued(few).select_related("member"))
    more = ("deputy", rows, ADDRESS, facts["by"], DAY)
    inviting._sent_together(few, *more)
    inviting._sent_together(few, *more)
    assert {len(got) for got in GOT.values()} == {2}
    assert {counting(few, got) for got in GOT.values()} == {1}
    assert Elector.objects.count() == 20


def test_a_sender_that_breaks_stops_nobody_else_and_its_words_are_not_kept(phones, few, facts):
    Phones.broken = few.members.filter(left_out="").first().phone
    inviting.invite(few, **facts)
    hear_everything()
    (row,) = Delivery.objects.filter(fate="failed")
    assert (row.why, row.live, Elector.objects.count()) == ("ValueError", False, 19)


def test_a_gateway_that_repeats_the_message_in_its_refusal_gives_no_secret_away(
    phones, few, facts, settings
):
    settings.SENDERS = {"sms": "tests.appraisals.test_inviting.Refusing"}
    inviting.invite(few, **facts)
    hear_everything()
    assert not any(
        re.search(r"#i=\w", why) for why in Delivery.objects.values_list("why", flat=True)
    )


def test_what_still_waits_when_the_ballot_opens_is_failed_not_sent(phones, few, facts):
    inviting.invite(few, **facts)
    opened(few)
    hear_everything()
    assert GOT == {}
    assert set(Delivery.objects.values_list("fate", flat=True)) == {"failed"}


def test_an_invitation_is_exchanged_by_its_number_and_the_old_one_opens_nothing(few, facts):
    lines = inviting.invite(few, **facts)
    lost = lines[3]
    opened(few)
    said = {"group": "deputy", "ref": lost.member.ref, "number": lost.number.lower(), **facts}
    new = inviting.replace(few, **said)
    assert counting(few, [secret_of(lost)]) == 0
    assert counting(few, [secret_of(new)]) == 1
    assert (Elector.objects.count(), Delivery.objects.filter(live=True).count()) == (20, 20)
    again = inviting.replace(few, **said)
    assert again.link == new.link, "a lost answer can be asked for again"
    assert inviting.replace(few, **{**said, "number": new.number}).link != new.link
    assert refused(inviting.replace, few, **said) == "polls.no_such_invitation"


def test_a_ticket_that_was_taken_cannot_be_taken_back(few, facts):
    lost = inviting.invite(few, **facts)[0]
    opened(few)
    taken(few, secret_of(lost))
    said = {"group": "deputy", "ref": lost.member.ref, "number": lost.number, **facts}
    assert refused(inviting.replace, few, **said) == "polls.ticket_is_out"
    assert counting(few, [secret_of(lost)]) == 1


def test_a_card_for_somebody_whose_message_still_waits_is_refused_and_stops_no_sending(
    phones, few, facts
):
    first = queries.members(few).first()
    PanelMember.objects.filter(pk=first.pk).update(phone="", email="")
    (card,) = [line for line in inviting.invite(few, **facts) if line.link]
    waits = queries.queued(few).first().member
    said = {"group": "deputy", "ref": waits.ref, "number": card.number, **facts}
    assert refused(inviting.replace, few, **said) == "appraisals.unknown_refs"
    assert inviting.send_queued(few, **facts)["sent"] == 19
    assert Delivery.objects.filter(live=True).count() == Elector.objects.count() == 20


def test_an_exchange_is_for_the_office_by_a_number_of_the_group_while_phones_vote(
    few, facts, director
):
    lost = inviting.invite(few, **facts)[0]
    said = {"group": "deputy", "ref": lost.member.ref, "number": lost.number, **facts}
    assert refused(inviting.replace, few, **{**said, "by": director}) == "workflow.not_yours"
    assert refused(polls.exchange, few.poll, "deputy", "x", by=director, on=DAY) == (
        "workflow.not_yours"
    )
    assert refused(inviting.replace, few, **{**said, "number": "00000-00000"}) == (
        "polls.no_such_invitation"
    )
    assert refused(inviting.replace, few, **{**said, "ref": "X"}) == "appraisals.unknown_refs"
    Poll.objects.filter(pk=few.poll.pk).update(state="paper")
    few.poll.refresh_from_db()
    assert refused(inviting.replace, few, **said) == "polls.no_exchange_now"
    few.state = "counted"
    few.save()
    assert refused(inviting.replace, few, **said) == "appraisals.not_replacing"


def test_a_group_is_issued_anew_until_the_ballot_opens(phones, few, facts, settings):
    inviting.invite(few, **facts)
    hear_everything()
    first = {to: got[:] for to, got in GOT.items()}
    inviting.reissue(few, group="deputy", **facts)
    hear_everything()
    assert {counting(few, got) for got in first.values()} == {0}
    assert {counting(few, got) for got in GOT.values()} == {1}
    assert (queries.board(few).undelivered, Elector.objects.count()) == (0, 20)
    assert refused(inviting.reissue, few, group="leader", **facts) == "appraisals.no_such_group"
    assert refused(polls.withdraw, few.poll, "none", by=facts["by"], on=DAY) == "polls.no_group"
    opened(few)
    assert refused(inviting.reissue, few, group="deputy", **facts) == (
        "appraisals.too_late_to_reissue"
    )
    assert polls_refuses_to_withdraw(few, facts)


def polls_refuses_to_withdraw(round_, facts):
    with pytest.raises(Refusal) as no:
        polls.withdraw(round_.poll, "deputy", by=facts["by"], on=DAY)
    return no.value.code == "workflow.wrong_state"


def test_a_number_in_a_message_is_the_one_by_which_it_is_exchanged(phones, few, facts):
    inviting.invite(few, **facts)
    hear_everything()
    member = few.members.filter(left_out="").last()
    said = {"group": "deputy", "ref": member.ref, "number": NUMBERS[member.phone], **facts}
    inviting.replace(few, **said)
    assert counting(few, GOT[member.phone]) == 0


def test_no_row_tells_which_elector_came_last_or_in_place_of_another(phones, few, facts):
    """Whoever was invited alone, or again, would be known by the newest row."""
    Phones.broken = few.members.filter(left_out="").first().phone
    inviting.invite(few, **facts)
    hear_everything()
    Phones.broken = ""
    inviting.retry(few, **facts)
    hear_everything()
    member = few.members.filter(left_out="").last()
    said = {"group": "deputy", "ref": member.ref, "number": NUMBERS[member.phone], **facts}
    inviting.replace(few, **said)
    digests = [
        bytes(d) for d in Elector.objects.order_by("pk").values_list("invitation", flat=True)
    ]
    assert len(digests) == 20
    assert digests == sorted(digests), "the number of a row says what its digest says"


def test_neither_journal_nor_rows_hold_a_secret_a_number_or_a_digest(few, facts):
    lost = inviting.invite(few, **facts)[5]
    said = {"group": "deputy", "ref": lost.member.ref, "number": lost.number, **facts}
    new = inviting.replace(few, **said)
    kept = str([list(model.objects.values()) for model in (Delivery, PanelMember, JournalEntry)])
    for line in (lost, new):
        digest = invitation_digest(few.poll.code, secret_of(line))
        for value in (secret_of(line), line.number, line.number.replace("-", ""), digest.hex()):
            assert value not in kept
    assert JournalEntry.objects.get(verb="polls.poll.exchange").facts == {"group": "deputy"}
    assert JournalEntry.objects.get(verb="appraisals.round.replace").facts == {"group": "deputy"}


def test_a_poll_without_a_panel_exchanges_its_invitations_too(few, clerk):
    (secret,) = polls.new_invitations(1)
    polls.admit_these(few.poll, "deputy", [secret], by=clerk, on=DAY)
    number = invitation_number(invitation_digest(few.poll.code, secret))
    new = polls.exchange(few.poll, "deputy", number, by=clerk, on=DAY)
    assert (counting(few, [secret]), counting(few, [new])) == (0, 1)


def test_numbers_of_twenty_thousand_invitations_name_one_each():
    numbers = {invitation_number(secrets.token_bytes(32)) for _n in range(20_000)}
    assert len(numbers) == 20_000


def test_what_came_back_is_not_sent_again_but_exchanged(phones, few, facts):
    """A message that came back may have been read: only its number makes it open nothing."""
    inviting.invite(few, **facts)
    hear_everything()
    ref = few.members.filter(left_out="").first().ref
    said = {"group": "deputy", "fate": "failed", "refs": [ref], "why": "退信"}
    delivery.report_deliveries(few, **said, by=facts["by"], on=DAY)
    assert queries.board(few).undelivered == 1
    assert refused(inviting.retry, few, **facts) == "appraisals.nothing_to_send"
    assert refused(inviting.invite, few, **facts) == "appraisals.all_invited"


def test_pages_of_issuing_anew_give_cards_to_print_and_lists(client, few, clerk, phones):
    client.force_login(clerk)
    page = f"/appraisals/{few.pk}"
    assert client.post(f"{page}/invite/").status_code == 302
    hear_everything()
    assert client.post(f"{page}/retry/").status_code == 409
    assert client.post(f"{page}/reissue/", {"group": "x"}).status_code == 422
    assert client.post(f"{page}/reissue/", {"group": "deputy"}).status_code == 302
    assert client.post(f"{page}/retry/").status_code == 302
    hear_everything()
    member = few.members.filter(left_out="").first()
    said = {"group": "deputy", "ref": member.ref, "number": NUMBERS[member.phone]}
    no = client.post(f"{page}/replace/", {**said, "number": ""})
    assert no.status_code == 422
    ids = re.findall(r' id="([^"]+)"', no.content.decode())
    assert len(ids) == len(set(ids)), "three forms with a group each on one page"
    answer = client.post(f"{page}/replace/", said)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"%PDF")


def test_cards_of_a_whole_list_are_one_sheet_of_ten_a_page(client, few, clerk):
    client.force_login(clerk)
    answer = client.post(f"/appraisals/{few.pk}/invite/", {"as": "cards"})
    pages = pypdfium2.PdfDocument(answer.content)
    assert len(pages) == 2
    words = pages[0].get_textpage().get_text_bounded()
    assert few.title in words
    assert few.members.filter(left_out="").first().ref in words


def test_invitations_anew_through_the_api(call, few, clerk, phones):
    url = f"/appraisals/{few.pk}"
    lines = call("post", f"{url}/invite", clerk, {}, on=DAY).json()
    assert {(line["fate"], line["link"]) for line in lines} == {("queued", "")}
    assert call("post", f"{url}/retry", clerk, {}, on=DAY).json() == {"count": 20}
    hear_everything()
    said = {"group": "deputy"}
    assert len(call("post", f"{url}/reissue", clerk, said, on=DAY).json()) == 20
    hear_everything()
    member = few.members.filter(left_out="").first()
    said |= {"ref": member.ref, "number": NUMBERS[member.phone]}
    line = call("post", f"{url}/replace", clerk, said, on=DAY).json()
    assert "#i=" in line["link"]
    assert counting(few, [line["link"].partition("#i=")[2]]) == 1
