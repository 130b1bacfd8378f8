"""Whom a text has spoken of last, for its pronouns and for offices that it names without saying whose."""

from collections import Counter, deque

from detente.claims.genders import Gender
from detente.claims.people import People, Person
from detente.claims.phrases import Who
from detente.claims.words import OBSERVERS, ROLES

__all__ = ["Memory"]

_REMEMBERED = 12
"""How many of the persons whom a text named last a pronoun may mean."""


class Memory:
    """The parties that a text has spoken of, last and how often (`seen`); `people` are its persons."""

    def __init__(self, people: People) -> None:
        self.seen: Counter[str] = Counter()
        self._people = people
        self._last: dict[str, Who] = {}
        self._named: deque[Who] = deque(maxlen=_REMEMBERED)

    def __bool__(self) -> bool:
        """Whether the text has spoken of anybody."""
        return bool(self._last)

    def note_name(self, who: Who) -> None:
        """Note that the text names somebody, in whatever place of a sentence; only persons are kept."""
        person = self._person(who)
        if person is not None and (who.kind in ("person", "onlooker") or person.name == who.party):
            self._named.append(who)

    def mention(self, who: Who) -> None:
        """Note that a sentence mentions a party beside the one it speaks of."""
        self.seen[who.party] += 1

    def remember(self, who: Who) -> None:
        """Note that the text has just spoken of somebody."""
        if who.kind == "onlooker":
            return
        self.seen[who.party] += 1
        if who.kind == "person" and self._person(who) is not None:
            self._last["singular"] = who
        elif who.kind == "person" and not who.name.endswith("s"):
            self._last["officer"] = who
        if who.kind in ("group",) or (who.voice and who.voice.endswith("s")):
            self._last["plural"] = who
        if who.kind == "group" and who.voice is None and not who.name.endswith("s") and not _is_somebody(who.name):
            self._last["neuter"] = who
        if who.kind in ("state", "body"):
            self._last["neuter"] = who
            self._last["plural"] = who
        self._last["any"] = who

    def leading(self, count: int = 2) -> list[str]:
        """Give the parties named most often so far."""
        return [party for party, _ in self.seen.most_common(count)]

    @property
    def last(self) -> Who | None:
        """The party the text last spoke of."""
        return self._last.get("any")

    @property
    def plural(self) -> Who | None:
        """Whom "they" means."""
        return self._last.get("plural")

    @property
    def neuter(self) -> Who | None:
        """Whom "it" means."""
        return self._last.get("neuter")

    def spoken_of_as(self, gender: Gender) -> Who | None:
        """Give whom "he" or "she" means: the person spoken of last.

        Where the text speaks of that one otherwise, it is who was named last of those of whom it speaks so, else
        somebody in office, else of whom it says neither, else that one all the same.
        """
        officer = self._last.get("officer")
        last = self._last.get("singular") or officer or (self._named[-1] if self._named else None)
        if last is None or self._gender(last) in (gender, None):
            return last
        return self._last_named(gender) or officer or self._last_named(None) or last

    def _last_named(self, gender: Gender | None) -> Who | None:
        """Give who was named last of those of whom the text speaks in one way, or in none."""
        return next((who for who in reversed(self._named) if self._gender(who) == gender), None)

    def _gender(self, who: Who) -> Gender | None:
        person = self._person(who)
        return person.gender if person is not None else None

    def _person(self, who: Who) -> Person | None:
        """Give the person through whom a party speaks, or who is one; None where it is none that the text names."""
        return self._people.person(who.voice or who.name)


def _is_somebody(phrase: str) -> bool:
    """Say whether a phrase is for one person, who is not "it" ("a European official")."""
    return phrase.split()[-1].lower() in ROLES | OBSERVERS
