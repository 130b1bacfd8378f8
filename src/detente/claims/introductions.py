"""How a text introduces a person: by an office, and by whom he holds it for ("its chairman, Roe")."""

from collections.abc import Iterator, Sequence
from typing import Any

from detente.claims.firms import is_firm
from detente.claims.gazetteer import known
from detente.claims.offices import LEGISLATORS, LOCAL, is_role, role_of
from detente.claims.phrases import HYPHENS, last_word, without_possessive
from detente.claims.tokens import Stretch
from detente.claims.words import BODIES, GROUPS, TITLES

__all__ = ["beside", "name_persons", "office_of", "owners_of", "spoken_of_before"]

_LEADING = {"chair", "lead", "head", "run", "represent", "speak"}
"""Verbs that say for whom somebody acts ("Roe, who leads the guild", "Roe speaks for the guild")."""
_OTHERS = {"counterpart", "colleague", "ally"}
"""Who is named beside somebody and acts for others."""
_SUBJECTS = {"nsubj", "nsubjpass"}
_WITH = {"of", "for", "at", "from"}
"""Prepositions that join an office and whom it is held for."""
_ALSO_BODIES = {"member", "owner", "partner", "operator", "player", "trader", "troop", "source", "counterpart"}
"""Roles that bodies have too ("its owner, Harbor Holdings")."""
_LONGEST = 4
"""How many words the name of a person has at most."""


def name_persons(docs: Sequence[Any]) -> None:
    """Mark as persons in parsed paragraphs whom an office introduces, whatever the language model takes them for.

    "Its envoy, Soumia Belkacem": the small model knows few names but English ones. The last name alone is that person's
    too, wherever it is taken for the name of an organisation.
    """
    names: set[str] = set()
    for doc in docs:
        found = [name for token in doc if (name := _introduced(token)) is not None]
        for name in found:
            doc.ents = (*(one for one in doc.ents if one.end <= name.start or one.start >= name.end), name)
            names |= {name.text, last_word(doc[name.end - 1])}
        doc.ents = tuple(sorted(doc.ents, key=lambda one: one.start))
    for entity in (entity for doc in docs for entity in doc.ents):
        if entity.label_ in ("ORG", "PRODUCT", "PERSON") and without_possessive(entity.text) in names:
            entity.label_ = "PERSON"
            for token in entity:
                token.ent_type_ = "PERSON"


def _introduced(token: Any) -> Stretch | None:
    """Give the name of two words or more that ends with a token, where an office or "who" tells of a person."""
    if token.pos_ != "PROPN" or not token.text[:1].isupper() or token.dep_ in ("compound", "nmod"):
        return None
    doc, begin = token.doc, token.i
    while begin and _goes_on(doc[begin - 1], doc[begin]):
        begin -= 1
    words = [word.text for word in doc[begin : token.i + 1] if word.text not in HYPHENS]
    if not 1 < len(words) <= _LONGEST or any(word.lower() in BODIES | GROUPS for word in words):
        return None
    name = Stretch(doc, begin, token.i + 1, "PERSON")
    if known(name.text) is not None or known(token.text) is not None or is_firm(name.text):
        return None
    if any(child.lower_ == "who" for verb in _clauses_about(token) for child in verb.children):
        return name
    office = office_of(token)
    if office is None or office.tag_ not in ("NN", "NNP") or role_of(office) in _ALSO_BODIES:
        return None
    return name


def _goes_on(before: Any, word: Any) -> bool:
    """Say whether a name goes on to the left of one of its words."""
    if before.text in HYPHENS or word.text in HYPHENS:
        return bool(before.idx + len(before.text) == word.idx)
    return bool(before.pos_ == "PROPN" and before.text[:1].isupper() and not is_role(before))


