"""The files of a case and its database, kept in step.

Two copies, one content. Decisions are an append-only set: whatever of them `decisions.jsonl` or the database lacks is
added by id from the other. A change of case.yaml or claims.json is confirmed with the database, which holds the text
to be written until it is written, so that a process killed at any moment loses nothing. A file that was changed from
outside counts: case.yaml becomes a new revision, claims.json brings its sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.claims import readings_from_json
from detente.files import write_all
from detente.store import tables
from detente.store.case_files import case_text, edited_by_hand
from detente.store.database import Database
from detente.store.decision_log import DECISIONS, add_decisions, read_decisions
from detente.store.kept_decisions import keep_decisions, kept_decisions, lacking
from detente.store.kept_revisions import keep_revision
from detente.store.kept_sources import keep_readings
from detente.store.stamps import hash_of
from detente.store.telling import Tell

__all__ = ["CLAIMS", "FolderSync", "Stamp"]

CLAIMS = "claims.json"
OUTSIDE = "outside the workbench"
Stamp = tuple[tuple[int, int, int] | None, ...]
"""When each file was changed last, its size and its place on the disk; None where it is missing."""


@dataclass(frozen=True, slots=True)
class FolderSync:
    """The folder of `file`, a case.yaml, and the database beside it; all but `stamp` is for within a transaction."""

    file: Path
    database: Database
    tell: Tell

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self.file.parent

    def stamp(self) -> Stamp:
        """Give what changes when a file is changed."""
        found: list[tuple[int, int, int] | None] = []
        for path in (self.file, self.folder / CLAIMS, self.folder / DECISIONS):
            try:
                told = path.stat()
            except OSError:
                found.append(None)
            else:
                found.append((told.st_mtime_ns, told.st_size, told.st_ino))
        return tuple(found)

    def take(self) -> None:
        """Write what was confirmed and not written, then take in what was changed outside. Raises FormatError."""
        self.finish()
        self._take_decisions()
        self._take_readings()
        self._take_case()

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep texts in the database, to be written by `finish` once this transaction is done."""
        for name, text in texts.items():
            self._saw(name, self._hash_of(name))
            tables.Files.update(pending=text).where(tables.Files.name == name).execute(self.database)

    def finish(self) -> None:
        """Write the files that were confirmed and not written; one that was changed by hand meanwhile stays."""
        table = tables.Files
        asked = table.select(table.name, table.sha256, table.pending).where(table.pending.is_null(False))
        pending = list(asked.tuples().execute(self.database))
        texts = {name: text for name, sha256, text in pending if self._hash_of(name) == sha256}
        if texts:
            write_all(self.folder, {**texts})
        for name, _, text in pending:
            self._saw(name, hash_of(text))

    def seen(self, name: str) -> str:
        """Give the hash of a file as it was last written or seen; "" where it never was."""
        asked = tables.Files.select(tables.Files.sha256).where(tables.Files.name == name)
        return str(asked.scalar(self.database) or "")

    def _saw(self, name: str, sha256: str) -> None:
        tables.Files.insert(name=name, sha256=sha256, pending=None).on_conflict("REPLACE").execute(self.database)

    def _hash_of(self, name: str) -> str:
        try:
            return hash_of((self.folder / name).read_bytes())
        except FileNotFoundError:
            return ""

    def _take_decisions(self) -> None:
        logged = read_decisions(self.folder, self.tell)
        kept = kept_decisions(self.database)
        keep_decisions(self.database, logged, kept)
        if lacking(kept, logged):
            add_decisions(self.folder, lambda known: lacking(kept, known))

    def _take_readings(self) -> None:
        path = self.folder / CLAIMS
        now = self._hash_of(path.name)
        if self.seen(path.name) == now:
            return
        readings = readings_from_json(path.read_text("utf-8"), str(path)) if now else ()
        keep_readings(self.database, readings, {}, OUTSIDE)
        self._saw(path.name, now)

    def _take_case(self) -> None:
        now = self._hash_of(self.file.name)
        if self.seen(self.file.name) == now or not now:
            return
        text = case_text(self.file)
        keep_revision(self.database, text, OUTSIDE, "changed by hand" if edited_by_hand(self.file) else "drafted")
        self._saw(self.file.name, now)
