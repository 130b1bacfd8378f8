"""What was found in a run, in sentences: too little evidence, each party, unknowns, and who copies whom."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.claims import Reading
from detente.report.finding import Finding
from detente.report.names import Names
from detente.report.numbers import plural
from detente.report.origins import find_origins, origins_of
from detente.report.party_findings import find_party_findings
from detente.table import Case, Unknown
from detente.wording import listed

__all__ = ["find_findings"]

Json = Mapping[str, Any]


def _little_evidence(case: Case, names: Names, beliefs: Json) -> Iterator[Finding]:
    limit = beliefs["constants"]["too_little_bits"]
    known = beliefs["parties"]
    needed = [party for party, about in case.parties.items() if about.consent == "required"]
    thin = [party for party in needed if party not in known or known[party]["too_little_evidence"]]
    if not case.parties:
        yield Finding("little_evidence", "Too little evidence to rank deals: the reports name no party.", basis="prior")
    elif thin:
        who = listed([names.party(party) for party in thin])
        sentence = (
            f"Too little evidence to rank deals: what {who} {_agree(thin, 'wants', 'want')} is nearly all assumed"
        )
        sentence += f" (less than {limit:g} bits of evidence{'' if len(thin) == 1 else ' each'})."
        yield Finding("little_evidence", sentence, party=thin[0] if len(thin) == 1 else None, basis="prior")


def _agree(things: Sequence[object], one: str, many: str) -> str:
    return one if len(things) == 1 else many


_SAYS_UNKNOWN = re.compile(r"\b(unknown|not known|unclear|not clear|uncertain|classified|secret|undisclosed)\b", re.I)


def _unknowns(case: Case, names: Names) -> Iterator[Finding]:
    """Tell what is said to be unknown; what several entries say in the same words is told once, with all its claims."""
    said: dict[str, list[str]] = {}
    for part in case.unknowns:
        said.setdefault(_unknown(part, names), []).extend(part.because)
    for sentence, because in said.items():
        claims = tuple(dict.fromkeys(because))
        origins = origins_of(case, claims)
        yield Finding("unknown", sentence, claims=claims, origins=origins, basis="cited" if claims else "prior")


def _unknown(part: Unknown, names: Names) -> str:
    bears = f" It bears on {listed([names.issue(issue) for issue in part.bears_on])}." if part.bears_on else ""
    what = " ".join(part.what.split()).rstrip(".")
    told = what[:1].upper() + what[1:] if _SAYS_UNKNOWN.search(what) else f"Not known: {what}"
    return f"{told}.{bears}"


def _unrelated(case: Case, readings: Sequence[Reading]) -> Iterator[Finding]:
    """Tell where the reports fall into groups that share no party, neither one seated nor one set aside."""
    party_of = {claim: f"party: {part.party}" for claim, part in case.evidence.items()}
    party_of |= {
        claim: part.what for part in case.set_aside if part.what.startswith("party: ") for claim in part.because
    }
    groups: list[tuple[set[str], list[str]]] = []
    titles = _titles(readings)
    for reading in readings:
        parties = {party_of[claim.id] for claim in reading.claims if claim.id in party_of}
        if parties:
            joined = [group for group in groups if group[0] & parties]
            groups = [group for group in groups if group not in joined]
            documents = [*(title for group in joined for title in group[1]), titles[reading.document.id]]
            groups.append((parties.union(*(group[0] for group in joined)), documents))
    if len(groups) > 1:
        sentence = (
            f"The reports seem to tell of {len(groups)} unrelated negotiations (no party in common): "
            f"{' / '.join(listed(documents) for _, documents in groups)}. Analyze each on its own."
        )
        yield Finding("unrelated", sentence)


def _titles(readings: Sequence[Reading]) -> dict[str, str]:
    documents = [reading.document for reading in readings]
    outlets = Counter(document.outlet for document in documents if document.outlet)
    return {
        document.id: document.outlet
        if document.outlet and outlets[document.outlet] == 1
        else f"“{document.title or document.id}”"
        for document in documents
    }


def _shared_origins(case: Case, readings: Sequence[Reading]) -> Iterator[Finding]:
    titles = _titles(readings)
    for origin in find_origins(case):
        if origin.shared:
            where = listed([titles.get(document, document) for document in origin.documents])
            sentence = (
                f"{plural(len(origin.documents), 'report')} ({where}) rest on one origin: {origin.name}; what they "
                "repeat counts once."
            )
            yield Finding("origin", sentence, claims=origin.claims, origins=(origin.name,))


def _near_duplicates(readings: Sequence[Reading]) -> Iterator[Finding]:
    titles = _titles(readings)
    for reading in readings:
        copied = reading.document.near_duplicate_of
        if copied is not None:
            first, second = titles[reading.document.id], titles.get(copied, copied)
            sentence = f"{first} largely copies {second}; the two count as one outlet."
            yield Finding("near_duplicate", sentence, claims=tuple(claim.id for claim in reading.claims))


def find_findings(case: Case, readings: Sequence[Reading], beliefs: Json) -> tuple[Finding, ...]:
    """Give what was found, by kind in the order of `KINDS`; within a kind the surest first (of trades, the one
    that evidence speaks for most).

    `beliefs` is what `beliefs.json` holds; ids of claims in `readings` are those of the case.
    """
    names = Names(case)
    found = [*_little_evidence(case, names, beliefs), *_unrelated(case, readings), *_unknowns(case, names)]
    for party in beliefs["parties"]:
        found += find_party_findings(case, names, party, beliefs)
    found += [*_shared_origins(case, readings), *_near_duplicates(readings)]
    return tuple(sorted(found, key=lambda finding: finding.place))
