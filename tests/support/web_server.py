"""A web server on this machine that behaves, or misbehaves, as a test tells it to."""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Page = Callable[["Visit"], None]


class Visit:
    """One request: its path and headers, and ways to reply."""

    kind = "text/html"

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.handler = handler
        self.path = handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}

    def send(self, body: bytes | str = b"", status: int = 200, kind: str | None = None, **headers: str) -> None:
        """Send a response with its length."""
        data = body.encode() if isinstance(body, str) else body
        self.start(status, kind, **{"Content_Length": str(len(data)), **headers})
        self.handler.wfile.write(data)

    def start(self, status: int = 200, kind: str | None = None, **headers: str) -> None:
        """Send the head of a response."""
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind or self.kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()

    def write(self, piece: bytes) -> None:
        """Send a piece of the body, or anything at all."""
        self.handler.wfile.write(piece)
        self.handler.wfile.flush()

    def drip(self, piece: bytes, pause: float = 0.02, seconds: float = 20.0) -> None:
        """Send a piece again and again, until the other side has had enough."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.write(piece)
            time.sleep(pause)


class WebServer:
    """The server, as a context manager: `pages` by their paths, `visits` as they came."""

    def __init__(self, pages: dict[str, Page] | None = None, certificate: Path | None = None) -> None:
        web = self
        self.pages = pages or {}
        self.visits: list[Visit] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_GET(self) -> None:
                visit = Visit(self)
                web.visits.append(visit)
                page = web.pages.get(self.path.partition("?")[0])
                with contextlib.suppress(OSError):
                    visit.send("nothing here", 404) if page is None else page(visit)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def port(self) -> int:
        """Its port."""
        return int(self._server.server_address[1])

    def address(self, path: str) -> str:
        """Give the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> "WebServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
