"""How well claims were read: the measures of the claim guide, for predicted claims beside those that a person marked.

A gold and a predicted claim may be paired when their stretches share at least `OVERLAP` of what they cover together
(intersection over union). Pairs are one to one and as many as possible; among the many ways to pair so, one is taken
whose pairs agree best in all (the assignment problem, Kuhn 1955). What is measured:

- detection: precision, recall and F1 of the pairs;
- strict: the same for pairs that also have the same party and act, paired anew so that they are as many as possible; of
  predictions that could stand for one gold claim, the first counts as right;
- party, act, certainty, basis: the share of the detected pairs that agree in it;
- innermost source: the share whose first source agrees; source chain: the share whose chains are equally long and agree
  at each place;
- content, issue: the mean F1 of the words, each counted as often as it occurs;
- recall of what is not asserted and of what is inferred: the share of such gold claims found and rightly called so;
- calibration error: how far, on average, the stated confidence that party and act are right is from how often they are,
  within bins of confidence (Naeini et al. 2015).

Micro figures pool the claims of all articles, macro figures are means over articles.

The annotated reports that belong to others come with a scorer of their own; this module gives its figures. They differ
only where
- the tables of names differ: here it is the gazetteer, without its words for peoples (a people is no party). Of the 108
  names of parties in the 75 reports of `dev`, 2 are read otherwise, in 46 of 1,460 claims;
- two ways to pair agree equally well in all: which is taken is chance, and moved no figure by more than .002 on
  perturbed copies of these reports;
- a file is faulty: it is refused, where the other scorer counts a faulty claim as one that nothing can be paired with.
On the claims that the embedded reader finds in `dev`, all figures of the two are the same.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from detente.claims.gazetteer import gazetteer
from detente.errors import Fault, MissingExtraError

__all__ = [
    "Agreement",
    "ArticleScore",
    "Figures",
    "Rates",
    "Score",
    "ScoredClaim",
    "canonical_party",
    "pairs_of",
    "score",
    "scored_claim_faults",
    "scored_claims",
    "word_f1",
]

OVERLAP = 0.3
"""Least intersection over union of two stretches that may be paired: a clause may be paired with its sentence."""
SAME_SOURCE = 0.5
"""Least word F1 of two names of one source: a surname agrees with the full name."""
BINS = 10
"""Equal bins of confidence in the calibration error."""
STEPS = 1_000_000
"""Agreement is compared in whole millionths, so that ties are ties."""

FUNCTION_WORDS = (
    "a an the this that these those which who its his her their as at by for from in of on to with and or "
    "be been is are was"
)
"""Words that do not count in the name of an issue or a source, unless it has no others."""
TITLES = (
    "mr mrs ms dr sen senator president chancellor prime foreign minister secretary envoy special "
    "spokesman spokeswoman spokesperson"
)
"""Words for rank that do not count in the name of a source either."""

_NOT_IN_ISSUES = frozenset(FUNCTION_WORDS.split())
_NOT_IN_SOURCES = frozenset(f"{FUNCTION_WORDS} {TITLES}".split())
_TEXTS = ("party", "act", "issue", "content", "certainty", "basis")


@dataclass(frozen=True, slots=True)
class ScoredClaim:
    """What is scored of a claim: its stretch of characters, its fields, and the confidence if one is stated."""

    start: int
    end: int
    party: str
    act: str
    issue: str
    content: str
    certainty: str
    basis: str
    sources: tuple[str, ...]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far pairs agree in each field, from 0 to 1."""

    party: float
    act: float
    certainty: float
    basis: float
    innermost_source: float
    source_chain: float
    content: float
    issue: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision (share of the predicted claims), recall (share of the gold claims), and their harmonic mean."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one article or of many; `agreement` is a mean over detected pairs."""

    detection: Rates
    strict: Rates
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """The figures of one article, with the counts behind them."""

    name: str
    gold: int
    predicted: int
    pairs: int
    strict_pairs: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of all articles.

    The two recalls are 1 where the gold claims hold none of the kind; `calibration_error` is None where no prediction
    states a confidence. `missing` names the articles without a prediction (no claims, then), `ignored` the predictions
    without an article.
    """

    articles: tuple[ArticleScore, ...]
    micro: Figures
    macro: Figures
    not_asserted_recall: float
    inferred_recall: float
    calibration_error: float | None
    missing: tuple[str, ...]
    ignored: tuple[str, ...]

    def total(self, count: str) -> int:
        """Give the sum over articles of `gold`, `predicted`, `pairs` or `strict_pairs`."""
        return sum(getattr(article, count) for article in self.articles)

    def to_json(self) -> dict[str, Any]:
        """Give the score as the object that `detente score --json` prints."""
        counts = {count: self.total(count) for count in ("gold", "predicted", "pairs", "strict_pairs")}
        rest = asdict(self)
        articles = rest.pop("articles")
        return {"schema": 1, **counts, **rest, "articles": list(articles)}


@dataclass(frozen=True, slots=True)
class _Pair:
    gold: ScoredClaim
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class _Matching:
    """The detected pairs of one article, and of each predicted claim whether it is in a strict pair."""

    pairs: tuple[_Pair, ...]
    places: tuple[tuple[int, int], ...]
    right: tuple[bool, ...]


# What a file holds.


def scored_claim_faults(data: Any, place: str) -> list[Fault]:
    """Give all faults of what a claim file holds, each with its path below `place`."""
    items = data.get("claims") if isinstance(data, Mapping) else data
    if not isinstance(items, list):
        return [Fault(place, "holds neither a list of claims nor an object with the list `claims`")]
    faults: list[Fault] = []
    for number, item in enumerate(items):
        where = f"{place}: claims[{number}]"
        if isinstance(item, Mapping):
            faults += _field_faults(item, where)
        else:
            faults.append(Fault(where, f"is {type(item).__name__}; a claim is an object"))
    return faults


def scored_claims(data: Any) -> tuple[ScoredClaim, ...]:
    """Give the claims that sound data hold: a list of claims, or an object with the list under `claims`."""
    return tuple(_claim(item) for item in (data["claims"] if isinstance(data, Mapping) else data))


def _field_faults(item: Mapping[str, Any], where: str) -> Iterator[Fault]:
    places = [item.get("start"), item.get("end")]
    if not all(isinstance(place, int) and not isinstance(place, bool) and place >= 0 for place in places):
        yield Fault(f"{where}.start, end", f"are {places[0]!r}, {places[1]!r}; they must be whole numbers from 0 on")
    elif item["end"] <= item["start"]:
        yield Fault(f"{where}.end", f"is {item['end']}; it must be greater than start ({item['start']})")
    for field in _TEXTS:
        if not isinstance(item.get(field), str):
            yield Fault(f"{where}.{field}", f"is {item.get(field)!r}; it must be words")
    sources = item.get("sources")
    if not isinstance(sources, list) or not all(isinstance(source, str) for source in sources):
        yield Fault(f"{where}.sources", f"is {sources!r}; it must be a list of words")
    confidence = item.get("confidence")
    number = isinstance(confidence, int | float) and not isinstance(confidence, bool)
    if confidence is not None and not (number and 0 <= confidence <= 1):
        yield Fault(f"{where}.confidence", f"is {confidence!r}; it must be a number from 0 to 1, or null")


def _claim(item: Mapping[str, Any]) -> ScoredClaim:
    texts = {field: item[field].strip() for field in _TEXTS}
    labels = {field: texts[field].lower() for field in ("act", "certainty", "basis")}
    sources = tuple(source for source in item["sources"] if source.strip())
    place = {"start": item["start"], "end": item["end"]}
    return ScoredClaim(**place, **{**texts, **labels}, sources=sources, confidence=item.get("confidence"))


# How far two claims agree.


def _words(text: str) -> list[str]:
    """Give the words of a text in plain small letters, without accents, apostrophes and possessive endings."""
    letters = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.findall(r"[a-z0-9]+", re.sub(r"['’`]s\b|['’`]", "", plain))


def _party_words(name: str) -> str:
    words = _words(name)
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@lru_cache(maxsize=1)
def _party_names() -> dict[str, str]:
    table = gazetteer().items()
    return {_party_words(name): _party_words(known.party) for name, known in table if known.relation != "people"}


@lru_cache(maxsize=4096)
def canonical_party(name: str) -> str:
    """Give the one name, in plain small letters, of a party that the gazetteer knows by several; else its words."""
    words = _party_words(name)
    return _party_names().get(words, words)


def word_f1(one: str, other: str, passed_over: Collection[str] = ()) -> float:
    """Give the F1 of the words of two texts, each counted as often as it occurs; 1 where both have none.

    Words that are `passed_over` do not count, unless the text has no others.
    """
    first, second = (_counted(_words(text), passed_over) for text in (one, other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _counted(words: Sequence[str], passed_over: Collection[str]) -> Counter[str]:
    return Counter([word for word in words if word not in passed_over] or words)


def _same_source(one: str, other: str) -> bool:
    return word_f1(one, other, _NOT_IN_SOURCES) >= SAME_SOURCE


def _same_sources(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_same_source, one, other))


def _agreement(gold: ScoredClaim, predicted: ScoredClaim) -> Agreement:
    party = canonical_party(gold.party)
    return Agreement(
        party=float(party != "" and party == canonical_party(predicted.party)),
        act=float(gold.act != "" and gold.act == predicted.act),
        certainty=float(gold.certainty != "" and gold.certainty == predicted.certainty),
        basis=float(gold.basis != "" and gold.basis == predicted.basis),
        innermost_source=float(_same_sources(gold.sources[:1], predicted.sources[:1])),
        source_chain=float(_same_sources(gold.sources, predicted.sources)),
        content=word_f1(gold.content, predicted.content),
        issue=word_f1(gold.issue, predicted.issue, _NOT_IN_ISSUES),
    )


def _values(agreement: Agreement) -> list[float]:
    return [getattr(agreement, field.name) for field in fields(Agreement)]


# Which claims are paired.


def _overlap(one: ScoredClaim, other: ScoredClaim) -> float:
    """Give the intersection over union of two stretches."""
    both = min(one.end, other.end) - max(one.start, other.start)
    return max(0, both) / (max(one.end, other.end) - min(one.start, other.start))


def _assigned(weights: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Give the pairs (row, column) of the heaviest assignment, those of weight 0 left out. Raises MissingExtraError."""
    try:
        from scipy.optimize import linear_sum_assignment
    except ImportError:
        raise MissingExtraError("The scorer's solver of assignments (scipy)", "score") from None
    if not weights or not weights[0]:
        return []
    rows, columns = linear_sum_assignment(weights, maximize=True)
    chosen = zip(rows.tolist(), columns.tolist(), strict=True)
    return [(row, column) for row, column in chosen if weights[row][column]]


