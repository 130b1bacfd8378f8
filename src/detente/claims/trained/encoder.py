"""The encoder: a transformer that reads the wordpieces of a window, run by ONNX Runtime on one core.

It is the lower half of MPNet (Song et al. 2020, "MPNet: masked and permuted pre-training for language understanding",
NeurIPS; weights of all-mpnet-base-v2, Apache-2.0), trained further on annotated reports. `reader.onnx` holds what is
computed, `reader-weights.npz` the matrices: whole numbers of four bits, with a factor for every `BLOCK` of them, which
together make the eight-bit weights that are multiplied (seven bits are used, so that processors without VNNI give the
same sums).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.trained.windows import Window
from detente.errors import MissingExtraError

__all__ = ["BLOCK", "Encoder", "numbers_of"]

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

BLOCK = 64
"""How many numbers of four bits share a factor."""
_ZERO = 8
"""What is stored for nought: four bits hold -7 to 7."""
_PAIRS = np.array([(byte % 16 - _ZERO, byte // 16 - _ZERO) for byte in range(256)], dtype=np.int8)
"""The two numbers that each byte holds."""


class Encoder:
    """A loaded encoder."""

    def __init__(self, graph: Path, weights: Path) -> None:
        """Load it. Raises MissingExtraError where ONNX Runtime is not installed."""
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtraError("the claim reader", "read") from error
        with np.load(weights) as stored:
            arrays = {name: stored[name] for name in stored.files}
        self._pieces = _Rows(arrays.pop("pieces.codes"), arrays.pop("pieces.scales"))
        self._places: Floats = arrays.pop("places").astype(np.float32)
        self._near: Floats = arrays.pop("near")
        self._given = _matrices(arrays)  # kept, since the session does not copy them
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_external_initializers(
            list(self._given), [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in self._given.values()]
        )
        self._session: Any = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])

    def encode(self, window: Window) -> Floats:
        """Give the encodings (words, width) of the words of a window, each by its first wordpiece.

        Windows go one by one: activations in eight bits are scaled over the whole input, so that in a batch a word's
        encoding would depend on other windows.
        """
        embedded = self._pieces[window.pieces] + self._places[: len(window.pieces)]
        given = {"embedded": embedded[None], "near": _attractions(self._near, len(embedded))[None]}
        hidden: Floats = self._session.run(None, given)[0][0]
        return hidden[window.starts]


def _attractions(by_distance: Floats, size: int) -> Floats:
    """Give how much each of some pieces attracts each other (heads, size, size), as their distance has it.

    `by_distance` (heads, 2 n + 1) begins with what stands n pieces before.
    """
    middle = by_distance.shape[1] // 2
    around = by_distance[:, middle - size + 1 : middle + size]
    return np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(around, size, axis=1)[:, ::-1])


def numbers_of(codes: Bytes) -> NDArray[np.int8]:
    """Give the numbers (rows, columns), -7 to 7, that bytes (rows, columns / 2) hold two by two."""
    return _PAIRS.view(np.int16)[:, 0][codes].view(np.int8)


class _Rows:
    """Vectors stored as numbers of four bits, with a scale for every `BLOCK` of them."""

    def __init__(self, codes: Bytes, scales: NDArray[np.float16]) -> None:
        self._codes, self._scales = codes, scales

    def __getitem__(self, rows: Sequence[int]) -> Floats:
        numbers = numbers_of(self._codes[rows]).reshape(len(rows), -1, BLOCK)
        scaled: Floats = numbers * self._scales[rows].astype(np.float32)[:, :, None]
        return scaled.reshape(len(rows), -1)


def _matrices(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Give the matrices (inputs, outputs) by name: those of eight bits, and those that are stored plainly.

    Factors (inputs / BLOCK, outputs) run along the inputs.
    """
    found: dict[str, NDArray[Any]] = {
        name.removesuffix(".plain"): array.astype(np.float32)
        for name, array in arrays.items()
        if name.endswith(".plain")
    }
    for name in (name.removesuffix(".codes") for name in arrays if name.endswith(".codes")):
        codes, factors = arrays[f"{name}.codes"], arrays[f"{name}.factors"]
        whole = numbers_of(codes).reshape(len(factors), BLOCK, -1)
        found[name] = (whole * factors.astype(np.int8)[:, None, :]).reshape(len(codes), -1)
    return found
