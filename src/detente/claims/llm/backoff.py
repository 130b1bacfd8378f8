"""How long to wait before a request is sent again."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["Backoff", "seconds_asked"]


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with jitter, up to `attempts` in all (all figures declared).

    Before attempt n + 1 it waits between half and all of `base` · 2^(n − 1) seconds, at most `longest`; longer where
    the server asks for it (Retry-After), but a server that asks for more than `patience` seconds is not waited for.
    """

    attempts: int = 5
    base: float = 1.0
    longest: float = 60.0
    patience: float = 120.0
    chance: Callable[[], float] = random.random

    def pause(self, attempt: int, asked: float | None = None) -> float:
        """Give the seconds to wait after attempt 1, 2, …; `asked` is what the server asked for."""
        step = min(self.base * 2.0 ** (attempt - 1), self.longest) * (0.5 + self.chance() / 2)
        return max(step, asked or 0.0)


def seconds_asked(header: str | None, now: datetime | None = None) -> float | None:
    """Give the seconds of a Retry-After header (seconds, or a date: Fielding et al. 2022, 10.2.3); None for neither."""
    if not header:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except (ValueError, TypeError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return max(seconds, 0.0) if math.isfinite(seconds) else None
