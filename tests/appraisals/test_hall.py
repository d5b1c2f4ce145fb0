"""The hall's machines: what its wall shows and hides, what its chair may do, how the box opens."""

from __future__ import annotations

import re
from datetime import date

import pytest

from mingcha.appraisals import record
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.models import Round
from mingcha.appraisals.queries import hall as wall
from mingcha.appraisals.views import screen
from mingcha.core.ticket import Drawn
from mingcha.foundation import time
from mingcha.meetings import commands as meetings
from mingcha.meetings.models import Invitation
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll
from tests.appraisals.conftest import OPENS, SHARES, count
from tests.polls import hall

SPOT = date(2026, 4, 17)
GROUPS = ["deputy", "cppcc", "supervisor", "enterprise"]


@pytest.fixture(autouse=True)
def no_old_pictures():
    """Each test has a wall of its own."""
    screen._pictures.clear()


@pytest.fixture
def met(clerk, day):
    """A meeting of three groups, two of which vote; of one group only three have come."""
    from datetime import time as clock

    facts = {"held_on": SPOT, "begins_at": clock(9, 0), "by": clerk, "on": day}
    made = meetings.call("动员大会", "大会堂", ["deputy", "enterprise", "guest"], **facts)
    for group, many in {"deputy": 30, "enterprise": 3, "guest": 12}.items():
        entries = [{"name": f"{group}{n}", "group": group, "body": ""} for n in range(many)]
        meetings.invite_many(made, entries, by=clerk, on=day)
    meetings.open_check_in(made, by=clerk, on=SPOT)
    Invitation.objects.filter(meeting=made).update(state="present")
    return made


@pytest.fixture
def spot(designed, clerk, day, scrutineers, met):
    """An appraisal on the spot, open, with slips; gives the round, codes by group and shares."""
    one = designed("on_the_spot", meeting=met, opens_on=SPOT, closes_on=SPOT)
    rounds.publish(one, by=clerk, on=day)
    with time.at(SPOT):
        rounds.draw_panel(one, drawn=True, blind=False, by=clerk, on=SPOT)
        rounds.open(one, scrutineers=scrutineers, by=clerk, on=SPOT)
        codes = {}
        for group in one.poll.groups:
            made = polls.make_tickets(one.poll, group["code"], 40, by=clerk, on=SPOT)
            codes[group["code"]] = made
        shares = hall.with_key(one.poll, scrutineers, clerk, SPOT)
        polls.open(one.poll, by=clerk, on=SPOT)
    return Round.objects.get(pk=one.pk), codes, shares


@pytest.fixture
def ask(client):
    def get(path, person, status=200, on=SPOT, **heads):
        client.force_login(person)
        with time.at(on):
            answer = client.get(path, **heads)
        assert answer.status_code == status, answer.content.decode()[:1500]
        return answer

    return get


@pytest.fixture
def send(client):
    def post(path, person, status=302, on=SPOT, **facts):
        client.force_login(person)
        with time.at(on):
            answer = client.post(path, facts)
        assert answer.status_code == status, answer.content.decode()[:1500]
        return answer

    return post


def shown(one):
    """What a machine at the wall is told, in words."""
    with time.at(SPOT):
        return screen.picture_of(Round.objects.get(pk=one.pk), Poll.objects.get(pk=one.poll_id))


# Who stands at the machines


@pytest.mark.parametrize("page", ["screen/", "screen/live/", "chair/", "chair/live/", "sitting/"])
def test_the_halls_pages_are_for_those_at_its_machines(
    page, spot, ask, clerk, auditor, inspector, head, scrutineers
):
    path = f"/appraisals/{spot[0].pk}/{page}"
    for person in (clerk, auditor, scrutineers[0]):
        ask(path, person)
    for person in (inspector, head):
        ask(path, person, 404)


def test_the_scrutineer_of_another_poll_stands_at_no_machine(spot, ask, clerk):
    other = hall.person("other", "何旁人", clerk)
    ask(f"/appraisals/{spot[0].pk}/screen/", other, 404)


