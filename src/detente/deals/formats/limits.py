"""Limits and declared choices of the scenario formats, in one place."""

__all__ = ["FILE_LIMIT", "OPTION_LIMIT", "REAL_LEVELS", "WEIGHT_SLACK"]

FILE_LIMIT = 100_000_000
"""Bytes of one file that are read."""

OPTION_LIMIT = 100_000
"""Options that one issue may have."""

REAL_LEVELS = 101
"""Options of an issue on a continuous range, evenly spaced from end to end: GENIUS's IssueReal takes 100 steps."""

WEIGHT_SLACK = 0.02
"""How far the weights of a GENIUS profile may be from a sum of 1: published ones are off by up to 0.011. They are
divided by their sum."""
