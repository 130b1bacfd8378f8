"""Beliefs as tables: of polars or pandas, or the draws as ArviZ inference data (extras `frames` and `arviz`).

A table of `TABLES` has one row for each record, in the order of the result, with the party first; numbers are those of
`beliefs.json` before rounding.
"""

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.beliefs.posterior import PartyDraws, Posterior
from detente.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from detente.beliefs.result import Beliefs

__all__ = ["TABLES", "Library", "arviz_data", "belief_columns", "belief_frame"]

TABLES = (
    "nodes",
    "pairs",
    "ideals",
    "gaps",
    "red_lines",
    "hypotheses",
    "diagnosticity",
    "observations",
    "origins",
    "witnesses",
    "concessions",
    "contradictions",
    "parties",
)
"""The tables that there are; `ideals` has a row for each option, `parties` one for each party."""

Library = Literal["polars", "pandas"]
Row = dict[str, Any]


def _flat(record: Any, prefix: str = "") -> Row:
    """Give the fields of a record, those of a record in it by `outer_inner`, lists as text, mappings left out."""
    row: Row = {}
    for part in fields(record):
        value = getattr(record, part.name)
        if is_dataclass(value):
            row |= _flat(value, f"{prefix}{part.name}_")
        elif isinstance(value, tuple):
            row[f"{prefix}{part.name}"] = ", ".join(str(item) for item in value)
        elif not isinstance(value, Mapping):
            row[f"{prefix}{part.name}"] = value
    return row


def _rows(beliefs: "Beliefs", table: str) -> Iterable[Row]:
    for party, summary in beliefs.parties.items():
        if table == "parties":
            yield _flat_party(party, summary)
            continue
        records = getattr(summary, table)
        for record in records.values() if isinstance(records, Mapping) else records:
            if table == "ideals":
                for option, after, before in zip(record.options, record.probability, record.prior, strict=True):
                    row = {"option": option, "probability": after, "prior": before}
                    yield {"party": party, "issue": record.issue, **row, "only_prior": record.only_prior}
            else:
                yield {"party": party, **_flat(record)}


def _flat_party(party: str, summary: Any) -> Row:
    return {
        "party": party,
        "evidence_bits": summary.evidence_bits,
        "too_little_evidence": summary.too_little_evidence,
        **_flat(summary.no_deal, "no_deal_"),
        **_flat(summary.sincerity, "sincerity_"),
        **_flat(summary.sampled, "sampled_"),
    }


def belief_columns(beliefs: "Beliefs", table: str = "nodes") -> dict[str, list[Any]]:
    """Give the columns of one of `TABLES`; none where it has no row. Raises UsageError where there is no such table."""
    if table not in TABLES:
        raise UsageError(f"there is no table {table!r} of beliefs; there are {', '.join(TABLES)}")
    rows = list(_rows(beliefs, table))
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


def belief_frame(beliefs: "Beliefs", table: str = "nodes", library: Library | None = None) -> Any:
    """Give one of `TABLES` as a frame of `library`, or of polars or else pandas, whichever is installed.

    Raises MissingExtraError where none is, UsageError where there is no such table or library.
    """
    if library not in (None, "polars", "pandas"):
        raise UsageError(f"there is no frame of {library!r}; give polars or pandas")
    columns = belief_columns(beliefs, table)
    for name in ("polars", "pandas") if library is None else (library,):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        return module.DataFrame(columns)
    raise MissingExtraError(library or "A library of frames (polars or pandas)", "frames")


def _variables(draws: PartyDraws) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Give arrays (1 chain, draws, …) by name, and the dimension of each that has one."""
    nodes = list(draws.effective)
    found: dict[str, Any] = {
        "weight": np.stack([draws.effective[node] for node in nodes], axis=1)[None],
        "no_deal": draws.no_deal[None],
        "sincerity": draws.sincerity[None],
        "hypothesis": draws.hypothesis[None],
    }
    dims = {"weight": ["node"]}
    for issue, ideal in draws.ideals.items():
        found[f"ideal {issue}"] = ideal[None]
    for leaf, table in draws.satisfaction.items():
        found[f"satisfaction {leaf}"] = table[None]
        dims[f"satisfaction {leaf}"] = [f"option of {leaf}"]
    return found, dims


def arviz_data(posterior: Posterior, party: str) -> Any:
    """Give one party's draws as ArviZ inference data, for its plots and diagnostics.

    One chain of equally weighted draws: `weight` over `node` (effective weights), `no_deal`, `sincerity`,
    `hypothesis` (an index into the attribute `hypotheses`), `ideal ISSUE`, `satisfaction LEAF` over its options.
    The group is `posterior`. ArviZ before 1.0 gives an InferenceData, later ones a DataTree.
    Raises MissingExtraError where ArviZ is not installed, UsageError where the posterior has no such party.
    """
    if party not in posterior.parties:
        raise UsageError(f"there are no draws of {party!r}; there are of {', '.join(posterior.parties) or 'nobody'}")
    try:
        arviz = importlib.import_module("arviz")
    except ImportError:
        raise MissingExtraError("ArviZ", "arviz") from None
    draws = posterior.parties[party]
    found, dims = _variables(draws)
    coords: dict[str, Any] = {"node": list(draws.effective)}
    if int(str(arviz.__version__).split(".")[0]) >= 1:
        data = arviz.from_dict({"posterior": found}, coords=coords, dims=dims)
    else:
        data = arviz.from_dict(posterior=found, coords=coords, dims=dims)
    data["posterior"].attrs.update({"party": party, "hypotheses": list(draws.hypotheses), "seed": posterior.seed})
    return data
