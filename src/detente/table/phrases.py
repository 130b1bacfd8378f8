"""What a claim says of what is at stake: phrases in the roles that the table needs."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from detente.claims import Claim
from detente.claims.words import BODIES, GROUPS, NUMBERS, ROLES, SIDES, UNITS, word_set
from detente.documents import Document
from detente.table.purposes import split_purpose

__all__ = [
    "AMOUNT_WORDS",
    "EMPTY_WORDS",
    "Mention",
    "Role",
    "bare_phrase",
    "first_words",
    "is_given_up",
    "mentions_of",
    "plain_phrase",
    "slug",
    "telling",
]

Role = Literal["wants", "gives", "accepts", "refuses", "aims", "lesser"]

_ROLES: dict[str, Role] = {
    "demand": "wants",
    "offer": "gives",
    "accept": "accepts",
    "reject": "refuses",
    "interest": "aims",
}

_LEAD = re.compile(
    r"^(?:that|to|for|on|of|by|through|via|with|about|its?|their|his|her|our|an?|the|some|any|any kind of)\s+", re.I
)
_REST = re.compile(r"^(?:everything|anything|all|any|everyone)(?: that| the)? (?:else|other\w*|rest)\b")
_FILLER = re.compile(r"^(?:question|matter|issue) of (?:the )?")
EMPTY_WORDS = (BODIES | GROUPS | ROLES | SIDES) | word_set(
    "him her them they she this that these those what which who whom whose when where why how there here both all any "
    "none one two three four five six seven eight nine ten eleven twelve hundred thousand million billion per few many "
    "some more most less least other another such same own very just only not and but for with from into than then "
    "question matter issue thing way account story half third quarter well "
    "accept accepted agree agreed ended meet met occupy occupied occupies offered refuse refused reject rejected "
    "said say taken told wait want wanted"
)
AMOUNT_WORDS = UNITS | NUMBERS
"""Words of quantities, which name nothing by themselves."""
_BEFORE_AMOUNTS = frozenset(("at", "by", "for", "of", "to"))
_ATTRIBUTION = re.compile(
    r"^(?:according to|as (?:quoted|reported) by)\b[^,]*(?:,\s*|$)"
    r"|[\s,;:–—-]+(?:according to|as (?:quoted|reported) by)\b.*$"
    r"|,\s+(?!(?:and|or|but|as|that|which|who)\b)[^,]{0,60}?\b(?:said|says|told|wrote|writes|added|adds)\b[^,]*$",
    re.I | re.S,
)
_FINITE = re.compile(
    r"^(?:that\s+)?(?P<subject>(?:[^\s,]+\s+){1,4}?)(?:(?:had|has|have)\s+(?:\w+ly\s+|ever\s+|never\s+)?\w+(?:ed|en|un|ne)"
    r"|(?:was|were|is|are)\s+(?:\w+ly\s+|not\s+)?\w+(?:ing|ed|en))\b"
)
_RELATIVE = word_set("that which who whom whose what when where whether while until unless if as how than")
_HOW_OFTEN = re.compile(
    r"^(?:once|twice|(?:[a-z]+|\d+)\s+times)(?:\s+(?:in|an?|per|within|since|during|on|each|every)\b.*)?$", re.I
)
"""Says how often something was said ("four times in under two hours"), and nothing of what."""
_DETERMINERS = word_set("the a an any some no its their his her our this these those such")
_PRONOUNS = word_set("it he she they we them this that")
_TAIL = re.compile(r"(?:[\s,]+(?:and|or|of|the|an?|to|for|with|in|on|by|from|that|which|its|their|his|her))+$|[\s,]+$")
_QUOTES = str.maketrans("", "", '"“”„«»')


@dataclass(frozen=True, slots=True)
class Mention:
    """One phrase of one claim, in one role.

    `phrase` names what is at stake (short, lower case, for merging), `words` are the words of the text.
    """

    claim: Claim
    document: Document
    party: str
    role: Role
    phrase: str
    words: str


def plain_phrase(words: str) -> str:
    """Give words without quotation marks, leading articles and prepositions, in lower case."""
    plain = re.sub(r"\s+", " ", words.translate(_QUOTES)).strip(" ,.;:!?-–—'‘’").lower()
    while True:
        shorter = _LEAD.sub("", plain)
        if shorter == plain or not shorter:
            return plain
        plain = shorter


def first_words(words: str) -> str:
    """Give the first six words of a plain phrase."""
    return " ".join(plain_phrase(words).split()[:6])


def slug(words: str, taken: Sequence[str] = ()) -> str:
    """Give a short id in lower case letters, digits and underscores that is not yet `taken`."""
    base = "_".join(re.findall(r"[^\W_]+", plain_phrase(words).replace("'", "").replace("’", ""))[:5]) or "item"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name


def bare_phrase(words: str) -> str:
    """Give words without quantities ("truce of 30 days" is a truce, "42 dollars" nothing), as a name of what they tell.

    Empty where nothing is left.
    """
    tokens = plain_phrase(words).split()
    amount = _quantity(tokens)
    rest = plain_phrase(" ".join(tokens[amount:])).split()
    if amount and rest and (rest[0] in _BEFORE_AMOUNTS or _quantity(rest) == len(rest)):
        return ""
    ends = (at for at, word in enumerate(rest) if word in _BEFORE_AMOUNTS and _quantity(rest[at + 1 :]))
    return _TAIL.sub("", " ".join(rest[: next(ends, len(rest))]))


def _quantity(tokens: Sequence[str]) -> int:
    """Give how many words at the start are a quantity: numbers with their unit ("300 cubic metres"), or all of them."""
    plain = [token.strip(".,%$€£") for token in tokens]
    numbers = [word in NUMBERS or not any(map(str.isalpha, word)) for word in plain]
    units = [word in UNITS or word.removesuffix("s") in UNITS for word in plain]
    length = next((at for at in range(len(plain)) if not (numbers[at] or units[at])), len(plain))
    return length if any(units[:length]) or length == len(plain) else 0


def _without_attribution(words: str) -> str:
    """Give words without who said them ("a truce, according to two officials"); empty where nothing else is there."""
    return _ATTRIBUTION.sub("", words).strip()


def _tells_fact(words: str) -> bool:
    """Tell whether words are a statement of what is or was ("the rocks had been mentioned"), not a thing at stake."""
    match = _FINITE.match(words)
    if match is None:
        return False
    *before, last = match["subject"].split()
    if last.lower() in _PRONOUNS:
        return not before
    relative = {word.lower() for word in (*before, last)} & _RELATIVE
    reduced = last[0].isupper() and any(word[0].islower() and word not in _DETERMINERS for word in before)
    return not relative and not reduced


def telling(mention: Mention, names: Collection[str]) -> Mention | None:
    """Give the mention under a phrase that tells what is at stake, or None where its words tell nothing.

    A phrase of names of parties, words for groups and bodies, numbers and pronouns only ("the company", "it", "ten")
    gives way to the words of the claim, if those tell more.
    """
    empty = EMPTY_WORDS | {word for name in names for word in name.lower().split()}
    for phrase in (_TAIL.sub("", mention.phrase), _TAIL.sub("", first_words(mention.words))):
        words = [re.sub(r"['’]s?$", "", word) for word in re.findall(r"[^\W\d_]+(?:['’]s?)?", phrase)]
        if any(len(word) > 2 and word not in empty and word.removesuffix("s") not in empty for word in words):
            return replace(mention, phrase=phrase)
    return None


def _shared(phrase: str, words: str) -> int:
    """Count the words of a phrase that stand in other words."""
    plain = words.lower()
    return sum(word in plain for word in phrase.lower().split() if len(word) > 3)


_GIVING_UP = re.compile(
    r"drop|abandon|withdr|renounc|forgo|forwent|waiv|relinquish|shelv|retract|g[ia]v|back|(?:no )?longer", re.I
)
_SOFTENED = re.compile(
    r"^(?:softe|relax|moderat|temper|eas|ton|scal|water)\w*\s+(?:(?:down|back)\s+)?(?:its|their|his|her|our|my)\s+\w+\s+"
    r"(?:for|on|to|that)\s+(?P<thing>.+)$",
    re.I | re.S,
)


def is_given_up(claim: Claim) -> bool:
    """Tell whether a claim says that its party made a demand and makes it no longer: "has dropped its demand for X"."""
    return claim.act == "demand" and claim.certainty == "denied" and any(map(_GIVING_UP.match, claim.hedges))


def mentions_of(claim: Claim, document: Document, party: str) -> Iterator[Mention]:
    """Give the phrases of a claim that name something at stake.

    None for threats, tactics, judgements and unknowns, for the denial of a fact, and for words that only say who
    speaks. A pronoun, and what only says how often, gives way to the name of the issue. Where the words say what
    purpose they serve, the purpose comes first, then what serves it.
    """
    content, against = _without_attribution(claim.content), _without_attribution(claim.against or "")
    if claim.certainty == "unknown" or not content or content in claim.sources or content.lower() in _RELATIVE:
        return
    if claim.act in _ROLES:
        if claim.act != "reject" or not _tells_fact(content):
            issue = _without_attribution(_FILLER.sub("", claim.issue)) or claim.issue
            words = issue if content.lower() in _PRONOUNS or _HOW_OFTEN.match(content) else content
            softened = _SOFTENED.match(words) if claim.act == "offer" else None
            if softened:
                yield Mention(
                    claim, document, party, "gives", plain_phrase(softened["thing"]), f"less than {softened['thing']}"
                )
                return
            split = split_purpose(words)
            if split is not None:
                words, purpose = split
                yield Mention(claim, document, party, "aims", plain_phrase(purpose), purpose)
                issue = issue if _shared(issue, words) >= _shared(issue, purpose) else first_words(words)
            yield Mention(claim, document, party, _ROLES[claim.act], issue, words)
    elif claim.act == "trade" and against:
        yield Mention(claim, document, party, "gives", plain_phrase(content), content)
        yield Mention(claim, document, party, "aims", plain_phrase(against), against)
    elif claim.act == "priority":
        lesser, more = plain_phrase(against), plain_phrase(content)
        if not (lesser and lesser in more):
            yield Mention(claim, document, party, "aims", more, content)
        if against and not _REST.match(lesser):
            yield Mention(claim, document, party, "lesser", lesser, against)
