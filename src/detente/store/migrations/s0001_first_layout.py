"""The first layout: sources, claims, decisions, revisions, runs, files."""

from peewee import Database

__all__ = ["upgrade"]

_STATEMENTS = """
CREATE TABLE sources (
    document VARCHAR NOT NULL, place INTEGER NOT NULL, text TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL,
    title VARCHAR, outlet VARCHAR, date VARCHAR, address VARCHAR, near_duplicate_of VARCHAR,
    came_from VARCHAR NOT NULL, added VARCHAR NOT NULL, added_by VARCHAR NOT NULL, gone VARCHAR,
    PRIMARY KEY (document));
CREATE TABLE claims (
    document VARCHAR NOT NULL, place INTEGER NOT NULL, id VARCHAR NOT NULL, claim TEXT NOT NULL,
    PRIMARY KEY (document, place), FOREIGN KEY (document) REFERENCES sources (document));
CREATE INDEX claims_by_id ON claims (id);
CREATE TABLE decisions (
    number INTEGER NOT NULL, id VARCHAR NOT NULL, time VARCHAR NOT NULL, author VARCHAR NOT NULL,
    decision TEXT NOT NULL,
    PRIMARY KEY (number), UNIQUE (id));
CREATE TABLE revisions (
    number INTEGER NOT NULL, text TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, time VARCHAR NOT NULL,
    author VARCHAR NOT NULL, why VARCHAR NOT NULL, drafted_from VARCHAR(64),
    PRIMARY KEY (number));
CREATE TABLE runs (
    number INTEGER NOT NULL, inputs VARCHAR(64) NOT NULL, revision INTEGER NOT NULL, seed INTEGER NOT NULL,
    draws INTEGER NOT NULL, started VARCHAR NOT NULL, finished VARCHAR NOT NULL,
    beliefs TEXT NOT NULL, deals TEXT NOT NULL, analysis TEXT NOT NULL,
    PRIMARY KEY (number), UNIQUE (inputs), FOREIGN KEY (revision) REFERENCES revisions (number));
CREATE TABLE files (
    name VARCHAR NOT NULL, sha256 VARCHAR(64) NOT NULL, pending TEXT,
    PRIMARY KEY (name))
"""


def upgrade(database: Database) -> None:
    """Make all tables."""
    for statement in _STATEMENTS.split(";"):
        database.execute_sql(statement)
