"""What a text says is not so: acts under a negation, plans that nobody has, what is denied or given up."""

from typing import Any

from detente.claims.claim import Act
from detente.claims.clauses import is_told
from detente.claims.lexicon import lexical_act

__all__ = ["GIVING_UP", "GIVING_UP_WITH", "denial_of", "negation_of", "no_longer"]

_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "nobody", "none"}
_NOBODY = {"neither", "nobody", "none", "nothing"}
GIVING_UP = frozenset({
    "drop", "abandon", "withdraw", "forgo", "forego", "retract", "shelve", "renounce", "relinquish", "scrap", "waive",
})  # fmt: skip
"""Verbs by which a demand is given up."""
GIVING_UP_WITH = {"back": frozenset({"off", "down", "away"}), "give": frozenset({"up"})}
"""Verbs that say so only with one of these words."""
_REFUSING = {"refuse", "decline"}
_REVERSED: frozenset[Act] = frozenset({"accept", "offer"})
"""Acts whose negation is another act: who will not accept rejects."""
_DENIABLE: frozenset[Act] = frozenset({"accept", "offer", "demand", "interest", "threat", "tactic"})
"""Acts that "denies" denies; to deny what one is accused of is a rejection."""
_WANTING: frozenset[Act] = frozenset({"demand", "interest"})
_INTENTIONS = {"plan", "intention", "desire", "interest", "appetite", "wish"}
_BELOW = {"acl", "acomp", "appos", "attr", "ccomp", "dobj", "nsubjpass", "oprd", "pcomp", "pobj", "prep", "xcomp"}
"""How what is wanted hangs from the word that says so."""
_FAR = 6
"""How many words above the one that a claim hangs on are looked at."""


def negation_of(trigger: Any) -> Any | None:
    """Give the token that negates a trigger, or the verb it directly depends on."""
    for token in _predicates(trigger):
        for child in token.children:
            if child.dep_ == "neg" or no_longer(child):
                return child
            before = child.lower_ in _NEGATIONS and child.i < token.i
            if before and child.dep_ in ("det", "advmod", "preconj", "cc"):
                return child
        for noun in (child for child in token.children if child.dep_ in ("dobj", "attr")):
            negative = next((child for child in noun.children if child.lower_ == "no"), None)
            if negative is not None:
                return negative
    return None


def no_longer(adverb: Any) -> bool:
    """Tell whether an adverb is the "longer" of "no longer"."""
    return bool(adverb.lower_ == "longer" and adverb.i > 0 and adverb.nbor(-1).lower_ == "no")


def denial_of(trigger: Any, act: Act, named: Act | None) -> Any | None:
    """Give the word by which a claim is denied, its act as chosen and the act its trigger names being known."""
    withdrawn = _withdrawn(trigger, act)
    if withdrawn is not None:
        return withdrawn
    if act in _DENIABLE and (word := _denied_above(trigger, act)) is not None:
        return word
    negation = negation_of(trigger)
    if negation is None or act != named or act in _REVERSED:
        return None
    return None if act in _WANTING and _is_wanted_not_to(trigger) else negation


def _denied_above(trigger: Any, act: Act) -> Any | None:
    """Give what denies a claim from above: a verb of its act that is negated, "denies", "has no plans to"."""
    token = trigger
    for _ in range(_FAR):
        head = token.head
        if head is token or token.dep_ not in _BELOW:
            return None
        if head.lemma_ == "deny" and token.dep_ in ("xcomp", "ccomp", "dobj", "pobj"):
            return head
        if head.lemma_ in _INTENTIONS and head.pos_ == "NOUN" and token.dep_ in ("acl", "prep"):
            without = next((child for child in head.children if child.lower_ in ("no", "little")), None)
            if without is not None:
                return without
        if act in _WANTING and head.pos_ in ("VERB", "AUX") and lexical_act(head) in _WANTING:
            return _negation(head)
        token = head
    return None


def _negation(verb: Any) -> Any | None:
    """Give what negates a verb, a subject such as "nobody" or "no party" with it."""
    for child in verb.children:
        if child.dep_ == "neg" or no_longer(child):
            return child
        if child.lower_ in _NEGATIONS and child.dep_ in ("preconj", "cc", "advmod") and child.i < verb.i:
            return child
        if child.dep_ in ("nsubj", "nsubjpass"):
            words = (child, *child.children)
            nobody = next((one for one in words if one.lower_ in _NOBODY or one.lower_ == "no"), None)
            if nobody is not None:
                return nobody
    return None


def _is_wanted_not_to(trigger: Any) -> bool:
    """Tell whether it is wanted that what a word says should not be ("asked them not to go", "hopes it won't come")."""
    above = trigger.head
    return trigger.dep_ in ("xcomp", "ccomp") and above is not trigger and lexical_act(above) in _WANTING


def _withdrawn(trigger: Any, act: Act) -> Any | None:
    """Give the verb by which a demand is given up ("dropped its demand"), or a rejection is ("refused to rule out")."""
    if act == "demand":
        verb = trigger.head if trigger.pos_ == "NOUN" and trigger.dep_ in ("dobj", "pobj") else trigger
        verb = verb.head if verb.dep_ == "prep" else verb
        dropped = [child for child in verb.children if child.dep_ in ("dobj", "prep")]
        nouns = [word for child in dropped for word in (child, *child.children) if word.pos_ == "NOUN"]
        return verb if any(lexical_act(noun) == "demand" for noun in nouns) and _gives_up(verb) else None
    if act == "reject":
        if trigger.lemma_ in _REFUSING:
            refused = next((child for child in trigger.children if child.dep_ == "xcomp"), None)
            return trigger if refused is not None and lexical_act(refused) == "reject" else None
        head = trigger.head
        return head if trigger.dep_ == "xcomp" and head.lemma_ in _REFUSING and lexical_act(trigger) == act else None
    return None


def _gives_up(verb: Any) -> bool:
    if verb.pos_ != "VERB" or not is_told(verb) or any(child.dep_ == "neg" for child in verb.children):
        return False
    particles = GIVING_UP_WITH.get(verb.lemma_, frozenset())
    return verb.lemma_ in GIVING_UP or any(
        child.lower_ in particles for child in verb.children if child.dep_ in ("prt", "prep", "advmod")
    )


def _predicates(trigger: Any) -> list[Any]:
    """Give a trigger and what it is the complement of, two steps up at most."""
    tokens = [trigger]
    token = trigger
    for _ in range(2):
        if token.dep_ not in ("xcomp", "acomp", "attr", "pcomp", "oprd", "auxpass") or token.head is token:
            break
        token = token.head
        tokens.append(token)
    return tokens
