"""Sources in the database, with their claims as they were read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from peewee import JOIN, chunked, fn

from detente.claims import Claim, Reading
from detente.documents import Document
from detente.store import tables
from detente.store.database import Database
from detente.store.records import Source
from detente.store.stamps import now
from detente.table.decided import apply
from detente.table.decisions import Decision, in_force
from detente.table.dropped import without_drops

__all__ = ["keep_readings", "kept_readings", "kept_sources"]

_DOCUMENT = ("title", "outlet", "date", "address", "near_duplicate_of", "sha256")
_AT_ONCE = 1000
"""Rows in one statement, which SQLite lets hold 32,766 values."""


def kept_sources(database: Database, decisions: Sequence[Decision]) -> tuple[Source, ...]:
    """Give the sources that are not gone, in the order in which they came, with how many claims are decided about."""
    table, claims = tables.Sources, tables.Claims
    names = ("document", "title", "outlet", "date", "address", "near_duplicate_of", "came_from", "added", "added_by")
    asked = (
        table.select(*(getattr(table, name) for name in names), fn.COUNT(claims.id).alias("claims"))
        .join(claims, JOIN.LEFT_OUTER, on=(claims.document == table.document))
        .where(table.gone.is_null())
        .group_by(table.document)
        .order_by(table.place)
    )
    rows = list(asked.dicts().execute(database))
    found = [Source(**{**row, "title": row["title"] or row["document"]}) for row in rows]
    ruled = _ruled(database, [one.document for one in found], decisions)
    return tuple(
        replace(one, claims=one.claims + added, confirmed=confirmed, rejected=rejected)
        for one in found
        for added, confirmed, rejected in [ruled.get(one.document, (0, 0, 0))]
    )


def _ruled(
    database: Database, documents: Sequence[str], decisions: Sequence[Decision]
) -> dict[str, tuple[int, int, int]]:
    """Give for the documents that decisions speak of how many claims were added, confirmed and rejected."""
    stems = {str(d.about["document"]).rsplit("-", 1)[0] for d in in_force(decisions) if "document" in d.about}
    touched = [document for document in documents if document.rsplit("-", 1)[0] in stems]
    found = {}
    for one in kept_readings(database, touched):
        decided = apply([one], without_drops(decisions))
        rejected = len(decided.rejected)
        left = sum(len(part.claims) for part in decided.readings)
        confirmed = sum(ruling.status == "confirmed" for ruling in decided.rulings.values())
        found[one.document.id] = (left + rejected - len(one.claims), confirmed, rejected)
    return found


def kept_readings(database: Database, documents: Sequence[str] | None = None) -> tuple[Reading, ...]:
    """Give the documents that are not gone, with their claims as read: all, or the named ones."""
    sources, claims = tables.Sources, tables.Claims
    asked = sources.select().where(sources.gone.is_null()).order_by(sources.place)
    wanted = claims.select(claims.document, claims.claim).order_by(claims.document, claims.place)
    if documents is not None:
        asked = asked.where(sources.document.in_(documents))
        wanted = wanted.where(claims.document.in_(documents))
    read: dict[str, list[Claim]] = {}
    for document, claim in wanted.tuples().execute(database):
        read.setdefault(document, []).append(Claim.from_json(json.loads(claim)))
    return tuple(
        Reading(
            Document(row["document"], row["text"], **{name: row[name] for name in _DOCUMENT}),
            tuple(read.get(row["document"], ())),
        )
        for row in asked.dicts().execute(database)
    )


def keep_readings(database: Database, readings: Sequence[Reading], came_from: Mapping[str, str], author: str) -> None:
    """Make the sources be those of `readings`; one that is not among them stays, marked as gone.

    `came_from` tells by document what the person calls it.
    """
    table, claims, moment = tables.Sources, tables.Claims, now()
    known = set(table.select(table.document).scalars(database))
    for place, one in enumerate(readings):
        document = one.document
        told = {name: getattr(document, name) for name in ("text", *_DOCUMENT)}
        values = {**told, "place": place, "gone": None}
        if document.id in known:
            table.update(values).where(table.document == document.id).execute(database)
            claims.delete().where(claims.document == document.id).execute(database)
        else:
            origin = came_from.get(document.id) or document.address or document.id
            values |= {"came_from": origin, "added": moment, "added_by": author}
            table.insert(document=document.id, **values).execute(database)
        rows = [
            (document.id, number, claim.id, json.dumps(claim.to_json(), ensure_ascii=False))
            for number, claim in enumerate(one.claims)
        ]
        for some in chunked(rows, _AT_ONCE):
            claims.insert_many(some, (claims.document, claims.place, claims.id, claims.claim)).execute(database)
    for document in known - {one.document.id for one in readings}:
        left = (table.document == document) & table.gone.is_null()
        table.update(gone=moment).where(left).execute(database)
