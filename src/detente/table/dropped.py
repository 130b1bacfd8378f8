"""Sources that a person took out of a case: their claims count no more, and what was decided about these is kept.

A source is its text: another version of it, with another id, counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from detente.claims import Reading
from detente.table.decisions import Decision, in_force

__all__ = ["counting", "dropped_sources", "without_drops"]


def dropped_sources(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Give the sources that are taken out, by the id of their document, with the decision that says so."""
    return {str(d.about["document"]): d for d in in_force(decisions) if d.kind == "drop"}


def without_drops(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Give the decisions but those that take sources out: how claims stand in a source, whether it counts or not."""
    return tuple(decision for decision in decisions if decision.kind != "drop")


def counting(readings: Sequence[Reading], dropped: Mapping[str, Decision]) -> tuple[Reading, ...]:
    """Give the readings but those of dropped sources.

    Of several that copy a dropped source, the first stands for it from then on, and the others copy that one.
    """
    if not any(reading.document.id in dropped for reading in readings):
        return tuple(readings)
    heirs: dict[str, str] = {}
    kept = []
    for reading in readings:
        document = reading.document
        if document.id in dropped:
            continue
        original = document.near_duplicate_of
        if original is not None and original in dropped:
            heir = heirs.setdefault(original, document.id)
            document = replace(document, near_duplicate_of=None if heir == document.id else heir)
        kept.append(replace(reading, document=document))
    return tuple(kept)
