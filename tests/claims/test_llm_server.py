"""A server that misbehaves in every way costs an answer, and never more: no claim, no key, no time without end."""

import asyncio
import json
import random
import shutil
import socket
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.proposing import proposal
from support.stub_server import Call, Reply, StubServer

from detente.claims.llm import (
    AnswerCache,
    Backoff,
    LanguageModelReader,
    LimitReachedError,
    Limits,
    ModelReading,
    RunStoppedError,
    Server,
    Service,
    requests_of,
)
from detente.claims.llm.backoff import seconds_asked
from detente.claims.llm.server import LARGEST_BODY
from detente.documents import Document
from detente.errors import UsageError

pytest.importorskip("httpx2", reason="the extra llm is not installed")

KEY = "sk-secret-0123456789"
TEXT = "Northland demands the islands.\n\nSouthland rejects the plan."
SOUND = {"claims": [proposal("Northland demands the islands", "Northland")]}
QUICK = Backoff(attempts=3, base=0.01, longest=0.02, patience=5)


def service(stub: StubServer, **more: Any) -> Service:
    fields = {"key": KEY, "timeout": 5.0, "backoff": QUICK, "answer_tokens": 500}
    own = {name: more.pop(name) for name in list(more) if name in fields}
    return Service(Server(stub.address, "stub", **(fields | own)), **more)


def read(reply: Reply, text: str = TEXT, part: int = 8000, **more: Any) -> tuple[ModelReading, StubServer, Service]:
    with StubServer(reply) as stub:
        asked = service(stub, **more)
        (found,) = LanguageModelReader(asked, part, 0).read([Document("d", text)])
    assert KEY not in repr(found)
    return found, stub, asked


def refusal(reply: Reply, **more: Any) -> tuple[str, int]:
    """Why there was no answer, and how often it was asked for."""
    found, stub, _ = read(reply, **more)
    assert not found.claims
    return found.unread[1], len(stub.calls)


def test_a_sound_answer_becomes_claims_and_what_it_took_is_booked() -> None:
    found, stub, asked = read(lambda call: call.answer(SOUND), limits=Limits(price_in=1.0, price_out=10.0))
    assert [claim.text for claim in found.claims] == ["Northland demands the islands"]
    (call,) = stub.calls
    assert call.headers["authorization"] == f"Bearer {KEY}"
    assert call.body["response_format"]["json_schema"]["strict"] is True
    assert (call.body["temperature"], call.body["max_tokens"], call.body["stream"]) == (0, 500, False)
    assert KEY not in json.dumps(call.body)
    assert (asked.account.tokens_in, asked.account.tokens_out) == (100, 10)
    assert asked.account.cost == pytest.approx(0.0002)


def test_without_a_key_none_is_sent() -> None:
    _, stub, _ = read(lambda call: call.answer(SOUND), key=None)
    assert "Authorization" not in stub.calls[0].headers


# What it answers


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "sent no JSON"),
        ("<html>Welcome</html>", "Welcome"),
        ('{"choices": [{"message": {"content": "{\\"claims', "sent no JSON"),
        ("null", "no chat completion"),
        ("[]", "no chat completion"),
        ('{"choices": []}', "no chat completion"),
        ('{"choices": {"0": 1}}', "no chat completion"),
        ('{"choices": [{"message": "hello"}]}', "no chat completion"),
        ('{"choices": [{"message": {"content": null}}]}', "it is empty"),
        ('{"choices": [{"message": {"content": 7}}]}', "it is empty"),
        ('{"choices": [{"message": {"content": null, "refusal": "no"}}]}', "the model refused"),
        ('{"choices": [{"message": {"content": "Certainly!"}}]}', "it holds no JSON"),
        ('{"choices": [{"message": {"content": "{\\"claim\\": 1}"}}]}', "no list `claims`"),
        ("[" * 200_000, "sent no JSON"),
        ("9" * 10_000, "sent no JSON"),
    ],
)
def test_an_answer_in_no_known_form_is_asked_for_once_more(body: str, reason: str) -> None:
    said, calls = refusal(lambda call: call.send(body))
    assert reason in said
    assert calls == 2


