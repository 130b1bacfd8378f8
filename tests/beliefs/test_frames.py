"""Beliefs as frames and as ArviZ inference data; what is not installed is named with its extra."""

import importlib
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import Beliefs, infer
from detente.beliefs.frames import TABLES, belief_columns
from detente.errors import MissingExtraError, UsageError

STORIES = {
    "north": {
        "influence first": {"prior": 0.5, "says": {"weights": {"influence": "above land"}}},
        "land first": {"prior": 0.5, "says": {"weights": {"land": "above influence"}}},
    }
}
MOVED = {"stated": "frozen", "path": [{"option": "ceded"}, {"option": "frozen"}]}


@pytest.fixture(scope="module")
def beliefs() -> Beliefs:
    claims = (claim(), claim(on="land", over="influence", origin="b"), claim("reject", "land", option="back"))
    return infer(two_ends(*claims, hypotheses=STORIES, positions={"north": {"land": MOVED}}), draws=60)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows_of_one_length_with_the_party_first(beliefs: Beliefs, table: str) -> None:
    columns = belief_columns(beliefs, table)
    assert next(iter(columns)) == "party"
    assert set(columns["party"]) == {"north"}
    assert len({len(values) for values in columns.values()}) == 1


def test_numbers_are_those_of_the_result(beliefs: Beliefs) -> None:
    columns = belief_columns(beliefs, "nodes")
    nodes = beliefs.parties["north"].nodes
    assert columns["weight_mean"] == [node.weight.mean for node in nodes.values()]
    assert columns["claims"] == [", ".join(node.claims) for node in nodes.values()]
    ideals = belief_columns(beliefs, "ideals")
    assert len(ideals["option"]) == sum(len(ideal.options) for ideal in beliefs.parties["north"].ideals.values())


def test_a_table_or_library_that_is_none_is_an_error(beliefs: Beliefs) -> None:
    with pytest.raises(UsageError, match="there are nodes, pairs"):
        beliefs.frame("weights")
    with pytest.raises(UsageError, match="polars or pandas"):
        beliefs.frame(library="excel")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="there are of north"):
        beliefs.arviz("south")


def plain(value: object) -> object:
    """Give None for what pandas holds in its place."""
    return None if isinstance(value, float) and value != value else value


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_a_frame_holds_the_columns(beliefs: Beliefs, library: str) -> None:
    pytest.importorskip(library)
    for table in TABLES:
        frame = beliefs.frame(table, library)  # type: ignore[arg-type]
        assert type(frame).__module__.startswith(library)
        found = {str(name): [plain(value) for value in frame[name]] for name in frame.columns}
        assert found == belief_columns(beliefs, table)


def test_arviz_holds_the_draws(beliefs: Beliefs) -> None:
    arviz = pytest.importorskip("arviz")
    data = beliefs.arviz("north")
    draws = beliefs.posterior.parties["north"]
    posterior = data["posterior"]
    assert np.array_equal(posterior["weight"].sel(node="land").values[0], draws.effective["land"])
    assert np.array_equal(posterior["no_deal"].values[0], draws.no_deal)
    assert posterior["satisfaction land"].shape == (1, 60, 3)
    assert posterior.attrs["hypotheses"] == list(draws.hypotheses)
    table = arviz.summary(data, var_names=["weight"])
    assert float(table["mean"].iloc[0]) == pytest.approx(float(draws.effective["objectives"].mean()), abs=0.02)


@pytest.mark.parametrize(("method", "argument", "extra"), [("frame", "nodes", "frames"), ("arviz", "north", "arviz")])
def test_what_is_not_installed_is_named_with_its_command(
    beliefs: Beliefs, monkeypatch: pytest.MonkeyPatch, method: str, argument: str, extra: str
) -> None:
    for name in ("polars", "pandas", "arviz"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError):
        importlib.import_module("arviz")
    with pytest.raises(MissingExtraError, match=rf"detente\[{extra}\]"):
        getattr(beliefs, method)(argument)


def test_results_are_frozen(beliefs: Beliefs) -> None:
    with pytest.raises(FrozenInstanceError):
        beliefs.title = "another"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        beliefs.parties["north"].evidence_bits = 9.0  # type: ignore[misc]
