"""The persons of a text: by last, given and full name, with what it tells of whom they act for."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.claims.chambers import Bench
from detente.claims.gazetteer import known
from detente.claims.genders import Gender
from detente.claims.phrases import without_possessive

__all__ = ["People", "Person"]

_ARTICLE = re.compile(r"^[a-z]{1,3}[-‑’']")
"""The article before a last name ("al-Roe"), which a text leaves out where it names the person again."""


@dataclass(slots=True)
class Person:
    """A person of the text: the fullest name, the party acted for as counted so far, and the offices named.

    `others` are the factions that sentences about the person go on to name, `near` the states that a paragraph spoke of
    before it gave the person an office without saying whose, `benches` where in a legislature the person sits,
    `genders` how often the text speaks of the person as "he" and as "she".
    """

    name: str
    parties: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    near: Counter[str] = field(default_factory=Counter)
    benches: Counter[Bench] = field(default_factory=Counter)
    genders: Counter[Gender] = field(default_factory=Counter)
    mentions: int = 0
    onlooker: bool = False

    @property
    def party(self) -> str | None:
        """The party the text most often ties the person to."""
        return self.parties.most_common(1)[0][0] if self.parties else None

    @property
    def bench(self) -> Bench | None:
        """Where in a legislature the text most often says that the person sits."""
        return self.benches.most_common(1)[0][0] if self.benches else None

    @property
    def gender(self) -> Gender | None:
        """How the text speaks of the person, where it does so more often in one way than in the other."""
        he, she = self.genders["he"], self.genders["she"]
        return None if he == she else "he" if he > she else "she"


class People:
    """Who has been named so far; a last name alone is its first bearer's."""

    def __init__(self) -> None:
        self.by_last: dict[str, Person] = {}
        self._by_given: dict[str, Person] = {}
        self._by_full: dict[str, Person] = {}
        self._officers: dict[str, Person | None] = {}

    def __iter__(self) -> Iterator[Person]:
        """Yield each person once."""
        yield from {id(one): one for one in (*self.by_last.values(), *self._by_full.values())}.values()

    def forget_officers(self) -> None:
        """Have the holders of offices found again, since more has been learnt."""
        self._officers.clear()

    def person(self, words: str) -> Person | None:
        """Give the person whom a name (or its last word) means."""
        plain = without_possessive(words.strip())
        parts = plain.split()
        named = next(
            (self._by_full[name] for n in range(len(parts) - 1) if (name := " ".join(parts[n:])) in self._by_full), None
        )
        found = named or (self.named(parts[-1]) if parts else None)
        return found if found is not None and not known(plain) else None

    def named(self, word: str) -> Person | None:
        """Give the person of a last or, failing that, a given name."""
        return self.by_last.get(word) or self._by_given.get(word)

    def enter(self, words: str) -> Person:
        """Give the person of a name, known or new: a bare last name is the first bearer's, a full name its own."""
        *given, last = words.split()
        if not given:
            return self._by_given.get(last) or self.by_last.setdefault(last, Person(words))
        person = self.by_last.setdefault(last, Person(words))
        if " " in person.name and given[0][0] != person.name[0]:
            person = self._by_full.get(words) or Person(words)
        elif len(words.split()) > len(person.name.split()) and len(words.split()) <= 4:
            person.name = words
        self._by_full.setdefault(words, person)
        self._by_given.setdefault(given[0], person)
        if (bare := _ARTICLE.sub("", last)) != last:
            self.by_last.setdefault(bare, person)
        return person

    def titled(self, word: str, name: str) -> Person:
        """Give the person of a last name that stands behind a title, known or new by `name`."""
        return self._by_given.get(word) or self.by_last.setdefault(word, Person(name))

    def officer(self, office: str) -> Person | None:
        """Give the person whom the text most often gives an office ("the president"), if there is one."""
        if office not in self._officers:
            holders = [person for person in self.by_last.values() if person.offices.get(office)]
            self._officers[office] = max(holders, key=lambda person: person.offices[office], default=None)
        return self._officers[office]
