"""`mingcha openapi` and `mingcha docs`, and the command line's own words."""

import json

import pytest

from mingcha.web import cli, reference
from mingcha.web.cli import words

pytestmark = pytest.mark.django_db


def test_the_description_is_written_and_compared(tmp_path, capsys):
    assert cli.main(["openapi"]) == 0
    text = capsys.readouterr().out
    said = json.loads(text)
    file = tmp_path / "old.json"
    file.write_text(text, encoding="utf-8")
    assert cli.main(["openapi", "--check", str(file)]) == 0
    said["paths"]["/api/gone"] = {"get": {"operationId": "gone_by_now", "responses": {}}}
    file.write_text(json.dumps(said), encoding="utf-8")
    assert cli.main(["openapi", "--check", str(file)]) == 1
    assert "gone_by_now" in capsys.readouterr().out
    assert cli.main(["openapi", "--check", str(tmp_path / "none.json")]) == 2


def test_docs_says_which_page_is_stale(tmp_path, capsys):
    reference.write(tmp_path)
    assert reference.stale(tmp_path) == []
    (tmp_path / "rules.md").write_text("old", encoding="utf-8")
    assert reference.stale(tmp_path) == ["rules.md"]


def test_the_command_line_speaks_chinese_down_to_its_usage(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert "用法" in said
    assert "显示此帮助信息" in said
    assert "show this help" not in said
    with pytest.raises(SystemExit):
        cli.main(["workdays", "due"])
    assert "缺少必需的参数" in capsys.readouterr().err


def test_every_word_of_the_usage_has_its_chinese():
    from django.utils import translation

    with translation.override("zh-hans"):
        assert [w for w in words.own_words() if w.isascii()] == []


def test_the_readme_names_only_commands_that_there_are():
    import re

    text = (reference.HOUSE.parent / "README.md").read_text(encoding="utf-8")
    for line in re.findall(r"bin/mingcha ([^#\n]+)", text):
        with pytest.raises(SystemExit) as done:
            cli.main([*line.split()[:1], "--help"])
        assert done.value.code == 0, line
