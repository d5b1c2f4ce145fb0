"""What follows for the whole house."""

from datetime import date

from mingcha.foundation import clocks, reactions, workdays
from mingcha.foundation.models import JournalEntry
from mingcha.people import commands, queries
from mingcha.people.models import Duty
from mingcha.web.reactions import recount, seal_the_journal, tell_whose_deadline_moved

NOTICE = {
    "year": 2027,
    "issued_on": "2026-11-05",
    "paper": "测试通知",
    "days": [{"on": "2027-01-01", "off": True, "name": "元旦"}],
}


def test_a_new_notice_counts_anew_and_tells_whoever_answers_for_the_organ(organ, clerk, day):
    office = organ  # a unit has no organ of its own: its matters are told through their things
    clock = clocks.start(office, "licence", side="organ", on=date(2026, 12, 30), days=3)
    workdays.enter_notice(NOTICE, by=clerk)
    recount(JournalEntry.objects.get(verb="foundation.calendar.enter_notice"))
    clock.refresh_from_db()
    assert clock.due_on == date(2027, 1, 5)


def test_the_same_news_is_told_to_nobody_twice(clerk, organ, day):
    head = commands.register("H1", "某局长", by=clerk)
    commands.charge(head, Duty.Role.HEAD, since=date(2024, 1, 1), organ=organ, by=clerk)
    counter = organ.inside.create(
        code="W1", name="窗口", level="counter", parent=organ, active_from=day
    )
    clocks.start(counter, "licence", side="organ", on=date(2026, 12, 30), days=3)
    workdays.enter_notice(NOTICE, by=clerk)
    clocks.recount(by=clerk)
    entry = JournalEntry.objects.get(verb="foundation.clock.move")
    tell_whose_deadline_moved(entry)
    tell_whose_deadline_moved(entry)
    message = queries.messages_of(head).get()
    assert "2027-01-05" in message.text


def test_an_in_tray_is_read_by_its_owner_only_and_then_it_is_read(client, clerk, day):
    other = commands.register("H1", "某局长", by=clerk, password="mingzhou-2026")
    from mingcha.foundation import time

    commands.tell([other], "新的通报已印发", about="test:1", at=time.now())
    client.force_login(clerk)
    assert "新的通报" not in client.get("/messages/").content.decode()
    client.force_login(other)
    assert "新的通报" in client.get("/messages/").content.decode()
    assert queries.messages_of(other).get().read_at is not None


def test_the_nightly_seal_covers_every_entry(clerk, day):
    from mingcha.foundation import journal

    seal_the_journal(day)
    assert journal.head().size == JournalEntry.objects.count()
    assert "web.reactions.seal_the_journal" in reactions.web()["every day at 02:00"]
