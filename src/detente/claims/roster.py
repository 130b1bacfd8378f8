"""Who is who in a text, learnt from the text itself: its persons, whom they speak for, and the bodies it names."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from detente.claims.bodies import NOUNS_IN_NAMES, SMALL, Bodies, is_generic
from detente.claims.chambers import Chambers, bench_of, faction_of
from detente.claims.firms import firms_of
from detente.claims.gazetteer import faction_marks, gazetteer, is_faction, known
from detente.claims.genders import votes_in
from detente.claims.offices import (
    BYGONE,
    LEGISLATORS,
    LOCAL,
    apposition,
    is_bygone,
    is_committee,
    is_portfolio,
    is_posted,
    is_role,
    led,
    left_of,
    role_of,
    state_after,
    without_roles,
)
from detente.claims.people import People, Person
from detente.claims.phrases import last_word, without_possessive
from detente.claims.setting import Setting
from detente.claims.words import NO_PERSONS, OBSERVERS, TITLES

__all__ = ["Roster"]

_FACTION_MARK = re.compile(rf"[,(]\s*({'|'.join(map(re.escape, faction_marks()))})(?:-|–|\)|,|\.)")
_ACADEMIC = {
    "University",
    "Institute",
    "School",
    "Center",
    "Centre",
    "College",
    "Foundation",
    "Institution",
    "Endowment",
}
_STAFF = {
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "aide",
    "adviser",
    "advisor",
    "attorney",
    "lawyer",
    "counsel",
    "strategist",
    "manager",
    "envoy",
    "secretary",
    "director",
    "chief",
    "deputy",
    "negotiator",
}
"""Roles in which one speaks or acts for a person who is named beside them."""
_TELLING = {"say", "indicate", "hint", "promise", "pledge", "confirm", "announce", "signal", "add", "vow"}
_MODALS = {"will", "would", "wo", "might", "could", "may"}
_OWN = {"his", "her", "own", "our", "my"}
_LOOKING_ON = OBSERVERS | {"fellow", "author"}


class Roster:
    """What a text has told so far of its people and organisations. `learn` adds to it; look-ups change nothing."""

    def __init__(self) -> None:
        self.people = People()
        self.bodies = Bodies(self.people)
        self.setting = Setting(self.bodies.organisations, self.people)
        self.chambers = Chambers()
        self.administrations: set[str] = set()

    def learn(self, docs: Sequence[Any]) -> None:
        """Take in what parsed paragraphs tell of names; full names first, so that short ones find them."""
        self.setting.forget()
        self.people.forget_officers()
        parsed = [doc for doc in docs if not _in_title_case(doc)] or list(docs)
        self.bodies.firms |= firms_of(parsed)
        entities = [entity for doc in parsed for entity in doc.ents]
        for entity in sorted(entities, key=lambda entity: (entity.label_ == "PERSON", " " not in entity.text.strip())):
            self._learn_entity(entity)
        self.bodies.learn_listed(parsed)
        for doc in parsed:
            self.bodies.learn_abbreviations(doc.text)
            for token in doc:
                self._count(token)
                self._learn_titled(token)
                self.bodies.learn_word(token)
        for doc in parsed:
            self._learn_opponents(doc)
            self.chambers.learn(doc)
        self._learn_benches()
        self._learn_employers(parsed)
        self.bodies.learn_short_names(parsed, self.setting.states)
        for person in self.people:
            person.parties = _renamed(person.parties, self._whole)
        for person, gender, count in votes_in(parsed, self.people.named):
            person.genders[gender] += count

    def _whole(self, party: str) -> str:
        """Give the canonical name of a party, a person's as it is."""
        person = self.people.person(party)
        return party if person is not None and person.name == party else self.bodies.canonical(party)

    def _learn_opponents(self, doc: Any) -> None:
        """Note whom the sentences about a person go on to name: of two factions, his own is more often the other."""
        factions = [faction for faction, _ in self.setting.factions.most_common(2)]
        if len(factions) < 2:
            return
        for sentence in doc.sents:
            person: Person | None = None
            for token in sentence:
                if token.dep_ in ("nsubj", "nsubjpass") and (found := self.people.named(last_word(token))) is not None:
                    person = found
                entry = known(token.text) if token.text[:1].isupper() else None
                if person is None or entry is None or entry.party not in factions:
                    continue
                before = doc[token.i - 1].lower_ if token.i else ""
                if before == "fellow" or _is_promised_by(token, person, self.people):
                    person.parties[entry.party] += 1
                elif before not in _OWN:
                    person.others[entry.party] += 1
                break

    def _learn_benches(self) -> None:
        """Tie those who lead the two sides of a chamber to its factions, where the text ties them to none."""
        leading = [(person, person.bench) for person in self.people if person.bench is not None]
        for person, bench in leading:
            if person.party is not None and is_faction(person.party):
                self.chambers.learn_leader(bench, person.party, self._facing(person.party))
        for person, bench in leading:
            faction = self.chambers.likely(bench.chamber)
            own = faction if bench.side == "majority" or faction is None else self._facing(faction)
            if own is not None and not is_faction(person.party or ""):
                person.parties[own] += 1 + person.parties.total()

    def _facing(self, faction: str) -> str | None:
        """Give the other one of the two factions that the text names most."""
        others = [one for one, _ in self.setting.factions.most_common(2) if one != faction]
        return others[0] if len(others) == 1 else None

    def _learn_employers(self, docs: Sequence[Any]) -> None:
        """Tie holders of an office to whom the text names as its owner elsewhere ("Roe's budget director")."""
        owners: dict[str, str] = {}
        for token in (token for doc in docs for token in doc):
            if not is_role(token) or token.pos_ not in ("NOUN", "PROPN"):
                continue
            owner = next((child for child in token.children if child.dep_ == "poss"), None)
            before = [child for child in token.children if child.dep_ in ("compound", "amod") and child.i < token.i]
            if owner is None or not before or owner.pos_ != "PROPN":
                continue
            leader = self._leader(owner.text)
            entry = known(owner.text)
            name = leader.name if leader is not None else entry.party if entry is not None else None
            if name is not None:
                owners[_office(before[-1], token)] = name
        for doc in docs if owners else ():
            for entity in doc.ents:
                place = entity.start - 1
                if entity.label_ != "PERSON" or place < 1:
                    continue
                name = owners.get(_office(doc[place - 1], doc[place]))
                person = self.people.person(entity.text)
                if name is not None and person is not None and not person.parties and person.name != name:
                    person.parties[name] += 1

    def other_faction(self, person: Person) -> str | None:
        """Give the one of the two main factions that a person without any named seems to belong to."""
        factions = [faction for faction, _ in self.setting.factions.most_common(2)]
        against = person.others.most_common(1)
        if len(factions) < 2 or not against or against[0][0] not in factions:
            return None
        return factions[1 - factions.index(against[0][0])]

    def _learn_entity(self, entity: Any) -> None:
        words = without_possessive(entity.text.strip())
        if known(words) is not None or not words[:1].isupper():
            return
        label = self.bodies.learn_entity(words, entity.label_)
        if label == "GPE" and len(words) > 3:
            self.setting.states[self.bodies.canonical(words)] += 1
        if label == "PERSON":
            self._learn_person(entity, words)

    def _learn_titled(self, token: Any) -> None:
        """Learn a person from a title right before a name that the language model does not take for one."""
        if token.text not in TITLES or token.i + 1 >= len(token.doc):
            return
        following = token.doc[token.i + 1]
        if (
            following.pos_ != "PROPN"
            or following.text in TITLES
            or not following.text.isalpha()
            or known(following.text)
        ):
            return
        last = following
        while (
            last.i + 1 < len(token.doc)
            and last.nbor().pos_ == "PROPN"
            and last.nbor().text.isalpha()
            and last.dep_ == "compound"
        ):
            last = last.nbor()
        if is_generic(last.text) or known(last.text) is not None or last.ent_type_ in ("GPE", "NORP"):
            return
        person = self.people.titled(last.text, token.doc[following.i : last.i + 1].text)
        if not is_bygone(token.doc, token.i):
            person.offices[token.lower_.rstrip(".")] += 1
        name = token.doc[following.i : last.i + 1]
        if all(word.ent_type_ not in ("PERSON", "GPE", "NORP") for word in name):
            for party in self._affiliations(name, person):
                person.parties[party] += 1

    def _learn_person(self, entity: Any, words: str) -> None:
        while words.split() and words.split()[0] in TITLES:
            words = " ".join(words.split()[1:])
        if not words or not words[0].isupper() or words.split()[-1] in NO_PERSONS:
            return
        person = self.people.enter(words)
        for party in self._affiliations(entity, person):
            person.parties[party] += 1

    def _affiliations(self, entity: Any, person: Person) -> Iterator[str]:
        doc, sentence = entity.doc, entity.sent
        if (bench := bench_of(entity)) is not None:
            person.benches[bench] += 1
        left = list(left_of(doc, entity.start, sentence.start))
        if any(is_role(token) for token in left):
            if not any(token.lower_ in BYGONE for token in left):
                person.offices.update(token.lower_ for token in left if is_role(token))
            yield from self._named_in(doc, left, person)
        elif left and left[-1].lower_ in ("'s", "’s"):
            yield from self._named_in(doc, left, person)
        yield from self._named_in(doc, list(led(doc, left[0].i if left else entity.start, sentence.start)), person)
        if any(is_role(token) for token in left) and not any(role_of(token) in LEGISLATORS for token in left):
            yield from state_after(doc, entity.end)
        mark = _FACTION_MARK.match(doc.text, entity.end_char) or _FACTION_MARK.match(doc.text, entity.end_char + 1)
        if mark:
            yield faction_marks()[mark.group(1)]
            return
        if not any(role_of(token) in LOCAL for token in left):
            yield from self._belongs_to(entity)
        right = list(apposition(doc, entity.end, sentence.end))
        person.onlooker = person.onlooker or any(_looks_on(token) for token in [*left, *right])
        told = any(is_role(token) or faction_of(token.text) is not None for token in right)
        if told and not any(token.lower_ in BYGONE for token in right):
            person.offices.update(token.lower_ for token in right if is_role(token))
            yield from self._named_in(doc, right, person)

    def _belongs_to(self, entity: Any) -> Iterator[str]:
        """Yield the organisation that follows a person's name: "Roe of the Dockers Union", "Roe, of the Front,"."""
        doc, place = entity.doc, entity.end
        if place < len(doc) and doc[place].text == ",":
            place += 1
        if place >= len(doc) or doc[place].lower_ not in ("of", "from", "at"):
            return
        place += 1
        if place < len(doc) and doc[place].lower_ == "the":
            place += 1
        found = next((one for one in doc.ents if one.start <= place < one.end), None)
        label = found.label_ if found is not None else ""
        end = found.end if found is not None else place
        while end < len(doc) and (doc[end].text[:1].isupper() or _joins(doc, end, place)):
            end += 1
        words = doc[place:end].text
        if end == place or label not in ("ORG", "") or any(token.text in _ACADEMIC for token in doc[place:end]):
            return
        told = " " in words or words in self.bodies.firms or self.bodies.organisations[words] > 1
        if told and not is_generic(words) and not is_committee(words) and known(words) is None:
            yield self.bodies.canonical(words)

    def _named_in(self, doc: Any, tokens: list[Any], person: Person) -> Iterator[str]:
        """Yield the first body that a stretch names: one of the tables, an organisation, or whom staff works for."""
        if not tokens:
            return
        first, last = tokens[0].i, tokens[-1].i + 1
        for begin in range(first, last):
            for end in range(min(last, begin + 4), begin, -1):
                words = doc[begin:end].text
                if end - begin > 1 and words in self.bodies.organisations and not _is_office_of(words):
                    yield self.bodies.canonical(words)
                    return
                entry = known(words) or faction_of(words)
                charge = is_portfolio(doc, begin, end) or is_posted(doc, begin, tokens)
                if entry is not None and words[:1].isupper() and not charge:
                    yield entry.party
                    return
        for token in tokens:
            if token.lower_ in self.bodies.described and token.lower_ in NOUNS_IN_NAMES | {"council", "ministry"}:
                yield self.bodies.called(token.lower_)
                return
        legislates = any(role_of(token) in LEGISLATORS for token in tokens)
        staff = any(role_of(token) in _STAFF for token in tokens)
        for entity in doc.ents:
            if not first <= entity.start <= entity.end <= last:
                continue
            words = without_roles(entity.text)
            if staff and (leader := self._leader(words)) is not None and leader is not person:
                yield leader.name
                return
            if entity.label_ not in ("ORG", "GPE", "NORP") or is_generic(words) or is_committee(words):
                continue
            if is_portfolio(doc, entity.start, entity.end) or is_posted(doc, entity.start, tokens):
                continue
            if entity.label_ != "GPE" or not legislates:
                yield self.bodies.canonical(words)
                return

    def _leader(self, words: str) -> Person | None:
        """Give the person that a name of one or more words means, where it is the name of a person in the text."""
        last = without_possessive(words).split()[-1:]
        found = self.people.named(last[0]) if last else None
        kinds = self.bodies.labels.get(last[0], Counter()) if last else Counter()
        return found if found is not None and kinds["PERSON"] else None

    def _count(self, token: Any) -> None:
        if not token.text[:1].isupper():
            return
        if (name := last_word(token)) in self.people.by_last:
            self.people.by_last[name].mentions += 1
        following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
        led = following is not None and following.lower_ in ("administration", "government")
        if led and token.pos_ == "PROPN" and known(token.text) is None:
            self.administrations.add(token.text)
        entry = gazetteer().get(token.text) or (
            known(f"{token.text} {following.text}") if following is not None else None
        )
        before = token.doc[token.i - 1].text if token.i else ""
        longer = known(f"{before} {token.text}") if before[:1].isupper() else None
        if entry is None or (longer is not None and longer.party != entry.party):
            return
        if entry.relation != "body":
            self.setting.states[entry.party] += 1
            self.setting.seats.update([entry.party] if entry.relation == "seat" else [])
        elif entry.faction:
            self.setting.factions[entry.party] += 1
        elif entry.within is None:
            self.bodies.organisations[entry.party] += 1


