"""Documents that copy one another: shared runs of words, for a handful of reports as for a million.

A document copies another where the two share at least half of the runs of words of the shorter (containment of
shingles; Broder 1997, "On the resemblance and containment of documents"). Who may copy whom is found by MinHash (see
`sketches`); where the texts are at hand, what was found is counted out exactly, else estimated from the sketches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

import numpy as np

from detente.documents.document import Document
from detente.documents.shingles import Shingles, shared_shingles, shingle_set, shingles
from detente.documents.sketches import ALGORITHM, Signatures, SlotIndex, sketch
from detente.errors import DocumentError

__all__ = ["CONTAINMENT", "LEAST_SHARED", "SLOTS", "STRETCH", "NearDuplicates", "mark_near_duplicates"]

CONTAINMENT = 0.5
"""From this share of common runs in the shorter text on, the later document counts as a copy of the earlier."""

LEAST_SHARED = 3
"""Runs that a copy must share at least: a name of five words and a short sentence make no copy."""

SLOTS = 128
"""Slots of a sketch. The standard error of an estimated share s is √(s(1 − s)/128): at most .044."""

STRETCH = 1024
"""Runs of words that one sketch covers at most in a stream: most articles have one sketch."""

_FINE_STRETCH = 256
"""The same where the texts are at hand: half of a text of 50 runs is missed with a chance below one in 100,000."""

_LEAST_SLOTS = 2
"""Slots on which sketches must agree where nothing but sketches can be compared: one may be a chance."""

_HELD = 256
"""Texts whose runs are held while candidates are counted out."""

_Runs = Callable[[str], Shingles | None]
"""Gives the runs of words of a document by its id, or None where its text is not at hand."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is kept of a document beside its sketches: the rows from `first` on, with the runs in each stretch."""

    id: str
    date: str | None
    first: int
    sizes: tuple[int, ...]

    @property
    def size(self) -> int:
        return sum(self.sizes)


def _is_copy(shared: float, size: int, other: int) -> bool:
    return shared >= max(LEAST_SHARED, CONTAINMENT * min(size, other))


