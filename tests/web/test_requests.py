"""No request makes the server fail: any path, method, header and body gets an answer below 500."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from support.deciding import readings

from detente.claims import readings_to_json
from detente.files import dump_json
from detente.web import make_app, open_workbench
from detente.web.pages import all_actions, all_pages
from detente.web.recomputing import Recomputing

IDS = [reading.document.id for reading in readings()] + ["none", "%00", "..", "a%2fb", "ü", "x" * 300]
CLAIMS = ["g1", "h3", "none", "%0a", "g1.json"]
WORDS = st.one_of(
    st.sampled_from(["", "confirm", "reject", "correct", "undo", "Island", "demand", "0", "5", "9" * 11, "stated"]),
    st.text(max_size=30),
)
FIELDS = st.sampled_from(
    ["decision", "state", "party", "act", "issue", "content", "against", "certainty", "basis", "words", "start", "end",
     "title", "text", "outlet", "date", "address", "odd"]
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("case")
    (folder / "claims.json").write_text(dump_json(readings_to_json(readings())))
    patch = pytest.MonkeyPatch()
    patch.setattr(Recomputing, "ask", lambda self: None)
    patch.setattr("detente.web.reading.Worker.put", lambda *_: None)
    bench = open_workbench(folder, "Ada")
    yield TestClient(make_app(bench), base_url="http://127.0.0.1:8377", raise_server_exceptions=False), bench
    bench.close()
    patch.undo()


def _address(path: str, document: str, claim: str) -> str:
    named = {"document": document, "party": document, "claim": claim, "issue": claim}
    for name, value in named.items():
        path = path.replace(f"{{{name}}}", value)
    return path


PATHS = st.builds(
    _address,
    st.sampled_from([page.path for page in all_pages()] + [f"{page.path}.json" for page in all_pages()]),
    st.sampled_from(IDS),
    st.just(""),
)
SETTINGS = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@SETTINGS
@given(path=PATHS, query=st.dictionaries(st.sampled_from(["from", "token", "q"]), WORDS, max_size=2))
def test_no_page_fails(client: Any, path: str, query: dict[str, str]) -> None:
    assert client[0].get(path, params=query).status_code < 500


@SETTINGS
@given(
    action=st.sampled_from([action.path for action in all_actions()]),
    document=st.sampled_from(IDS),
    claim=st.sampled_from(CLAIMS),
    fields=st.dictionaries(FIELDS, WORDS, max_size=9),
    file=st.one_of(st.none(), st.tuples(st.text(max_size=20), st.binary(max_size=40))),
)
def test_no_form_fails(
    client: Any, action: str, document: str, claim: str, fields: dict[str, str], file: tuple[str, bytes] | None
) -> None:
    data = {**fields, "token": client[1].form_token}
    files = None if file is None else [("files", file)]
    assert client[0].post(_address(action, document, claim), data=data, files=files).status_code < 500


@SETTINGS
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "QUERY"]),
    path=st.text(max_size=30).map(lambda rest: "/" + quote(rest.encode("utf-8", "replace"))),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "a/b"]
    ),
    host=st.sampled_from(["127.0.0.1", "localhost:1", "", "[", "a:b", "x" * 300]),
    cookie=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
)
def test_no_request_fails(client: Any, method: str, path: str, body: bytes, kind: str, host: str, cookie: str) -> None:
    headers = {"Host": host, "Content-Type": kind, "Cookie": cookie, "X-Detente-Token": client[1].form_token}
    for target in (path, "/sources/add"):
        assert client[0].request(method, target, content=body, headers=headers).status_code < 500
