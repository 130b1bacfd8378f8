"""Documents of a corpus that copy one another, found with a small sketch of each in memory instead of the texts.

Of the hashes of a document's runs of words, those divisible by `SIFT` are kept (Broder 1997, "On the resemblance and
containment of documents", section 3): a fair sample, by which the containment of two documents is estimated.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from detente.documents import Document
from detente.documents.duplicates import CONTAINMENT, LEAST_SHARED, SHINGLE

__all__ = ["originals"]

SIFT = 4
"""One run of words in so many is kept."""


def originals(documents: Iterable[Document]) -> list[str | None]:
    """Give for each document, the earliest first, the id of the original that it largely copies, or None."""
    known = _Sketches()
    return [known.add(document) for document in documents]


class _Sketches:
    """The sketches of the documents added so far."""

    def __init__(self) -> None:
        self._holding: dict[int, list[int]] = defaultdict(list)
        self._sizes: list[int] = []
        self._originals: list[str] = []

    def add(self, document: Document) -> str | None:
        """Add a document; give the id of the original that it copies, or None."""
        sketch = _sketch(document.text)
        shared = Counter(other for run in sketch for other in self._holding.get(run, ()))
        original = None
        for other in sorted(shared):
            least = max(LEAST_SHARED / SIFT, CONTAINMENT * min(self._sizes[other], len(sketch)))
            if shared[other] >= least:
                original = self._originals[other]
                break
        place = len(self._sizes)
        self._sizes.append(len(sketch))
        self._originals.append(original or document.id)
        for run in sketch:
            self._holding[run].append(place)
        return original


def _sketch(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", text.lower())
    runs = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    hashes = (int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) for run in runs)
    return frozenset(number for number in hashes if number % SIFT == 0)
