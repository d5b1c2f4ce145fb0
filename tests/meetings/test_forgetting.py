"""What a meeting forgets: the order of arrival after the end, names once their days are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal, policy
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import queries as handed_in
from mingcha.foundation.models import ImportRow
from mingcha.foundation.xrays import Finding
from mingcha.meetings import commands, queries, reactions, rules, xrays
from mingcha.meetings.models import Invitation
from tests.foundation.sheets_at_hand import text

HEADS = ["姓名", "组别", "单位", "座位号"]


@pytest.fixture
def ended(begun, guest, clerk, day):
    """A meeting of four people to which one has come, ended."""
    commands.check_in(guest(), by=clerk, on=day)
    return commands.end(begun, by=clerk, on=day)


@pytest.fixture
def over(day):
    """The first day on which the names of a meeting of the day are kept no more."""
    return day + timedelta(days=policy.value(rules.RETAIN_DAYS, on=day) + 1)


def test_names_go_when_their_days_are_over_and_not_before(ended, over, clerk, day):
    reactions.delete_names_past_their_days(over - timedelta(days=1))
    assert Invitation.objects.count() == 4
    reactions.delete_names_past_their_days(over)
    ended.refresh_from_db()
    assert (Invitation.objects.count(), ended.wiped_on) == (0, over)
    assert commands.wipe(on=over) == 0, "nothing is left to delete"


def test_numbers_by_group_stay_and_the_journal_gets_how_many(ended, over, clerk, auditor):
    before = (queries.invited(ended), queries.arrived(ended))
    commands.wipe(on=over)
    ended.refresh_from_db()
    assert (queries.invited(ended), queries.arrived(ended)) == before
    facts = journal.about(ended).get(verb="meetings.meeting.wipe").facts
    assert facts == {"names": 4, "rows": 0}
    assert list(xrays.attendance_that_is_not_what_the_list_says()) == []


def test_a_meeting_that_is_not_over_keeps_its_names(door, over, clerk, day):
    commands.wipe(on=over)
    assert Invitation.objects.count() == 4


def test_a_cancelled_meeting_forgets_as_well(door, over, clerk, day):
    commands.cancel(door, reason="改期", by=clerk, on=day)
    assert commands.wipe(on=over) == 1
    assert Invitation.objects.count() == 0


def handed(clerk, day, *lines):
    return imports.take_in("invitations", text(HEADS, *lines), "名单.csv", by=clerk, on=day)


def test_what_the_spreadsheet_said_goes_with_the_names_and_its_file_too(
    called, clerk, day, over, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    imp = handed(clerk, day, ["高远山", "人大代表", "某单位", ""], ["陈清和", "不详", "某单位", ""])
    imports.commit_good(imp, by=clerk, on=day)
    for act in ("open_check_in", "begin", "end"):
        getattr(commands, act)(called, by=clerk, on=day)
    assert handed_in.file_of(imp.digest).exists()
    with django_capture_on_commit_callbacks(execute=True):
        commands.wipe(on=over)
    rows = ImportRow.objects.filter(of=imp)
    assert [row.words for row in rows] == [{}, {}]
    assert not any("高远山" in str(row.__dict__) for row in rows)
    assert not handed_in.file_of(imp.digest).exists()
    with pytest.raises(Refusal) as no:
        imports.undo(imp, by=clerk, on=over)
    assert no.value.code == "import.built_upon"


def test_a_spreadsheet_for_a_meeting_to_come_is_left_as_it_is(
    ended, clerk, day, over, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    from datetime import time as clock

    facts = {"held_on": over, "begins_at": clock(9, 0), "by": clerk, "on": day}
    later = commands.call("又一次大会", "大会堂", ["deputy"], **facts)
    imp = handed(clerk, day, ["许明德", "人大代表", "港务集团", ""])
    imports.commit(imp, by=clerk, on=day)
    with django_capture_on_commit_callbacks(execute=True):
        commands.wipe(on=over)
    assert queries.invited(later) == {"deputy": 1}
    assert ImportRow.objects.get(of=imp).words != {}
    assert handed_in.file_of(imp.digest).exists()


def test_pages_say_that_names_are_gone(client, ended, over, clerk):
    commands.wipe(on=over)
    client.force_login(clerk)
    for address in ("", "people/"):
        page = client.get(f"/meetings/{ended.pk}/{address}").content.decode()
        assert "高远山" not in page
        assert "删除" in page


def test_the_examination_finds_names_and_disks_that_remember(ended, over, monkeypatch):
    (disk,) = xrays.meetings_whose_disk_remembers()
    assert isinstance(disk, Finding)
    assert list(xrays.names_kept_beyond_their_days()) == []
    monkeypatch.setattr("mingcha.foundation.time.today", lambda: over + timedelta(days=1))
    assert [found.which for found in xrays.names_kept_beyond_their_days()] == [ended.number]


def test_a_disk_is_not_swept_inside_a_transaction_but_at_night(ended):
    assert commands.sweep(ended) is False
    assert list(queries.not_swept()) == [ended]


def test_after_the_end_the_night_sweeps_what_was_not_swept(ended, day, monkeypatch):
    swept = []
    monkeypatch.setattr("mingcha.foundation.anew.inside_a_transaction", lambda _of: False)
    monkeypatch.setattr("mingcha.foundation.anew.lay_anew", lambda *said: swept.append(said))
    reactions.sweep_what_could_not_be_swept(day)
    reactions.sweep_what_could_not_be_swept(day)
    assert swept == [("default", ((Invitation, "id"),))]
    assert list(xrays.meetings_whose_disk_remembers()) == []
    assert journal.about(ended).filter(verb="meetings.meeting.sweep").count() == 1


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no dead rows")
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_no_dead_row_is_left_though_somebody_holds_an_older_view(ended, day):
    from tests.attacks import on_postgres
    from tests.polls import on_files

    with on_postgres.an_old_view():
        commands.sweep(ended)
    assert on_files.dead_rows("meetings_invitation") == 0
    assert on_files.writers("meetings_invitation") == 1
    assert connection.vendor == "postgresql"
