"""Wordpieces: the parts of words that an encoder knows, those of BERT base uncased (Devlin et al. 2019, Apache-2.0)."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import detente.claims
from detente.errors import MissingExtraError

__all__ = ["END", "FREQUENT", "START", "pieces_of", "wordpiece_tokenizer"]

UNKNOWN, START, END = 100, 101, 102
MOST = 12
"""Wordpieces of the longest word; what goes beyond is not read."""


ALL, FREQUENT = "wordpiece.txt", "frequent.txt"
"""The file that holds all wordpieces, and that of those which news of negotiations uses; what is rare in it is read as
several."""


def wordpiece_tokenizer(pieces: str = ALL) -> Any:
    """Load a wordpiece tokenizer. Raises MissingExtraError where the library is not installed."""
    try:
        import tokenizers
    except ImportError as error:
        raise MissingExtraError("wordpieces", "read") from error
    return tokenizers.BertWordPieceTokenizer(
        str(Path(detente.claims.__file__).parent / "data" / pieces), lowercase=True
    )


_tokenizer = lru_cache(maxsize=2)(wordpiece_tokenizer)


def pieces_of(words: Sequence[str], known: dict[str, list[int]], pieces: str = ALL) -> list[list[int]]:
    """Give the wordpieces of each word, of those that a file holds; `known` keeps those met before."""
    for word in words:
        if word not in known:
            known[word] = list(_tokenizer(pieces).encode(word, add_special_tokens=False).ids[:MOST]) or [UNKNOWN]
    return [known[word] for word in words]
