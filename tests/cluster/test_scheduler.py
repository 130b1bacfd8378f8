"""A Dask cluster loses a worker in the middle, and no article."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from support.corpora import odd

from detente.cluster import Cluster, scheduler
from detente.errors import DetenteError

dask = pytest.importorskip("dask", reason="the extra cluster is not installed")
distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills processes as POSIX does")


@pytest.fixture
def cluster() -> Iterator[Any]:
    # A death is held against all that the worker had in hand at once, which is the hardest for the innocent. A cluster
    # that Dask starts itself would give a worker up for good that is not back after 15 s, which is short here.
    settings = {"distributed.scheduler.allowed-failures": 0, "distributed.deploy.lost-worker-timeout": "10 minutes"}
    with (
        dask.config.set(settings),
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


def test_an_article_that_kills_its_workers_is_told_though_one_is_killed_from_outside_as_well(cluster: Any) -> None:
    articles = [odd(str(place), seconds=0.1) for place in range(10)]
    articles.insert(2, odd("killer", "kills", seconds=0.1))
    killed = processes_of(cluster)[0]
    outcomes = []
    for outcome in Cluster(cluster.scheduler_address).read(articles):
        outcomes.append(outcome)
        if len(outcomes) == 1:
            with suppress(ProcessLookupError):  # The article may have been first.
                os.kill(killed, signal.SIGKILL)
    found = {one.name: json.loads(one.line or b"")["fault"] for one in outcomes}
    assert len(found) == len(outcomes)
    assert found.pop("killer") == "killer: the workers that read it were ended, again and again; left out"
    assert found == {str(n): f"{n}: is empty" for n in range(10)}


def small_cluster(workers: int) -> Any:
    """A scheduler and workers in this process, which nothing kills."""
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp",
        dashboard_address=":0",
        silence_logs=50,
        host="127.0.0.1",
    )


def test_a_cluster_without_workers_is_waited_for_so_long_and_not_longer() -> None:
    said: list[str] = []
    with small_cluster(0) as local:
        address = local.scheduler_address
        with pytest.raises(DetenteError, match=f"{address}: it has had no worker for 0 seconds; start some with: dask"):
            list(Cluster(address, patience=0.0).read([odd("a")]))

        def tell(words: str) -> None:
            said.append(words)
            local.scale(1)

        outcomes = list(Cluster(address, patience=60.0, tell=tell).read([odd("a"), odd("b")]))
    assert sorted(one.name for one in outcomes) == ["a", "b"]
    assert said == [f"--cluster {address}: it has no worker now; waiting for some, 60 seconds at most (--cluster-wait)"]


def test_workers_that_do_nothing_are_told_with_what_they_have_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "WITHOUT_OUTCOME", 0.5)
    with small_cluster(1) as local, pytest.raises(DetenteError, match=r"for 0.5 seconds \(in hand: slow\); leave out"):
        list(Cluster(local.scheduler_address, patience=0.1).read([odd("slow", seconds=4)]))


def test_a_scheduler_that_is_lost_is_told() -> None:
    with small_cluster(0) as local:
        readers = Cluster(local.scheduler_address, tell=lambda words: local.close())
        with pytest.raises(DetenteError, match="the scheduler is lost; start it again, and the same command goes on"):
            list(readers.read([odd("a")]))


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.cluster.scheduler.CONNECT_SECONDS", 0.5)
    with pytest.raises(DetenteError, match=r"--cluster tcp://127.0.0.1:9: no Dask scheduler answers there"):
        list(Cluster("tcp://127.0.0.1:9").read([odd("a")]))
