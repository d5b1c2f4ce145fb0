"""Opens a workbook in a process of its own: a file made to break the reader breaks only that.

The reader of workbooks is native code that reserves a rectangle as large as its outermost cells;
one cell in the last corner of a sheet would end the whole program. So it runs beside it, within
a limit of memory, and hands the cells back as text. `python -m mingcha.foundation.imports.opening`
reads the workbook from standard input and writes JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final

MEMORY: Final = 2 << 30
MOST_CELLS: Final = 20_000_000


def text_of(value: Any) -> str:
    """A cell's value as text: whole numbers without a point, days as 2026-03-05.

    >>> text_of(12.0), text_of(1.5), text_of(datetime(2026, 3, 5)), text_of(True)
    ('12', '1.5', '2026-03-05', 'TRUE')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, timedelta):  # how hours are kept by the older format
        value = (datetime.combine(date.min, time()) + value).time()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if value is None else str(value)


def sheets_of(content: bytes) -> list[dict[str, Any]]:
    """Every worksheet that holds anything: its name, merged cells and rows of text."""
    import python_calamine as calamine

    book = calamine.load_workbook(BytesIO(content))
    found = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return [_told(sheet) for sheet in found if sheet.start is not None]


def _told(sheet: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"name": sheet.name, "merges": [], "rows": []}
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        return told | {"wide": True}
    rows = sheet.to_python(skip_empty_area=False)
    told["merges"] = sheet.merged_cell_ranges or []
    told["rows"] = [[text_of(value) for value in row] for row in rows]
    return told


def main() -> int:
    """Answer with the sheets, or with one word for what stands in the way."""
    _stay_small()
    import python_calamine as calamine

    try:
        answer: dict[str, Any] = {"sheets": sheets_of(sys.stdin.buffer.read())}
    except calamine.PasswordError:
        answer = {"no": "locked"}
    except (calamine.CalamineError, ValueError, OSError):
        answer = {"no": "corrupt"}
    except MemoryError:
        answer = {"no": "wide"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    return 0


def _stay_small() -> None:
    try:
        import resource
    except ImportError:  # not on this system: the time limit of the caller still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
