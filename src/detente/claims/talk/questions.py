"""What a question asks the other for."""

import re

__all__ = ["asked_for"]

_LAST = re.compile(r"\b(?:least|lowest|less|last|don't|without|give up|spare)\b")
_FIRST = re.compile(r"\b(?:most|highest|top|priorit\w*|first|favou?rite|main)\b")
_WHAT = re.compile(r"\b(?:what|which|how about|need|want|prefer\w*|interest\w*|like|looking)\b")


def asked_for(text: str) -> str | None:
    """Give what the last telling question of an utterance asks for: what ranks "last", "first", or "what" is wanted."""
    for words in reversed(re.findall(r"[^.!?]*\?", text.lower())):
        for name, pattern in (("last", _LAST), ("first", _FIRST), ("what", _WHAT)):
            if pattern.search(words):
                return name
    return None
