"""The line at the top of every page: whose case it is, and whether its numbers are those of now."""

from typing import Any

from detente.web.workbench import Workbench

__all__ = ["state_of"]


def state_of(workbench: Workbench) -> dict[str, Any]:
    """Give the title of the case, its revision, and whether it is being computed."""
    run = workbench.store.newest_run()
    recomputing = workbench.recomputing
    return {
        "title": workbench.store.title() or workbench.store.folder.resolve().name,
        "author": workbench.author,
        "computing": recomputing.running,
        "failed": recomputing.failed,
        "run": None if run is None else {"number": run[0], "finished": run[1]},
    }
