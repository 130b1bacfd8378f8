"""What the names of issues may be made of: the words of a text by their forms, and its noun phrases."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from detente.claims.words import CALENDAR, NUMBERS, UNITS, UTTERANCES, word_set

__all__ = ["FEATURES", "Forms", "Held", "Phrase", "Told", "features_of", "forms_of", "held_by", "phrases_of"]

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

FEATURES = (
    "in the content", "in the stretch", "sentences apart", "of the party's name", "how often in the text",
    "in the headline", "share of claims", "a person, date or number", "a name", "an adjective",
    "in the content, how often", "in the content and the headline",
)  # fmt: skip
"""What is known of a form beside a claim, in the order of `features_of`."""

LONGEST = 5
"""Words of the longest phrase."""

_STEM, _STEM_OF_PARTY = 6, 5
_FAR = 50
"""Sentences beyond which all is equally far."""
_SMALL = word_set(
    "a an the of to in on at for from by with and or as is are was be been that which who its his her their this these "
    "those"
)
_EMPTY = (CALENDAR | UNITS | NUMBERS | UTTERANCES) | word_set(
    "thing way time people part side lot kind sort number case statement word fact hand step place end matter term "
    "basis something anything nothing everything everyone anyone us today tomorrow yesterday effort whole rest trillion"
)
"""Nouns that name nothing by themselves, units among them."""
_LINKS = word_set("of for on to in over with against from at between about")
_JOINED = {"NOUN", "PROPN", "ADJ", "NUM", "PUNCT", "PART", "VERB"}
_HYPHENS = "-‐‑–/"
_COUNTED = {"PERSON", "DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY"}


class Told(NamedTuple):
    """What one claim says: tokens of a parsed paragraph, ranges of its content and of all of it, and whose claim."""

    doc: Any
    content: tuple[int, int]
    span: tuple[int, int]
    party: str


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms that a text has words of, and where: `rows` (places) count its words, sorted by form.

    `starts` (forms,) are where the places of each form begin; `lines` (places,) the numbers of their sentences.
    `headed` (forms,) tells what stands in the headline; `kinds` (forms, 3) whether it is of a person, date or number,
    and which share of its places are names, and adjectives.
    """

    number: dict[str, int]
    stems: list[str]
    rows: Integers
    starts: Integers
    lines: Integers
    headed: NDArray[np.bool_]
    kinds: Floats

    def at_most(self, values: Any) -> Any:
        """Give the greatest of values (…, places) for each form, (…, forms)."""
        return np.maximum.reduceat(values, self.starts, axis=-1)


class Phrase(NamedTuple):
    """A noun phrase in lower case, and the numbers of the forms of its telling words."""

    name: str
    forms: tuple[int, ...]


def _form(token: Any) -> str | None:
    """Give the form of a word that a name may be made of; None of a small word, or one that is none."""
    plain = re.sub(r"['’`]s\b|['’`]", "", token.lower_)
    return plain if len(plain) > 1 and plain.isalnum() and plain not in _SMALL else None


def forms_of(lines: Sequence[Sequence[Any]]) -> Forms | None:
    """Give the forms of nouns, names, adjectives, numbers and some verbs of a text, sentence by sentence; None of none.

    What stands in the paragraph of the first sentence is its headline.
    """
    number: dict[str, int] = {}
    stems: list[str] = []
    places: list[tuple[int, int, int, Any]] = []
    row = 0
    for at, words in enumerate(lines):
        for token in words:
            telling = token.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or token.tag_ in ("VBG", "VBN", "VB")
            form = _form(token) if telling and token.pos_ != "AUX" else None
            if form is not None:
                if form not in number:
                    number[form] = len(number)
                    stems.append(_stem(token))
                places.append((number[form], row, at, token))
            row += 1
    if not places:
        return None
    places.sort(key=lambda place: place[:2])
    numbers = np.array([place[0] for place in places])
    starts = np.searchsorted(numbers, np.arange(len(number)))
    tokens = [place[3] for place in places]
    headline = lines[0][0].doc
    counted = np.maximum.reduceat(np.array([token.ent_type_ in _COUNTED for token in tokens]), starts)
    classes = np.array([[token.pos_ == "PROPN", token.pos_ == "ADJ"] for token in tokens], dtype=np.float32)
    shares = np.add.reduceat(classes, starts, axis=0) / np.diff([*starts, len(tokens)])[:, None]
    return Forms(
        number=number,
        stems=stems,
        rows=np.array([place[1] for place in places]),
        starts=starts,
        lines=np.array([place[2] for place in places]),
        headed=np.maximum.reduceat(np.array([t.doc is headline for t in tokens]), starts),
        kinds=np.column_stack([counted, shares]).astype(np.float32),
    )


def _stem(token: Any) -> str:
    stem: str = token.lemma_.lower()[:_STEM]
    return stem


@dataclass(frozen=True, slots=True)
class Held:
    """Which forms claims hold in their `content`, in their `span`, and in the names of their parties (claims, forms).

    `at` (claims,) are the numbers of their sentences.
    """

    content: NDArray[np.bool_]
    span: NDArray[np.bool_]
    party: NDArray[np.bool_]
    at: Integers


