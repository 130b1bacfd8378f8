"""Options of an issue, in the words of the claims: from what one side demands to what the other does.

The demand that most claims repeat is one end. The other end is the demand of a party that refuses it, or plainly
its absence. What a side offers lies next to its own end. Where distinct demands stand in no known order, the issue
is unordered, and says so. A claim means an option only if its words bear it; where it bears none it means none, and
the layout tells it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from detente.table.issues import Cluster
from detente.table.merging import word_stems
from detente.table.phrases import Mention, is_given_up
from detente.table.similarity import similarities
from detente.table.word_vectors import quick_vectors

__all__ = [
    "MAX_OPTIONS",
    "SAME_STANCE",
    "STANCES",
    "Layout",
    "distinct_labels",
    "fits",
    "label_of",
    "lay_options",
    "nearest_label",
    "number_in",
    "opposite",
    "same_stance",
]

SAME_STANCE = 0.6
"""Cosine from which two wordings on one issue are the same stance, if they name the same numbers."""

SAME_WORDS = 0.85
"""Cosine from which an offer merely repeats another option: "half of the valley" is not "the whole valley" (0.82)."""

FITS = 0.35
"""Cosine from which words of a party bear the option that it states in other words, or are about the issue at all. As
for doubts: "territory" lies at 0.49 from "four regions", at 0.33 from "influence"."""

MAX_OPTIONS = 5

STANCES = frozenset({"wants", "gives", "accepts", "refuses"})
"""Roles of mentions that state an option."""

_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Layout:
    """The options of one issue, the option each party states (newest first), and the option each mention means."""

    labels: tuple[str, ...]
    ordered: bool
    because: tuple[str, ...]
    meant: Mapping[tuple[str, str], int]
    """(claim id, words) → option index, for mentions that name an option."""
    assumed: str | None
    unplaced: tuple[Mention, ...] = ()
    """Mentions that take a stance in words that no option bears."""


@dataclass(frozen=True, slots=True)
class _Stance:
    mention: Mention
    label: str


def _label(words: str) -> str:
    plain = re.sub(r"\s+", " ", words).strip(" ,;:.\"“”'‘’")
    bare = _CONDITION.sub("", plain)
    plain = bare if " " in bare else plain
    if len(plain) <= _LONGEST:
        return plain
    return plain[:_LONGEST].rsplit(" ", 1)[0] + " …"


def opposite(label: str) -> str:
    """Give the absence of what an option says: "not to be recognised", "no ban", "not: the whole valley"."""
    first, _, rest = label.partition(" ")
    if first.lower() == "to" and rest:
        return f"not {label[0].lower()}{label[1:]}"
    return f"no {rest}" if first.lower() in {"a", "an"} and rest else f"not: {label}"


def _numbers(words: str) -> frozenset[str]:
    """Give the numbers of words, in figures, and what share of a thing they say ("half of the valley")."""
    plain = words.lower()
    spelled = {
        _SPELLED.get(word, word) for word in re.findall(r"[a-z]+", plain) if word in _SPELLED or word in _PARTIAL
    }
    return frozenset(re.findall(r"\d+(?:[.,]\d+)*", plain)) | spelled


def number_in(label: str) -> float | None:
    """Give the one number of a label; None where it has none or several."""
    found = [word for word in _numbers(label) if word[0].isdigit()]
    return float(found[0].replace(",", "")) if len(found) == 1 and found[0].count(".") < 2 else None


def same_stance(one: str, other: str, least: float = SAME_STANCE) -> bool:
    """Tell whether two wordings are one stance: near in meaning, with the same numbers."""
    if one.lower() == other.lower():
        return True
    if least == SAME_STANCE and _says_less(one, other):
        return True
    return _numbers(one) == _numbers(other) and float(similarities([one], [other])[0, 0]) >= least


def _says_less(one: str, other: str) -> bool:
    """Tell whether one of two wordings only leaves out words of the other ("a cap", "a cap on beds")."""
    short, long = sorted((word_stems(words) - _POINTERS for words in (one, other)), key=len)
    return bool(short) and short <= long and _numbers(one) == _numbers(other) and _denies(one) == _denies(other)


def _denies(words: str) -> bool:
    return bool(_DENIAL.search(words))


_POINTERS = frozenset({"them", "him", "her", "one"})
_DENIAL = re.compile(r"\b(?:not?|never|without|none|neither|nor|cannot)\b|n['’]t\b|^not:", re.I)
_POINTING = re.compile(
    r"\b(?:it|them|that|this|these|those|both|so|one|something|anything|what)\s*$"
    r"|^(?:it|them|that|this|these|those|both|such|something|anything|what)\b",
    re.I,
)
_CONDITION = re.compile(
    r"[\s,;–—-]+(?:in (?:exchange|return) for|on (?:the )?condition that|only if|if|unless|provided that)\s.*$", re.I
)
_UP_TO_TWELVE = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SPELLED = {word: str(number) for number, word in enumerate(_UP_TO_TWELVE, start=2)}
_PARTIAL = frozenset({"half", "third", "quarter", "part", "partial", "partly", "some", "less"})


def _lead(mentions: Sequence[Mention]) -> Mention:
    """Give the mention that stands for the rest: the one nearest to all of them, the shorter in a tie.

    A headline, clipped as it is, and words that point elsewhere ("a cap on them") stand for the rest only where there
    is nothing else.
    """
    mentions = [m for m in mentions if not _POINTING.search(m.words.strip(" .,;"))] or mentions
    mentions = [m for m in mentions if m.claim.start > m.document.text.find("\n")] or mentions
    vectors = quick_vectors([m.words for m in mentions])
    near = (vectors @ vectors.mean(axis=0)).round(6)
    return min(zip(mentions, near, strict=True), key=lambda pair: (-pair[1], len(pair[0].words), pair[0].words))[0]


def _by_party(mentions: Sequence[Mention], *roles: str) -> list[list[Mention]]:
    """Group the mentions in one of `roles` by party, the party with most of them first."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.role in roles and mention.claim.certainty not in {"denied", "unknown"}:
            groups.setdefault(mention.party, []).append(mention)
    if "wants" in roles:
        dropped = [m for m in mentions if is_given_up(m.claim) and m.party not in groups]
        for mention in dropped:
            groups.setdefault(mention.party, []).append(mention)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0].party))


