"""The first layout: sources, claims, decisions, revisions, runs, files."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "sources",
        sa.Column("document", sa.String, primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(name, sa.String) for name in ("title", "outlet", "date", "address", "near_duplicate_of")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("came_from", "added", "added_by")),
        sa.Column("gone", sa.String),
    )
    op.create_table(
        "claims",
        sa.Column("document", sa.String, sa.ForeignKey("sources.document"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
    )
    op.create_index("claims_by_id", "claims", ["id"])
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("time", "author")),
        sa.Column("decision", sa.Text, nullable=False),
    )
    op.create_table(
        "revisions",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("time", "author", "why")),
        sa.Column("drafted_from", sa.String(64)),
    )
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("inputs", sa.String(64), nullable=False, unique=True),
        sa.Column("revision", sa.Integer, sa.ForeignKey("revisions.number"), nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("draws", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("started", "finished")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("beliefs", "deals", "analysis")),
    )
    op.create_table(
        "files",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("pending", sa.Text),
    )