def office_of(name: Any) -> Any | None:
    """Give the word of the office by which a person's name is introduced; None where there is none.

    It stands before the name or in apposition, or is a verb: "Roe, who leads the guild", "Roe leads the guild". An
    office that says whose it is goes before a nearer one that does not ("its chairman, Rep. Roe"); one of a place
    goes last ("Governor Roe of Northland, who chairs the Council").
    """
    doc = name.doc
    first = _first_of(name)
    verbs = list(_clauses_about(name))
    if name.dep_ == "nsubj":
        verbs += [name.head, *name.head.conjuncts]
    leading = (verb for verb in verbs if verb.lemma_ in _LEADING and verb.pos_ == "VERB")
    leads = next((verb for verb in leading if next(owners_of(name, verb), None) is not None), None)
    near = [child for child in name.children if child.dep_ in ("compound", "amod", "nmod", "appos")]
    if name.dep_ == "appos":
        near += [name.head, *_above(name.head)]
    roles = [word for word in near if _names_an_office(word)]
    before = doc[first - 1] if first else None
    if before is not None and before.text == "," and first > 1:
        before = doc[first - 2]
    if not roles and before is not None and _names_an_office(before):
        roles = [before]
    roles.sort(key=lambda word: abs(word.i - first))
    told = [word for word in roles if next(owners_of(name, word), None) is not None]
    if leads is not None and all(role_of(word) in LOCAL for word in told):
        return leads
    return next(iter(told or roles), None)


def _clauses_about(name: Any) -> Iterator[Any]:
    """Yield the verbs of relative clauses about a name: "Roe, who leads", "Roe, a nurse who leads".

    That of "Roe of Northland, who leads" or "Roe, a nurse with years behind her who leads" the parser hangs on the
    nearest noun; "who" shows that it is about the person.
    """
    yield from (child for child in name.children if child.dep_ == "relcl")
    others = [child for child in name.children if child.dep_ == "appos"]
    others += [inner for child in name.children if child.lower_ == "of" for inner in child.children]
    for verb in (word for other in others for word in other.subtree if word.dep_ == "relcl"):
        if any(child.lower_ == "who" for child in verb.children):
            yield verb


def _above(noun: Any) -> Iterator[Any]:
    """Yield the noun on which a noun hangs by a preposition: "envoy" of "its envoy in Brussels, Roe"."""
    if noun.dep_ == "pobj" and noun.head.head is not noun.head:
        yield noun.head.head


def _names_an_office(word: Any) -> bool:
    return is_role(word) and word.pos_ in ("NOUN", "PROPN") and word.lemma_ not in _OTHERS


def owners_of(name: Any, office: Any) -> Iterator[Any]:
    """Yield the words for whom an office is held, the nearest first: "its", "guild" of "the guild's"."""
    if office.lemma_ in _LEADING and office.pos_ == "VERB":
        if office.lemma_ != "speak":
            yield from (child for child in office.children if child.dep_ == "dobj")
        for joint in office.children:
            if joint.lower_ == "for":
                yield from (child for child in joint.children if child.dep_ == "pobj")
        return
    holders = (office, name) if office.i < name.i or office.head is name else (office,)
    legislates = role_of(office) in LEGISLATORS
    for word in holders:
        for child in word.children:
            if child.dep_ == "poss":
                yield _antecedent(word) or child if child.lower_ == "whose" else child
        named = any(child.dep_ in ("compound", "nmod") and child.pos_ == "PROPN" for child in office.children)
        for joint in word.children if not legislates else ():
            if joint.lower_ in _WITH and joint.i > word.i and not (named and joint.lower_ == "for"):
                yield from (child for child in joint.children if child.dep_ == "pobj")


def _antecedent(office: Any) -> Any | None:
    """Give the noun that "whose" stands for in "the party, whose leader Roe left"."""
    word = office
    while word.head is not word and word.dep_ not in ("relcl", "advcl"):
        word = word.head
    return word.head if word.dep_ == "relcl" else None


def beside(name: Any, office: Any) -> Iterator[Any]:
    """Yield the words right before an office, which may say whose it is ("council spokesman", "Kenyan envoy")."""
    for word in (office, name):
        for child in word.children:
            noun = child.dep_ in ("compound", "nmod") and child.pos_ in ("NOUN", "PROPN")
            named = child.dep_ == "amod" and word is office and child.text[:1].isupper()
            if (noun or named) and child is not office and not is_role(child):
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
