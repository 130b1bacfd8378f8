"""A case as the workbench holds it: its folder of files and `case.sqlite` beside them, kept in step.

Two copies, one content. Decisions are an append-only set: whatever of them `decisions.jsonl` or the database lacks is
added by id from the other. A change of case.yaml or claims.json is confirmed with the database, which holds the text
to be written until it is written, so that a process killed at any moment loses nothing. A file that was changed from
outside counts: case.yaml becomes a new revision, claims.json brings its sources.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update

from detente.claims import Claim, Reading, readings_from_json, readings_to_json
from detente.documents import Document
from detente.errors import ConflictError, DocumentError, FormatError
from detente.files import dump_json, write_all
from detente.store import tables
from detente.store.case_edits import Change, applied, case_read, changed_since
from detente.store.case_files import case_text, edited_by_hand
from detente.store.database import Connection, Engine, open_database, reading, writing
from detente.store.decision_log import DECISIONS, add_decisions, read_decisions
from detente.store.desk import Desk
from detente.store.records import Revision, Run, Source
from detente.store.telling import Tell, silent
from detente.table import Case, case_from_yaml
from detente.table.decided import apply, decided_case, with_added
from detente.table.decisions import Decision, in_force
from detente.table.dropped import counting, dropped_sources, without_drops

__all__ = ["CaseStore", "claim_state", "open_store"]

DATABASE = "case.sqlite"
OUTSIDE = "outside the workbench"
_DOCUMENT = ("title", "outlet", "date", "address", "near_duplicate_of", "sha256")
Stamp = tuple[tuple[int, int, int] | None, ...]


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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _hash(text: str | bytes) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text).hexdigest()


class CaseStore:
    """One open case. Its methods may be called from several threads; several processes may have the same case open."""

    def __init__(self, file: Path, engine: Engine, tell: Tell = silent) -> None:
        self.file = file
        self.engine = engine
        self.tell = tell
        self._lock = threading.RLock()
        self._stamp: Stamp | None = None
        self._read: tuple[str, tuple[Reading, ...]] | None = None
        self._names: tuple[int, str | None, Mapping[str, Sequence[str]]] | None = None

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self.file.parent

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # Keeping files and database in step

    def sync(self) -> None:
        """Take in what was changed outside, and write what was confirmed and not written. Quick where nothing was.

        Raises FormatError where a file that was changed has faults: then the database stays as it was.
        """
        with self._lock:
            stamp = self._stamped()
            if stamp == self._stamp:
                return
            with writing(self.engine) as connection:
                self._finish(connection)
                self._take_decisions(connection)
                self._take_readings(connection)
                self._take_case(connection)
            self._stamp = self._stamped()

    def _stamped(self) -> Stamp:
        found: list[tuple[int, int, int] | None] = []
        for path in (self.file, self.folder / "claims.json", self.folder / DECISIONS):
            try:
                told = path.stat()
            except OSError:
                found.append(None)
            else:
                found.append((told.st_mtime_ns, told.st_size, told.st_ino))
        return tuple(found)

    def _finish(self, connection: Connection) -> None:
        """Write the files that were confirmed and not written; one that was changed by hand meanwhile stays."""
        pending = connection.execute(select(tables.files).where(tables.files.c.pending.is_not(None))).all()
        texts = {row.name: row.pending for row in pending if self._hash_of(row.name) == row.sha256}
        if texts:
            write_all(self.folder, {**texts})
        for row in pending:
            self._saw(connection, row.name, _hash(row.pending))

    def _hash_of(self, name: str) -> str:
        try:
            return _hash((self.folder / name).read_bytes())
        except FileNotFoundError:
            return ""

    def _saw(self, connection: Connection, name: str, sha256: str) -> None:
        made = connection.execute(
            update(tables.files).where(tables.files.c.name == name).values(sha256=sha256, pending=None)
        )
        if not made.rowcount:
            connection.execute(insert(tables.files).values(name=name, sha256=sha256))

    def _seen(self, connection: Connection, name: str) -> str:
        return str(connection.scalar(select(tables.files.c.sha256).where(tables.files.c.name == name)) or "")

    def _put_files(self, connection: Connection, texts: Mapping[str, str]) -> None:
        """Keep texts in the database, to be written by `_finish` once this transaction is done."""
        for name, text in texts.items():
            base = self._hash_of(name)
            self._saw(connection, name, base)
            connection.execute(update(tables.files).where(tables.files.c.name == name).values(pending=text))

    def _written(self) -> None:
        """Write what the transaction before has confirmed."""
        with writing(self.engine) as connection:
            self._finish(connection)
        self._stamp = self._stamped()

    def _take_decisions(self, connection: Connection) -> None:
        logged = read_decisions(self.folder, self.tell)
        kept = self._decisions(connection)
        self._insert(connection, logged, kept)
        ids = {decision.id for decision in logged}
        if any(decision.id not in ids for decision in kept):
            add_decisions(self.folder, lambda known: _lacking(kept, known))

    def _take_readings(self, connection: Connection) -> None:
        path = self.folder / "claims.json"
        seen, now = self._seen(connection, path.name), self._hash_of(path.name)
        if seen == now:
            return
        readings = readings_from_json(path.read_text("utf-8"), str(path)) if now else ()
        self._keep_readings(connection, readings, {}, OUTSIDE)
        self._saw(connection, path.name, now)

    def _take_case(self, connection: Connection) -> None:
        name = self.file.name
        seen, now = self._seen(connection, name), self._hash_of(name)
        if seen == now or not now:
            return
        text = case_text(self.file)
        why = "changed by hand" if edited_by_hand(self.file) else "drafted"
        self._put_revision(connection, text, OUTSIDE, why)
        self._saw(connection, name, now)

    # Sources and claims as read

    def sources(self) -> tuple[Source, ...]:
        """Give all sources, in the order in which they came, with how many of their claims are decided about."""
        table, counted = tables.sources, func.count(tables.claims.c.id)
        columns = [column for column in table.c if column.name not in {"text", "sha256", "gone", "place"}]
        asked = select(*columns, counted.label("claims")).outerjoin(tables.claims).where(table.c.gone.is_(None))
        with reading(self.engine) as connection:
            rows = connection.execute(asked.group_by(table.c.document).order_by(table.c.place)).all()
            decisions = self._decisions(connection)
        ruled = self._ruled({row.document for row in rows}, decisions)
        return tuple(
            Source(
                document=row.document,
                title=row.title or row.document,
                outlet=row.outlet,
                date=row.date,
                address=row.address,
                near_duplicate_of=row.near_duplicate_of,
                came_from=row.came_from,
                added=row.added,
                added_by=row.added_by,
                claims=row.claims + ruled.get(row.document, (0, 0, 0))[0],
                confirmed=ruled.get(row.document, (0, 0, 0))[1],
                rejected=ruled.get(row.document, (0, 0, 0))[2],
            )
            for row in rows
        )

    def _ruled(self, documents: Iterable[str], decisions: Sequence[Decision]) -> dict[str, tuple[int, int, int]]:
        """Give for the documents that decisions speak of how many claims were added, confirmed and rejected."""
        stems = {str(d.about["document"]).rsplit("-", 1)[0] for d in in_force(decisions) if "document" in d.about}
        touched = [document for document in documents if document.rsplit("-", 1)[0] in stems]
        found = {}
        for one in self.readings(touched):
            decided = apply([one], without_drops(decisions))
            rejected = len(decided.rejected)
            left = sum(len(part.claims) for part in decided.readings)
            confirmed = sum(ruling.status == "confirmed" for ruling in decided.rulings.values())
            found[one.document.id] = (left + rejected - len(one.claims), confirmed, rejected)
        return found

    def readings(self, documents: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Give the documents with their claims as read: all, or the named ones."""
        with self._lock, reading(self.engine) as connection:
            if documents is None:
                seen = self._seen(connection, "claims.json")
                if self._read is None or self._read[0] != seen:
                    self._read = (seen, self._readings(connection, None))
                return self._read[1]
            return self._readings(connection, documents)

    def _readings(self, connection: Connection, documents: Sequence[str] | None) -> tuple[Reading, ...]:
        asked = select(tables.sources).where(tables.sources.c.gone.is_(None)).order_by(tables.sources.c.place)
        wanted = select(tables.claims).order_by(tables.claims.c.document, tables.claims.c.place)
        if documents is not None:
            asked = asked.where(tables.sources.c.document.in_(documents))
            wanted = wanted.where(tables.claims.c.document.in_(documents))
        claims: dict[str, list[Claim]] = {}
        for row in connection.execute(wanted):
            claims.setdefault(row.document, []).append(Claim.from_json(json.loads(row.claim)))
        return tuple(
            Reading(
                Document(row.document, row.text, **{name: getattr(row, name) for name in _DOCUMENT}),
                tuple(claims.get(row.document, ())),
            )
            for row in connection.execute(asked)
        )

    def add_readings(self, readings: Sequence[Reading], came_from: Mapping[str, str], author: str) -> None:
        """Add sources with their claims; one that is there is read anew, and what was decided about it stays.

        `came_from` tells by document what the person calls it: a file, an address. Raises OSError.
        """
        with self._lock:
            self.sync()
            with writing(self.engine) as connection:
                known = {one.document.id: one for one in self._readings(connection, None)}
                known |= {one.document.id: one for one in readings}
                whole = _with_copies(tuple(known.values()))
                self._keep_readings(connection, whole, came_from, author)
                self._put_files(connection, {"claims.json": dump_json(readings_to_json(whole))})
            self._written()

    def _keep_readings(
        self, connection: Connection, readings: Sequence[Reading], came_from: Mapping[str, str], author: str
    ) -> None:
        """Make the sources be those of `readings`; one that is not among them stays, marked as gone."""
        table, now = tables.sources, _now()
        known = {row.document for row in connection.execute(select(table.c.document))}
        for place, one in enumerate(readings):
            document = one.document
            told = {name: getattr(document, name) for name in ("text", *_DOCUMENT)}
            values = {**told, "place": place, "gone": None}
            if document.id in known:
                connection.execute(update(table).where(table.c.document == document.id).values(values))
                connection.execute(tables.claims.delete().where(tables.claims.c.document == document.id))
            else:
                origin = came_from.get(document.id) or document.address or document.id
                values |= {"came_from": origin, "added": now, "added_by": author}
                connection.execute(insert(table).values(document=document.id, **values))
            rows = [
                {
                    "document": document.id,
                    "place": number,
                    "id": claim.id,
                    "claim": json.dumps(claim.to_json(), ensure_ascii=False),
                }
                for number, claim in enumerate(one.claims)
            ]
            if rows:
                connection.execute(insert(tables.claims), rows)
        gone = known - {one.document.id for one in readings}
        if gone:
            left = table.c.document.in_(gone) & table.c.gone.is_(None)
            connection.execute(update(table).where(left).values(gone=now))

    # Decisions

    def decisions(self) -> tuple[Decision, ...]:
        """Give all that was decided, in order."""
        with reading(self.engine) as connection:
            return self._decisions(connection)

    def _decisions(self, connection: Connection) -> tuple[Decision, ...]:
        found = connection.scalars(select(tables.decisions.c.decision).order_by(tables.decisions.c.number))
        return tuple(Decision.from_json(json.loads(line)) for line in found)

    def _insert(self, connection: Connection, new: Sequence[Decision], known: Sequence[Decision]) -> None:
        for decision in _lacking(new, known):
            line = json.dumps(decision.to_json(), ensure_ascii=False)
            named = {"id": decision.id, "time": decision.time, "author": decision.author}
            connection.execute(insert(tables.decisions).values(**named, decision=line))

    def add_decisions(
        self, make: Callable[[tuple[Decision, ...]], Sequence[Decision]]
    ) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
        """Add what `make` gives for the decisions that are there to the database and to the log, or to neither.

        Gives all that are there then, and those added. Raises what `make` raises, FormatError, OSError.
        """
        with self._lock, writing(self.engine) as connection:
            made: tuple[Decision, ...] = ()

            def kept(logged: tuple[Decision, ...]) -> list[Decision]:
                nonlocal made
                self._insert(connection, logged, self._decisions(connection))
                whole = self._decisions(connection)
                made = tuple(make(whole))
                self._insert(connection, made, whole)
                return [*_lacking(whole, logged), *made]

            add_decisions(self.folder, kept)
            return self._decisions(connection), made

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
                    _check_state(known, claim, state)
                return make(known)

            return self.add_decisions(guarded)

        revision = self.revision()
        written = Case(detente=1, parties={}) if revision is None else case_from_yaml(revision.text, str(self.file))
        return Desk(self.file, written, self.readings(), author, self.decisions(), self.tell, keep)

    # The case

    def revision(self, number: int | None = None) -> Revision | None:
        """Give the newest revision of the case, or the one of this number; None where there is none."""
        with reading(self.engine) as connection:
            return self._revision(connection, number)

    def revisions(self) -> tuple[Revision, ...]:
        """Give all revisions, oldest first."""
        with reading(self.engine) as connection:
            return tuple(map(_revision_of, connection.execute(select(tables.revisions).order_by("number"))))

    def _revision(self, connection: Connection, number: int | None = None) -> Revision | None:
        asked = select(tables.revisions).order_by(tables.revisions.c.number.desc()).limit(1)
        row = connection.execute(asked if number is None else asked.where(tables.revisions.c.number == number)).first()
        return None if row is None else _revision_of(row)

    def _put_revision(
        self, connection: Connection, text: str, author: str, why: str, drafted_from: str | None = None
    ) -> int:
        number = int(connection.scalar(select(func.max(tables.revisions.c.number))) or 0) + 1
        values = {"text": text, "sha256": _hash(text), "time": _now(), "author": author, "why": why}
        connection.execute(insert(tables.revisions).values(number=number, **values, drafted_from=drafted_from))
        return number

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
            with writing(self.engine) as connection:
                now, seen = self._revision(connection), self._revision(connection, base)
                if now is None or seen is None:
                    raise ConflictError(f"there is no revision {base} of {self.file}; load the page again")
                if now.number != base:
                    later = [self._revision(connection, number) for number in range(base + 1, now.number + 1)]
                    found = changed_since(seen, [one for one in later if one is not None], changes)
                    if found is not None:
                        raise ConflictError(found)
                text = applied(now.text, changes, str(self.file))
                if text == now.text:
                    return now
                self._put_revision(connection, text, author, why)
                self._put_files(connection, {self.file.name: text})
                made = self._revision(connection)
            self._written()
        if made is None:
            raise ConflictError(f"{self.file}: the new revision is gone; load the page again")
        return made

    def put_draft(self, files: Mapping[str, str], base: int | None, drafted_from: str, author: str) -> bool:
        """Keep a case that was drafted again, with the files beside it; False where the case changed since `base`."""
        with self._lock:
            self.sync()
            with writing(self.engine) as connection:
                now = self._revision(connection)
                if (None if now is None else now.number) != base:
                    return False
                if now is not None and now.text == files[self.file.name]:
                    same = tables.revisions.c.number == now.number
                    connection.execute(update(tables.revisions).where(same).values(drafted_from=drafted_from))
                else:
                    self._put_revision(connection, files[self.file.name], author, "drafted again", drafted_from)
                self._put_files(connection, files)
            self._written()
        return True

    def drafted_from(self) -> str | None:
        """Give of what claims and decisions the case was drafted last (`state_of_claims` as it was then)."""
        known = tables.revisions.c.drafted_from
        asked = select(known).where(known.is_not(None)).order_by(tables.revisions.c.number.desc())
        with reading(self.engine) as connection:
            found: str | None = connection.scalar(asked.limit(1))
            return found

    def state_of_claims(self) -> str:
        """Give a hash of all claims and decisions: when it changes, the case is to be drafted again."""
        with reading(self.engine) as connection:
            ids = connection.scalars(select(tables.decisions.c.id).order_by(tables.decisions.c.number))
            return _hash("\n".join([self._seen(connection, "claims.json"), *ids]))

    # Runs

    def run(self, inputs: str | None = None) -> Run | None:
        """Give the newest run, or the one of these inputs; None where there is none."""
        table = tables.runs
        asked = select(table).order_by(table.c.number.desc()).limit(1)
        with reading(self.engine) as connection:
            row = connection.execute(asked if inputs is None else asked.where(table.c.inputs == inputs)).first()
        return None if row is None else _run_of(row)

    def runs(self, most: int = 2) -> tuple[Run, ...]:
        """Give the newest runs, newest first."""
        asked = select(tables.runs).order_by(tables.runs.c.number.desc()).limit(most)
        with reading(self.engine) as connection:
            return tuple(map(_run_of, connection.execute(asked)))

    def put_run(
        self, inputs: str, revision: int, seed: int, draws: int, started: str, analysis: Mapping[str, Any]
    ) -> Run:
        """Keep a run as the newest; `analysis` is the object that analysis.json holds."""
        rest = {key: value for key, value in analysis.items() if key not in {"beliefs", "deals"}}
        values = {
            "inputs": inputs, "revision": revision, "seed": seed, "draws": draws, "started": started,
            "finished": _now(),
            "beliefs": json.dumps(analysis["beliefs"]), "deals": json.dumps(analysis["deals"]),
            "analysis": json.dumps(rest),
        }  # fmt: skip
        with writing(self.engine) as connection:
            connection.execute(tables.runs.delete().where(tables.runs.c.inputs == inputs))
            number = int(connection.scalar(select(func.max(tables.runs.c.number))) or 0) + 1
            connection.execute(insert(tables.runs).values(number=number, **values))
            return _run_of(connection.execute(select(tables.runs).where(tables.runs.c.number == number)).one())

    def newest_run(self) -> tuple[int, str] | None:
        """Give the number of the newest run and when it was finished, without what it holds."""
        asked = select(tables.runs.c.number, tables.runs.c.finished).order_by(tables.runs.c.number.desc()).limit(1)
        with reading(self.engine) as connection:
            row = connection.execute(asked).first()
        return None if row is None else (row.number, row.finished)

    def title(self) -> str | None:
        """Give what the case calls itself; None where there is none, or it has faults."""
        return self._told()[0]

    def names(self) -> Mapping[str, Sequence[str]]:
        """Give the names of its `parties` and `issues`; none where the case has faults."""
        return self._told()[1]

    def _told(self) -> tuple[str | None, Mapping[str, Sequence[str]]]:
        revision = self.revision()
        if revision is None:
            return None, {"parties": (), "issues": ()}
        if self._names is None or self._names[0] != revision.number:
            try:
                case = case_read(revision.text, str(self.file))
            except FormatError:
                self._names = (revision.number, None, {"parties": (), "issues": ()})
            else:
                parties = [part.name for part in case.parties.values()]
                issues = [part.name or name for name, part in case.issues.items()]
                self._names = (revision.number, case.title, {"parties": parties, "issues": issues})
        return self._names[1:]

    def readings_as_added(self) -> tuple[Reading, ...]:
        """Give all documents that count, with the claims that were read and those that people added."""
        decisions = self.decisions()
        return counting(with_added(self.readings(), decisions), dropped_sources(decisions))