# What the wall shows while the hall votes


def test_small_groups_are_hidden_on_the_wall_and_not_told_by_subtraction(spot, clerk):
    one, codes, _shares = spot
    for code in codes["deputy"][:12]:
        hall.cast(one.poll, Drawn(code))
    for code in codes["enterprise"][:3]:
        hall.cast(one.poll, Drawn(code))
    told = wall.in_hall(one, one.poll)
    by_name = {group.name: group for group in told.groups}
    assert by_name["企业代表"].ballots is None
    assert by_name["企业代表"].present is None
    assert by_name["人大代表"].ballots == 12
    assert told.ballots == wall.Total(12, more=True)
    assert told.present == wall.Total(33), "both are hidden together, the sum tells neither"


def test_a_number_that_all_but_one_small_group_make_up_says_that_it_is_more():
    assert wall._total({"a": 30, "b": 4}, {"a": 30, "b": None}, 10) == wall.Total(30, more=True)
    assert wall._total({"a": 30, "b": 0}, {"a": 30, "b": 0}, 10) == wall.Total(30)


def test_the_wall_is_the_same_for_whoever_looks(spot, ask, clerk, auditor, scrutineers):
    path = f"/appraisals/{spot[0].pk}/screen/live/"
    assert len({ask(path, who).content for who in (clerk, auditor, scrutineers[0])}) == 1


