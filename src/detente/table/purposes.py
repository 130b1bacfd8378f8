"""Means and the purpose they serve, told in one breath: "control of the pipeline in order to sway the council"."""

import re

__all__ = ["leads_to_purpose", "split_purpose"]

_SERVES = (
    r"(?:(?:only|merely|simply)\s+)?(?:in order to|so as to|so that|in a bid to|in an effort to"
    r"|with the (?:aim|goal|purpose|intention) of|for the sake of|as a (?:way|means) (?:to|of)"
    r"|(?:aimed|aiming) at|(?:meant|designed|intended) to)"
)
_WITHIN = re.compile(rf"[\s,;:–—-]+{_SERVES}\s+(?!not\b)", re.I)
_BETWEEN = re.compile(
    rf"\b(?:{_SERVES}|because\s+(?:\w+\s+){{1,3}}?(?:wants?|needs?|seeks?|hopes?|aims?|wishes)(?:\s+(?:to|for|at))?)"
    r"\s+(?:an?\s+|the\s+)?$",
    re.I,
)
_AT_FIRST = re.compile(r"^\W*(?:in order to|so as to|to)\s+$", re.I)
_BREAK = re.compile(r"[.!?;]\s|\b(?:but|while|whereas|although|not)\b", re.I)


def split_purpose(words: str) -> tuple[str, str] | None:
    """Give what is asked or done and the purpose that the same words say it serves; None where they say none.

    A purpose that is denied or turned into its opposite ("in order not to …") is none.
    """
    match = _WITHIN.search(words)
    if match is None or _BREAK.search(words[: match.start()]):
        return None
    means, purpose = words[: match.start()].strip(), words[match.end() :].strip(" .,;")
    return (means, purpose) if means and purpose else None


def leads_to_purpose(before: str, between: str | None = None) -> bool:
    """Tell whether words lead to a purpose: what stands `before` it in its sentence, or `between` the means and it.

    "To protect jobs, the union demands …" has the purpose first: give only what stands before it.
    """
    if between is None:
        return bool(_AT_FIRST.search(before))
    return bool(_BETWEEN.search(between)) and not _BREAK.search(between)
