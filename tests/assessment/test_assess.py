"""`mingcha assess`: a year reckoned once more is the same to the byte, on either database."""

import argparse
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingcha.assessment import queries
from mingcha.assessment.commands import year as years
from mingcha.assessment.models import YearSheet
from mingcha.rectification.models import Order
from mingcha.web.cli import assess

# What the year of the fixtures gives, whatever database keeps it: a change of these bytes is a
# change of what was told to organs, and wants a decision.
BYTES = "cd28daa86d1a7563880e5e628d172dabcd5cc36637d918bf9bdf6bbcffc2c6c9"


def asked(capsys, *words):
    parser = argparse.ArgumentParser()
    assess.register(parser.add_subparsers())
    args = parser.parse_args(["assess", *words])
    code = args.run(args)
    out, err = capsys.readouterr()
    return code, json.loads(out) if out.startswith("{") else out, err


def test_recompute_gives_the_same_bytes_on_every_database(year_sheet, capsys):
    words = ("--year", "2026", "--recompute", "--json")
    code, said, _err = asked(capsys, *words)
    assert (code, said["same"], said["bytes"]) == (0, True, BYTES)
    assert said["sheets"][0]["digest"] == said["sheets"][0]["recomputed"] == year_sheet.digest
    assert asked(capsys, *words)[1] == said


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda s: {"inputs": {**s.inputs, "late": ["ZG-2026-0099"]}}, ["late orders"]),
        (
            lambda s: {"inputs": {**s.inputs, "visits": {**s.inputs["visits"], "checks": 400}}},
            ["part visits"],
        ),
        (lambda s: {"score": "99.00", "high": "100.00"}, ["figures"]),
        (lambda s: {"low": "1.00"}, ["figures"]),
        (lambda s: {"missing": []}, ["figures"]),
        (lambda s: {"inputs": {"subject": "MZ001"}}, ["留存的输入无法读取"]),
        (lambda s: {"inputs": {**s.inputs, "parts": []}}, ["留存的输入无法读取"]),
        (lambda s: {"reckoning": "x"}, ["留存的输入无法读取"]),
    ],
)
def test_recompute_names_the_input_that_is_not_what_it_was(year_sheet, capsys, tamper, named):
    YearSheet.objects.update(**tamper(year_sheet))
    code, said, _err = asked(capsys, "--year", "2026", "--recompute", "--json")
    assert (code, said["same"], said["sheets"][0]["differs"]) == (1, False, named)
    code, told, _err = asked(capsys, "--year", "2026", "--recompute")
    assert (code, named[0] in told) == (1, True)


def test_today_names_what_has_moved_since_and_that_is_no_fault(year_sheet, capsys):
    Order.objects.update(relapses=1)
    code, said, _err = asked(capsys, "--year", "2026", "--recompute", "--today", "--json")
    assert (code, said["same"]) == (0, True)
    assert said["sheets"][0]["moved"] == ["part visits"]


def test_today_reads_the_facts_once_for_all_and_takes_what_cannot_be_read_as_moved(
    year, other, clerk, over, capsys, django_assert_num_queries
):
    one, _two = years.compute(2026, by=clerk, on=over)
    with CaptureQueriesContext(connection) as alone:
        queries.all_moved([one])
    sheets = list(YearSheet.objects.select_related("organ", "rule"))
    with django_assert_num_queries(len(alone)):
        assert queries.all_moved(sheets) == {sheet.pk: [] for sheet in sheets}
    YearSheet.objects.filter(pk=one.pk).update(inputs={"subject": "MZ001"})
    code, said, _err = asked(capsys, "--year", "2026", "--today", "--json")
    assert (code, len(said["sheets"]), said["sheets"][1]["moved"]) == (0, 2, [])
    assert "part visits" in said["sheets"][0]["moved"]


def test_a_year_without_sheets_and_what_is_no_year_are_told_so(db, capsys):
    for words in ("2026", "26", "abcd"):
        code, out, err = asked(capsys, "--year", words)
        assert (code, out, bool(err)) == (2, "", True)