def test_what_has_not_changed_is_not_sent_again(spot, ask, clerk):
    path = f"/appraisals/{spot[0].pk}/screen/live/"
    first = ask(path, clerk)
    again = ask(path, clerk, 304, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.content == b""
    assert float(again["X-Now"]) > 0


def test_the_box_is_asked_no_oftener_however_many_screens_there_are(spot, ask, clerk, monkeypatch):
    asked = []
    real = wall.in_hall
    monkeypatch.setattr(wall, "in_hall", lambda *a: asked.append(1) or real(*a))
    monkeypatch.setattr(screen, "_now", lambda: 1000.0)
    for _screen in range(5):
        ask(f"/appraisals/{spot[0].pk}/screen/live/", clerk)
    assert len(asked) == 1
    monkeypatch.setattr(screen, "_now", lambda: 1000.5)
    ask(f"/appraisals/{spot[0].pk}/screen/live/", clerk)
    assert len(asked) == 2


def test_a_slow_picture_is_made_less_often(spot, monkeypatch):
    ticks = iter([0.0, 0.5, 1.0, 9.0, 10.5, 10.6])
    monkeypatch.setattr(screen, "_now", lambda: next(ticks))
    one = spot[0]
    with time.at(SPOT):
        made = screen._picture(one, one.poll)
        assert made.until == pytest.approx(10.0), "a twentieth of the time at most"
        assert screen._picture(one, one.poll) is made
        assert screen._picture(one, one.poll) is made
        assert screen._picture(one, one.poll) is not made


def test_the_screen_leads_phones_to_the_voting_page(spot, ask, clerk):
    text = ask(f"/appraisals/{spot[0].pk}/screen/", clerk).content.decode()
    assert "testserver/v/1<" in text
    assert "data:image/svg+xml" in text
    assert "style=" not in text


def test_a_rehearsal_is_marked_on_the_wall_and_never_shows_a_result(spot, ask, clerk):
    one = spot[0]
    poll = Poll.objects.get(pk=one.poll_id)
    Poll.objects.filter(pk=poll.pk).update(state="frozen")
    poll.refresh_from_db()
    rehearsal = polls.rehearse(poll, by=clerk, on=SPOT)
    path = f"/appraisals/{one.pk}/screen/"
    assert "演练" in ask(f"{path}?rehearsal={rehearsal.pk}", clerk).content.decode()
    assert "演练" not in ask(path, clerk).content.decode()
    assert "演练" not in ask(f"{path}?rehearsal=999", clerk).content.decode()
    assert not wall.may_be_shown(one, rehearsal)


# The chair


def test_the_chair_announces_the_end_and_the_wall_counts_down_to_it(spot, ask, send, clerk):
    one, path = spot[0], f"/appraisals/{spot[0].pk}/chair/"
    assert "尚未宣布截止时间" in ask(path, clerk).content.decode()
    send(f"{path}announce_end/", clerk, minutes=12)
    poll = Poll.objects.get(pk=one.poll_id)
    with time.at(SPOT):
        assert wall.seconds_left(poll, time.now()) == 12 * 60
    assert "12:00" in ask(path, clerk).content.decode()
    told = ask(f"/appraisals/{one.pk}/screen/live/", clerk).content.decode()
    assert re.search(r'data-end="\d{10}"', told)


@pytest.mark.parametrize("minutes", ["0", "601", "", "bald"])
def test_an_end_that_is_none_is_refused(minutes, spot, send, clerk):
    send(f"/appraisals/{spot[0].pk}/chair/announce_end/", clerk, 422, minutes=minutes)


def test_only_the_conduct_office_acts_at_the_table(spot, ask, send, auditor, clerk):
    path = f"/appraisals/{spot[0].pk}/chair/"
    assert f"{path}close/" not in ask(path, auditor).content.decode()
    send(f"{path}close/", auditor, 403)
    send(f"{path}dance/", clerk, 404)
    send(f"{path}open/", clerk, 409)
    send(f"{path}close_phones/", clerk)
    send(f"{path}close/", clerk)
    assert Poll.objects.get(pk=spot[0].poll_id).state == "closed"


def test_the_table_says_who_may_vote_and_by_which_weight(spot, ask, clerk):
    text = ask(f"/appraisals/{spot[0].pk}/chair/", clerk).content.decode()
    assert "权重 10.0 % – 15.0 %" in text, "people's deputies, by class of organs"
    assert "不参加投票" in text, "guests"


def test_a_round_without_a_ballot_has_a_table_that_says_what_is_missing(published, ask, clerk):
    text = ask(f"/appraisals/{published.pk}/chair/", clerk).content.decode()
    assert "固定评议票" in text
    assert "准备中" in ask(f"/appraisals/{published.pk}/screen/", clerk).content.decode()
    ask(f"/appraisals/{published.pk}/sitting/", clerk, 404)


# The count


@pytest.fixture
def closed(spot, clerk):
    one, codes, shares = spot
    for group, some in codes.items():
        for code in some[: 35 if group == "deputy" else 5]:
            hall.cast(one.poll, Drawn(code))
    polls.close(Poll.objects.get(pk=one.poll_id), by=clerk, on=SPOT)
    return Round.objects.get(pk=one.pk), shares


def test_before_the_count_no_page_of_the_hall_knows_a_result(closed, ask, clerk):
    assert shown(closed[0])["stage"] == "closed"
    for page in ("screen/", "screen/live/", "chair/", "sitting/"):
        text = ask(f"/appraisals/{closed[0].pk}/{page}", clerk).content.decode()
        assert 'class="shares"' not in text
        assert "满意" not in text


def test_two_shares_open_the_box_at_the_sitting_and_the_hall_sees_the_shares(
    closed, ask, send, clerk
):
    one, shares = closed
    path = f"/appraisals/{one.pk}/sitting/"
    send(path, clerk, 422, first=shares[0], second="")
    for wrong in (shares[0], "ABCD-" * 15 + "ABCD"):
        refused = send(path, clerk, 422, first=shares[0], second=wrong).content.decode()
        assert shares[0][:9] not in refused, "what was typed is not shown again"
    send(path, clerk, first=shares[0], second=shares[2])
    told = shown(one)
    assert (told["stage"], told["spot"]) == ("result", True)
    assert told["organs"][0]["name"] == "市规划局"
    assert all(organ["score"] is None for organ in told["organs"]), "nobody is ranked on the wall"
    wall_page = ask(f"/appraisals/{one.pk}/screen/", clerk).content.decode()
    assert "不足以区分各档次" in wall_page, "nobody has voted: no share is told"


def test_a_scrutineer_cannot_count_alone_at_the_sitting(closed, send, scrutineers):
    one, shares = closed
    facts = {"first": shares[0], "second": shares[1]}
    send(f"/appraisals/{one.pk}/sitting/", scrutineers[0], 403, **facts)


def test_the_wall_shows_exactly_what_disclosure_lets_out(spot, clerk):
    one = spot[0]
    poll = count(Poll.objects.get(pk=one.poll_id), SHARES)
    public = record.public_of(poll, None)["organs"]
    for row in wall.results_shown(one, poll):
        parts = public[row.organ]
        assert row.ballots == sum(part["ballots"] for part in parts)
        assert sum(n for _marks, n in row.classes) == row.ballots
        borders = [{c[0][0] for c in part["questions"]["conduct"]} for part in parts]
        assert all({marks[0] for marks, _n in row.classes} <= some for some in borders)


def test_ballots_declared_void_are_not_on_the_wall(spot, clerk):
    one = spot[0]
    poll = count(Poll.objects.get(pk=one.poll_id), SHARES)
    groups = {code: its["ballots"] for code, its in poll.tally["groups"].items()}
    whole = wall.results_shown(one, poll)
    assert (wall.counted(one, poll), any(row.mixed for row in whole)) == (
        sum(groups.values()), False,
    )  # fmt: skip
    one.void_groups = {"enterprise": "有组织填票"}
    told = screen.picture_of(one, poll)
    assert str(sum(groups.values()) - groups["enterprise"]) in told["sentence"]
    assert "enterprise" not in told["void"]
    assert told["void"]
    for row in wall.results_shown(one, poll):
        held = [part["groups"] for part in record.public_of(poll, None)["organs"][row.organ]]
        mixed = any("enterprise" in part and len(part) > 1 for part in held)
        assert (row.mixed, row.classes == ()) == (mixed, mixed)


def test_a_group_printed_by_itself_falls_off_the_wall_and_the_others_stay(spot, clerk):
    one = spot[0]
    poll = count(Poll.objects.get(pk=one.poll_id), SHARES)
    parts = [
        {"groups": [group], "ballots": n, "questions": {"conduct": [["1", n - 5], ["23un-", 5]]}}
        for group, n in (("deputy", 40), ("enterprise", 60))
    ]
    one.public = {"organs": {organ["code"]: parts for organ in poll.organs}, "scores": {}}
    one.void_groups = {"enterprise": "有组织填票"}
    rows = wall.results_shown(one, poll)
    assert {(row.ballots, row.classes, row.mixed) for row in rows} == {
        (40, (("1", 35), ("23un-", 5)), False)
    }


def test_shares_whose_grades_share_no_border_are_withheld_and_not_called_all_of_them(spot, clerk):
    one = spot[0]
    poll = count(Poll.objects.get(pk=one.poll_id), SHARES)
    parts = [
        {"groups": [group], "ballots": 40, "questions": {"conduct": classes}}
        for group, classes in (
            ("deputy", [["1", 20], ["23un-", 20]]),
            ("enterprise", [["123", 20], ["un-", 20]]),
        )
    ]
    one.public = {"organs": {organ["code"]: parts for organ in poll.organs}, "scores": {}}
    told = screen.picture_of(one, poll)
    assert {(row["n"], len(row["classes"])) for row in told["organs"]} == {(80, 0)}


def test_other_rounds_are_on_the_wall_when_they_are_final_and_not_before(opened, told, director):
    poll = Poll.objects.get(pk=opened.poll_id)
    assert not wall.may_be_shown(told, poll)
    from mingcha.appraisals.commands import result

    with time.at(date(2026, 6, 25)):
        final = result.decide(told, by=director, on=date(2026, 6, 25))
    assert wall.may_be_shown(final, poll)
    rows = wall.results_shown(final, poll)
    assert {row.organ: row.score for row in rows} == final.public["scores"]


def test_the_wall_of_a_round_that_waits_to_open_says_so(opened):
    with time.at(OPENS):
        assert screen.picture_of(opened, opened.poll)["stage"] == "frozen"
