"""The labels of the parser in a fixed order: weights count by it, so it never changes."""

from typing import Any

__all__ = ["DEPENDENCIES", "PARTS_OF_SPEECH", "dependency", "part_of_speech"]

PARTS_OF_SPEECH = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM",
    "VERB",
)  # fmt: skip
DEPENDENCIES = (
    "ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass",
    "case", "cc", "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj",
    "expl", "intj", "mark", "meta", "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod", "oprd",
    "parataxis", "pcomp", "pobj", "poss", "preconj", "predet", "prep", "prt", "punct", "quantmod", "relcl",
    "xcomp",
)  # fmt: skip
_PART = {name: number for number, name in enumerate(PARTS_OF_SPEECH)}
_DEPENDENCY = {name: number for number, name in enumerate(DEPENDENCIES)}


def part_of_speech(word: Any) -> int:
    """Give the number of a word's part of speech; the last for any other."""
    return _PART.get(word.pos_, len(PARTS_OF_SPEECH))


def dependency(word: Any) -> int:
    """Give the number of a word's dependency; the last for any other."""
    return _DEPENDENCY.get(word.dep_, len(DEPENDENCIES))
