"""`detente serve` as a user starts and ends it."""

import os
import re
import signal
import socket
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from support.serving import serving

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_address_answers_and_ends_when_asked(tmp_path: Path, ending: signal.Signals) -> None:
    with serving(tmp_path / "new case") as (address, process):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
        assert _status(f"{address}overview") == 200
        process.send_signal(ending)
        _, told = process.communicate(timeout=60)
        assert "the workbench is closed" in told
        assert "Traceback" not in told
    assert (tmp_path / "new case" / "case.sqlite").is_file()


def test_on_another_address_only_the_token_opens(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "0.0.0.0") as (address, process):
        found = re.fullmatch(r"http://0\.0\.0\.0:(\d+)/\?token=(\S+)", address)
        assert found is not None
        assert len(found[2]) >= 32
        own = f"http://127.0.0.1:{found[1]}/overview"
        assert _status(own) == 401
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert opener.open(f"{own}?token={found[2]}", timeout=60).status == 200
        os.kill(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def test_a_port_in_use_and_a_wrong_host_are_told(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        serving(tmp_path, "--port", str(taken.getsockname()[1])) as (address, process),
    ):
        assert (address, process.wait(60)) == ("", 1)
        assert process.stderr is not None
        assert "cannot be listened at" in process.stderr.read()
    with serving(tmp_path, "--host", "no such host") as (address, process):
        assert (address, process.wait(60)) == ("", 2)