def test_an_answer_of_the_wrong_schema_gives_no_claims_but_a_count() -> None:
    items = [{"who": "Northland"}, proposal("Northland demands peace", "Northland"), *SOUND["claims"], "x"]
    found, _, _ = read(lambda call: call.answer({"claims": items}))
    assert len(found.claims) == 1
    assert found.dropped == {"malformed": 2, "words not in the text": 1}


def test_half_an_answer_gives_its_whole_claims_and_is_told() -> None:
    half = json.dumps({"claims": SOUND["claims"] * 2})[:-30]
    found, _, _ = read(lambda call: call.answer(half, finish="length"))
    assert (len(found.claims), found.cut) == (1, 1)


def test_an_answer_in_pieces_of_text_is_put_together() -> None:
    words = json.dumps(SOUND)
    pieces = [{"type": "text", "text": words[:20]}, {"type": "text", "text": words[20:]}, {"type": "image"}, 7]
    body = json.dumps({"choices": [{"message": {"content": pieces}}]})
    found, _, _ = read(lambda call: call.send(body, kind="text/plain"))
    assert len(found.claims) == 1


def test_the_second_answer_counts_where_the_first_is_of_no_use() -> None:
    found, _, asked = read(lambda call: call.answer("Well." if call.number == 1 else SOUND))
    assert len(found.claims) == 1
    assert asked.account.tokens_out == 20


# How it answers


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(status: int) -> None:
    found, stub, _ = read(lambda call: call.answer(SOUND) if call.number == 3 else call.send("busy", status))
    assert len(found.claims) == 1
    assert len(stub.calls) == 3


def test_what_does_not_pass_is_given_up() -> None:
    said, calls = refusal(lambda call: call.send('{"error": {"message": "all slots busy"}}', 503))
    assert said == "the server answers 503: all slots busy (3 attempts)"
    assert calls == 3


@pytest.mark.parametrize(("status", "reason"), [(401, "refuses the key"), (403, "key or the model"), (404, "no such")])
def test_what_is_hopeless_ends_the_run_at_once(status: int, reason: str) -> None:
    with StubServer(lambda call: call.send(f'{{"error": "bad key {KEY}"}}', status)) as stub:
        asked = service(stub, concurrency=1)
        found = LanguageModelReader(asked, 40, 0).read([Document("d", TEXT), Document("e", "Southland waits.")])
        assert len(stub.calls) == 1
    for one in found:
        for said in one.unread.values():
            assert reason in said
            assert KEY not in said
            assert "[key]" in said


def test_the_server_may_ask_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(Backoff, "pause", lambda self, attempt, asked=None: waited.append(asked or 0) or 0.0)

    def reply(call: Call) -> None:
        call.answer(SOUND) if call.number > 1 else call.send("slow down", 429, Retry_After="0.2")

    found, stub, _ = read(reply)
    assert found.claims
    assert waited == [0.2]
    assert len(stub.calls) == 2


def test_a_server_that_asks_to_wait_for_too_long_is_not_waited_for() -> None:
    said, calls = refusal(lambda call: call.send("quota", 429, Retry_After="3600"))
    assert "come again only in 3,600 s" in said
    assert calls == 1


@pytest.mark.parametrize("odd", ["soon", "-5", "nan", "inf", "", "Wed, 99 Foo 2025"])
def test_an_odd_wish_to_wait_is_no_wish(odd: str) -> None:
    found, _, _ = read(lambda call: call.answer(SOUND) if call.number > 1 else call.send("", 429, Retry_After=odd))
    assert found.claims


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2025, 5, 1, 12, tzinfo=UTC)
    assert seconds_asked(format_datetime(now + timedelta(seconds=90)), now) == 90
    assert seconds_asked(format_datetime(now - timedelta(days=9)), now) == 0
    assert seconds_asked("17", now) == 17
    assert seconds_asked(None) is None


@given(st.integers(1, 40), st.floats(0, 100), st.integers())
def test_pauses_grow_up_to_a_bound_with_jitter(attempt: int, asked: float, seed: int) -> None:
    chance = random.Random(seed).random
    pause = Backoff(base=1, longest=60, chance=chance).pause(attempt, asked)
    assert max(min(2 ** (attempt - 1), 60) / 2, asked) <= pause <= max(min(2 ** (attempt - 1), 60), asked)