def _ends(cluster: Cluster) -> list[Mention]:
    """Give the leading want of each party, most claimed first; else its leading aim, offer, or what is refused."""
    for roles in (("wants",), ("aims",), ("gives",), ("accepts", "refuses"), ("lesser",)):
        groups = _by_party(cluster.mentions, *roles)
        if groups:
            first = [_lead(group) for group in groups]
            if roles == ("wants",):
                have = {mention.party for mention in first}
                aims = [_lead(g) for g in _by_party(cluster.mentions, "aims") if g[0].party not in have]
                return first + aims
            return first if roles != ("accepts", "refuses") else first[:1]
    return [cluster.mentions[0]]


def _opposed(one: Mention, other: Mention, cluster: Cluster) -> bool:
    """Tell whether one of two parties refuses on this issue, or they name different numbers."""
    refusing = {m.party for m in cluster.mentions if m.role == "refuses" and m.claim.certainty != "denied"}
    numbers, others = _numbers(one.words), _numbers(other.words)
    return bool({one.party, other.party} & refusing) or (bool(numbers) and bool(others) and numbers != others)


def _offer(cluster: Cluster, party: str, taken: Sequence[str]) -> list[_Stance]:
    """Give the first offer of a party that is none of the options taken."""
    for mention in cluster.mentions:
        if mention.claim.act == "offer" and mention.party == party and mention.claim.certainty != "denied":
            label = _label(mention.words)
            if not _POINTING.search(label) and not any(same_stance(label, other, SAME_WORDS) for other in taken):
                return [_Stance(mention, label)]
    return []


