"""How a package stands in an address: the place of each option, and a mark of the table that they are places of.

The mark changes with the issues and options, so that an old address never means another package than it meant.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from detente.web.not_found import NotFound

__all__ = ["PackageCode"]

_CODE = re.compile(r"(\d{1,6}(?:_\d{1,6})*)-([0-9a-f]{6})")


class PackageCode:
    """Writes and reads the packages of one table, `issues` with their option labels."""

    def __init__(self, issues: Mapping[str, Sequence[str]]) -> None:
        self.issues = {issue: tuple(labels) for issue, labels in issues.items()}
        told = json.dumps([[issue, *labels] for issue, labels in self.issues.items()])
        self.mark = hashlib.sha256(told.encode()).hexdigest()[:6]

    def write(self, package: Mapping[str, Any]) -> str:
        """Give the code of a whole package. Raises KeyError, ValueError for one of another table."""
        places = (labels.index(str(package[issue])) for issue, labels in self.issues.items())
        return f"{'_'.join(map(str, places))}-{self.mark}"

    def read(self, code: str) -> dict[str, str]:
        """Give the package of a code. Raises NotFound for what is none, or one of another table."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise NotFound(f"{code[:80]!r} is no package of this table; choose one on the page of deals")
        if found[2] != self.mark:
            raise NotFound("the table had other issues or options when this address was made; choose a package anew")
        places = [int(place) for place in found[1].split("_")]
        if len(places) != len(self.issues) or any(
            place >= len(labels) for place, labels in zip(places, self.issues.values(), strict=False)
        ):
            raise NotFound(f"{code[:80]!r} is no package of this table; choose one on the page of deals")
        return {issue: labels[place] for (issue, labels), place in zip(self.issues.items(), places, strict=True)}
