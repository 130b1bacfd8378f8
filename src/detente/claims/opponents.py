"""Who stands against whom: the persons of a text, and the parties that its sentences set against them.

Nobody rejects, demands of, threatens or blames his own side, or negotiates with it. What a text tells in such words
says for whom a person does not speak, also where it says nowhere for whom he does. So does the bench of a chamber on
which a person sits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.claims.chambers import Bench
from detente.claims.clauses import subject_of
from detente.claims.lexicon import lexical_act
from detente.claims.mentions import Mention
from detente.claims.scan import Scene
from detente.claims.words import word_set

__all__ = ["Opponents", "opponents_of"]

_HOSTILE = frozenset({"reject", "demand", "threat", "assess"})
_FRIENDLY = word_set(
    "applaud commend cheer praise hail laud welcome welcome_as admire prefer trust thank question call underestimate "
    "overestimate see_as view_as regard_as describe_as consider_as characterize characterise portray"
)
_DEALING = word_set("negotiate bargain clash spar haggle wrangle quarrel")
_TOWARDS = word_set("on to from with against at of for by")
_OBJECTS = frozenset({"dobj", "dative", "nsubjpass"})
_NAMED_BESIDE = frozenset({"poss", "compound", "amod", "nmod"})


@dataclass(frozen=True, slots=True)
class Opponents:
    """For each person by full name: how often a text sets each `party` against him, and his `bench` if told."""

    party: Mapping[str, Counter[str]]
    bench: Mapping[str, Bench]


def opponents_of(scenes: Sequence[Scene]) -> Opponents:
    """Give what scenes tell of whom the persons in them stand against."""
    return Opponents(_set_against(scenes), _benches(scenes))


def _benches(scenes: Sequence[Scene]) -> Mapping[str, Bench]:
    readings = (one for scene in scenes for mention in scene.mentions for one in mention.readings)
    return {one.person: one.bench for one in readings if one.person is not None and one.bench is not None}


def _set_against(scenes: Sequence[Scene]) -> Mapping[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for scene in scenes:
        named = {mention.token.i: mention for mention in scene.mentions}
        for one, other in _oppositions(scene.sentence, named):
            for left, right in ((one, other), (other, one)):
                for person in _persons(left) if _parties(right) else ():
                    found.setdefault(person, Counter()).update(_parties(right) - {person})
    return found


def _oppositions(sentence: Any, named: Mapping[int, Mention]) -> Iterator[tuple[Mention, Mention]]:
    for token in sentence:
        if not _is_hostile(token):
            continue
        doers = [named[word.i] for word in _doers(token) if word.i in named]
        objects = [named[word.i] for word in _objects(token) if word.i in named]
        for one in doers:
            for other in objects:
                if not _persons(one) & _persons(other) and not _parties(one) & _parties(other):
                    yield one, other


def _is_hostile(token: Any) -> bool:
    if token.pos_ not in ("VERB", "NOUN"):
        return False
    lemma = token.lemma_.lower()
    return lemma in _DEALING or (lexical_act(token) in _HOSTILE and lemma not in _FRIENDLY)


def _doers(token: Any) -> Iterator[Any]:
    if token.pos_ == "VERB":
        subject = subject_of(token)
        if subject is not None:
            yield subject
            yield from subject.conjuncts
        return
    for child in token.children:
        if child.dep_ in _NAMED_BESIDE:
            yield child


def _objects(token: Any) -> Iterator[Any]:
    for child in token.children:
        if child.dep_ in _OBJECTS and child.i > token.i:
            yield from _and_holder(child)
        elif child.dep_ == "prep" and child.lower_ in _TOWARDS:
            for inner in child.children:
                if inner.dep_ == "pobj":
                    yield from _and_holder(inner)


def _and_holder(noun: Any) -> Iterator[Any]:
    """Yield a noun, and who is named right before it: what is rejected is often their offer, and not they."""
    yield noun
    for child in noun.children:
        if child.dep_ in _NAMED_BESIDE:
            yield child


def _persons(mention: Mention) -> set[str]:
    return {reading.person for reading in mention.readings if reading.person is not None}


def _parties(mention: Mention) -> set[str]:
    return {
        reading.party
        for reading in mention.readings
        if reading.party and reading.kind not in ("phrase", "onlooker", "guess")
    }
