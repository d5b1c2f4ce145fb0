"""Logs of events are kept as they came; as photos or papers they are still refused."""

from __future__ import annotations

import gzip

import pytest

from mingcha.core.refusal import Refusal
from mingcha.evidence import commands

CSV = "编号,时间\n1,2026-03-02\n".encode()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (CSV, "办件.csv", "text/csv"),
        ("编号\n1\n".encode("gb18030"), "办件.csv", "text/csv"),
        (b"<?xml version='1.0'?><log/>", "办件.xes", "application/xml"),
        (gzip.compress(CSV, mtime=0), "办件.csv.gz", "application/gzip"),
        (b"PAR1....PAR1", "办件.parquet", "application/vnd.apache.parquet"),
    ],
)
def test_a_log_is_kept_under_its_digest_by_what_it_is(clerk, content, name, kind):
    piece = commands.keep_log(content, name, by=clerk)
    assert (piece.media_type, piece.size) == (kind, len(content))


@pytest.mark.parametrize(("content", "name"), [(b"MZ\x00\x01", "办件.csv"), (CSV, "办件.exe")])
def test_what_is_no_log_or_lies_about_itself_is_refused(clerk, content, name):
    with pytest.raises(Refusal):
        commands.keep_log(content, name, by=clerk)


def test_a_log_is_no_paper(clerk):
    with pytest.raises(Refusal):
        commands.keep(CSV, "办件.csv", by=clerk)
