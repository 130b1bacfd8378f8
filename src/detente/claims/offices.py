"""Offices: the words for them, and the phrases around a name that tell of one."""

from collections.abc import Iterator, Sequence
from typing import Any

from detente.claims.gazetteer import known
from detente.claims.words import OBSERVERS, ROLES, TITLES, word_set

__all__ = [
    "BYGONE",
    "LEGISLATORS",
    "LOCAL",
    "PORTFOLIOS",
    "apposition",
    "is_bygone",
    "is_committee",
    "is_portfolio",
    "is_posted",
    "is_role",
    "led",
    "left_of",
    "role_of",
    "state_after",
    "without_roles",
]

LEGISLATORS = frozenset({
    "senator", "sen", "representative", "rep", "congressman", "congresswoman", "lawmaker", "legislator", "mp",
    "delegate", "whip",
})  # fmt: skip
"""Roles that a place names the constituency of, and not whom they act for."""
LOCAL = LEGISLATORS | {"governor", "gov", "mayor"}
"""Roles that may be named with a place while somebody speaks for another body."""
PORTFOLIOS = word_set(
    "Agriculture Budget Climate Commerce Communications Culture Defence Defense Development Digital Economic Economy "
    "Education Employment Energy Environment Equalities Family Finance Fisheries Foreign Health Home Homeland Housing "
    "Human Immigration Industry Information Infrastructure Interior International Judiciary Justice Labor Labour "
    "Mines Mining National Natural Petroleum Planning Public Resources Rural Science Security Social Sport State "
    "Tourism Trade Transport Transportation Treasury Veterans Water Welfare Women Work Youth and Affairs Services"
)
"""Words for what a minister is in charge of, which name nobody ("Labour Minister")."""
_FARTHEST = 9
"""How many words before a name may lead up to it."""
BYGONE = {"former", "ex", "onetime", "late", "retired", "then"}
_CHAMBERS = ("House ", "Senate ")
_SENT = {"ambassador", "envoy", "emissary", "representative", "delegate", "consul"}
_IN_CHARGE = _SENT | {"director", "coordinator", "minister", "secretary", "commissioner"}
"""Who is sent somewhere ("to Northland"), and who is in charge of a place ("for Northland")."""
_PARTICIPLES = {"led", "headed", "chaired", "represented", "under"}
_LINKING = {"by", "the", "its", "their", ","}


def is_role(token: Any) -> bool:
    """Say whether a word names an office or a service ("spokesman", "Minister")."""
    return token.lower_ in ROLES or token.lemma_.lower() in ROLES or token.text in TITLES


def state_after(doc: Any, place: int) -> Iterator[str]:
    """Yield the state that follows the name of somebody in office ("Prime Minister Roe of Northland")."""
    if place + 1 >= len(doc) or doc[place].lower_ != "of":
        return
    for end in range(min(len(doc), place + 4), place + 1, -1):
        entry = known(doc[place + 1 : end].text)
        if entry is not None:
            if entry.relation == "name":
                yield entry.party
            return


def is_committee(words: str) -> bool:
    """Say whether a name is that of a committee of a chamber, for which its members do not speak."""
    last = words.split()[-1]
    faction = any(entry is not None and entry.faction for entry in (known(words), known(last)))
    return words.removeprefix("the ").startswith(_CHAMBERS) and not faction and last != "Caucus"


def is_portfolio(doc: Any, start: int, end: int) -> bool:
    """Say whether words before an office are what its holder is in charge of ("Labour Minister", no "leader")."""
    charge = all(token.text in PORTFOLIOS for token in doc[start:end])
    if not charge or end >= len(doc) or not is_role(doc[end]):
        return False
    return role_of(doc[end]) not in LEGISLATORS | {"leader"}


