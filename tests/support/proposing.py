"""Claims as a model proposes them, made by hand for tests of the language-model reader."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from detente.claims.llm import Completion, NoAnswerError, Request


def proposal(text: str, party: str, act: str = "demand", **more: Any) -> dict[str, Any]:
    """Give a sound proposal on `text`; content is the whole of it unless `content` names other words."""
    fields = {
        "sentence": 1,
        "text": text,
        "party": party,
        "voice": None,
        "act": act,
        "issue": "some issue",
        "content": text,
        "against": None,
        "target": None,
        "sources": [],
        "certainty": "asserted",
        "hedges": [],
        "basis": "stated",
        "confidence": 0.8,
    }
    return fields | more


class Answers:
    """Gives every request the same answer, or what a function makes of it."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def ask(
        self, requests: Sequence[Request], advance: Callable[[int], object] | None = None
    ) -> Mapping[str, Completion | NoAnswerError]:
        return {request.key: self._completion(request) for request in requests}

    def _completion(self, request: Request) -> Completion:
        answer = self.answer(request) if callable(self.answer) else self.answer
        return Completion(answer if isinstance(answer, str) else json.dumps(answer))
