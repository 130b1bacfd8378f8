"""Limits and tolerances of `detente.deals`, declared in one place."""

__all__ = [
    "CANDIDATE_LIMIT",
    "COUNT_BOXES",
    "COUNT_JOIN_LIMIT",
    "COUNT_LISTED",
    "COUNT_SAMPLE",
    "COUNT_STATE_LIMIT",
    "DRAWN_SUMS",
    "EFFICIENCY_DRAWS",
    "FACTOR_LIMIT",
    "FRONTIER_LIMIT",
    "JSON_FRONTIER_LIMIT",
    "LOGROLL_DRAWS",
    "MANY_PARTIES",
    "NAMED_PACKAGES",
    "SMALL_SPACE",
    "SOLVED_DRAWS",
    "SPACE_LIMIT",
    "SUM_LIMIT",
    "SWAP_LIMIT",
    "TIED_LIMIT",
    "TOLERANCE",
    "TRADE_LIMIT",
    "WIDE_FACTOR_LIMIT",
    "WIDE_FRONTIER_LIMITS",
]

TOLERANCE = 1e-9
"""Utilities that differ by no more than this count as equal, relative to the largest utility if that exceeds 1."""

FRONTIER_LIMIT = 300_000
"""Points a frontier of up to five parties may hold between two factors before it is thinned to boxes."""

WIDE_FRONTIER_LIMITS = {6: 20_000, 7: 5_000, 8: 600}
"""The same for more parties, where nearly every package is efficient; the last also for all beyond."""

SMALL_SPACE = 20_000
"""Up to this many packages every frontier is exact."""

SUM_LIMIT = 20_000_000
"""Sums of two frontiers held at one time."""

FACTOR_LIMIT = 1_000_000
"""Combinations of options that one factor may hold."""

WIDE_FACTOR_LIMIT = 5_000
"""The same for more than `MANY_PARTIES` parties."""

MANY_PARTIES = 5
"""Beyond this, nearly every package is efficient, and frontiers are kept short."""

COUNT_STATE_LIMIT = 250_000
"""Distinct sums of utilities that exact counting may hold."""

COUNT_LISTED = 100_000
"""Packages of the second part of the issues, which counting lists."""

COUNT_JOIN_LIMIT = 5_000_000_000
"""Pairs of a sum and a listed package, times the parties, up to which they are counted exactly."""

COUNT_BOXES = 2_000
"""Sums that counting holds where it can only give bounds."""

COUNT_SAMPLE = 4_000
"""Packages of the first part of the issues that are drawn for an estimate of the count."""

DRAWN_SUMS = 50_000
"""Sums of two frontiers held at one time where many draws are solved together, about."""

JSON_FRONTIER_LIMIT = 10_000
"""Frontier points written to `deals.json`; the most spread ones where there are more."""

CANDIDATE_LIMIT = 400
"""Packages judged under uncertainty."""

SOLVED_DRAWS = 200
"""Draws of the posterior whose own solutions become candidates."""

TIED_LIMIT = 20
"""Packages that are named where several reach one solution."""

TRADE_LIMIT = 20
"""Trades listed."""

SWAP_LIMIT = 2_000_000
"""Joint moves looked through for swaps of one kind; where there are more, that kind is left out."""

LOGROLL_DRAWS = 1_000
"""Draws over which exchanges between two parties are judged."""

NAMED_PACKAGES = 60
"""Candidates written to `deals.json`."""

EFFICIENCY_DRAWS = 1_000
"""Draws in which it is settled which candidates are efficient."""

SPACE_LIMIT = 1_000
"""Up to this many packages, all of them are candidates."""
