"""Who a source is, however it is named: "Foreign Minister Lavrov", "Sergei Lavrov" and "Lavrov" are one.

A person is known by surname and given name. A surname alone, or with an initial, is the person of that surname whom
the same report names in full, else the only such person in all reports; where there are two, it stays a name of its
own. Titles, offices and nationalities before a name are no part of it. Spellings of one name that differ in accents,
doubled letters or i, y and j are one. Other names (outlets, bodies) are one with the only longer name that ends in
them ("the Courier", "Continental Courier") or that they abbreviate ("AP", "Associated Press").
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from detente.claims import Reading
from detente.claims.gazetteer import known
from detente.claims.words import BODIES, CALENDAR, GROUPS, MEDIA_WORDS, OBSERVERS, ROLES, TITLES, word_set

__all__ = ["Person", "SourceNames", "is_generic", "person_named", "plain_source"]

_NOBODY = OBSERVERS | ROLES | word_set("other people proponent skeptic sceptic")
_SOME = re.compile(r"^(?:an?|two|three|four|five|six|several|some|many|most|few|one of|other|another|both)\s", re.I)
_RELATION = re.compile(r"\s+(?:of|in|at|to|from|for|with|close|familiar|who|briefed|near|on)\s+")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’.](?=[^\W\d_]))*")
_OUTLET_KIND = re.compile(
    r"(?:\s+(?:news|state|daily|weekly|agency|newspaper|paper|magazine|channel|network|broadcaster|website|portal))+$"
)
_PARTICLES = word_set("al el bin bint ben ibn abu da de del della der den di do dos du la le ten ter van von und zu y")
_OFFICE_OF = re.compile(
    r"(?:[\w.]+\s)*?[A-Z]\w+ of (?:the )?(?P<of>(?:[A-Z][\w.]* ?){1,2}?)\s"
    r"(?P<person>[A-Z][\w.’'-]+(?:\s[\w.’'-]+)*\s[A-Z][\w’'-]+)$"
)
_DEPARTMENTS = word_set("State Defense Defence Treasury Commerce Energy Labor Labour")
_BODY_WORDS = {word.capitalize() for word in BODIES | GROUPS} | {f"{word.capitalize()}s" for word in BODIES | GROUPS}
_OFFICE = {word.capitalize() for word in ROLES | OBSERVERS} | TITLES
_DAYS = {word.capitalize() for word in CALENDAR}


@dataclass(frozen=True, slots=True)
class Person:
    """A person by name: `given` names in order, as written and perhaps none, and the `surname`."""

    given: tuple[str, ...]
    surname: str

    def __str__(self) -> str:
        return " ".join((*self.given, self.surname))


def plain_source(name: str) -> str:
    """Give the name of a source without its article, and what only describes it.

    That is the office before a person ("Secretary of State Jane Roe"), what kind of outlet it is ("TASS news agency"),
    and what stands in brackets after it.
    """
    plain = re.sub(r"^the\s+|\s*\([^()]*\)$", "", name.strip(), flags=re.I)
    office = _OFFICE_OF.match(plain)
    if office and (office["of"] in _DEPARTMENTS or known(office["of"]) is not None):
        plain = office["person"]
    bare = _OUTLET_KIND.sub("", plain)
    place = known(re.sub(r"^an?\s+", "", bare, flags=re.I)) is not None
    named = bare != plain and bare[-1:].isalnum() and bare.split()[-1][0].isupper() and not place
    return bare if named else plain


def is_generic(source: str) -> bool:
    """Tell whether a source names nobody: its head noun, the last word before any "of" or "in", is in lower case.

    "analysts", "two European diplomats" and "people familiar with the talks" are generic, and so are "some Republicans"
    and the "Analysts" that begins a sentence; "Reuters", "TASS news agency" and "Ban Ki-moon" are not.
    """
    if ", " in source:
        return all(is_generic(part) for part in source.split(", ") if part.strip())
    if _SOME.match(source.strip()):
        return True
    words = _WORD.findall(_RELATION.split(plain_source(source))[0])
    if not words or (words[-1][0].islower() and not re.match(r"\w+[-'’][A-Z]", words[-1])):
        return True
    return len(words) == 1 and words[0].lower().removesuffix("s") in _NOBODY


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """Give a name without what its spellings differ in: accents, case, doubled letters, i for y and j."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if letter.isalpha())
    folded = letters[:1] + re.sub("[yj]", "i", letters[1:])
    return re.sub(r"(.)\1+", r"\1", folded)


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})


