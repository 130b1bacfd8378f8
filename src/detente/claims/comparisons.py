"""Which of two things matters more: "secondary to", "more important than", "puts X above Y", "comes first"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import subject_of, subtree_bounds, trimmed
from detente.claims.words import BODIES, GROUPS, ROLES, SAYING

__all__ = ["Comparison", "comparisons_of"]

Range = tuple[int, int]

_LESSER = {"secondary", "subordinate", "unimportant", "irrelevant", "minor", "negligible"}
_GREATER = {"paramount", "vital", "crucial", "essential", "central", "primary", "foremost", "decisive", "key"}
_WEIGHT = {"important", "significant", "valuable", "urgent", "pressing", "precious"}
_MATTERING = {"matter", "weigh", "count"}
_ABOVE = {"outweigh", "trump", "outrank", "precede"}
_RANKING = {"put", "place", "rank", "value", "prize", "set", "prioritise", "prioritize"}
_CHOOSING = {"prefer", "favour", "favor", "choose"}
_HIGHER = {"above", "over", "before", "ahead", "beyond"}
_LOWER = {"below", "behind", "beneath"}
_CARING = {"care", "worry", "mind"}
_SUPREME = {"priority", "red line", "bottom line", "precedence"}
_BEHIND = {"second", "next", "last"}
_FARTHEST = 12
"""How many words after "first" a "second" is looked for: declared."""
_NAMES = {"ORG", "GPE", "NORP", "PERSON"}
_SEEING = {"see", "regard", "view", "consider", "treat", "deem"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What matters more and what matters less, as token ranges.

    `holder` is the head of the phrase for whom, where the sentence has it; `by_subject` says that the subject of the
    trigger is the one who ranks them.
    """

    trigger: Any
    more: Range
    less: Range | None
    holder: Any | None
    by_subject: bool = False


def comparisons_of(sentence: Any) -> Iterator[Comparison]:
    """Yield the comparisons of a sentence."""
    for token in sentence:
        for reading in (
            _of_adjective,
            _of_mattering,
            _of_ranking,
            _of_preference,
            _of_caring,
            _of_wanting,
            _of_supremacy,
            _above_all,
        ):
            found = reading(token)
            if found is not None:
                yield found
                break


def _of_adjective(token: Any) -> Comparison | None:
    """Read "X is secondary (to Y)", "X is more important than Y", "X is paramount", "sees X as secondary"."""
    lemma = token.lower_
    lesser = lemma in _LESSER or (lemma in _WEIGHT and _marked(token, "less", "least"))
    greater = lemma in _GREATER or (lemma in _WEIGHT and _marked(token, "more", "most"))
    if not (lesser or greater):
        return None
    subject = _subject_of_predicate(token)
    if subject is None or (subject.pos_ == "PRON" and subject.lower_ != "what"):
        return None
    thing, clause = _bounds(subject), _clause(token)
    other = _object(token, "to", "than") or _object(token.head, "to", "than")
    holder = _holder(token)
    if holder is not None and other is not None and holder.i == other.i:
        other = None
    if lesser:
        return Comparison(token, _bounds(other) if other is not None else clause, thing, holder)
    if other is None and lemma in _WEIGHT:
        return None
    return Comparison(token, thing, _bounds(other) if other is not None else None, holder)


def _of_mattering(token: Any) -> Comparison | None:
    """Read "X matters more (less) to it than Y", "X outweighs Y"."""
    if token.pos_ != "VERB" or token.lemma_ not in _MATTERING | _ABOVE:
        return None
    subject = subject_of(token)
    if subject is None:
        return None
    if token.lemma_ in _ABOVE:
        other = next((child for child in token.children if child.dep_ == "dobj"), None)
        return (
            Comparison(token, _bounds(subject), _bounds(other), None)
            if other is not None and subject.pos_ == "NOUN"
            else None
        )
    less = any(child.lower_ in ("less", "least", "little") for child in token.subtree)
    more = any(child.lower_ in ("more", "most") for child in token.subtree)
    other = _after_than(token)
    if not (less or more):
        return None
    thing = _bounds(subject)
    if less:
        return Comparison(token, _bounds(other) if other is not None else _clause(token), thing, _holder(token))
    return Comparison(token, thing, _bounds(other) if other is not None else None, _holder(token))


