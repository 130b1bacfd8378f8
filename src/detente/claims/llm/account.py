"""The account of a run: what may be spent, what is spent, and what answers under way may still cost."""

import asyncio
import math
import time
from dataclasses import dataclass

from detente.claims.llm.completion import LimitReachedError
from detente.errors import UsageError

__all__ = ["Account", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may take: `cost` in the currency of the prices, `tokens` in and out, `seconds`; None for no limit.

    Prices are declared, per million tokens; detente knows none. Raises UsageError for a limit on cost without them.
    """

    cost: float | None = None
    tokens: int | None = None
    seconds: float | None = None
    price_in: float | None = None
    price_out: float | None = None

    def __post_init__(self) -> None:
        for name in ("cost", "seconds", "price_in", "price_out"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= 0):
                raise UsageError(f"{name} is {value}; it must be a number from 0 on")
        if self.cost is not None and (self.price_in is None or self.price_out is None):
            raise UsageError("a limit on cost needs prices: declare them, per million tokens, with --price IN OUT")

    def cost_of(self, tokens_in: int, tokens_out: int) -> float:
        """Give the cost of tokens at the declared prices; 0 without prices."""
        return (tokens_in * (self.price_in or 0.0) + tokens_out * (self.price_out or 0.0)) / 1e6


class Account:
    """Keeps a run within its limits: what a request may cost at most is set aside before it is sent."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tokens_in = 0
        self.tokens_out = 0
        self._begun: float | None = None
        self._aside: list[tuple[int, int]] = []
        self._changed = asyncio.Condition()

    def begin(self) -> float | None:
        """Begin, or go on, in the event loop that runs now; gives the seconds that are left, None for no limit."""
        self._aside = []
        self._changed = asyncio.Condition()
        if self._begun is None:
            self._begun = time.monotonic()
        if self.limits.seconds is None:
            return None
        return max(self.limits.seconds - (time.monotonic() - self._begun), 0.0)

    @property
    def cost(self) -> float:
        """What was spent so far."""
        return self.limits.cost_of(self.tokens_in, self.tokens_out)

    async def set_aside(self, tokens_in: int, tokens_out: int) -> None:
        """Set aside what a request takes at most; waits while only answers under way stand in its way.

        Raises LimitReachedError where a limit leaves no room for it.
        """
        async with self._changed:
            while reason := self._beyond(tokens_in, tokens_out):
                if not self._aside:
                    raise LimitReachedError(reason)
                await self._changed.wait()
            self._aside.append((tokens_in, tokens_out))

    async def settle(self, aside: tuple[int, int], tokens_in: int, tokens_out: int) -> None:
        """Book what a request took, in place of what was set aside for it."""
        async with self._changed:
            self._aside.remove(aside)
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out
            self._changed.notify_all()

    def _beyond(self, tokens_in: int, tokens_out: int) -> str | None:
        """Say which limit a request would pass, if it took all it may and so did those under way."""
        most_in = self.tokens_in + tokens_in + sum(aside[0] for aside in self._aside)
        most_out = self.tokens_out + tokens_out + sum(aside[1] for aside in self._aside)
        if self.limits.tokens is not None and most_in + most_out > self.limits.tokens:
            used = self.tokens_in + self.tokens_out
            return (
                f"the limit of {self.limits.tokens:,} tokens: {used:,} are used, and the next request "
                f"may take {tokens_in + tokens_out:,}"
            )
        if self.limits.cost is not None and self.limits.cost_of(most_in, most_out) > self.limits.cost:
            return (
                f"the limit of {self.limits.cost:g} on cost: {self.cost:.4g} is spent, and the next request "
                f"may cost {self.limits.cost_of(tokens_in, tokens_out):.4g}"
            )
        return None
