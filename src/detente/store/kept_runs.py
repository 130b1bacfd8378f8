"""Runs in the database: what was computed, of which revision, when."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import fn

from detente.store import tables
from detente.store.database import Database
from detente.store.records import Run
from detente.store.stamps import now

__all__ = [
    "OWN_COLUMNS",
    "KeptAnalysis",
    "RunHeader",
    "keep_run",
    "kept_headers",
    "kept_run",
    "kept_runs",
    "newest_inputs",
]

_table = tables.Runs
OWN_COLUMNS = ("beliefs", "deals")
"""Parts of an analysis that stand in columns of their own."""


@dataclass(frozen=True, slots=True)
class RunHeader:
    """A run without what it holds: of which revision of the case, when it was begun and done (ISO 8601)."""

    number: int
    revision: int
    seed: int
    draws: int
    started: str
    finished: str

    @property
    def day(self) -> str:
        """The day (UTC) on which it was done."""
        return self.finished[:10]


def kept_headers(database: Database, most: int | None = None) -> tuple[RunHeader, ...]:
    """Give the runs, newest first, without what they hold."""
    asked = _table.select(
        _table.number, _table.revision, _table.seed, _table.draws, _table.started, _table.finished
    ).order_by(_table.number.desc())
    return tuple(RunHeader(*row) for row in asked.limit(most).tuples().execute(database))


def kept_runs(database: Database, most: int) -> tuple[Run, ...]:
    """Give the newest runs, newest first."""
    asked = _table.select().order_by(_table.number.desc()).limit(most)
    return tuple(_run_of(row) for row in asked.dicts().execute(database))


def newest_inputs(database: Database) -> str | None:
    """Give of what inputs the newest run is; None where there is none."""
    found: str | None = _table.select(_table.inputs).order_by(_table.number.desc()).limit(1).scalar(database)
    return found


def kept_run(database: Database, inputs: str | None = None, number: int | None = None) -> Run | None:
    """Give the newest run, or the one of these inputs, or of this number; None where there is none."""
    asked = _table.select().order_by(_table.number.desc()).limit(1).dicts()
    if inputs is not None:
        asked = asked.where(_table.inputs == inputs)
    if number is not None:
        asked = asked.where(_table.number == number)
    row = asked.first(database)
    return None if row is None else _run_of(row)


def keep_run(
    database: Database, inputs: str, revision: int, seed: int, draws: int, started: str, analysis: Mapping[str, Any]
) -> Run:
    """Keep a run as the newest, in place of an earlier one of the same inputs."""
    rest = {key: value for key, value in analysis.items() if key not in OWN_COLUMNS}
    _table.delete().where(_table.inputs == inputs).execute(database)
    number = int(_table.select(fn.MAX(_table.number)).scalar(database) or 0) + 1
    row = {
        "number": number, "inputs": inputs, "revision": revision, "seed": seed, "draws": draws, "started": started,
        "finished": now(),
        "beliefs": json.dumps(analysis["beliefs"]), "deals": json.dumps(analysis["deals"]),
        "analysis": json.dumps(rest),
    }  # fmt: skip
    _table.insert(row).execute(database)
    return _run_of(row)


class KeptAnalysis(Mapping[str, Any]):
    """The object of `analysis.json`, of which each column is decoded when something in it is asked for."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self._known: dict[str, Any] = {}

    def _column(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = json.loads(self._row[name])
        return self._known[name]

    def __getitem__(self, key: str) -> Any:
        return self._column(key) if key in OWN_COLUMNS else self._column("analysis")[key]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._column("analysis"), *OWN_COLUMNS))

    def __len__(self) -> int:
        return len(self._column("analysis")) + len(OWN_COLUMNS)


def _run_of(row: Mapping[str, Any]) -> Run:
    names = ("number", "inputs", "revision", "seed", "draws", "started", "finished")
    return Run(**{name: row[name] for name in names}, analysis=KeptAnalysis(row))
