"""The grammar of a claim: who does it, which words carry it, and what its verb is about."""

from collections.abc import Iterator
from typing import Any

__all__ = ["content_of", "finite_head", "governor", "is_told", "subject_of", "subtree_bounds", "trimmed"]

_SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
_OBJECT_CONTROL = {
    "urge", "ask", "press", "force", "want", "allow", "call", "order", "tell", "persuade", "push", "convince",
    "invite", "pressure", "pressurise", "beg", "require", "enable", "expect", "get", "lead", "encourage", "warn",
    "lobby", "challenge",
}  # fmt: skip
_REPORTING = {"demand", "insist", "propose", "suggest", "ask", "urge", "agree", "promise", "warn"}
_ASIDES = {"though", "although", "while", "whereas", "as", "after", "since", "because", "when", "before", "amid"}
_CLAUSAL = ("xcomp", "ccomp", "pcomp")
_QUOTES = "“”\"‘’'"


def subject_of(verb: Any, depth: int = 0) -> Any | None:
    """Give the head of the subject of a verb, the understood one of infinitives and participles included."""
    if depth > 6:
        return None
    passive = None
    for child in verb.children:
        if child.dep_ == "nsubj":
            return _antecedent(child)
        if child.dep_ in ("nsubjpass", "csubj"):
            passive = child
        if child.dep_ == "agent":
            agent = next((inner for inner in child.children if inner.dep_ == "pobj"), None)
            if agent is not None:
                return agent
    if passive is not None:
        return _antecedent(passive)
    return _inherited_subject(verb, depth)


def _inherited_subject(verb: Any, depth: int) -> Any | None:
    head = verb.head
    if head == verb:
        return None
    if verb.dep_ == "xcomp":
        if head.lemma_ in _OBJECT_CONTROL:
            controller = next((child for child in head.children if child.dep_ in ("dobj", "dative", "nsubjpass")), None)
            if controller is not None:
                return controller
        return subject_of(head, depth + 1)
    if verb.dep_ in ("conj", "advcl", "ccomp", "pcomp", "prep", "acomp", "attr", "dep"):
        while head.dep_ in ("prep",) and head.head != head:
            head = head.head
        return subject_of(head, depth + 1) if head.pos_ in ("VERB", "AUX", "ADJ") or verb.dep_ == "conj" else None
    if verb.dep_ == "acl":
        return _owner(head) if verb.tag_ in ("VB", "VBP") else head
    return None


