"""Which names of a text are those of firms and other bodies, and which short names mean them.

The language model takes many names of firms for persons or places; a text tells better what they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from detente.claims.gazetteer import known
from detente.claims.phrases import without_possessive
from detente.claims.words import BODIES, ROLES, TITLES, word_set

__all__ = [
    "alone_in",
    "bodies_of",
    "called_by_last_word",
    "firms_of",
    "initials_of",
    "is_firm",
    "plain_name",
    "short_names",
]

_KINDS = word_set(
    "airline airliner bank bakery bookmaker brewer brewery broadcaster brokerage builder carmaker carrier chain club "
    "company conglomerate contractor cooperative co-operative creditor developer distiller drugmaker exchange firm "
    "foundation franchise fund giant group grocer hospital insurer insurgents lender maker manufacturer militia miner "
    "network newspaper operator party producer publisher refiner retailer rival shipper shipbuilder start-up startup "
    "steelmaker studio subsidiary supermarket supplier union utility wholesaler"
)
"""Nouns for bodies, that stand right before a name ("the insurer Alder") or say what it is ("Alder, a maker of …")."""
_OWNED = word_set(
    "board boardroom share shareholder stock stake management headquarters subsidiary factory plant workforce employee "
    "investor creditor customer revenue profit brand shop store pilot driver worker"
)
"""What firms have and persons seldom do ("Alder's board")."""
_OFFICERS = word_set("executive chairman chairwoman chairperson ceo")
"""Who speaks for a firm ("Alder's chief executive"); a person has aides and spokesmen."""
_LEGAL = word_set(
    "Air Airlines Airways Athletic Bank Brands Brewery Buses Capital Chemicals Coffee Cars Electric Energy "
    "Entertainment Ferries Films Foods Games Gas Group Health Healthcare Holdings Hotels Industries Insurance "
    "Interactive Labs Land Lines Logistics Media Medical Metals Minerals Mining Motors Oil Partners Pharma "
    "Pharmaceuticals Pictures Power Press Properties Rail Railways Resources Retail Shipping Stations Steel "
    "Steelworks Stores Studios Systems Technologies Telecom Telekom Television Trust Utilities Ventures Water "
    "Works Inc Inc. Corp Corp. Ltd Plc PLC AG SE SA"
)
"""Last words of the names of firms, which a text leaves out where it names them again."""
_REACH = 4
"""How many words after a possessive its thing may stand."""
_NAMES = re.compile(r"\b[A-Z][\w’'-]+(?: (?:of |the |and |for |& )*[A-Z][\w’'-]+)+")
_SHORT = re.compile(r"\b[A-Z]{3,6}\b")
_BODIES = word_set(
    "Union Guild League Association Council Federation Party Front Movement Alliance Brotherhood Congress Caucus Bloc "
    "Club Company Corporation Commission Committee Society Chamber Confederation Authority Forces Army Coalition Board "
    "Agency"
)
"""Words of the names of bodies by which a text calls them later ("the guild")."""
_PAPERS = word_set("Act Accord Agreement Bill Budget Index Initiative Law Plan Program Programme Treaty Pact Protocol")
"""Last words of the names of what is no body."""
_SMALL = {"of", "the", "and", "for", "in", "&"}
_BEGINNING = re.compile(
    r"^(?:(?:And|But|Or|Nor|So|Yet|Would|When|If) (?=(?:the )?[A-Z])|[A-Z][\w’'.]*-based (?=[A-Z])"
    r"|(?:(?!Italy|July|Family)[A-Z][a-z]+ly|Then|Even|Only|Still|Now|Here|There|Perhaps|Meanwhile|Again|Also|Instead)"
    r" (?=the [A-Z])"
    r"|(?:What|Why|How|Who|Where|While|As|Since|After|Before|For|In|At|With|To|On|By|From|Inside) (?=the [A-Z])"
    r"|(?:Other|Some|Many|Several|Most|Both|More|Few|These|Those) (?=[A-Z]))"
)
"""How a sentence or a headline begins before a name, which is taken for part of it."""


def firms_of(docs: Sequence[Any]) -> frozenset[str]:
    """Give the names of one word that a text speaks of as firms; names that it gives to persons are none of them."""
    found: set[str] = set()
    persons: set[str] = set()
    for token in (token for doc in docs for token in doc):
        if not _is_name(token):
            continue
        before = token.doc[token.i - 1] if token.i else None
        if before is not None and (before.text in TITLES or _is_given_name(before)):
            persons.add(token.text)
        elif _stands_alone(token) and (_is_called_a_body(token) or _owns(token)):
            found.add(token.text)
    return frozenset(found - persons)


def alone_in(docs: Sequence[Any]) -> frozenset[str]:
    """Give the names of one word that a text uses by themselves."""
    words = (token for doc in docs for token in doc)
    return frozenset(token.text for token in words if _is_name(token) and _stands_alone(token))


def is_firm(name: str) -> bool:
    """Say whether a name ends as the names of firms do ("Alder Foods")."""
    words = name.split()
    return len(words) > 1 and words[-1] in _LEGAL


def plain_name(words: str) -> str:
    """Give a name without the article, the word that a sentence begins with, and a small word that ends it."""
    return re.sub(r"^(?:the|The) | (?:of|and|for|the)$", "", _BEGINNING.sub("", words))


def _is_name(token: Any) -> bool:
    return (
        token.pos_ == "PROPN"
        and token.text[:1].isupper()
        and token.is_alpha
        and known(token.text) is None
        and token.text not in TITLES
    )


def _stands_alone(token: Any) -> bool:
    """Say whether a name is no part of a longer one."""
    around = (token.doc[place] for place in (token.i - 1, token.i + 1) if 0 <= place < len(token.doc))
    return not any(word.text in ("-", "&") or (word.pos_ == "PROPN" and word.text[:1].isupper()) for word in around)


def _is_given_name(token: Any) -> bool:
    """Say whether a token is the first part of a person's name."""
    return bool(token.pos_ == "PROPN" and token.ent_type_ == "PERSON" and token.text[:1].isupper())


