"""The page in the hall, asked as a phone asks: no cookie, little weight, the poll's own state."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingcha.core.ballot import asked_of
from mingcha.core.ticket import Drawn, ballot_key
from mingcha.foundation.boxes import box
from mingcha.polls import record
from mingcha.polls.models import Ballot
from tests.polls.phones import group, poll

pytestmark = pytest.mark.django_db


def at(made, rest=""):
    return f"/vote/{made.code}/{rest}"


def text(answer):
    return answer.content.decode()


def embedded(answer):
    found = re.search(r'<script id="poll" type="application/json">(.*?)</script>', text(answer))
    return json.loads(found[1])


def files(answer):
    """The files a page asks for, as addresses without their fingerprint."""
    return re.findall(r'(?:src|href)="/static/([^?"]+)\?v=[0-9a-f]{8}"', text(answer))


def weight(answer):
    found = [Path(finders.find(name)).stat().st_size for name in files(answer)]
    return len(answer.content) + sum(found)


EIGHT = [group(f"group{n}", f"第{n}组") for n in range(8)]


@pytest.mark.parametrize("tongue", ["", "?l=en"], ids=["chinese", "english"])
@pytest.mark.parametrize(
    "facts",
    [{"many": 84}, {"many": 12, "questions": 5}, {"many": 84, "blind": True, "groups": EIGHT}],
    ids=["84-organs", "five-questions", "blind-and-eight-groups"],
)
def test_the_page_weighs_under_40_kb_with_everything(facts, tongue):
    made, _slips = poll(slips=1, **facts)
    answer = Client().get(at(made) + tongue)
    assert {"polls/vote.css", "polls/vote.js"} <= set(files(answer))
    assert ("polls/blind.js" in files(answer)) == made.blind
    assert weight(answer) < 40_000


@pytest.mark.parametrize("facts", [{"many": 84}, {"many": 12, "questions": 5}],
                         ids=["84-organs", "five-questions"])  # fmt: skip
def test_the_long_form_of_a_whole_city_weighs_under_64_kb(facts):
    made, slips = poll(**facts)
    answer = Client().post(at(made, "paper/"), {"code": slips[0]})
    assert files(answer) == ["polls/vote.css"]
    assert weight(answer) < 64_000


def test_the_script_is_understood_by_browsers_of_2012():
    script = Path(finders.find("polls/vote.js")).read_text()
    bare = re.sub(r"/\*.*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)*'", "", script, flags=re.DOTALL)
    new = r"=>|\b(let|const|class|async|Promise|fetch|Map|Set|Symbol)\b|`|\?\.|\?\?|\.\.\."
    assert re.findall(new, bare) == []
    assert not re.search(r"\.(includes|padStart|startsWith|append|closest|find|assign)\(", bare)


def test_nobody_who_votes_is_known_even_if_they_are_signed_in(clerk):
    made, slips = poll()
    phone = Client()
    phone.force_login(clerk)
    phone.cookies["django_language"] = "en"
    for answer in (
        phone.get(at(made)),
        phone.post(at(made, "paper/"), {"code": slips[0]}),
        phone.get(at(made, "receipt/")),
        phone.get("/v/"),
        phone.get("/vote/" + "0" * 32 + "/"),
    ):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert 'lang="zh-Hans"' in text(answer)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_look_at_the_page_asks_one_question_and_no_session():
    made, _slips = poll()
    phone = Client()
    phone.get(at(made))
    with CaptureQueriesContext(connection) as questions:
        assert phone.get(at(made)).status_code == 200
    assert len(questions) == 1


def test_a_phone_that_has_the_page_is_told_so_until_the_poll_moves_on():
    made, _slips = poll()
    phone = Client()
    tag = phone.get(at(made)).headers["ETag"]
    again = phone.get(at(made), headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert phone.get(at(made) + "?l=en", headers={"If-None-Match": tag}).status_code == 200
    made.state = "closed"
    made.save()
    moved = phone.get(at(made), headers={"If-None-Match": tag})
    assert moved.status_code == 200
    assert "评议已经结束" in text(moved)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("frozen", "评议尚未开始"),
        ("paper", "评议已经结束"),
        ("closed", "评议已经结束"),
        ("counted", "查找我的回执"),
        ("published", "查找我的回执"),
        ("void", "本次评议作废"),
    ],
)
def test_a_poll_that_takes_no_ballots_says_so_kindly(state, said):
    made, _slips = poll(state)
    answer = Client().get(at(made))
    assert answer.status_code == 200
    assert said in text(answer)
    assert "vote.js" not in text(answer)


@pytest.mark.parametrize("rest", ["", "receipt/"])
def test_a_poll_in_preparation_is_as_unknown_as_none(rest):
    made, _slips = poll("drafted")
    for code in (made.code, "0" * 32):
        answer = Client().get(f"/vote/{code}/{rest}")
        assert answer.status_code == 404
        assert made.title not in text(answer)


def test_a_rehearsal_is_marked_on_every_page():
    made, slips = poll(rehearsal=True)
    phone = Client()
    for answer in (phone.get(at(made)), phone.post(at(made, "paper/"), {"code": slips[0]})):
        assert "演练" in text(answer)
    other, _slips = poll()
    assert "演练" not in text(phone.get(at(other)))


def test_english_is_one_touch_away():
    made, _slips = poll()
    chinese, english = Client().get(at(made)), Client().get(at(made) + "?l=en")
    assert f'href="{at(made)}?l=en"' in text(chinese)
    assert embedded(chinese)["names"][0] == "市规划局"
    assert embedded(english)["names"][0] == "Organ 1"
    assert "The code on your slip" in text(english)


def test_the_page_knows_the_poll_and_no_secret():
    made, slips = poll(groups=[group("leader", "市领导", "MZ003")])
    answer = Client().get(at(made))
    assert embedded(answer)["recused"] == {"leader": [2]}
    assert not [slip for slip in slips if slip in text(answer)]


# A ticket's paper


def test_a_typed_code_leads_to_the_form_of_its_ticket():
    made, slips = poll(many=84, block=10, questions=2)
    answer = Client().post(at(made, "paper/"), {"code": slips[0].lower()})
    asked = asked_of(
        record.paper_of(made),
        ballot_key(made.code, Drawn(slips[0])),
        record.paper_of(made).groups[0],
    )
    names = {int(n) for n in re.findall(r"name=m-(\d+)-\d+ ", text(answer))}
    assert names == asked
    assert f'action="/box/{made.code}/"' in text(answer)
    assert f'name="code" value="{slips[0]}"' in text(answer)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_form_leaves_out_the_organs_a_group_may_not_mark():
    made, slips = poll(many=4, groups=[group("leader", "市领导", "MZ002")])
    answer = Client().post(at(made, "paper/"), {"code": slips[0]})
    assert {int(n) for n in re.findall(r"name=m-(\d+)-0 ", text(answer))} == {0, 2, 3}
    assert "checked" not in text(answer)


def test_each_form_has_a_salt_of_its_own_of_16_bytes():
    made, slips = poll()
    found = {
        re.search(
            r'name="salt" value="([\w-]{22})"',
            text(Client().post(at(made, "paper/"), {"code": slips[0]})),
        )[1]
        for _form in range(3)
    }
    assert len(found) == 3


def test_a_script_is_told_only_the_group():
    made, slips = poll()
    answer = Client().post(
        at(made, "paper/"), {"code": slips[1]}, headers={"Accept": "application/json"}
    )
    assert answer.json() == {"group": "leader"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("0000 0000 0000 0001", 422, "ballot.code_mistyped"),
        ("0000 0000 0000 0000", 403, "ballot.no_ticket"),
        ("", 422, "ballot.code_mistyped"),
    ],
)
def test_a_wrong_code_is_refused_with_a_remedy(code, status, kind):
    made, _slips = poll()
    page = Client().post(at(made, "paper/"), {"code": code})
    said = Client().post(at(made, "paper/"), {"code": code}, headers={"Accept": "application/json"})
    assert (page.status_code, said.status_code) == (status, status)
    assert said.json()["type"].endswith(kind)
    assert said.json()["detail"] in text(page).replace("&#x27;", "'")


@pytest.mark.parametrize("state", ["frozen", "paper", "closed", "published", "void"])
def test_no_form_is_given_out_unless_ballots_are_taken(state):
    made, slips = poll(state)
    assert Client().post(at(made, "paper/"), {"code": slips[0]}).status_code == 410


def test_a_slip_of_another_poll_is_none_of_this():
    made, _slips = poll()
    _other, slips = poll()
    assert Client().post(at(made, "paper/"), {"code": slips[0]}).status_code == 403


# A ticket signed blindly


def ask(made, **said):
    return Client().post(at(made, "ticket/"), json.dumps(said), content_type="application/json",
                         headers={"Accept": "application/json"})  # fmt: skip


BLINDED, OTHER = ("A" * 341 + end for end in "Qg")  # 256 bytes, far below any modulus


def test_an_invitation_tells_its_group_and_gets_one_signature_however_often_asked():
    made, invitations = poll(blind=True, drawn=False, slips=1)
    first = ask(made, invitation=invitations[0])
    assert first.json() == {"group": "deputy"}
    signed = ask(made, invitation=invitations[0], blinded=BLINDED)
    assert signed.json()["group"] == "deputy"
    assert re.fullmatch(r"[\w-]{342}", signed.json()["signature"])
    assert ask(made, invitation=invitations[0], blinded=BLINDED).json() == signed.json()
    assert ask(made, invitation=invitations[0], blinded=OTHER).status_code == 409
    assert signed.headers["Cache-Control"] == "no-store"
    assert not signed.cookies


@pytest.mark.parametrize("blinded", [None, BLINDED])
def test_no_invitation_no_ticket(blinded):
    made, _invitations = poll(blind=True, drawn=False, slips=1)
    more = {"blinded": blinded} if blinded else {}
    for wrong in ("", "x" * 32, None, ["list"]):
        assert ask(made, invitation=wrong, **more).status_code == 403


@pytest.mark.parametrize("blinded", ["", "short", "é" * 342, 7, "A" * 9000])
def test_what_is_no_blinded_message_is_refused(blinded):
    made, invitations = poll(blind=True, drawn=False, slips=1)
    assert 400 <= ask(made, invitation=invitations[0], blinded=blinded).status_code < 500


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null"])
def test_a_request_that_is_no_request_is_refused(body):
    made, _invitations = poll(blind=True, drawn=False, slips=1)
    answer = Client().post(at(made, "ticket/"), body, content_type="application/json")
    assert answer.status_code == 403


def test_after_the_close_no_ticket_is_signed():
    made, invitations = poll("closed", blind=True, drawn=False, slips=1)
    assert ask(made, invitation=invitations[0], blinded=BLINDED).status_code == 410


# Receipts


def counted(**facts):
    made, _slips = poll("counted", root=hashlib.sha256(repr(facts).encode()).hexdigest())
    sealed = [bytes([n]) * 40 for n in range(3)]
    for one in sealed:
        Ballot.objects.using(box()).create(
            key=hashlib.sha256(one).digest(), poll=made.code, group="deputy",
            fingerprint=bytes(32), sealed=one,
        )  # fmt: skip
    return made, [hashlib.sha256(one).hexdigest() for one in sealed]


def test_a_receipt_is_found_by_its_first_eight_characters():
    made, receipts = counted()
    answer = Client().post(
        at(made, "receipt/"), {"receipt": f" {receipts[1][:4].upper()} {receipts[1][4:8]}"}
    )
    assert receipts[1] in text(answer)
    assert not [one for one in receipts if one != receipts[1] and one in text(answer)]
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_no_receipt_is_told_apart_from_one_that_is_missing():
    made, _receipts = counted()
    assert "没有以此开头的回执" in text(
        Client().post(at(made, "receipt/"), {"receipt": "0123456789"})
    )
    for short in ("abc", "zzzzzzzzzz", "x" * 500):
        assert "至少输入前八个" in text(Client().post(at(made, "receipt/"), {"receipt": short}))


def test_before_the_count_no_receipt_can_be_looked_for():
    made, receipts = counted()
    made.state = "closed"
    made.save()
    answer = Client().post(at(made, "receipt/"), {"receipt": receipts[0]})
    assert receipts[0] not in text(answer)
    assert "计票后" in text(answer)


def test_a_receipt_is_never_part_of_an_address():
    made, receipts = counted()
    answer = Client().get(at(made, f"receipt/?receipt={receipts[0]}"))
    assert receipts[0] not in text(answer)
    assert 'method="post"' in text(answer)


# The short address


@pytest.mark.parametrize(
    "typed", ["TP-2026-{n:04d}", "tp2026-{n}", "2026-{n}", "{n}", "{n:04d}", "ＴＰ－2026－{n:04d}"]
)
def test_the_number_on_the_wall_leads_to_the_poll(typed):
    made, _slips = poll()
    asked = typed.format(n=int(made.number[-4:]))
    client = Client()
    bare, slashed = client.get(f"/v/{asked}"), client.get(f"/v/{asked}/")
    for answer in (client.get("/v/", {"n": asked}), slashed, bare):
        assert (answer.status_code, answer.headers["Location"]) == (302, at(made))
    assert Client().get("/v/", {"n": asked, "l": "en"}).headers["Location"] == at(made, "?l=en")


@pytest.mark.parametrize("typed", ["9999", "abc", "TP-1999-1", "1'; --", "二"])
def test_a_number_of_no_poll_is_said_kindly(typed):
    answer = Client().get("/v/", {"n": typed})
    assert answer.status_code == 404
    assert "没有这个编号的评议" in text(answer)


def test_the_number_of_a_poll_in_preparation_leads_nowhere():
    made, _slips = poll("drafted")
    assert Client().get("/v/", {"n": made.number}).status_code == 404