def _of_ranking(token: Any) -> Comparison | None:
    """Read "puts X above Y", "values X over Y", "places X before Y", "ranks X below Y"."""
    if token.pos_ != "VERB" or token.lemma_ not in _RANKING:
        return None
    thing = next((child for child in token.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if thing is None:
        return None
    other = _after_than(token)
    degree = {word.lower_ for word in token.doc[token.i : other.i]} & {"more", "less"} if other is not None else set()
    if other is not None and len(degree) == 1 and other.i > thing.i:
        ranges = (_cut(thing, other), _bounds(other))
        return Comparison(token, *(ranges if "more" in degree else ranges[::-1]), None, True)
    for child in [*token.children, *thing.subtree]:
        if child.lower_ in _HIGHER | _LOWER and child.i > token.i:
            other = _pobj(child)
            if other is not None and other.lower_ not in ("table", "all", "court"):
                more, less = _split(thing, child, token), _bounds(other)
                return Comparison(token, *((more, less) if child.lower_ in _HIGHER else (less, more)), None, True)
    first = any(child.lower_ == "first" for child in token.children)
    return Comparison(token, _bounds(thing), None, None, True) if first else None


def _of_preference(token: Any) -> Comparison | None:
    """Read "prefers X to Y" and "would rather X than Y"."""
    if token.lemma_ in _CHOOSING and token.pos_ == "VERB":
        thing = next((child for child in token.children if child.dep_ == "dobj"), None)
        if thing is not None:
            for child in [*token.children, *thing.children]:
                if child.lower_ in ("to", "over") and child.dep_ == "prep" and (other := _pobj(child)) is not None:
                    return Comparison(token, _split(thing, child, token), _bounds(other), None, True)
    if token.pos_ == "VERB" and any(child.lower_ == "rather" and child.i < token.i for child in token.children):
        than = next((word for word in token.subtree if word.lower_ == "than" and word.i > token.i), None)
        if than is not None:
            end = token.right_edge.i + 1
            more = trimmed(token.doc, token.i, than.i)
            less = trimmed(token.doc, than.i + 1, end)
            if less[0] < less[1]:
                return Comparison(token, more, less, None, True)
    return None


def _of_caring(token: Any) -> Comparison | None:
    """Read "cares more about X than (about) Y"."""
    if token.lemma_ not in _CARING or token.pos_ != "VERB":
        return None
    words = {word.lower_ for word in token.subtree}
    thing = next(
        (_pobj(child) for child in token.subtree if child.lower_ in ("about", "for") and _pobj(child) is not None), None
    )
    other = _after_than(token)
    if thing is None or not words & {"more", "less"} or other is None or other.i == thing.i:
        return None
    more, less = (_cut(thing, other), _bounds(other))
    return Comparison(token, *((more, less) if "more" in words else (less, more)), None, True)


def _of_wanting(token: Any) -> Comparison | None:
    """Read "wants X more than Y", "seeks X rather than Y"."""
    if token.pos_ != "VERB" or token.lemma_ not in _WANTING or any(child.dep_ == "neg" for child in token.children):
        return None
    doc, stop = token.doc, token.sent.end
    than = next((word.i for word in doc[token.i + 2 : stop] if word.lower_ == "than"), None)
    if than is None or doc[than - 1].lower_ not in ("more", "rather") or than + 1 >= stop:
        return None
    first = token.i + 2 if doc[token.i + 1].lower_ in ("to", "for") else token.i + 1
    more = trimmed(doc, first, than - 1)
    end = next((word.i for word in doc[than + 1 : stop] if word.is_punct and word.text not in "-'’"), stop)
    less = trimmed(doc, than + 1, end)
    plain = all(any(word.pos_ in ("NOUN", "PROPN") for word in doc[slice(*part)]) for part in (more, less))
    if not plain or any(word.is_punct and word.text in ",;" for word in doc[slice(*more)]):
        return None
    return Comparison(token, more, less, None, by_subject=True)


_WANTING = {"want", "need", "seek"}


def _of_supremacy(token: Any) -> Comparison | None:
    """Read "X is its (top) priority", "X is a red line", "X comes first (and Y second)", "X has precedence over Y"."""
    first = next((c for c in token.children if c.lower_ == "first" and c.dep_ in ("advmod", "acomp")), None)
    if token.lemma_ in ("come", "go") and first is not None:
        subject = subject_of(token)
        if (subject is None or subject.i > token.i) and (thing := _after_holder(token)) is not None:
            return Comparison(token, (thing.i, thing.i + 1), _second(first), _compound(thing))
        if subject is None or subject.pos_ == "PRON":
            return None
        return Comparison(token, _bounds(subject), _second(first), _holder(token))
    if (
        token.lemma_ == "come"
        and (before := next((c for c in token.children if c.lower_ in _HIGHER | {"before"}), None)) is not None
    ):
        subject, other = subject_of(token), _pobj(before)
        if (
            subject is not None
            and other is not None
            and subject.pos_ in ("NOUN", "PROPN")
            and subject.ent_type_ != "PERSON"
        ):
            return (
                None
                if other.ent_type_ in ("DATE", "TIME")
                else Comparison(token, _bounds(subject), _bounds(other), None)
            )
    name = (
        token.lemma_
        if token.lemma_ != "line"
        else " ".join(c.lower_ for c in token.children if c.dep_ in ("amod", "compound")) + " line"
    )
    if name.split(" ")[-2:] and (name in _SUPREME or name.endswith(("red line", "bottom line"))):
        if token.dep_ == "attr":
            subject = _subject_of_predicate(token)
            if subject is not None and subject.pos_ != "PRON":
                return Comparison(token, _bounds(subject), None, _possessor(token) or _holder(token))
        if token.dep_ == "dobj" and token.head.lemma_ == "take":
            subject = subject_of(token.head)
            over = _object(token, "over") or _object(token.head, "over")
            if subject is not None and over is not None:
                return Comparison(token, _bounds(subject), _bounds(over), None)
    return None


def _after_holder(verb: Any) -> Any | None:
    """Give the thing in "for Northland land comes first", which the parser takes for one name of two words."""
    before = verb.nbor(-1) if verb.i > 0 else None
    is_one = before is not None and before.dep_ == "pobj" and before.head.lower_ in ("for", "to")
    return before if is_one and _compound(before) is not None else None


def _compound(noun: Any) -> Any | None:
    """Give the word of a compound that stands right before its noun."""
    return next((c for c in noun.children if c.dep_ == "compound" and c.i == noun.i - 1), None)


def _second(first: Any) -> Range | None:
    """Give what stands behind: "(comes first) and Y second", "(comes first for them), Y next".

    Not what is said besides: "(comes first), he said last week".
    """
    doc, stop = first.doc, min(first.i + _FARTHEST, first.sent.end)
    joint = next((word.i for word in doc[first.i + 1 : stop] if word.lower_ in ("and", ",")), stop)
    end = next((word.i for word in doc[joint + 1 : stop] if word.lower_ in _BEHIND), None)
    if end is None or not (end + 1 == first.sent.end or doc[end + 1].is_punct):
        return None
    thing = trimmed(doc, joint + 1, end)
    besides = any(w.text in ",;:" or w.pos_ == "PRON" or w.lemma_ in SAYING for w in doc[slice(*thing)])
    return thing if thing[0] < thing[1] and not besides else None


def _above_all(token: Any) -> Comparison | None:
    """Read "wants X above all" and "above all, X"."""
    if token.lower_ != "above" or token.i + 1 >= len(token.doc) or token.nbor().lower_ != "all":
        return None
    verb = token.head
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    thing = next((child for child in verb.children if child.dep_ in ("dobj", "attr", "xcomp", "ccomp")), None)
    if thing is None:
        return None
    first, last = _bounds(thing)
    if first <= token.i < last:
        first, last = trimmed(token.doc, first, token.i)
    return Comparison(verb, (first, last), None, None, True) if first < last else None


def _marked(token: Any, *words: str) -> bool:
    return any(child.lower_ in words for child in token.children)


def _subject_of_predicate(token: Any) -> Any | None:
    head = token.head
    if token.dep_ == "pobj" and head.lower_ == "as" and head.head.lemma_ in _SEEING:
        return next((child for child in head.head.children if child.dep_ in ("dobj", "nsubjpass")), None)
    if (token.dep_ in ("amod", "advcl", "prep") and head.lower_ == "as") or (
        token.dep_ == "amod" and head.lemma_ in _SEEING
    ):
        return None
    if token.dep_ in ("acomp", "attr", "oprd", "ccomp") and head.pos_ in ("AUX", "VERB"):
        own = next((child for child in head.children if child.dep_ in ("nsubj", "csubj")), None)
        if own is None and head.lemma_ in _SEEING:
            own = next((child for child in head.children if child.dep_ == "dobj"), None)
        return own
    if token.head.lemma_ == "as" and token.head.head.lemma_ in _SEEING:
        return next((child for child in token.head.head.children if child.dep_ in ("dobj", "nsubjpass")), None)
    return None


def _bounds(head: Any) -> Range:
    return subtree_bounds(head)


def _clause(token: Any) -> Range:
    return subtree_bounds(token.head if token.pos_ == "ADJ" else token)


def _object(token: Any, *prepositions: str) -> Any | None:
    for child in token.children:
        if child.lower_ in prepositions and (found := _pobj(child)) is not None:
            return found
    return None


def _pobj(preposition: Any) -> Any | None:
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp", "nsubj"):
            return child
        if child.dep_ == "prep" and (inner := _pobj(child)) is not None:
            return inner
    return None


def _after_than(token: Any) -> Any | None:
    than = next((word for word in token.subtree if word.lower_ == "than" and word.i > token.i), None)
    if than is None:
        return None
    found = _pobj(than)
    if found is not None:
        return found
    rest = [word for word in token.doc[than.i + 1 : token.right_edge.i + 1] if word.pos_ in ("NOUN", "PROPN")]
    return rest[0] if rest else None


def _split(thing: Any, preposition: Any, verb: Any) -> Range:
    first, last = _bounds(thing)
    if first <= preposition.i < last:
        return trimmed(verb.doc, first, preposition.i)
    return first, last


def _cut(thing: Any, other: Any) -> Range:
    first, last = _bounds(thing)
    than = next((i for i in range(first, last) if thing.doc[i].lower_ == "than"), last)
    return trimmed(thing.doc, first, than)


def _possessor(noun: Any) -> Any | None:
    return next((child for child in noun.children if child.dep_ == "poss"), None) or _object(noun, "of", "for")


def _holder(token: Any) -> Any | None:
    """Give for whom: "to the union", "for Northland", "Northland sees X as …"."""
    for place in (token, *(c for c in token.children if c.dep_ == "advmod"), token.head):
        for child in place.children:
            if (
                child.lower_ in ("for", "to")
                and child.dep_ in ("prep", "dative")
                and (found := _pobj(child)) is not None
            ) and (
                found.pos_ in ("PROPN", "PRON") or found.ent_type_ in _NAMES or found.lemma_ in GROUPS | BODIES | ROLES
            ):
                return found
    head = token.head
    for _ in range(3):
        if head.lemma_ in _SEEING:
            return subject_of(head)
        head = head.head
    return None
