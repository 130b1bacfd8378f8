"""How sure the text is of a claim: probable, possible, denied or not known, with the words that say so."""

from dataclasses import dataclass
from typing import Any

from detente.claims.claim import Act, Certainty
from detente.claims.clauses import is_told
from detente.claims.lexicon import lexical_act

__all__ = ["GIVING_UP", "GIVING_UP_WITH", "Hedging", "hedging_of", "negation_of"]

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
_UNKNOWN = {"unclear", "unknown", "uncertain", "undisclosed", "classified", "secret", "unsure"}
_CERTAIN = {"clear", "certain", "known", "sure", "obvious"}
"""Adjectives that, negated before a question, say that a thing is not known ("not clear whether")."""
_TELLING = {"say", "specify", "elaborate", "share", "define", "explain", "tell", "clarify", "state", "spell", "detail"}
"""Verbs that, negated before a question, say that a thing is not known ("did not say whether")."""
_ASKING = {"whether", "if", "what", "which", "who", "whom", "how", "when", "where", "why"}
_NOBODY = {"nobody", "none"}
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "nobody", "none"}
_HANGING = {"ccomp", "csubj", "csubjpass", "advcl", "acl", "pcomp", "xcomp", "nsubj", "nsubjpass", "dep"}
_KNOWING = {"know", "disclose", "reveal", "clarify", "decide"}
GIVING_UP = frozenset({
    "drop", "abandon", "withdraw", "forgo", "forego", "retract", "shelve", "renounce", "relinquish", "scrap", "waive",
})  # fmt: skip
"""Verbs by which a demand is given up."""
GIVING_UP_WITH = {"back": frozenset({"off", "down", "away"}), "give": frozenset({"up"})}
"""Verbs that say so only with one of these words."""
_REFUSING = {"refuse", "decline"}
_REVERSED: frozenset[Act] = frozenset({"accept", "offer"})


@dataclass(frozen=True, slots=True)
class Hedging:
    """A certainty and its cue words, verbatim."""

    certainty: Certainty
    cues: tuple[str, ...]


def negation_of(trigger: Any) -> Any | None:
    """Give the token that negates a trigger, or the verb it directly depends on."""
    for token in _chain(trigger, 2):
        for child in token.children:
            if (
                child.dep_ == "neg"
                or _no_longer(child)
                or (
                    child.lower_ in _NEGATIONS
                    and child.dep_ in ("det", "advmod", "preconj", "cc")
                    and child.i < token.i
                )
            ):
                return child
        objects = [child for child in token.children if child.dep_ in ("dobj", "attr")]
        for noun in objects:
            negative = next((child for child in noun.children if child.lower_ == "no"), None)
            if negative is not None:
                return negative
    return None


def _no_longer(adverb: Any) -> bool:
    """Tell whether an adverb is the "longer" of "no longer"."""
    return bool(adverb.lower_ == "longer" and adverb.i > 0 and adverb.nbor(-1).lower_ == "no")


def hedging_of(trigger: Any, act: Act, named: Act | None) -> Hedging:
    """Give the certainty of a claim, its act as chosen and the act its trigger names by itself being known."""
    unknown = _unknown_cue(trigger)
    if unknown is not None:
        return Hedging("unknown", (unknown,))
    withdrawn = _withdrawn(trigger, act)
    if withdrawn is not None:
        return Hedging("denied", (withdrawn.text,))
    negation = negation_of(trigger)
    if negation is not None and act == named and act not in _REVERSED:
        return Hedging("denied", (negation.text,))
    cue = _cue(trigger)
    if cue is not None:
        weak = cue.lower_ in _POSSIBLE
        return Hedging("possible" if weak else "probable", (cue.text,))
    return Hedging("asserted", ())


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


def _chain(trigger: Any, steps: int) -> list[Any]:
    tokens = [trigger]
    token = trigger
    for _ in range(steps):
        if token.dep_ not in ("xcomp", "acomp", "attr", "pcomp", "oprd", "auxpass") or token.head == token:
            break
        token = token.head
        tokens.append(token)
    return tokens


def _cue(trigger: Any) -> Any | None:
    for token in _chain(trigger, 3):
        own = [token] if token != trigger else []
        for candidate in [*own, *token.children]:
            if candidate.dep_ not in ("aux", "advmod", "acomp", "amod", "oprd") and candidate != token:
                continue
            word = candidate.lower_
            if word not in _POSSIBLE and word not in _PROBABLE:
                continue
            if word in _NEEDS_INFINITIVE and not any(child.dep_ == "xcomp" for child in candidate.children):
                continue
            if word in _NEEDS_PREDICATE and not any(child.dep_ in _PREDICATE for child in candidate.children):
                continue
            return candidate
    return None


def _unknown_cue(trigger: Any) -> str | None:
    """Give the words that say a thing is not known, where the trigger hangs from them."""
    token = trigger
    for _ in range(5):
        head = token.head
        if head == token:
            break
        cue = _not_known(head) if token.dep_ in _HANGING else None
        if cue is not None:
            return cue
        token = head
    return None


def _not_known(head: Any) -> str | None:
    if head.lower_ in _UNKNOWN:
        return str(head.text)
    for child in head.children:
        if child.dep_ in ("acomp", "attr", "oprd") and child.lower_ in _UNKNOWN:
            return str(child.text)
    asked = _asks(head)
    if head.lemma_ in _KNOWING and any(child.lower_ in _NOBODY for child in head.children if child.dep_ == "nsubj"):
        return str(head.text)
    certain = next((child for child in head.children if child.dep_ == "acomp" and child.lower_ in _CERTAIN), None)
    if asked and certain is not None and (negative := _negated(head)) is not None:
        return str(head.doc[negative.i : certain.i + 1].text) if negative.i < certain.i else str(certain.text)
    if asked and head.lemma_ in _TELLING and (negative := _negated(head)) is not None and negative.i < head.i:
        return str(head.doc[negative.i : head.i + 1].text)
    if head.lemma_ in _KNOWING:
        negative = next((child for child in head.children if child.dep_ == "neg"), None)
        if negative is not None and negative.i < head.i:
            return str(head.doc[negative.i : head.i + 1].text)
    return None


def _negated(head: Any) -> Any | None:
    return next((child for child in head.children if child.dep_ == "neg"), None)


def _asks(head: Any) -> bool:
    """Say whether a clause that hangs from a word is a question ("whether it would sign", "which part")."""
    for child in head.children:
        if child.dep_ in ("ccomp", "advcl", "xcomp", "csubj") and child.i > head.i:
            first = child.left_edge
            if first.lower_ in _ASKING or any(word.lower_ in _ASKING for word in child.children if word.i < child.i):
                return True
    return False
