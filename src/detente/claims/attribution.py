"""Who says so: the chain of sources from the innermost voice out to the outlet that reports it."""

from collections.abc import Iterator, Sequence
from typing import Any

from detente.claims.clauses import subject_of
from detente.claims.parties import Parties
from detente.claims.phrases import Who, phrase_of
from detente.claims.quotes import Quotation, quotations
from detente.claims.words import MEDIA_WORDS, OBSERVERS, SAYING, THINKING

__all__ = ["Attribution", "Source"]

_CITING = {"cite", "quote"}
_SPEAKING = SAYING | THINKING
_SPEAKING_OR_CITING = _SPEAKING | _CITING
_SOME = {"one", "two", "three", "some", "several", "many", "most", "others", "both", "another"}
_CLAUSE = {"ccomp", "xcomp", "parataxis", "advcl", "relcl", "conj", "acl", "dep", "pcomp"}


_PLAIN_SAYING = {"say", "report", "write", "add"}
_LONGEST_SPEAKER, _LONGEST_DAY = 12, 5
"""Words of a speaker at the end of a sentence, and of the verb with a day and the stop; both declared."""


class Source:
    """A speaker as the text names it, with the party it speaks for where it speaks for one."""

    __slots__ = ("name", "who")

    def __init__(self, name: str, who: Who | None) -> None:
        self.name = name
        self.who = who


