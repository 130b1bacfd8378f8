"""The line that says of which run the figures about deals are, by itself: a page asks for it while one is computed."""

from typing import Any

from detente.web.deals.resting import basis
from detente.web.not_found import NotFound
from detente.web.page import Page, Visit

__all__ = ["PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    """Give what the run that a page shows (`run` in its address) is to the newest one."""
    bench = visit.workbench
    ground = bench.grounds.newest(bench.store)
    shown = visit.path["run"]
    if ground is None or not shown.isascii() or not shown.isdecimal() or len(shown) > 9:
        raise NotFound(f"there is no run {shown[:20]!r}")
    revision, _ = bench.grounds.case_now(bench.store)
    return {"shown": int(shown), "resting": basis(ground, revision)}


PAGES = (Page("/deals/basis/{run}", "deals_basis.html.j2", _show),)
