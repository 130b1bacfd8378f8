"""Sources that are being fetched and read: how far they are, and which could not be."""

from typing import Any

from detente.web.page import NotFound, Page, Visit

__all__ = ["PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    jobs = [job.to_json() for job in visit.workbench.reader.jobs.values()]
    asked = visit.query.get("from", "")
    if asked:
        if not asked.isdecimal() or len(asked) > 9:
            raise NotFound(f"{asked[:20]!r} is the number of no source that was added")
        jobs = [job for job in jobs if job["number"] >= int(asked)]
    else:
        jobs.reverse()
    return {"jobs": jobs, "waiting": sum(not job["done"] for job in jobs), "from": asked}


PAGES = (Page("/reading", "reading.html.j2", _show),)
