"""`mingcha snapshot`: keeps today's facts, says where; the same again says the same."""

from __future__ import annotations

import json

from mingcha.analytics.models import Snapshot
from mingcha.demo import city
from mingcha.web import cli
from mingcha.web.cli import city as running


def test_it_keeps_the_facts_and_says_where(settings, tmp_path, capsys, organ, day):
    settings.FACTS = tmp_path / "facts"
    assert cli.main(["snapshot"]) == 0
    assert str(tmp_path / "facts" / "2026-04-10") in capsys.readouterr().out
    assert cli.main(["snapshot", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["day"], told["edition"]) == ("2026-04-10", 1)


def test_a_folder_that_cannot_be_written_is_told(settings, tmp_path, capsys, organ, day):
    (tmp_path / "facts").write_text("a file where a folder should be")
    settings.FACTS = tmp_path / "facts"
    assert cli.main(["snapshot"]) == 2
    assert "facts" in capsys.readouterr().err


def test_the_demonstration_begins_with_a_snapshot_of_its_day(settings, tmp_path, db, monkeypatch):
    settings.FACTS = tmp_path / "facts"
    monkeypatch.setattr(city, "build", lambda size: None)
    monkeypatch.setattr(running, "_prepare", lambda: None)
    assert cli.main(["demo", "--small"]) == 0
    assert Snapshot.objects.get().day == city.DAY
    assert (tmp_path / "facts" / "2026-04-10" / "manifest.json").exists()
