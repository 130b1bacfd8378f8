"""What a stance is for: tactics at the table, ends reached by either of two means, what an aim would mean."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detente.claims.clauses import subject_of, subtree_bounds, trimmed

__all__ = ["Motive", "motives_of"]

Range = tuple[int, int]

_STANCES = {
    "line", "demand", "stance", "position", "threat", "tone", "talk", "rhetoric", "posture", "move", "posturing",
    "insistence", "refusal", "toughness", "brinkmanship", "offer", "ultimatum", "pressure", "delay", "stand",
    "approach", "show", "proposal", "noise", "map", "claim",
}  # fmt: skip
_PURSUING = {"want", "after", "seek", "need", "aim", "pursue", "care", "matter", "crave"}
_AIMS = {"goal", "aim", "objective", "purpose", "interest", "concern", "prize", "motive", "ambition", "intention"}
_MEANT = {"mean", "aim", "design", "intend", "calculate", "gear", "direct", "seek", "serve"}
_PLOYS = {
    "tactic",
    "ploy",
    "bluff",
    "chip",
    "gambit",
    "bid",
    "attempt",
    "stunt",
    "maneuver",
    "manoeuvre",
    "leverage",
    "fallback",
    "pretext",
    "smokescreen",
    "feint",
}
_STALLING = {"stall", "bluff"}
_MEANS = {
    "achieve",
    "secure",
    "reach",
    "obtain",
    "get",
    "attain",
    "win",
    "guarantee",
    "have",
    "ensure",
    "gain",
    "come",
    "do",
    "realise",
    "realize",
}
_ENTAIL = {"mean", "entail", "imply", "require", "involve", "include"}


@dataclass(frozen=True, slots=True)
class Motive:
    """A tactic, an interest or two means to one: the word it hangs on, its stretch and content, and whose it is.

    `holder` is the head of whose it is, None where the text before says it.
    """

    kind: str
    trigger: Any
    span: Range
    content: Range
    holder: Any | None


def motives_of(sentence: Any) -> Iterator[Motive]:
    """Yield the motives of a sentence."""
    for token in sentence:
        for reading in (_of_aim, _of_pursuit, _of_stance, _of_stalling, _of_fallback, _of_means, _of_entailment):
            found = reading(token)
            if found is not None:
                yield found
                break


def _of_aim(token: Any) -> Motive | None:
    """Read "what it really wants is X", "what it is after is X", "its real goal is X"."""
    if token.lemma_ != "be":
        return None
    thing = next((c for c in token.children if c.dep_ in ("attr", "xcomp", "ccomp", "advcl") and c.i > token.i), None)
    subject = next((c for c in token.children if c.dep_ in ("csubj", "nsubj", "ccomp") and c.i < token.i), None)
    if thing is None or subject is None or thing.pos_ == "PRON":
        return None
    inside = [word for word in subject.subtree if word.i < token.i]
    if inside and inside[0].lower_ == "what" and any(word.lemma_.lower() in _PURSUING for word in inside):
        holder = next((word for word in inside if word.dep_ in ("nsubj", "nsubjpass")), None)
    elif subject.lemma_.lower() in _AIMS:
        holder = _whose(subject)
    else:
        return None
    if holder is None:
        return None
    content = subtree_bounds(thing)
    return Motive("interest", token, (subject.left_edge.i, content[1]), content, holder)


def _of_pursuit(token: Any) -> Motive | None:
    """Read "is after X", "is out for X"."""
    if token.lower_ not in ("after", "for") or token.dep_ != "prep" or token.head.lemma_ != "be":
        return None
    if token.lower_ == "for" and not any(c.lower_ == "out" for c in token.head.children):
        return None
    thing = next((c for c in token.children if c.dep_ in ("pobj", "pcomp")), None)
    subject = subject_of(token.head)
    if thing is None or subject is None or thing.ent_type_ in ("DATE", "TIME", "EVENT"):
        return None
    content = subtree_bounds(thing)
    return Motive("interest", token.head, _join(subtree_bounds(token.head), content), content, subject)


def _of_stance(token: Any) -> Motive | None:
    """Read "the hard line is meant to …", "its demands are a bargaining chip", "… may be a tactic to …"."""
    predicate = token.lemma_ in _MEANT and token.pos_ == "VERB"
    ploy = token.lemma_ in _PLOYS and token.dep_ in ("attr", "pobj")
    if not (predicate or ploy):
        return None
    verb = token if predicate else _above(token)
    if verb is None:
        return None
    subject = subject_of(verb)
    if subject is None or subject.lemma_.lower() not in _STANCES:
        return None
    content = _purpose(token) or subtree_bounds(token)
    span = subtree_bounds(verb)
    return Motive("tactic", token, _join(span, content), content, _whose(subject))


def _of_stalling(token: Any) -> Motive | None:
    """Read "is stalling", "is playing for time", "buys time"."""
    if token.pos_ != "VERB":
        return None
    time = any(
        c.lower_ == "time" or (c.lower_ == "for" and any(g.lower_ == "time" for g in c.children))
        for c in token.children
    )
    if not (token.lemma_ in _STALLING or (token.lemma_ in ("play", "buy") and time)):
        return None
    subject = subject_of(token)
    if subject is None or subject.lemma_.lower() in ("talk", "negotiation", "process"):
        return None
    span = subtree_bounds(token)
    return Motive("tactic", token, span, trimmed(token.doc, token.i, span[1]), subject)


def _of_fallback(token: Any) -> Motive | None:
    """Read "has a plan B", "keeps a fallback"."""
    plan_b = token.lower_ == "plan" and token.i + 1 < len(token.doc) and token.nbor().text == "B"
    plan_b = plan_b or (token.text == "B" and token.i > 0 and token.nbor(-1).lower_ == "plan")
    if not plan_b:
        return None
    verb = _above(token)
    if verb is None:
        return None
    subject = subject_of(verb)
    span = subtree_bounds(verb)
    return Motive("tactic", token, span, trimmed(token.doc, verb.i, span[1]), subject) if subject is not None else None


def _of_means(token: Any) -> Motive | None:
    """Read "either by guarantees or by control", with the end it serves in the same sentence or the one before."""
    if token.lower_ != "either":
        return None
    doc, sentence = token.doc, token.sent
    word = next((other for other in doc[token.i + 1 : sentence.end] if other.lower_ == "or"), None)
    if word is None or word.i + 1 >= sentence.end:
        return None
    following = doc[token.i + 1]
    if following.pos_ not in ("ADP", "SCONJ") and following.lower_ not in ("by", "through", "via", "with"):
        return None
    last = _end_of_alternative(word, following)
    content = trimmed(doc, token.i, last)
    verb = _above(token)
    if verb is None:
        return Motive("means", token, content, content, None)
    subject = subject_of(verb)
    return Motive("means", token, _join(subtree_bounds(verb), content), content, subject)


def _end_of_alternative(word: Any, like: Any) -> int:
    doc = word.doc
    second = next(
        (t for t in doc[word.i + 1 : word.sent.end] if t.lower_ == like.lower_ or t.pos_ in ("NOUN", "ADP")), None
    )
    edge = max((t.right_edge.i for t in (second,) if t is not None), default=word.i + 1)
    stop = next(
        (t.i for t in doc[word.i + 1 : word.sent.end] if t.text in (";", "—") or (t.text == "," and t.i > edge)),
        word.sent.end,
    )
    return int(min(max(edge + 1, word.i + 2), stop))


def _of_entailment(token: Any) -> Motive | None:
    """Read "that would mean a ban on X, a friendly government and a limited army"."""
    if token.lemma_ not in _ENTAIL or token.pos_ != "VERB":
        return None
    subject = next((child for child in token.children if child.dep_ == "nsubj"), None)
    if subject is None or subject.lower_ not in ("that", "this", "it", "which"):
        return None
    thing = next((child for child in token.children if child.dep_ in ("dobj", "ccomp", "xcomp")), None)
    if thing is None or (subject.lower_ == "it" and token.lemma_ != "mean"):
        return None
    first, last = subtree_bounds(thing)
    listed = [child for child in token.children if child.dep_ in ("dobj", "conj", "attr") and child.i > thing.i]
    content = (first, max([last, *(subtree_bounds(child)[1] for child in listed)]))
    return Motive("interest", token, _join(subtree_bounds(token), content), content, None)


def _purpose(token: Any) -> Range | None:
    for child in token.children:
        if child.dep_ in ("xcomp", "acl", "advcl") and child.i > token.i:
            first, last = subtree_bounds(child)
            return (first + 1 if token.doc[first].lower_ == "to" else first), last
        if child.dep_ == "prep" and child.lower_ in ("at", "for", "to"):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return subtree_bounds(inner)
    return None


def _above(token: Any) -> Any | None:
    head = token.head
    while head.pos_ not in ("VERB", "AUX"):
        if head.head == head:
            return None
        head = head.head
    return head


def _whose(stance: Any) -> Any | None:
    """Give whose stance it is: "the hard line of the envoys", "its envoys' demands"."""
    for child in stance.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in ("of", "by", "from"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    named = [c for c in stance.children if c.dep_ in ("amod", "compound") and c.text[0].isupper()]
    return named[0] if named else None


def _join(left: Range, right: Range) -> Range:
    return min(left[0], right[0]), max(left[1], right[1])
