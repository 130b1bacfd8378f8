"""What was learnt from talks with known orders: strengths of marks, the coupling, and the learnt reader."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from detente.beliefs.orders.joint import Coupling
from detente.beliefs.orders.strengths import Strengths
from detente.claims.talk.wording import TARGETS, Wording
from detente.errors import Fault, FormatError

__all__ = ["TalkModel", "shipped_model"]

DIGITS = 4


@dataclass(frozen=True, slots=True)
class TalkModel:
    """A fitted model for talks over `items` things; `wording` is None where nothing was learnt of the words."""

    items: int
    strengths: Strengths
    coupling: Coupling
    wording: Wording | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the model as JSON holds it, numbers to four decimals."""
        wording = self.wording
        return {
            "schema": 1,
            "items": self.items,
            "coupling": [round(value, DIGITS) for value in self.coupling.log],
            "strengths": {
                name: [round(value, DIGITS) for value in pair] for name, pair in self.strengths.values.items()
            },
            "wording": None
            if wording is None
            else {
                word: [round(float(value), DIGITS) for value in row]
                for word, row in zip(wording.words, wording.weights, strict=True)
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], name: str = "model") -> "TalkModel":
        """Give the model that JSON holds. Raises FormatError with every part that is missing or of another schema."""
        faults = [Fault(key, "is missing") for key in ("items", "coupling", "strengths", "wording") if key not in data]
        if data.get("schema") != 1:
            faults.append(Fault("schema", f"is {data.get('schema')!r}, not 1; train the model anew"))
        if faults:
            raise FormatError(name, faults)
        words = data["wording"]
        wording = None
        if words is not None:
            table = np.array(list(words.values()), dtype=np.float64).reshape(-1, len(TARGETS))
            wording = Wording(tuple(words), table)
        strengths = Strengths({mark: (pair[0], pair[1]) for mark, pair in data["strengths"].items()})
        return cls(data["items"], strengths, Coupling(tuple(data["coupling"])), wording)


@lru_cache(maxsize=1)
def shipped_model() -> TalkModel:
    """Load the model that comes with detente (see `data/talk.md`), once per process."""
    path = Path(__file__).parent / "data" / "talk.json"
    return TalkModel.from_json(json.loads(path.read_text(encoding="utf-8")), path.name)