@lru_cache(maxsize=50_000)
def person_named(source: str) -> Person | None:
    """Give the person whom a source names, without titles and offices; None where it names none, or several.

    A single name counts as a surname, although it may as well be that of a body: nothing tells them apart.
    """
    parts = [plain_source(part) for part in source.split(",")]
    told = [part for part in parts if part and not is_generic(part)]
    if not told or re.search(r"\b(?:and|or)\b|&", told[0]) or known(told[0]) is not None:
        return None
    tokens = told[0].split()
    name: list[str] = []
    for token in reversed(tokens):
        bare = token.rstrip(".")
        if re.search(r"['’]s?$", token) or bare in _OFFICE or f"{bare}." in TITLES:
            break
        if bare.lower() in _PARTICLES and name:
            name.insert(0, token)
        elif bare == "of":
            return None
        elif not re.match(r"(?:[a-z]+[-'’])?[^\W\d_a-z]", bare) or known(bare) is not None:
            break
        else:
            name.insert(0, token)
    if not name or len(name) > 5 or {*name} & (_BODY_WORDS | MEDIA_WORDS | _OFFICE | _DAYS):
        return None
    whole = " ".join(name)
    if known(whole) is not None or re.search(r"[\d_/]", whole) or (len(name) == 1 and name[0].isupper()):
        return None
    start = len(name) - 1
    while start > 0 and name[start - 1] in _PARTICLES:
        start -= 1
    return Person(tuple(name[:start]), " ".join(name[start:]))


def _given_agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether given names may be of one person: none, an initial, or the first of the one among the other's."""
    if not one or not other:
        return True
    short, long = sorted(([_folded(name) for name in names] for names in (one, other)), key=len)
    return any(
        short[0] == name or (min(len(short[0]), len(name)) == 1 and short[0][:1] == name[:1])
        for name in (long if len(short) < len(long) else long[:1])
    )


def _is_full(person: Person) -> bool:
    return any(len(_folded(name)) > 1 for name in person.given)


