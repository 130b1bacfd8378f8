import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest

from detente.errors import FormatError
from detente.table import case_from_yaml, case_to_yaml
from detente.table.schema import case_schema

SOUND = """
detente: 1
parties: {north: {name: Northland}, south: {name: Southland}}
issues:
  land: {options: [returned, frozen, ceded]}
  pay: {range: [0, 10], step: 2, unit: percent}
objectives:
  north:
    all:
      land: {issue: land, satisfaction: [0, unknown, 1]}
      money: {any: {by_pay: {issue: pay}}}
    weights: unknown
no_deal: {north: {range: [-0.3, 0.5], assumed: nobody reports it}, south: unknown}
hypotheses:
  north:
    land first: {prior: 0.5, says: {weights: {land: above money}}}
    money first: {prior: 0.5, says: {weights: {money: above land}}}
positions: {north: {land: {stated: ceded, because: [c1]}}}
evidence: {c1: {party: north, act: demand, on: land, option: ceded, origin: The Wire}}
"""


def test_a_sound_case_reads_back_as_written() -> None:
    case = case_from_yaml(SOUND)
    assert case_from_yaml(case_to_yaml(case)) == case


def test_numeric_issues_have_steps_as_options() -> None:
    pay = case_from_yaml(SOUND).issues["pay"]
    assert pay.labels == ("0 percent", "2 percent", "4 percent", "6 percent", "8 percent", "10 percent")
    assert pay.index(4) == pay.index(4.0) == pay.index("4 percent") == 2
    with pytest.raises(KeyError):
        pay.index(5)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(FormatError) as caught:
        case_from_yaml(text, "case.yaml")
    return {fault.path: fault.message for fault in caught.value.faults}


def test_all_faults_of_the_schema_are_told_at_once() -> None:
    found = faults(
        SOUND.replace("options: [returned, frozen, ceded]", "option: [a]")
        .replace("prior: 0.5, says: {weights: {land", "prior: 1.5, says: {weights: {land")
        .replace("south: unknown", "south: lots")
    )
    assert "is not a field" in found["issues.land.option"]
    assert "less than or equal to 1" in found["hypotheses.north.land first.prior"]
    assert "unknown" in found["no_deal.south"]
    assert "'lots'" in found["no_deal.south"]


def test_all_faults_of_the_sense_are_told_at_once() -> None:
    found = faults(
        SOUND.replace("issue: pay", "issue: wages")
        .replace("[0, unknown, 1]", "[0, 1]")
        .replace("money first: {prior: 0.5, says: {weights: {money", "money first: {prior: 0.2, says: {weights: {cash")
        .replace("stated: ceded", "stated: sold")
        .replace("party: north, act", "party: west, act")
        .replace("no_deal: {north", "no_deal: {nort")
    )
    assert "no issue 'wages'" in found["objectives.north.all.money.any.by_pay.issue"]
    assert "2 values for the 3 options" in found["objectives.north.all.land.satisfaction"]
    assert "sum to 0.7" in found["hypotheses.north"]
    assert "no objective 'cash'" in found["hypotheses.north.money first.says.weights.cash"]
    assert "'sold' is no option" in found["positions.north.land.stated"]
    assert "no party 'west'" in found["evidence.c1.party"]
    assert "no party 'nort'" in found["no_deal.nort"]


def test_faults_of_the_sense_are_told_beside_those_of_the_schema() -> None:
    found = faults(
        SOUND.replace("detente: 1", "detente: 9")
        .replace("options: [returned, frozen, ceded]", "options: returned")
        .replace("name: Southland", "nam: Southland")
        .replace("issue: pay", "issue: wages")
        .replace("party: north, act", "party: west, act")
    )
    assert found["detente"] == "must be 1; it is 9"
    assert set(found) == {
        "detente",
        "issues.land.options",
        "parties.south.nam",
        "parties.south.name",
        "objectives.north.all.money.any.by_pay.issue",
        "evidence.c1.party",
    }


@pytest.mark.parametrize(
    ("old", "new"), [("weights: unknown", "weights: heavy"), ("objectives:", "objectives: []\nobjective:")]
)
def test_a_part_that_cannot_be_read_is_not_missed_elsewhere(old: str, new: str) -> None:
    assert not any(path.startswith(("hypotheses", "evidence", "positions")) for path in faults(SOUND.replace(old, new)))


def test_a_fault_names_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        case_from_yaml(SOUND.replace("issue: pay", "issue: wages").replace("[0, unknown, 1]", "[0, 7, 1]"), "case.yaml")
    lines = {fault.path: fault.line for fault in caught.value.faults}
    assert lines["objectives.north.all.land.satisfaction[1]"] == 10
    assert "line 10: objectives.north.all.land.satisfaction[1]: must be" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it holds nothing"),
        ("- a\n- b", "it holds"),
        ("detente: 1\nparties: {a: {name: A}\n", "is not YAML"),
        ("detente: 2\nparties: {a: {name: A}}", "detente"),
        ("detente: 1\nparties: {}", "at least one party"),
    ],
)
def test_what_is_no_case_is_told_in_one_message(text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        case_from_yaml(text)


def test_the_shipped_schema_is_that_of_the_model_and_accepts_a_case() -> None:
    import detente.table.case as home

    shipped = json.loads((Path(home.__file__).parent / "data" / "case.schema.json").read_text(encoding="utf-8"))
    assert shipped == case_schema()
    jsonschema.validate(case_from_yaml(SOUND).model_dump(mode="json", exclude_defaults=True), shipped)


def test_texts_are_read_by_several_threads_at_once() -> None:
    texts = [f"detente: 1\nparties: {{p{number}: {{name: '{'x' * number}'}}}}\n" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(case_from_yaml, texts * 5))
    assert [list(case.parties) for case in found] == [[f"p{number}"] for number in range(40)] * 5
