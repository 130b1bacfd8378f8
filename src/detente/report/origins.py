"""Independent origins: who stands behind the claims, and which reports rest on one and the same."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from detente.table import Case

__all__ = ["Origin", "find_origins", "origins_of", "short_headline", "short_origin"]

HEADLINE = 40
"""Letters of a headline where it stands for an outlet: enough to know it again."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A witness: its name, the claims that go back to it, and the documents in which they stand."""

    name: str
    claims: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def shared(self) -> bool:
        """Whether more than one document rests on it."""
        return len(self.documents) > 1


def find_origins(case: Case) -> tuple[Origin, ...]:
    """Give the origins behind a case's evidence: those of most documents first, then of most claims."""
    claims: dict[str, list[str]] = {}
    documents: dict[str, list[str]] = {}
    for claim, part in case.evidence.items():
        if part.status == "rejected":
            continue
        claims.setdefault(part.origin, []).append(claim)
        known = documents.setdefault(part.origin, [])
        if part.document is not None and part.document not in known:
            known.append(part.document)
    found = [Origin(name, tuple(ids), tuple(documents[name])) for name, ids in claims.items()]
    return tuple(sorted(found, key=lambda origin: (-len(origin.documents), -len(origin.claims), origin.name)))


def origins_of(case: Case, claims: Iterable[str]) -> tuple[str, ...]:
    """Give the distinct origins of some claims, in their order."""
    return tuple(dict.fromkeys(case.evidence[claim].origin for claim in claims if claim in case.evidence))


def short_headline(title: str) -> str:
    """Give the first words of a headline."""
    return textwrap.shorten(title, HEADLINE, placeholder=" …")


def short_origin(name: str, headlines: Iterable[str]) -> str:
    """Give the name of an origin, its headline cut where one of `headlines` stands in it in place of an outlet."""
    for title in headlines:
        if name == title or name.endswith(f" via {title}"):
            return f"{name.removesuffix(title)}“{short_headline(title)}”"
    return name
