"""Whether a text speaks of a person as "he" or as "she", so that its pronouns are not given to somebody else."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, TypeVar

from detente.claims.phrases import last_word
from detente.claims.words import word_set

__all__ = ["Gender", "gender_of", "votes_in"]

Gender = Literal["he", "she"]
Named = TypeVar("Named")

_PRONOUNS: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
}  # fmt: skip
_CALLED: dict[str, Gender] = {
    **dict.fromkeys(word_set("mr sir lord king prince sultan emir spokesman chairman congressman businessman"), "he"),
    **dict.fromkeys(word_set("mrs ms miss lady dame baroness queen princess spokeswoman chairwoman"), "she"),
    "congresswoman": "she",
}
"""Titles and offices that say it, without the mark of an abbreviation."""
TOLD = 3
"""How many sentences a title counts that says it."""


def gender_of(word: str) -> Gender | None:
    """Give what a pronoun of the third person says; None for other words."""
    return _PRONOUNS.get(word)


def votes_in(docs: Sequence[Any], person: Callable[[str], Named | None]) -> Iterator[tuple[Named, Gender, int]]:
    """Yield (person, gender, how much it counts) for what paragraphs tell; `person` gives whom a word names.

    A title tells it; so does a sentence that names one person and goes on with "he" or "she", or begins with it after a
    sentence that names one person.
    """
    for doc in docs:
        alone: Named | None = None
        for sentence in doc.sents:
            named: list[tuple[int, Named]] = []
            for token in sentence:
                found = person(last_word(token)) if token.pos_ == "PROPN" else None
                if found is None:
                    continue
                part = bool(named) and named[-1][0] == token.i - 1 and named[-1][1] is found
                named.append((token.i, found))
                if not part and (told := _title(token)) is not None:
                    yield found, told, TOLD
            only = named[0][1] if named and all(one is named[0][1] for _, one in named) else None
            said = [(token.i, gender) for token in sentence if (gender := gender_of(token.lower_)) is not None]
            if only is not None:
                after = {gender for place, gender in said if place > named[0][0]}
                if len(after) == 1:
                    yield only, after.pop(), 1
            elif not named and alone is not None and said and said[0][0] <= sentence.start + 1:
                yield alone, said[0][1], 1
            alone = only


def _title(name: Any) -> Gender | None:
    """Give what the title or office right before a name says."""
    place = name.i - 1
    while place >= 0 and name.i - place <= 3:
        before = name.doc[place]
        if (told := _CALLED.get(before.lower_.rstrip("."))) is not None:
            return told
        if before.pos_ != "PROPN":
            return None
        place -= 1
    return None
