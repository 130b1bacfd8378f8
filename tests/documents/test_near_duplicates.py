"""Copies in a stream of documents: what does not depend on the order, and what the exact count says too."""

import pickle
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents import Document, NearDuplicates, mark_near_duplicates
from detente.documents.duplicates import CONTAINMENT, LEAST_SHARED
from detente.documents.shingles import shared_shingles, shingle_set, words_of
from detente.documents.sketches import SlotIndex, sketch
from detente.errors import DocumentError

TEXTS = st.lists(st.sampled_from("abcdefgh"), max_size=30).map(" ".join)


def words(count: int, seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(10**6)}" for _ in range(count))


def runs_of(text: str) -> set[tuple[str, ...]]:
    told = words_of(text)
    return {tuple(told[start : start + 5]) for start in range(len(told) - 4)}


def by_hand(documents: list[Document]) -> list[str | None]:
    """Give the originals by comparing every pair of undated documents."""
    runs = [runs_of(one.text) for one in documents]
    found: list[str | None] = []
    for place, own in enumerate(runs):
        copied = (
            n
            for n in range(place)
            if len(own & runs[n]) >= max(LEAST_SHARED, CONTAINMENT * min(len(own), len(runs[n])))
        )
        first = next(copied, None)
        found.append(None if first is None else found[first] or documents[first].id)
    return found


def family(seed: int) -> list[Document]:
    """Give five dated articles with light and heavy copies of each, and a brief."""
    chance = random.Random(seed)
    made = []
    for article in range(5):
        text = words(chance.randint(80, 500), 1000 * seed + article)
        for copy, share in enumerate((0, 0, 0.02, 0.05)):
            told = " ".join(f"x{chance.random()}" if chance.random() < share else word for word in text.split())
            made.append(Document(f"{article}-{copy}", told, date=f"2031-05-{article + 10 * (copy > 0):02}"))
        made.append(Document(f"{article}-brief", " ".join(text.split()[20:70]), date="2031-06-01"))
    return made


@given(TEXTS, TEXTS)
def test_shared_runs_are_counted_as_sets_of_words_would(one: str, other: str) -> None:
    assert shared_shingles(shingle_set(one), shingle_set(other)) == len(runs_of(one) & runs_of(other))


@settings(max_examples=40)
@given(st.lists(TEXTS, max_size=6))
def test_small_sets_are_marked_as_every_pair_compared_says(texts: list[str]) -> None:
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    assert [one.near_duplicate_of for one in mark_near_duplicates(documents)] == by_hand(documents)


@pytest.mark.parametrize("seed", range(4))
def test_a_stream_finds_what_the_exact_count_finds(seed: int) -> None:
    documents = sorted(family(seed), key=lambda one: (one.date or "", one.id))
    exact = {one.id: one.near_duplicate_of for one in mark_near_duplicates(documents) if one.near_duplicate_of}
    stream = NearDuplicates()
    told = {one.id: stream.add(one) for one in documents}
    assert len(exact) == 20
    assert {name: of for name, of in told.items() if of} == exact
    assert stream.settle() == exact


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_what_is_settled_does_not_depend_on_the_order(chance: random.Random) -> None:
    documents = family(7)
    texts = {one.id: one.text for one in documents}
    in_order = NearDuplicates()
    for one in documents:
        in_order.add(one)
    chance.shuffle(documents)
    shuffled = NearDuplicates()
    for one in documents:
        shuffled.add(one)
    assert shuffled.settle() == in_order.settle()
    assert shuffled.settle(texts.get) == in_order.settle(texts.get)
    assert shuffled.settle()["0-2"] == "0-0"


@given(st.integers(7, 3000), st.integers(0, 10**6))
@settings(max_examples=30)
def test_a_document_is_a_copy_of_itself(count: int, seed: int) -> None:
    stream, text = NearDuplicates(), words(count, seed)
    assert stream.add(Document("a", text)) is None
    assert stream.add(Document("b", text.upper())) == "a"


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 10**6))
@settings(max_examples=30)
def test_texts_without_a_common_run_are_no_copies(one: int, other: int, seed: int) -> None:
    first = words(one, seed)
    documents = [Document("a", first), Document("b", first[::-1]), Document("c", words(other, seed + 1))]
    assert by_hand(documents) == [None] * 3
    stream = NearDuplicates()
    assert [stream.add(document) for document in documents] == [None] * 3
    assert stream.settle() == {}