def test_no_answer_in_time_is_tried_again_and_given_up() -> None:
    def reply(call: Call) -> None:
        call.start()
        call.drip(b" ", seconds=3)

    said, calls = refusal(reply, timeout=0.2)
    assert said == "no whole answer within 0.2 s (3 attempts)"
    assert calls == 3


def test_a_head_that_never_ends_is_not_waited_for() -> None:
    said, _ = refusal(lambda call: call.drip(b"X-More: yes\r\n", seconds=3), timeout=0.2)
    assert "no whole answer" in said or "connection failed" in said


def test_a_stream_of_events_without_end_is_not_waited_for() -> None:
    def reply(call: Call) -> None:
        call.start(kind="text/event-stream")
        call.drip(b'data: {"choices": [{"delta": {"content": "{"}}]}\n\n', seconds=3)

    assert "no whole answer" in refusal(reply, timeout=0.2)[0]


def test_a_huge_body_is_not_read_on() -> None:
    def reply(call: Call) -> None:
        call.start()
        call.drip(b" " * 500_000, pause=0)

    said, calls = refusal(reply)
    assert f"more than {LARGEST_BODY / 1e6:g} MB" in said
    assert calls == 1


def test_a_compressed_body_is_not_unpacked() -> None:
    said, _ = refusal(lambda call: call.send(b"\x1f\x8b", Content_Encoding="gzip"))
    assert "compressed" in said


def test_a_redirect_is_told_and_nothing_is_sent_there() -> None:
    with StubServer(lambda call: call.answer(SOUND)) as elsewhere:
        for status in (301, 302, 307, 308):
            said, calls = refusal(lambda call, s=status: call.send("", s, Location=f"{elsewhere.address}/x"))  # type: ignore[misc]
            assert f"points elsewhere ({status}, to {elsewhere.address}/x)" in said
            assert calls == 1
        assert not elsewhere.calls


def test_a_broken_connection_is_tried_again() -> None:
    def reply(call: Call) -> None:
        if call.number < 3:
            call.start(Content_Length="1000")
            call.handler.wfile.write(b"{")
            call.handler.connection.shutdown(socket.SHUT_RDWR)
        else:
            call.answer(SOUND)

    found, stub, _ = read(reply)
    assert found.claims
    assert len(stub.calls) == 3


def test_no_server_at_all_ends_the_run() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    asked = Service(Server(address, "stub", backoff=QUICK))
    (found,) = LanguageModelReader(asked, 40, 0).read([Document("d", TEXT)])
    assert set(found.unread) == {1, 2}
    assert all("the connection failed" in said for said in found.unread.values())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: no certificate can be made")
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=stub -addext subjectAltName=IP:127.0.0.1"
    made = subprocess.run([*command.split(), "-keyout", "-", "-out", "-"], capture_output=True, check=True)
    path.write_bytes(made.stdout)
    return path


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    with StubServer(lambda call: call.answer(SOUND), certificate) as stub:
        (found,) = LanguageModelReader(service(stub)).read([Document("d", TEXT)])
        assert not stub.calls
    assert "not to be trusted" in found.unread[1]


def test_a_server_without_encryption_at_an_encrypted_address_is_refused() -> None:
    with StubServer(lambda call: call.answer(SOUND)) as stub:
        asked = Service(Server(stub.address.replace("http:", "https:"), "stub", KEY, backoff=QUICK))
        (found,) = LanguageModelReader(asked).read([Document("d", TEXT)])
    assert "not to be trusted" in found.unread[1]


def test_what_a_terminal_would_obey_is_not_repeated() -> None:
    said, _ = refusal(lambda call: call.send("\x1b[2J\x07 gone " + "x" * 5000, 418))
    assert "\x1b" not in said
    assert len(said) < 300


# What it does not know


@pytest.mark.parametrize(
    ("unknown", "message"),
    [
        ("response_format", "response_format is not supported"),
        ("response_format", '{"detail": [{"loc": ["body"], "msg": "extra fields"}]}'),
        ("temperature", "Unsupported value: 'temperature'"),
        ("max_tokens", "Unsupported parameter: use 'max_completion_tokens' instead"),
    ],
)
def test_what_a_server_does_not_know_is_left_out_from_then_on(unknown: str, message: str) -> None:
    def reply(call: Call) -> None:
        call.send(message, 400) if unknown in call.body else call.answer(SOUND)

    found, stub, asked = read(reply, part=40, concurrency=1)
    assert len(found.claims) == 1
    assert not found.unread
    assert [unknown in call.body for call in stub.calls][-2:] == [False, False]
    assert len(stub.calls) == (4 if unknown == "response_format" else 3)
    assert asked.account.tokens_in == 200


