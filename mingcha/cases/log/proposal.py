"""A mapping proposed from the names of a log's columns and a look at its first rows."""

from __future__ import annotations

import csv
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

import pyarrow as pa

from mingcha.cases.log import xes
from mingcha.cases.log.coding import MAY, MUST
from mingcha.cases.log.files import Source, found
from mingcha.cases.log.times import NONE, Reader
from mingcha.core.notice import Unfit

LOOKED_AT: Final = 500  # rows
NAMES: Final[dict[str, tuple[str, ...]]] = {
    # what it is: how its column is called, the surest first (folded, without spaces and strokes)
    "case": (
        "case:concept:name", "caseid", "case", "casenumber", "caseno", "case:id", "traceid",
        "zaakid", "zaaknummer", "zaaknr", "zaak", "dossiernummer", "dossiernr", "dossier",
        "办件编号", "办件号", "受理编号", "业务编号", "案件编号", "案卷号", "申请编号",
        "申办流水号", "办件流水号", "流水号",
    ),
    "activity": (
        "concept:name", "activity", "activityname", "task", "taskname", "event", "action",
        "activiteit", "activiteitnaam", "handeling", "taak", "stap", "processtap",
        "环节名称", "办理环节", "环节", "步骤", "活动", "活动名称", "操作", "事件",
    ),
    "time": (
        "time:timestamp", "timestamp", "completetimestamp", "endtimestamp", "eventtime",
        "datetime", "time", "date", "eventdate", "tijdstip", "tijd", "datumtijd", "datum",
        "办理时间", "操作时间", "完成时间", "环节时间", "发生时间", "时间", "办结时间", "日期",
    ),
    "actor": (
        "org:resource", "resource", "user", "employee", "performer", "medewerker", "behandelaar",
        "gebruiker", "办理人", "经办人", "操作人", "办理人员", "承办人", "人员",
    ),
    "office": (
        "org:group", "org:role", "group", "department", "team", "role", "afdeling", "groep",
        "办理部门", "承办部门", "办理处室", "科室", "处室", "部门", "单位",
    ),
    "lifecycle": ("lifecycle:transition", "lifecycle", "transition", "环节状态", "状态"),
    "item": (
        "item", "itemcode", "case:item", "zaaktype", "事项编码", "事项代码", "事项名称", "事项",
    ),
    "material": ("material", "materials", "document", "材料名称", "材料", "申请材料"),
    "fee": ("fee", "fees", "leges", "收费项目", "收费名称", "收费", "费用"),
}  # fmt: skip
FORMATS: Final = (
    "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M",
    "%d/%m/%Y", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M", "%m-%d-%Y",
    "%Y%m%d%H%M%S", "%Y%m%d",
)  # fmt: skip


def propose(path: Path) -> str:
    """The text of a mapping for a file; what it is not sure of, it says beside it.

    Raises:
        Unfit: if the file cannot be read, or no column can be what a log needs.
    """
    with tempfile.TemporaryDirectory(prefix="mingcha-log-") as folder:
        source = found(path, Path(folder))
        columns = _columns(source)
    return "\n".join(_lines(source.name, columns)) + "\n"


def named(heads: Sequence[str]) -> dict[str, str]:
    """Which column is what, by its name alone."""
    folded = {_folded(head): head for head in reversed(heads)}
    chosen: dict[str, str] = {}
    for what, names in NAMES.items():
        free = (folded[name] for name in names if name in folded)
        column = next((one for one in free if one not in chosen.values()), None)
        if column is not None:
            chosen[what] = column
    return chosen


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text).strip().casefold())


def _columns(source: Source) -> dict[str, list[str]]:
    """The first rows of a file, by column."""
    if source.kind == "xes":
        heads = xes.heads(source)
        chunk = next(iter(xes.chunks(source, {head: head for head in heads}, _silent)))
        rows = chunk.table.slice(0, LOOKED_AT)
        return {head: [text or "" for text in rows[head].to_pylist()] for head in heads}
    if source.kind == "parquet":
        return _of_parquet(source)
    with source.path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        told = csv.reader(lines, delimiter=source.delimiter)
        rows_: list[list[str]] = []
        with suppress(csv.Error):  # a cell too long to look at: what stands before it will do
            rows_.extend(islice(told, 1, LOOKED_AT + 1))
    whole = [row for row in rows_ if len(row) == len(source.heads)]
    return {head: [row[n] for row in whole] for n, head in enumerate(source.heads)}


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def _of_parquet(source: Source) -> dict[str, list[str]]:
    from pyarrow import parquet

    with parquet.ParquetFile(source.path) as file:
        batch = next(file.iter_batches(batch_size=LOOKED_AT), None)
    if batch is None:
        return {head: [] for head in source.heads}
    rows = pa.Table.from_batches([batch])
    return {
        head: ["" if cell is None else str(cell) for cell in rows[head].to_pylist()]
        for head in source.heads
    }


