"""The run that pages about deals rest on, read once, and the yardstick that drafts are measured by.

A run keeps a summary of the beliefs, and not the draws. They are drawn again from the run's own case, seed and number
of draws, which gives the very same ones, beside the server and once for each run.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooSoon
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from detente.errors import SizeError
from detente.store import CaseStore
from detente.web.deals.package_code import PackageCode

if TYPE_CHECKING:
    from detente.beliefs import Posterior
    from detente.deals.yardstick import Yardstick
    from detente.report.charts import View
    from detente.report.names import Names
    from detente.table import Case

__all__ = ["PATIENCE", "Ground", "Grounds"]

PATIENCE = 0.2
"""Seconds that a page waits for the draws of its run; it shows what it has, and the rest when they are there."""

Json = Mapping[str, Any]
Key = tuple[int, str]


@dataclass(frozen=True)
class Ground:
    """One run: its case, its deals with who is at the table, and how its packages stand in addresses."""

    key: Key
    revision: int
    seed: int
    draws: int
    view: "View"
    assumptions: tuple[Json, ...]

    @property
    def deals(self) -> Json:
        """What `deals.json` holds."""
        return self.view.deals

    @property
    def case(self) -> "Case":
        """The case that was computed."""
        return self.view.case

    @property
    def names(self) -> "Names":
        """What people call things."""
        return self.view.names

    @cached_property
    def code(self) -> PackageCode:
        """How packages stand in addresses."""
        return PackageCode({issue: part.labels for issue, part in self.case.issues.items()})

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties of whom it is known what a package is worth to them."""
        return tuple(self.deals.get("no_deal", {}))

    @property
    def required(self) -> tuple[str, ...]:
        """Those of them whose consent counts."""
        return tuple(self.deals.get("parties", {}).get("required", ()))

    @cached_property
    def candidates(self) -> Mapping[str, Json]:
        """The packages that were judged over all draws, by their code, the one likeliest to be accepted first."""
        found = (self.deals.get("robust") or {}).get("candidates", ())
        return {self.code.write(part["package"]): part for part in found}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """A number for each package that is judged or drawn, by its code: the same one wherever it is shown."""
        drawn = (self.code.write(point.package) for point in self.view.drawn)
        return {code: number for number, code in enumerate(dict.fromkeys((*self.candidates, *drawn)), 1)}

    def draw(self) -> "Posterior":
        """Draw the beliefs of this run again. Takes seconds."""
        from detente.beliefs import infer

        return infer(self.case, draws=self.draws, seed=self.seed).posterior


class Grounds:
    """The ground of the newest run, and its yardstick, which is made in a thread when it is first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ground: Ground | None = None
        self._case: tuple[int, Case | None] = (0, None)
        self._made: tuple[Key, Future[Yardstick]] | None = None
        self._drawn: tuple[Ground, Posterior] | None = None
        self._anew: tuple[int, Key, Ground | None] | None = None

    def newest(self, store: CaseStore) -> Ground | None:
        """Give the ground of the newest run; None where nothing was computed yet."""
        # Every page knows the grounds, and only those about deals need charts and what makes them.
        from detente.report.charts import View

        key = store.newest_run()
        if key is None:
            return None
        with self._lock:
            if self._ground is None or self._ground.key != key:
                run = store.run()
                if run is None:
                    return None
                key = (run.number, run.finished)
                assumptions = tuple(run.analysis["assumptions"])
                self._ground = Ground(key, run.revision, run.seed, run.draws, View.of(run.analysis), assumptions)
            return self._ground

    def case_now(self, store: CaseStore) -> "tuple[int, Case | None]":
        """Give the number of the newest revision and the case as it is written there; 0 and None where there is none.

        Raises FormatError where it has faults.
        """
        from detente.table import case_from_yaml

        revision = store.revision()
        if revision is None:
            return 0, None
        with self._lock:
            if self._case[0] != revision.number:
                self._case = (revision.number, case_from_yaml(revision.text, str(store.file)))
            return self._case

    def as_edited(self, store: CaseStore) -> "Ground | None":
        """Give the newest ground with frontier and solutions of the case as it is now; None where they are not known.

        They rest on the draws that were made last, of this run or one before: see `anew`.
        """
        from detente.report.charts import View
        from detente.web.deals.anew import frontier_anew

        ground, drawn = self.newest(store), self._drawn
        revision, case = self.case_now(store)
        if ground is None or drawn is None or case is None:
            return None
        known = self._anew
        if known is None or known[:2] != (revision, drawn[0].key):
            try:
                deals = frontier_anew(case, drawn[0].case, drawn[1], ground.deals)
            except SizeError:
                deals = None
            made = None if deals is None else replace(ground, view=View(case, ground.view.beliefs, deals))
            known = self._anew = (revision, drawn[0].key, made)
        return known[2]

    def drawn_by(self) -> int | None:
        """Give the run whose draws were made last; None where none were."""
        return None if self._drawn is None else self._drawn[0].key[0]

    def prepare(self, ground: Ground) -> "Future[Yardstick]":
        """Have the draws of a run made again, and its yardstick, unless that was begun already."""
        with self._lock:
            if self._made is None or self._made[0] != ground.key:
                self._made = (ground.key, Future())
                threading.Thread(target=self._fill, args=(self._made[1], ground), daemon=True).start()
            return self._made[1]

    def yardstick(self, ground: Ground, patience: float | None = None) -> "Yardstick | None":
        """Give the yardstick of a run; None where that takes longer than `patience` seconds, and goes on meanwhile.

        Raises what inferring and solving raise.
        """
        made = self.prepare(ground)
        try:
            return made.result(patience)
        except TooSoon:
            if made.done():
                raise
            return None

    def _fill(self, future: "Future[Yardstick]", ground: Ground) -> None:
        from detente.deals.yardstick import make_yardstick

        try:
            posterior = ground.draw()
            self._drawn = (ground, posterior)
            made = make_yardstick(ground.case, posterior)
        except BaseException as error:
            # It is raised again where the result is asked for, which is in a request.
            future.set_exception(error)
        else:
            future.set_result(made)