def _matching(gold: Sequence[ScoredClaim], predicted: Sequence[ScoredClaim]) -> _Matching:
    agreements = {
        (row, column): _agreement(one, other)
        for row, one in enumerate(gold)
        for column, other in enumerate(predicted)
        if _overlap(one, other) >= OVERLAP
    }
    # One more pair outweighs whatever the pairs can agree in: each in at most all fields, and its overlap.
    most = min(len(gold), len(predicted)) + 1
    one_more = STEPS * (len(fields(Agreement)) + 2) * most
    loose = [[0] * len(predicted) for _ in gold]
    strict = [[0] * len(predicted) for _ in gold]
    for (row, column), agreement in agreements.items():
        alike = sum(_values(agreement)) + _overlap(gold[row], predicted[column])
        loose[row][column] = one_more + int(STEPS * alike)
        if agreement.party and agreement.act:
            strict[row][column] = len(predicted) * most + len(predicted) - column
    places = tuple(_assigned(loose))
    pairs = tuple(_Pair(gold[row], agreements[row, column]) for row, column in places)
    right = {column for _, column in _assigned(strict)}
    return _Matching(pairs, places, tuple(column in right for column in range(len(predicted))))


def pairs_of(gold: Sequence[ScoredClaim], predicted: Sequence[ScoredClaim]) -> tuple[tuple[int, int], ...]:
    """Give the places (in `gold`, in `predicted`) of the detected pairs. Raises MissingExtraError without scipy."""
    return _matching(gold, predicted).places


