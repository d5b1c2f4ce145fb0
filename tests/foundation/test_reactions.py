"""What follows from what: heard after the act, once a day, tried again when it fails."""

import pytest
from django_tasks_db.models import DBTaskResult

from mingcha.foundation import reactions
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs


@pytest.fixture
def heard(monkeypatch):
    seen = []

    def listen(entry):
        seen.append(entry.verb)

    monkeypatch.setitem(reactions._heard, "organs.unit.rename", {"test.listen": listen})
    return seen


def test_a_subscriber_hears_the_act_it_subscribed_to_and_no_other(heard, organ, clerk, day):
    organs.rename(organ, name="市自然资源局", on=day, by=clerk)
    task = DBTaskResult.objects.get()
    reactions.react.func(*task.args_kwargs["args"])
    assert heard == ["organs.unit.rename"]


def test_a_failing_reaction_is_put_back_in_the_queue_and_stays_visible(
    monkeypatch, organ, clerk, day
):
    def fail(entry):
        raise ConnectionError

    monkeypatch.setitem(reactions._heard, "organs.unit.found", {"test.fail": fail})
    entry = JournalEntry.objects.get(verb="organs.unit.found")
    with pytest.raises(ConnectionError):
        reactions.react.func(entry.pk, "test.fail", 2)
    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [entry.pk, "test.fail", 3]
    assert again.run_after is not None


def test_a_reaction_that_failed_too_often_is_not_queued_again(monkeypatch, organ):
    def fail(entry):
        raise ConnectionError

    monkeypatch.setitem(reactions._heard, "organs.unit.found", {"test.fail": fail})
    entry = JournalEntry.objects.get(verb="organs.unit.found")
    with pytest.raises(ConnectionError):
        reactions.react.func(entry.pk, "test.fail", reactions.ATTEMPTS)
    assert not DBTaskResult.objects.exists()


def test_a_daily_reaction_runs_once_a_day_and_not_before_its_hour(monkeypatch, db, day):
    ran = []
    each = reactions.Every("test.nightly", "02:00", ran.append)
    monkeypatch.setattr(reactions, "_daily", {"test.nightly": each})
    assert reactions.tick(day, "01:59") == []
    assert reactions.tick(day, "02:00") == ["test.nightly"]
    assert reactions.tick(day, "23:00") == []
    task = DBTaskResult.objects.get()
    reactions.run_daily.func(*task.args_kwargs["args"])
    assert ran == [day]


def test_a_failing_daily_reaction_is_tried_again(monkeypatch, db, day):
    def fail(day):
        raise ConnectionError

    monkeypatch.setattr(reactions, "_daily", {"test.fail": reactions.Every("x", "02:00", fail)})
    with pytest.raises(ConnectionError):
        reactions.run_daily.func("test.fail", "2026-04-10")
    assert DBTaskResult.objects.get().args_kwargs["args"] == ["test.fail", "2026-04-10", 2]


def test_the_web_of_consequences_names_every_subscriber():
    web = reactions.web()
    assert "web.reactions.recount" in web["foundation.calendar.enter_notice"]
    assert "web.reactions.seal_the_journal" in web["every day at 02:00"]
