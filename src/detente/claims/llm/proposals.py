"""What a model proposes: the form asked of it, and claims out of whatever it answered."""

import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from detente.claims.claim import ACTS, BASES, CERTAINTIES, Act, Basis, Certainty

__all__ = ["ANSWER_SCHEMA", "MOST_CLAIMS", "Answer", "Proposal", "UnusableAnswerError", "answer_of", "proposal_of"]

MOST_CLAIMS = 400
"""Claims of one answer that are looked at (declared: far more than a part of the default size has sentences)."""

LONGEST_LIST = 6
"""Sources or hedges of one claim that the schema of an answer allows (declared): where the schema is enforced, it ends
the lists of a small model that goes on and on."""

LONGEST_ANSWER = 1_000_000
"""Characters of an answer that are looked at (declared)."""

_CHOICES: dict[str, tuple[str, ...]] = {"act": ACTS, "certainty": CERTAINTIES, "basis": BASES}
_OPENING = re.compile(r'\{\s*"claims"\s*:\s*\[')


class UnusableAnswerError(Exception):
    """An answer in which no list of claims can be found."""


class Proposal(BaseModel):
    """A claim as a model states it, before its words are looked for in the text."""

    model_config = ConfigDict(strict=True, frozen=True)

    sentence: int
    text: str
    party: str
    voice: str | None = None
    act: Act
    issue: str
    content: str
    against: str | None = None
    target: str | None = None
    sources: list[str] = Field(default_factory=list)
    certainty: Certainty
    hedges: list[str] = Field(default_factory=list)
    basis: Basis
    confidence: Any = None


def _schema() -> dict[str, Any]:
    """Give the JSON Schema of an answer, in the subset that all servers with structured output know."""
    properties: dict[str, Any] = {}
    for name, about in Proposal.model_json_schema()["properties"].items():
        kept = {key: value for key, value in about.items() if key not in ("title", "default")}
        if "anyOf" in kept:
            kept = {"type": [one["type"] for one in kept["anyOf"]]}
        if kept.get("type") == "array":
            kept["maxItems"] = LONGEST_LIST
        properties[name] = kept
    properties["confidence"] = {"type": "number"}
    claim = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


ANSWER_SCHEMA = _schema()
"""The JSON Schema of an answer: an object whose `claims` is a list of proposals."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The items of an answer, unchecked; `cut` where it broke off, and only its whole items were taken."""

    items: tuple[Any, ...]
    cut: bool = False


def answer_of(content: str) -> Answer:
    """Find the list of claims in what a model answered.

    Thoughts before the answer, a fence around it and words before it are passed over; of an answer that breaks off,
    the whole claims are taken. Raises UnusableAnswerError where there is no such list.
    """
    words = content[:LONGEST_ANSWER].strip()
    if words.startswith("<think>"):
        words = words.partition("</think>")[2]
    # The list itself goes before any other bracket, such as one in the words around it.
    opening = _OPENING.search(words) or re.search(r"[{\[]", words)
    if opening is None:
        raise UnusableAnswerError("it holds no JSON")
    try:
        data, _ = json.JSONDecoder().raw_decode(words, opening.start())
    except RecursionError:
        raise UnusableAnswerError("it is nested too deeply") from None
    except ValueError:
        return _broken_off(words)
    items = data.get("claims") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise UnusableAnswerError("it holds no list `claims`")
    return Answer(tuple(items))


def _broken_off(words: str) -> Answer:
    """Give the whole claims of an answer that breaks off in the middle."""
    opening = _OPENING.search(words) or re.match(r"(?:```[a-z]*\s*)?\[", words)
    if opening is None:
        raise UnusableAnswerError("it is not JSON")
    items: list[Any] = []
    place = opening.end()
    decoder = json.JSONDecoder()
    while begin := re.compile(r"[\s,]*(?=\{)").match(words, place):
        try:
            item, place = decoder.raw_decode(words, begin.end())
        except (ValueError, RecursionError):
            break
        items.append(item)
    if not items:
        raise UnusableAnswerError("it breaks off before the first whole claim")
    return Answer(tuple(items), cut=True)


def proposal_of(item: Any) -> Proposal | str:
    """Give a proposal, or why an item of an answer is none: `unknown act`, `unknown certainty`, … or `malformed`."""
    try:
        return Proposal.model_validate(item)
    except ValidationError as error:
        fields = [fault["loc"][0] for fault in error.errors(include_url=False, include_context=False) if fault["loc"]]
        return next((f"unknown {field}" for field in _CHOICES if fields == [field]), "malformed")
