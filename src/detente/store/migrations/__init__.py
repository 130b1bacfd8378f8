"""Steps from one layout of `case.sqlite` to the next, taken when a case is opened.

`PRAGMA user_version` holds the number of the layout. A new step is a module with `upgrade(database)`, named at the end
of `STEPS`; what stands in one is never changed once it was released. A step that alters a table does so with
`playhouse.migrate`.
"""

from collections.abc import Callable

from peewee import Database

from detente.store.migrations import s0001_first_layout

__all__ = ["HEAD", "STEPS"]

STEPS: tuple[Callable[[Database], None], ...] = (s0001_first_layout.upgrade,)
"""The step at place n leads from layout n to layout n + 1; layout 0 is an empty database."""

HEAD = len(STEPS)
"""The newest layout."""
