"""`mingcha import`: the same import from the command line."""

import json

import pytest

from mingcha.foundation.models import Import, JournalEntry
from mingcha.organs.models import Unit
from mingcha.web import cli
from tests.foundation.sheets_at_hand import ORGANS, organ, text


@pytest.fixture
def mingcha(db, day, settings, tmp_path, capsys, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "evidence"
    monkeypatch.setenv("MINGCHA_LANGUAGE", "en")

    def run(*words):
        code = cli.main(["import", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def file(tmp_path):
    def written(*lines):
        path = tmp_path / "organs.csv"
        path.write_bytes(text(ORGANS, *lines, encoding="gbk"))
        return str(path)

    return written


def test_without_commit_it_only_looks(mingcha, file):
    code, out, _ = mingcha("organs", file(organ()))
    assert code == 0
    assert "New 1" in out
    assert not Unit.objects.exists()
    assert not Import.objects.exists()


def test_a_faulty_row_is_named_and_answered_with_1(mingcha, file):
    code, out, _ = mingcha("organs", file(organ(), organ("MZ101", since="去年")), "--commit")
    assert code == 1
    assert "Row 3, Since" in out
    assert "--skip-faulty" in out
    assert not Unit.objects.exists()


def test_commit_and_undo_by_number_in_somebodys_name(mingcha, file, clerk):
    code, out, _ = mingcha("organs", file(organ()), "--commit", "--as", "clerk")
    assert code == 0
    assert "DR-2026-0001" in out
    assert JournalEntry.objects.get(verb="organs.unit.found").by == clerk
    code, out, _ = mingcha("undo", "DR-2026-0001", "--as", "clerk")
    assert code == 0
    assert not Unit.objects.exists()


def test_faulty_rows_are_left_out_only_if_asked_and_still_answered_with_1(mingcha, file):
    given = file(organ(), organ("MZ101", since="去年"))
    code, _, _ = mingcha("organs", given, "--commit", "--skip-faulty")
    assert code == 1
    assert Unit.objects.count() == 1


def test_the_same_file_again_has_nothing_to_do_and_that_is_well(mingcha, file):
    mingcha("organs", file(organ()), "--commit")
    code, out, _ = mingcha("organs", file(organ()), "--commit")
    assert code == 0
    assert "nothing to carry out" in out
    assert Import.objects.count() == 1


def test_programs_get_json(mingcha, file):
    _, out, _ = mingcha("organs", file(organ(), organ("")), "--json")
    said = json.loads(out)
    assert said["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "faulty": 1}
    assert said["rows"][1]["row"] == 3
    assert said["rows"][1]["faults"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("cars", "x.csv"), "import.no_file"),
        (("organs", "none.csv"), "import.no_file"),
        (("undo", "DR-2026-0009"), "import.unknown"),
        (("organs", "none.csv", "--as", "nobody"), "people.nobody"),
    ],
)
def test_what_is_not_understood_is_answered_with_2_and_a_remedy(mingcha, words, code):
    answer, out, err = mingcha(*words, "--json")
    assert answer == 2
    assert json.loads(out)["code"] == code
    assert err.strip()


def test_a_table_nobody_knows_is_answered_with_2(mingcha, file):
    answer, out, _ = mingcha("cars", file(organ()), "--json")
    assert (answer, json.loads(out)["code"]) == (2, "import.unknown_kind")
