"""The tables of `case.sqlite`: sources, claims as read, decisions, revisions of the case, runs, files to be written.

What these say is what queries use; the statements that made the tables stand in `migrations`. A query is given the
database when it is executed, since several cases may be open at once.
"""

from peewee import CompositeKey, IntegerField, Model, TextField

__all__ = ["TABLES", "Claims", "Decisions", "Files", "Revisions", "Runs", "Sources"]


class Sources(Model):
    """A document, where it came from, who added it when; `gone`: when it was found to stand in claims.json no more."""

    document = TextField(primary_key=True)
    place = IntegerField()
    text = TextField()
    sha256 = TextField()
    title = TextField(null=True)
    outlet = TextField(null=True)
    date = TextField(null=True)
    address = TextField(null=True)
    near_duplicate_of = TextField(null=True)
    came_from = TextField()
    added = TextField()
    added_by = TextField()
    gone = TextField(null=True)

    class Meta:
        """Its name in the database."""

        table_name = "sources"


class Claims(Model):
    """The claims of a document as read, in text order; `claim` is the object that claim files hold, as JSON."""

    document = TextField()
    place = IntegerField()
    id = TextField()
    claim = TextField()

    class Meta:
        """Its name in the database, and what tells its rows apart."""

        table_name = "claims"
        primary_key = CompositeKey("document", "place")


class Decisions(Model):
    """What people decided, in order; `decision` is the line that decisions.jsonl holds."""

    number = IntegerField(primary_key=True)
    id = TextField(unique=True)
    time = TextField()
    author = TextField()
    decision = TextField()

    class Meta:
        """Its name in the database."""

        table_name = "decisions"


class Revisions(Model):
    """The case as it stood after each change; `drafted_from` tells of what claims and decisions it was drafted."""

    number = IntegerField(primary_key=True)
    text = TextField()
    sha256 = TextField()
    time = TextField()
    author = TextField()
    why = TextField()
    drafted_from = TextField(null=True)

    class Meta:
        """Its name in the database."""

        table_name = "revisions"


class Runs(Model):
    """What was computed; `inputs` is the hash of case, claims, decisions, seed, draws and version."""

    number = IntegerField(primary_key=True)
    inputs = TextField(unique=True)
    revision = IntegerField()
    seed = IntegerField()
    draws = IntegerField()
    started = TextField()
    finished = TextField()
    beliefs = TextField()
    deals = TextField()
    analysis = TextField()

    class Meta:
        """Its name in the database."""

        table_name = "runs"


class Files(Model):
    """The files of the folder as last written or seen; `pending` is what is confirmed and still to be written."""

    name = TextField(primary_key=True)
    sha256 = TextField()
    pending = TextField(null=True)

    class Meta:
        """Its name in the database."""

        table_name = "files"


TABLES = (Sources, Claims, Decisions, Revisions, Runs, Files)
