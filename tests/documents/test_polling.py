"""Looking at a feed politely, and telling which entries are new: a real server, and a time that the test sets."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.feeds import APRIL, JUNE, MARCH, Entry, FeedServer
from support.web_server import Visit

from detente.documents.feed import feed_of
from detente.documents.fetch import ROBOT, Fetched, FetchLimits, fetch
from detente.documents.pacing import Pacer
from detente.documents.polling import (
    BACK_OFF,
    GIVEN_UP,
    LONGEST_ASKED,
    LONGEST_BACK_OFF,
    FeedState,
    Look,
    known_places,
    look_at,
    settled,
    text_hash,
)
from detente.errors import FetchError

LIMITS = FetchLimits(allow_private=True, user_agent=ROBOT)
NOW = 1_900_000_000.0


@pytest.fixture
def feed() -> Iterator[FeedServer]:
    with FeedServer([Entry("a", "Talks open", MARCH, 3), Entry("b", "Talks go on", APRIL, 5)]) as server:
        yield server


def ask(address: str, etag: str | None, last_modified: str | None) -> Fetched:
    return fetch(address, etag=etag, last_modified=last_modified, limits=LIMITS)


def look(state: FeedState, now: float = NOW, most: int = 20, **more: frozenset[str]) -> Look:
    return look_at(state, now, ask, LIMITS, most=most, **more)


def read_all(found: Look) -> FeedState:
    """Give the state after all entries of a look were read."""
    state = found.state
    for item in found.items:
        state = settled(state, item.seen, NOW, text_hash(item.source.load()))
    return state


def test_the_first_look_takes_all_entries_newest_first(feed: FeedServer) -> None:
    found = look(FeedState(feed.address))
    assert [(item.title, item.changed) for item in found.items] == [("Talks go on", False), ("Talks open", False)]
    assert found.items[1].source.load().text.startswith("Talks open\n\nThe envoys of Halm")
    assert found.items[1].source.load().id.startswith("feed-")
    assert feed.asked[0].headers["user-agent"] == ROBOT


def test_a_later_look_sends_what_the_server_gave_and_finds_nothing_new(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    found = look(state)
    assert found == Look(state)
    sent = feed.asked[1].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == (state.etag, "Mon, 03 Mar 2031 08:00:00 GMT")


def test_a_server_that_knows_no_conditions_brings_nothing_new_either(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.page = lambda visit: visit.send(feed.xml())
    assert look(state).items == ()


def test_a_new_entry_is_found_by_id_and_by_address(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.entries.insert(0, Entry("c", "Talks end", JUNE, 7))
    feed.entries[1] = replace(
        feed.entries[1], id="another id, same address", seed="a", link="https://courier.example/a"
    )
    assert [item.title for item in look(state).items] == ["Talks end"]


def test_another_title_is_no_news_and_another_text_is_told(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.entries[0].title = "Talks have opened"
    assert look(state).items == ()
    feed.entries[0].text = f"{MARCH} The talks go on."
    (item,) = look(state).items
    assert (item.title, item.changed) == ("Talks have opened", True)


def test_what_left_the_feed_stays_known(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    gone = feed.entries.pop()
    without = look(state).state
    assert len(without.entries) == 2
    feed.entries.append(gone)
    assert look(without).items == ()


def test_a_feed_may_become_empty(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.entries = []
    found = look(state)
    assert (found.fault, found.items, len(found.state.entries)) == (None, (), 2)


def test_a_first_look_passes_over_what_is_older_and_a_later_one_leaves_it_for_the_next(feed: FeedServer) -> None:
    first = look(FeedState(feed.address), most=1)
    assert ([item.title for item in first.items], first.passed_over) == (["Talks go on"], 1)
    state = read_all(first)
    feed.entries += [Entry("c", "Third", JUNE, 7), Entry("d", "Fourth", JUNE, 8)]
    second = look(state, most=1)
    assert ([item.title for item in second.items], second.passed_over, second.left_over) == (["Fourth"], 0, 1)
    third = look(read_all(second), most=1)
    assert "if-none-match" not in feed.asked[-1].headers
    assert ([item.title for item in third.items], third.left_over) == (["Third"], 0)
    assert look(read_all(third)).items == ()


def test_too_many_requests_are_answered_by_waiting_as_asked(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.page = lambda visit: visit.send("slow down", 429, Retry_After="7200")
    found = look(state)
    assert found.fault is not None
    assert "429" in found.fault
    assert (found.state.due, found.state.why) == (NOW + 7200, "its server asks for that")
    asked = len(feed.asked)
    assert look(found.state, NOW + 7199) == Look(found.state, asked=False)
    assert len(feed.asked) == asked
    feed.page = None
    assert look(found.state, NOW + 7200).state == state


def test_nobody_can_ask_to_be_left_alone_for_ever(feed: FeedServer) -> None:
    feed.page = lambda visit: visit.send("", 503, Retry_After="999999999")
    assert look(FeedState(feed.address)).state.due == NOW + LONGEST_ASKED
    feed.page, feed.head = None, "<ttl>9999999</ttl>"
    assert look(FeedState(feed.address)).state.due == NOW + 0.9 * LONGEST_ASKED


def test_failures_double_the_wait_and_a_good_answer_ends_it(feed: FeedServer) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.page = lambda visit: visit.send("", 500)
    failing, waits = state, []
    for _ in range(12):
        now = max(failing.due, NOW)
        failing = look(failing, now).state
        waits.append(failing.due - now)
    assert waits[:3] == [BACK_OFF, 2 * BACK_OFF, 4 * BACK_OFF]
    assert max(waits) == waits[-1] == LONGEST_BACK_OFF
    assert (failing.failures, failing.etag, failing.entries) == (12, state.etag, state.entries)
    feed.page = None
    assert look(failing, failing.due).state == state


@pytest.mark.parametrize("body", ["<html><body><p>Our site has moved.</p></body></html>", "moved", "", "\0\1", "<a/>"])
def test_a_feed_that_turns_into_none_is_a_failure_and_forgets_nothing(feed: FeedServer, body: str) -> None:
    state = read_all(look(FeedState(feed.address)))
    feed.page = lambda visit: visit.send(body)
    found = look(state)
    assert found.fault is not None
    assert found.fault.startswith(feed.address)
    assert (found.state.failures, found.state.entries, found.state.etag) == (1, state.entries, state.etag)


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
        ("<sy:updatePeriod> daily </sy:updatePeriod>", 86400),
        ("<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl><sy:updatePeriod>often</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_what_a_feed_asks_for_between_two_looks(head: str, seconds: float | None, feed: FeedServer) -> None:
    feed.head = head
    assert feed_of(feed.xml().encode(), "feed").every == seconds
    assert look(FeedState(feed.address)).state.due == (0.0 if seconds is None else NOW + 0.9 * seconds)


def test_a_feed_keeps_its_wish_where_nothing_has_changed(feed: FeedServer) -> None:
    feed.head = "<ttl>60</ttl>"
    state = read_all(look(FeedState(feed.address)))
    later = look(state, state.due)
    assert "if-none-match" in feed.asked[-1].headers
    assert later.state.due == state.due + 0.9 * 3600
    assert later.state.why == "it asks for 1 hour between two looks"


def test_the_page_of_a_teaser_is_read_and_one_that_fails_is_tried_again_ever_later(feed: FeedServer) -> None:
    feed.entries = [Entry("a", "Talks open", "Envoys met.", whole=False, link=feed.web.address("/a.html"))]
    state, now = FeedState(feed.address), NOW
    for _ in range(GIVEN_UP):
        (item,) = look(state, now).items
        with pytest.raises(FetchError, match="404"):
            item.source.load()
        state = settled(look(state, now).state, item.seen, now, None)
        assert look(state, now).items == ()
        now = max(now, state.entries[0].due)
    assert look(state, now + 10 * LONGEST_BACK_OFF).items == ()
    feed.entries[0].text = "Envoys met again."
    feed.web.pages["/a.html"] = lambda visit: visit.send(f"<html><body><article><p>{MARCH}</p></article></body></html>")
    (item,) = look(state, now).items
    assert "Orle delta" in item.source.load().text
    assert item.changed is False
    assert feed.web.visits[-1].headers["user-agent"] == ROBOT


def test_what_a_server_puts_off_is_no_failure_of_an_entry(feed: FeedServer) -> None:
    found = look(FeedState(feed.address))
    state = settled(found.state, found.items[0].seen, NOW, None, retry_after=7200.0)
    (seen,) = [seen for seen in state.entries if seen.due]
    assert (seen.failures, seen.pending, seen.due) == (0, True, NOW + 7200)


def test_an_entry_that_left_unread_is_not_waited_for(feed: FeedServer) -> None:
    found = look(FeedState(feed.address))
    state = settled(found.state, found.items[0].seen, NOW, None)
    feed.entries = []
    assert not any(seen.pending for seen in look(state, NOW + BACK_OFF).state.entries)


def test_what_another_feed_has_read_is_not_read_again(feed: FeedServer) -> None:
    first = read_all(look(FeedState(feed.address)))
    other = FeedState(feed.address + "?again")
    places = known_places([first], other.address)
    assert places == {"https://courier.example/a", "https://courier.example/b"}
    second = look(other, elsewhere=places)
    assert second.items == ()
    assert known_places([second.state], first.address) == frozenset()


def test_a_title_gives_the_terminal_no_orders(feed: FeedServer) -> None:
    feed.entries = [Entry("a", "Talks&#27;[31m open \u202e" + "very long title " * 20, MARCH)]
    (item,) = look(FeedState(feed.address)).items
    assert item.source.name.isprintable()
    assert item.source.name.startswith(f"{feed.address}, “Talks [31m open very long")
    assert len(item.source.name) < len(feed.address) + 100
    assert item.source.load().title == item.title


def test_a_state_is_the_same_after_it_was_kept(feed: FeedServer) -> None:
    feed.head = "<ttl>60</ttl>"
    found = look(FeedState(feed.address))
    for state in (found.state, settled(found.state, found.items[0].seen, NOW, None), read_all(found), FeedState("x")):
        assert FeedState.from_json(state.to_json()) == state


def test_a_pause_lies_between_two_requests_to_one_host() -> None:
    now, slept = [100.0], []
    pacer = Pacer(2.0, lambda: now[0], slept.append)
    pacer.wait("https://a.example/1")
    pacer.done("https://a.example/1")
    now[0] += 0.5
    pacer.wait("https://A.example:443/2")
    pacer.wait("https://b.example/1")
    assert slept == [1.5]
    pacer.done("https://a.example/2", FetchError("busy", 429, 60.0))
    assert pacer.refused("https://a.example/3") is not None
    assert pacer.refused("https://b.example/1") is None


def test_a_look_that_fails_is_not_tried_again_at_once(feed: FeedServer) -> None:
    seen: list[Visit] = []
    feed.page = seen.append
    assert look(FeedState(feed.address)).fault is not None
    assert len(seen) == 1
