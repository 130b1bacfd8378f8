"""The draws as a flat table of named columns, and back: one row for each draw, one column for each quantity.

A column is named `party|kind|name|place`, each part percent-encoded where it holds a `|`. Kinds are `weights` (place:
the child's name), `effective`, `ideals`, `satisfaction` and `red_lines` (place: the option's number), `no_deal`,
`sincerity`, `hypothesis` (place: the names, joined by `|`). The columns alone rebuild the posterior.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.posterior import PartyDraws, Posterior
from detente.errors import Fault, FormatError
from detente.table.case import Case
from detente.table.objectives import All, Leaf, objective_tree, walk

__all__ = ["draws_from_table", "draws_to_table"]

Column = NDArray[Any]
_SINGLE = ("no_deal", "sincerity", "hypothesis")
_BY_NAME = ("effective", "ideals")
_BY_PLACE = ("satisfaction", "red_lines")


def _column(*parts: str) -> str:
    return "|".join(quote(part, safe=" ,.;:()'") for part in parts)


def _party_columns(draws: PartyDraws, children: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, Column]]:
    party = draws.party
    for node, table in draws.weights.items():
        for place, child in enumerate(children[node]):
            yield _column(party, "weights", node, child), table[:, place]
    for kind in _BY_NAME:
        for name, values in getattr(draws, kind).items():
            yield _column(party, kind, name, ""), values
    for kind in _BY_PLACE:
        for name, table in getattr(draws, kind).items():
            for place in range(table.shape[1]):
                yield _column(party, kind, name, str(place)), table[:, place]
    yield _column(party, "no_deal", "", ""), draws.no_deal
    yield _column(party, "sincerity", "", ""), draws.sincerity
    yield (
        _column(party, "hypothesis", "", "|".join(quote(name, safe=" ") for name in draws.hypotheses)),
        draws.hypothesis,
    )


def _sums(case: Case, party: str) -> dict[str, tuple[str, ...]]:
    root = objective_tree(case, party)
    nodes = () if root is None else walk(root)
    return {node.name: tuple(child.name for child in node.children) for node in nodes if isinstance(node, All)}


def draws_to_table(case: Case, posterior: Posterior) -> dict[str, Column]:
    """Give the draws of all parties as columns of `posterior.draws` rows each."""
    return {
        name: np.ascontiguousarray(values)
        for party, draws in posterior.parties.items()
        for name, values in _party_columns(draws, _sums(case, party))
    }


def _gather(columns: Mapping[str, Column]) -> dict[str, dict[str, dict[str, dict[str, Column]]]]:
    found: dict[str, dict[str, dict[str, dict[str, Column]]]] = {}
    for column, values in columns.items():
        parts = column.split("|")
        if len(parts) != 4:
            raise FormatError("beliefs", [Fault(column, "is no column of draws: it has not four parts")])
        party, kind, name, place = (unquote(part) for part in parts)
        found.setdefault(party, {}).setdefault(kind, {}).setdefault(name, {})[place] = np.asarray(values)
    return found


def _expected(case: Case, party: str) -> set[tuple[str, str, str]]:
    """Give (kind, name, place) of the columns that the party's objectives ask for."""
    root = objective_tree(case, party)
    nodes = () if root is None else tuple(walk(root))
    columns = {("effective", node.name, "") for node in nodes}
    columns |= {("weights", name, child) for name, children in _sums(case, party).items() for child in children}
    return columns | {
        ("satisfaction", node.name, str(place))
        for node in nodes
        if isinstance(node, Leaf)
        for place in range(len(case.issues[node.issue].labels))
    }


def _held(kinds: Mapping[str, Mapping[str, Mapping[str, Column]]]) -> set[tuple[str, str, str]]:
    return {
        (kind, name, place)
        for kind in ("effective", "weights", "satisfaction")
        for name, part in kinds.get(kind, {}).items()
        for place in part
    }


def _party_draws(case: Case, party: str, kinds: Mapping[str, Mapping[str, Mapping[str, Column]]]) -> PartyDraws:
    missing = [kind for kind in _SINGLE if kind not in kinds]
    if missing or _expected(case, party) != _held(kinds):
        what = f"lack {', '.join(missing)}" if missing else "are not of this case: its objectives differ"
        raise FormatError("beliefs", [Fault(party, f"the draws {what}; infer them again")])
    children, weights = _sums(case, party), kinds.get("weights", {})
    ((names, hypothesis),) = kinds["hypothesis"][""].items()
    tables: dict[str, dict[str, Column]] = {
        kind: {
            name: np.stack([part[str(place)] for place in range(len(part))], axis=1)
            for name, part in kinds.get(kind, {}).items()
        }
        for kind in _BY_PLACE
    }
    named = {kind: {name: part[""] for name, part in kinds.get(kind, {}).items()} for kind in _BY_NAME}
    return PartyDraws(
        party=party,
        weights={node: np.stack([weights[node][child] for child in names], axis=1) for node, names in children.items()},
        effective={name: np.asarray(values, dtype=np.float64) for name, values in named["effective"].items()},
        ideals={name: np.asarray(values, dtype=np.int64) for name, values in named["ideals"].items()},
        satisfaction={name: np.asarray(part, dtype=np.float64) for name, part in tables["satisfaction"].items()},
        no_deal=np.asarray(kinds["no_deal"][""][""], dtype=np.float64),
        sincerity=np.asarray(kinds["sincerity"][""][""], dtype=np.float64),
        red_lines={name: np.asarray(part, dtype=np.bool_) for name, part in tables["red_lines"].items()},
        hypothesis=np.asarray(hypothesis, dtype=np.int64),
        hypotheses=tuple(unquote(name) for name in names.split("|")),
    )


def draws_from_table(case: Case, columns: Mapping[str, Column], *, seed: int = 0) -> Posterior:
    """Give the posterior that the columns hold. Raises FormatError where they are not draws of this case."""
    found = _gather(columns)
    strangers = [party for party in found if party not in case.parties]
    if strangers:
        raise FormatError("beliefs", [Fault(party, "the case has no such party") for party in strangers])
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        raise FormatError("beliefs", [Fault("", f"columns of different lengths: {sorted(lengths)}")])
    parties = {party: _party_draws(case, party, kinds) for party, kinds in found.items()}
    return Posterior(parties, lengths.pop() if lengths else 0, seed)
