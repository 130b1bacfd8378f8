"""The language-model reader: documents → claims that stand in their texts, and an account of what was dropped."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.claims.claim import Claim
from detente.claims.llm.completion import Asker, Completion, NoAnswerError
from detente.claims.llm.grounding import Ground
from detente.claims.llm.merging import merged
from detente.claims.llm.proposals import answer_of
from detente.claims.llm.requests import OVERLAP, PART, Request, requests_of
from detente.documents import Document
from detente.errors import UsageError

__all__ = ["LanguageModelReader", "ModelReading"]


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What was read of one document: its claims in text order, and all that is not among them.

    `dropped` counts, by reason, the claims that the model proposed and that were not kept. `unread` says, by the number
    of each part without an answer, why; `cut` counts the answers that broke off. `parts` is how many parts there are.
    """

    document: Document
    claims: tuple[Claim, ...]
    parts: int
    dropped: Counter[str] = field(default_factory=Counter)
    unread: Mapping[int, str] = field(default_factory=dict)
    cut: int = 0

    @property
    def proposed(self) -> int:
        """How many claims the model proposed."""
        return len(self.claims) + self.dropped.total()


class LanguageModelReader:
    """Reads documents by asking somebody (`Asker`: a server, or files) for the claims of each part of them."""

    def __init__(self, asker: Asker, part: int = PART, overlap: int = OVERLAP) -> None:
        if part < 1 or not 0 <= overlap < part:
            raise UsageError(f"a part of {part} characters and an overlap of {overlap}; an overlap is less than a part")
        self.asker = asker
        self.part = part
        self.overlap = overlap

    def requests(self, documents: Sequence[Document]) -> list[list[Request]]:
        """Give the requests for each document."""
        return [requests_of(document, self.part, self.overlap) for document in documents]

    def read(
        self, documents: Sequence[Document], advance: Callable[[int], object] | None = None
    ) -> tuple[ModelReading, ...]:
        """Read documents. `advance` is called with how many requests are done.

        Raises MissingExtraError where a server is to be asked and no client is installed, and FormatError where answers
        are taken from files and some are missing.
        """
        requests = self.requests(documents)
        answers = self.asker.ask([request for some in requests for request in some], advance)
        return tuple(_reading(document, some, answers) for document, some in zip(documents, requests, strict=True))


def _reading(
    document: Document, requests: list[Request], answers: Mapping[str, Completion | NoAnswerError]
) -> ModelReading:
    ground = Ground(document)
    dropped: Counter[str] = Counter()
    unread: dict[int, str] = {}
    cut = 0
    parts = []
    for request in requests:
        found = answers[request.key]
        if not isinstance(found, Completion):
            unread[request.part.number] = str(found)
            continue
        answer = answer_of(found.content)
        cut += answer.cut or found.cut
        parts.append(ground.claims(answer.items, request.part, dropped))
    return ModelReading(document, merged(parts, dropped), len(requests), dropped, unread, cut)
