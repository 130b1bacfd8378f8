"""The encoder: a small transformer that reads the wordpieces of a window, run by ONNX Runtime on one core.

Its weights are MiniLM's (Wang et al. 2020, "MiniLM: deep self-attention distillation", Apache-2.0), trained further on
annotated reports and stored in eight bits.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.trained.windows import Window
from detente.errors import MissingExtraError

__all__ = ["Encoder"]

Floats = NDArray[np.float32]


class Encoder:
    """A loaded encoder."""

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtraError("the claim reader", "read") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def encode(self, window: Window) -> Floats:
        """Give the encodings (words, width) of the words of a window, each by its first wordpiece.

        Windows go one by one: activations in eight bits are scaled over the whole input, so that in a batch a word's
        encoding would depend on other windows.
        """
        pieces = np.array([window.pieces], dtype=np.int64)
        hidden: Floats = self._session.run(None, {"pieces": pieces})[0][0]
        return hidden[window.starts]
