"""A Dask cluster loses a worker in the middle, and no article."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from support.corpora import odd

from detente.cluster import Cluster
from detente.errors import DetenteError

dask = pytest.importorskip("dask", reason="the extra cluster is not installed")
distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


@pytest.fixture
def cluster() -> Iterator[Any]:
    # A death is held against all that the worker had in hand at once, which is the hardest for the innocent.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50, host="127.0.0.1"
        ) as local,
    ):
        yield local


def processes_of(cluster: Any) -> list[int]:
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        return list(client.run(os.getpid).values())


def test_every_article_is_read_though_one_of_two_workers_is_killed(cluster: Any) -> None:
    articles = [odd(str(place), seconds=0.05) for place in range(40)]
    found: dict[str, str] = {}
    killed = processes_of(cluster)[0]
    for outcome in Cluster(cluster.scheduler_address).read(articles):
        assert outcome.name not in found
        assert outcome.line is not None
        found[outcome.name] = json.loads(outcome.line)["fault"]
        if len(found) == 10:
            os.kill(killed, signal.SIGKILL)
    assert found == {str(n): f"{n}: is empty" for n in range(40)}


def test_an_article_that_kills_its_workers_is_told_and_the_others_are_read(cluster: Any) -> None:
    articles = [odd("killer", "kills"), *(odd(str(place), seconds=0.05) for place in range(6))]
    outcomes = list(Cluster(cluster.scheduler_address).read(articles))
    found = {one.name: json.loads(one.line or b"")["fault"] for one in outcomes}
    assert len(found) == len(outcomes)
    assert found.pop("killer") == "killer: the workers that read it were ended, again and again; left out"
    assert found == {str(n): f"{n}: is empty" for n in range(6)}


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.cluster.scheduler.CONNECT_SECONDS", 0.5)
    with pytest.raises(DetenteError, match=r"--cluster tcp://127.0.0.1:9: no Dask scheduler answers there"):
        list(Cluster("tcp://127.0.0.1:9").read([odd("a")]))
