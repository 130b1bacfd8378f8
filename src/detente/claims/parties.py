"""Whose stance it is: from the head of a noun phrase to the party, and the voice it speaks through."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from detente.claims.gazetteer import known
from detente.claims.genders import Gender, gender_of
from detente.claims.introductions import beside, office_of, owners_of, spoken_of_before
from detente.claims.lexicon import lexical_act
from detente.claims.people import Person
from detente.claims.roster import FACTIONS, Roster, is_generic
from detente.claims.words import (
    BODIES,
    COUNTERPARTS,
    GROUPS,
    MEDIA_WORDS,
    OBSERVERS,
    ROLES,
    SAYING,
    SIDES,
    THINKING,
    TITLES,
)

__all__ = ["Kind", "Parties", "Who", "phrase_of"]

Kind = Literal["state", "body", "person", "group", "onlooker"]

_EDGES = re.compile(
    r"^(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|my|your|some|many|most|several|few|other|all|both|various|any|certain|whose)\s+)+|['’]s?$",
    re.I,
)
_ADMINISTRATION = re.compile(r"\b([A-Z]\w+)(?:['’]s)? [Aa]dministration\b")
_CLAUSE_LIKE = re.compile(r"\b(?:as|on|with|over|after|amid|is|will|says|at)\b|(?:\S+\s+){6}")
_SECOND = {"you", "your"}
_FIRST = {"i", "we", "us", "our", "my", "me", "ourselves", "mine", "ours"}
_SINGULAR = {"he", "she", "him", "her", "his", "himself", "herself"}
_PLURAL = {"they", "them", "their", "themselves"}
_NEUTER = {"it", "its", "itself"}
_SUBJECTS = {"nsubj", "nsubjpass", "ROOT"}
_NAMING = _SUBJECTS | {"dobj", "pobj", "poss", "dative", "conj", "appos", "attr"}
_MODIFIERS = {"amod", "compound", "poss", "nmod", "nummod"}
_HEADS_OF_STATE = {"president", "premier", "chancellor", "king", "prince", "emir", "sultan", "queen"}
UNINTRODUCED = 3
"""How often a text must name a person without office or country for him to count as a leader it need not introduce."""
_IN_GOVERNMENT = {"minister", "secretary", "ambassador", "envoy", "adviser", "advisor", "general"}
_EMPLOYERS = {"company", "firm", "employer", "corporation", "operator", "authority"}
_OFFICES_OF_STATE = {"Ministry", "Department", "Treasury", "Embassy", "Cabinet"}
_WILLING = {
    "care",
    "value",
    "put",
    "place",
    "rank",
    "prefer",
    "favour",
    "favor",
    "prize",
    "plan",
    "try",
    "prepare",
    "stall",
}
_SERVING = {
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "executive",
    "negotiator",
    "chairman",
    "chairwoman",
    "lawyer",
    "counsel",
}
"""Offices that a text names without saying whose where it has just spoken of that body."""
_APART = {"rebel", "opposition", "insurgent", "separatist", "dissident", "hardliner", "guerrilla", "exile", "militant"}
"""Words for those who stand against a government, or apart from it."""
_BY_LEADER = "United States"
"""The state whose government reports in English name by its leader ("the Roe administration")."""
_NEVER_AMERICAN = {"minister", "prime", "premier", "chancellor", "king", "prince", "emir", "sultan", "queen"}
"""Offices that the state has not whose officers reports in English name most often without saying whose."""
_COURTESY = {"mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "sir", "lord", "baroness"}
"""Titles that are no office."""
_REMEMBERED = 12
"""How many of the persons whom a text named last a pronoun may mean."""
_OFFICES = _HEADS_OF_STATE | _IN_GOVERNMENT | {"prime"}


@dataclass(frozen=True, slots=True)
class Who:
    """A party as a phrase names it: canonical name, voice or None, what kind it is, and the name as the text has it."""

    party: str
    voice: str | None
    kind: Kind
    name: str


def phrase_of(head: Any) -> str:
    """Give the noun phrase of a head without what follows it, its article and its possessive ending."""
    doc = head.doc
    begin = head.i
    for child in head.children:
        near = child.dep_ in _MODIFIERS or child.dep_ == "det"
        if near and child.i < head.i and child.left_edge.i < begin and head.i - child.left_edge.i <= 8:
            begin = child.left_edge.i
    words = doc[begin : head.i + 1].text.strip(" “”\"‘’',")
    return _EDGES.sub("", words).strip() or head.text


def _hyphenated(head: Any) -> str:
    """Give the last word of a person's name that ends in a word in lower case after a hyphen; "" where it does not."""
    entity = next((one for one in head.doc.ents if one.start <= head.i < one.end), None)
    fits = entity is not None and entity.label_ == "PERSON" and head.i > entity.start and head.nbor(-1).text == "-"
    return str(entity.text.split()[-1]) if fits and entity is not None else ""


