"""What became of a request: an answer with what it took, or why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from detente.claims.llm.requests import Request

__all__ = ["Asker", "Completion", "LimitReachedError", "NoAnswerError", "RunStoppedError"]


@dataclass(frozen=True, slots=True)
class Completion:
    """A model's answer: its words, whether it was cut at the limit of its length, and the tokens that it took.

    Token counts are 0 where nothing was asked: an answer from the cache or from a file.
    """

    content: str
    cut: bool = False
    tokens_in: int = 0
    tokens_out: int = 0


class NoAnswerError(Exception):
    """There is no answer to this request; others may be answered."""


class RunStoppedError(NoAnswerError):
    """There is none, and asking on is of no use: a wrong key, an unknown model, no server."""


class LimitReachedError(RunStoppedError):
    """A limit on cost, tokens or time leaves no room for this request."""


class Asker(Protocol):
    """Whoever answers requests: a server, or files."""

    def ask(
        self, requests: Sequence[Request], advance: Callable[[int], object] | None = None
    ) -> Mapping[str, Completion | NoAnswerError]:
        """Give, by the key of each request, its completion or why there is none.

        `advance` is called with how many requests are done.
        """
        ...
