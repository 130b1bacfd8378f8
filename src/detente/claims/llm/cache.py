"""Answers kept on disk, so that no question is asked, or paid for, twice."""

import hashlib
import json
import os
from pathlib import Path

from detente.claims.llm.completion import Completion
from detente.claims.llm.requests import Request
from detente.claims.llm.server import Server
from detente.files import dump_json, write_atomically

__all__ = ["AnswerCache", "user_cache"]

SCHEMA = 1


def user_cache() -> Path:
    """Give the folder for cached answers of whoever runs this: below XDG_CACHE_HOME, LOCALAPPDATA or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "detente" / "answers"


class AnswerCache:
    """A folder with one file for each answer, named by the hash of server address, model, messages and length limit.

    An answer holds words of the report, but not the report, and never a key. A file that is broken is asked for anew.
    After a first failure to write, `failure` says why and nothing more is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failure: str | None = None

    def _path(self, server: Server, request: Request) -> Path:
        parts = [server.address.rstrip("/"), server.model, request.key, server.answer_tokens]
        return self.folder / f"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()}.json"

    def get(self, server: Server, request: Request) -> Completion | None:
        """Give the answer to a request; None where none is kept."""
        try:
            data = json.loads(self._path(server, request).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(data.get("answer"), str):
            return None
        return Completion(data["answer"], data.get("cut") is True)

    def put(self, server: Server, request: Request, completion: Completion) -> None:
        """Keep an answer, whole or not at all."""
        if self.failure is not None:
            return
        words = completion.content.encode("utf-8", "replace").decode("utf-8")
        entry = {"schema": SCHEMA, "model": server.model, "answer": words, "cut": completion.cut}
        try:
            write_atomically(self._path(server, request), dump_json(entry))
        except OSError as error:
            self.failure = f"{self.folder}: answers cannot be kept there ({error.strerror or error})"
