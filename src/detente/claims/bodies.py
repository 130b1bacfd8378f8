"""The bodies that a text names: their full and short names, and the common nouns by which it calls them later."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from detente.claims.firms import (
    alone_in,
    bodies_of,
    called_by_last_word,
    initials_of,
    is_firm,
    plain_name,
    short_names,
)
from detente.claims.gazetteer import Known, known
from detente.claims.people import People
from detente.claims.phrases import without_possessive
from detente.claims.setting import nationalities_in
from detente.claims.words import BODIES, GROUPS, ROLES, TITLES

__all__ = ["NOUNS_IN_NAMES", "SMALL", "Bodies", "is_generic"]

_PAREN = re.compile(
    r"((?:[A-Z][\w’'&.-]+)(?:\s+(?:of|the|and|for|[A-Z][\w’'&.-]+)){0,12})\s+\((?:the\s+)?([A-Z][A-Z.&]{1,9})\)"
)
_CAPITAL = re.compile(
    r"([A-Z]\w+(?: [A-Z]\w+)?), (?:the )?(?:capital|seat of (?:the )?government) of ((?:[A-Z]\w+ ?)+)"
)
_HEADLINE = re.compile(r"\b(?:as|on|with|to|over|after|amid|is|will|says|at)\b|(?:\S+\s+){6}", re.I)
SMALL = {"of", "the", "and", "for", "in", "&"}
_CHAMBERS = {
    "state",
    "house",
    "senate",
    "treasury",
    "defense",
    "defence",
    "foreign",
    "the",
    "of",
    "budget",
    "finance",
    "appropriations",
}
NOUNS_IN_NAMES = {
    "union",
    "company",
    "league",
    "association",
    "club",
    "bank",
    "federation",
    "group",
    "board",
    "airline",
    "port",
}
_CALLED = {
    "union": ("union",),
    "workers": ("union",),
    "guild": ("guild", "union"),
    "association": ("association", "union"),
    "brotherhood": ("union",),
    "inc": ("company",),
    "inc.": ("company",),
    "corp": ("company",),
    "corp.": ("company",),
    "plc": ("company",),
    "ltd": ("company",),
    "motors": ("company",),
    "airlines": ("company", "airline"),
    "airways": ("company", "airline"),
    "steel": ("company",),
    "railway": ("company",),
    "railways": ("company",),
}


class Bodies:
    """What a text has told so far of the names of bodies; `people` are its persons, told apart from them by name.

    `names` gives the full name for a short one, `organisations` and `labels` how often each was named and what the
    language model took it for, `described` the bodies that a common noun may stand for ("the council"), `firms` the
    names that only a firm can have.
    """

    def __init__(self, people: People) -> None:
        self._people = people
        self.names: dict[str, str] = {}
        self.organisations: Counter[str] = Counter()
        self.described: dict[str, Counter[str]] = defaultdict(Counter)
        self.labels: dict[str, Counter[str]] = defaultdict(Counter)
        self.firms: set[str] = set()

    def canonical(self, words: str) -> str:
        """Give the canonical name for the name of a body, as the tables and the text have it.

        Of two bodies that the language model takes for one ("Alder and the Dockers Union") it is the first.
        """
        plain = re.sub(r"\s+", " ", words).strip(" ,;:“”\"'’‘")
        bare = plain_name(without_possessive(plain))
        if (entry := known(bare)) is not None:
            return self.meant(entry)
        bare = self._without_others(bare)
        return self.names.get(bare, bare)

    def _without_others(self, name: str) -> str:
        """Give a name without a person who is named with it: "Prime Minister Roe's Front", "Front of Ann Roe".

        Of two bodies that the language model takes for one ("Alder and the Dockers Union") it is the first.
        """
        first = name.split(" and the ")[0]
        name = first if first in self.organisations or first in self.firms else name
        for mark in ("'s ", "’s "):
            before, found, behind = name.partition(mark)
            owner = before.split()
            if owner and found and behind[:1].isupper() and (owner[0] in TITLES or self._is_person(before)):
                name = behind
        before, found, behind = name.partition(" of ")
        return before if found and " " in behind and self._is_person(behind) else name

    def _is_person(self, words: str) -> bool:
        person = self._people.by_last.get(words.split()[-1])
        return person is not None and person.name.endswith(words)

    def meant(self, entry: Known) -> str:
        """Give the party that a name of the tables stands for in this text ("Europe": the Union, where it is named)."""
        return entry.within if entry.within is not None and entry.within in self.organisations else entry.party

    def is_name(self, words: str) -> bool:
        """Say whether words are the name of a body, and not how the text calls one of a longer name again."""
        longer = any(name.endswith(f" {words}") for name in self.organisations)
        return words in self.organisations and not (longer and words.lower() in self.described)

    def may_be(self, body: str, noun: str) -> bool:
        """Say whether a noun may mean a body: not where that is itself another ("union"), or is called by others."""
        nouns = [one for one, names in self.described.items() if body in names]
        return body == noun or (body[:1].isupper() and (not nouns or noun in nouns))

    def called(self, noun: str) -> str:
        """Give the body that a common noun of `described` most often stands for."""
        return self.canonical(self.described[noun].most_common(1)[0][0])

    def learn_entity(self, words: str, label: str) -> str:
        """Learn a name; gives its label: that of a firm ("ORG") where the text shows one, else the language model's."""
        if words in self.firms or is_firm(words) or self._is_of_a_firm(words):
            label = "ORG"
        self.labels[words.split()[-1]][label] += 1
        if label == "ORG" and not _HEADLINE.search(words):
            name = self._without_others(plain_name(words))
            self.organisations[name] += 1
            self._describe(name)
        return label

    def learn_listed(self, docs: Sequence[Any]) -> None:
        """Learn the bodies that the words of their names show to be such ("the Council of …")."""
        for name in (self._without_others(name) for doc in docs for name in bodies_of(doc.text)):
            if known(name) is None and not is_generic(name):
                self.organisations[name] += 1
                self._describe(name)

    def learn_word(self, token: Any) -> None:
        """Learn what a word tells of the name beside it: what it is called, of what kind it is."""
        self._learn_called(token)
        self._learn_own_name(token)
        self._learn_kind(token)
        self._learn_union(token)

    def _describe(self, name: str) -> None:
        """Note by which common nouns a text may call an organisation later: "the council", "the union"."""
        if is_generic(name):
            return
        for word in name.lower().split():
            for noun in _CALLED.get(word, (word,) if word in BODIES | NOUNS_IN_NAMES else ()):
                self.described[noun][name] += 1

    def _is_of_a_firm(self, words: str) -> bool:
        """Say whether a name of two words begins with what the text calls a firm by ("Alder Aircraft", "Alder")."""
        parts = words.split()
        return len(parts) == 2 and parts[0] in self.firms and parts[0] not in self._people.by_last

    def learn_abbreviations(self, text: str) -> None:
        """Learn short names in brackets behind full ones, and the capitals that stand for states."""
        for found in _PAREN.finditer(text):
            named = re.sub(r"^(?:The|the) ", "", found.group(1))
            full = _fitting(named, found.group(2).replace(".", ""))
            if full and known(full) is None:
                self.names[found.group(2)] = full
        for found in _CAPITAL.finditer(text):
            self.names[found.group(1)] = self.canonical(found.group(2))

    def _learn_called(self, token: Any) -> None:
        """Note by which noun a name is introduced: "a coalition known as the Council" is "the coalition" later."""
        if token.lower_ not in ("known", "called", "dubbed", "named") or token.dep_ != "acl":
            return
        noun, doc = token.head.lemma_.lower(), token.doc
        begin = token.i + 1
        while begin < len(doc) and doc[begin].lower_ in ("as", "the"):
            begin += 1
        end = begin
        while end < len(doc) and doc[end].text[:1].isupper():
            end += 1
        if end > begin and noun in BODIES | GROUPS:
            name = doc[begin:end].text
            self.organisations[name] += 1
            self.described[noun][name] += 1

    def _learn_own_name(self, token: Any) -> None:
        """Note what a group calls itself: where "the militia men call themselves the dawn", these are "the militia"."""
        itself = any(child.dep_ == "dobj" and child.lower_ in ("themselves", "itself") for child in token.children)
        if token.lemma_ not in ("call", "name", "style") or not itself:
            return
        words = [child for child in token.children if child.dep_ == "oprd"]
        own = [child for child in token.children if child.dep_ == "nsubj"]
        nouns = [noun for one in own for noun in (one, *one.children) if noun.lemma_.lower() in BODIES | GROUPS]
        if not words or not nouns or words[-1].pos_ not in ("NOUN", "PROPN"):
            return
        begin = words[0].left_edge.i
        begin += token.doc[begin].pos_ == "DET"
        name = token.doc[begin : words[-1].i + 1].text
        self.names[f"{name[0].upper()}{name[1:]}"] = name
        self.organisations[name] += 1
        for noun in nouns:
            self.described[noun.lemma_.lower()][name] += 1

    def _learn_kind(self, token: Any) -> None:
        """Learn of what kind a body is from the noun beside its name: "the drivers' union GDLF", "GDLF, the union"."""
        if token.pos_ != "PROPN" or not token.text[:1].isupper() or token.text in self._people.by_last:
            return
        near = [child for child in token.children if child.dep_ in ("compound", "appos")]
        near += [token.head] if token.dep_ == "appos" else []
        kinds = [word.lemma_.lower() for word in near if word.pos_ == "NOUN" and word.lower_ in NOUNS_IN_NAMES]
        entity = next((one for one in token.doc.ents if one.start <= token.i < one.end), None)
        if (
            not kinds
            or (entity is not None and entity.label_ not in ("ORG", "PRODUCT"))
            or known(token.text) is not None
        ):
            return
        name = plain_name(entity.text if entity is not None else token.text)
        for kind in kinds:
            self.described[kind][name] += 1

    def _learn_union(self, token: Any) -> None:
        """Learn that a body whose head is called as those of unions are is one: "the Wardens' general secretary"."""
        beside = list(token.children)
        if token.lower_ != "secretary" or all(child.lower_ != "general" for child in beside):
            return
        found = dict[str, bool]()
        for name in [*beside, *(child for one in beside if one.lower_ == "of" for child in one.children)]:
            entity = next((one for one in name.doc.ents if one.start <= name.i < one.end), None)
            words = plain_name(entity.text if entity is not None else name.text)
            named = name.pos_ in ("PROPN", "NOUN") and name.dep_ in ("compound", "nmod", "poss", "pobj")
            body = (entity is None or entity.label_ in ("ORG", "PRODUCT")) and not is_generic(words)
            body = body and "Party" not in words and known(words) is None and not self._is_person(words)
            if named and body and words[:1].isupper():
                found[words] = entity is not None
        for words, is_entity in found.items():
            if is_entity or not any(found.values()):
                self.described["union"][words] += 1

    def _learn_initials(self) -> None:
        initials = {"".join(word[0] for word in name.split() if word not in SMALL): name for name in self.organisations}
        for short, full in initials.items():
            if len(short) >= 3 and len(full.split()) >= 3 and known(short) is None:
                self.names.setdefault(short, full)
        for full in self.organisations:
            words = full.split(" ")
            for begin in range(1, len(words) - 1):
                short = " ".join(words[begin:])
                if short in self.organisations and known(short) is None:
                    self.names.setdefault(short, full)

    def learn_short_names(self, docs: Sequence[Any], states: Mapping[str, int]) -> None:
        """Learn the short names of firms, bodies and `states`; no person is left by such a name alone."""
        self._learn_initials()
        for doc in docs:
            for short, full in initials_of(doc.text).items():
                self.names.setdefault(short, full)
        whole = {name for name, person in self._people.by_last.items() if " " in person.name or person.offices}
        for short, longest in called_by_last_word(docs).items():
            entry = known(longest)
            if entry is not None and entry.relation == "body" and not entry.faction and known(short) is None:
                self.names.setdefault(short, entry.party)
            full = self._without_others(longest)
            if short != full and short not in whole and known(full) is None and not is_generic(short):
                self.names.setdefault(short, full)
                self.organisations[full] += 1
        for adjective, state in nationalities_in(docs, states, whole):
            self.names.setdefault(adjective, state)
        for group in (name for name, labels in self.labels.items() if labels["NORP"] and known(name) is None):
            if group.endswith("s") and group not in self._people.by_last:
                self.names.setdefault(group[:-1], group)
        places = {name for name, labels in self.labels.items() if labels.most_common(1)[0][0] == "GPE"}
        for short, full in short_names(self.organisations.keys(), self.firms, alone_in(docs) - whole, places).items():
            self.names.setdefault(short, full)
        for name in (name for name in (*self.names, *self.firms) if name in self._people.by_last and name not in whole):
            del self._people.by_last[name]


def is_generic(words: str) -> bool:
    """Say whether a name is only the name of an office or a chamber ("State", "House", "Senate Majority")."""
    return all(word in TITLES or word.lower() in BODIES | ROLES | _CHAMBERS for word in words.split())


def _fitting(words: str, short: str) -> str | None:
    """Give the last words of a name whose initials make the abbreviation; None if they do not."""
    parts = words.split()
    for begin in range(len(parts)):
        rest = parts[begin:]
        for initials in ("".join(w[0] for w in rest if w not in SMALL), "".join(w[0] for w in rest)):
            if initials.upper() == short:
                return " ".join(rest)
    return words if 1 < len(parts) <= 6 else None
