"""The encoder: how its matrices are stored, and what it computes."""

from pathlib import Path

import numpy as np
import pytest

import detente.claims
from detente.claims.trained import encoder as encoders
from detente.claims.trained.encoder import BLOCK
from detente.claims.trained.windows import Window
from detente.claims.weights import encoder
from detente.claims.wordpieces import ALL, END, FREQUENT, START, wordpiece_tokenizer

DATA = Path(detente.claims.__file__).parent / "data"
MOST_BYTES = 25 * 2**20
SENTENCE = "the union said it would not accept fewer than four hundred jobs in stredborg ."


def _window(sentence: str) -> Window:
    tokenizer, words = wordpiece_tokenizer(FREQUENT), sentence.split()
    pieces, starts = [START], []
    for word in words:
        starts.append(len(pieces))
        pieces += tokenizer.encode(word, add_special_tokens=False).ids
    return Window(0, 1, [*pieces, END], words, starts, [0] * len(words), (0, len(words)))


def test_matrices_are_number_times_factor() -> None:
    chance = np.random.default_rng(3)
    inputs, outputs = 2 * BLOCK, 6
    numbers = chance.integers(-7, 8, size=(inputs, outputs))
    factors = chance.integers(1, 10, size=(2, outputs)).astype(np.uint8)
    codes = ((numbers[:, 0::2] + 8) | ((numbers[:, 1::2] + 8) << 4)).astype(np.uint8)
    found = encoders._matrices({"a.codes": codes, "a.factors": factors})["a"]
    for row in range(inputs):
        for column in range(outputs):
            assert found[row, column] == numbers[row, column] * factors[row // BLOCK, column]
    assert found.dtype == np.int8


def test_rows_are_number_times_scale() -> None:
    chance = np.random.default_rng(4)
    numbers = chance.integers(-7, 8, size=(5, 2 * BLOCK))
    scales = chance.random((5, 2)).astype(np.float16)
    codes = ((numbers[:, 0::2] + 8) | ((numbers[:, 1::2] + 8) << 4)).astype(np.uint8)
    found = encoders._Rows(codes, scales)[[4, 0, 4]]
    for place, row in enumerate((4, 0, 4)):
        for column in range(2 * BLOCK):
            assert found[place, column] == numbers[row, column] * np.float32(scales[row, column // BLOCK])


def test_pieces_attract_each_other_by_their_distance() -> None:
    heads, farthest, size = 3, 9, 5
    by_distance = np.random.default_rng(5).random((heads, 2 * farthest + 1)).astype(np.float32)
    found = encoders._attractions(by_distance, size)
    assert found.shape == (heads, size, size)
    for head in range(heads):
        for one in range(size):
            for other in range(size):
                assert found[head, one, other] == by_distance[head, farthest + other - one]


def test_every_wordpiece_has_a_vector_and_the_marks_stand_where_they_do_in_the_whole_list() -> None:
    frequent, whole = ((DATA / name).read_text(encoding="utf-8").split() for name in (FREQUENT, ALL))
    with np.load(DATA / "reader-weights.npz") as stored:
        assert len(stored["pieces.codes"]) == len(frequent)
    assert frequent[:104] == whole[:104]
    assert set(frequent) < set(whole)
    assert (frequent[START], frequent[END]) == ("[CLS]", "[SEP]")


def test_the_encoder_takes_no_more_room_than_promised() -> None:
    assert sum((DATA / name).stat().st_size for name in ("reader.onnx", "reader-weights.npz")) <= MOST_BYTES


def test_rare_words_are_read_as_pieces_and_not_as_unknown() -> None:
    tokens = wordpiece_tokenizer(FREQUENT).encode("Zyglozt tariff", add_special_tokens=False).tokens
    assert "[UNK]" not in tokens
    assert len(tokens) > 2


def test_the_same_window_gives_the_same_encodings_whatever_was_read_before() -> None:
    window, other = _window(SENTENCE), _window("the owners laughed .")
    first = encoder().encode(window)
    encoder().encode(other)
    again = encoder().encode(window)
    assert np.array_equal(first, again)
    assert first.shape == (len(window.words), 384)


def test_a_word_is_read_in_its_context() -> None:
    one, two = "the union would accept the offer .", "the union would never accept the offer ."
    first, second = encoder().encode(_window(one))[3], encoder().encode(_window(two))[4]
    assert first == pytest.approx(encoder().encode(_window(one))[3])
    assert np.linalg.norm(first - second) > 0.1 * np.linalg.norm(first)
