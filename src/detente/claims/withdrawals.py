"""What a party no longer asks for: "has dropped its demand for X and is now ready to accept Y", "softens its claim".

A demand withdrawn is one that is denied (guide, rule 17: "will not ask for X"); a demand softened is an offer, and so
is what the party is ready for in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.claim import Act
from detente.claims.clauses import content_of, is_told, subtree_bounds, trimmed
from detente.claims.denials import GIVING_UP, GIVING_UP_WITH
from detente.claims.lexicon import lexical_act

__all__ = ["Withdrawal", "withdrawals_of"]

Range = tuple[int, int]

_DROPPING = GIVING_UP | GIVING_UP_WITH.keys()
_SOFTENING = {"soften", "relax", "moderate", "temper", "ease", "tone", "scale", "water"}
_PARTICLES = {**GIVING_UP_WITH, "tone": {"down"}, "scale": {"back", "down"}, "water": {"down"}}
_ASKED = {
    "demand", "claim", "call", "insistence", "request", "condition", "precondition", "requirement", "ultimatum", "bid",
    "push",
}  # fmt: skip
_OPPOSED = {"opposition", "objection", "resistance", "veto", "refusal"}
_READY = {"ready", "willing", "prepared", "open"}
_TAKING = {"accept", "back", "support", "agree", "settle", "sign", "take", "endorse", "propose", "offer"}
_WOULD = {"would", "could", "will", "can", "'d", "’d"}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A verb by which a party gives way, the act that this is, and what it is about as a range of tokens.

    `cue` is the word that withdraws a demand, where the act is a demand denied; else None.
    """

    trigger: Any
    act: Act
    content: Range
    cue: Any | None


def withdrawals_of(sentence: Any) -> Iterator[Withdrawal]:
    """Yield where the parties of a sentence give way, and where they are said not to."""
    for token in sentence:
        if token.pos_ != "VERB" or not is_told(token):
            continue
        if (longer := _no_longer(token)) is not None and token.lemma_ in _REJECTING and lexical_act(token) == "reject":
            yield Withdrawal(token, "reject", _before_source(token.doc, content_of(token)), longer)
            continue
        softens = token.lemma_ in _SOFTENING
        if not (softens or token.lemma_ in _DROPPING) or not _has_particle(token):
            continue
        noun = _thing(token)
        if noun is None or any(child.dep_ == "poss" and child.lower_ not in _OWN for child in noun.children):
            continue
        kept = any(child.dep_ == "neg" for child in token.children)
        if noun.lemma_.lower() in _ASKED:
            if kept or not softens:
                yield Withdrawal(token, "demand", _asked(token, noun), None if kept else token)
            else:
                yield Withdrawal(token, "offer", _from_verb(token, noun), None)
        elif noun.lemma_.lower() in _OPPOSED and not kept:
            yield Withdrawal(token, "accept", _from_verb(token, noun), None)
        else:
            continue
        if not kept:
            yield from _instead(token)


def _no_longer(verb: Any) -> Any | None:
    return next((c for c in verb.children if c.lower_ == "longer" and c.i > 0 and c.nbor(-1).lower_ == "no"), None)


_REJECTING = {"rule", "reject", "oppose", "refuse", "object", "resist", "dismiss", "exclude", "veto"}
_OWN = {"its", "their", "his", "her", "our", "my"}


def _has_particle(verb: Any) -> bool:
    wanted = _PARTICLES.get(verb.lemma_)
    return wanted is None or any(child.lower_ in wanted for child in verb.children)


def _thing(verb: Any) -> Any | None:
    """Give the noun that is withdrawn: the object, also behind "from" ("backed away from its demand")."""
    for child in verb.children:
        if child.dep_ == "dobj" and child.i > verb.i:
            return child
    preps = [child for child in verb.children if child.dep_ == "prep"]
    preps += [inner for child in verb.children if child.dep_ in ("prt", "advmod") for inner in child.children]
    for child in preps:
        if child.lower_ in ("from", "on"):
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return next((child for child in verb.children if child.dep_ == "nsubjpass"), None)


def _from_verb(verb: Any, noun: Any) -> Range:
    first, last = subtree_bounds(noun)
    return trimmed(verb.doc, min(verb.i, first), max(last, verb.i + 1))


def _asked(verb: Any, noun: Any) -> Range:
    """Give what the noun asks for; where it says none itself, what the verb beside it did ("asked for X but …")."""
    beside = [child for child in verb.children if child.dep_ in ("prep", "dative") and child.i > noun.i]
    for child in [*noun.children, *beside]:
        if child.i < noun.i:
            continue
        if child.dep_ in ("prep", "dative") and child.lower_ in ("for", "on", "to", "of"):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return _without_conjuncts(inner)
        if child.dep_ in ("acl", "ccomp", "relcl", "xcomp"):
            first, last = subtree_bounds(child)
            return (first + 1 if verb.doc[first].lower_ in ("to", "that") and first + 1 < last else first), last
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ == "VERB" and lexical_act(head) == "demand":
        first, last = content_of(head)
        return first, min(last, verb.left_edge.i) if first < verb.left_edge.i else last
    return subtree_bounds(noun)


def _before_source(doc: Any, content: Range) -> Range:
    """Leave out who says so, where the parser hung it on the thing: "a levy, according to the Mirror"."""
    cut = next((token.i for token in doc[content[0] : content[1]] if token.lower_ == "according"), content[1])
    return trimmed(doc, content[0], cut)


def _without_conjuncts(noun: Any) -> Range:
    """Give a stretch without verbs that the parser hung beside its noun ("its demand for nine and is ready")."""
    verbs = frozenset(c.i for c in noun.conjuncts if c.pos_ in ("VERB", "AUX"))
    return subtree_bounds(noun, without=verbs)


def _instead(verb: Any) -> Iterator[Withdrawal]:
    """Yield what a party is ready for in place of a demand, where a verb beside the withdrawal says so."""
    for other in (token for token in verb.sent if token.dep_ == "conj" and token.i > verb.i):
        if verb not in other.conjuncts and other.head is not verb:
            continue
        taking, ready = other, any(child.lower_ in _WOULD and child.dep_ == "aux" for child in other.children)
        if other.lemma_ == "be":
            adjective = next((c for c in other.children if c.dep_ == "acomp" and c.lower_ in _READY), None)
            if adjective is None:
                continue
            taking, ready = next((c for c in adjective.children if c.dep_ == "xcomp"), None), True
        if taking is None or taking.pos_ != "VERB" or taking.lemma_ not in _TAKING:
            continue
        if any(child.dep_ in ("nsubj", "nsubjpass") for child in other.children):
            continue
        content = _before_source(taking.doc, content_of(taking))
        if content[0] < content[1]:
            offers = ready or taking.lemma_ in ("propose", "offer")
            yield Withdrawal(taking, "offer" if offers else "accept", content, None)
