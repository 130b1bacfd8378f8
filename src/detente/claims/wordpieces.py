"""Wordpieces: the parts of words that an encoder knows, those of BERT base uncased (Devlin et al. 2019, Apache-2.0)."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import detente.claims
from detente.errors import MissingExtraError

__all__ = ["END", "START", "pieces_of", "wordpiece_tokenizer"]

UNKNOWN, START, END = 100, 101, 102
MOST = 12
"""Wordpieces of the longest word; what goes beyond is not read."""


def wordpiece_tokenizer() -> Any:
    """Load a wordpiece tokenizer. Raises MissingExtraError where the library is not installed."""
    try:
        import tokenizers
    except ImportError as error:
        raise MissingExtraError("wordpieces", "read") from error
    return tokenizers.BertWordPieceTokenizer(
        str(Path(detente.claims.__file__).parent / "data" / "wordpiece.txt"), lowercase=True
    )


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    return wordpiece_tokenizer()


def pieces_of(words: Sequence[str], known: dict[str, list[int]]) -> list[list[int]]:
    """Give the wordpieces of each word; `known` keeps those met before."""
    for word in words:
        if word not in known:
            known[word] = list(_tokenizer().encode(word, add_special_tokens=False).ids[:MOST]) or [UNKNOWN]
    return [known[word] for word in words]
