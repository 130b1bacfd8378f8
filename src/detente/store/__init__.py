"""A case where it is kept: its folder of files, the decisions beside it, and the database of the workbench.

Nothing here prints: what a person should be told while work goes on is said through a `Tell`.
"""

from detente.store.telling import Tell, count, silent

__all__ = ["Tell", "count", "silent"]


__all__ = ["Tell", "count", "silent"]
