"""Names as numbers: each name of a column is written once, its rows carry its number."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
ABSENT: Final = -1  # nothing stands in the cell
MUST: Final = ("case", "activity", "time")  # the columns without which nothing is a log
MAY: Final = ("actor", "office", "item", "lifecycle", "material", "fee")


class _Numbers(dict[str | None, int]):
    """Each way to write a name is looked at once; afterwards it is only looked up."""

    def __init__(self, same: dict[str, str], names: list[str]) -> None:
        super().__init__({None: ABSENT, "": ABSENT})
        self._same, self._names = same, names

    def __missing__(self, name: str) -> int:
        plain = name.strip()
        plain = self._same.get(plain, plain)
        if plain != name:
            number = self[plain]
        else:
            number = len(self._names)
            self._names.append(name)
        self[name] = number
        return number


class Codes:
    """The names of one column, numbered as they first come; "NA" is a name like any other."""

    def __init__(self, same: dict[str, str] | None = None) -> None:
        self.names: list[str] = []
        self._numbers = _Numbers(same or {}, self.names)
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
        numbers = np.fromiter(map(self._numbers.__getitem__, [*names, None]), np.int32)
        places = piece.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
        coded: Numbers = numbers[places]
        return coded