def _lines(file: str, columns: dict[str, list[str]]) -> Iterator[str]:
    chosen, unsure = named(list(columns)), set()
    for what in MUST:
        if what not in chosen and (column := _by_content(what, columns, chosen)):
            chosen[what] = column
            unsure.add(what)
    if missing := [what for what in MUST if what not in chosen]:
        raise Unfit(
            "{file}: no column looks like the “{name}” of an event. It has: {columns}. Write the "
            "mapping by hand: [columns] case, activity, time.",
            file=file,
            name=missing[0],
            columns=", ".join(columns),
        )
    yield "[columns]"
    for what in (*MUST, *MAY):
        if what in chosen:
            note = "  # by what stands in it: look whether this is right" if what in unsure else ""
            yield f"{what} = {_quoted(chosen[what])}{note}"
    rest = [head for head in columns if head not in chosen.values()]
    dates = {head for head in rest if _are_times(columns[head])}
    yield from _beside("dates", [head for head in rest if head in dates], remark=False)
    texts = [head for head in rest if head not in dates and any(columns[head])]
    yield from _beside("text", texts, remark=True)
    yield from _of_times(columns[chosen["time"]])


def _beside(part: str, heads: Sequence[str], *, remark: bool) -> Iterator[str]:
    """Further columns under short names; texts are only offered, since each costs memory."""
    if heads:
        yield ""
        yield f"[{part}]"
    taken: set[str] = set()
    for head in heads:
        short = re.sub(r"\W+", "_", head.removeprefix(xes.CASE)).strip("_").lower() or "column"
        name = short if short not in taken else f"{short}_{len(taken)}"
        taken.add(name)
        key = name if name.isascii() else _quoted(name)
        yield f"{'# ' if remark else ''}{key} = {_quoted(head)}"


def _of_times(texts: list[str]) -> Iterator[str]:
    some = [text.strip() for text in texts if text.strip()]
    if not some:
        return
    if not _are_times(some):
        fitting = [form for form in FORMATS if all(_fits(text, form) for text in some)]
        if fitting:
            yield ""
            yield "[times]"
            yield f"formats = [{_quoted(fitting[0])}]"
        if len(fitting) > 1:
            others = ", ".join(fitting[1:])
            yield f"# The first rows would also allow {others}: look which of the two is meant."
    elif all(re.search(r"(Z|\+00:?00)$", text) for text in some):
        yield ""
        yield "[times]"
        yield '# zone = "Asia/Shanghai"  # times are in UTC: say where the clocks hang'


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 -- only whether it can be read
    except ValueError:
        return False
    return True


def _are_times(texts: Iterable[str]) -> bool:
    """Whether what stands in a column is times, all of it; an empty column is not."""
    some = [text.strip() for text in texts if text.strip()]
    if not some or not all(re.match(r"\d{4}\D", text) for text in some):
        return False
    return bool((Reader(zone="UTC").read(pa.array(some, pa.string())).at != NONE).all())


def _by_content(what: str, columns: dict[str, list[str]], chosen: dict[str, str]) -> str | None:
    """The column whose cells look like cases, activities or times."""
    free = {head: cells for head, cells in columns.items() if head not in chosen.values()}
    if what == "time":
        return next((head for head, cells in free.items() if _are_times(cells)), None)
    texts = {h: c for h, c in free.items() if c and all(c) and not _are_times(c)}
    kinds = {head: len(set(cells)) for head, cells in texts.items()}
    repeated = {head: n for head, n in kinds.items() if 1 < n < len(texts[head])}
    if not repeated:
        return None
    return (max if what == "case" else min)(repeated, key=lambda head: repeated[head])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
