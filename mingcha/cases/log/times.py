"""Times as logs write them: the moment in UTC, and the calendar date where it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

NO: Final = False
MOST: Final = 20  # texts that cannot be read and are remembered
NONE: Final = np.iinfo(np.int64).min  # no moment
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # beyond stand-ins like 9999-12-31
EPOCH: Final = date(1970, 1, 1).toordinal()
CLOCK: Final = r"[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?"
ZONED: Final = rf"^\d{{4}}-\d\d-\d\d{CLOCK}(Z|[+-]\d\d(:?\d\d)?)$"
PLAIN: Final = rf"^\d{{4}}-\d\d-\d\d({CLOCK})?$"
CHINESE: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*[:时点]\s*(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.(\d+))?\s*秒?)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)


class Times(NamedTuple):
    """Moments in microseconds since 1970 (UTC; `NONE` where there is none) and calendar dates."""

    at: NDArray[np.int64]
    day: NDArray[np.int32]


@dataclass
class Reader:
    """Reads times chunk by chunk and remembers whether they said where they were taken."""

    zone: str = ""
    formats: tuple[str, ...] = ()
    zoned: int = 0
    plain: int = 0
    unread: set[str] = field(default_factory=set)  # texts that no manner of writing fits

    def read(self, texts: Any) -> Times:
        """Times of one chunk: an Arrow array of text, or of dates and moments."""
        chunk = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        if pa.types.is_dictionary(chunk.type):
            return self._of_few(chunk)
        if not pa.types.is_string(chunk.type) and not pa.types.is_large_string(chunk.type):
            return self._typed(chunk)
        quick = self._quick(chunk, zoned=True)
        if quick is None:
            quick = self._quick(chunk, zoned=False)
        return quick if quick is not None else self._slow(chunk)

    def _of_few(self, chunk: Any) -> Times:
        few = self.read(chunk.dictionary)
        places = chunk.indices.fill_null(len(chunk.dictionary)).to_numpy(zero_copy_only=False)
        return Times(np.append(few.at, NONE)[places], np.append(few.day, np.int32(0))[places])

    def _typed(self, chunk: Any) -> Times:
        if pa.types.is_null(chunk.type):
            return Times(np.full(len(chunk), NONE), np.zeros(len(chunk), np.int32))
        if pa.types.is_timestamp(chunk.type) and chunk.type.tz:
            return self._zoned(chunk.cast(pa.timestamp("us", chunk.type.tz), safe=False), None)
        if pa.types.is_timestamp(chunk.type) or pa.types.is_date(chunk.type):
            return self._plain(chunk.cast(pa.timestamp("us"), safe=False))
        return self.read(chunk.cast(pa.string()))

    def _quick(self, texts: Any, *, zoned: bool) -> Times | None:
        """All at once, where every text is written by ISO 8601 and in one manner."""
        try:
            kind = pa.timestamp("us", "UTC") if zoned else pa.timestamp("us")
            moments = pc.cast(_no_blanks(texts), kind)
            dates = pc.cast(pc.utf8_slice_codeunits(_no_blanks(texts), 0, 10), pa.date32())
        except pa.ArrowInvalid:
            return None
        if not zoned:
            return self._plain(moments)
        return self._zoned(moments, dates)

    def _zoned(self, moments: Any, dates: Any) -> Times:
        self.zoned += len(moments) - moments.null_count
        if self.zone or dates is None:
            local = moments.cast(pa.timestamp("us", self.zone)) if self.zone else moments
            dates = pc.cast(pc.local_timestamp(local), pa.date32(), safe=False)
        return Times(_micros(moments), _days(dates))

    def _plain(self, moments: Any) -> Times:
        self.plain += len(moments) - moments.null_count
        dates = pc.cast(moments, pa.date32(), safe=False)
        if self.zone:
            moments = pc.assume_timezone(
                moments, self.zone, ambiguous="earliest", nonexistent="latest"
            )
        return Times(_micros(moments), _days(dates))

    def _slow(self, texts: Any) -> Times:
        """By manner of writing; what no manner fits is left without a time."""
        at = np.full(len(texts), NONE)
        day = np.zeros(len(texts), np.int32)
        left = np.ones(len(texts), bool)
        for manner, zoned in ((ZONED, True), (PLAIN, False)):
            fits = pc.match_substring_regex(texts, manner).fill_null(NO)
            places = np.flatnonzero(fits.to_numpy(zero_copy_only=False) & left)
            some = self._quick(texts.take(pa.array(places)), zoned=zoned) if places.size else None
            if some is not None:
                at[places], day[places] = some
                left[places] = False
        rest = np.flatnonzero(left)
        if rest.size:
            at[rest], day[rest] = self._one_by_one(texts.take(pa.array(rest)))
        return Times(at, day)

    def _one_by_one(self, texts: Any) -> Times:
        coded = texts.dictionary_encode()
        found = [self._one(text) for text in coded.dictionary.to_pylist()]
        at = np.array([one[0] for one in found] + [NONE], np.int64)
        day = np.array([one[1] for one in found] + [0], np.int32)
        places = coded.indices.fill_null(len(found)).to_numpy(zero_copy_only=False)
        return Times(at[places], day[places])

    def _one(self, text: str) -> tuple[int, int]:
        plain = unicodedata.normalize("NFKC", text).strip()
        moment = next((m for m in self._ways(plain) if m is not None), None)
        if moment is None or not EARLIEST <= moment.date() <= LATEST:
            if plain:
                self._note(text)
            return NONE, 0
        dates = None
        if moment.tzinfo is None:
            one = self._plain(pa.array([moment], pa.timestamp("us")))
        else:
            dates = pa.array([moment.date()], pa.date32())
            one = self._zoned(pa.array([moment.astimezone(UTC)], pa.timestamp("us", "UTC")), dates)
        return int(one.at[0]), int(one.day[0])

    def note(self, texts: Any) -> None:
        """Remember texts that say a moment which cannot be true."""
        for text in texts.cast(pa.string()).unique().to_pylist():
            self._note(text)

    def _note(self, text: str) -> None:
        if len(self.unread) < MOST:
            self.unread.add(text)

    def _ways(self, text: str) -> Iterable[datetime | None]:
        for one in self.formats:
            yield _by_format(text, one)
        yield _year_first(text)


def sound(times: Times) -> NDArray[np.bool_]:
    """Which of the times can be true: there, and no stand-in like 9999-12-31."""
    low, high = EARLIEST.toordinal() - EPOCH, LATEST.toordinal() - EPOCH
    fits: NDArray[np.bool_] = (times.at != NONE) & (times.day >= low) & (times.day <= high)
    return fits


def _no_blanks(texts: Any) -> Any:
    """Empty text is no time; Arrow knows only null as that."""
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)


def _micros(moments: Any) -> NDArray[np.int64]:
    numbers = pc.cast(moments, pa.int64()).fill_null(NONE)
    found: NDArray[np.int64] = numbers.to_numpy(zero_copy_only=False)
    return found


def _days(dates: Any) -> NDArray[np.int32]:
    found: NDArray[np.int32] = (
        pc.cast(dates, pa.int32()).fill_null(0).to_numpy(zero_copy_only=False)
    )
    return found


def _by_format(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 -- a zone is taken where one is written
    except ValueError:
        return None


def _year_first(text: str) -> datetime | None:
    """Year, month, day in any common writing: no other order is guessed."""
    found = CHINESE.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, part, zone = found.groups()
    iso = f"{year}-{int(month):02}-{int(day):02}T{int(hour or 0):02}:{int(minute or 0):02}"
    iso += f":{int(second or 0):02}.{(part or '0')[:6]:0<6}{zone or ''}"
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None
