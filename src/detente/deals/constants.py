"""Limits and tolerances of `detente.deals`, declared in one place."""

__all__ = [
    "AMENDMENT_FRONTIER",
    "AMENDMENT_LIMIT",
    "AMENDMENT_PACKAGES",
    "AMENDMENT_WORK",
    "CANDIDATE_LIMIT",
    "COMPLETION_LIMIT",
    "COUNT_ADDED_LIMIT",
    "COUNT_BOXES",
    "COUNT_JOIN_LIMIT",
    "COUNT_LISTED",
    "COUNT_SAMPLE",
    "COUNT_STATE_LIMIT",
    "DRAWN_SUMS",
    "EFFICIENCY_DRAWS",
    "ENUMERATION_LIMIT",
    "FACTOR_LIMIT",
    "FRONTIER_LIMIT",
    "JSON_FRONTIER_LIMIT",
    "LOGROLL_DRAWS",
    "MANY_PARTIES",
    "NAMED_PACKAGES",
    "ON_BOARD",
    "SMALL_SPACE",
    "SOLVED_DRAWS",
    "SPACE_LIMIT",
    "SUM_LIMIT",
    "SURE_TO_SIGN",
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

ENUMERATION_LIMIT = 20_000_000
"""The same for factors that joint values or constraints tie together, and that are looked through in chunks."""

WIDE_FACTOR_LIMIT = 5_000
"""The same for more than `MANY_PARTIES` parties."""

MANY_PARTIES = 5
"""Beyond this, nearly every package is efficient, and frontiers are kept short."""

COUNT_STATE_LIMIT = 250_000
"""Distinct sums of utilities that exact counting may hold."""

COUNT_ADDED_LIMIT = 100_000_000
"""Sums that exact counting may form of one factor and those before it."""

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

ON_BOARD = 0.5
"""A party counts as on board of a draft where it would sign it with at least this probability."""

SURE_TO_SIGN = 0.75
"""With at least this probability a party is said to sign; with at most the rest to 1, to balk."""

COMPLETION_LIMIT = 2_000
"""Ways to settle what a draft leaves open up to which all of them are judged."""

AMENDMENT_PACKAGES = 200_000
"""Changes of a draft looked through one by one."""

AMENDMENT_WORK = 10_000_000
"""Changes times draws looked through one by one."""

AMENDMENT_FRONTIER = 20_000
"""Points a frontier over utilities and the number of changes may hold, where changes are too many to look through."""

AMENDMENT_LIMIT = 3
"""Smallest changes of a draft told, and packages that dominate it."""
