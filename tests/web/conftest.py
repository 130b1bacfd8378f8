"""A workbench over the two reports made by hand, and a client that behaves like a browser without scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.deciding import readings
from support.workbench import Browser

from detente.claims import Reading, readings_to_json
from detente.files import dump_json
from detente.web import make_app, open_workbench
from detente.web.recomputing import Recomputing

Opened = Callable[..., Browser]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often something was to be computed; nothing is, which would take seconds."""
    found: list[str] = []
    monkeypatch.setattr(Recomputing, "ask", lambda self: found.append("asked"))
    return found


@pytest.fixture
def opened(tmp_path: Path, asked: list[str]) -> Iterator[Opened]:
    """Open a workbench over some readings."""
    benches = []

    def call(given: tuple[Reading, ...] = (), case: str | None = None) -> Browser:
        folder = tmp_path / f"case{len(benches)}"
        folder.mkdir()
        (folder / "claims.json").write_text(dump_json(readings_to_json(given)))
        if case is not None:
            (folder / "case.yaml").write_text(case)
        bench = open_workbench(folder, "Ada")
        benches.append(bench)
        client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377", raise_server_exceptions=False)
        return Browser(client, bench)

    yield call
    for bench in benches:
        bench.close()


@pytest.fixture
def browser(opened: Opened) -> Browser:
    """A workbench over the two reports, and a client."""
    return opened(readings())
