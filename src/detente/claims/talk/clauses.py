"""An utterance cut into clauses: stretches in which one thing is said."""

import re

__all__ = ["split_clauses"]

_SUBJECTS = r"(?:i|we|i'd|i'll|i'm|i've|we'd|we'll|we're|we've|you|u|you'd|you'll|you're|you've|me|my|your)"
_JOINS = "but|because|since|so|if|while|though|although|however|whereas|unless|then|in exchange|in return|as long as"
_NOT_AFTER = "".join(
    rf"(?<!\b{word})"
    for word in (
        "can",
        "could",
        "may",
        "might",
        "should",
        "if",
        "would",
        "will",
        "do",
        "that",
        "what",
        "how",
        "when",
        "as",
    )
)
_END = re.compile(
    r"[.?!;:\n☹🙂😮😡]+|\s-+\s"
    rf"|[,\s]+(?=(?:{_JOINS})\b)"
    rf"|(?:,\s*(?:and\s+)?|\s+and\s+)(?={_SUBJECTS}\s)"
    rf"|{_NOT_AFTER}\s+(?=(?:i|we|i'd|i'll|i'm|i've|we'd|we'll|we're|we've)\s)",
    re.IGNORECASE,
)


def split_clauses(text: str) -> list[tuple[int, int, bool]]:
    """Give (start, end, asks) of each clause; `asks` where its sentence ends in a question mark."""
    cuts = [(hit.start(), hit.end()) for hit in _END.finditer(text)]
    found, place = [], 0
    for start, end in [*cuts, (len(text), len(text))]:
        if text[place:start].strip():
            mark = re.search(r"[.?!;\n]", text[start:])
            found.append((place, start, bool(mark and mark.group() == "?")))
        place = end
    return found
