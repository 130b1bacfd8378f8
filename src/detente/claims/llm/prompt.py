"""What a model is asked: the claim guide in short, and the part of a report to read, as data."""

import json
from functools import lru_cache
from importlib.resources import files

from detente.claims.llm.parts import Part
from detente.documents import Document

__all__ = ["PROMPT_VERSION", "instructions", "messages_of"]

PROMPT_VERSION = 1
"""Goes up with every change of a word of `prompt.txt` or below: other words are another question."""


@lru_cache(maxsize=1)
def instructions() -> str:
    """Give what a model is told before it sees a report (`prompt.txt`): the claim guide in short, and the form."""
    return files("detente.claims.llm").joinpath("prompt.txt").read_text(encoding="utf-8").strip()


def messages_of(document: Document, part: Part) -> tuple[dict[str, str], ...]:
    """Give the messages that ask a model for the claims of a part of a document.

    Every piece of the document is a JSON string, so nothing in it can end the data.
    """
    about = {"headline": document.title, "outlet": document.outlet, "date": document.date}
    lines = [_json({name: value for name, value in about.items() if value})]
    for number, (start, end) in enumerate(part.sentences, part.first):
        if number in part.paragraphs:
            lines.append("")
        lines.append(_json([number, document.text[start:end]]))
    return (
        {"role": "system", "content": instructions()},
        {"role": "user", "content": "\n".join(lines)},
    )


def _json(value: object) -> str:
    """Give JSON on one line; half of a surrogate pair, which UTF-8 cannot hold, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")
