"""NegMAS's scenario folders: one YAML or JSON file with the issues, and one with the utility of each party.

Written from such files as they are published (Y. Mohammad, S. Nakadai, A. Greenwald, "NegMAS: A Platform for Automated
Negotiations", PRIMA 2020). Read are linear additive utilities with a table or a line for each issue, and exponential
discounting around them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente.deals.formats.data import load_data
from detente.deals.formats.limits import OPTION_LIMIT, REAL_LEVELS
from detente.deals.formats.text import capped, natural
from detente.deals.scenario import Preferences, Scenario
from detente.errors import Fault, FormatError

__all__ = ["is_negmas_domain", "is_negmas_profile", "read_negmas"]

_TYPE_KEYS = ("type", "$type", "__python_class__", "__class__")
_SUFFIXES = {".yml", ".yaml", ".json"}
_LINEAR = {"LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction"}
_LINES = {"AffineFun", "LinearFun", "IdentityFun", "ConstFun"}
ROUNDING = 1e-9
"""A lowest utility above minus this is 0 but for rounding."""


def _type(part: Mapping[str, Any]) -> str:
    for key in _TYPE_KEYS:
        if isinstance(part.get(key), str):
            return str(part[key]).rsplit(".", 1)[-1]
    return ""


def _number(value: Any) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if usable else None


def is_negmas_domain(data: Any) -> bool:
    """Tell whether parsed data hold the issues of a NegMAS scenario."""
    issues = data.get("issues") if isinstance(data, dict) else None
    return isinstance(issues, list) and not isinstance(data.get("parties"), list | dict)


def is_negmas_profile(data: Any) -> bool:
    """Tell whether parsed data hold the utility of one party."""
    return isinstance(data, dict) and ("ufun" in data or "weights" in data or _type(data).endswith("Function"))


@dataclass(frozen=True, slots=True)
class _Issue:
    name: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]


def _span(values: list[Any], continuous: bool, where: str, faults: list[Fault]) -> list[float] | None:
    low, high = _number(values[0]), _number(values[1])
    if low is None or high is None or low > high:
        faults.append(Fault(where, f"is {values!r}; give the lowest and the highest value, two numbers"))
        return None
    if continuous:
        levels = REAL_LEVELS if high > low else 1
        return [low + (high - low) * place / max(levels - 1, 1) for place in range(levels)]
    count = math.floor(high) - math.ceil(low) + 1
    if count > OPTION_LIMIT:
        told = f"spans {count:,} options (from {low:.15g} to {high:.15g}); at most {OPTION_LIMIT:,} can be held: "
        faults.append(Fault(where, told + "narrow it, or list coarser values"))
        return None
    return [float(value) for value in range(math.ceil(low), math.floor(high) + 1)]


def _issue(part: Any, place: int, faults: list[Fault]) -> _Issue | None:
    where = f"issues[{place}]"
    name = part.get("name") if isinstance(part, dict) else None
    if not isinstance(name, str) or not name:
        faults.append(Fault(f"{where}.name", f"is {name!r}; give a name"))
        return None
    values, kind = part.get("values"), _type(part)
    continuous = kind == "ContinuousIssue"
    if isinstance(values, int) and not isinstance(values, bool):
        values, kind = [0, values - 1], "ContiguousIssue"
    if not isinstance(values, list) or not values:
        faults.append(Fault(f"{where}.values", f"is {values!r}; give a list of at least one value"))
        return None
    if (continuous or kind in {"ContiguousIssue", "IntegerIssue"}) and len(values) == 2:
        span = _span(values, continuous, f"{where}.values", faults)
        if span is None:
            return None
        return _Issue(name, tuple(f"{value:.12g}" for value in span), tuple(span))
    labels = tuple(map(str, values))
    twice = sorted({label for label in labels if labels.count(label) > 1}) if len(set(labels)) < len(labels) else []
    if twice:
        faults.append(Fault(f"{where}.values", f"names values twice: {', '.join(twice)}"))
    if len(labels) > OPTION_LIMIT:
        faults.append(Fault(f"{where}.values", f"has {len(labels):,} values; at most {OPTION_LIMIT:,} can be held"))
    return _Issue(name, labels, tuple(_number(value) for value in values))


def _issues(data: Mapping[str, Any], faults: list[Fault]) -> list[_Issue]:
    found = [_issue(part, place, faults) for place, part in enumerate(data["issues"])]
    issues = [issue for issue in found if issue is not None]
    names = [issue.name for issue in issues]
    faults += [Fault("issues", f"two are named {name!r}; rename one") for name in sorted(_twice(names))]
    if not data["issues"]:
        faults.append(Fault("issues", "is empty; give at least one issue"))
    return issues


def _twice(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def _table(mapping: Any, issue: _Issue, where: str) -> Iterator[Fault | float]:
    if not isinstance(mapping, dict):
        yield Fault(f"{where}.mapping", f"is {mapping!r}; give a number for each value of {issue.name!r}")
        return
    given = {str(key): value for key, value in mapping.items()}
    missing = [label for label in issue.labels if label not in given]
    if missing:
        some = "; ".join(missing[:5])
        yield Fault(f"{where}.mapping", f"lacks {len(missing)} values of {issue.name!r} ({some}); add them")
    known = set(issue.labels)
    for key, value in given.items():
        if key not in known:
            yield Fault(f"{where}.mapping", f"holds {key!r}, which is no value of {issue.name!r}")
        elif _number(value) is None:
            yield Fault(f"{where}.mapping.{key}", f"is {value!r}; give a finite number")
    for label in issue.labels:
        number = _number(given.get(label))
        if number is not None:
            yield number


def _along_line(part: Mapping[str, Any], kind: str, issue: _Issue, where: str) -> Iterator[Fault | float]:
    slope = 1.0 if kind == "IdentityFun" else 0.0 if kind == "ConstFun" else _number(part.get("slope"))
    bias = _number(part.get("bias", 0.0))
    if slope is None or bias is None:
        yield Fault(where, f"has slope {part.get('slope')!r} and bias {part.get('bias')!r}; give finite numbers")
        return
    for label, value in zip(issue.labels, issue.values, strict=True):
        if value is None and slope:
            yield Fault(where, f"is a line, but the value {label!r} of {issue.name!r} is no number")
            return
        yield slope * (value or 0.0) + bias


def _row(part: Any, issue: _Issue, where: str) -> Iterator[Fault | float]:
    kind = _type(part) if isinstance(part, dict) else ""
    if isinstance(part, dict) and (kind == "TableFun" or (not kind and "mapping" in part)):
        yield from _table(part.get("mapping"), issue, where)
    elif isinstance(part, dict) and kind in _LINES:
        yield from _along_line(part, kind, issue, where)
    elif isinstance(part, dict) and not kind:
        yield from _table(part, issue, where)
    else:
        known = ", ".join(("TableFun", *sorted(_LINES)))
        yield Fault(where, f"is of the type {kind or type(part).__name__!r}; read are {known}")


def _per_issue(part: Any, issues: Sequence[_Issue], where: str, faults: list[Fault]) -> list[Any] | None:
    """Give one entry for each issue, from a list in their order or a mapping by their names."""
    if isinstance(part, dict):
        part = [part.get(issue.name) for issue in issues] if set(part) == {issue.name for issue in issues} else part
    if not isinstance(part, list) or len(part) != len(issues):
        count = len(part) if isinstance(part, list | dict) else "no"
        faults.append(Fault(where, f"has {count} entries for {len(issues)} issues"))
        return None
    return part


def _linear(ufun: Mapping[str, Any], issues: Sequence[_Issue], faults: list[Fault]) -> dict[str, list[float]]:
    rows = _per_issue(ufun.get("values"), issues, "values", faults)
    given = ufun.get("weights")
    weights = [1.0] * len(issues) if given is None else _per_issue(given, issues, "weights", faults)
    for place, weight in enumerate(weights or []):
        if _number(weight) is None or float(weight) < 0:
            faults.append(Fault(f"weights[{place}]", f"is {weight!r}; give a finite number that is not negative"))
    if rows is None or weights is None:
        return {}
    table = {}
    for place, (issue, row) in enumerate(zip(issues, rows, strict=True)):
        read = list(_row(row, issue, f"values[{place}]"))
        faults += [part for part in read if isinstance(part, Fault)]
        weight = _number(weights[place]) or 0.0
        table[issue.name] = [weight * part for part in read if not isinstance(part, Fault)]
    return table


def _reserve(parts: Sequence[Mapping[str, Any]], lowest: float, faults: list[Fault]) -> float:
    """Give the value of no deal: −∞ says that any deal is better, so 0, or the lowest utility where that is below 0."""
    for part in parts:
        given = part.get("reserved_value")
        if given is None or given == -math.inf:
            continue
        number = _number(given)
        if number is None:
            faults.append(Fault("reserved_value", f"is {given!r}; give a finite number, or -.inf for none"))
        return number or 0.0
    return lowest if lowest < -ROUNDING else 0.0


def _preferences(data: Any, issues: Sequence[_Issue], faults: list[Fault]) -> Preferences:
    parts = [data]
    discount = 1.0
    while _type(parts[-1]) == "ExpDiscountedUFun" and isinstance(parts[-1].get("ufun"), dict):
        own = _number(parts[-1].get("discount"))
        if own is None or not 0 < own <= 1:
            given = parts[-1].get("discount")
            faults.append(Fault("discount", f"is {given!r}; give a number above 0 and up to 1"))
        discount *= own or 1.0
        parts.append(parts[-1]["ufun"])
    ufun = parts[-1]
    kind = _type(ufun)
    if kind not in _LINEAR:
        known = ", ".join(sorted((*_LINEAR, "ExpDiscountedUFun")))
        faults.append(Fault("type", f"is {kind or None!r}; read are {known}"))
        return Preferences.from_table({})
    table = _linear(ufun, issues, faults)
    bias = _number(ufun.get("bias", 0.0))
    if bias is None:
        faults.append(Fault("bias", f"is {ufun.get('bias')!r}; give a finite number"))
    lowest = sum(min(row, default=0.0) for row in table.values()) + (bias or 0.0)
    reserve = _reserve(parts, lowest, faults)
    return Preferences.from_table(table, reserve, constant=bias or 0.0, discount=discount)


def _party(data: Mapping[str, Any], path: Path) -> str:
    """Give the name of a party: what the file calls it, unless that is the path of another file."""
    name = str(data.get("name") or "").strip()
    return path.stem if not name or "/" in name or "\\" in name else name


def _files(folder: Path, encoding: str | None, faults: list[Fault]) -> dict[Path, Any]:
    found = {}
    for path in sorted(folder.iterdir(), key=natural):
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith(("_", ".")) or not path.is_file():
            continue
        try:
            found[path] = load_data(path, encoding)
        except FormatError as error:
            faults += [Fault(f"{path.name} {fault.path}".strip(), fault.message, fault.line) for fault in error.faults]
    return found


def read_negmas(path: Path, profiles: Sequence[Path] = (), encoding: str | None = None) -> Scenario:
    """Read a NegMAS scenario: its folder, or the file with its issues.

    The parties are `profiles`, where given; else all files beside it that hold a utility, those whose names begin with
    `_` left out. `reserved_value` −∞ counts as 0, or as the lowest utility where that is below 0. Raises FormatError
    with all faults of all files, DocumentError where a file cannot be read.
    """
    faults: list[Fault] = []
    folder = path if path.is_dir() else path.parent
    beside = _files(folder, encoding, faults) if path.is_dir() or not profiles else {}
    domains = [own for own, data in beside.items() if is_negmas_domain(data)] if path.is_dir() else [path]
    if len(domains) != 1:
        some = f" ({', '.join(own.name for own in domains)})" if domains else ""
        told = f"holds {len(domains)} files with the issues of a NegMAS scenario{some}; name one, or leave one there"
        raise FormatError(str(path), [*faults, Fault("", told)])
    domain = beside[domains[0]] if domains[0] in beside else load_data(domains[0], encoding)
    if not is_negmas_domain(domain):
        raise FormatError(str(path), [Fault("", "holds no list of issues; name the file that does, or the folder")])
    if profiles:
        chosen = {own: load_data(own, encoding) for own in profiles}
    else:
        chosen = {own: data for own, data in beside.items() if own != domains[0] and is_negmas_profile(data)}
    own_faults: list[Fault] = []
    issues = _issues(domain, own_faults)
    faults += [Fault(f"{domains[0].name} {fault.path}", fault.message) for fault in own_faults]
    names = [_party(data, own) for own, data in chosen.items()]
    if len(set(names)) < len(names):
        names = [own.stem for own in chosen]
    parties = {}
    for name, (own, data) in zip(names, chosen.items(), strict=True):
        found: list[Fault] = []
        if not own_faults:
            parties[name] = _preferences(data if isinstance(data, dict) else {}, issues, found)
        faults += [Fault(f"{own.name} {fault.path}", fault.message) for fault in found]
    if not chosen:
        faults.append(Fault("", "has no files with the utility of a party beside it; add one for each party"))
    if faults:
        raise FormatError(str(path), capped(faults))
    return Scenario({issue.name: issue.labels for issue in issues}, parties, str(domain.get("name") or folder.name))