# The figures.


def _rates(hits: int, gold: int, predicted: int) -> Rates:
    if not gold and not predicted:
        return Rates(1.0, 1.0, 1.0)
    precision, recall = hits / predicted if predicted else 0.0, hits / gold if gold else 0.0
    return Rates(precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0)


def _mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def _figures(gold: int, predicted: int, pairs: Sequence[_Pair], strict_pairs: int) -> Figures:
    """Give the figures of pairs; without any, claims agree in nothing, unless there are none on either side."""
    nothing = float(not gold and not predicted)
    means = _mean([_values(pair.agreement) for pair in pairs]) or [nothing] * len(fields(Agreement))
    return Figures(_rates(len(pairs), gold, predicted), _rates(strict_pairs, gold, predicted), Agreement(*means))


def _macro(articles: Sequence[ArticleScore]) -> Figures:
    figures = [article.figures for article in articles]
    detection = Rates(*_mean([[one.detection.precision, one.detection.recall, one.detection.f1] for one in figures]))
    strict = Rates(*_mean([[one.strict.precision, one.strict.recall, one.strict.f1] for one in figures]))
    return Figures(detection, strict, Agreement(*_mean([_values(one.agreement) for one in figures])))


def _recall(found: Iterable[float], gold: int) -> float:
    return sum(found) / gold if gold else 1.0


