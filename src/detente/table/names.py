"""Names of issues that a reader understands: two to five words, a noun with what belongs to it, from the claims' words.

The candidates are the noun phrases of what the claims say is at stake; the one nearest in meaning to all of them is
taken, a phrase that several claims share before one that stands once. What a name must not be is told by `name_faults`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from detente.claims.gazetteer import known
from detente.claims.language import language_model
from detente.claims.words import CALENDAR, UTTERANCES, word_set
from detente.table.ends import sentence_around
from detente.table.phrases import AMOUNT_WORDS, EMPTY_WORDS, Mention, bare_phrase, plain_phrase
from detente.table.word_vectors import quick_vectors

__all__ = ["LONGEST", "MOST_PARSED", "issue_name", "name_faults"]

LONGEST = 5
"""Words of the longest name."""

MOST_PARSED = 12
"""Mentions of an issue that candidates are taken from: those nearest to all."""

MOST_READ = 5
"""Places of a bare noun in a text that are read for how it is told in full."""

SHARED = 1.0
TOLD = 0.1
SINGLE = 0.5
"""How much the share of claims that a candidate's words stand in counts beside its nearness (a cosine), how much it
counts that the reader (or a person) already named the matter so, and what a name of a single word loses.
Declared: each was moved the way that helped by itself on every ninth report of `training/reports` (word F1 between .241
and .252); not tried together."""

_LINKS = frozenset({"of", "for", "on", "to", "in", "over", "with", "against", "from", "at", "between", "about"})
_OUTSIDE = frozenset({"DET", "PRON", "NUM", "SPACE", "PUNCT", "CCONJ", "PART", "ADP", "SCONJ", "ADV", "AUX", "VERB"})
_LENGTH = "not of two to five words"
_NO_START = ("ADP", "ADV", "PRON", "SCONJ", "CCONJ", "AUX")
_FILLERS = word_set("very just more most less least another further any some many few all both only")
_ELSEWHERE = word_set("such own same similar other latest last next")
"""Words that point to something told elsewhere: no name begins with them."""
_DATES = CALENDAR | word_set("spring summer autumn winter today tomorrow yesterday")
_VAGUE_DATES = word_set("early late mid beginning end start")
_FIXED = word_set("exchange return favour favor light view lieu response spite accordance")
"""Nouns that make a preposition with the words around them ("in exchange for") and then name nothing."""
_QUESTION = re.compile(r"^(?:question|matter|issue) of (?:the )?")


def _without_possessive(word: str) -> str:
    return re.sub(r"['’]s?$", "", word.lower())


def _empty(word: str, names: Collection[str]) -> bool:
    plain = _without_possessive(word)
    empty = (names, EMPTY_WORDS, AMOUNT_WORDS, _FILLERS, _ELSEWHERE, _DATES)
    return len(plain) < 3 or any(w in words for words in empty for w in (plain, plain.removesuffix("s")))


def _is_noun(doc: Any) -> bool:
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    return root is not None and root.pos_ in ("NOUN", "PROPN")


def name_faults(name: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """Tell what is wrong with the name of an issue, by rules of form; `names` are words of parties, in lower case.

    A name is two to five words about a noun, without figures, and not only names, words of quantity and empty words. It
    does not begin with a word that points elsewhere ("such arrangement").
    """
    doc = _parsed(name)
    words = [token for token in doc if not token.is_punct]
    faults = []
    if not 2 <= len(name.split()) <= LONGEST:
        faults.append(_LENGTH)
    if any(map(str.isdigit, name)) or bare_phrase(name) not in ("", plain_phrase(name)):
        faults.append("a figure")
    if not _is_noun(doc):
        faults.append("no noun phrase")
    if words and (
        words[-1].pos_ in _OUTSIDE - {"VERB", "NUM"} or words[0].pos_ in _NO_START or words[0].lower_ in _ELSEWHERE
    ):
        faults.append("a fragment")
    if known(name) or all(_empty(word.text, names) or word.lower_ in _VAGUE_DATES for word in words):
        faults.append("names and empty words only")
    return tuple(faults)


@lru_cache(maxsize=2_000)
def _parsed(words: str) -> Any:
    return language_model()(words, disable=["ner"])  # which is half of the time, and not asked for here


def _chunks(doc: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    """Give each noun phrase of parsed words, with the one that a preposition ties to it (or none)."""
    chunks = {chunk.root.i: chunk for chunk in doc.noun_chunks if chunk.root.pos_ in ("NOUN", "PROPN")}
    for root, chunk in chunks.items():
        tied: list[Any] = []
        for link in doc[root].children:
            if link.i == chunk.end and link.lower_ in _LINKS:
                inner = next((child for child in link.children if child.i in chunks), None)
                if inner is not None and not all(_empty(t.text, ()) for t in chunks[inner.i]):
                    tied = [link, *(t for t in chunks[inner.i] if t.pos_ not in ("DET", "PRON", "NUM"))]
        if not _is_set_phrase(chunk):
            yield list(chunk), tied


def _is_set_phrase(chunk: Any) -> bool:
    """Tell whether a noun only makes a preposition or a verb ("in exchange for", "take place"), or points elsewhere.

    So does a noun that tells how a matter is spoken of ("noise about territory").
    """
    head = chunk.root.head
    if any(token.lower_ == "such" for token in chunk) or chunk.root.lemma_ in UTTERANCES:
        return True
    fixed = chunk.root.lower_ in _FIXED and head.lower_ == "in"
    return len(chunk) == 1 and (fixed or (chunk.root.lower_ == "place" and head.lemma_ == "take"))


def _spelled(tokens: Sequence[Any]) -> str:
    words = "".join(
        (token.text if token.pos_ == "PROPN" or not token.text[1:].islower() else token.lower_) + token.whitespace_
        for token in tokens
    )
    return re.sub(r"\s+", " ", words).strip(" -–—'’\"“”.,;:")


def _with_capitals(name: str, mentions: Sequence[Mention]) -> str:
    """Spell the words of a name as the documents do wherever they stand: "troops from Donetsk" for "… donetsk"."""
    texts = list(dict.fromkeys(mention.document.text for mention in mentions))

    def spelled(match: re.Match[str]) -> str:
        told = {found for text in texts for found in re.findall(rf"\b{re.escape(match[0])}\b", text, re.I)}
        return told.pop() if len(told) == 1 else match[0]

    return re.sub(r"[^\W\d_]+", spelled, name)


def _without_amounts(name: str) -> str:
    """Give a name without quantities, in its own letters; empty where nothing is left ("42 dollars a ton")."""
    bare = bare_phrase(name)
    place = name.lower().find(bare)
    return name[place : place + len(bare)] if place >= 0 else bare


def _core(tokens: list[Any], names: Collection[str]) -> list[Any]:
    """Give a noun phrase without what stands before its first describing word: articles, pronouns, amounts, parties."""
    start = 0
    for at, token in enumerate(tokens):
        if (
            token.pos_ in ("ADV", "DET", "PRON", "NUM", "PUNCT")
            or token.tag_ in ("POS", "PRP$")
            or token.lower_ in _FILLERS | _ELSEWHERE
            or _without_possessive(token.text) in names
        ):
            start = at + 1
        else:
            break
    return tokens[start:]


def _candidates(words: str, names: Collection[str]) -> Iterator[str]:
    for chunk, tied in _chunks(_parsed(words)):
        core = _core(chunk, names)
        for tokens in (core, [*core, *tied] if core and tied else []):
            while len(tokens) > LONGEST and tokens is core:
                tokens = core = tokens[1:]
            name = _without_amounts(_spelled(tokens))
            short = bool(name) and len(name.split()) <= LONGEST and not any(map(str.isdigit, name))
            if short and not (known(name) or all(_empty(token.text, names) for token in tokens)):
                yield name


def _sentence(mention: Mention) -> str:
    start, end = sentence_around(mention.document.text, mention.claim.start, mention.claim.end)
    return mention.document.text[start:end]


def _beside(mention: Mention, names: Collection[str]) -> Iterator[str]:
    """Give the noun phrases of the sentence of a mention, but for those of the other side of its claim."""
    sides = (mention.claim.content, mention.claim.against or "")
    others = [side.lower() for side in sides if mention.words not in side]
    for name in _candidates(_sentence(mention), names):
        if not any(name.lower() in other for other in others):
            yield name


def _in_full(noun: str, mentions: Sequence[Mention], names: Collection[str]) -> Iterator[str]:
    """Give how the documents tell a bare noun in full: "government shutdown" for "shutdown"."""
    for text in dict.fromkeys(mention.document.text for mention in mentions):
        places = [match.start() for match in re.finditer(rf"\b{re.escape(noun)}\b", text)][:MOST_READ]
        for sentence in dict.fromkeys(text[slice(*sentence_around(text, at, at + 1))] for at in places):
            told = (name for name in _candidates(sentence, names) if " " in name)
            yield from (name for name in told if noun in (name.split()[-1], name.split()[0]))


def issue_name(mentions: Sequence[Mention], names: Collection[str], otherwise: str) -> str:
    """Name the matter of the mentions; `otherwise` where their words hold no noun phrase.

    `names` are words of parties' names, in lower case. Raises MissingExtraError where the parser is not installed.
    """
    vectors = quick_vectors([plain_phrase(m.words) for m in mentions])
    centre = vectors.mean(axis=0)
    nearest = np.argsort(-(vectors @ centre).round(6), kind="stable")[:MOST_PARSED]
    named = Counter(_QUESTION.sub("", mention.phrase) for mention in mentions)
    found: dict[str, None] = {}
    for at in nearest:
        found |= dict.fromkeys(_candidates(mentions[at].words, names))
    if not found:
        found = dict.fromkeys(name for at in nearest[:3] for name in _beside(mentions[at], names))
    for noun in [name for name in found if " " not in name]:
        found |= dict.fromkeys(_in_full(noun, mentions, names))
    told = {name: None for name in named if 2 <= len(name.split()) <= LONGEST and not name_faults(name, names)}
    candidates = sorted({name.lower(): name for name in [*told, *found]}.values())
    fuller = {
        word for name in candidates if " " in name for word in (name.lower().split()[0], name.lower().split()[-1])
    }
    candidates = [name for name in candidates if name.lower() not in fuller]
    if not candidates:
        return _with_capitals(otherwise, mentions)
    phrases = quick_vectors([*named])
    middle = centre + np.average(phrases, axis=0, weights=list(named.values()))
    near = quick_vectors(candidates) @ (middle / max(float(np.linalg.norm(middle)), 1e-12))
    texts = [f"{mention.words} {mention.phrase}".lower() for mention in mentions]

    def worth(at: int) -> float:
        words = [w for w in candidates[at].lower().split() if len(w) > 3] or [candidates[at].lower()]
        shared = sum(sum(word in text for text in texts) for word in words) / len(words) / len(texts)
        single = SINGLE if len(candidates[at].split()) == 1 else 0.0
        bonus = TOLD * named.get(candidates[at], 0) / len(mentions)
        return float(round(near[at] + SHARED * shared + bonus - single, 6))

    ranked = sorted(range(len(candidates)), key=lambda at: (-worth(at), len(candidates[at]), candidates[at]))
    sound = (candidates[at] for at in ranked if not {*name_faults(candidates[at], names)} - {_LENGTH})
    return _with_capitals(next(sound, otherwise), mentions)
