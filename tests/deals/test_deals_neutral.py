"""The neutral scenario file: what it gives, and all of its faults at once."""

import json
import subprocess
import sys

import pytest

import detente.deals
from detente.deals.formats.neutral import read_neutral, scenario_of_neutral
from detente.errors import DocumentError, FormatError

GOOD = {
    "id": "x",
    "issues": [{"name": "price", "values": ["low", "high"]}],
    "parties": [{"name": "buyer", "reserve": None, "table": [[1.0, 0.0]]}],
}


def test_a_good_file():
    scenario = scenario_of_neutral(GOOD)
    assert scenario.issues == {"price": ("low", "high")}
    assert detente.deals.solve(scenario).best["buyer"][0].package == {"price": "low"}


def test_all_faults_at_once():
    bad = {
        "issues": [{"name": "price", "values": ["low", "low"]}, {"name": "price", "values": []}],
        "parties": [
            {"name": "a", "reserve": "much", "table": [[1.0, float("nan")], []]},
            {"name": "a", "table": [[1.0]]},
            {"table": [[1.0, 2.0, 3.0], []]},
        ],
    }
    with pytest.raises(FormatError) as caught:
        scenario_of_neutral(bad, "bad.json")
    paths = {fault.path for fault in caught.value.faults}
    assert {
        "issues[0].values",
        "issues[1].name",
        "issues[1].values",
        "parties[0].reserve",
        "parties[0].table[0][1]",
        "parties[1].name",
        "parties[1].table",
        "parties[2].name",
        "parties[2].table[0]",
    } <= paths


@pytest.mark.parametrize("text", ["", "[]", '{"issues": 3}', "{" * 10])
def test_what_is_no_scenario(tmp_path, text):
    path = tmp_path / "s.json"
    path.write_text(text)
    with pytest.raises(FormatError):
        read_neutral(path)


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(DocumentError):
        read_neutral(tmp_path / "none.json")


def test_good_file_from_disk(tmp_path):
    path = tmp_path / "s.json"
    path.write_text(json.dumps(GOOD))
    assert read_neutral(path).packages == 2


def test_public_names_are_sorted_and_there():
    assert sorted(detente.deals.__all__) == detente.deals.__all__
    assert all(hasattr(detente.deals, name) for name in detente.deals.__all__)


def test_import_loads_no_language_parts():
    parts = ("spacy", "onnxruntime", "moocore", "pydantic")
    code = f"import sys, detente.deals; print([m for m in {parts} if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