def _calibration_error(samples: Sequence[tuple[float, bool]]) -> float | None:
    """Give the mean, over predictions with a confidence, of the gap between confidence and success in their bin."""
    gaps = [0.0] * BINS
    for confidence, right in samples:
        gaps[min(int(confidence * BINS), BINS - 1)] += confidence - right
    return sum(map(abs, gaps)) / len(samples) if samples else None


def _article(name: str, gold: int, matching: _Matching) -> ArticleScore:
    predicted, strict_pairs = len(matching.right), sum(matching.right)
    figures = _figures(gold, predicted, matching.pairs, strict_pairs)
    return ArticleScore(name, gold, predicted, len(matching.pairs), strict_pairs, figures)


def score(gold: Mapping[str, Sequence[ScoredClaim]], predicted: Mapping[str, Sequence[ScoredClaim]]) -> Score:
    """Score the predicted claims of each article that `gold` names, at least one; one without prediction has no claims.

    Raises MissingExtraError where scipy is not installed.
    """
    matchings = {name: _matching(gold[name], predicted.get(name, ())) for name in sorted(gold)}
    articles = tuple(_article(name, len(gold[name]), matching) for name, matching in matchings.items())
    pairs = [pair for matching in matchings.values() for pair in matching.pairs]
    samples = [
        (claim.confidence, right)
        for name, matching in matchings.items()
        for claim, right in zip(predicted.get(name, ()), matching.right, strict=True)
        if claim.confidence is not None
    ]
    marked = [claim for claims in gold.values() for claim in claims]
    found, strict_pairs = (sum(getattr(one, count) for one in articles) for count in ("predicted", "strict_pairs"))
    return Score(
        articles=articles,
        micro=_figures(len(marked), found, pairs, strict_pairs),
        macro=_macro(articles),
        not_asserted_recall=_recall(
            (pair.agreement.certainty for pair in pairs if pair.gold.certainty != "asserted"),
            sum(claim.certainty != "asserted" for claim in marked),
        ),
        inferred_recall=_recall(
            (pair.agreement.basis for pair in pairs if pair.gold.basis == "inferred"),
            sum(claim.basis == "inferred" for claim in marked),
        ),
        calibration_error=_calibration_error(samples),
        missing=tuple(sorted(set(gold) - set(predicted))),
        ignored=tuple(sorted(set(predicted) - set(gold))),
    )