def _in_title_case(doc: Any) -> bool:
    """Say whether a paragraph is a headline that capitalises its words, and so tells little of names."""
    words = [token for token in doc if token.is_alpha]
    capital = sum(token.text[0].isupper() for token in words)
    return len(words) > 3 and capital > 0.6 * len(words) and not doc.text.rstrip().endswith((".", "”", '"'))


def _renamed(counts: Counter[str], name: Callable[[str], str]) -> Counter[str]:
    """Give counts by other names, those of one name added up in their order."""
    found: Counter[str] = Counter()
    for one, count in counts.items():
        found[name(one)] += count
    return found


def _joins(doc: Any, place: int, start: int) -> bool:
    """Say whether a small word stands between two words of a name that begins at `start`."""
    inside = start < place < len(doc) - 1 and doc[place].lower_ in SMALL
    return inside and doc[place - 1].text[:1].isupper() and doc[place + 1].text[:1].isupper()


def _is_promised_by(faction: Any, person: Person, people: People) -> bool:
    """Say whether somebody tells what a faction will do, as those do who speak for it ("Roe hinted they might")."""
    verb = faction.head
    promised = faction.dep_ == "nsubj" and any(child.lower_ in _MODALS for child in verb.children)
    told = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in _TELLING
    if not promised or not told:
        return False
    return any(child.dep_ == "nsubj" and people.named(last_word(child)) is person for child in verb.head.children)


def _is_office_of(words: str) -> bool:
    """Say whether a name is that of a chamber or one of its committees, and so names nobody's party."""
    return is_generic(words) or is_committee(words)


def _looks_on(token: Any) -> bool:
    return token.lemma_.lower() in _LOOKING_ON or token.text in _ACADEMIC


def _office(before: Any, role: Any) -> str:
    return f"{before.lower_} {role.lemma_.lower()}"
