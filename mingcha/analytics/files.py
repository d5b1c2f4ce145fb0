"""A measure's figures as a file: CSV, XLSX, Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.encoding import escape_uri_path

from mingcha.analytics import wording
from mingcha.foundation.columns import as_parquet
from mingcha.foundation.listing import XLSX, as_csv, as_xlsx

PARQUET = "application/vnd.apache.parquet"
FORMS = ("csv", "xlsx", "parquet")
HEADS = list(wording.HEADS)


def file(records: Sequence[dict[str, Any]], name: str, form: str) -> HttpResponse:
    """The same lines in the form asked for; heads are the plain names of the columns."""
    if form == "parquet":
        content, kind = as_parquet(HEADS, wording.rows(records)), PARQUET
    elif form == "xlsx":
        content, kind = as_xlsx(HEADS, wording.plain_rows(records)), XLSX
    else:
        lines = wording.plain_rows(records)
        content, kind = as_csv(HEADS, lines), "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}.{form}"
    return answer


def links(query: str = "") -> list[dict[str, str]]:
    """Where the page offers its figures as files."""
    return [{"label": form.upper(), "url": f"?{query}format={form}"} for form in FORMS]
