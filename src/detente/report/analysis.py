"""The analysis of a run: all its stages by key, with what was found, what is unknown and what is only assumed.

It is the object that `analysis.json` holds. Together with the texts in `claims.json` it is all that a report needs.
"""

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import ValidationError

import detente
from detente.claims import Claim, Reading, with_unique_ids
from detente.documents import Document
from detente.errors import Fault, FormatError
from detente.installed import installed_versions, language_models
from detente.report.assumptions import Assumption, find_assumptions
from detente.report.finding import Finding
from detente.report.findings import find_findings
from detente.report.origins import Origin, find_origins
from detente.table import Case

__all__ = ["Analysis", "build_analysis"]

SCHEMA = 1
Json = Mapping[str, Any]


class _Result(Protocol):
    def to_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Analysis:
    """A run, ready to be shown.

    `documents` are those of `claims.json` without their texts; `claims` its claims, each with the id of its
    `document`; `beliefs` and `deals` what `beliefs.json` and `deals.json` hold. `readings` carry the texts; they are
    not part of `analysis.json`, and empty where it was read from there.
    """

    title: str
    documents: tuple[Json, ...]
    claims: tuple[Json, ...]
    case: Case
    beliefs: Json
    deals: Json
    findings: tuple[Finding, ...]
    assumptions: tuple[Assumption, ...]
    versions: Json
    readings: tuple[Reading, ...] = ()

    @property
    def unknowns(self) -> tuple[Finding, ...]:
        """What the reports say is not known."""
        return tuple(finding for finding in self.findings if finding.kind == "unknown")

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Who stands behind the claims."""
        return find_origins(self.case)

    @property
    def too_little_evidence(self) -> bool:
        """Whether the evidence is too little to rank deals."""
        return any(finding.kind == "little_evidence" for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Give what `analysis.json` holds."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "findings": [finding.to_json() for finding in self.findings],
            "unknowns": [finding.to_json() for finding in self.unknowns],
            "assumptions": [assumption.to_json() for assumption in self.assumptions],
            "documents": [dict(document) for document in self.documents],
            "claims": [dict(claim) for claim in self.claims],
            "case": self.case.model_dump(mode="json", exclude_defaults=True),
            "beliefs": dict(self.beliefs),
            "deals": dict(self.deals),
            "versions": dict(self.versions),
        }

    def with_texts(self, readings: Sequence[Reading] | None = None) -> tuple[Reading, ...]:
        """Give the readings: those given, else its own, else its documents and claims without their texts."""
        if readings is not None:
            return with_unique_ids(readings)
        if self.readings:
            return self.readings
        claims: dict[str, list[Claim]] = {}
        for claim in self.claims:
            claims.setdefault(claim["document"], []).append(Claim.from_json(claim))
        return tuple(
            Reading(Document(text="", **document), tuple(claims.get(document["id"], ()))) for document in self.documents
        )

    @classmethod
    def from_json(cls, data: Json, name: str = "analysis.json") -> "Analysis":
        """Give the analysis that an object of `analysis.json` holds. Raises FormatError with what it lacks."""
        needed = ("title", "documents", "claims", "case", "beliefs", "deals", "findings", "assumptions", "versions")
        missing = [Fault(key, "is missing") for key in needed if key not in data]
        if data.get("schema") != SCHEMA:
            missing.insert(0, Fault("schema", f"must be {SCHEMA}; it is {data.get('schema')!r}"))
        if missing:
            raise FormatError(name, missing)
        try:
            case = Case.model_validate(data["case"])
        except ValidationError as error:
            faults = [Fault(".".join(map(str, ("case", *part["loc"]))), part["msg"]) for part in error.errors()]
            raise FormatError(name, faults) from None
        return cls(
            title=data["title"],
            documents=tuple(data["documents"]),
            claims=tuple(data["claims"]),
            case=case,
            beliefs=data["beliefs"],
            deals=data["deals"],
            findings=tuple(Finding.from_json(part) for part in data["findings"]),
            assumptions=tuple(Assumption.from_json(part) for part in data["assumptions"]),
            versions=data["versions"],
        )


_PACKAGES = ("numpy", "spacy", "onnxruntime", "moocore")


def _versions(beliefs: Json) -> dict[str, Any]:
    """Give what is installed, loaded or not: the same for a run at once and for one by stages."""
    found: dict[str, Any] = {"detente": detente.__version__, "python": platform.python_version()}
    found |= installed_versions([*_PACKAGES, *language_models()])
    return found | {key: beliefs[key] for key in ("seed", "draws") if key in beliefs}


def _as_json(result: "_Result | Json") -> Json:
    return result if isinstance(result, Mapping) else result.to_json()


def build_analysis(
    readings: Sequence[Reading], case: Case, beliefs: "_Result | Json", deals: "_Result | Json"
) -> Analysis:
    """Put a run together and state what was found.

    `beliefs` and `deals` are the results of `infer` and `solve`, or what their files hold.
    """
    readings = with_unique_ids(readings)
    believed = _as_json(beliefs)
    documents = [reading.document for reading in readings]
    return Analysis(
        title=case.title,
        documents=tuple(
            {
                "id": document.id,
                "title": document.title,
                "outlet": document.outlet,
                "date": document.date,
                "address": document.address,
                "sha256": document.sha256,
                "near_duplicate_of": document.near_duplicate_of,
            }
            for document in documents
        ),
        claims=tuple(
            {"document": reading.document.id, **claim.to_json()} for reading in readings for claim in reading.claims
        ),
        case=case,
        beliefs=believed,
        deals=_as_json(deals),
        findings=find_findings(case, readings, believed),
        assumptions=find_assumptions(case),
        versions=_versions(believed),
        readings=readings,
    )
