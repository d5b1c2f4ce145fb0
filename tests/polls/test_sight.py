"""No result before the count, whoever looks, through whatever door; and who sees polls at all."""

from __future__ import annotations

import json

import pytest

from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation import journal, time
from mingcha.people.models import Duty
from mingcha.polls import commands, queries
from mingcha.polls.models import Poll
from tests.polls import hall

R = Duty.Role
RUN = {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}


def everybody(clerk, organ):
    """Somebody with each duty."""
    own = {R.HEAD, R.LIAISON, R.OFFICE_HEAD, R.STAFF}
    return {
        role: hall.person(f"x-{role}", f"某{role}", clerk, role, organ if role in own else None)
        for role in R
    }


@pytest.fixture
def cast(clerk, day):
    """An open poll in which everybody has marked one organ alike."""
    poll, codes, shares, three = hall.opened(clerk, day)
    for code in codes["deputy"][:15]:
        hall.cast(poll, Drawn(code), "312", remarks=[("MZ001", "窗口无人值守")])
    return poll, shares, three


def told(client, poll):
    """Every answer of every door about a poll, put together."""
    doors = ["/polls/", "/polls/?format=csv", f"/polls/{poll.pk}/", f"/polls/{poll.pk}/intake/"]
    doors += [f"/polls/{poll.pk}/result/", f"/polls/{poll.pk}/protocol.pdf", "/api/polls"]
    doors += [f"/api/polls/{poll.pk}", f"/api/polls/{poll.pk}/intake"]
    doors += [f"/api/polls/{poll.pk}/bundle", f"/search/?q={poll.number}", "/"]
    doors += [f"/polls/checked/{poll.code}/", f"/polls/checked/{poll.code}/bundle.json"]
    answers = [client.get(door) for door in doors]
    return answers, b"".join(answer.content for answer in answers).decode(errors="replace")


def test_no_door_tells_anybody_a_result_before_the_count(client, cast, clerk, organ, day):
    poll, _shares, three = cast
    for stage in ("open", "closed"):
        if stage == "closed":
            commands.close(poll, by=clerk, on=day)
        people = [clerk, *three, *everybody(clerk, organ).values()] if stage == "open" else [clerk]
        for person in people:
            client.force_login(person)
            answers, text = told(client, poll)
            assert "窗口无人值守" not in text
            assert "100.0%" not in text
            assert answers[4].status_code in {404, 409}
            assert {answer.status_code for answer in answers[9:10]} == {404}
        for ask in (queries.tally_of, queries.comments_of):
            with pytest.raises(Refusal) as no:
                ask(poll)
            assert no.value.code == "polls.not_counted"


def test_what_is_counted_is_told_only_in_groups_large_enough(client, cast, clerk, day):
    poll, shares, _three = cast
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.intake(poll).issued == 40
    client.force_login(clerk)
    _answers, text = told(client, poll)
    assert "100.0%" not in text, "fifteen ballots of one group are fewer than thirty"


@pytest.mark.parametrize("role", list(R))
def test_who_sees_a_poll_before_it_is_published_and_after(cast, clerk, organ, day, role):
    poll, shares, _three = cast
    person = hall.person("p", "某", clerk, role, organ)
    at_the_desk = {R.CASE_HANDLER}
    assert queries.visible_to(person).exists() == (role in RUN | at_the_desk)
    assert queries.matching("TP", person).exists() == (role in RUN | at_the_desk)
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.visible_to(person).exists() == (role in RUN)
    commands.publish(poll, by=clerk, on=day)
    assert queries.visible_to(person).count() == 1


def test_a_scrutineer_sees_their_own_poll_only(cast, clerk, day):
    poll, _shares, three = cast
    hall.drafted(clerk, day)
    assert list(queries.visible_to(three[0])) == [poll]
    assert Poll.objects.count() == 2


def test_what_waits_is_told_to_the_office_and_to_scrutineers_without_share(frozen, clerk, three):
    today = time.today()
    assert [one.number for one in queries.waiting_for(clerk, on=today)] == [frozen.number]
    assert len(queries.waiting_for(three[0], on=today)) == 1
    assert queries.waiting_for(hall.person("z", "某", clerk), on=today) == []


def test_the_journal_holds_counts_and_digests_and_nothing_of_a_ballot(cast, clerk, day):
    poll, shares, _three = cast
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    entries = {entry.verb.rpartition(".")[2]: entry.facts for entry in journal.about(poll)}
    assert set(entries["close"]) == {"issued", "ballots", "on_paper", "root"}
    assert set(entries["count"]) == {"shares", "tally_digest", "broken"}


def test_small_counts_are_hidden_while_the_poll_is_open_and_so_is_a_total_that_would_tell(
    clerk, day
):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    for code in codes["deputy"][:12]:
        hall.cast(poll, Drawn(code))
    for code in codes["peer"][:3]:
        hall.cast(poll, Drawn(code), "x11")
    seen = queries.intake(poll)
    assert [one.ballots for one in seen.groups] == [12, None]
    assert seen.ballots is None
    for code in codes["peer"][3:10]:
        hall.cast(poll, Drawn(code), "x11")
    assert queries.intake(poll).ballots == 22


def test_programs_draft_run_and_read_a_poll(client, clerk, day, three):
    client.force_login(clerk)

    def post(address, said=None, who=clerk):
        client.force_login(who)
        kind = "application/json"
        return client.post(f"/api/polls{address}", json.dumps(said or {}), content_type=kind)

    said = {"title": "评议", "organs": hall.ORGANS, "questions": hall.QUESTIONS}
    made = post("", {**said, "grades": hall.GRADES, "groups": hall.GROUPS}).json()
    pk = made["id"]
    assert post(f"/{pk}/freeze").json()["state"] == "frozen"
    for group in ("deputy", "peer"):
        codes = post(f"/{pk}/make_tickets", {"group": group, "size": 4}).json()["codes"]
        assert len(codes) == 4
    seats = dict(zip(("first", "second", "third"), (one.pk for one in three), strict=True))
    assert post(f"/{pk}/seat_scrutineers", seats).status_code == 200
    words = [post(f"/{pk}/take_word", who=one).json()["secret"] for one in three]
    post(f"/{pk}/make_key")
    for one, word in zip(three, words, strict=True):
        share = post(f"/{pk}/take_share", {"word": word}, one).json()["secret"]
        assert post(f"/{pk}/confirm_share", {"share": share}, one).status_code == 200
    assert post(f"/{pk}/open").json()["state"] == "open"
    assert client.get(f"/api/polls/{pk}/intake").json()["ballots"] == 0
    no = post(f"/{pk}/make_tickets", {"group": "peer", "size": 4})
    assert (no.status_code, no.json()["type"]) == (409, "urn:mingcha:refusal:workflow.wrong_state")
    assert post(f"/{pk}/take_word", who=hall.person("q", "某", clerk)).status_code == 404


def test_what_the_bundle_tells_is_withheld_on_no_page(clerk, day):
    poll, _shares, _three = hall.counted(clerk, day, votes=4)
    assert [one.ballots for one in queries.intake(poll).groups] == [None, None]
    commands.publish(poll, by=clerk, on=day)
    assert [one.ballots for one in queries.intake(poll).groups] == [4, 4]