def test_a_plain_json_form_is_tried_before_none() -> None:
    def reply(call: Call) -> None:
        known = call.body.get("response_format", {}).get("type") == "json_object"
        call.answer(SOUND) if known else call.send("unknown format", 422)

    found, stub, _ = read(reply)
    assert found.claims
    assert len(stub.calls) == 2


def test_a_server_that_refuses_everything_is_believed() -> None:
    said, calls = refusal(lambda call: call.send("the context is too short; reduce max_tokens and temperature", 400))
    assert "refuses the request (400): the context is too short" in said
    assert calls == 4


# Limits


def many(number: int) -> str:
    return "\n\n".join(f"Northland demands the {place}th island." for place in range(number))


def test_no_more_tokens_are_used_than_allowed() -> None:
    request = requests_of(Document("d", many(6)), 40, 0)[0]
    limits = Limits(tokens=request.most_tokens + 500 + 250)
    found, stub, asked = read(lambda call: call.answer(SOUND), many(6), part=40, limits=limits, concurrency=1)
    assert asked.account.tokens_in + asked.account.tokens_out == 3 * 110
    assert len(stub.calls) == 3
    assert set(found.unread) == {4, 5, 6}
    assert all("the limit of" in said for said in found.unread.values())


def test_the_cost_stays_below_the_limit_even_if_every_answer_is_lost() -> None:
    def breaks_off(call: Call) -> None:
        call.start(Content_Length="1000")
        call.write(b" ")

    one = requests_of(Document("d", many(5)), 40, 0)[0].most_tokens + 500
    limits = Limits(cost=3.5 * one / 1e6, price_in=1.0, price_out=1.0)
    found, stub, asked = read(breaks_off, many(5), part=40, limits=limits)
    assert not found.claims
    assert len(stub.calls) == 3
    assert asked.account.cost == pytest.approx(3 * one / 1e6)


def test_answers_under_way_are_waited_for_before_a_limit_is_called_reached() -> None:
    request = requests_of(Document("d", many(4)), 40, 0)[0]
    limits = Limits(tokens=request.most_tokens + 500 + 4 * 110)
    found, stub, _ = read(lambda call: call.answer(SOUND), many(4), part=40, limits=limits, concurrency=4)
    assert not found.unread
    assert len(stub.calls) == 4
    assert stub.most_under_way == 1


@pytest.mark.parametrize("usage", [None, [], {"prompt_tokens": -5, "completion_tokens": True}, {"prompt_tokens": "1"}])
def test_what_a_server_does_not_say_soundly_counts_as_the_most(usage: Any) -> None:
    _, stub, asked = read(lambda call: call.answer(SOUND, usage=usage))
    assert asked.account.tokens_out == 500
    bytes_sent = sum(len(message["content"].encode()) for message in stub.calls[0].body["messages"])
    assert asked.account.tokens_in >= bytes_sent


def test_a_run_ends_in_time_and_what_was_answered_is_kept() -> None:
    def reply(call: Call) -> None:
        if call.number == 1:
            call.answer(SOUND)
        else:
            call.start()
            call.drip(b" ", seconds=5)

    found, _, _ = read(reply, many(3), part=40, limits=Limits(seconds=2), concurrency=1)
    assert set(found.unread.values()) == {"the limit of 2 s"}
    assert set(found.unread) == {2, 3}


def test_a_server_that_never_answers_well_is_left_alone() -> None:
    found, stub, _ = read(lambda call: call.answer("no"), many(9), part=40, concurrency=1)
    assert len(found.unread) == 9
    assert len(stub.calls) == 6


def test_a_limit_on_cost_needs_prices() -> None:
    with pytest.raises(UsageError, match="--price"):
        Limits(cost=1.0)
    with pytest.raises(UsageError, match="price_in is nan"):
        Limits(price_in=float("nan"))


