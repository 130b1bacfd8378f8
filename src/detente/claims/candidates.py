"""Places where a claim may stand: a predicate, the party it would be of, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from detente.claims.attribution import Attribution, Source
from detente.claims.claim import Act
from detente.claims.clauses import content_of, finite_head, governor, subject_of, subtree_bounds, trimmed
from detente.claims.lexicon import lexical_act
from detente.claims.parties import Parties
from detente.claims.phrases import Who
from detente.claims.words import SAYING

__all__ = ["Candidate", "candidates_of"]

Variant = Literal["subject", "speaker", "holder"]
_NOT_CLAUSAL = {"aux", "auxpass", "amod", "compound", "punct"}
_PREPOSITIONAL = {"according", "including", "regarding", "concerning", "following", "given", "provided", "providing"}
_LIGHT = {
    "try",
    "continue",
    "begin",
    "start",
    "go",
    "need",
    "have",
    "keep",
    "help",
    "let",
    "appear",
    "seem",
    "come",
    "get",
}


@dataclass(slots=True)
class Candidate:
    """One predicate with one possible party.

    `span` and `content` are token ranges of `doc`. `variant` says how the party was found: as the subject of the
    predicate, as the speaker of the words, or as the holder of a noun ("Russia's demand"). `rivals` counts the other
    parties that the same predicate might belong to; `rank` is the place of the party among those the text speaks of
    most.
    """

    doc: Any
    trigger: Any
    named: Act | None
    who: Who
    variant: Variant
    sources: tuple[Source, ...]
    span: tuple[int, int]
    content: tuple[int, int]
    quoted: bool
    subject: Any | None
    first_person: bool
    target: str | None = None
    rivals: int = 0
    rank: int = 0


def candidates_of(sentence: Any, attribution: Attribution, parties: Parties) -> Iterator[Candidate]:
    """Yield the candidates of one sentence, in text order."""
    parties.read_sentence(sentence)
    for token in sentence:
        if _is_predicate(token):
            yield from _of_predicate(token, attribution, parties)
        elif token.pos_ == "NOUN" and lexical_act(token) is not None:
            yield from _of_noun(token, attribution, parties)


def _is_predicate(token: Any) -> bool:
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in _NOT_CLAUSAL or token.lower_ in _PREPOSITIONAL:
        return False
    if token.lemma_.lower() in SAYING and lexical_act(token) is None:
        return not any(child.dep_ in ("ccomp", "parataxis") for child in token.children) and any(
            child.dep_ in ("dobj", "xcomp") for child in token.children
        )
    return not (token.lemma_ in _LIGHT and any(child.dep_ == "xcomp" for child in token.children))


def _of_predicate(token: Any, attribution: Attribution, parties: Parties) -> Iterator[Candidate]:
    sources = tuple(attribution.sources_of(token))
    speaker = next((source.who for source in sources if source.who is not None), None)
    subject = subject_of(token)
    found = parties.resolve(subject, attribution.speaking(token, sources)) if subject is not None else []
    span = _span_of(token)
    content = content_of(token)
    quoted = attribution.quoted(token) is not None
    first_person = subject is not None and subject.lower_ in ("i", "we")
    named = lexical_act(token) or _named_by_complement(token)
    shared: dict[str, Any] = {
        "doc": token.doc,
        "trigger": token,
        "named": named,
        "sources": sources,
        "span": _including(span, content),
        "content": content,
        "quoted": quoted,
        "subject": subject,
        "first_person": first_person,
    }
    able = [who for who in found if who.kind != "onlooker"]
    speaks = speaker is not None and speaker.kind != "onlooker" and all(speaker.party != who.party for who in found)
    shared["rivals"] = len(able) + speaks - 1
    for who in found:
        if who.kind != "onlooker":
            yield Candidate(who=who, variant="subject", target=_target(token, who, parties), **shared)
    if speaker is not None and speaks:
        target = found[0].party if found and found[0].kind != "onlooker" else None
        yield Candidate(who=speaker, variant="speaker", target=target, **shared)


def _named_by_complement(token: Any) -> Act | None:
    if token.lemma_ not in ("be", "remain", "seem", "appear", "become", "stand", "feel"):
        return None
    for child in token.children:
        if child.dep_ in ("acomp", "attr", "oprd", "advmod", "prep") and (act := lexical_act(child)) is not None:
            return act
    return None


def _of_noun(token: Any, attribution: Attribution, parties: Parties) -> Iterator[Candidate]:
    sources = tuple(attribution.sources_of(token))
    content = _noun_content(token)
    if content is None:
        return
    span = _including(subtree_bounds(token), content)
    for who in _holders(token, parties, attribution.speaking(token, sources)):
        if who.kind == "onlooker":
            continue
        yield Candidate(
            doc=token.doc,
            trigger=token,
            named=lexical_act(token),
            who=who,
            variant="holder",
            sources=sources,
            span=span,
            content=content,
            quoted=attribution.quoted(token) is not None,
            subject=None,
            first_person=False,
            target=_target(token, who, parties),
        )


def _noun_content(noun: Any) -> tuple[int, int] | None:
    for child in noun.children:
        if child.i > noun.i and child.dep_ in ("acl", "ccomp", "relcl") and child.dep_ != "relcl":
            first, last = subtree_bounds(child)
            return (first + 1 if noun.doc[first].lower_ == "to" else first), last
    for child in noun.children:
        if (
            child.i > noun.i
            and child.dep_ == "prep"
            and child.lower_ in ("for", "to", "of", "on", "that", "over", "against", "in")
        ):
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                return subtree_bounds(inner)
    begin = min((c.i for c in noun.children if c.dep_ in ("amod", "compound") and c.i < noun.i), default=noun.i)
    return trimmed(noun.doc, begin, noun.i + 1)


def _holders(noun: Any, parties: Parties, speaker: Who | None) -> list[Who]:
    for child in noun.children:
        if child.dep_ == "poss":
            return parties.resolve(child, speaker)
    modifier = parties.before(noun)
    if modifier:
        return [Who(party, None, "body", party) for party in modifier]
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of", "among", "between"):
            for inner in child.children:
                if inner.dep_ == "pobj" and (found := parties.resolve(inner, speaker)):
                    return found
    head = noun.head
    if noun.dep_ in ("dobj", "pobj") and governor(noun) is not None:
        verb = head if head.pos_ == "VERB" else governor(head)
        if verb is not None and verb.pos_ == "VERB" and lexical_act(verb) is None:
            subject = subject_of(verb)
            return parties.resolve(subject, speaker) if subject is not None else []
    return []


def _target(token: Any, who: Who, parties: Parties) -> str | None:
    for child in token.children:
        inner = child
        if child.dep_ == "prep" and child.lower_ in ("on", "to", "from", "with", "against", "at"):
            inner = next((c for c in child.children if c.dep_ == "pobj"), child)
        elif child.dep_ not in ("dobj", "dative"):
            continue
        for found in parties.resolve(inner):
            if found.kind != "onlooker" and found.party != who.party:
                return found.party
    return None


def _span_of(token: Any) -> tuple[int, int]:
    head = finite_head(token)
    inner = subtree_bounds(token)
    span = inner if head == token else subtree_bounds(head)
    if token.dep_ == "conj":
        span = inner
    return _including(span, inner) if span[0] <= inner[0] else inner


def _including(span: tuple[int, int], content: tuple[int, int]) -> tuple[int, int]:
    return min(span[0], content[0]), max(span[1], content[1])