def _scale(cluster: Cluster, top: _Stance, bottom: _Stance | None) -> tuple[list[_Stance | None], list[str]]:
    """Lay the options between two ends: bottom, its side's offer, the top side's offer, top."""
    low = bottom.label if bottom else opposite(top.label)
    taken = [low, top.label]
    others = sorted({m.party for m in cluster.mentions if m.role == "gives"} - {top.mention.party})
    rivals = [bottom.mention.party] if bottom else others
    low_offers = [stance for rival in rivals for stance in _offer(cluster, rival, taken)][:1]
    top_offers = _offer(cluster, top.mention.party, [*taken, *(s.label for s in low_offers)])
    stances: list[_Stance | None] = [bottom, *low_offers, *top_offers, top]
    return stances, [low, *(s.label for s in low_offers), *(s.label for s in top_offers), top.label]


def lay_options(cluster: Cluster) -> Layout:
    """Give the options of an issue and what each mention of it means."""
    ends = _ends(cluster)
    top, *rest = (_Stance(m, label_of(m, cluster.name)) for m in ends)
    opposed = [s for s in rest if _opposed(top.mention, s.mention, cluster) and s.label.lower() != top.label.lower()]
    distinct = [s for s in rest if not same_stance(s.label, top.label)]
    assumed: str | None = None
    if not opposed and len(distinct) >= 1:
        stances: list[_Stance | None] = [None, *_unlike(top, distinct)]
        labels = [f"none of these on {cluster.name}", *(s.label for s in stances if s)]
        ordered, assumed = False, "no claim says in what order these demands stand"
    else:
        stances, labels = _scale(cluster, top, opposed[0] if opposed else None)
        stances, labels = _by_number(*_with_other_numbers(cluster, stances, labels))
        ordered = True
        if opposed or len(labels) > 2:
            assumed = "the order: each side's offer lies next to its own end"
    because = tuple(dict.fromkeys(s.mention.claim.id for s in stances if s))
    meant = _meanings(cluster, labels, stances)
    unplaced = tuple(m for m in cluster.mentions if m.role in STANCES and (m.claim.id, m.words) not in meant)
    return Layout(tuple(distinct_labels(labels)), ordered, because, meant, assumed, unplaced)


def distinct_labels(labels: Sequence[str]) -> Iterator[str]:
    """Give labels with a number behind each that stood before."""
    seen: dict[str, int] = {}
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        yield label if seen[label] == 1 else f"{label} ({seen[label]})"


def _with_other_numbers(
    cluster: Cluster, stances: list[_Stance | None], labels: list[str]
) -> tuple[list[_Stance | None], list[str]]:
    """Add demands and offers of another number than any option, as long as every option that is told names just one.

    Only there is their order known; the option that merely denies another ("not: nine per cent") stays at its end.
    """
    told = [number_in(stance.label) for stance in stances if stance]
    units = {_unit(stance.label) for stance in stances if stance}
    if None in told or len(units) != 1 or len(stances) > MAX_OPTIONS - 1:
        return stances, labels
    for mention in cluster.mentions:
        label, known = label_of(mention, cluster.name), {number_in(stance.label) for stance in stances if stance}
        held = mention.claim.certainty not in {"denied", "unknown"} or is_given_up(mention.claim)
        if mention.role not in {"wants", "gives", "accepts"} or not held or len(stances) == MAX_OPTIONS:
            continue
        if number_in(label) is None or number_in(label) in known or _unit(label) not in units:
            continue
        low, high = (number_in(labels[at]) or 0.0 for at in (0, -1))
        rest = [(stance, text) for stance, text in zip(stances, labels, strict=True)]
        middle = [*rest[1:-1], (_Stance(mention, label), label)]
        middle.sort(key=lambda pair: number_in(pair[1]) or 0.0, reverse=low > high)
        both = [rest[0], *middle, rest[-1]]
        stances, labels = [stance for stance, _ in both], [text for _, text in both]
    return stances, labels


def _unit(label: str) -> str:
    """Give the word after the number of a label ("per", "crowns"): what it counts."""
    match = re.search(rf"(?:\d+(?:[.,]\d+)*|\b(?:{'|'.join(_UP_TO_TWELVE)}))\s+(\w+)", label, re.I)
    return match[1].lower().removesuffix("s") if match else ""


def label_of(mention: Mention, name: str) -> str:
    """Give the label of a mention; the name of the issue for words that only point elsewhere ("such a plan")."""
    label = _label(mention.words)
    return name if _POINTING.search(label) and len(label.split()) <= len(name.split()) + 1 else label