def test_a_limit_is_a_reason_to_stop() -> None:
    assert issubclass(LimitReachedError, RunStoppedError)


def test_a_notebook_in_whose_loop_it_is_called_may_ask_too() -> None:
    async def cell() -> tuple[ModelReading, StubServer, Service]:
        return read(lambda call: call.answer(SOUND))

    assert asyncio.run(cell())[0].claims


def test_requests_are_under_way_together_but_not_more_than_allowed() -> None:
    together = threading.Barrier(3)

    def reply(call: Call) -> None:
        together.wait(timeout=20)
        call.answer(SOUND)

    _, stub, _ = read(reply, many(6), part=40, concurrency=3, timeout=30.0)
    assert len(stub.calls) == 6
    assert stub.most_under_way == 3


# The cache


@pytest.fixture
def cache(tmp_path: Path) -> AnswerCache:
    return AnswerCache(tmp_path / "answers")


def test_what_is_cached_is_not_asked_again_and_holds_no_key(cache: AnswerCache) -> None:
    with StubServer(lambda call: call.answer({"claims": SOUND["claims"], "note": KEY})) as stub:
        first, second = service(stub, cache=cache), service(stub, cache=cache)
        once = LanguageModelReader(first).read([Document("d", TEXT)])
        again = LanguageModelReader(second).read([Document("d", TEXT)])
        assert len(stub.calls) == 1
    assert once == again
    assert (first.cached, second.cached, second.account.tokens_in) == (0, 1, 0)
    (file,) = cache.folder.iterdir()
    assert KEY not in file.read_text()


def test_another_model_or_length_is_another_question(cache: AnswerCache) -> None:
    (request,) = requests_of(Document("d", TEXT))
    server = Server("http://localhost:1/v1", "a")
    others = [Server("http://localhost:1/v1", "b"), Server("http://localhost:2/v1", "a")]
    others.append(Server("http://localhost:1/v1", "a", answer_tokens=9))
    with StubServer(lambda call: call.answer(SOUND)) as stub:
        asked = service(stub, cache=cache)
        asked.ask([request])
        kept = cache.get(asked.server, request)
    assert kept is not None
    cache.put(server, request, kept)
    assert cache.get(server, request) == kept
    assert [cache.get(other, request) for other in others] == [None, None, None]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"schema": 1, "answer": 3}', b'{"schema": 0, "answer": "x"}'])
def test_a_broken_entry_is_asked_for_anew(cache: AnswerCache, content: bytes) -> None:
    with StubServer(lambda call: call.answer(SOUND)) as stub:
        LanguageModelReader(service(stub, cache=cache)).read([Document("d", TEXT)])
        (file,) = cache.folder.iterdir()
        file.write_bytes(content)
        (found,) = LanguageModelReader(service(stub, cache=cache)).read([Document("d", TEXT)])
        assert len(stub.calls) == 2
    assert found.claims


def test_an_unusable_answer_is_not_cached(cache: AnswerCache) -> None:
    refusal(lambda call: call.answer("no"), cache=cache)
    assert not cache.folder.exists()


def test_a_cache_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = AnswerCache(tmp_path / "file" / "answers")
    found, _, _ = read(lambda call: call.answer(SOUND), cache=cache)
    assert found.claims
    assert cache.failure is not None


# The address and the key


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("localhost:11434/v1", "must be http"),
        ("ftp://localhost/v1", "must be http"),
        ("http:///v1", "must be http"),
        ("http://host:port/v1", "no address"),
        ("http://[::1/v1", "no address"),
        ("https://host/v1?key=1", "must be http"),
        (f"https://me:{KEY}@host/v1", "name or password"),
        ("http://models.example.org/v1", "unencrypted"),
    ],
)
def test_a_base_address_that_will_not_do_is_refused_without_showing_a_key(address: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        Server(address, "m", KEY)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["a b", "a\nb", "ключ", "a\x00"])
def test_a_key_that_is_none_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(UsageError, match="not shown") as caught:
        Server("https://host/v1", "m", key)
    assert key not in str(caught.value)


def test_the_key_is_not_in_what_is_shown_of_a_server() -> None:
    assert KEY not in repr(Server("https://host/v1", "m", KEY))
