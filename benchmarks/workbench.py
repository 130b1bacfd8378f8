"""What pages of the workbench cost: python benchmarks/workbench.py [NAME…].

Each measurement has a name and gives seconds of the processor, of all threads of the server's process; what is computed
in another process after an edit is not in it. The case: 5 parties, 10 issues of 5 options, 200 claims, 3 hypotheses for
each party. Each is taken five times; the median is printed, and the largest.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from beliefs import make_case
from starlette.testclient import TestClient

from detente.store.computing import inputs_of
from detente.table import case_to_yaml
from detente.web import Workbench, make_app, open_workbench

ROUNDS = 5
DRAWS = 200


@contextmanager
def opened() -> Iterator[tuple[Workbench, TestClient]]:
    """Open the case with a run, and give a client; nothing is computed anew."""
    from detente.store.computing import refresh

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "case.yaml").write_text(case_to_yaml(make_case(5, 10, 200, 3)))
        bench = open_workbench(Path(folder), "Ada", draws=DRAWS)
        print(f"(a run of {DRAWS} draws is made first)", file=sys.stderr)
        refresh(bench.store, "Ada", draws=DRAWS)
        assert bench.store.run(inputs_of(bench.store, 0, DRAWS)) is not None
        bench.recomputing.ask = lambda: None  # type: ignore[method-assign]
        yield bench, TestClient(make_app(bench), base_url="http://127.0.0.1:8377")
        bench.close()


def seconds(act: Callable[[int], object]) -> list[float]:
    """Give the seconds of the processor of each round; the first, which loads and compiles, is left out."""
    act(0)
    found = []
    for number in range(1, ROUNDS + 1):
        start = time.process_time()
        act(number)
        found.append(time.process_time() - start)
    return found


def table_page(bench: Workbench, client: TestClient) -> list[float]:
    """The page of the table."""
    return seconds(lambda _: client.get("/table").raise_for_status())


def table_edit(bench: Workbench, client: TestClient) -> list[float]:
    """An edit of a cell in place, to the page of the table as it is after it."""

    def edit(number: int) -> None:
        revision = bench.store.revision()
        assert revision is not None
        sent = {"base": str(revision.number), "back": "table", "stated": "=b", "assumed": f"round {number}"}
        sent["token"] = bench.form_token
        client.post("/table/party0/issue0", data=sent).raise_for_status()

    return seconds(edit)


def table_options(bench: Workbench, client: TestClient) -> list[float]:
    """An option renamed, with all claims that name it, to its page as it is after it."""

    def edit(number: int) -> None:
        revision = bench.store.revision()
        assert revision is not None
        rows = {f"label:{n}": label for n, label in enumerate([f"a{number}", *"bcde"])}
        sent = {"token": bench.form_token, "base": str(revision.number), "ordered": "yes", **rows}
        client.post("/table/issues/issue2/options", data=sent).raise_for_status()

    return seconds(edit)


MEASURED = {"table page": table_page, "table edit": table_edit, "table options": table_options}
"""All measurements by name."""


def main() -> None:
    """Print the measurements that are named, or all."""
    with opened() as (bench, client):
        for name in sys.argv[1:] or MEASURED:
            taken = MEASURED[name](bench, client)
            print(f"{name:16} {statistics.median(taken):.2f} s of the processor (largest {max(taken):.2f})")


if __name__ == "__main__":
    main()