def claim_state(decisions: Iterable[Decision], claim: str) -> str:
    """Give the id of the last decision in force about a claim; nothing ("") where there is none."""
    return next((d.id for d in reversed(in_force(decisions)) if d.about.get("claim") == claim), "")


def _check_state(known: tuple[Decision, ...], claim: str, state: str) -> None:
    now = claim_state(known, claim)
    if now == state:
        return
    last = next((d for d in reversed(known) if d.about.get("claim") == claim or d.about.get("undoes") == state), None)
    told = "it was changed" if last is None else f"{last.author} decided otherwise at {last.time}: {last.kind}"
    if last is not None and last.kind == "correct":
        told += " (" + ", ".join(f"{name}: {value}" for name, value in last.after.items()) + ")"
    raise ConflictError(
        f"claim {claim} is not as you saw it: {told}. Nothing of yours was kept; look, and decide again"
    )


def _lacking(some: Iterable[Decision], others: Iterable[Decision]) -> list[Decision]:
    """Give of some decisions those that are not among the others."""
    ids = {decision.id for decision in others}
    return [decision for decision in some if decision.id not in ids]


def _with_copies(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Mark which documents copy an earlier one."""
    from detente.documents import mark_near_duplicates

    marked = mark_near_duplicates([one.document for one in readings])
    return tuple(Reading(document, one.claims) for document, one in zip(marked, readings, strict=True))


def _revision_of(row: Any) -> Revision:
    return Revision(row.number, row.text, row.time, row.author, row.why)


def _run_of(row: Any) -> Run:
    analysis = {**json.loads(row.analysis), "beliefs": json.loads(row.beliefs), "deals": json.loads(row.deals)}
    return Run(row.number, row.inputs, row.revision, row.seed, row.draws, row.started, row.finished, analysis)