def _by_number(stances: list[_Stance | None], labels: list[str]) -> tuple[list[_Stance | None], list[str]]:
    """Put options that each name one number in the order of the numbers, the leading demand still at its end.

    What only denies the leading demand ("no nine per cent rise") stays at the other end.
    """
    first = int(bool(stances) and stances[0] is None and len(labels) > 1)
    values = [number_in(label) for label in labels]
    told = [value for value in values if value is not None]
    if len(told) < len(labels) or len(set(told)) < 3 - first:
        return stances, labels
    falling = told[-1] < told[first]
    order = sorted(range(first, len(labels)), key=lambda at: -told[at] if falling else told[at])
    return [*stances[:first], *(stances[at] for at in order)], [*labels[:first], *(labels[at] for at in order)]


def _unlike(top: _Stance, others: Sequence[_Stance]) -> list[_Stance]:
    kept = [top]
    for stance in others:
        if len(kept) < MAX_OPTIONS - 1 and not any(same_stance(stance.label, k.label) for k in kept):
            kept.append(stance)
    return kept


def _meanings(cluster: Cluster, labels: Sequence[str], stances: Sequence[_Stance | None]) -> dict[tuple[str, str], int]:
    """Map mentions to the option they mean: their own words', their party's stance, or the nearest wording."""
    own = {s.mention.party: i for i, s in enumerate(stances) if s and s.mention.role in {"wants", "aims"}}
    meant: dict[tuple[str, str], int] = {}
    for mention in cluster.mentions:
        place = _meaning(mention, label_of(mention, cluster.name), cluster.name, labels, stances, own)
        if place is not None:
            meant[mention.claim.id, mention.words] = place
    return meant


def _meaning(
    mention: Mention,
    label: str,
    name: str,
    labels: Sequence[str],
    stances: Sequence[_Stance | None],
    own: Mapping[str, int],
) -> int | None:
    for i, stance in enumerate(stances):
        if stance and mention.role != "refuses" and label == stance.label:
            return i
    named = [i for i, stance in enumerate(stances) if stance]
    if mention.role == "refuses":
        candidates = [i for i in named if own.get(mention.party) != i] or [
            i for i in range(len(labels)) if own.get(mention.party) != i
        ]
        if len(candidates) == 1:
            return candidates[0] if fits(label, labels[candidates[0]], name) else None
        return nearest_label(mention.words, labels, candidates, SAME_STANCE)
    place = own.get(mention.party)
    if mention.role in {"wants", "aims"} and place is not None and fits(label, labels[place]):
        return place
    return nearest_label(mention.words, labels, named, SAME_STANCE)


def fits(label: str, option: str, name: str | None = None) -> bool:
    """Tell whether words may be those of an option: near to it, or to the name of the issue, with no other number.

    Words that only point elsewhere ("the clause", "such a plan") have become the name of the issue, or fit by default.
    """
    numbers, others = _figures(label), _figures(option)
    if numbers and others and not numbers & others:
        return False
    if len(label.split()) <= _POINTING_WORDS and _POINTING_NOUN.match(label):
        return True
    return _says_less(label, option) or float(similarities([label], [option, *([name] if name else [])]).max()) >= FITS


def _figures(words: str) -> frozenset[str]:
    """Give the figures of words, spelled ones as well, without shares."""
    return frozenset(word for word in _numbers(words) if word[0].isdigit())


_POINTING_WORDS = 3
_POINTING_NOUN = re.compile(r"(?:the|this|that|these|those|its|their|any|it|them|both|so)\b", re.I)


def nearest_label(words: str, labels: Sequence[str], candidates: Sequence[int], least: float) -> int | None:
    """Give the place of the candidate whose label is nearest to words; None where none is as near as `least`, or the
    nearest names another number.
    """
    if not candidates:
        return None
    near = similarities([words], [labels[i] for i in candidates])[0]
    best = int(near.argmax())
    numbers, others = _figures(words), _figures(labels[candidates[best]])
    other_number = bool(numbers) and bool(others) and not numbers & others
    return candidates[best] if near[best] >= least and not other_number else None
