"""Requests written to files, and answers taken from files: any model, or any person, can be put in between."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from detente.claims.llm.completion import Completion, NoAnswerError
from detente.claims.llm.dialect import Dialect
from detente.claims.llm.prompt import PROMPT_VERSION
from detente.claims.llm.proposals import UnusableAnswerError, answer_of
from detente.claims.llm.requests import Request
from detente.claims.llm.server import ANSWER_TOKENS, content_of
from detente.errors import Fault, FormatError
from detente.files import dump_json, write_all

__all__ = ["Replay", "record"]

SCHEMA = 1

LARGEST_FILE = 4_000_000
"""Bytes of an answer's file that are read (declared)."""


def record(
    requests: Sequence[Request], folder: Path, model: str | None = None, answer_tokens: int = ANSWER_TOKENS
) -> int:
    """Write each request as KEY.request.json, all or none; gives how many there are. Raises OSError.

    Its `request` is the body of a chat completions request, without `model` where none is named.
    """
    files: dict[str, str | bytes] = {}
    for request in requests:
        files[f"{request.key}.request.json"] = dump_json(
            {
                "schema": SCHEMA,
                "prompt": PROMPT_VERSION,
                "document": request.document,
                "part": request.part.number,
                "parts": request.parts,
                "answer": f"{request.key}.answer.json",
                "request": Dialect().body(request, model, answer_tokens),
            }
        )
    write_all(folder, files)
    return len(files)


class Replay:
    """Answers requests from a folder of KEY.answer.json; implements `Asker`.

    A file holds a chat completion as a server sends it, or the model's words alone.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ask(
        self, requests: Sequence[Request], advance: Callable[[int], object] | None = None
    ) -> Mapping[str, Completion | NoAnswerError]:
        """Give, by the key of each request, its completion or why there is none.

        Raises FormatError that names every request whose file is missing.
        """
        missing = {
            request.key: Fault(
                f"{request.key}.answer.json",
                f"is missing: part {request.part.number} of {request.parts} of {request.document}",
            )
            for request in requests
            if not (self.folder / f"{request.key}.answer.json").is_file()
        }
        if missing:
            raise FormatError(str(self.folder), list(missing.values()))
        found: dict[str, Completion | NoAnswerError] = {}
        for request in requests:
            path = self.folder / f"{request.key}.answer.json"
            try:
                found[request.key] = _completion(path)
            except UnusableAnswerError as error:
                found[request.key] = NoAnswerError(f"{path}: no usable answer: {error}")
            except OSError as error:
                found[request.key] = NoAnswerError(f"{path}: cannot be read ({error.strerror or error})")
            if advance is not None:
                advance(len(found))
        return found


def _completion(path: Path) -> Completion:
    with path.open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UnusableAnswerError(f"it has more than {LARGEST_FILE / 1e6:g} MB")
    words = data.decode("utf-8-sig", "replace")
    try:
        whole = json.loads(words)
    except (ValueError, RecursionError):
        whole = None
    completion = Completion(*content_of(whole)) if isinstance(whole, dict) and "choices" in whole else Completion(words)
    answer_of(completion.content)
    return completion
