"""Measure the workbench on a large case, one line for each measurement: python benchmarks/workbench.py

The case has 5 parties, 10 issues of 5 options and 200 claims, and 2,000 draws are judged. Each page is asked for
through the application, as a browser does, and the seconds of processor that this takes are told.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from beliefs import make_case
from starlette.testclient import TestClient

from detente.store import open_store
from detente.store.computing import refresh
from detente.table import case_to_yaml
from detente.web import Workbench, make_app, open_workbench

PARTIES, ISSUES, CLAIMS, DRAWS = 5, 10, 200, 2000
CHANGES = 60


def _measured(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _deals(bench: Workbench, client: TestClient) -> Iterator[tuple[str, float]]:
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


MEASUREMENTS = (_deals,)


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "case.yaml").write_text(case_to_yaml(make_case(PARTIES, ISSUES, CLAIMS, 0)))
        store = open_store(path)
        refresh(store, "benchmark", draws=draws)
        store.close()
        bench = open_workbench(path, "benchmark", draws=draws)
        client = TestClient(make_app(bench), base_url="http://127.0.0.1:8377")
        print(f"{PARTIES} parties, {ISSUES} issues, {CLAIMS} claims, {draws:,} draws; seconds of processor")
        for part in MEASUREMENTS:
            for name, seconds in part(bench, client):
                print(f"{name:<48}{seconds:>8.3f}")
        bench.close()


if __name__ == "__main__":
    main()