class Attribution:
    """Finds the sources of every clause of one paragraph; speakers carry over from the paragraph before.

    A paragraph that is `introduced` ("He went on:") is a quotation, without marks, of who was carried over.
    """

    def __init__(
        self,
        doc: Any,
        parties: Parties,
        outlet: str | None = None,
        carried: Source | None = None,
        introduced: bool = False,
    ) -> None:
        self.doc = doc
        self.parties = parties
        self.outlet = (outlet or "").lower()
        self.carried = carried
        self.quotations = quotations(doc)
        if introduced and carried is not None and not any(quotation.first < 2 for quotation in self.quotations):
            self.quotations = [Quotation(0, len(doc), open_ended=True)]
        self._inside = [-1] * len(doc)
        for number, quotation in enumerate(self.quotations):
            for place in range(quotation.first, quotation.last):
                self._inside[place] = number
        self._speakers: dict[int, Source | None] = {}
        self._named: dict[int, Source | None] = {}
        self.last = carried

    @property
    def introducing(self) -> Source | None:
        """Who says the paragraph that follows, where this one ends with a verb of saying and a colon."""
        words = [token for token in self.doc if not token.is_space]
        if not words or words[-1].text != ":":
            return None
        verbs = [token for token in words[-1].sent if token.lemma_.lower() in SAYING and token.pos_ == "VERB"]
        return self._subject_source(verbs[-1]) if verbs else None

    def quoted(self, token: Any) -> Quotation | None:
        """Give the quotation that a token stands in."""
        number = self._inside[token.i]
        return self.quotations[number] if number >= 0 else None

    def sources_of(self, trigger: Any) -> list[Source]:
        """Give the sources of the clause around a trigger, innermost first."""
        chain: list[Source] = []
        for source in self._climb(trigger):
            _append(chain, source)
        number = self._inside[trigger.i]
        if number >= 0 and self.quotations[number].length > 3:
            speaker = self.speaker(number)
            if speaker is not None and not any(_same(speaker, other) for other in chain):
                outer = [source for source in chain if not self._stands_in(source, number)]
                inner = [source for source in chain if self._stands_in(source, number)]
                chain = [*inner, speaker, *outer] if len(outer) < len(chain) or not chain else chain
        if not chain and number < 0:
            chain = self._set_behind(trigger)
        return [source for source in chain if not self._own(source)]

    def speaking(self, token: Any, sources: Sequence[Source] | None = None) -> Who | None:
        """Give who "I" and "we" stand for at a token: who speaks a quotation, whatever others do and say in it.

        `sources` are those of the token, where they are known already.
        """
        sources = [one for one in (self.sources_of(token) if sources is None else sources) if one.who is not None]
        number = self._inside[token.i]
        outer = [source for source in sources if number < 0 or not self._stands_in(source, number)]
        return next((source.who for source in outer or sources), None)

    def _set_behind(self, trigger: Any) -> list[Source]:
        """Give who says a sentence at its end, where the parser did not see it: "X may do this, a source said".

        Only the order of words is looked at: a comma, a noun phrase without verbs, a verb of saying, and at most a day.
        """
        doc, stop = trigger.doc, trigger.sent.end
        last = [token for token in doc[max(trigger.i + 1, stop - _LONGEST_DAY) : stop] if token.lemma_ in _PLAIN_SAYING]
        verb = last[-1] if last else None
        if verb is None or any(
            child.i > verb.i and child.dep_ in ("ccomp", "dobj", "xcomp") for child in verb.children
        ):
            return []
        commas = [token.i for token in doc[trigger.i + 1 : verb.i] if token.text == ","]
        if len(commas) > 1 and commas[-1] == verb.i - 1:
            commas.pop()
        first = commas[-1] + 1 if commas else verb.i
        words = doc[first : verb.i]
        plain = any(token.pos_ in ("NOUN", "PROPN") for token in words)
        if not plain or len(words) > _LONGEST_SPEAKER or any(token.pos_ in ("VERB", "AUX") for token in words):
            return []
        found = self._as_source(words.root)
        return [found] if found is not None else []

    def speaker(self, number: int) -> Source | None:
        """Give who speaks the quotation of a number."""
        if number not in self._speakers:
            self._speakers[number] = None
            self._speakers[number] = self._find_speaker(number)
        return self._speakers[number]

    def _stands_in(self, source: Source, number: int) -> bool:
        quotation = self.quotations[number]
        return source.name in self.doc[quotation.first : quotation.last].text

    def _own(self, source: Source) -> bool:
        return bool(self.outlet) and source.name.lower().removeprefix("the ") in (
            self.outlet,
            self.outlet.removeprefix("the "),
        )

    def _find_speaker(self, number: int) -> Source | None:
        quotation = self.quotations[number]
        sentence = self.doc[quotation.last - 1].sent
        found = self._spoken_in(sentence, quotation)
        if found is None and self.doc[quotation.first].sent.start != sentence.start:
            found = self._spoken_in(self.doc[quotation.first].sent, quotation)
        if found is None and quotation.last + 1 < len(self.doc):
            following = self.doc[quotation.last + 1].sent
            if following.start >= quotation.last and not any(self._inside[t.i] >= 0 for t in following[:1]):
                short = len(following) < 14
                found = self._spoken_in(following, quotation) if short else None
        if found is None:
            found = next((self.speaker(other) for other in range(number - 1, -1, -1) if self.speaker(other)), None)
        if found is None and number == 0:
            found = self._spoken_before(quotation) or self.carried
        if found is None and number + 1 < len(self.quotations):
            later = self.quotations[number + 1]
            found = self._spoken_in(self.doc[later.last - 1].sent, later)
        return found

    def _spoken_in(self, sentence: Any, quotation: Quotation) -> Source | None:
        """Give the subject of the nearest verb of saying outside the quotation marks of a sentence."""
        verbs = [
            token
            for token in sentence
            if self._inside[token.i] < 0 and token.lemma_.lower() in _SPEAKING_OR_CITING and token.pos_ == "VERB"
        ]
        verbs.sort(key=lambda token: min(abs(token.i - quotation.first), abs(token.i - quotation.last)))
        for verb in verbs:
            source = self._subject_source(verb)
            if source is not None:
                return source
        for token in sentence:
            if token.lower_ == "according" and self._inside[token.i] < 0:
                return next(self._according(token), None)
        return None

    def _spoken_before(self, quotation: Quotation) -> Source | None:
        first = self.doc[quotation.first].sent.start
        if first == 0:
            return None
        before = self.doc[first - 1].sent
        for token in before:
            if token.dep_ in ("nsubj", "nsubjpass") and self._inside[token.i] < 0:
                source = self._as_source(token)
                if source is not None and source.who is not None and source.who.kind in ("person", "onlooker"):
                    return source
        return None

    def _climb(self, trigger: Any) -> Iterator[Source]:
        token = trigger
        yield from self._hung_on(token)
        for _ in range(12):
            head = token.head
            if head is token:
                break
            saying = head.lemma_.lower() in _SPEAKING and head.pos_ == "VERB"
            if (
                saying
                and token.dep_ in ("ccomp", "parataxis", "xcomp", "dep", "advcl")
                and self._outside(trigger, head)
            ):
                yield from self._of_verb(head, token)
            elif token.dep_ in _CLAUSE or token.dep_ in ("prep", "pobj", "attr", "acomp", "dobj", "nsubj"):
                yield from self._hung_on(head)
            if head.lemma_.lower() in _CITING and token.dep_ == "ccomp":
                yield from self._objects(head)
            if head.pos_ == "NOUN" and token.dep_ == "acl" and head.lemma_ in ("report", "claim", "statement"):
                yield from self._owners(head)
            token = head
        yield from self._interposed(trigger)
        yield from self._behind(trigger)

    def _outside(self, trigger: Any, verb: Any) -> bool:
        return verb.i < trigger.i or verb.dep_ == "ROOT" or verb.dep_ in ("ccomp", "conj", "advcl", "parataxis")

    def _of_verb(self, verb: Any, complement: Any) -> Iterator[Source]:
        if complement.dep_ == "advcl" and any(child.dep_ == "mark" for child in complement.children):
            return
        yield from self._cited(verb)
        source = self._subject_source(verb)
        if source is not None:
            yield source
        yield from self._hung_on(verb)
        if verb.lemma_.lower() == "tell":
            yield from self._told(verb)

    def _cited(self, verb: Any) -> Iterator[Source]:
        """Yield whom a speaker cites: "the paper writes, citing analysts, …", "the paper, which cited them, wrote"."""
        subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
        for child in subject.children if subject is not None else ():
            if child.lemma_.lower() in _CITING and child.dep_ in ("relcl", "acl"):
                yield from self._objects(child)
        for child in verb.children:
            if child.lemma_.lower() in _CITING and child.dep_ in ("advcl", "xcomp", "conj", "ccomp", "dep"):
                yield from self._objects(child)

    def _told(self, verb: Any) -> Iterator[Source]:
        for child in verb.children:
            if child.dep_ in ("dobj", "dative") and _is_outlet(child):
                yield Source(phrase_of(child), None)

    def _behind(self, trigger: Any) -> Iterator[Source]:
        """Yield whom a sentence names at its end for all its clauses: "X did this and did that, according to them"."""
        for other in _clause_root(trigger).conjuncts:
            if other.i > trigger.i and other.pos_ in ("VERB", "AUX"):
                for child in other.children:
                    if child.lower_ == "according" and child.nbor(-1).text == ",":
                        yield from self._according(child)

    def _interposed(self, trigger: Any) -> Iterator[Source]:
        """Yield the subject of a saying verb set into or behind the clause: "the goal, they say, is …"."""
        for child in _clause_root(trigger).children:
            if child.dep_ in ("parataxis", "ccomp") and child.lemma_.lower() in _SPEAKING and child.i != trigger.i:
                if any(inner.dep_ in ("ccomp", "xcomp", "dobj") for inner in child.children) or not _set_off(child):
                    continue
                yield from self._cited(child)
                source = self._subject_source(child)
                if source is not None:
                    yield source

    def _hung_on(self, head: Any) -> Iterator[Source]:
        for child in head.children:
            if child.lower_ == "according":
                yield from self._according(child)
            elif child.lemma_.lower() in _CITING and child.dep_ == "advcl":
                yield from self._objects(child)

    def _according(self, token: Any) -> Iterator[Source]:
        for child in token.children:
            if child.lower_ == "to":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        yield self._as_source(inner) or Source(phrase_of(inner), None)

    def _objects(self, verb: Any) -> Iterator[Source]:
        for child in verb.children:
            if child.dep_ in ("dobj", "pobj"):
                yield self._as_source(child) or Source(phrase_of(child), None)

    def _owners(self, noun: Any) -> Iterator[Source]:
        for child in noun.children:
            if child.dep_ == "poss":
                source = self._as_source(child)
                if source is not None:
                    yield source

    def _subject_source(self, verb: Any) -> Source | None:
        subject = subject_of(verb)
        if verb.lemma_.lower() not in _CITING and any(child.dep_ == "nsubjpass" for child in verb.children):
            agent = next((child for child in verb.children if child.dep_ == "agent"), None)
            if agent is None:
                return None
        if subject is None or subject.lower_ in ("it", "there", "that", "this", "which", "what"):
            named = subject is not None and subject.lower_ == "it" and subject.dep_ == "nsubj"
            return self._as_source(subject) if named else None
        return self._as_source(subject)

    def read(self, head: Any) -> Source | None:
        """Give whom a noun phrase names as a source, and keep it: "she" stays who she was in her sentence."""
        self._named[head.i] = source = self._as_source(head)
        return source

    def _as_source(self, head: Any) -> Source | None:
        if head.i in self._named:
            return self._named[head.i]
        head = _some_of(head)
        speaker = self.carried.who if self.carried is not None else None
        found = self.parties.resolve(head, speaker)
        who = found[0] if found else None
        if head.pos_ == "PRON" or head.lower_ in ("he", "she", "they", "it", "we", "i"):
            if who is None:
                return None
            person = self.parties.roster.people.person(who.voice or who.name)
            name = person.name if person is not None else (who.voice or who.name)
            return Source(name, who)
        joint = _joint(head)
        person = self.parties.roster.people.person(joint) if who is not None and who.kind == "person" else None
        named = person is not None and who is not None and joint.split()[-1] == person.name.split()[-1]
        return Source((who.voice or who.name) if named and who is not None else joint, who)


