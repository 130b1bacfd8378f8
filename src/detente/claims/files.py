"""Claim files: `NAME.claims.json`, a list of claims or an object with the list under `claims`, checked as a whole."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from detente.claims.claim import ACTS, BASES, CERTAINTIES, Claim
from detente.errors import DocumentError, Fault, FormatError

__all__ = ["claim_faults", "load_claims"]

_TEXTS = ("text", "party", "issue", "content")
_OPTIONAL_TEXTS = ("voice", "against", "target", "date")
_LISTS = ("sources", "hedges")
_CHOICES: dict[str, tuple[str, ...]] = {"act": ACTS, "certainty": CERTAINTIES, "basis": BASES}


def load_claims(source: Path | str | list[Any] | Mapping[str, Any], text: str | None = None) -> tuple[Claim, ...]:
    """Load the claims of a file, or of data read from one.

    `source` is a path, a list of claims, or an object with the list under `claims`. With `text`, the canonical text
    of the document, offsets are checked against it. Raises DocumentError where the file cannot be read, and
    FormatError, with all faults at once, where it does not hold claims.
    """
    name, data = _data(source)
    items = data.get("claims") if isinstance(data, Mapping) else data
    if not isinstance(items, list):
        raise FormatError(name, [Fault("", "holds neither a list of claims nor an object with the list `claims`")])
    if faults := claim_faults(items, "claims", text):
        raise FormatError(name, faults)
    return tuple(Claim.from_json(item) for item in items)


def claim_faults(items: Any, path: str, text: str | None = None) -> list[Fault]:
    """Give all faults of a list of claims that stands at `path`; with `text`, those of its offsets too."""
    if not isinstance(items, list):
        return [Fault(path, f"must be a list of claims; it is {type(items).__name__}")]
    faults: list[Fault] = []
    for number, item in enumerate(items):
        place = f"{path}[{number}]"
        if isinstance(item, Mapping):
            faults += _faults(item, place, text)
        else:
            faults.append(Fault(place, f"is {type(item).__name__}; a claim is an object"))
    return faults


def _data(source: Path | str | list[Any] | Mapping[str, Any]) -> tuple[str, Any]:
    if not isinstance(source, Path | str):
        return "claims", source
    path = Path(source)
    try:
        return path.name, json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise FormatError(path.name, [Fault("", f"is not JSON in UTF-8 ({error})")]) from error


def _faults(item: Mapping[str, Any], place: str, text: str | None) -> Iterator[Fault]:
    for field in _TEXTS:
        if not isinstance(item.get(field), str) or not item[field]:
            yield Fault(f"{place}.{field}", f"is {item.get(field)!r}; it must be words")
    for field in _OPTIONAL_TEXTS:
        if item.get(field) is not None and not isinstance(item[field], str):
            yield Fault(f"{place}.{field}", f"is {item[field]!r}; it must be words or null")
    for field in _LISTS:
        value = item.get(field)
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            yield Fault(f"{place}.{field}", f"is {value!r}; it must be a list of words")
    for field, allowed in _CHOICES.items():
        if item.get(field) not in allowed:
            yield Fault(f"{place}.{field}", f"is {item.get(field)!r}; it must be one of: {', '.join(allowed)}")
    yield from _offset_faults(item, place, text)
    confidence = item.get("confidence")
    number = isinstance(confidence, int | float) and not isinstance(confidence, bool)
    if confidence is not None and not (number and 0 <= confidence <= 1):
        yield Fault(f"{place}.confidence", f"is {confidence!r}; it must be a number from 0 to 1, or null")


def _offset_faults(item: Mapping[str, Any], place: str, text: str | None) -> Iterator[Fault]:
    start, end = item.get("start"), item.get("end")
    for field, value in (("start", start), ("end", end)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            yield Fault(f"{place}.{field}", f"is {value!r}; it must be a whole number from 0 on")
            return
    if not isinstance(start, int) or not isinstance(end, int):
        return
    if end <= start:
        yield Fault(f"{place}.end", f"is {end}; it must be greater than start ({start})")
    elif text is not None and text[start:end] != item.get("text"):
        yield Fault(f"{place}.text", f"is not what stands at {start}:{end} of the document: {text[start:end]!r}")
    words, content = item.get("text"), item.get("content")
    if isinstance(words, str) and isinstance(content, str) and content not in words:
        yield Fault(f"{place}.content", f"is {content!r}, which does not stand in the text of the claim")
