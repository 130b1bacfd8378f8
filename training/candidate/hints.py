"""What the rules make of a word: the act that it names, and the claims that clauses and constructions would give it.

They are no more than hints: the heads look at them beside the encoding of the word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from candidate.heads import DEPENDENCIES, PARTS_OF_SPEECH, dependency, part_of_speech
from detente.claims.attribution import Attribution
from detente.claims.candidates import Candidate, candidates_of
from detente.claims.certainty import negation_of
from detente.claims.claim import ACTS
from detente.claims.constructions import constructions_of
from detente.claims.drafts import Draft
from detente.claims.lexicon import lexical_act
from detente.claims.parties import Parties, Who

__all__ = ["HINTED", "WORD_SIZES", "WORD_WIDTHS", "Hint", "Hints", "hints_of", "offered", "word_classes"]

_MODALS = ("will", "would", "should", "must", "may", "might", "could", "can")
_CLIMB = 6

HINTED = 7
"""Classes of `offered`: absent, no hint, a hint at others, and a hint as subject, speaker, holder or construction."""
_VARIANTS = ("subject", "speaker", "holder", "construction")


@dataclass(frozen=True, slots=True)
class Hint:
    """A claim that the rules would make: the number of its act (None if they see none), whose, and how it was found.

    `bearer` is the person or body that the text names for the party.
    """

    act: int | None
    party: str
    bearer: str
    variant: Literal["subject", "speaker", "holder", "construction"]


@dataclass(slots=True)
class Hints:
    """The hints of one sentence by the number of the word they hang on, each on its predicate and on its content."""

    by_word: dict[int, list[Hint]] = field(default_factory=dict)

    def on(self, word: Any) -> list[Hint]:
        """Give the hints on a word."""
        return self.by_word.get(word.i, [])

    def above(self, word: Any) -> list[Hint]:
        """Give the hints on the nearest word above a word that has any."""
        for _ in range(_CLIMB):
            if word.head == word:
                return []
            word = word.head
            if word.i in self.by_word:
                return self.by_word[word.i]
        return []


def hints_of(offset: int, sentence: Any, attribution: Attribution, parties: Parties) -> Hints:
    """Give the hints of a sentence; reads its parties on the way."""
    found = Hints()
    for candidate in candidates_of(sentence, attribution, parties):
        act = None if candidate.named is None else ACTS.index(candidate.named)
        _put(found, candidate, Hint(act, candidate.who.party, _bearer(candidate.who), candidate.variant))
    for draft in constructions_of(offset, sentence, attribution, parties):
        _put(found, draft, Hint(ACTS.index(draft.act), draft.who.party, _bearer(draft.who), "construction"))
    return found


def _bearer(who: Who) -> str:
    return who.voice or who.name


def _put(found: Hints, claim: Candidate | Draft, hint: Hint) -> None:
    for place in {claim.trigger.i, _root(claim.doc, *claim.content)}:
        hints = found.by_word.setdefault(place, [])
        if hint not in hints:
            hints.append(hint)


def _root(doc: Any, first: int, last: int) -> int:
    """Give the word of a stretch that governs most of it."""
    root: int = doc[first:last].root.i
    return root


WORD_SIZES = (
    len(PARTS_OF_SPEECH) + 1, len(DEPENDENCIES) + 1, len(ACTS) + 1, len(ACTS) + 2, len(ACTS) + 1, len(ACTS) + 1, 2,
    len(_MODALS) + 1,
)  # fmt: skip
WORD_WIDTHS = (12, 20, 8, 8, 8, 8, 4, 8)
"""Part of speech, dependency, act that the word names, act of a clause that hangs on it, act of a construction, act of
the hint above it, negation, modal."""


def word_classes(words: Sequence[Any], hints: Hints) -> list[tuple[int, ...]]:
    """Give the classes of `WORD_SIZES` for each word of a sentence that has these hints."""
    return [_classes(word, hints) for word in words]


def _classes(word: Any, hints: Hints) -> tuple[int, ...]:
    named = lexical_act(word)
    own = hints.on(word)
    clauses = [hint.act for hint in own if hint.variant != "construction"]
    acts = [act for act in clauses if act is not None]
    fixed = next((hint.act for hint in own if hint.variant == "construction" and hint.act is not None), None)
    above = next((hint.act for hint in hints.above(word) if hint.act is not None), None)
    verbal = word.pos_ in ("VERB", "AUX", "NOUN", "ADJ")
    modal = next((c.lower_ for c in word.children if c.dep_ == "aux" and c.lower_ in _MODALS), None) if verbal else None
    return (
        part_of_speech(word),
        dependency(word),
        0 if named is None else 1 + ACTS.index(named),
        2 + acts[0] if acts else 1 if clauses else 0,
        0 if fixed is None else 1 + fixed,
        0 if above is None else 1 + above,
        int(verbal and negation_of(word) is not None),
        0 if modal is None else 1 + _MODALS.index(modal),
    )


def offered(hints: Sequence[Hint], party: str, learnt: Mapping[str, str]) -> int:
    """Give the class, of `HINTED`, in which the hints on a word name a party; `learnt` has the party of persons."""
    if not hints:
        return 1
    variants = [_VARIANTS.index(hint.variant) for hint in hints if learnt.get(hint.bearer, hint.party) == party]
    return 3 + max(variants) if variants else 2
