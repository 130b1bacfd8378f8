"""A case as the workbench holds it: its folder of files and `case.sqlite` beside them.

What is kept of each subject stands in `kept_sources`, `kept_decisions`, `kept_revisions` and `kept_runs`; how the
files and the database stay one content, in `folder_sync`. Here each change is made one transaction.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims import Reading, readings_to_json
from detente.errors import ConflictError, DocumentError, FormatError
from detente.files import dump_json
from detente.store import tables
from detente.store.case_edits import Change, applied, case_read, changed_since
from detente.store.database import Database, close_database, open_database, reading, writing
from detente.store.decision_log import add_decisions
from detente.store.desk import Desk
from detente.store.folder_sync import CLAIMS, FolderSync, Stamp
from detente.store.kept_decisions import check_state, claim_state, keep_decisions, kept_decisions, lacking
from detente.store.kept_revisions import (
    drafted_from,
    keep_drafted_from,
    keep_revision,
    kept_revision,
    kept_revisions,
)
from detente.store.kept_runs import RunHeader, keep_run, kept_headers, kept_run, kept_runs, newest_inputs
from detente.store.kept_sources import keep_readings, kept_readings, kept_sources
from detente.store.records import Revision, Run, Source
from detente.store.stamps import hash_of
from detente.store.telling import Tell, silent
from detente.table import Case, case_from_yaml
from detente.table.case_file import title_of
from detente.table.decided import decided_case, with_added
from detente.table.decisions import Decision
from detente.table.dropped import counting, dropped_sources

__all__ = ["CaseStore", "claim_state", "open_store"]

DATABASE = "case.sqlite"


def open_store(path: Path, tell: Tell = silent) -> "CaseStore":
    """Open a case: a case.yaml, or its folder, made where it is missing. Raises DocumentError, FormatError, OSError."""
    file = path if path.suffix in {".yaml", ".yml"} and not path.is_dir() else path / "case.yaml"
    if file.parent.exists() and not file.parent.is_dir():
        raise DocumentError(f"{file.parent}: is a file; name a case.yaml, or the folder of a case")
    file.parent.mkdir(parents=True, exist_ok=True)
    name = DATABASE if file.name == "case.yaml" else f"{file.stem}.sqlite"
    store = CaseStore(file, open_database(file.with_name(name)), tell)
    store.sync()
    return store


class CaseStore:
    """One open case. Its methods may be called from several threads; several processes may have the same case open."""

    def __init__(self, file: Path, database: Database, tell: Tell = silent) -> None:
        self.file = file
        self.database = database
        self.tell = tell
        self._files = FolderSync(file, database, tell)
        self._lock = threading.RLock()
        self._stamp: Stamp | None = None
        self._read: tuple[str, tuple[Reading, ...]] | None = None

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self.file.parent

    def close(self) -> None:
        """Let go of the database."""
        close_database(self.database)

    # Keeping files and database in step

    def sync(self) -> None:
        """Take in what was changed outside, and write what was confirmed and not written. Quick where nothing was.

        Raises FormatError where a file that was changed has faults: then the database stays as it was.
        """
        with self._lock:
            if self._files.stamp() == self._stamp:
                return
            with writing(self.database):
                self._files.take()
            self._stamp = self._files.stamp()

    def _written(self) -> None:
        """Write what the transaction before has confirmed."""
        with writing(self.database):
            self._files.finish()
        self._stamp = self._files.stamp()

    # Sources and claims as read

    def sources(self) -> tuple[Source, ...]:
        """Give all sources, in the order in which they came, with how many of their claims are decided about."""
        with reading(self.database):
            return kept_sources(self.database, kept_decisions(self.database))

    def readings(self, documents: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Give the documents with their claims as read: all, or the named ones."""
        with self._lock, reading(self.database):
            if documents is not None:
                return kept_readings(self.database, documents)
            seen = self._files.seen(CLAIMS)
            if self._read is None or self._read[0] != seen:
                self._read = (seen, kept_readings(self.database))
            return self._read[1]

    def readings_as_added(self) -> tuple[Reading, ...]:
        """Give all documents that count, with the claims that were read and those that people added."""
        decisions = self.decisions()
        return counting(with_added(self.readings(), decisions), dropped_sources(decisions))

    def add_readings(self, readings: Sequence[Reading], came_from: Mapping[str, str], author: str) -> None:
        """Add sources with their claims; one that is there is read anew, and what was decided about it stays.

        `came_from` tells by document what the person calls it: a file, an address. Raises OSError.
        """
        with self._lock:
            self.sync()
            with writing(self.database):
                known = {one.document.id: one for one in (*kept_readings(self.database), *readings)}
                whole = _with_copies(tuple(known.values()))
                keep_readings(self.database, whole, came_from, author)
                self._files.put({CLAIMS: dump_json(readings_to_json(whole))})
            self._written()

    # Decisions

    def decisions(self) -> tuple[Decision, ...]:
        """Give all that was decided, in order."""
        with reading(self.database):
            return kept_decisions(self.database)

    def add_decisions(
        self, make: Callable[[tuple[Decision, ...]], Sequence[Decision]]
    ) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
        """Add what `make` gives for the decisions that are there to the database and to the log, or to neither.

        Gives all that are there then, and those added. Raises what `make` raises, FormatError, OSError.
        """
        with self._lock, writing(self.database):
            made: tuple[Decision, ...] = ()

            def kept(logged: tuple[Decision, ...]) -> list[Decision]:
                nonlocal made
                keep_decisions(self.database, logged, kept_decisions(self.database))
                whole = kept_decisions(self.database)
                made = tuple(make(whole))
                keep_decisions(self.database, made, whole)
                return [*lacking(whole, logged), *made]

            add_decisions(self.folder, kept)
            return kept_decisions(self.database), made

    def desk(self, author: str, seen: Mapping[str, str] | None = None) -> Desk:
        """Give the desk at which `author` decides; its decisions go into the database and the log.

        `seen` gives for claims the state (`claim_state`) on which the person decides: where one has changed meanwhile,
        deciding raises ConflictError, which says who changed what, and nothing is kept.
        """
        self.sync()

        def keep(
            make: Callable[[tuple[Decision, ...]], Sequence[Decision]],
        ) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
            def guarded(known: tuple[Decision, ...]) -> Sequence[Decision]:
                for claim, state in (seen or {}).items():
                    check_state(known, claim, state)
                return make(known)

            return self.add_decisions(guarded)

        revision = self.revision()
        written = Case(detente=1, parties={}) if revision is None else case_from_yaml(revision.text, str(self.file))
        return Desk(self.file, written, self.readings(), author, self.decisions(), self.tell, keep)

    # The case

    def revision(self, number: int | None = None) -> Revision | None:
        """Give the newest revision of the case, or the one of this number; None where there is none."""
        with reading(self.database):
            return kept_revision(self.database, number)

    def revisions(self) -> tuple[Revision, ...]:
        """Give all revisions, oldest first."""
        with reading(self.database):
            return kept_revisions(self.database)

    def case(self) -> Case | None:
        """Give the case of the newest revision, with what was decided about its claims; None where there is none."""
        revision = self.revision()
        if revision is None:
            return None
        return decided_case(case_from_yaml(revision.text, str(self.file)), self.decisions())[0]

    def edit(self, base: int, changes: Sequence[Change], author: str, why: str) -> Revision:
        """Change the case in some places; comments and layout of the rest of its text stay.

        `base` is the revision that the person saw. Raises ConflictError where another changed the same place since,
        FormatError with all faults of the case as it would be, UsageError for a path that leads nowhere.
        """
        with self._lock:
            self.sync()
            with writing(self.database):
                now, seen = kept_revision(self.database), kept_revision(self.database, base)
                if now is None or seen is None:
                    raise ConflictError(f"there is no revision {base} of {self.file}; load the page again")
                if now.number != base:
                    later = [kept_revision(self.database, number) for number in range(base + 1, now.number + 1)]
                    found = changed_since(seen, [one for one in later if one is not None], changes)
                    if found is not None:
                        raise ConflictError(found)
                text = applied(now.text, changes, str(self.file))
                if text == now.text:
                    return now
                keep_revision(self.database, text, author, why)
                self._files.put({self.file.name: text})
                made = kept_revision(self.database)
            self._written()
        if made is None:
            raise ConflictError(f"{self.file}: the new revision is gone; load the page again")
        return made

    def put_draft(self, files: Mapping[str, str], base: int | None, state: str, author: str) -> bool:
        """Keep a case that was drafted again, with the files beside it; False where the case changed since `base`.

        `state` tells of what claims and decisions it was drafted (`state_of_claims`).
        """
        with self._lock:
            self.sync()
            with writing(self.database):
                now = kept_revision(self.database)
                if (None if now is None else now.number) != base:
                    return False
                if now is not None and now.text == files[self.file.name]:
                    keep_drafted_from(self.database, now.number, state)
                else:
                    keep_revision(self.database, files[self.file.name], author, "drafted again", state)
                self._files.put(files)
            self._written()
        return True

    def drafted_from(self) -> str | None:
        """Give of what claims and decisions the case was drafted last (`state_of_claims` as it was then)."""
        with reading(self.database):
            return drafted_from(self.database)

    def state_of_claims(self) -> str:
        """Give a hash of all claims and decisions: when it changes, the case is to be drafted again."""
        table = tables.Decisions
        with reading(self.database):
            ids = table.select(table.id).order_by(table.number).scalars(self.database)
            return hash_of("\n".join([self._files.seen(CLAIMS), *ids]))

    def title(self) -> str | None:
        """Give what the case calls itself; None where there is none, or its title has faults."""
        revision = self.revision()
        return None if revision is None else title_of(revision.text)

    def names(self) -> Mapping[str, Sequence[str]]:
        """Give the names of its `parties` and `issues`; none where the case has faults."""
        revision = self.revision()
        try:
            case = None if revision is None else case_read(revision.text, str(self.file))
        except FormatError:
            case = None
        if case is None:
            return {"parties": (), "issues": ()}
        return {
            "parties": [part.name for part in case.parties.values()],
            "issues": [part.name or name for name, part in case.issues.items()],
        }

    # Runs

    def run(self, inputs: str | None = None, number: int | None = None) -> Run | None:
        """Give the newest run, or the one of these inputs, or of this number; None where there is none."""
        with reading(self.database):
            return kept_run(self.database, inputs, number)

    def runs(self, most: int = 2) -> tuple[Run, ...]:
        """Give the newest runs, newest first."""
        with reading(self.database):
            return kept_runs(self.database, most)

    def run_headers(self, most: int | None = None) -> tuple[RunHeader, ...]:
        """Give the newest runs, newest first, without what they hold."""
        with reading(self.database):
            return kept_headers(self.database, most)

    def newest_run(self) -> tuple[int, str] | None:
        """Give the number of the newest run and when it was finished, without what it holds."""
        return next(((header.number, header.finished) for header in self.run_headers(1)), None)

    def newest_inputs(self) -> str | None:
        """Give of what inputs the newest run is (`inputs_of` as it was then); None where there is none."""
        with reading(self.database):
            return newest_inputs(self.database)

    def put_run(
        self, inputs: str, revision: int, seed: int, draws: int, started: str, analysis: Mapping[str, Any]
    ) -> Run:
        """Keep a run as the newest; `analysis` is the object that analysis.json holds."""
        with writing(self.database):
            return keep_run(self.database, inputs, revision, seed, draws, started, analysis)


def _with_copies(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Mark which documents copy an earlier one."""
    from detente.documents import mark_near_duplicates

    marked = mark_near_duplicates([one.document for one in readings])
    return tuple(Reading(document, one.claims) for document, one in zip(marked, readings, strict=True))