def _some_of(head: Any) -> Any:
    """Give the noun of which a head takes some: "one of the analysts", "some in the party"."""
    if head.lower_ not in _SOME:
        return head
    of = next((child for child in head.children if child.lower_ in ("of", "in", "within", "among")), None)
    return next((child for child in of.children if child.dep_ == "pobj"), head) if of is not None else head


def _joint(head: Any) -> str:
    """Give the name of a source; joint sources are one string."""
    name = phrase_of(head)
    others = [other for other in head.conjuncts if other.i > head.i and other.pos_ in ("NOUN", "PROPN")]
    if others and others[-1].i - head.i <= 12:
        begin = head.doc.text.find(name, max(0, head.idx - len(name)))
        end = others[-1].idx + len(others[-1])
        if 0 <= begin < end:
            joint: str = head.doc.text[begin:end]
            return joint
    return name


def _append(chain: list[Source], source: Source) -> None:
    if source.name and not any(_same(source, other) for other in chain):
        chain.append(source)


def _same(left: Source, right: Source) -> bool:
    """Say whether two sources are one ("Jane Roe" and "Roe")."""
    if left.name == right.name:
        return True
    persons: bool = left.who is not None and right.who is not None and left.who.kind == right.who.kind == "person"
    return persons and left.name.split()[-1] == right.name.split()[-1]


def _clause_root(token: Any) -> Any:
    while token.dep_ not in ("ROOT", "ccomp", "advcl", "relcl", "conj") and token.head is not token:
        token = token.head
    return token


def _set_off(verb: Any) -> bool:
    begin, end = verb.left_edge.i, verb.right_edge.i + 1
    doc = verb.doc
    before = bool(doc[begin].is_punct) or (begin > 0 and bool(doc[begin - 1].is_punct))
    after = bool(doc[end - 1].is_punct) or (end < len(doc) and bool(doc[end].is_punct))
    return before or after


def _is_outlet(token: Any) -> bool:
    phrase = phrase_of(token)
    return any(word in MEDIA_WORDS for word in phrase.split()) or token.lemma_.lower() in OBSERVERS & {
        "newspaper",
        "agency",
    }