def _is_called_a_body(name: Any) -> bool:
    """Say whether a noun for a body stands right before a name, or says after a comma what it is."""
    before = name.doc[name.i - 1] if name.i else None
    if before is not None and before.pos_ == "NOUN" and before.lower_ in _KINDS:
        return True
    what = next((child for child in name.children if child.dep_ == "appos"), None)
    return what is not None and what.pos_ == "NOUN" and what.lower_ in _KINDS


def _owns(name: Any) -> bool:
    """Say whether a name has what a firm has: "Alder's board", "shares in Alder", "Alder shares"."""
    doc = name.doc
    after = doc[name.i + 1 : name.i + 2 + _REACH]
    if after and after[0].lower_ in ("'s", "’s"):
        for word in after[1:]:
            if word.lemma_.lower() in _OWNED or word.lower_ in _OFFICERS:
                return True
            if word.pos_ not in ("ADJ", "NOUN", "NUM"):
                return False
    if after and after[0].lemma_.lower() in ("share", "shareholder") and after[0].pos_ == "NOUN":
        return True
    return name.dep_ == "pobj" and name.head.head.lemma_.lower() in ("share", "stake") and name.head.lower_ == "in"


def short_names(organisations: Set[str], firms: Set[str], alone: Set[str], places: Set[str]) -> Mapping[str, str]:
    """Give the full name for each short one that a text uses alone: "Alder" for "Alder Foods".

    `alone` are the names that stand without another capital beside them, `places` those taken for places.
    """
    found: dict[str, set[str]] = {}
    for full in organisations:
        words = full.split()
        if (
            not 2 <= len(words) <= 4
            or known(full) is not None
            or not all(word[:1].isupper() for word in words if word not in _SMALL)
        ):
            continue
        last = {words[-1]} & _BODIES
        for short in {words[0], " ".join(words[:-1])} | last:
            certain = words[-1] in _LEGAL or words[0] in firms or short in last
            if short in alone and (certain or short not in places):
                found.setdefault(short, set()).add(full)
    return {
        short: next(iter(fulls))
        for short, fulls in found.items()
        if len(fulls) == 1 and known(short) is None and short.lower() not in BODIES | ROLES and short not in TITLES
    }


def bodies_of(text: str) -> Iterator[str]:
    """Yield the names in a text that a word for a body ends or begins ("Animators' Guild", "Union of Pilots")."""
    for match in _NAMES.finditer(text):
        words = plain_name(without_possessive(match.group())).split()
        kept = words if words[-1] in _BODIES or (words[0] in _BODIES and "of" in words[1:2]) else []
        if len(kept) > 1 and not all(word in TITLES or word in _SMALL for word in kept[:-1]):
            yield " ".join(kept)


def called_by_last_word(docs: Sequence[Any]) -> Mapping[str, str]:
    """Give the full name for each last word that a text puts "the" before: "the Covenant" of the Torah Covenant.

    Where a name begins so ("the Bank of Northland"), the word alone may be short for that one, and is none.
    """
    definite = {
        token.text
        for doc in docs
        for token in doc
        if token.i and _is_name(token) and token.doc[token.i - 1].lower_ == "the" and _stands_alone(token)
    }
    found: dict[str, set[str]] = {}
    first: set[str] = set()
    for doc in docs if definite else ():
        for match in _NAMES.finditer(doc.text):
            words = plain_name(without_possessive(match.group())).split()
            first |= {words[0]} if "of" in words[1:2] else set()
            if words[-1] in definite and 2 <= len(words) <= 4 and words[0] not in TITLES:
                found.setdefault(words[-1], set()).add(" ".join(words))
    return {short: next(iter(full)) for short, full in found.items() if len(full) == 1 and short not in _PAPERS | first}


def initials_of(text: str) -> Mapping[str, str]:
    """Give the names that a text also gives by their initials ("ULP" for "Ulster Loyal Party")."""
    short = set(_SHORT.findall(text))
    found: dict[str, str] = {}
    for match in _NAMES.finditer(text) if short else ():
        words = match.group().split()
        for begin in range(len(words) - 2):
            name = words[begin:]
            initials = "".join(word[0] for word in name if word not in _SMALL)
            full = without_possessive(" ".join(name))
            if initials in short and known(initials) is None and name[-1] not in _PAPERS:
                found.setdefault(initials, full)
    return found
