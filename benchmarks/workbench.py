"""What the pages of the workbench cost: python benchmarks/workbench.py [NAME…].

The case has 5 parties, 10 issues of 5 options, 200 claims and a run of 2,000 draws. Each page is asked for through the
application, as a browser does, and the seconds of the processor that this takes are told, of all threads of the
server's process; what is computed in another process after an edit is not in it.
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from beliefs import make_case
from starlette.testclient import TestClient

from detente.claims import Claim, Reading, readings_to_json
from detente.documents import Document
from detente.files import dump_json
from detente.store.computing import refresh
from detente.table import case_to_yaml
from detente.web import Workbench, make_app, open_workbench

PARTIES, ISSUES, CLAIMS, DRAWS = 5, 10, 200, 2000
ROUNDS, CHANGES = 5, 60
SOURCES, EACH = 500, 20
STARTS = 5


def _measured(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _rounds(act: Callable[[int], object]) -> list[float]:
    """Give the seconds of each round; the first, which loads and compiles, is left out."""
    act(0)
    return [_measured(lambda number=number: act(number)) for number in range(1, ROUNDS + 1)]


def table(bench: Workbench, client: TestClient) -> Iterator[tuple[str, float]]:
    """Measure the page of the table, a cell edited in place, and an option renamed with all claims that name it."""

    def edit(number: int) -> None:
        revision = bench.store.revision()
        assert revision is not None
        sent = {"base": str(revision.number), "back": "table", "stated": "=b", "assumed": f"round {number}"}
        sent["token"] = bench.form_token
        client.post("/table/party0/issue0", data=sent).raise_for_status()

    def rename(number: int) -> None:
        revision = bench.store.revision()
        assert revision is not None
        rows = {f"label:{n}": label for n, label in enumerate([f"a{number}", *"bcde"])}
        sent = {"token": bench.form_token, "base": str(revision.number), "ordered": "yes", **rows}
        client.post("/table/issues/issue2/options", data=sent).raise_for_status()

    ground = bench.grounds.newest(bench.store)
    if ground is None:
        raise SystemExit("nothing was computed")
    bench.grounds.yardstick(ground)

    def edit_deals(number: int) -> None:
        edit(number + ROUNDS + 1)
        if "of the case as it is now" not in client.get("/deals").raise_for_status().text:
            raise SystemExit("the frontier is not of the case as it is")

    yield "table: the page", statistics.median(_rounds(lambda _: client.get("/table").raise_for_status()))
    yield "table: a cell edited, to the page after it", statistics.median(_rounds(edit))
    yield "table: … and to the frontier after it", statistics.median(_rounds(edit_deals))
    yield "table: an option renamed, to its page after it", statistics.median(_rounds(rename))


def deals(bench: Workbench, client: TestClient) -> Iterator[tuple[str, float]]:
    """Measure the pages about deals; the draws of a run are made again once, and serve every change after that."""
    ground = bench.grounds.newest(bench.store)
    if ground is None:
        raise SystemExit("nothing was computed")
    yield "deals: the draws of a run, once", _measured(lambda: bench.grounds.yardstick(ground))
    client.get("/deals")
    yield "deals: picture and tables", _measured(lambda: client.get("/deals"))
    codes = list(ground.candidates)
    yield "deals: another package selected", _measured(lambda: client.get(f"/deals?package={codes[3]}"))
    yield "deals: two side by side", _measured(lambda: client.get(f"/deals/compare?a={codes[0]}&b={codes[5]}"))
    rng = random.Random(0)
    package = {issue: rng.choice(part.labels) for issue, part in ground.case.issues.items()}
    taken, whole = [], []
    for _ in range(CHANGES):
        issue = rng.choice(list(package))
        package[issue] = rng.choice(ground.case.issues[issue].labels)
        query = urlencode({f"on.{name}": option for name, option in package.items()})
        taken.append(_measured(lambda query=query: client.get(f"/deals/compose?{query}&mend=quick")))
        whole.append(_measured(lambda query=query: client.get(f"/deals/compose?{query}")))
    yield f"deals: an option changed, median of {CHANGES}", sorted(taken)[len(taken) // 2]
    yield f"deals: an option changed, longest of {CHANGES}", max(taken)
    yield f"deals: … and smallest changes, median of {CHANGES}", sorted(whole)[len(whole) // 2]
    yield f"deals: … and smallest changes, longest of {CHANGES}", max(whole)


def sources(_: Workbench, __: TestClient) -> Iterator[tuple[str, float]]:
    """Measure the list of sources of another case: 500 sources of 20 claims each."""
    with tempfile.TemporaryDirectory() as folder:
        read = [_reading(number) for number in range(SOURCES)]
        (Path(folder) / "claims.json").write_text(dump_json(readings_to_json(read)))
        bench = open_workbench(Path(folder), "benchmark", draws=DRAWS)
        bench.recomputing.ask = lambda: None  # type: ignore[method-assign]
        client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377")
        listed = _rounds(lambda _: client.get("/sources").raise_for_status())
        yield f"sources: the list of {SOURCES} with {EACH} claims each", statistics.median(listed)
        bench.close()


def _reading(number: int) -> Reading:
    sentences = [f"Side {claim % 4} of talks {number} demands point {claim}." for claim in range(EACH)]
    text = "\n".join(sentences)
    claims = []
    for claim, words in enumerate(sentences):
        start = text.index(words)
        content = f"point {claim}"
        claims.append(
            Claim(
                f"{number:06x}{claim:06x}", start, start + len(words), words, f"Side {claim % 4}", None, "demand",
                content, content, None, None, (), "asserted", (), "stated", None, 0.5,
            )
        )  # fmt: skip
    return Reading(Document(f"report-{number}", text), tuple(claims))


def start(bench: Workbench, _: TestClient) -> Iterator[tuple[str, float]]:
    """Measure `detente serve` on a case with a run: to its address, to the first page, by the clock and the processor.

    The modules are compiled already, as pip leaves them; without that, each start would compile them again.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "detente", "serve", "", "--no-browser", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as compiled:
        shutil.copytree(bench.store.folder, folder, dirs_exist_ok=True)
        command[4] = folder
        environment.setdefault("PYTHONPYCACHEPREFIX", compiled)
        taken: dict[str, list[tuple[float, float]]] = {}
        for _number in range(1 + STARTS):
            begun = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
            )
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            used = _used(process.pid)
            taken.setdefault("to the address", []).append((time.perf_counter() - begun, used))
            for name in ("first page", "page after it"):
                begun, before = time.perf_counter(), _used(process.pid)
                urllib.request.urlopen(f"{address}overview").read()
                taken.setdefault(name, []).append((time.perf_counter() - begun, _used(process.pid) - before))
            process.terminate()
            process.wait()
        for name, rounds in taken.items():
            clock, processor = (statistics.median(side) for side in zip(*rounds[1:], strict=True))
            yield f"start: {name}, by the clock", clock
            yield f"start: {name}", processor


def _used(process: int) -> float:
    """Give the seconds of the processor that a process has used, as Linux tells them, in hundredths."""
    told = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


MEASURED = {"start": start, "sources": sources, "deals": deals, "table": table}
"""All measurements by name; those that change the case stand last."""


def main() -> None:
    """Print the measurements that are named, or all."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "case.yaml").write_text(case_to_yaml(make_case(PARTIES, ISSUES, CLAIMS, 0)))
        bench = open_workbench(Path(folder), "benchmark", draws=DRAWS)
        refresh(bench.store, "benchmark", draws=DRAWS)
        bench.recomputing.ask = lambda: None  # type: ignore[method-assign]
        client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377")
        print(f"{PARTIES} parties, {ISSUES} issues, {CLAIMS} claims, {DRAWS:,} draws; seconds of the processor")
        for part in sys.argv[1:] or MEASURED:
            for name, seconds in MEASURED[part](bench, client):
                print(f"{name:<52}{seconds:>8.3f}")
        bench.close()


if __name__ == "__main__":
    main()
