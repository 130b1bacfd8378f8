"""Whose stance it is: from the head of a noun phrase to the party, and the voice it speaks through."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from detente.claims.acting import HEADS_OF_STATE, UNINTRODUCED, Acting, is_introduced
from detente.claims.bodies import is_generic
from detente.claims.chambers import CHAMBERS
from detente.claims.gazetteer import is_faction, is_state, known, nationality_of, unsaid_state
from detente.claims.genders import gender_of
from detente.claims.introductions import beside, office_of, owners_of, spoken_of_before
from detente.claims.lexicon import lexical_act
from detente.claims.memory import Memory
from detente.claims.offices import is_portfolio
from detente.claims.people import Person
from detente.claims.phrases import (
    MODIFIERS,
    Kind,
    Who,
    bare,
    from_capital,
    is_definite,
    last_word,
    phrase_of,
    stands_apart,
)
from detente.claims.roster import Roster
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

__all__ = ["Parties"]

_ADMINISTRATION = re.compile(r"\b([A-Z]\w+)(?:['’]s)? [Aa]dministration\b")
_CLAUSE_LIKE = re.compile(r"\b(?:as|on|with|over|after|amid|is|will|says|at)\b|(?:\S+\s+){6}")
_SECOND = {"you", "your"}
_FIRST = {"i", "we", "us", "our", "my", "me", "ourselves", "mine", "ours"}
_PLURAL = {"they", "them", "their", "themselves"}
_NEUTER = {"it", "its", "itself"}
_PRONOUNS = _FIRST | _SECOND | _PLURAL | _NEUTER
_SUBJECTS = {"nsubj", "nsubjpass", "ROOT"}
_NAMING = _SUBJECTS | {"dobj", "pobj", "poss", "dative", "conj", "appos", "attr"}
_EMPLOYERS = {"company", "firm", "employer", "corporation", "operator", "authority"}
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
_OF_MEMBERS = {
    "union",
    "association",
    "federation",
    "confederation",
    "league",
    "guild",
    "council",
    "committee",
    "board",
    "caucus",
    "chamber",
    "syndicate",
    "brotherhood",
    "party",
    "organisation",
    "organization",
    "cooperative",
    "company",
    "group",
}
"""Bodies that are named by who makes them up ("the nurses' union"), and are not these."""
_INSIDE = {"source", "insider"}
"""Who speaks for a party that is named right before ("a GOP source"), and else looks on."""
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


class Parties:
    """Resolves phrases to parties in text order, with a short memory of whom the text last spoke of."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self._bodies = roster.bodies
        self._setting = roster.setting
        self._acting = Acting(roster)
        self.memory = Memory(roster.people)
        self._agents: set[str] = set()
        self._read: dict[int, list[Who]] = {}
        self._reading: Any = None
        """The paragraph of the sentence that was read last, in which the places of what was read in it count."""
        self._held: dict[str, str] = {}
        """The party of whom the text last named by a role with its party ("White House aides")."""

    def read_sentence(self, sentence: Any) -> None:
        """Resolve the phrases of a sentence in text order, and remember the parties that it speaks of."""
        self._read.clear()
        self._reading = sentence.doc
        self.memory.next_sentence()
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
                self._note_role(token, found)
                if found and (token.pos_ != "PRON" or gender_of(token.lower_) is not None):
                    self.memory.note_person(found[0], token.dep_)
                if found and token.pos_ != "PRON" and (token.dep_ in _SUBJECTS or not self.memory):
                    self.memory.remember(found[0])
                elif found:
                    self.memory.mention(found[0])

    def _note_role(self, token: Any, found: list[Who]) -> None:
        """Keep for whom those act whom a text names by a role and a party; "the aides" are these later."""
        role = token.lemma_.lower()
        if role in ROLES and found and found[0].kind != "onlooker":
            phrase = phrase_of(token)
            if phrase != token.text and found[0].party != phrase:
                self._held[role] = found[0].party

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
        last = self.memory.neuter
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
            party = found[0].party if found else None
            if not found and last is not None and owner.pos_ == "NOUN" and is_definite(owner) and not owner.ent_type_:
                same = self._bodies.may_be(last.party, owner.lemma_.lower())
                party = last.party if same else bare(phrase_of(owner))
            if party is not None:
                person.parties[party] += 1
                return
        named = list(beside(name, office))
        for word in named:
            entry = known(word.text) if word.head is office and word.text[:1].isupper() else None
            if entry is not None and not is_portfolio(word.doc, word.i, word.i + 1):
                person.parties[entry.party] += 1
                return
            described = self._bodies.described.get(word.lower_)
            known_here = word.text in self._bodies.organisations or word.text in self._bodies.names
            called = self.memory.called(word.lower_) or (word.lower_ if word.lower_ in self.memory.seen else None)
            if (described or known_here or called) and not is_generic(word.text):
                party = described.most_common(1)[0][0] if described else called or word.text
                person.parties[self._bodies.canonical(party)] += 1
                return
        near = spoken_of_before(name) if not owned else None
        if near is not None:
            person.near[near] += 1
        of_chamber = any(word.text in CHAMBERS for word in named)
        serving = office.lemma_.lower() in _SERVING and not of_chamber
        if not owned and last is not None and serving and not self._is_place(last):
            person.parties[last.party] += 1

    def _is_place(self, who: Who) -> bool:
        """Say whether a name that no table has is that of a place, for which nobody speaks."""
        labels = self._bodies.labels.get(who.party.split()[-1], Counter[str]())
        return known(who.party) is None and any(label == "GPE" for label, _ in labels.most_common(1))

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
            yield self._acting.of_person(person, phrase_of(named))
        elif head.i in self._read and head.doc is self._reading and head.lower_ not in _FIRST | _SECOND:
            yield from self._read[head.i]
        elif head.pos_ == "PRON" or head.lower_ in _PRONOUNS or gender_of(head.lower_) is not None:
            yield from self._pronoun(head, speaker)
        elif head.pos_ in ("PROPN", "NOUN", "ADJ", "NUM", "X", "DET", "VERB"):
            yield from self._noun(head)

    def _pronoun(self, head: Any, speaker: Who | None) -> Iterator[Who]:
        word = head.lower_
        who: Who | None = None
        if word in _FIRST:
            who = speaker
        elif (gender := gender_of(word)) is not None:
            who = self.memory.spoken_of_as(gender)
        elif word in _PLURAL:
            who = self.memory.plural
        elif word in _NEUTER:
            who = self.memory.neuter
        elif word in ("you", "your"):
            other = [party for party in self.memory.leading(3) if speaker is not None and party != speaker.party]
            who = Who(other[0], None, "body", other[0]) if other else None
        elif word in ("both", "each", "neither", "either"):
            yield from self._main_parties(head)
            return
        elif word in ("many", "some", "most", "all", "others", "those"):
            yield from self._of(head)
            return
        if who is not None:
            yield who

    def _of(self, head: Any) -> Iterator[Who]:
        for child in head.children:
            if child.lower_ == "of":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield from self._resolve_one(inner, None)

    def _main_parties(self, head: Any) -> Iterator[Who]:
        for party in self.memory.leading():
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
        told = is_definite(head) and lemma in self._bodies.described
        if lemma in SIDES and lead & {"both", "two", "each", "neither", "either"}:
            yield from self._main_parties(head)
        elif (entry := known(phrase)) is not None and phrase[:1].isupper():
            yield Who(self._bodies.meant(entry), None, "body" if entry.relation == "body" else "state", phrase)
        elif (person := self._person(head, phrase)) is not None:
            yield self._acting.of_person(person, phrase)
        elif (
            head.text[:1].isupper() and (entry := known(head.text)) is not None and entry.relation in ("people", "body")
        ):
            voice = None if phrase.split()[-1] == phrase else phrase
            yield Who(self._bodies.meant(entry), voice, "body" if entry.relation == "body" else "state", phrase)
        elif lemma in _INSIDE and (party := next(iter(self._named_before(head)), None)) is not None:
            yield Who(party, phrase, "person", phrase)
        elif lemma in OBSERVERS and not head.ent_type_:
            yield Who(phrase, None, "onlooker", phrase)
        elif (head.pos_ == "PROPN" or self._acts_like_a_name(head)) and head.text not in TITLES:
            yield from self._proper(head, phrase)
        elif stands_apart(phrase) and not told and (name := _named_by_state(head, phrase)) is not None:
            yield Who(name, None, "group", phrase)
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
        alone = not any(child.dep_ in ("det", "poss", "amod", "nummod") for child in head.children)
        if head.tag_ == "NN" and alone and head.dep_ == "nsubj" and verb.pos_ == "VERB" and speaks:
            self._agents.add(head.text)
        return head.text in self._agents

    def _government(self, head: Any, phrase: str) -> Who | None:
        """Give the government named by its leader, or by its seat in a dispute at home."""
        found = _ADMINISTRATION.search(phrase)
        entry = known(phrase) or (known(" ".join(phrase.split()[:2])) if " " in phrase else None)
        if found is not None:
            leader = self.roster.people.by_last.get(found.group(1))
            party = f"{found.group(1)} administration"
            if leader is not None and not self._setting.domestic:
                party = self._acting.of_person(leader, leader.name).party
            return Who(party, phrase if phrase.split()[-1].lower() != "administration" else None, "body", phrase)
        if (
            self._setting.domestic
            and entry is not None
            and entry.relation == "seat"
            and entry.party == self._setting.home
        ):
            silent = known(phrase) is not None
            return Who(self._acting.administration or entry.party, None if silent else phrase, "body", phrase)
        home = self._setting.home if self._setting.domestic else None
        if head.text == phrase == "Parliament" and home is not None and is_state(home):
            return Who(f"{nationality_of(home)} Parliament", None, "body", phrase)
        if head.lower_ == "congress":
            before = known(" ".join(phrase.split()[:-1]))
            unsaid = unsaid_state()
            home = unsaid if unsaid in self._setting.states else self._setting.home
            state = home if phrase.lower() == "congress" else before.party if before is not None else None
            named = state is not None and is_state(state)
            return Who(f"{state} Congress", None, "body", phrase) if named else None
        return None

    def _person(self, head: Any, phrase: str) -> Person | None:
        whole = last_word(head)
        name = whole if self.roster.people.named(whole) is not None else head.text
        if not name[:1].isupper():
            return None
        labels = self._bodies.labels.get(name)
        found = self.roster.people.person(name)
        titled = found is not None and bool(found.offices)
        if labels and not titled and labels.most_common(1)[0][0] not in ("PERSON", "WORK_OF_ART"):
            likely = found is not None and found.mentions >= UNINTRODUCED and 2 * labels["PERSON"] >= labels["ORG"]
            if not likely or labels["PERSON"] < 2:
                return None
        return found if found is not None and is_introduced(found, labels) else None

    def _proper(self, head: Any, phrase: str) -> Iterator[Who]:
        if phrase.lower() in self._bodies.described and is_definite(head) and not self._bodies.is_name(phrase):
            yield Who(self._bodies.called(phrase.lower()), None, "body", phrase)
            return
        modifier = [] if stands_apart(phrase) else self._modifier(head)
        if modifier and (head.lower_.removesuffix("s") in ROLES or head.lemma_.lower() in ROLES | BODIES):
            yield from (Who(party, phrase, "person", phrase) for party in modifier)
            return
        entity = next((e for e in head.doc.ents if e.start <= head.i < e.end), None)
        tail = self._organisation(phrase)
        words = (
            tail or entity.text
            if entity is not None and entity.label_ in ("ORG", "GPE", "NORP", "LOC", "FAC")
            else from_capital(phrase)
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
            leading = self.roster.chambers.leading(words) if self._setting.domestic else None
            if leading is not None:
                yield Who(leading, phrase, "body", phrase)
            elif modifier:
                yield from (Who(name, phrase, "body", phrase) for name in modifier)
            elif self._setting.home is not None and not self._setting.domestic:
                yield Who(self._setting.home, phrase, "body", phrase)
            else:
                yield Who(phrase, None, "body", phrase)
            return
        if _CLAUSE_LIKE.search(words):
            return
        party = self._bodies.canonical(words)
        if modifier and party.split()[-1].lower() in BODIES | {"ministry", "department"}:
            yield from (Who(name, phrase, "body", phrase) for name in modifier)
            return
        if party and party[:1].isupper():
            kind: Kind = "group" if party.endswith("s") and " " not in party else "body"
            yield Who(party, None, kind, bare(words))

    def _organisation(self, phrase: str) -> str:
        """Give the longest end of a phrase that the text uses as the name of an organisation; "" if none is."""
        words = phrase.split()
        ends = [" ".join(words[begin:]) for begin in range(len(words) - 1)]
        return next((end for end in ends if end in self._bodies.organisations or end in self._bodies.names), "")

    def before(self, head: Any) -> list[str]:
        """Give the parties named right before a noun ("the Israeli demand")."""
        return self._named_before(head)

    def _modifier(self, head: Any) -> list[str]:
        """Give the parties that stand before a head, or after it with "of": "Russian envoys", "head of the union"."""
        return (
            self._named_before(head)
            or self._of_the_administration(head)
            or [
                who.party
                for child in head.children
                if child.dep_ == "poss" or child.lower_ in ("of", "for", "from")
                for inner in ([child] if child.dep_ == "poss" else [c for c in child.children if c.dep_ == "pobj"])
                for who in self._resolve_one(inner, None)
                if who.kind != "onlooker"
            ][:2]
        )

    def _of_the_administration(self, head: Any) -> list[str]:
        """Give the government of "administration officials", where the text does not say whose they are."""
        beside = any(child.dep_ == "compound" and child.lower_ == "administration" for child in head.children)
        government = self._acting.presidency if beside and head.lemma_.lower() in ROLES else None
        return [government] if government is not None else []

    def _named_before(self, head: Any) -> list[str]:
        found: list[str] = []
        begin = min((child.left_edge.i for child in head.children if child.dep_ in MODIFIERS), default=head.i)
        doc, place = head.doc, begin
        while place < head.i:
            for end in range(min(place + 4, head.i), place, -1):
                words = doc[place:end].text
                entry = known(words)
                party = self._bodies.meant(entry) if entry else self._bodies.names.get(words) or self._leader(words)
                if party is None and words in self._bodies.organisations and not is_generic(words):
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
        labels = self._bodies.labels.get(words.split()[-1]) if person is not None else None
        if person is None or labels is None or not labels["PERSON"] or not is_introduced(person, labels):
            return None
        return self._acting.of_person(person, words).party

    def _described(self, head: Any, phrase: str, lemma: str) -> Iterator[Who]:
        if lemma in _OF_MEMBERS and any(child.dep_ == "poss" and child.tag_ == "NNS" for child in head.children):
            told = is_definite(head) and lemma in self._bodies.described
            yield Who(self._bodies.called(lemma) if told else phrase, None, "body", phrase)
            return
        modifier = self._modifier(head)
        if modifier and stands_apart(phrase):
            modifier = []
        if modifier and lemma in HEADS_OF_STATE and all(is_faction(one) for one in modifier):
            modifier = [office] if (office := self._acting.presidency) is not None else []
        if modifier:
            silent = lemma in BODIES and lemma not in ("ministry", "department", "delegation", "team")
            voice = None if silent or phrase in modifier else phrase
            yield from (Who(party, voice, "person" if lemma in ROLES else "body", phrase) for party in modifier)
            return
        definite = is_definite(head)
        if definite and lemma in self._bodies.described:
            yield Who(self._bodies.called(lemma), None, "body", phrase)
        elif definite and phrase.lower() == lemma and (called := self.memory.called(lemma)) is not None:
            yield Who(called, None, "body", phrase)
        elif definite and lemma in _EMPLOYERS and (employer := self._employer()) is not None:
            yield Who(employer, None, "body", phrase)
        elif definite and lemma in ROLES and (person := self.roster.people.officer(lemma)) is not None:
            yield replace(self._acting.of_person(person, person.name), voice=phrase, name=phrase)
        elif definite and lemma == "president" and (government := self._acting.presidency) is not None:
            yield Who(government, phrase, "person", phrase)
        elif definite and lemma == "administration" and (government := self._acting.presidency) is not None:
            yield Who(government, phrase, "body", phrase)
        elif definite and lemma == "government" and self._setting.domestic and self._setting.home is not None:
            yield Who(self._acting.administration or phrase, None, "body", phrase)
        elif definite and phrase == head.text and (held := self._held.get(lemma)) is not None:
            yield Who(held, phrase, "person", phrase)
        elif lemma in ("administration", "government", "country", "state", "nation") and head.tag_ == "NN":
            if (party := self.memory.neuter) is not None:
                yield Who(party.party, None, "state", phrase)
        elif lemma in ROLES:
            last = self.memory.neuter or self.memory.last
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
        unions = self._bodies.described.get("union", Counter())
        states = self._setting.states
        named = [name for name, _ in self.memory.seen.most_common() if " " in name and name not in unions]
        fit = [name for name in named if name.split()[-1].lower() not in _OF_MEMBERS - {"company", "group"}]
        return next((name for name in fit if name not in states), None)


def _named_by_state(head: Any, phrase: str) -> str | None:
    """Name a group by the state that it stands apart in, as reports most often do: "Northland's rebels" by "Northish".

    None where the phrase names no state that has such a word.
    """
    for child in head.children:
        if child.dep_ == "poss":
            holder, rest = child, bare(head.doc[child.right_edge.i + 1 : head.i + 1].text)
        elif child.lower_ == "in" and child.i == head.i + 1 and not _names_a_state(phrase):
            holder, rest = next((one for one in child.children if one.dep_ == "pobj"), child), phrase
        else:
            continue
        entry = known(phrase_of(holder))
        if entry is not None and is_state(entry.party) and rest:
            return f"{nationality_of(entry.party)} {rest[0].lower()}{rest[1:]}"
    return None


def _names_a_state(phrase: str) -> bool:
    return any((entry := known(word)) is not None and is_state(entry.party) for word in phrase.split())