class SourceNames:
    """The names of the sources of some readings, and which of them are one."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        told: dict[str, Counter[str]] = {}
        outlets: set[str] = set()
        for reading in readings:
            names = told.setdefault(reading.document.id, Counter())
            for claim in reading.claims:
                names.update(source for source in claim.sources if not is_generic(source))
                if claim.voice and not is_generic(claim.voice):
                    names[claim.voice] += 1
            if reading.document.outlet:
                outlets.add(reading.document.outlet)
        self._persons = _Persons(told, {reading.document.id: reading.document.text for reading in readings})
        sources = {source for names in told.values() for source in names}
        self._others = _longer_names({*sources, *outlets}, outlets)

    def full(self, name: str, document: str) -> str:
        """Give the full name of a source that the document of this id cites; a name of which no more is known stays."""
        plain = self._others.get(plain_source(name))
        if plain is not None:
            return plain
        person = person_named(name)
        found = self._persons.full(person, document) if person else None
        return found or plain_source(name)


class _Persons:
    """Persons with given names, by surname, and in which documents each is named."""

    def __init__(self, told: Mapping[str, Mapping[str, int]], texts: Mapping[str, str]) -> None:
        self._named: dict[str, dict[str, Counter[Person]]] = defaultdict(lambda: defaultdict(Counter))
        surnames: dict[str, set[str]] = {}
        for document, names in told.items():
            for name, count in names.items():
                person = person_named(name)
                if person is None:
                    continue
                if _is_full(person):
                    self._named[_folded(person.surname)][document][person] += count
                else:
                    surnames.setdefault(document, set()).add(person.surname)
        for document, wanted in surnames.items():
            for surname in wanted:
                here = self._named[_folded(surname)]
                if document not in here and (person := _named_in(texts[document], surname)):
                    here[document][person] += 1
        self._spelled = {surname: _spellings(named.values()) for surname, named in self._named.items()}

    def full(self, person: Person, document: str) -> str | None:
        surname = _folded(person.surname)
        if not self._spelled.get(surname):
            return _by_first_name(person, self._named, self._spelled, document)
        spelled = self._spelled[surname]
        here = self._named[surname].get(document, Counter())
        for among in (here, spelled):
            found = {spelled[other] for other in among if _given_agree(person.given, other.given)}
            if len(found) == 1:
                return found.pop()
        return None


def _by_first_name(
    person: Person,
    named: Mapping[str, Mapping[str, Mapping[Person, int]]],
    spelled: Mapping[str, Mapping[Person, str]],
    document: str,
) -> str | None:
    """Give the one person of the document of whom a single name is the first: names of China and Korea, first names."""
    if person.given:
        return None
    first = _folded(person.surname)
    found = {
        spelled[surname][other]
        for surname, documents in named.items()
        for other in documents.get(document, ())
        if _folded(other.given[0]) == first
    }
    return found.pop() if len(found) == 1 else None


def _spellings(documents: Iterable[Mapping[Person, int]]) -> dict[Person, str]:
    """Give one spelling for all names of one person: the one most used; of equals the longest, then by the alphabet.

    An initial, or one of several given names, that agrees with two who do not agree with one another joins neither.
    """
    counts: Counter[Person] = Counter()
    for document in documents:
        counts.update(document)
    groups: list[list[Person]] = []
    for person in sorted(counts, key=lambda person: (-len(person.given), str(person))):
        fits = [group for group in groups if all(_given_agree(person.given, other.given) for other in group)]
        if len(fits) == 1:
            fits[0].append(person)
        else:
            groups.append([person])
    spelled: dict[Person, str] = {}
    for group in groups:
        best = min(group, key=lambda person: (-counts[person], -len(str(person)), str(person)))
        spelled |= dict.fromkeys(group, str(best))
    return spelled


def _named_in(text: str, surname: str) -> Person | None:
    """Give the one person of this surname whom a text names in full, within a sentence or after a title."""
    titles = "|".join(sorted(map(re.escape, TITLES), key=len, reverse=True))
    pattern = rf"(?:[a-z,;“\"]|\b(?:{titles}))\s+([A-Z][\w’'-]+\s+(?:[A-Z]\.?\s+)?){re.escape(surname)}\b"
    found = {
        person.given[:1]: person
        for match in re.finditer(pattern, text)
        if (person := person_named(f"{match[1]}{surname}")) and person.given and _is_full(person)
        if not re.search(rf"\b{re.escape(person.given[0].lower())}\b", text)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _longer_names(names: Iterable[str], outlets: Iterable[str]) -> dict[str, str]:
    """Map each name of a body or outlet to the only longer one that ends in it or that it abbreviates.

    A name that is that of an outlet of one of the documents, but for its article, has that outlet's name.
    """
    of_outlets = {plain_source(outlet).casefold(): outlet for outlet in sorted(outlets, reverse=True)}
    plain = {plain_source(name) for name in names}
    longer: dict[str, set[str]] = {}
    for full in plain:
        words = full.split()
        person = person_named(full)
        if person is not None and full.casefold() not in of_outlets:
            continue
        for start in range(1, len(words)):
            longer.setdefault(" ".join(words[start:]), set()).add(full)
        letters = "".join(word[0] for word in words if word.lower() not in {"of", "the", "and", "for"})
        if len(letters) > 1 and letters.isupper():
            longer.setdefault(letters, set()).add(full)
    found: dict[str, str] = {}
    for name in plain:
        full = next(iter(longer[name])) if len(longer.get(name, ())) == 1 else name
        if full.casefold() in of_outlets:
            found[name] = of_outlets[full.casefold()]
        elif full != name:
            found[name] = full
    return found
