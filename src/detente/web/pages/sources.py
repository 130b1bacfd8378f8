"""The list of sources, and adding to it: files, a text that is pasted in, or what stands at an address."""

import re
from dataclasses import asdict
from typing import Any

from detente.documents import SUFFIXES
from detente.documents.addresses import is_address
from detente.errors import UsageError
from detente.table.dropped import dropped_sources
from detente.web.page import Action, Form, Page, Visit

__all__ = ["ACTIONS", "PAGES"]


def _show(visit: Visit) -> dict[str, Any]:
    store = visit.workbench.store
    removed = dropped_sources(store.decisions())
    shown = [{**asdict(source), "open": source.open} for source in store.sources()]
    waiting = sum(not job.done for job in visit.workbench.reader.jobs.values())
    return {
        "sources": [source for source in shown if source["document"] not in removed],
        "removed": [
            {**source, "removed_by": gone.author, "removed_at": gone.time, "state": gone.id}
            for source in shown
            if (gone := removed.get(source["document"])) is not None
        ],
        "waiting": waiting,
        "suffixes": sorted(SUFFIXES),
        "most_mb": visit.workbench.reader.taking.max_bytes / 1e6,
        "private": visit.workbench.reader.taking.allow_private,
    }


def _add(visit: Visit, form: Form) -> str:
    """Have the chosen files read, or the text that was pasted in."""
    most = visit.workbench.reader.taking.max_bytes
    faults = [told for name, data in form.files if (told := _fault(name, data, most))]
    if faults:
        raise UsageError("; ".join(faults))
    given: list[tuple[str, bytes, dict[str, str]]] = [(_plain(name), data, {}) for name, data in form.files]
    text = form.fields.get("text", "")
    if text.strip():
        title = form.get("title")
        body = text.replace("\r\n", "\n")
        whole = f"{title}\n\n{body}" if title and not body.startswith(title) else body
        about = {name: form.get(name) for name in ("outlet", "date", "address") if form.get(name)}
        if "date" in about and not re.fullmatch(r"\d{4}-\d\d-\d\d", about["date"]):
            raise UsageError(f"the date {about['date'][:40]!r} is not understood; write it as 2025-05-16")
        given.append((f"{_plain(title) or 'pasted'}.txt", whole.encode("utf-8", "replace"), about))
    if not given:
        raise UsageError("nothing was chosen or pasted; choose files, or paste a text")
    jobs = visit.workbench.reader.add(given)
    return f"/reading?from={jobs[0].number}"


def _take(visit: Visit, form: Form) -> str:
    """Have an address fetched: an article, or a feed."""
    address = form.get("address")
    if not address:
        raise UsageError("no address was given; write that of an article, or of a feed")
    if not is_address(address):
        address = f"https://{address}"
    job = visit.workbench.reader.take(address)
    return f"/reading?from={job.number}"


def _plain(name: str) -> str:
    """Give the last part of a name, without what is no letter, digit or sign of a name."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable())[:120].strip(". ")


def _fault(name: str, data: bytes, most: int) -> str | None:
    shown = _plain(name) or "a file"
    if len(data) > most:
        return f"{shown}: has more than {most / 1e6:g} MB, the limit for one report; split it"
    suffix = "." + shown.rsplit(".", 1)[-1].lower() if "." in shown else ""
    if suffix not in SUFFIXES:
        return f"{shown}: is of a kind that is not read; there are: {', '.join(sorted(SUFFIXES))}"
    return None


PAGES = (Page("/sources", "sources.html.j2", _show),)
ACTIONS = (Action("/sources/add", _add), Action("/sources/fetch", _take))
