"""How fast ten thousand staff are looked at, carried out and taken back, beside openpyxl.

The peer reads every cell of the same workbook and does nothing else: no titles are found, no
cell is judged, nothing is compared with a register. Run in a database of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import tempfile
from collections.abc import Callable
from datetime import date
from time import perf_counter
from typing import Any

MANY = 10_000
TARGET_S = 3.0
DAY = date(2026, 4, 10)
HEADS = ["工号", "姓名", "机关编码", "科室编码", "职务", "职责", "任职日期", "电话", "邮箱"]


def measure(n: int = MANY) -> dict[str, Any]:
    """Preview, commit and undo `n` staff in an empty city of fifty organs."""
    from mingcha.foundation import time
    from mingcha.foundation.imports import commands, looking
    from mingcha.foundation.models import ImportRow

    _city()
    content = _workbook(n)
    with time.at(DAY):
        look = _best(lambda: looking.look("people", content, "x.xlsx", on=DAY))
        seconds, imp = _timed(
            lambda: commands.take_in("people", content, "x.xlsx", by=None, on=DAY)
        )
        new = ImportRow.objects.filter(of=imp, verdict="new").count()
        commit_s, _ = _timed(lambda: commands.commit(imp, by=None, on=DAY))
        undo_s, _ = _timed(lambda: commands.undo(imp, by=None, on=DAY))
    peer = _best(lambda: _peer(content))
    return {
        "what": f"{n} staff of a workbook previewed: read, judged against the register, kept",
        "seconds": round(seconds, 3),
        "without_keeping_seconds": round(look, 3),
        "target_seconds": TARGET_S,
        "met": seconds < TARGET_S and new == n,
        "commit_seconds": round(commit_s, 3),
        "undo_seconds": round(undo_s, 3),
        "peer": "openpyxl, read-only, reading the cells of the same file and nothing else",
        "peer_seconds": round(peer, 3),
    }


def _city() -> None:
    from mingcha.organs import commands

    for n in range(50):
        organ = commands.found(
            f"MZ{n:03}", f"第{n}局", level="organ", kind="service", since=DAY, by=None
        )
        commands.found(f"MZ{n:03}-1", f"{n}科", level="office", parent=organ, since=DAY, by=None)


def _workbook(n: int) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("人员")
    page.append(["明州市市级机关工作人员名册"])
    page.append(HEADS)
    for k in range(n):
        organ = f"MZ{k % 50:03}"
        page.append([f"mz{k:05}", f"张{k}", organ, f"{organ}-1", "科员", "工作人员",
                     "2026年4月10日", f"1380000{k:04}", f"z{k}@example.cn"])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _peer(content: bytes) -> int:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return sum(1 for row in book.active.iter_rows(values_only=True) if row)


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begin = perf_counter()
    made = act()
    return perf_counter() - begin, made


def _best(act: Callable[[], Any]) -> float:
    return min(_timed(act)[0] for _ in range(3))


def main() -> None:
    """Print the measurement, for people or as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--rows", type=int, default=MANY, help="how many staff")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mingcha-pace-") as room:
        os.environ["MINGCHA_HOME"] = room
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingcha.web.settings")
        import django

        django.setup()
        from mingcha.foundation import boxes

        boxes.migrate()
        seen = measure(args.rows)
    if args.json:
        print(json.dumps(seen, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in seen.items()))


if __name__ == "__main__":
    main()
