"""Mentions: every phrase of a sentence that may name a party or a source, with what it may stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from detente.claims.attribution import Attribution
from detente.claims.chambers import Bench
from detente.claims.gazetteer import known
from detente.claims.parties import Parties
from detente.claims.phrases import Kind, Who, phrase_of

__all__ = ["Mention", "Reading", "mentions_of"]

_FIRST = {"i", "we", "us", "our", "my", "me"}
_NEVER = {"it", "there", "that", "this", "which", "what", "who", "itself"}
_UNNAMED = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a mention may stand for: a party by its name, and the voice it would speak through.

    `kind` is that of the party; "self" stands for a person who acts for no party, "phrase" for the words themselves,
    "guess" for the party of a person whom the text ties to none, "learnt" for the one that the
    trained reader ties the person to. `person` is the full name of who is mentioned, `bench` where he sits in a
    legislature.
    """

    party: str
    voice: str | None
    kind: Kind | Literal["self", "phrase", "guess", "learnt"]
    person: str | None = None
    bench: Bench | None = None


@dataclass(slots=True)
class Mention:
    """A noun phrase by its head: what it may stand for as a party, and how it would be named as a source."""

    token: Any
    readings: tuple[Reading, ...]
    source: str


def mentions_of(sentence: Any, attribution: Attribution, parties: Parties) -> list[Mention]:
    """Give the mentions of a sentence in text order; the parties of the sentence must have been read."""
    return [
        mention
        for token in sentence
        if _may_name(token) and (mention := _mention(token, attribution, parties)) is not None
    ]


def _may_name(token: Any) -> bool:
    if token.pos_ in ("NOUN", "PROPN"):
        return token.dep_ not in ("compound", "nmod") and token.ent_type_ not in _UNNAMED
    if token.pos_ == "PRON":
        return token.lower_ not in _NEVER - {"it"}
    return bool(token.text[:1].isupper()) and known(token.text) is not None


def _mention(token: Any, attribution: Attribution, parties: Parties) -> Mention | None:
    speaker: Who | None = None
    if token.lower_ in _FIRST:
        speaker = attribution.speaking(token)
    found = list(parties._resolve_one(token, speaker))
    readings = list(dict.fromkeys(_readings(token, found, parties)))
    source = attribution.read(token)
    if not readings and source is None:
        return None
    return Mention(token, tuple(readings), source.name if source is not None else "")


def _readings(token: Any, found: list[Who], parties: Parties) -> Iterator[Reading]:
    for who in found:
        person = parties.roster.people.person(who.voice or who.name) if who.kind == "person" else None
        if person is None:
            yield Reading(who.party, who.voice, who.kind)
        elif person.name == who.party:
            yield Reading(person.name, None, "self", person.name, person.bench)
        else:
            kind: Literal["person", "guess"] = "guess" if person.party is None else "person"
            yield Reading(who.party, who.voice, kind, person.name, person.bench)
            yield Reading(person.name, None, "self", person.name, person.bench)
    if token.pos_ in ("ADJ", "X") and (entry := known(token.text)) is not None:
        yield Reading(entry.party, None, "state")
    if token.pos_ in ("NOUN", "PROPN"):
        for phrase in _phrases(token):
            name = parties.roster.bodies.names.get(phrase, phrase)
            if all(name != who.party for who in found):
                yield Reading(name, None, "phrase")


def _phrases(token: Any) -> Iterator[str]:
    """Yield how a phrase may be named in its own words: bare, with what follows "of", and as a name it is part of."""
    bare = phrase_of(token)
    yield bare
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    if following is not None and following.like_num and bare[:1].isupper():
        yield f"{bare} {following.text}"
    of = next((child for child in token.children if child.lower_ == "of" and child.i == token.i + 1), None)
    inner = next((child for child in of.children if child.dep_ == "pobj"), None) if of is not None else None
    if inner is not None and inner.i - token.i <= 5:
        yield f"{bare} {token.doc[token.i + 1 : inner.i + 1].text}"
    entity = next((one for one in token.doc.ents if one.start <= token.i < one.end), None)
    if entity is not None and entity.label_ in ("ORG", "GPE", "NORP", "PERSON"):
        name = entity.text.removeprefix("the ").removeprefix("The ").removesuffix("'s").removesuffix("’s")
        if name != bare:
            yield name
