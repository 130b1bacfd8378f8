"""Sketches of texts by MinHash, and an index that finds those with a slot in common.

A sketch holds, for each of its slots, the least of the hashed shingles (Broder 1997), in one permutation (R-MinHash of
the library rensa, after Dahlgaard, Knudsen & Thorup 2017, "Fast similarity sketching"). The share of the slots on which
two sketches agree estimates the share of the shingles of both texts that they have in common (Jaccard).

A short copy within a long article has little of it, so that the usual index of bands of several slots misses it. Two
things mend this. Each slot is a band of its own: unrelated texts have hardly a run of five words in common, so this
brings few false candidates. And a long text is cut into stretches with a sketch each, so that no sketch is of a text
much longer than what may be copied from it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from detente.documents.shingles import Shingles

__all__ = ["ALGORITHM", "Signatures", "SlotIndex", "sketch"]

Signatures = NDArray[np.uint32]

ALGORITHM: int = RMinHash.ALGORITHM_VERSION
"""The version of the library's algorithm: sketches of different versions cannot be compared."""

_SEED = 1
_RECENT = 2048
"""Sketches that wait in a dictionary before they are sorted into the index."""

_CROWDED = 256
"""Sketches that are looked at where more agree on a slot, as with a boilerplate sentence: the first added."""

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def sketch(runs: Shingles, slots: int, stretch: int) -> tuple[Signatures, list[int]]:
    """Give the sketches of a text, one for each stretch of at most `stretch` runs, and the different runs in each.

    `runs` stand in the order of the text. The signatures have the shape (stretches, slots); a text without runs has no
    stretch.
    """
    if not len(runs):
        return np.empty((0, slots), dtype=np.uint32), []
    parts = [np.unique(part) for part in np.array_split(runs, -(-len(runs) // stretch))]
    offsets = np.cumsum([0, *(len(part) for part in parts)]).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(parts), offsets, slots, _SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32), [len(part) for part in parts]


class SlotIndex:
    """Which sketches agree with a sketch on at least one slot.

    The sketches stand in one table of 4 bytes for each slot; the index has 8 bytes more for each: the slot's value,
    hashed to 32 bits, and the row of the sketch, in sorted runs of growing length that are merged as in a
    log-structured merge tree. What a hash of 32 bits brings by chance is dropped when the sketches are compared.
    """

    def __init__(self, slots: int) -> None:
        self._places = np.arange(slots, dtype=np.uint64) << _HALF
        self._table: Signatures = np.empty((0, slots), dtype=np.uint32)
        self._rows = 0
        self._sorted: list[NDArray[np.uint64]] = []
        self._recent: dict[int, list[int]] = {}
        self._waiting: list[NDArray[np.uint64]] = []

    def __len__(self) -> int:
        return self._rows

    @property
    def nbytes(self) -> int:
        """The bytes of the table and of the sorted runs."""
        return self._table.nbytes + sum(run.nbytes for run in self._sorted)

    def rows(self, first: int, count: int) -> Signatures:
        """Give the sketches of some rows that follow one another, of shape (count, slots)."""
        return self._table[first : first + count]

    def _keys(self, signature: Signatures) -> NDArray[np.uint64]:
        """Hash each slot with its value to the upper 32 bits (the finalizer of SplitMix64)."""
        key = self._places | signature.astype(np.uint64)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            key = (key ^ (key >> np.uint64(shift))) * np.uint64(factor)
        return (key ^ (key >> np.uint64(31))) & ~_LOW

    def add(self, signature: Signatures) -> int:
        """Add a sketch of shape (slots,); gives its row."""
        if self._rows == len(self._table):
            more = np.empty((max(self._rows // 4, 1024), self._table.shape[1]), dtype=np.uint32)
            self._table = np.concatenate([self._table, more])
        row, self._rows = self._rows, self._rows + 1
        self._table[row] = signature
        keys = self._keys(signature)
        for key in keys.tolist():
            self._recent.setdefault(key, []).append(row)
        self._waiting.append(keys | np.uint64(row))
        if len(self._waiting) == _RECENT:
            self._sort_in()
        return row

    def _sort_in(self) -> None:
        run = np.sort(np.concatenate(self._waiting))
        while self._sorted and len(self._sorted[-1]) <= len(run):
            run = np.sort(np.concatenate([self._sorted.pop(), run]), kind="stable")
        self._sorted.append(run)
        self._recent, self._waiting = {}, []

    def _found(self, keys: NDArray[np.uint64]) -> Iterator[NDArray[np.uint64]]:
        for run in self._sorted:
            first, last = np.searchsorted(run, keys), np.searchsorted(run, keys | _LOW, side="right")
            for place in np.flatnonzero(last > first):
                yield run[first[place] : min(last[place], first[place] + _CROWDED)] & _LOW
        recent = [rows[:_CROWDED] for key in keys.tolist() if (rows := self._recent.get(key))]
        yield np.array([row for rows in recent for row in rows], dtype=np.uint64)

    def agreeing(self, signature: Signatures) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give the rows of the sketches that agree on a slot, in ascending order, and on how many slots each does."""
        rows = np.unique(np.concatenate(list(self._found(self._keys(signature))))).astype(np.intp)
        slots = np.count_nonzero(self._table[rows] == signature, axis=1)
        return rows[slots > 0], slots[slots > 0]

    def __getstate__(self) -> dict[str, Any]:
        """Give the state without spare rows, and without what can be made again from what is kept."""
        waiting = np.concatenate([np.empty(0, dtype=np.uint64), *self._waiting])
        return self.__dict__ | {"_table": self._table[: self._rows], "_waiting": waiting, "_recent": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._recent = {}
        self._waiting = list(state["_waiting"].reshape(-1, len(self._places)))
        for keys in self._waiting:
            for key in keys.tolist():
                self._recent.setdefault(key & ~int(_LOW), []).append(key & int(_LOW))
