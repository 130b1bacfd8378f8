"""What the act classifier looks at: the words and the grammar around a predicate, as named features."""

from collections.abc import Iterator
from typing import Any

from detente.claims.candidates import Candidate
from detente.claims.clauses import governor
from detente.claims.denials import negation_of
from detente.claims.gazetteer import known
from detente.claims.lexicon import lexical_act

__all__ = ["features_of"]

_MODALS = {"will", "would", "should", "must", "may", "might", "could", "can", "shall", "cannot"}
_CONDITIONS = {"if", "unless", "until", "without", "provided", "once"}
_COMPLEMENTS = {"xcomp", "ccomp", "dobj", "attr", "acomp", "prt", "prep", "advcl", "pobj", "acl"}


def features_of(candidate: Candidate) -> set[str]:
    """Give the names of the features that hold for a candidate."""
    found = {"bias"}
    found.update(_of_trigger(candidate))
    found.update(_of_party(candidate))
    found.update(_of_neighbours(candidate.trigger))
    found.update(_of_words(candidate))
    return found


def _of_trigger(candidate: Candidate) -> Iterator[str]:
    trigger = candidate.trigger
    lemma = trigger.lemma_.lower()
    negated = negation_of(trigger) is not None
    yield f"lemma={lemma}"
    yield f"pos={trigger.pos_}"
    yield f"dep={trigger.dep_}"
    yield f"tag={trigger.tag_}"
    yield f"named={candidate.named}"
    yield f"named={candidate.named}&variant={candidate.variant}"
    yield f"named={candidate.named}&negated={negated}"
    yield f"lemma={lemma}&variant={candidate.variant}"
    if negated:
        yield "negated"
        yield f"lemma={lemma}&negated"
    modals = [child.lower_ for child in trigger.children if child.dep_ == "aux" and child.lower_ in _MODALS]
    for modal in modals:
        yield f"modal={modal}&negated={negated}"
        yield f"modal={modal}&first={candidate.first_person}"


def _of_party(candidate: Candidate) -> Iterator[str]:
    yield f"variant={candidate.variant}"
    yield f"kind={candidate.who.kind}"
    yield f"kind={candidate.who.kind}&variant={candidate.variant}"
    rank = candidate.rank if candidate.rank < 3 else "low" if candidate.rank < 10 else "none"
    yield f"rank={rank}&variant={candidate.variant}"
    yield f"rivals={min(candidate.rivals, 2)}&variant={candidate.variant}"
    yield f"rivals={min(candidate.rivals, 2)}&named={candidate.named}&variant={candidate.variant}"
    yield f"known={known(candidate.who.party) is not None}&kind={candidate.who.kind}"
    yield f"voice={candidate.who.voice is not None}"
    sources = candidate.sources
    yield f"sources={min(len(sources), 2)}&variant={candidate.variant}"
    if sources and sources[0].who is not None:
        own = sources[0].who.party == candidate.who.party
        yield f"own words={own}&kind={sources[0].who.kind}"
    yield f"quoted={candidate.quoted}&variant={candidate.variant}&first={candidate.first_person}"
    if candidate.subject is None:
        yield "no subject"
    else:
        yield f"subject pos={candidate.subject.pos_}"
        if candidate.variant == "speaker":
            yield f"subject={candidate.subject.lemma_.lower()}"
    yield f"target={candidate.target is not None}"


def _of_neighbours(trigger: Any) -> Iterator[str]:
    head = governor(trigger)
    if head is not None:
        yield f"governor={head.lemma_.lower()}&dep={trigger.dep_}"
        yield f"governor act={lexical_act(head)}&dep={trigger.dep_}"
    else:
        yield "governor=none"
    for child in trigger.children:
        if child.dep_ in _COMPLEMENTS:
            yield f"has {child.dep_}"
            yield f"{child.dep_}={child.lemma_.lower()}"
            act = lexical_act(child)
            if act is not None:
                yield f"{child.dep_} act={act}"
        elif child.dep_ in ("mark", "advmod") or child.lower_ in _CONDITIONS:
            yield f"{child.dep_}={child.lower_}"
    if any(
        child.lower_ in _CONDITIONS and child.dep_ == "mark" for inner in trigger.children for child in inner.children
    ):
        yield "with condition"


def _of_words(candidate: Candidate) -> Iterator[str]:
    doc = candidate.doc
    first, last = candidate.span
    length = last - first
    yield f"length={'short' if length < 6 else 'middle' if length < 18 else 'long'}"
    for token in doc[max(first, last - 40) : last]:
        if token.pos_ in ("NOUN", "VERB", "ADJ", "ADV") and not token.is_stop and token.i != candidate.trigger.i:
            yield f"word={token.lemma_.lower()}"
