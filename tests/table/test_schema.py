"""The JSON Schema says of a file what `check` says of it, as far as a schema can."""

import json

import jsonschema
import pytest

from detente.errors import FormatError
from detente.table import case_from_yaml
from detente.table.case_file import yaml_data
from detente.table.schema import SCHEMA_LINE, case_schema, schema_text
from detente.table.starting import empty_case

SOUND = """
detente: 1
parties: {north: {name: Northland, capability: {range: [1, 2]}}, south: {name: Southland, consent: not required}}
issues: {land: {options: [a, b]}, pay: {range: [0, 10], step: 2, unit: percent}}
objectives:
  north: {all: {land: {issue: land, satisfaction: [0, unknown]}, pay: {issue: pay}}, weights: {land: 3, pay: 2}}
positions: {north: {land: {stated: a, path: [{date: 2025-01-01, option: b}]}, pay: {stated: 4}}}
no_deal: {north: {normal: [0, 0.2]}, south: unknown}
hypotheses: {north: {one: {prior: 1, says: {weights: {land: above pay}, sincerity: low}}}}
stages: [{channel: x, may_settle: all}]
packages: {p: {land: a, pay: 2}}
evidence: {c1: {party: north, act: demand, on: land, option: a, origin: x, date: 2025-01-01}}
"""


def verdict(text: str) -> bool:
    schema = case_schema()
    return jsonschema.Draft202012Validator(schema).is_valid(yaml_data(text, ""))


def test_the_schema_is_one_and_the_shipped_one_is_up_to_date() -> None:

    jsonschema.Draft202012Validator.check_schema(case_schema())
    assert json.loads(schema_text()) == case_schema(), "run: python docs/generate.py"


@pytest.mark.parametrize("text", [SOUND, empty_case()])
def test_sound_cases_are_valid(text: str) -> None:
    case_from_yaml(text)
    assert verdict(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("detente: 1", "detente: 2"),
        ("detente: 1", "detente: 1\ncolour: red"),
        ("name: Southland, ", ""),
        ("not required", "maybe"),
        ("{options: [a, b]}", "{options: []}"),
        ("{options: [a, b]}", "{options: [1, 2]}"),
        ("{options: [a, b]}", "{options: [a, b], range: [0, 1], step: 1}"),
        ("step: 2, ", ""),
        ("step: 2", "step: 0"),
        ("{issue: pay}", "{issue: pay, any: {x: {issue: pay}}}"),
        ("{issue: pay}", "{}"),
        ("[0, unknown]", "[0, 2]"),
        ("land: 3, pay: 2", "land: -1, pay: 2"),
        ("south: unknown", "south: lots"),
        ("south: unknown", "south: '0.3'"),
        ("[0, 0.2]", "[0, 0]"),
        ("prior: 1", "prior: 1.5"),
        ("sincerity: low", "sincerity: none"),
        ("act: demand", "act: begs"),
        ("origin: x, ", ""),
    ],
)
def test_what_the_schema_finds_check_finds_too(old: str, new: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    assert not verdict(text)
    with pytest.raises(FormatError):
        case_from_yaml(text)


def test_every_field_is_described() -> None:
    schema = case_schema()
    for part in [schema, *schema["$defs"].values()]:
        for name, field in part.get("properties", {}).items():
            assert field.get("description"), f"{part['title']}.{name}"


def test_drafts_name_their_schema_in_the_first_line() -> None:
    from detente.table import case_to_yaml

    assert case_to_yaml(case_from_yaml(SOUND)).startswith(f"{SCHEMA_LINE}\n")
    assert empty_case().startswith(f"{SCHEMA_LINE}\n")
