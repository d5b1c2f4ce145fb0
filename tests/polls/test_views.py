"""Pages of polls: what they show to whom, what they refuse, what they never keep."""

from __future__ import annotations

import json
import re

import pypdfium2
import pytest

from mingcha.core.ticket import Drawn, read_code, ticket_digest
from mingcha.foundation import time
from mingcha.polls import commands, queries
from mingcha.polls.models import Poll, Scrutineer
from tests.polls import hall
from tests.printed import told_by


@pytest.fixture
def office(client, clerk):
    """The conduct office at its desk."""
    client.force_login(clerk)
    return client


def test_a_paper_is_drafted_by_hand_fixed_and_shown(office, organ, day):
    said = {"title": "一季度评议", "organs": "", "questions": "作风 / Conduct\n效率", "block": 0}
    said |= {"grades": "满意\n基本满意\n不满意", "groups": "deputy\ncitizen", "drawn": "on"}
    answer = office.post("/polls/draft/", said)
    poll = Poll.objects.get()
    assert answer["Location"] == f"/polls/{poll.pk}/"
    assert [one["code"] for one in poll.organs] == ["MZ001"]
    office.post(f"/polls/{poll.pk}/freeze/")
    page = office.get(f"/polls/{poll.pk}/").content.decode()
    poll.refresh_from_db()
    assert f"<span>{poll.paper_digest[:4]}</span>" in page
    assert poll.number in office.get("/polls/").content.decode()


def test_a_paper_with_two_grades_is_refused_and_the_words_stay(office, organ, day):
    said = {"title": "x", "questions": "a", "grades": "好\n坏", "groups": "deputy", "block": 0}
    answer = office.post("/polls/draft/", said)
    assert answer.status_code == 422
    assert "polls.no_such_grades" in answer.content.decode()
    assert not Poll.objects.exists()


def test_slips_come_as_sheets_to_cut_and_their_codes_are_kept_nowhere(office, frozen):
    answer = office.post(f"/polls/{frozen.pk}/make_tickets/", {"group": "deputy", "size": 30})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    sheets = pypdfium2.PdfDocument(answer.content)
    assert len(sheets) == 2
    digests = queries.ticket_digests(frozen)
    for code in _scanned(sheets[0], 3):
        assert digests[ticket_digest(frozen.code, read_code(code))] == "deputy"


def _scanned(page, many):
    """What a phone reads from the first slips of a sheet: what stands behind the # only."""
    drawn = page.render(scale=4, grayscale=True).to_numpy()
    high, wide = drawn.shape[0] // 8, drawn.shape[1] // 3
    for n in range(many):
        slip = drawn[:high, n * wide : (n + 1) * wide]
        yield told_by(slip).partition("#")[2]


def test_invitations_are_printed_for_blind_tickets_only(office, frozen):
    answer = office.post(f"/polls/{frozen.pk}/admit/", {"group": "deputy", "size": 3})
    assert answer.status_code == 409
    assert "polls.not_blind" in answer.content.decode()


def test_a_scrutineer_takes_word_and_share_and_confirms(client, frozen, clerk, three, day):
    for one in three:
        client.force_login(one)
        page = client.post(f"/polls/{frozen.pk}/take_word/")
        assert "no-store" in page["Cache-Control"]
    word = re.search(r"secret-word\">([0-9A-Z-]{19})<", page.content.decode())[1]
    client.force_login(clerk)
    client.post(f"/polls/{frozen.pk}/make_key/")
    client.force_login(three[2])
    assert word not in client.get(f"/polls/{frozen.pk}/scrutineers/").content.decode()
    page = client.post(f"/polls/{frozen.pk}/take_share/", {"word": word.lower()}).content.decode()
    share = "-".join(re.findall(r"<li>([0-9A-Z]{4})</li>", page))
    again = client.post(f"/polls/{frozen.pk}/take_share/", {"word": word}).content.decode()
    assert share.partition("-")[0] in again, "a reload before the confirmation loses nothing"
    client.post(f"/polls/{frozen.pk}/confirm_share/", {"share": share})
    assert Scrutineer.objects.get(person=three[2]).took
    gone = client.post(f"/polls/{frozen.pk}/take_share/", {"word": word})
    assert "polls.share_taken" in gone.content.decode()


