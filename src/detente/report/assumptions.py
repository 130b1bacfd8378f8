"""All that is only assumed: what the case declares without a claim, priors, constants, and what was set aside."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from detente.beliefs.constants import Constants, constants_of
from detente.report.names import Names
from detente.report.numbers import percent
from detente.table import Case, Node

__all__ = ["Assumption", "find_assumptions"]

Kind = Literal["case", "prior", "constant", "set aside"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that no claim says: its `path` in the case file, what it is about, its value and the reason for it."""

    kind: Kind
    path: str
    what: str
    value: str | None
    reason: str
    claims: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the object that `analysis.json` holds."""
        return {**asdict(self), "claims": list(self.claims)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Assumption":
        """Give the assumption that an object of `analysis.json` holds."""
        return cls(**{**data, "claims": tuple(data.get("claims", ()))})


def _value(part: dict[str, Any]) -> str | None:
    if "range" in part and isinstance(part["range"], list):
        low, high = part["range"]
        return f"{low:g} to {high:g}"
    if "normal" in part:
        mean, deviation = part["normal"]
        return f"{mean:g} ± {deviation:g}"
    if "value" in part:
        return f"{part['value']:g}"
    return "unknown" if part.get("weights") == "unknown" else None


def _declared(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each part of a dumped case that says `assumed`, with its path."""
    if isinstance(value, dict):
        if value.get("assumed"):
            yield path, value
        for key, part in value.items():
            yield from _declared(part, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _declared(part, f"{path}[{place}]")


_SECTIONS = {
    "parties": "at the table",
    "objectives": "what it wants",
    "no_deal": "value of no deal",
    "issues": "options",
}


def _what(path: str, names: Names) -> str:
    section, _, rest = path.partition(".")
    parts = rest.split(".")
    if section == "issues":
        return f"{names.issue(parts[0])}: options"
    if section == "hypotheses":
        story = rest.removeprefix(f"{parts[0]}.")
        return f"{names.party(parts[0])}: “{names.hypothesis(parts[0], story)}”"
    if section == "objectives" and len(parts) > 1:
        return f"{names.party(parts[0])}: {names.objective(parts[0], parts[-1])}"
    if section == "positions" and len(parts) > 1:
        return f"{names.party(parts[0])}: position on {names.issue(parts[1])}"
    if section in _SECTIONS:
        return f"{names.party(parts[0])}: {_SECTIONS[section]}"
    return path


def _of_case(case: Case, names: Names) -> Iterator[Assumption]:
    dumped = case.model_dump(mode="json", exclude_defaults=True)
    for path, part in _declared(dumped):
        kind: Kind = "prior" if path.startswith("hypotheses.") else "case"
        value = percent(part["prior"]) if "prior" in part else _value(part)
        claims = tuple(part.get("because", ()))
        yield Assumption(kind, path, _what(path, names), value, part["assumed"], claims)


def _plain_weights(name: str, node: Node) -> bool:
    return node.all is not None and len(node.all) > 1 and not isinstance(node.weights, dict) and not node.assumed


def _undeclared(case: Case, names: Names) -> Iterator[Assumption]:
    """Give the priors that hold where the case is silent."""
    for party, root in case.objectives.items():
        if _plain_weights("objectives", root):
            path = f"objectives.{party}.weights"
            reason = "no weights are given: each way to share them is equally likely beforehand"
            yield Assumption("prior", path, f"{names.party(party)}: weights", "flat", reason)
    constants = constants_of(case.constants)
    for party in case.objectives:
        if party not in case.no_deal:
            value = f"{constants.no_deal_low:g} to {constants.no_deal_high:g}"
            what = f"{names.party(party)}: value of no deal"
            yield Assumption("prior", f"no_deal.{party}", what, value, "the case does not give it")
        if party not in case.hypotheses:
            continue
        for story, part in case.hypotheses[party].items():
            if not part.assumed:
                path = f"hypotheses.{party}.{story}"
                what = f"{names.party(party)}: “{names.hypothesis(party, story)}”"
                reason = "prior probability, given in the case"
                yield Assumption("prior", path, what, percent(part.prior), reason, tuple(part.because))


def _constants(case: Case) -> Iterator[Assumption]:
    constants = constants_of(case.constants)
    described = Constants.describe()
    for part in fields(Constants):
        about = described[part.name]
        value = getattr(constants, part.name)
        origin = "set in the case" if part.name in case.constants else f"{about['origin']}"
        yield Assumption("constant", f"constants.{part.name}", str(about["meaning"]), f"{value:g}", origin)


def find_assumptions(case: Case) -> tuple[Assumption, ...]:
    """Give everything that a case and the beliefs about it only assume."""
    names = Names(case)
    aside = tuple(
        Assumption("set aside", f"set_aside[{place}]", part.what, None, part.why, tuple(part.because))
        for place, part in enumerate(case.set_aside)
    )
    return (*_of_case(case, names), *_undeclared(case, names), *_constants(case), *aside)
