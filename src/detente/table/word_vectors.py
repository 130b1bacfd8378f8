"""Quick vectors of phrases: sums of the vectors of their wordpieces, distilled from the sentence encoder.

A sentence encoder takes milliseconds for a phrase, which thousands of claims cannot wait for; these take microseconds.
How they are made stands in `training/distil_words.py`, how much worse they are in `data/merging.md`.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.wordpieces import wordpiece_tokenizer

__all__ = ["WIDTH", "quick_vectors"]

Floats = NDArray[np.float64]

WIDTH = 128


@lru_cache(maxsize=1)
def _stored() -> tuple[Any, Floats]:
    with files("detente.table").joinpath("data", "words.npz").open("rb") as file:
        stored = np.load(file)
        vectors = stored["vectors"].astype(np.float64) * stored["scale"].astype(np.float64)[:, None]
    return wordpiece_tokenizer(), vectors


def quick_vectors(phrases: Sequence[str]) -> Floats:
    """Give unit vectors (phrases, `WIDTH`); zeros for a phrase without words. Raises MissingExtraError."""
    tokenizer, vectors = _stored()
    distinct = {phrase: at for at, phrase in enumerate(dict.fromkeys(phrases))}
    found = np.zeros((len(distinct), WIDTH))
    for phrase, at in distinct.items():
        pieces = tokenizer.encode(phrase, add_special_tokens=False).ids
        if pieces:
            found[at] = vectors[pieces].sum(axis=0)
    length = np.linalg.norm(found, axis=1, keepdims=True)
    found = np.divide(found, length, out=np.zeros_like(found), where=length > 0)
    return found[[distinct[phrase] for phrase in phrases]] if phrases else np.zeros((0, WIDTH))
