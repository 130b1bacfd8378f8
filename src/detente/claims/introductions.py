"""How a text introduces a person: by an office, and by whom he holds it for ("its chairman, Roe")."""

from collections.abc import Iterator
from typing import Any

from detente.claims.gazetteer import known
from detente.claims.offices import LEGISLATORS, is_role, role_of
from detente.claims.words import TITLES

__all__ = ["beside", "office_of", "owners_of", "spoken_of_before"]

_LEADING = {"chair", "lead", "head", "run", "represent"}
"""Verbs that say for whom somebody acts ("Roe, who leads the guild")."""
_OTHERS = {"counterpart", "colleague", "ally"}
"""Who is named beside somebody and acts for others."""
_SUBJECTS = {"nsubj", "nsubjpass"}
_WITH = {"of", "for", "at", "from"}
"""Prepositions that join an office and whom it is held for."""


def office_of(name: Any) -> Any | None:
    """Give the word of the office by which a person's name is introduced; None where there is none.

    It stands before the name or in apposition, or is a verb: "Roe, who leads the guild".
    """
    doc = name.doc
    first = _first_of(name)
    leads = next((child for child in name.children if child.dep_ == "relcl" and child.lemma_ in _LEADING), None)
    if leads is not None:
        return leads
    near = [child for child in name.children if child.dep_ in ("compound", "amod", "nmod", "appos")]
    if name.dep_ == "appos":
        near.append(name.head)
    roles = [word for word in near if _names_an_office(word)]
    if roles:
        return min(roles, key=lambda word: abs(word.i - first))
    before = doc[first - 1] if first else None
    if before is not None and before.text == "," and first > 1:
        before = doc[first - 2]
    return before if before is not None and _names_an_office(before) else None


def _names_an_office(word: Any) -> bool:
    return is_role(word) and word.pos_ in ("NOUN", "PROPN") and word.lemma_ not in _OTHERS


def owners_of(name: Any, office: Any) -> Iterator[Any]:
    """Yield the words for whom an office is held, the nearest first: "its", "guild" of "the guild's"."""
    if office.lemma_ in _LEADING and office.pos_ == "VERB":
        yield from (child for child in office.children if child.dep_ == "dobj")
        return
    holders = (office, name) if office.i < name.i or office.head is name else (office,)
    legislates = role_of(office) in LEGISLATORS
    for word in holders:
        yield from (child for child in word.children if child.dep_ == "poss")
        for joint in word.children if not legislates else ():
            if joint.lower_ in _WITH and joint.i > word.i:
                yield from (child for child in joint.children if child.dep_ == "pobj")


def beside(name: Any, office: Any) -> Iterator[Any]:
    """Yield the nouns right before an office, which may say whose it is ("council spokesman")."""
    for word in (office, name):
        for child in word.children:
            if (
                child.dep_ in ("compound", "nmod")
                and child.pos_ in ("NOUN", "PROPN")
                and child is not office
                and not is_role(child)
            ):
                yield child


def spoken_of_before(name: Any) -> str | None:
    """Give the state or body of states that a paragraph spoke of last before a name: as a subject, else at all."""
    subjects: list[str] = []
    others: list[str] = []
    doc = name.doc
    for token in doc[: _first_of(name)]:
        entry = known(token.text) if token.text[:1].isupper() else None
        if entry is None and token.text[:1].isupper() and token.i + 1 < len(doc):
            entry = known(doc[token.i : token.i + 2].text)
        if entry is not None:
            subject = (
                token.dep_ in _SUBJECTS
                or (token.dep_ == "poss" and token.head.dep_ in _SUBJECTS)
                or token.dep_ == "ROOT"
            )
            (subjects if subject else others).append(entry.party)
    said = subjects or others
    return said[-1] if said else None


def _first_of(name: Any) -> int:
    """Give the number of the first token of the name that ends with a token."""
    entity = next((one for one in name.doc.ents if one.start <= name.i < one.end), None)
    begin = name.i if entity is None else entity.start
    while begin < name.i and name.doc[begin].text in TITLES:
        begin += 1
    return int(begin)