def test_a_copy_that_comes_first_is_settled_by_its_date() -> None:
    stream, text = NearDuplicates(), words(200, 1)
    assert stream.add(Document("undated", text)) is None
    assert stream.add(Document("later", text, date="2031-05-04")) == "undated"
    assert stream.add(Document("first", text, date="2031-05-02")) == "undated"
    assert stream.settle() == {"later": "first", "undated": "first"}
    assert stream.add(Document("last", text)) == "first"


def test_a_short_report_in_a_long_one_is_found() -> None:
    report = words(80, 1)
    long = f"{words(3000, 2)} {report} {words(2000, 3)}"
    stream = NearDuplicates()
    assert stream.add(Document("long", long)) is None
    assert stream.add(Document("report", report)) == "long"


def test_with_the_texts_at_hand_what_is_shared_is_counted() -> None:
    one, other = words(100, 1).split(), words(100, 2).split()
    texts = {"a": " ".join(one), "b": " ".join([*one[:54], *other[54:]]), "c": " ".join([*one[:46], *other[46:]])}
    stream = NearDuplicates()
    for name, text in texts.items():
        stream.add(Document(name, text))
    assert stream.settle(texts.get) == {"b": "a", "c": "a"}
    assert by_hand([Document(name, text) for name, text in texts.items()]) == [None, "a", "a"]


def test_a_pickled_stream_goes_on() -> None:
    documents = family(3)
    whole, halved = NearDuplicates(), NearDuplicates()
    for one in documents:
        whole.add(one)
    for one in documents[:12]:
        halved.add(one)
    halved = pickle.loads(pickle.dumps(halved))
    assert len(halved) == 12
    assert documents[0].id in halved
    for one in documents[12:]:
        halved.add(one)
    assert halved.settle() == whole.settle()


def test_sketches_of_another_version_of_the_library_are_refused() -> None:
    stream = NearDuplicates()
    state = stream.__dict__ | {"_algorithm": 1}
    with pytest.raises(DocumentError, match="algorithm 1 of the library rensa, and version 2"):
        NearDuplicates.__new__(NearDuplicates).__setstate__(state)


def test_an_id_is_added_once() -> None:
    stream = NearDuplicates()
    stream.add(Document("a", "some words"))
    with pytest.raises(DocumentError, match=r"^a: was added before"):
        stream.add(Document("a", "others"))


def test_a_document_takes_the_same_room_whatever_its_length() -> None:
    sizes = []
    for count in (50, 1000):
        stream = NearDuplicates()
        for number in range(40):
            stream.add(Document(str(number), words(count, number)))
        sizes.append(len(pickle.dumps(stream)))
    assert sizes[1] < 1.02 * sizes[0]
    assert sizes[0] / 40 < 1700


def test_sketches_are_the_same_on_every_machine() -> None:
    signatures, sizes = sketch(shingle_set("Northland would give up the mines for the port and the river"), 8, 1024)
    assert sizes == [8]
    assert signatures.tolist() == [GOLDEN]


def test_the_index_finds_what_comparing_all_sketches_finds() -> None:
    chance = random.Random(0)
    index, rows = SlotIndex(4), []
    for _ in range(5000):
        row = sketch(shingle_set(" ".join(chance.choices("abcd", k=8))), 4, 64)[0][0]
        rows.append(row)
        index.add(row)
    for row in rows[::500]:
        counts = Counter({n: int((other == row).sum()) for n, other in enumerate(rows) if (other == row).any()})
        found = dict(zip(*(part.tolist() for part in index.agreeing(row)), strict=True))
        assert found.items() <= counts.items()
        assert min(found) == min(counts)
        assert len(found) == len(counts) or len(found) >= 256


GOLDEN = [2425841230, 393422793, 2809551802, 709990005, 937245775, 1029426439, 258357793, 1229985195]