def _from_capital(phrase: str) -> str:
    """Give the name in a phrase: what stands from its first capital on ("conservative House Freedom Caucus")."""
    words = phrase.split()
    first = next((place for place, word in enumerate(words) if word[:1].isupper()), 0)
    return " ".join(words[first:])


def _stands_apart(phrase: str) -> bool:
    """Say whether a phrase names those who stand against the state that it names ("Northland's rebels")."""
    return any(word.lower().rstrip("s") in _APART for word in re.split(r"[\s-]+", phrase)) or "hard-line" in phrase


def _is_definite(head: Any) -> bool:
    """Say whether a noun has a definite article, or stands bare in a headline, which leaves articles out."""
    if any(child.dep_ == "det" and child.lower_ in ("the", "this", "that") for child in head.children):
        return True
    bare = not any(child.dep_ in _MODIFIERS or child.dep_ == "det" for child in head.children)
    return bare and head.tag_ in ("NN", "NNP") and head.doc[-1].text not in (".", "?", "!", "”", '"', "’", "'")


class Parties:
    """Resolves phrases to parties in text order, with a short memory of whom the text last spoke of."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._setting = roster.setting
        self.seen: Counter[str] = Counter()
        self._last: dict[str, Who] = {}
        self._named: deque[Who] = deque(maxlen=_REMEMBERED)
        self._agents: set[str] = set()
        self._read: dict[int, list[Who]] = {}

    def read_sentence(self, sentence: Any) -> None:
        """Resolve the phrases of a sentence in text order, and remember the parties that it speaks of."""
        self._read.clear()
        for token in sentence:
            for name in (token, *(child for child in token.children if child.dep_ == "appos")):
                if name.pos_ == "PROPN" and name.dep_ not in ("compound", "nmod"):
                    self._introduce(name)
            if (
                token.dep_ in _NAMING
                and token.pos_ in ("NOUN", "PROPN", "PRON")
                and token.lower_ not in _FIRST | _SECOND
            ):
                found = self._read[token.i] = list(self._resolve_one(token, None))
                if (
                    found
                    and token.pos_ != "PRON"
                    and self.roster.people.person(found[0].voice or found[0].name) is not None
                ):
                    self._named.append(found[0])
                if found and token.pos_ != "PRON" and (token.dep_ in _SUBJECTS or not self._last):
                    self.remember(found[0])
                elif found:
                    self.seen[found[0].party] += 1

    def _introduce(self, name: Any) -> None:
        """Tie a person whom the text ties to nobody outright to whom he holds his office for, as far as that is told.

        "Its chairman, Roe", "the guild's envoy Roe"; an office that is nobody's by the words ("chief executive Roe") is
        held for the body that the text spoke of last.
        """
        person = self._person(name, phrase_of(name))
        if person is None or person.party is not None or person.onlooker:
            return
        office = office_of(name)
        if office is None or name.i in (office.i, office.head.i if office.dep_ == "poss" else -1):
            return
        owned = False
        last = self._last.get("neuter")
        for owner in owners_of(name, office):
            owned = True
            if owner.lower_ in _NEUTER:
                meant = self._spoken_of_in(owner)
                if meant is not None and meant.kind in ("state", "body") and meant.party != person.name:
                    person.parties[meant.party] += 1
                if meant is not None:
                    return
            found = [
                who for who in self._resolve_one(owner, None) if who.kind != "onlooker" and who.party != person.name
            ]
            if not found and last is not None and owner.pos_ == "NOUN" and _is_definite(owner):
                found = [last]
            if found:
                person.parties[found[0].party] += 1
                return
        for word in beside(name, office):
            described = self.roster.described.get(word.lower_)
            known_here = word.text in self.roster.organisations or word.text in self.roster.names
            if (described or known_here) and not is_generic(word.text):
                party = described.most_common(1)[0][0] if described else word.text
                person.parties[self.roster.canonical(party)] += 1
                return
        near = spoken_of_before(name) if not owned else None
        if near is not None:
            person.near[near] += 1
        if not owned and last is not None and office.lemma_.lower() in _SERVING:
            person.parties[last.party] += 1

    def _spoken_of_in(self, pronoun: Any) -> Who | None:
        """Give whom a sentence spoke of before "its": a state or body as a subject, else the nearest, else any name."""
        subjects, others, names = list[Who](), list[Who](), list[Who]()
        for token in pronoun.sent:
            if token.i >= pronoun.i:
                break
            for who in self._read.get(token.i, ()) if token.pos_ == "PROPN" else ():
                body = who.kind in ("state", "body")
                (subjects if body and token.dep_ in _SUBJECTS else others if body else names).append(who)
        said = subjects or others or names
        return said[-1] if said else None

    def remember(self, who: Who) -> None:
        """Note that the text has just spoken of somebody."""
        if who.kind == "onlooker":
            return
        self.seen[who.party] += 1
        if who.kind == "person" and self._person_meant(who) is not None:
            self._last["singular"] = who
        elif who.kind == "person" and not who.name.endswith("s"):
            self._last["officer"] = who
        if who.kind in ("group",) or (who.voice and who.voice.endswith("s")):
            self._last["plural"] = who
        if who.kind == "group" and who.voice is None and not who.name.endswith("s"):
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

    def resolve(self, head: Any, speaker: Who | None = None) -> list[Who]:
        """Give the parties that a phrase means, one for each of its conjuncts; none where it means no party."""
        heads = [
            head,
            *(other for other in head.conjuncts if other.pos_ in ("NOUN", "PROPN", "PRON") and other.i > head.i),
        ]
        found: list[Who] = []
        for one in heads:
            for who in self._resolve_one(one, speaker):
                if all(who.party != other.party for other in found):
                    found.append(who)
        return found

    def _resolve_one(self, head: Any, speaker: Who | None) -> Iterator[Who]:
        named = next((child for child in head.children if child.dep_ == "appos" and child.pos_ == "PROPN"), None)
        person = self._person(named, named.text) if named is not None and head.lemma_.lower() in ROLES else None
        if person is not None and named is not None:
            yield self.of_person(person, phrase_of(named))
        elif head.i in self._read and head.lower_ not in _FIRST | _SECOND:
            yield from self._read[head.i]
        elif head.pos_ == "PRON" or head.lower_ in _FIRST | _SECOND | _SINGULAR | _PLURAL | _NEUTER:
            yield from self._pronoun(head, speaker)
        elif head.pos_ in ("PROPN", "NOUN", "ADJ", "NUM", "X", "DET", "VERB"):
            yield from self._noun(head)

    def _pronoun(self, head: Any, speaker: Who | None) -> Iterator[Who]:
        word = head.lower_
        who: Who | None = None
        if word in _FIRST:
            who = speaker
        elif word in _SINGULAR:
            who = self._spoken_of_as(gender_of(word))
        elif word in _PLURAL:
            who = self._last.get("plural")
        elif word in _NEUTER:
            who = self._last.get("neuter")
        elif word in ("you", "your"):
            other = [party for party in self.leading(3) if speaker is not None and party != speaker.party]
            who = Who(other[0], None, "body", other[0]) if other else None
        elif word in ("both", "each", "neither", "either"):
            yield from self._main_parties(head)
            return
        elif word in ("many", "some", "most", "all", "others", "those"):
            yield from self._of(head)
            return
        if who is not None:
            yield who

    def _spoken_of_as(self, gender: Gender | None) -> Who | None:
        """Give whom "he" or "she" means: the person spoken of last, unless the text speaks of that one otherwise."""
        last = self._last.get("singular") or self._last.get("officer")
        if last is None or gender in (None, self._gender(last) or gender):
            return last
        others = [who for who in reversed(self._named) if self._gender(who) in (gender, None)]
        return next((who for who in others if self._gender(who) == gender), others[0] if others else last)

    def _gender(self, who: Who) -> Gender | None:
        person = self._person_meant(who)
        return person.gender if person is not None else None

    def _person_meant(self, who: Who) -> Person | None:
        """Give the person through whom a party speaks, or who is one; None where it is none that the text names."""
        return self.roster.people.person(who.voice or who.name)

    def _of(self, head: Any) -> Iterator[Who]:
        for child in head.children:
            if child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield from self._resolve_one(inner, None)

    def _main_parties(self, head: Any) -> Iterator[Who]:
        for party in self.leading():
            yield Who(party, None, "body", head.text)

    def _noun(self, head: Any) -> Iterator[Who]:
        phrase = phrase_of(head)
        lemma = head.lemma_.lower()
        if head.text in MEDIA_WORDS and head.pos_ == "PROPN" and phrase.lower() not in MEDIA_WORDS:
            yield Who(phrase, None, "onlooker", phrase)
            return
        if (government := self._government(head, phrase)) is not None:
            yield government
            return
        lead = {child.lower_ for child in head.children if child.i < head.i}
        if lemma in SIDES and lead & {"both", "two", "each", "neither", "either"}:
            yield from self._main_parties(head)
        elif (entry := known(phrase)) is not None and (head.text[:1].isupper()):
            yield Who(entry.party, None, "body" if entry.relation == "body" else "state", phrase)
        elif (person := self._person(head, phrase)) is not None:
            yield self.of_person(person, phrase)
        elif (
            head.text[:1].isupper() and (entry := known(head.text)) is not None and entry.relation in ("people", "body")
        ):
            voice = None if phrase.split()[-1] == phrase else phrase
            yield Who(entry.party, voice, "body" if entry.relation == "body" else "state", phrase)
        elif lemma in OBSERVERS and not head.ent_type_:
            yield Who(phrase, None, "onlooker", phrase)
        elif (head.pos_ == "PROPN" or self._acts_like_a_name(head)) and head.text not in TITLES:
            yield from self._proper(head, phrase)
        elif lemma in ROLES or lemma in BODIES or lemma in GROUPS or lemma in COUNTERPARTS:
            yield from self._described(head, phrase, lemma)

    def _acts_like_a_name(self, head: Any) -> bool:
        """Say whether a capitalised bare noun is a name that the language model does not know for one.

        "Northland insists …": a singular noun without article that speaks, wants or refuses is a name; so is the same
        word wherever it stands later.
        """
        if head.pos_ != "NOUN" or not head.text[:1].isupper():
            return False
        verb = head.head
        speaks = lexical_act(verb) is not None or verb.lemma_.lower() in SAYING | THINKING | _WILLING
        bare = not any(child.dep_ in ("det", "poss", "amod", "nummod") for child in head.children)
        if head.tag_ == "NN" and bare and head.dep_ == "nsubj" and verb.pos_ == "VERB" and speaks:
            self._agents.add(head.text)
        return head.text in self._agents

    def _government(self, head: Any, phrase: str) -> Who | None:
        """Give the government named by its leader, or by its seat in a dispute at home."""
        found = _ADMINISTRATION.search(phrase)
        entry = known(phrase) or (known(" ".join(phrase.split()[:2])) if " " in phrase else None)
        if found is not None:
            leader = self.roster.people.by_last.get(found.group(1))
            party = None if self._setting.domestic or leader is None else self.of_person(leader, leader.name).party
            party = party or f"{found.group(1)} administration"
            return Who(party, phrase if phrase.split()[-1].lower() != "administration" else None, "body", phrase)
        if (
            self._setting.domestic
            and entry is not None
            and entry.relation == "seat"
            and entry.party == self._setting.home
        ):
            silent = known(phrase) is not None
            return Who(self.administration or entry.party, None if silent else phrase, "body", phrase)
        if head.lower_ == "congress" and phrase.lower() == "congress" and self._setting.home is not None:
            home = "United States" if "United States" in self._setting.states else self._setting.home
            return Who(f"{home} Congress", None, "body", phrase)
        return None

    def _person(self, head: Any, phrase: str) -> Person | None:
        name = head.text
        if not name[:1].isupper():
            name = _hyphenated(head)
        if not name:
            return None
        labels = self.roster.labels.get(name)
        found = self.roster.people.person(name)
        titled = found is not None and bool(found.offices)
        if labels and not titled and labels.most_common(1)[0][0] not in ("PERSON", "WORK_OF_ART"):
            likely = found is not None and found.mentions >= UNINTRODUCED and 2 * labels["PERSON"] >= labels["ORG"]
            if not likely or labels["PERSON"] < 2:
                return None
        return found if found is not None and self._is_introduced(found, labels) else None

    @staticmethod
    def _is_introduced(person: Person, labels: Counter[str] | None) -> bool:
        """Say whether the text says enough of a person: more than a last name, or that often as if all knew him."""
        if " " in person.name or person.offices or person.party is not None:
            return True
        return person.mentions >= UNINTRODUCED and labels is not None and labels["PERSON"] > 1

    def of_person(self, person: Person, phrase: str) -> Who:
        """Give the party that a person speaks for; the person, where the text ties him to none."""
        name = self._name_without_title(person, phrase)
        party = self._beyond(person.party, person)
        if person.onlooker:
            return Who(person.name, None, "onlooker", name)
        if party is None or (self._setting.domestic and party == self._setting.home):
            party = self._of_office(person, phrase) or party
        if party is None and self._setting.domestic:
            party = self.roster.other_faction(person)
        if party is None or party == person.name:
            return Who(person.name, None, "person", name)
        return Who(party, name, "person", name)

    def _beyond(self, party: str | None, person: Person) -> str | None:
        """Give whom a person acts for where the text ties him to another person, or to a ministry."""
        if party is None:
            return None
        leader = self.roster.people.person(party)
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
        if person.near and not self._setting.domestic and offices & (_HEADS_OF_STATE | _IN_GOVERNMENT):
            foreign = offices & _NEVER_AMERICAN or self._setting.state_of_office(offices) != _BY_LEADER
            if foreign:
                return person.near.most_common(1)[0][0]
        if last in self.roster.administrations or offices & _HEADS_OF_STATE:
            return self._led_by(last) if self._setting.domestic else self._setting.state_of_office(offices)
        if offices & _IN_GOVERNMENT:
            return self.administration if self._setting.domestic else self._setting.state_of_office(offices)
        if not offices and person.mentions >= UNINTRODUCED and self._setting.between_states:
            return self._setting.state_of_office(offices)
        return None

    def _led_by(self, last: str) -> str | None:
        """Give the government at home that a person of a last name leads: by that name where reports call it so."""
        called = last in self.roster.administrations or self._setting.home in (None, _BY_LEADER)
        return f"{last} administration" if called else self._setting.government

    @property
    def administration(self) -> str | None:
        """The government at home, by the name of who leads it where the text has that."""
        if self._setting.domestic and self.roster.administrations:
            return f"{sorted(self.roster.administrations)[0]} administration"
        leader = self.roster.people.officer("president") if self._setting.domestic else None
        if leader is not None and leader.party not in (None, self._setting.home):
            leader = None
        if leader is not None:
            return self._led_by(leader.name.split()[-1])
        return self._setting.home if self._setting.home in (None, _BY_LEADER) else self._setting.government

    @staticmethod
    def _name_without_title(person: Person, phrase: str) -> str:
        last = person.name.split()[-1]
        if person.name in phrase:
            return person.name
        return last if last in phrase else person.name

    def _proper(self, head: Any, phrase: str) -> Iterator[Who]:
        if phrase.lower() in self.roster.described and _is_definite(head) and phrase not in self.roster.organisations:
            name = self.roster.described[phrase.lower()].most_common(1)[0][0]
            yield Who(self.roster.canonical(name), None, "body", phrase)
            return
        modifier = [] if _stands_apart(phrase) else self._modifier(head)
        if modifier and (head.lower_ in ROLES or head.lemma_.lower() in ROLES | BODIES):
            yield from (Who(party, phrase, "person", phrase) for party in modifier)
            return
        entity = next((e for e in head.doc.ents if e.start <= head.i < e.end), None)
        tail = self._organisation(phrase)
        words = (
            tail or entity.text
            if entity is not None and entity.label_ in ("ORG", "GPE", "NORP", "LOC", "FAC")
            else _from_capital(phrase)
        )
        if entity is not None and entity.label_ in (
            "DATE",
            "TIME",
            "MONEY",
            "PERCENT",
            "CARDINAL",
            "ORDINAL",
            "LAW",
            "EVENT",
        ):
            return
        if is_generic(words):
            if modifier:
                yield from (Who(name, phrase, "body", phrase) for name in modifier)
            elif self._setting.home is not None and not self._setting.domestic:
                yield Who(self._setting.home, phrase, "body", phrase)
            else:
                yield Who(phrase, None, "body", phrase)
            return
        if _CLAUSE_LIKE.search(words):
            return
        party = self.roster.canonical(words)
        if modifier and party.split()[-1].lower() in BODIES | {"ministry", "department"}:
            yield from (Who(name, phrase, "body", phrase) for name in modifier)
            return
        if party and party[:1].isupper():
            kind: Kind = "group" if party.endswith("s") and " " not in party else "body"
            yield Who(party, None, kind, _EDGES.sub("", words))

    def _organisation(self, phrase: str) -> str:
        """Give the longest end of a phrase that the text uses as the name of an organisation; "" if none is."""
        words = phrase.split()
        ends = [" ".join(words[begin:]) for begin in range(len(words) - 1)]
        return next((end for end in ends if end in self.roster.organisations or end in self.roster.names), "")

    def before(self, head: Any) -> list[str]:
        """Give the parties named right before a noun ("the Israeli demand")."""
        return self._named_before(head)

    def _modifier(self, head: Any) -> list[str]:
        """Give the parties that stand before a head, or after it with "of": "Russian envoys", "head of the union"."""
        return (
            self._named_before(head)
            or [
                who.party
                for child in head.children
                if child.dep_ == "poss" or child.lower_ in ("of", "for", "from")
                for inner in ([child] if child.dep_ == "poss" else [c for c in child.children if c.dep_ == "pobj"])
                for who in self._resolve_one(inner, None)
                if who.kind != "onlooker"
            ][:2]
        )

    def _named_before(self, head: Any) -> list[str]:
        found: list[str] = []
        begin = min((child.left_edge.i for child in head.children if child.dep_ in _MODIFIERS), default=head.i)
        doc, place = head.doc, begin
        while place < head.i:
            for end in range(min(place + 4, head.i), place, -1):
                words = doc[place:end].text
                entry = known(words) if words[:1].isupper() else None
                party = entry.party if entry else self.roster.names.get(words) or self._leader(words)
                if party is None and words in self.roster.organisations and not is_generic(words):
                    party = words
                if party is not None:
                    found.append(party)
                    place = end - 1
                    break
            place += 1
        return found

    def _leader(self, words: str) -> str | None:
        """Give the party of the person whose name stands before a noun ("a Roe aide")."""
        person = self.roster.people.person(words) if words[:1].isupper() else None
        labels = self.roster.labels.get(words.split()[-1]) if person is not None else None
        if person is None or labels is None or not labels["PERSON"] or not self._is_introduced(person, labels):
            return None
        return self.of_person(person, words).party

    def _described(self, head: Any, phrase: str, lemma: str) -> Iterator[Who]:
        modifier = self._modifier(head)
        if modifier and _stands_apart(phrase):
            modifier = []
        if modifier and lemma in _HEADS_OF_STATE and FACTIONS.issuperset(modifier):
            modifier = [office] if (office := self._presidency()) is not None else []
        if modifier:
            silent = lemma in BODIES and lemma not in ("ministry", "department", "delegation", "team")
            voice = None if silent or phrase in modifier else phrase
            yield from (Who(party, voice, "person" if lemma in ROLES else "body", phrase) for party in modifier)
            return
        definite = _is_definite(head)
        if definite and lemma in self.roster.described:
            name = self.roster.described[lemma].most_common(1)[0][0]
            yield Who(self.roster.canonical(name), None, "body", phrase)
        elif definite and lemma in _EMPLOYERS and (employer := self._employer()) is not None:
            yield Who(employer, None, "body", phrase)
        elif definite and lemma in ROLES and (person := self.roster.people.officer(lemma)) is not None:
            yield replace(self.of_person(person, person.name), voice=phrase, name=phrase)
        elif definite and lemma == "president" and (government := self._presidency()) is not None:
            yield Who(government, phrase, "person", phrase)
        elif definite and lemma == "government" and self._setting.domestic and self._setting.home is not None:
            yield Who(self.administration or phrase, None, "body", phrase)
        elif lemma in ("administration", "government", "country", "state", "nation") and head.tag_ == "NN":
            if (party := self._last.get("neuter")) is not None:
                yield Who(party.party, None, "state", phrase)
        elif lemma in ROLES:
            last = self._last.get("neuter") or self._last.get("any")
            if last is not None and lemma in (
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "negotiator",
                "envoy",
                "minister",
            ):
                yield Who(last.party, phrase, "person", phrase)
            else:
                yield Who(phrase, None, "group", phrase)
        elif lemma in GROUPS:
            yield Who(phrase, None, "group", phrase)

    def _employer(self) -> str | None:
        """Give the organisation that "the company" means: the one most spoken of that is no union and no state."""
        unions = self.roster.described.get("union", Counter())
        states = self._setting.states
        fit = [name for name, _ in self.seen.most_common() if " " in name and name not in unions]
        return next((name for name in fit if name not in states), None)

    def _presidency(self) -> str | None:
        return self.administration if self._setting.domestic else self._setting.state_of_office({"president"})
