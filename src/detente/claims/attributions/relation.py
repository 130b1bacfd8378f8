"""An attribution: who is said to say or think what, and the words that say so."""

from dataclasses import dataclass
from typing import Any

__all__ = ["AttributionRelation", "Span"]

Span = tuple[int, int]
"""Where a stretch of text starts, and where it ends (Python slicing)."""


@dataclass(frozen=True, slots=True)
class AttributionRelation:
    """One attribution as character offsets into the text (Pareti 2012, "A database of attribution relations").

    `cue` is the expression that links source and content ("said", "according to"), `source` who is named for it (empty
    where nobody is: "it is feared that"), `content` what is attributed, in text order and without the words of source
    and cue that part it. `probability` is that of a human annotator's marking the same relation: one source word in
    common, and half of the words of both contents. Contents may hold other attributions.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    probability: float

    def to_json(self) -> dict[str, Any]:
        """Give the object of a line of annotated attributions: lists of [start, end] by role, and the probability."""
        spans = {"source": self.source, "cue": self.cue, "content": self.content}
        found: dict[str, Any] = {role: [list(span) for span in spans[role]] for role in spans}
        return {**found, "probability": round(self.probability, 4)}
