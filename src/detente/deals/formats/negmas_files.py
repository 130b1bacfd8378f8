"""A scenario as the files of a NegMAS folder: one with the issues, one for each party."""

import io
import math
import re
from typing import Any

from detente.deals.formats.additive import additive_tables
from detente.deals.scenario import Scenario
from detente.errors import Fault, FormatError

__all__ = ["file_names", "negmas_files"]


def file_names(names: list[str], taken: str) -> dict[str, str]:
    """Give a safe and distinct file name, without suffix, for each of `names`."""
    found: dict[str, str] = {}
    used = {taken.casefold()}
    for name in names:
        stem = re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "party"
        free, count = stem, 2
        while free.casefold() in used:
            free, count = f"{stem}-{count}", count + 1
        used.add(free.casefold())
        found[name] = free
    return found


def _yaml(data: dict[str, Any]) -> str:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def negmas_files(scenario: Scenario) -> dict[str, str]:
    """Give the files of a NegMAS folder: name → YAML. Raises FormatError where they cannot hold all of the scenario."""
    tables = additive_tables(scenario, "NegMAS", frozenset({"constant", "discount"}))
    unfit = [party for party in tables if "/" in party or "\\" in party or party != party.strip() or not party]
    if unfit:
        told = "NegMAS takes such a name for the path of a file; rename the party"
        raise FormatError(scenario.name, [Fault(f"parties.{party}", told) for party in unfit])
    issues = [
        {"name": issue, "type": "CategoricalIssue", "values": list(labels)} for issue, labels in scenario.issues.items()
    ]
    domain = {"issues": issues, "name": scenario.name, "type": "DiscreteCartesianOutcomeSpace"}
    files = {"domain.yml": _yaml(domain)}
    names = file_names(list(tables), "domain")
    for place, (party, table) in enumerate(tables.items(), 1):
        preferences = scenario.parties[party]
        values = [
            {"mapping": dict(zip(scenario.issues[issue], row, strict=True)), "type": "TableFun"}
            for issue, row in table.items()
        ]
        ufun: dict[str, Any] = {
            "name": party,
            "reserved_value": preferences.no_deal,
            "type": "LinearAdditiveUtilityFunction",
            "values": values,
            "weights": [1.0] * len(values),
        }
        if preferences.constant:
            ufun["bias"] = preferences.constant
        if preferences.discount != 1.0:
            ufun = {"discount": preferences.discount, "name": party, "type": "ExpDiscountedUFun", "ufun": ufun}
            ufun["reserved_value"] = preferences.no_deal
        digits = math.floor(math.log10(max(len(tables), 1))) + 1
        files[f"{place:0{digits}d}-{names[party]}.yml"] = _yaml(ufun)
    return files
