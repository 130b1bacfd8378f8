"""Where a dispute is at home: inside of a state or between states, and whose offices are named without a country."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any

from detente.claims.gazetteer import is_state, known, nationality_of, unsaid_state
from detente.claims.people import People

__all__ = ["HEADS", "NEVER_UNSAID", "Setting", "nationalities_in"]

_ENDINGS = ("an", "ans", "ese", "ish", "i", "is")
"""How words for nationalities end."""
PASSING = 1
"""How often a second state is named at most where the dispute is at home: so in 88 % of 635 reports of ours, annotated
claims of states being counted as the truth; named factions alone tell 58 %."""

HEADS = frozenset({"president", "premier", "prime", "chancellor", "king", "queen", "prince", "emir", "sultan"})
"""Words in the titles of those who lead a state or its government."""
NEVER_UNSAID = HEADS - {"president"} | {"minister"}
"""Offices that the state has not whose officers reports in English name most often without saying whose."""


class Setting:
    """The states, seats of government and factions that a text names, each with how often.

    `organisations` and `people` are those of the text, and may grow; then what was found is to be forgotten.
    """

    def __init__(self, organisations: Mapping[str, int], people: People) -> None:
        self.states: Counter[str] = Counter()
        self.factions: Counter[str] = Counter()
        self.seats: Counter[str] = Counter()
        self._organisations = organisations
        self._people = people
        self._domestic: bool | None = None
        self._homes: list[str | None] | None = None
        self._of_offices: dict[frozenset[str], str | None] = {}

    def forget(self) -> None:
        """Have everything found again, since more has been learnt."""
        self._domestic, self._homes = None, None
        self._of_offices.clear()

    @property
    def domestic(self) -> bool:
        """Whether the dispute reads as one inside a state: factions or organisations meet, not states.

        Factions are named more often than states abroad; or other bodies are named, and no second state or body of
        states but in passing.
        """
        if self._domestic is None:
            abroad = sum(self.states.values()) - max(self.states.values(), default=0)
            known_states = sorted((count for state, count in self.states.items() if is_state(state)), reverse=True)
            bodies = [count for body, count in self._organisations.items() if known(body) is not None]
            others = len(self._organisations) > len(bodies)
            alone = bool(known_states) and others and max([*known_states[1:2], *bodies], default=0) <= PASSING
            self._domestic = alone or sum(self.factions.values()) > abroad
        return self._domestic

    @property
    def government(self) -> str | None:
        """The government of the state that the text is about, by a name of its own."""
        home = self.home
        return f"{nationality_of(home)} government" if home is not None and is_state(home) else None

    @property
    def between_states(self) -> bool:
        """Whether at least two states have a part in what the text tells, so that its leaders may go unintroduced."""
        return not self.domestic and sum(self._acts(state, count) for state, count in self.states.items()) > 1

    def state_of_office(self, offices: set[str]) -> str | None:
        """Give the state of an office that the text names without saying whose.

        It is one of the states that no other leader of the text speaks for. English-language reports leave out whose
        president or secretary it is most often for one (`unsaid_state`), so it goes first for these; then come states
        whose seats of government the text names, then the state it names most.
        """
        key = frozenset(offices)
        if key not in self._of_offices:
            self._of_offices[key] = self._state_of_office(offices)
        return self._of_offices[key]

    def _state_of_office(self, offices: set[str]) -> str | None:
        leaders = [one for one in self._people.by_last.values() if one.offices.keys() & HEADS and one.mentions > 1]
        spoken_for = {person.party for person in leaders} if offices & HEADS or not offices else set()
        free = [
            state for state, count in self.states.most_common() if state not in spoken_for and self._acts(state, count)
        ]
        unsaid = unsaid_state()
        if unsaid in free and not offices & NEVER_UNSAID:
            return unsaid
        seats = [state for state, _ in self.seats.most_common() if state in free]
        if seats:
            return seats[0]
        return free[0] if free else self.home

    @staticmethod
    def _acts(state: str, count: int) -> bool:
        return known(state) is not None or count >= 3

    @property
    def home(self) -> str | None:
        """The state whose offices the text names without saying whose ("the president", "the White House").

        It is the state whose seats of government the text names most, else the state that the text names most.
        """
        if self._homes is None:
            seats = self.seats.most_common(1) or self.states.most_common(1)
            self._homes = [seats[0][0] if seats else None]
        return self._homes[0]


def nationalities_in(docs: Sequence[Any], states: Mapping[str, int], whole: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the words for what belongs to states that no table knows ("Tarvian" for Tarvia)."""
    named = Counter(token.text for doc in docs for token in doc if token.pos_ == "PROPN" and token.is_alpha)
    unknown = [
        name
        for name, count in named.items()
        if count > 1 and name.endswith(("a", "ia", "o", "e", "y", "land")) and name not in whole and known(name) is None
    ]
    for token in (token for doc in docs for token in doc) if unknown else ():
        word = token.text
        if word[:1].isupper() and word.endswith(_ENDINGS) and word not in states and known(word) is None:
            stems = [state for state in unknown if len(state) > 3 and word.startswith(state.rstrip("aeiouy"))]
            if len(stems) == 1:
                yield word, stems[0]
