"""Datelines: place and day before the first sentence of a report ("LUMEN, 3 March 2026 (Agency) — …").

A dateline stands at the head of the body, bears a day, and is set off: by a dash, by a colon after the day, or as a
line of its own. A day that belongs to a sentence ("On 3 March 2026 both sides met", "3 March 2026 was …") is none.
"""

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["Dateline", "find_dateline"]

FIRST_LINES = 4
"""Lines with words from the start of a text among which a dateline is looked for: headline, what is below it, body."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NUMBER_OF = {name[:length].lower(): at for at, name in enumerate(_MONTHS, 1) for length in (3, 4, len(name))}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DAYS = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+(?P<year>\d{{4}}))?",
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?",
    rf"{_WEEKDAY}(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})",
)
_PLACE = (
    r"(?:[A-Z][A-Z.'’-]+(?:\s+[A-Z][A-Z.'’-]+){0,3}|[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,2})"
    r"(?:,\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+)?)?"
)
_AGENCY = r"\([^()\n]{2,40}\)"
_SET_OFF = r"(?:\s*[—–]\s*|\s+--?\s+)"
_FORMS = tuple(
    re.compile(
        rf"[ \t]*(?:{_PLACE}\s*(?:{_AGENCY}\s*)?,?\s+)?(?:{day})"
        rf"(?:(?:\s*,?\s*{_AGENCY})?(?:{_SET_OFF}|(?P<colon>:)\s+)(?=\S)|(?:\s*,?\s*{_AGENCY})?[ \t]*(?P<alone>$))",
        re.M,
    )
    for day in _DAYS
)
LONGEST = 200
"""Characters of a line in which a dateline is looked for."""
_DATED = re.compile(r"\b(?:\d{1,2}\s+[A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.?\s+\d{1,2}),?\s+(?P<year>(?:19|20)\d{2})\b")


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a dateline stands in a text, its mark included, and the day it names as YYYY-MM-DD.

    `day` is None where it names no year and the text dates nothing, or things of several years.
    """

    start: int
    end: int
    day: str | None


def find_dateline(text: str) -> Dateline | None:
    """Give the dateline at the head of a text; None where there is none."""
    place = seen = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            seen += 1
            found = _read(line.rstrip(), place, text)
            if found is not None:
                return found
        if seen == FIRST_LINES:
            return None
        place += len(line)
    return None


def _read(line: str, place: int, text: str) -> Dateline | None:
    for form in _FORMS:
        match = form.match(line[:LONGEST])
        if match is None or (match["alone"] is not None and len(line) > LONGEST):
            continue
        try:
            year = match["year"] or _only_year(text)
            day = date(int(year or 2000), _month(match["month"]), int(match["day"])).isoformat()
        except ValueError:
            return None
        return Dateline(place, place + match.end(), day if year else None)
    return None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_OF[word.rstrip(".").lower()]


def _only_year(text: str) -> str | None:
    """Give the year of all the days that a text names with one; None where it names none, or several."""
    years = {match["year"] for match in _DATED.finditer(text)}
    return years.pop() if len(years) == 1 else None
