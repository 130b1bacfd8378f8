"""Who may ask for what: hosts, origins, tokens, sizes, and what every answer forbids."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from support.deciding import readings
from support.workbench import Browser

from detente.store.decision_log import read_decisions
from detente.web import make_app, open_workbench
from detente.web.security import COOKIE, MOST_BYTES

CLAIM = f"/sources/{readings()[0].document.id}/claims/g1"


def test_every_answer_forbids_all_but_its_own_scripts_and_styles(browser: Browser) -> None:
    for address in ("/overview", "/sources.json", "/nothing", "/static/workbench.js"):
        headers = browser.client.get(address).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8377", "", "[::1", "10.0.0.1"])
def test_another_host_gets_nothing(browser: Browser, host: str) -> None:
    assert browser.client.get("/sources.json", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8377", "127.0.0.1", "[::1]:8377", "LOCALHOST"])
def test_the_own_hosts_are_answered(browser: Browser, host: str) -> None:
    assert browser.client.get("/sources.json", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "token", "status"),
    [
        ({"Origin": "http://evil.example"}, True, 403),
        ({"Origin": "null"}, True, 403),
        ({"Origin": "http://127.0.0.1:9999"}, True, 403),
        ({"Sec-Fetch-Site": "cross-site"}, True, 403),
        ({"Sec-Fetch-Site": "same-site"}, True, 403),
        ({}, False, 403),
        ({"Origin": "http://127.0.0.1:8377"}, False, 403),
        ({"Origin": "http://127.0.0.1:8377", "Sec-Fetch-Site": "same-origin"}, True, 200),
    ],
)
def test_only_a_form_of_this_server_changes_something(
    browser: Browser, headers: dict[str, str], token: bool, status: int
) -> None:
    data = {"decision": "confirm", "state": "", "token": browser.bench.form_token if token else "guessed"}
    answer = browser.client.post(CLAIM, data=data, headers=headers)
    assert answer.status_code == status
    assert len(read_decisions(browser.bench.store.folder)) == (status == 200)


def test_nothing_is_changed_by_a_link(browser: Browser) -> None:
    assert browser.client.get(f"{CLAIM}?decision=confirm&token={browser.bench.form_token}").status_code == 405
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        assert browser.client.request(method, CLAIM).status_code == 405
    assert read_decisions(browser.bench.store.folder) == ()


def test_more_than_is_taken_is_refused_whether_announced_or_not(browser: Browser) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = browser.client.post("/sources/add", content=b"", headers=kind | {"Content-Length": str(MOST_BYTES + 1)})
    assert answer.status_code == 413

    def endless() -> object:
        for _ in range(MOST_BYTES // 1_000_000 + 2):
            yield b"x" * 1_000_000

    answer = browser.client.post("/sources/add", content=endless(), headers=kind)  # type: ignore[arg-type]
    assert answer.status_code in {400, 413}
    assert browser.client.get("/sources").status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "", "multipart/form-data; boundary=x"])
def test_what_is_no_form_is_refused(browser: Browser, kind: str) -> None:
    answer = browser.client.post("/sources/add", content=b"--y\r\nx", headers={"Content-Type": kind})
    assert answer.status_code in {400, 403, 415}


def test_others_get_in_with_the_token_only(tmp_path: Path, asked: list[str]) -> None:
    bench = open_workbench(tmp_path, "Ada")
    app = make_app(bench, {"127.0.0.1"}, access="secret token")
    client = TestClient(app, base_url="http://192.168.7.7:8377", follow_redirects=False)
    assert client.get("/sources").status_code == 401
    assert client.get("/static/workbench.js").status_code == 401
    assert client.get("/sources?token=guess").status_code == 401
    answer = client.get("/sources?token=secret+token&x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources?x=1")
    told = answer.headers["set-cookie"].lower()
    assert told.startswith(COOKIE)
    assert "httponly" in told
    assert "samesite=strict" in told
    assert client.get("/sources").status_code == 200
    answer = client.get("//evil.example/?token=secret+token")
    assert not answer.headers.get("location", "/").startswith(("//", "http", "/\\"))
    stranger = TestClient(app, base_url="http://evil.example", follow_redirects=False)
    assert stranger.get("/sources?token=secret+token").status_code == 421
    bench.close()
