"""What stands beside or inside a source about it: title, outlet, date, address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from detente.errors import DocumentError

__all__ = ["NOTHING", "Metadata", "iso_date", "metadata_of", "sidecar"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a source; `date` is ISO 8601, None is what is not known."""

    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    address: str | None = None

    def or_else(self, other: "Metadata") -> "Metadata":
        """Give this, and from `other` what is not known here."""
        return Metadata(
            self.title or other.title,
            self.outlet or other.outlet,
            self.date or other.date,
            self.address or other.address,
        )


NOTHING = Metadata()
"""Nothing is known."""


def iso_date(value: Any) -> str | None:
    """Give the day that `value` names, as YYYY-MM-DD: a date, an ISO 8601 time, or a date as mail has it; else None.

    The day is the one written, in the zone it is written in.
    """
    if isinstance(value, date):
        return value.isoformat()[:10]
    if not isinstance(value, str):
        return None
    words = value.strip()
    try:
        return datetime.fromisoformat(words).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(words).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def metadata_of(fields: Mapping[str, Any]) -> Metadata:
    """Give what `fields` say under title, outlet, date, and url or address; what is no text there is passed over."""

    def text(key: str) -> str | None:
        value = fields.get(key)
        words = " ".join(value.split()) if isinstance(value, str) else ""
        return words or None

    day = iso_date(fields.get("date")) or text("date")
    return Metadata(text("title"), text("outlet"), day, text("url") or text("address"))


def sidecar(path: Path) -> Metadata:
    """Read NAME.meta.json beside NAME.txt, where there is one. Raises DocumentError."""
    beside = path.with_suffix(".meta.json")
    if not beside.is_file():
        return Metadata()
    try:
        data = json.loads(beside.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DocumentError(f"{beside}: cannot be read as JSON ({error}); mend or remove it") from None
    if not isinstance(data, dict):
        raise DocumentError(f"{beside}: must hold an object with outlet, date, url; it holds {type(data).__name__}")

    def text(key: str) -> str | None:
        value = data.get(key)
        return value if isinstance(value, str) and value.strip() else None

    return Metadata(text("title"), text("outlet"), text("date"), text("url") or text("address"))
