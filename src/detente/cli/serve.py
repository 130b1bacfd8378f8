"""`detente serve`: the workbench, a case in the browser."""

import os
import secrets
import signal
import socket
import threading
import webbrowser
from pathlib import Path

import click

from detente.cli.console import note
from detente.cli.options import draws, max_mb, seed
from detente.cli.sources import allow_private, fetch_seconds
from detente.documents import MAX_BYTES, SourceOptions
from detente.errors import DocumentError, UsageError
from detente.store.desk import default_author

__all__ = ["command"]

PORT = 8377
_STOP_SECONDS = 3


@click.command(name="serve")
@click.argument("case", metavar="[CASE]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="Port; 0 takes a free one."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; others may reach any other."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; do not open the browser.")
@click.option("--author", metavar="NAME", help="Who decides [default: $DETENTE_AUTHOR, else your user name].")
@max_mb
@allow_private
@fetch_seconds
@seed
@draws
def command(
    case: Path | None,
    port: int,
    host: str,
    no_browser: bool,
    author: str | None,
    max_mb: float | None,
    allow_private: bool,
    fetch_seconds: float,
    seed: int,
    draws: int,
) -> None:
    """Open the workbench: a case in the browser, to look at, to question and to change.

    CASE is a case.yaml or its folder, made where it is missing [default: case.yaml here, else the folder analysis]. All
    is kept in that folder: the files that other commands read and write, and case.sqlite. It answers to this computer
    alone; with another --host, only to who has the token in the address that is printed. Ctrl-C ends it.
    """
    from detente.web import make_app, open_workbench
    from detente.web.security import LOOPBACK

    path = case or (Path("case.yaml") if Path("case.yaml").is_file() else Path("analysis"))
    most = MAX_BYTES if max_mb is None else int(max_mb * 1e6)
    taking = SourceOptions(allow_private=allow_private, seconds=fetch_seconds, max_bytes=most)
    listening = _listen(host, port)
    workbench = open_workbench(path, author or default_author(), seed, draws, taking)
    own = host in LOOPBACK
    access = None if own else os.environ.get("DETENTE_TOKEN") or secrets.token_urlsafe(24)
    hosts = LOOPBACK if own else {*LOOPBACK, host.lower(), socket.gethostname().lower()}
    app = make_app(workbench, hosts, access)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/" + ("" if access is None else f"?token={access}")
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", server_header=False, ws="none", timeout_graceful_shutdown=_STOP_SECONDS
    )
    server = uvicorn.Server(config)

    def end(*_: object) -> None:
        # uvicorn takes over once it serves, and in the end sends on to this handler what it got.
        server.should_exit = True

    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, end)
    print(address, flush=True)
    note(f"{workbench.store.file}: open in the browser at the address above; Ctrl-C ends it")
    if not no_browser:
        threading.Timer(0.3, webbrowser.open, (address,)).start()
    server.run(sockets=[listening])
    note("the workbench is closed; all that was decided is kept")


def _listen(host: str, port: int) -> socket.socket:
    try:
        socket.getaddrinfo(host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except socket.gaierror:
        raise UsageError(f"--host {host}: is no address of this computer") from None
    except OSError as error:
        raise DocumentError(
            f"{host}, port {port}: cannot be listened at ({error.strerror}); is a workbench open there? Try --port"
        ) from None