def test_nobody_else_meets_the_scrutineers_page(client, frozen, organ, clerk):
    client.force_login(hall.person("h", "某", clerk, hall.R.HEAD, organ))
    assert client.get(f"/polls/{frozen.pk}/scrutineers/").status_code == 404


def test_the_count_by_page_shows_shares_and_withholds_small_cells(client, clerk, day):
    poll, shares, _three = hall.closed(clerk, day, votes=12)
    client.force_login(clerk)
    said = {"first": shares[0], "second": shares[1]}
    assert client.get(f"/polls/{poll.pk}/result/").status_code == 409
    answer = client.post(f"/polls/{poll.pk}/count/", said)
    assert answer["Location"] == f"/polls/{poll.pk}/"
    page = client.get(f"/polls/{poll.pk}/result/").content.decode()
    assert "withheld" in page
    assert "100.0%" not in page


def test_two_shares_of_one_scrutineer_are_refused_and_never_kept_in_the_page(client, clerk, day):
    poll, shares, _three = hall.closed(clerk, day)
    client.force_login(clerk)
    said = {"first": shares[0], "second": shares[0]}
    answer = client.post(f"/polls/{poll.pk}/count/", said)
    assert answer.status_code == 422
    assert "ballot.same_share" in answer.content.decode()
    assert "data-draft" not in answer.content.decode()


@pytest.fixture
def published(clerk, day):
    """Forty of each group on a paper, counted and published."""
    poll, shares, three = hall.counted(clerk, day, votes=40, slips=40)
    return commands.publish(poll, by=clerk, on=day), shares, three


def test_everybody_finds_their_receipt_and_takes_bundle_and_verifier(client, published):
    poll = published[0]
    receipt = queries.receipts(poll)[0]
    page = client.post(f"/polls/checked/{poll.code}/", {"receipt": receipt[:10].upper()})
    assert receipt in page.content.decode()
    assert "sessionid" not in page.cookies
    none = client.post(f"/polls/checked/{poll.code}/", {"receipt": "0" * 8}).content.decode()
    assert 'role="alert"' in none
    short = client.post(f"/polls/checked/{poll.code}/", {"receipt": "abc"})
    assert short.status_code == 422
    bundle = client.get(f"/polls/checked/{poll.code}/bundle.json")
    assert json.loads(bundle.content)["digest"] == poll.bundle_digest
    assert client.get("/polls/verify.py").status_code == 200


def test_an_unpublished_poll_has_nothing_to_check(client, clerk, day):
    poll, _shares, _three = hall.counted(clerk, day)
    assert client.get(f"/polls/checked/{poll.code}/").status_code == 404
    assert client.get(f"/polls/checked/{poll.code}/bundle.json").status_code == 404


def test_an_auditor_takes_the_kit_with_two_shares_and_is_on_record(client, published, auditor):
    poll, shares, _three = published
    client.force_login(auditor)
    said = {"first": shares[1], "second": shares[2]}
    answer = client.post(f"/polls/{poll.pk}/take_kit/", said)
    assert len(json.loads(answer.content)["content"]["sealed"]) == 80
    from mingcha.foundation import journal

    entry = journal.about(poll).get(verb="polls.poll.take_kit")
    assert (entry.by, entry.facts["shares"]) == (auditor, [2, 3])


def test_the_protocol_names_root_numbers_and_scrutineers(client, published, clerk):
    poll = published[0]
    client.force_login(clerk)
    content = client.get(f"/polls/{poll.pk}/protocol.pdf").content
    words = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range()
    assert "周文博" in words
    assert poll.root[:20] in words.replace("\r\n", "")


def test_the_living_part_tells_no_small_count(client, clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    for code in codes["deputy"][:3]:
        hall.cast(poll, Drawn(code))
    client.force_login(clerk)
    part = client.get(f"/polls/{poll.pk}/intake/").content.decode()
    assert "hx-trigger" in part
    told = queries.intake(poll)
    assert (told.groups[0].ballots, told.ballots) == (None, None)
    assert time.today() == day
