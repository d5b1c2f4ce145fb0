"""Names as numbers: each name of a column is written once, its rows carry its number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
ABSENT = -1  # nothing stands in the cell


class Codes:
    """The names of one column, numbered as they first come; "NA" is a name like any other."""

    def __init__(self, same: dict[str, str] | None = None) -> None:
        self._same = same or {}
        self._numbers: dict[str, int] = {}
        self.names: list[str] = []
        self.parts: list[Numbers] = []

    def take(self, column: Any) -> Numbers:
        """The numbers of one chunk, which are also kept."""
        pieces = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
        found = [self._piece(piece) for piece in pieces]
        numbers = np.concatenate(found) if found else np.empty(0, np.int32)
        self.parts.append(numbers)
        return numbers

    def whole(self) -> Numbers:
        """The numbers of all chunks."""
        return np.concatenate(self.parts) if self.parts else np.empty(0, np.int32)

    def _piece(self, piece: Any) -> Numbers:
        if not pa.types.is_dictionary(piece.type):
            text = piece if pa.types.is_string(piece.type) else piece.cast(pa.string())
            piece = text.dictionary_encode()
        names = piece.dictionary.cast(pa.string()).to_pylist()
        numbers = np.array([*map(self._number, names), ABSENT], np.int32)
        places = piece.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
        coded: Numbers = numbers[places]
        return coded

    def _number(self, name: str | None) -> int:
        known = self._numbers.get(name) if name is not None else ABSENT
        if known is not None:
            return known
        plain = (name or "").strip()
        plain = self._same.get(plain, plain)
        if not plain:
            number = ABSENT
        elif plain in self._numbers:
            number = self._numbers[plain]
        else:
            number = self._numbers[plain] = len(self.names)
            self.names.append(plain)
        self._numbers[name or ""] = number
        return number
