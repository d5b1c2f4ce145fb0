"""The description of the API as files hold it: in English, the same every time."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.utils import translation

from mingcha.web.api import api


@cache
def described() -> dict[str, Any]:
    """The description as the authors of programs compare it; it is made once and only read."""
    with translation.override("en"):
        found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return found


def text() -> str:
    """The description as it is written to a file."""
    return json.dumps(described(), ensure_ascii=False, indent=1, sort_keys=True)