class NearDuplicates:
    """Finds copies in a stream of documents of which only sketches are kept, some 1.5 KB for an article.

    `add` tells at once of which known document one is a copy. `settle` gives the answer that does not depend on the
    order in which the documents came. Objects can be pickled; an object that another version of the hashing library
    has pickled is refused with a DocumentError.

    `slots` and `stretch`: see `SLOTS` and `STRETCH`; more slots and shorter stretches find more, and take more memory.
    """

    def __init__(self, *, slots: int = SLOTS, stretch: int = STRETCH) -> None:
        self._algorithm = ALGORITHM
        self._slots = slots
        self._stretch = stretch
        self._empty()

    def _empty(self) -> None:
        self._index = SlotIndex(self._slots)
        self._entries: list[_Entry] = []
        self._numbers: dict[str, int] = {}
        self._owners: list[int] = []
        self._originals: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, document: str) -> bool:
        """Tell whether a document of this id was added."""
        return document in self._numbers

    def __setstate__(self, state: dict[str, object]) -> None:
        if state.get("_algorithm") != ALGORITHM:
            raise DocumentError(
                f"these sketches of documents are of algorithm {state.get('_algorithm')} of the library rensa, and "
                f"version {ALGORITHM} is installed; add the documents anew"
            )
        self.__dict__.update(state)

    @property
    def nbytes(self) -> int:
        """The bytes of the sketches and of their index; names and dates come on top."""
        return self._index.nbytes

    def add(self, document: Document) -> str | None:
        """Add a document; gives the id of the original of which it is a copy, as far as known by now, or None.

        A copy of a copy has the id of the original. Where the copy comes before its original, it has none yet; `settle`
        puts that right. Raises DocumentError where the id was added before.
        """
        if document.id in self:
            raise DocumentError(f"{document.id}: was added before; each document is added once, under an id of its own")
        return self._add(document.id, document.date, *sketch(shingles(document.text), self._slots, self._stretch), None)

    def _add(
        self,
        name: str,
        date: str | None,
        signatures: Signatures,
        sizes: Sequence[int],
        runs_of: _Runs | None,
    ) -> str | None:
        """Add sketches; where `runs_of` gives the runs of words of both documents, what they share is counted."""
        entry = _Entry(name, date, len(self._index), tuple(sizes))
        copied = self._copied(entry, signatures, runs_of)
        self._numbers[name] = len(self._entries)
        self._owners += [len(self._entries)] * len(signatures)
        self._entries.append(entry)
        for signature in signatures:
            self._index.add(signature)
        if copied is None:
            return None
        original = self._entries[copied].id
        self._originals[name] = self._originals.get(original, original)
        return self._originals[name]

    def _copied(self, entry: _Entry, signatures: Signatures, runs_of: _Runs | None) -> int | None:
        """Give the number of the first document that this one copies."""
        own = runs_of(entry.id) if runs_of else None
        for number, agreed, shared in self._candidates(entry.sizes, signatures):
            other = self._entries[number]
            runs = runs_of(other.id) if runs_of and own is not None else None
            if own is not None and runs is not None:
                copies = _is_copy(shared_shingles(own, runs), len(own), len(runs))
            else:
                copies = agreed >= _LEAST_SLOTS and _is_copy(shared, entry.size, other.size)
            if copies:
                return number
        return None

    def _candidates(self, sizes: Sequence[int], signatures: Signatures) -> Iterator[tuple[int, int, float]]:
        """Give the documents that agree on a slot, in the order added: number, slots, estimate of the shared runs.

        Of two stretches with a and b runs whose sketches agree on a share J of the slots, J(a + b)/(1 + J) are common.
        """
        found: list[tuple[int, int, float]] = []
        for size, signature in zip(sizes, signatures, strict=True):
            for row, slots in zip(*map(np.ndarray.tolist, self._index.agreeing(signature)), strict=True):
                other = self._entries[self._owners[row]]
                likeness = slots / self._slots
                shared = likeness / (1 + likeness) * (size + other.sizes[row - other.first])
                found.append((self._owners[row], slots, shared))
        for number, parts in groupby(sorted(found), key=lambda part: part[0]):
            _, slots, shares = zip(*parts, strict=True)
            yield number, sum(slots), sum(shares)

    def settle(self, text_of: Callable[[str], str | None] | None = None) -> dict[str, str]:
        """Give the id of the original of each copy, whatever the order in which the documents were added.

        Earlier is what is dated earlier; those without a date come last, and those of one date in the order of their
        ids. `text_of` gives the text of a document by its id, or None where it is no longer at hand: with both texts
        what is shared is counted, not estimated. More documents can be added afterwards.
        """
        entries = sorted(self._entries, key=lambda entry: (not entry.date, entry.date or "", entry.id))

        @lru_cache(maxsize=_HELD)
        def runs_of(name: str) -> Shingles | None:
            text = text_of(name) if text_of else None
            return None if text is None else shingle_set(text)

        return self._settled(entries, runs_of if text_of else None)

    def _settled(self, entries: Iterable[_Entry], runs_of: _Runs | None) -> dict[str, str]:
        before = self._index
        self._empty()
        for entry in entries:
            signatures = before.rows(entry.first, len(entry.sizes))
            self._add(entry.id, entry.date, signatures, entry.sizes, runs_of)
        return dict(self._originals)


def mark_near_duplicates(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Give the documents in order, each that copies an earlier one marked with the id of the first such.

    Earlier is what is dated earlier; documents of one date, or of none, follow one another as they stand, and those
    without a date count as later than those with one. A copy of a copy is marked with the id of the original. What
    `NearDuplicates` finds is counted out, so that nothing is estimated; for documents too many to be held at once, use
    that class.
    """
    sets = [shingle_set(one.text) for one in documents]
    seen = NearDuplicates(stretch=_FINE_STRETCH)
    order = sorted(range(len(documents)), key=lambda place: (not documents[place].date, documents[place].date or ""))
    for place in order:
        sketches = sketch(shingles(documents[place].text), SLOTS, _FINE_STRETCH)
        seen._add(str(place), None, *sketches, lambda name: sets[int(name)])
    originals = {int(copy): documents[int(original)].id for copy, original in seen._originals.items()}
    return tuple(replace(one, near_duplicate_of=originals.get(place)) for place, one in enumerate(documents))
