"""Entries of feeds whose text their outlet changed: which reading each supersedes, and what is told of it.

A text keeps the id of the first version of its entry, by which the later takes the place of the earlier in the case.
The earlier stays, with its claims, in the line of its round in `changes.jsonl`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from detente.claims import Claim, Reading, Succession, reading_to_json, succeed
from detente.cli.console import count
from detente.cli.watch_files import CHANGES
from detente.documents import Document
from detente.documents.polling import Item

__all__ = ["as_entry", "correction_record", "corrections", "superseded_claims", "tell_corrections"]

MOST = 6
"""How many claims of a kind are told of a correction; the data have all."""

_SHORT = 70


def as_entry(document: Document, item: Item, earlier: Mapping[str, Reading]) -> Document:
    """Give a document with the id of what was read of its entry before; one of a new entry, with an id of its own.

    What a version of detente read that noted no ids is found by its address, the last of several.
    """
    if item.changed:
        known = item.seen.document
        if known is None and item.seen.address is not None:
            same = [name for name, one in earlier.items() if one.document.address == item.seen.address]
            known = same[-1] if same else None
        if known is not None and known in earlier:
            return replace(document, id=known)
    other = earlier.get(document.id)
    if other is not None and other.document.sha256 != document.sha256:
        # Another entry began with this very text, and was corrected.
        return replace(document, id=f"{document.id}-{document.sha256[8:16]}")
    return document


def corrections(earlier: Mapping[str, Reading], readings: Iterable[Reading]) -> tuple[Succession, ...]:
    """Give what became of the readings whose text is another now; those whose text is the same are none."""
    return tuple(
        succeed(earlier[one.document.id], one)
        for one in readings
        if one.document.id in earlier and earlier[one.document.id].document.sha256 != one.document.sha256
    )


def correction_record(correction: Succession) -> dict[str, Any]:
    """Give a correction as data: the ids of the claims that went and that came, and the document as it was before."""
    document = correction.after.document
    return {
        "document": document.id,
        "title": document.title,
        "outlet": document.outlet,
        "address": document.address,
        "gone": [claim.id for claim in correction.gone],
        "came": [claim.id for claim in correction.came],
        "before": reading_to_json(correction.before),
    }


def tell_corrections(found: Sequence[Succession]) -> Iterator[str]:
    """Say which reports were corrected by their outlets, with the claims that went and that came."""
    if found:
        yield "CORRECTED BY ITS OUTLET" if len(found) == 1 else "CORRECTED BY THEIR OUTLETS"
    for one in found:
        document = one.after.document
        outlet = f" ({document.outlet})" if document.outlet else ""
        stay = len(one.after.claims) - len(one.came)
        numbers = f"{count(len(one.gone), 'claim')} gone, {len(one.came)} new, {stay} as before"
        yield f"  “{_short(document.title or document.address or document.id)}”{outlet}: {numbers}"
        for word, claims in (("gone", one.gone), ("new", one.came)):
            yield from (f"    {word}: {_claim(claim)}" for claim in claims[:MOST])
            if len(claims) > MOST:
                yield f"    and {len(claims) - MOST} more {word}"


def _claim(claim: Claim) -> str:
    return _short(f"{claim.party} · {claim.act} · {claim.issue}: ", 60) + f" “{_short(claim.text)}”"


def _short(words: str, most: int = _SHORT) -> str:
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"


def superseded_claims(folder: Path) -> frozenset[str]:
    """Give the ids of all claims that went with a correction, by the rounds in `changes.jsonl`."""
    path = folder / CHANGES
    if not path.is_file():
        return frozenset()
    gone: set[str] = set()
    for line in path.read_bytes().splitlines():
        try:
            record = json.loads(line)
            gone.update(name for one in record.get("corrected", ()) for name in one["gone"])
        except (ValueError, AttributeError, KeyError, TypeError):
            continue  # A line that another program wrote or broke off tells nothing.
    return frozenset(gone)
