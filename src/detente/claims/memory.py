"""Whom a text has spoken of last, for its pronouns and for offices that it names without saying whose."""

from collections import Counter
from dataclasses import dataclass

from detente.claims.genders import Gender
from detente.claims.people import People, Person
from detente.claims.phrases import Who
from detente.claims.words import OBSERVERS, ROLES

__all__ = ["Memory"]

_REMEMBERED = 12
"""How many of the persons whom a text spoke of last a pronoun may mean."""
_RECENT, _HEAD, _AS_SUBJECT, _AS_OBJECT, _ELSEWHERE = 100.0, 80.0, 80.0, 50.0, 40.0
_FADING = 0.5
"""What is left in the next sentence of how salient somebody is."""
_UNNAMED = 0.6
"""How salient somebody is whom the text does not name ("an envoy"), beside a person of a name in the same place.

Declared: of .01, .3, .6 and 1 it reads most pronouns of `training` and the news rightly."""
_SUBJECTS = {"nsubj", "nsubjpass"}
_OBJECTS = {"dobj", "attr"}


@dataclass(slots=True)
class _Salient:
    """Somebody whom "he" or "she" may mean: how salient from the sentences before, and from this one."""

    who: Who
    before: float
    now: float

    @property
    def weight(self) -> float:
        return self.before + self.now


class Memory:
    """The parties that a text has spoken of, last and how often (`seen`); `people` are its persons.

    "He" and "she" mean the most salient person of those who may be spoken of so. Salience is that of Lappin and Leass
    (1994), "An algorithm for pronominal anaphora resolution", Computational Linguistics 20(4), table 1: it counts in
    which place of a sentence a person is spoken of, and halves with each sentence.
    """

    def __init__(self, people: People) -> None:
        self.seen: Counter[str] = Counter()
        self._people = people
        self._last: dict[str, Who] = {}
        self._salient: dict[str, _Salient] = {}

    def __bool__(self) -> bool:
        """Whether the text has spoken of anybody."""
        return bool(self._last)

    def next_sentence(self) -> None:
        """Let those who were spoken of before fade: a new sentence begins."""
        for one in self._salient.values():
            one.before, one.now = one.weight * _FADING, 0.0

    def note_person(self, who: Who, place: str) -> None:
        """Note that the text speaks of somebody in a place of a sentence, as the parser calls it; persons are kept."""
        person = self._person(who)
        if person is None and (who.kind != "person" or who.name.endswith("s")):
            return
        if person is not None and who.kind not in ("person", "onlooker") and person.name != who.party:
            return
        name = who.name if person is None else person.name
        one = self._salient.pop(name, None) or _Salient(who, 0.0, 0.0)
        weight = _weight(place) * (_UNNAMED if person is None else 1.0)
        self._salient[name] = _Salient(who, one.before, max(one.now, weight))
        if len(self._salient) > _REMEMBERED:
            del self._salient[next(iter(self._salient))]

    def mention(self, who: Who) -> None:
        """Note that a sentence mentions a party beside the one it speaks of."""
        self.seen[who.party] += 1

    def remember(self, who: Who) -> None:
        """Note that the text has just spoken of somebody."""
        if who.kind == "onlooker":
            return
        self.seen[who.party] += 1
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

    def called(self, noun: str) -> str | None:
        """Give the party of several words, of those most spoken of, that ends with a noun: "the union" is its."""
        fit = (party for party, _ in self.seen.most_common() if " " in party and party.lower().endswith(f" {noun}"))
        return next(fit, None)

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
        """Give whom "he" or "she" means; somebody of whom the text speaks otherwise only where there is nobody else."""
        everybody = list(self._salient.values())
        likely = [one for one in everybody if self._gender(one.who) in (gender, None)] or everybody
        return max(reversed(likely), key=lambda one: one.weight).who if likely else None

    def _gender(self, who: Who) -> Gender | None:
        person = self._person(who)
        return person.gender if person is not None else None

    def _person(self, who: Who) -> Person | None:
        """Give the person through whom a party speaks, or who is one; None where it is none that the text names."""
        return self._people.person(who.voice or who.name)


def _is_somebody(phrase: str) -> bool:
    """Say whether a phrase is for one person, who is not "it" ("a European official")."""
    return phrase.split()[-1].lower() in ROLES | OBSERVERS


def _weight(place: str) -> float:
    """Give how salient a place of the sentence that is read makes somebody."""
    if place == "poss":
        return _RECENT
    role = _AS_SUBJECT if place in _SUBJECTS else _AS_OBJECT if place in _OBJECTS else _ELSEWHERE
    return _RECENT + _HEAD + role