def _owner(noun: Any) -> Any | None:
    """Give who holds a noun: "their plan to", "efforts by the union to", "has a chance to"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.lower_ in ("by", "from", "of"):
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return subject_of(noun.head, 4) if noun.head.pos_ in ("VERB", "AUX") else None


def _antecedent(subject: Any) -> Any:
    if subject.lower_ in ("who", "which", "that") and subject.head.dep_ == "relcl":
        return subject.head.head
    return subject


def governor(verb: Any) -> Any | None:
    """Give the verb, adjective or noun that a verb directly hangs from."""
    head = verb.head
    while head != verb and head.dep_ in ("prep",) and head.head != head:
        head = head.head
    return None if head == verb else head


def finite_head(verb: Any) -> Any:
    """Give the head of the finite clause to which an infinitive belongs ("is ready to sign" → "is")."""
    head = verb
    while head.dep_ in ("xcomp", "acomp", "attr", "pcomp", "prep", "oprd") and head.head != head:
        if any(child.dep_ in _SUBJECTS for child in head.children):
            break
        head = head.head
    return head


def subtree_bounds(head: Any, *, without: frozenset[int] = frozenset()) -> tuple[int, int]:
    """Give the first token and the one after the last of the stretch that a head governs.

    Clauses set beside it, and those whose heads are in `without`, stay out where they stand at its edge.
    """
    keep = sorted(_governed(head, without))
    place = keep.index(head.i)
    first = last = place
    while first > 0 and _joined(head.doc, keep[first - 1], keep[first]):
        first -= 1
    while last + 1 < len(keep) and _joined(head.doc, keep[last], keep[last + 1]):
        last += 1
    return trimmed(head.doc, keep[first], keep[last] + 1)


def _joined(doc: Any, left: int, right: int) -> bool:
    return right == left + 1 or all(
        doc[i].is_punct or doc[i].is_space or doc[i].dep_ in ("mark", "cc") for i in range(left + 1, right)
    )


def _governed(head: Any, without: frozenset[int]) -> Iterator[int]:
    yield head.i
    for child in head.children:
        if child.i in without or child.dep_ in ("parataxis",):
            continue
        if child.dep_ in ("punct",) and child.is_punct and child.text not in ("-", "$", "%"):
            continue
        if child.dep_ in ("mark", "cc") and child.i < head.i:
            continue
        if child.dep_ == "cc" and child.i == head.right_edge.i:
            continue
        if child.dep_ == "advcl" and ((child.i > head.i and _is_aside(child)) or child.lemma_ in ("cite", "quote")):
            continue
        if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") and any(c.dep_ in _SUBJECTS for c in child.children):
            continue
        yield from (inner.i for inner in child.subtree)


def _is_aside(clause: Any) -> bool:
    """Say whether an adverbial clause only adds a circumstance, and so stays outside the claim."""
    return any(child.dep_ == "mark" and child.lower_ in _ASIDES for child in clause.children)


def trimmed(doc: Any, first: int, last: int) -> tuple[int, int]:
    """Drop punctuation, spaces and lone quotation marks from both edges of a stretch."""
    while first < last and (doc[first].is_space or (doc[first].is_punct and _droppable(doc, first, first, last))):
        first += 1
    while last > first and (
        doc[last - 1].is_space or (doc[last - 1].is_punct and _droppable(doc, last - 1, first, last))
    ):
        last -= 1
    return first, last


def _droppable(doc: Any, place: int, first: int, last: int) -> bool:
    text: str = doc[place].text
    if text in '“”"':
        inside: str = doc[first:last].text
        return sum(inside.count(mark) for mark in '“”"') % 2 == 1
    if text in _QUOTES or text in ("(", ")", "[", "]"):
        return text not in (")", "]")
    return True


def content_of(trigger: Any) -> tuple[int, int]:
    """Give the stretch that says what a trigger is about: its complement, object or predicate."""
    rank = {
        "xcomp": 0,
        "ccomp": 1,
        "dobj": 2,
        "acl": 3,
        "prep": 4,
        "attr": 5,
        "acomp": 6,
        "oprd": 7,
        "dative": 8,
        "pcomp": 2,
        "pobj": 2,
    }
    children = [child for child in trigger.children if child.dep_ in rank and child.i > trigger.i]
    asked = next(
        (child for child in trigger.children if child.dep_ == "dobj" and child.lower_ in ("what", "how")), None
    )
    if asked is not None and asked.i < trigger.i:
        first, last = subtree_bounds(trigger)
        return trimmed(trigger.doc, max(first, asked.i), last)
    reported = _reported(trigger)
    if reported is not None:
        return reported
    antecedent = _asked_for(trigger)
    if antecedent is not None:
        left = min((child.left_edge.i for child in antecedent.children if child.i < antecedent.i), default=antecedent.i)
        return trimmed(trigger.doc, left, antecedent.i + 1)
    children.sort(key=lambda child: (rank[child.dep_], child.i))
    if trigger.lemma_ == "be" or not children:
        return _predicate(trigger, children)
    best = children[0]
    if best.dep_ == "prep":
        inner = next((child for child in best.children if child.dep_ in ("pobj", "pcomp")), None)
        best = inner if inner is not None else best
    first, last = subtree_bounds(best)
    if best.dep_ == "dobj":
        for child in children[1:]:
            if child.dep_ in ("prep", "xcomp", "acl") and child.i >= last:
                last = max(last, subtree_bounds(child)[1])
    if best.tag_ == "VB" and first < best.i and trigger.doc[first].lower_ == "to":
        first += 1
    return first, last


def _reported(verb: Any) -> tuple[int, int] | None:
    """Give the clause of "demanded … that Y do Z", where the parser hung it on a noun in between."""
    if verb.lemma_ not in _REPORTING or any(child.dep_ in ("ccomp", "xcomp", "dobj") for child in verb.children):
        return None
    for word in verb.subtree:
        if word.lower_ == "that" and word.i > verb.i and word.head.dep_ == "relcl" and word.head.head.dep_ != "nsubj":
            return trimmed(verb.doc, word.i + 1, word.head.right_edge.i + 1)
    return None


def _asked_for(verb: Any) -> Any | None:
    """Give the noun that is the object of a relative clause: "the regions that they demand"."""
    if verb.dep_ != "relcl" or any(child.dep_ in ("xcomp", "ccomp", "attr", "acomp") for child in verb.children):
        return None
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    own_subject = any(child.dep_ == "nsubj" and child.lower_ not in ("who", "which", "that") for child in verb.children)
    if any(child.lower_ in ("that", "which") for child in objects) or (own_subject and not objects):
        return verb.head
    return None


def _predicate(trigger: Any, children: list[Any]) -> tuple[int, int]:
    first, last = subtree_bounds(trigger)
    begin = children[0].left_edge.i if trigger.lemma_ == "be" and children else trigger.i
    begin = max(first, begin)
    return trimmed(trigger.doc, begin, max(last, begin + 1))


_DECIDING = {"agree", "decide", "choose"}


def is_told(verb: Any) -> bool:
    """Tell whether a verb says what was or is done, and not what somebody is to do ("urged it to drop its demand")."""
    auxiliaries = {child.lemma_.lower() for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"will", "would", "may", "might", "could", "can", "should", "must"}:
        return False
    if verb.tag_ != "VB" or auxiliaries & {"have", "do"}:
        return verb.tag_ != "VBG" or bool(auxiliaries)
    return verb.dep_ == "xcomp" and verb.head.lemma_ in _DECIDING
