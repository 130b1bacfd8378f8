"""How sure the text is of a claim: probable, possible, denied or not known, with the words that say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.claim import Act, Certainty
from detente.claims.denials import denial_of
from detente.claims.ignorance import not_known

__all__ = ["Hedging", "hedging_of"]

_POSSIBLE = {
    "may", "might", "could", "perhaps", "possibly", "maybe", "possible", "possibility", "potential", "potentially",
    "conceivably", "considering",
}  # fmt: skip
_PROBABLE = {
    "likely", "probably", "presumably", "apparently", "appear", "appears", "appeared", "seem", "seems", "seemed",
    "expected", "apparent", "seemingly", "unlikely", "poised", "set", "doubtless",
}  # fmt: skip
_NEEDS_INFINITIVE = {"expected", "set", "considering"}
_NEEDS_PREDICATE = {"appear", "appears", "appeared", "seem", "seems", "seemed"}
_PREDICATE = {"xcomp", "oprd", "acomp", "attr"}
_HELD = {"think", "believe", "understand", "suppose", "assume"}
"""Verbs that, in the passive, say what is held to be likely ("is thought to prefer"); the active tells a view."""
_LIKELY = {"expect", "appear", "seem"}
_BELOW = {"acomp", "attr", "auxpass", "dative", "dobj", "nsubjpass", "oprd", "pcomp", "pobj", "prep", "xcomp"}
"""How the word that a claim hangs on hangs from the verb of its clause."""
_FAR = 4
"""How many words above it are looked at."""
_NEAR = 2
"""Within how many of them "could" still bears on it: further up it says as often what somebody is able to do."""


@dataclass(frozen=True, slots=True)
class Hedging:
    """A certainty and its cue words, verbatim."""

    certainty: Certainty
    cues: tuple[str, ...]


def hedging_of(trigger: Any, act: Act, named: Act | None) -> Hedging:
    """Give the certainty of a claim, its act as chosen and the act its trigger names by itself being known."""
    if (unknown := not_known(trigger)) is not None:
        return Hedging("unknown", (unknown,))
    if (denial := denial_of(trigger, act, named)) is not None:
        return Hedging("denied", (denial.text,))
    if (cue := _cue(trigger)) is not None:
        return Hedging("possible" if cue.lower_ in _POSSIBLE else "probable", (cue.text,))
    return Hedging("asserted", ())


def _cue(trigger: Any) -> Any | None:
    """Give the word that makes a claim probable or possible: beside a word of its clause, or the verb above that."""
    for steps, token in enumerate(_upwards(trigger)):
        for word in ([token] if steps else []) + token.children:
            if _hedges(word, token) and (steps < _NEAR or word.lower_ != "could"):
                return word
        if (verb := _held_likely(token)) is not None:
            return verb
    return None


def _upwards(trigger: Any) -> Iterator[Any]:
    token = trigger
    yield token
    for _ in range(_FAR):
        if token.dep_ not in _BELOW or token.head is token:
            return
        token = token.head
        yield token


def _hedges(word: Any, token: Any) -> bool:
    if word is not token and word.dep_ not in ("aux", "advmod", "acomp", "amod", "oprd"):
        return False
    if word.lower_ not in _POSSIBLE and word.lower_ not in _PROBABLE:
        return False
    if word.lower_ in _NEEDS_INFINITIVE and not any(child.dep_ == "xcomp" for child in word.children):
        return False
    return word.lower_ not in _NEEDS_PREDICATE or any(child.dep_ in _PREDICATE for child in word.children)


def _held_likely(token: Any) -> Any | None:
    """Give the verb by which a clause is held to be likely ("is believed to want", "expects them to give way")."""
    verb = token.head
    if verb is token or token.dep_ not in ("xcomp", "ccomp") or any(child.dep_ == "neg" for child in verb.children):
        return None
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    held = verb.lemma_ in _HELD and passive and token.dep_ == "xcomp"
    return verb if held or verb.lemma_ in _LIKELY else None
