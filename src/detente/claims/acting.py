"""For whom a person acts, by what a text says of him: the party it ties him to, or the government of his office."""

from collections import Counter

from detente.claims.gazetteer import unsaid_state
from detente.claims.people import Person
from detente.claims.phrases import Who
from detente.claims.roster import Roster
from detente.claims.setting import HEADS, NEVER_UNSAID

__all__ = ["HEADS_OF_STATE", "UNINTRODUCED", "Acting", "is_introduced"]

HEADS_OF_STATE = HEADS - {"prime"}
UNINTRODUCED = 3
"""How often a text must name a person without office or country for him to count as a leader it need not introduce."""
_IN_GOVERNMENT = {"minister", "secretary", "ambassador", "envoy", "adviser", "advisor", "general"}
_OFFICES_OF_STATE = {"Ministry", "Department", "Treasury", "Embassy", "Cabinet"}
_COURTESY = {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "lord", "baroness"}
"""Titles that are no office."""
_OFFICES = HEADS | _IN_GOVERNMENT


class Acting:
    """Tells for whom the persons of a roster act."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._setting = roster.setting

    def of_person(self, person: Person, phrase: str) -> Who:
        """Give the party that a person speaks for; the person, where the text ties him to none."""
        name = self._name_without_title(person, phrase)
        party = self._beyond(person.party, person)
        if person.onlooker:
            return Who(person.name, None, "onlooker", name)
        if party is None or (self._setting.domestic and party == self._setting.home):
            party = self._of_office(person, phrase) or party
        if party is None and self._setting.domestic:
            party = self._roster.other_faction(person)
        if party is None or party == person.name:
            return Who(person.name, None, "person", name)
        return Who(party, name, "person", name)

    def _beyond(self, party: str | None, person: Person) -> str | None:
        """Give whom a person acts for where the text ties him to another person, or to a ministry."""
        if party is None:
            return None
        leader = self._roster.people.person(party)
        if leader is not None and leader is not person and leader.party != person.name and party != leader.party:
            return self.of_person(leader, leader.name).party
        if party.split()[-1] in _OFFICES_OF_STATE and self._setting.home is not None:
            return self.administration if self._setting.domestic else self._setting.home
        return party

    def _of_office(self, person: Person, phrase: str) -> str | None:
        """Give the government of an office-holder whom the text names without a country ("President Roe")."""
        offices = {office.lower() for office in person.offices} | ({word.lower() for word in phrase.split()} & _OFFICES)
        offices -= _COURTESY
        last = person.name.split()[-1]
        if person.near and not self._setting.domestic and offices & (HEADS_OF_STATE | _IN_GOVERNMENT):
            foreign = offices & NEVER_UNSAID or self._setting.state_of_office(offices) != unsaid_state()
            if foreign:
                return person.near.most_common(1)[0][0]
        if last in self._roster.administrations or offices & HEADS_OF_STATE:
            return self._led_by(last) if self._setting.domestic else self._setting.state_of_office(offices)
        if offices & _IN_GOVERNMENT:
            return self.administration if self._setting.domestic else self._setting.state_of_office(offices)
        if not offices and person.mentions >= UNINTRODUCED and self._setting.between_states:
            return self._setting.state_of_office(offices)
        return None

    def _led_by(self, last: str) -> str | None:
        """Give the government at home that a person of a last name leads: by that name where reports call it so."""
        called = last in self._roster.administrations or self._setting.home in (None, unsaid_state())
        return f"{last} administration" if called else self._setting.government

    @property
    def administration(self) -> str | None:
        """The government at home, by the name of who leads it where the text has that."""
        if self._setting.domestic and self._roster.administrations:
            return f"{sorted(self._roster.administrations)[0]} administration"
        leader = self._roster.people.officer("president") if self._setting.domestic else None
        if leader is not None and leader.party not in (None, self._setting.home):
            leader = None
        if leader is not None:
            return self._led_by(leader.name.split()[-1])
        return self._setting.home if self._setting.home in (None, unsaid_state()) else self._setting.government

    @staticmethod
    def _name_without_title(person: Person, phrase: str) -> str:
        last = person.name.split()[-1]
        if person.name in phrase:
            return person.name
        return last if last in phrase else person.name

    @property
    def presidency(self) -> str | None:
        """The party of "the president", where the text does not say whose."""
        return self.administration if self._setting.domestic else self._setting.state_of_office({"president"})


def is_introduced(person: Person, labels: Counter[str] | None) -> bool:
    """Say whether the text says enough of a person: more than a last name, or that often as if all knew him."""
    if " " in person.name or person.offices or person.party is not None:
        return True
    return person.mentions >= UNINTRODUCED and labels is not None and labels["PERSON"] > 1