def is_posted(doc: Any, start: int, tokens: Sequence[Any]) -> bool:
    """Say whether what begins at a place is where somebody is sent, or what he is in charge of, and not whose he is.

    "Ambassador to Northland", "senior director for Northland"; but "spokesman for Northland".
    """
    before = doc[start - 1].lower_ if start else ""
    before = doc[start - 2].lower_ if before == "the" and start > 1 else before
    sent = any(role_of(token) in _SENT for token in tokens)
    return (before == "to" and sent) or (before == "for" and any(role_of(token) in _IN_CHARGE for token in tokens))


def is_bygone(doc: Any, start: int) -> bool:
    """Say whether the title that stands at a place is one that somebody had before ("former U.S. President")."""
    place = start - 1
    while place >= 0 and start - place <= 4 and doc[place].pos_ in ("ADJ", "PROPN", "NOUN"):
        if doc[place].lower_ in BYGONE:
            return True
        place -= 1
    return place >= 0 and doc[place].lower_ in BYGONE


def role_of(token: Any) -> str:
    """Give the word of a role without the mark of an abbreviation ("Sen." → "sen")."""
    return str(token.lemma_.lower().rstrip("."))


def without_roles(words: str) -> str:
    """Give a name without the words for offices that it ends with."""
    kept = words.split()
    while len(kept) > 1 and (kept[-1] in TITLES or kept[-1].lower() in ROLES):
        kept.pop()
    return " ".join(kept)


def left_of(doc: Any, start: int, floor: int) -> Iterator[Any]:
    """Yield, in text order, the tokens of the noun phrase that lead up to a name."""
    begin = start
    while begin > floor and start - begin < _FARTHEST:
        token = doc[begin - 1]
        joining = token.lower_ in ("of", "for", "'s", "’s", "the") or _hyphenates(doc, token.i)
        if token.pos_ not in ("PROPN", "NOUN", "ADJ") and not joining and token.text not in TITLES:
            break
        begin -= 1
    titled = all(token.text in TITLES for token in doc[begin:start])
    office = doc[begin - 2] if titled and begin - 2 > floor and doc[begin - 1].text == "," else None
    if (
        office is not None
        and is_role(office)
        and role_of(office) not in OBSERVERS
        and not (any(is_role(token) for token in doc[begin:start]) and _is_indefinite(office))
    ):
        yield from left_of(doc, begin - 1, floor)
    yield from doc[begin:start]


def _is_indefinite(noun: Any) -> bool:
    """Say whether a noun is somebody not told ("a Northland diplomat"), beside whom an officer is another."""
    return any(child.lower_ in ("a", "an", "one") for child in noun.children)


def _hyphenates(doc: Any, place: int) -> bool:
    """Say whether a token is the hyphen inside of a title ("Secretary-General")."""
    if doc[place].text != "-" or not 0 < place < len(doc) - 1:
        return False
    return doc[place - 1].text in TITLES and doc[place + 1].text in TITLES


def led(doc: Any, start: int, floor: int) -> Iterator[Any]:
    """Yield the noun phrase that a name leads: "the Northland delegation, led by", "the union's side, under"."""
    begin = start
    while begin > floor and doc[begin - 1].lower_ in _PARTICIPLES | _LINKING:
        begin -= 1
    if any(token.lower_ in _PARTICIPLES for token in doc[begin:start]):
        yield from left_of(doc, begin, floor)


def apposition(doc: Any, end: int, ceiling: int) -> Iterator[Any]:
    """Yield the tokens of the apposition that follows a name after a comma, if there is one.

    What is the subject of a verb is none: "on Roe, three sources said".
    """
    if end + 1 >= ceiling or doc[end].text != ",":
        return
    found: list[Any] = []
    for token in doc[end + 1 : min(ceiling, end + 1 + 14)]:
        if token.text in (",", ";", "(", "—", "-") or token.pos_ in ("VERB", "AUX", "PRON"):
            if token.pos_ in ("VERB", "AUX") and any(one.head == token and one.dep_ == "nsubj" for one in found):
                return
            break
        found.append(token)
    yield from found
