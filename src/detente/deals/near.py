"""What a name that leads nowhere was probably meant to be."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["near", "no_such"]

MOST = 3
CLOSE = 0.6
"""How alike two names are, on difflib's scale, for one to be suggested for the other."""
LISTED = 12


def near(name: str, known: Iterable[str]) -> list[str]:
    """Give the known names most like `name`, best first: alike in spelling, or one holding the other."""
    names = list(dict.fromkeys(known))
    folded = {other.casefold().replace("_", " ").replace("-", " "): other for other in reversed(names)}
    wanted = name.casefold().replace("_", " ").replace("-", " ").strip()
    found = [folded[other] for other in get_close_matches(wanted, folded, MOST, CLOSE)]
    holding = [other for key, other in folded.items() if len(wanted) > 2 and (wanted in key or key in wanted)]
    return list(dict.fromkeys([*found, *sorted(holding, key=len)]))[:MOST]


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and which one may have been meant, or else which there are."""
    names = list(known)
    meant = near(name, names)
    if meant:
        return f"there is no {what} {name!r}; did you mean {' or '.join(repr(other) for other in meant)}?"
    listed = "; ".join(names[:LISTED]) + ("; …" if len(names) > LISTED else "")
    return f"there is no {what} {name!r}; there are: {listed or 'none'}"
