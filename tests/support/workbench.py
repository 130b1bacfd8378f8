"""A client of the workbench that behaves like a browser without scripts."""

from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from detente.web import Workbench


@dataclass
class Browser:
    """Loads pages and sends their forms."""

    client: TestClient
    bench: Workbench

    def page(self, address: str, status: int = 200) -> str:
        """Give a page."""
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        return str(answer.text)

    def data(self, address: str) -> dict[str, Any]:
        """Give the twin of a page."""
        answer = self.client.get(f"{address}.json")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
        found: dict[str, Any] = answer.json()
        return found

    def send(self, address: str, /, files: Any = None, **fields: str) -> Any:
        """Send a form with its token, as the page of this server would; give the answer after following it."""
        headers = {"Origin": "http://127.0.0.1:8377", "Sec-Fetch-Site": "same-origin"}
        data = {"token": self.bench.form_token, **fields}
        return self.client.post(address, data=data, files=files, headers=headers)
