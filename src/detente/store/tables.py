"""The tables of `case.sqlite`: sources, claims as read, decisions, revisions of the case, runs, files to be written."""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

__all__ = ["claims", "decisions", "files", "metadata", "revisions", "runs", "sources"]

metadata = MetaData()

sources = Table(
    "sources",
    metadata,
    Column("document", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("title", String),
    Column("outlet", String),
    Column("date", String),
    Column("address", String),
    Column("near_duplicate_of", String),
    Column("came_from", String, nullable=False),
    Column("added", String, nullable=False),
    Column("added_by", String, nullable=False),
    Column("gone", String),
)
"""A document, where it came from, who added it when; `gone` is when it was found to stand in claims.json no more."""

claims = Table(
    "claims",
    metadata,
    Column("document", ForeignKey("sources.document"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("claim", Text, nullable=False),
)
"""The claims of a document as they were read, in text order; `claim` is the object that claim files hold, as JSON."""

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("time", String, nullable=False),
    Column("author", String, nullable=False),
    Column("decision", Text, nullable=False),
)
"""What people decided, in order; `decision` is the line that decisions.jsonl holds."""

revisions = Table(
    "revisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("time", String, nullable=False),
    Column("author", String, nullable=False),
    Column("why", String, nullable=False),
    Column("drafted_from", String(64)),
)
"""The case as it stood after each change; `drafted_from` tells of what claims and decisions it was drafted."""

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("inputs", String(64), nullable=False, unique=True),
    Column("revision", ForeignKey("revisions.number"), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("draws", Integer, nullable=False),
    Column("started", String, nullable=False),
    Column("finished", String, nullable=False),
    Column("beliefs", Text, nullable=False),
    Column("deals", Text, nullable=False),
    Column("analysis", Text, nullable=False),
)
"""What was computed; `inputs` is the hash of case, claims, decisions, seed, draws and version."""

files = Table(
    "files",
    metadata,
    Column("name", String, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("pending", Text),
)
"""The files of the folder as last written or seen; `pending` is what is confirmed and still to be written."""

Index("claims_by_id", claims.c.id)
