"""A chat completions server on this machine that behaves, or misbehaves, as a test tells it to."""

import contextlib
import json
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from support.web_server import Visit

Reply = Callable[["Call"], None]


class Call(Visit):
    """One request to the stub: `body` as sent, `number` from 1 on, and ways to reply."""

    kind = "application/json"

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes, number: int) -> None:
        super().__init__(handler)
        self.body = json.loads(body)
        self.number = number

    def answer(self, content: Any, finish: str = "stop", **more: Any) -> None:
        """Send a chat completion whose content is `content` (as JSON unless it is a string)."""
        words = content if isinstance(content, str) else json.dumps(content)
        message = {"role": "assistant", "content": words}
        usage = {"prompt_tokens": 100, "completion_tokens": 10}
        self.send(json.dumps({"choices": [{"message": message, "finish_reason": finish}], "usage": usage, **more}))


class StubServer:
    """The server; use it as a context manager. `calls` holds what was asked."""

    def __init__(self, reply: Reply, certificate: Path | None = None) -> None:
        stub = self
        self.calls: list[Call] = []
        self.under_way = 0
        self.most_under_way = 0
        lock = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with lock:
                    call = Call(self, body, len(stub.calls) + 1)
                    stub.calls.append(call)
                    stub.under_way += 1
                    stub.most_under_way = max(stub.most_under_way, stub.under_way)
                try:
                    with contextlib.suppress(OSError):
                        reply(call)
                finally:
                    with lock:
                        stub.under_way -= 1

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.scheme = "https"

    @property
    def address(self) -> str:
        """Its base address."""
        return f"{self.scheme}://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "StubServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