def held_by(told: Sequence[Told], at: Sequence[int], forms: Forms) -> Held:
    """Give which forms claims hold, by their stems; `at` numbers their sentences."""
    of_stem: dict[str, list[int]] = {}
    for place, stem in enumerate(forms.stems):
        of_stem.setdefault(stem, []).append(place)
    content, span, party = np.zeros((3, len(told), len(forms.stems)), dtype=bool)
    for row, one in enumerate(told):
        for held, (first, last) in ((content, one.content), (span, one.span)):
            for token in one.doc[first:last]:
                held[row, of_stem.get(_stem(token), [])] = True
        starts = {word[:_STEM_OF_PARTY] for word in re.findall(r"[^\W_]+", one.party.lower())}
        party[row] = [stem[:_STEM_OF_PARTY] in starts for stem in forms.stems]
    return Held(content, span, party, np.array(at, dtype=np.int64))


def features_of(held: Held, forms: Forms, rows: slice = slice(None)) -> Floats:
    """Give what is known of each form beside some claims, (claims, forms, features)."""
    content, apart = held.content[rows], np.abs(held.at[rows, None] - forms.lines[None])
    counts = np.log1p(np.diff([*forms.starts, len(forms.rows)]))
    whole = (counts, forms.headed, np.sqrt(held.content.mean(axis=0)), *forms.kinds.T)
    return np.stack(
        [
            content,
            held.span[rows],
            np.log1p(np.minimum(-forms.at_most(-apart), _FAR)),
            held.party[rows],
            *(np.broadcast_to(one, content.shape) for one in whole),
            content * counts,
            content & forms.headed,
        ],
        axis=2,
        dtype=np.float32,
        casting="unsafe",
    )


def phrases_of(lines: Iterable[Sequence[Any]], forms: Forms) -> list[Phrase]:
    """Give the noun phrases of two to five words, each once: a noun, what belongs to it, and what one preposition ties.

    "Raise in wages for teachers" gives "raise in wages" and "wages for teachers"; "first border security deal" gives
    "border security deal" and "security deal" as well. A bare noun gives "question of deal".
    """
    found: dict[str, tuple[int, ...]] = {}
    for words in lines:
        cores = {token.i: _core(token) for token in words if token.pos_ in ("NOUN", "PROPN")}
        for tokens in _runs(words, cores):
            name = _spelled(tokens)
            telling = [forms.number[f] for f in map(_form, tokens) if f is not None and f in forms.number]
            if len(tokens) == 1 and tokens[0].pos_ == "NOUN":
                name = f"question of {name}"
            if telling and 2 <= len(name.split()) <= LONGEST:
                found.setdefault(name, tuple(dict.fromkeys(telling)))
    return [Phrase(*one) for one in found.items()]


def _core(noun: Any) -> list[Any]:
    """Give a noun with the words right before it that belong to it: adjectives, nouns, numbers, owners."""
    first, tokens = noun.i, noun.doc.tokens
    while first > max(noun.left_edge.i, noun.i - LONGEST) and _belongs(tokens[first - 1]):
        first -= 1
    return list(tokens[first : noun.i + 1])


def _belongs(token: Any) -> bool:
    """Tell whether a word may stand inside a phrase; a mark only between words that it joins ("cease-fire")."""
    if token.pos_ != "PUNCT":
        return token.pos_ in _JOINED and token.lower_ not in _SMALL
    after = token.idx + len(token)
    glued = token.doc.text[max(token.idx - 1, 0) : token.idx].isalnum() and token.doc.text[after : after + 1].isalnum()
    return glued and token.text in _HYPHENS


def _runs(words: Sequence[Any], cores: dict[int, list[Any]]) -> Iterator[list[Any]]:
    """Yield each core of a noun from each of its words on, alone and with the core that a preposition ties to it."""
    for token in words:
        if token.i not in cores:
            continue
        ends = list(_ends(cores[token.i]))
        yield from ends
        links = [child for child in token.children if child.i > token.i and child.lower_ in _LINKS]
        for link in (child for child in links if child.dep_ == "prep"):
            for tied in (cores[child.i] for child in link.children if child.dep_ == "pobj" and child.i in cores):
                yield from ([*end, link, *other] for end in ends for other in _ends(tied))


def _ends(core: list[Any]) -> Iterator[list[Any]]:
    """Yield a core from each of its words on, but for numbers; nothing where the noun names nothing."""
    if core[-1].lemma_.lower() not in _EMPTY:
        yield from (core[start:] for start, token in enumerate(core) if _begins(token))


def _begins(token: Any) -> bool:
    return token.pos_ not in ("PUNCT", "PART") and not any(map(str.isdigit, token.text))


def _spelled(tokens: Sequence[Any]) -> str:
    """Give words as the text joins them ("cease-fire", "president's"), in lower case, without marks at the ends."""
    name = ""
    last = None
    for token in tokens:
        apart = last is None or last.idx + len(last) != token.idx
        name += (" " if apart and name else "") + token.lower_
        last = token
    return re.sub(r"^[\W_]+|['’]s?$|[\W_]+$", "", name)
