"""`detente check`: one broken file for each kind of fault, and one with all of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from support.command_line import Run

from detente.cli.main import cli

SOUND = """\
detente: 1
title: Talks
parties:
  north: {name: Northland, aliases: [the Citadel]}
  south: {name: Southland}
issues:
  land: {options: [returned, frozen, ceded]}
  pay: {range: [0, 10], step: 2, unit: percent}
objectives:
  north:
    all:
      land: {issue: land, satisfaction: [0, unknown, 1]}
      money: {any: {by_pay: {issue: pay}}}
    weights: {land: 2, money: 1}
  south: {all: {land: {issue: land}}}
positions:
  north: {land: {stated: ceded, red_line: [returned]}}
no_deal: {north: {range: [-0.3, 0.5], assumed: a guess}, south: 0.2}
hypotheses:
  north:
    land first: {prior: 0.5, says: {weights: {land: above money}}, evidence: {c1: 3}}
    playing for time: {prior: 0.5, says: {no_deal: high}}
stages:
  - {channel: envoys, may_settle: [pay]}
unknowns:
  - {what: the terms, bears_on: [land]}
packages:
  last offer: {land: frozen, pay: 4}
constants: {trust_step: 0.7}
evidence:
  c1: {party: north, act: demand, on: land, option: ceded, origin: The Wire}
  c2: {party: north, act: priority, on: land, over: money, origin: The Wire}
"""

# name: (text to replace, by what, path of the fault, words of it)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "wrong version": ("detente: 1", "detente: 3", "detente", "must be 1; it is 3"),
    "unknown field": ("title: Talks", "titel: Talks", "titel", "did you mean 'title'?"),
    "unknown field of a part": ("consent", "consent", "parties.south.nam", "did you mean 'name'?"),
    "repeated name": ("  south: {name: Southland}\n", "  south: {name: A}\n  south: {name: B}\n", "south", "twice"),
    "missing field": ("{name: Southland}", "{aliases: [x]}", "parties.south.name", "is missing; write name:"),
    "wrong choice": ("{name: Southland}", "{name: S, consent: maybe}", "parties.south.consent", "it is 'maybe'"),
    "one name for two": ("name: Southland", "name: the Citadel", "parties.south.name", "already names a party"),
    "no list": ("options: [returned, frozen, ceded]", "options: returned", "issues.land.options", "must be a list"),
    "number for words": ("[returned, frozen,", "[1, frozen,", "issues.land.options[0]", "in quotes"),
    "words for a number": ("land: 2", "land: two", "objectives.north.weights.land", "must be a number"),
    "quoted number": ("prior: 0.5, says: {no", "prior: '0.5', says: {no", "playing for time.prior", "without quotes"),
    "truth for a number": ("south: 0.2", "south: true", "no_deal.south", "it is True"),
    "option twice": ("[returned, frozen,", "[ceded, frozen,", "issues.land.options[2]", "stands there twice"),
    "options and range": ("{range: [0, 10],", "{options: [a], range: [0, 10],", "issues.pay", "not both"),
    "range the wrong way": ("range: [0, 10]", "range: [10, 0]", "issues.pay", "swap them"),
    "range without step": ("step: 2, ", "", "issues.pay", "needs a step"),
    "range of too many": ("step: 2,", "step: 0.00001,", "issues.pay", "more than 10,000 steps"),
    "range not finite": ("range: [0, 10]", "range: [0, .inf]", "issues.pay.range[1]", "finite"),
    "step for options": ("{options: [ret", "{step: 1, options: [ret", "issues.land", "belong to a range"),
    "unknown issue": ("{issue: pay}", "{issue: wages}", "by_pay.issue", "no issue 'wages'; the issues are land, pay"),
    "unknown party": ("  south: {all", "  west: {all", "objectives.west", "no party 'west'; the parties are"),
    "two kinds of node": ("{issue: pay}", "{issue: pay, all: {}}", "by_pay", "exactly one of issue, all, any"),
    "no children": ("{any: {by_pay: {issue: pay}}}", "{any: {}}", "money", "has no children"),
    "satisfaction too short": ("[0, unknown, 1]", "[0, 1]", "satisfaction", "has 2 values for the 3 options"),
    "satisfaction beyond 1": ("[0, unknown, 1]", "[0, 2, 1]", "satisfaction[1]", "less than or equal to 1; it is 2"),
    "weights of others": ("land: 2, money: 1", "land: 2, gold: 1", "weights", "no weight for money; no child gold"),
    "weights all 0": ("land: 2, money: 1", "land: 0, money: 0", "weights", "sum to zero"),
    "name twice in a tree": ("by_pay:", "land:", "any.land", "already stands at"),
    "a circle by reference": ("  south: {all", "  south: &a {any: {x: *a}, all", "", "has the alias *a"),
    "no option": ("stated: ceded", "stated: sold", "positions.north.land.stated", "'sold' is no option"),
    "red line on its own demand": ("red_line: [returned]", "red_line: [ceded]", "land.stated", "red_line rules out"),
    "red line on all": (
        "stated: ceded, red_line: [returned]",
        "red_line: [returned, frozen, ceded]",
        "positions.north.land.red_line",
        "leaves no option",
    ),
    "no value": ("south: 0.2", "south: lots", "no_deal.south", "{range: [low, high]}"),
    "value the wrong way": ("range: [-0.3, 0.5]", "range: [0.5, -0.3]", "no_deal.north.range", "swap them"),
    "value not finite": ("south: 0.2", "south: .nan", "no_deal.south", "it is nan"),
    "no deviation": ("south: 0.2", "south: {normal: [0, 0]}", "no_deal.south", "the latter above 0"),
    "priors that do not sum": ("prior: 0.5, says: {no", "prior: 0.2, says: {no", "hypotheses.north", "sum to 0.7"),
    "prior beyond 1": ("prior: 0.5, says: {no", "prior: 1.5, says: {no", "playing for time.prior", "it is 1.5"),
    "no relation": ("land: above money", "land: more", "says.weights.land", "write for instance 'above land'"),
    "relation to nothing": ("land: above money", "land: above gold", "says.weights.land", "no objective 'gold'"),
    "relations in a circle": ("land: above money", "land: above money, money: above land", "weights.land", "a circle"),
    "child above its parent": ("land: above money", "by_pay: above money", "weights.by_pay", "lies below money"),
    "story against numbers": ("land: above money", "money: above land", "says.weights.money", "the opposite"),
    "story against no deal": ("{range: [-0.3, 0.5], assumed: a guess}", "0.1", "says.no_deal", "one fixed number"),
    "unknown claim": ("evidence: {c1: 3}", "evidence: {c9: 3}", "evidence.c9", "no claim 'c9'"),
    "stage of nothing": ("may_settle: [pay]", "may_settle: [sea]", "stages[0].may_settle[0]", "no issue 'sea'"),
    "unknown of nothing": ("bears_on: [land]", "bears_on: [sea]", "unknowns[0].bears_on[0]", "no issue or objective"),
    "package of nothing": ("{land: frozen,", "{sea: frozen,", "packages.last offer.sea", "no issue 'sea'"),
    "package of no option": ("pay: 4}", "pay: 5}", "packages.last offer.pay", "5.0 is no option"),
    "unknown constant": ("trust_step: 0.7", "trust: 0.7", "constants.trust", "no such constant"),
    "constant out of bounds": ("trust_step: 0.7", "trust_step: 7", "constants.trust_step", "not between 0 and 1"),
    "claim in a wrong schema": ("act: demand", "act: begs", "evidence.c1.act", "it is 'begs'"),
    "claim that is none": ("c1: {party: north, act: demand, on: land, option: ceded, origin: The Wire}", "c1: [x]",
                           "evidence.c1", "must hold entries"),
    "claim of nobody": ("c1: {party: north", "c1: {party: nord", "evidence.c1.party", "no party 'nord'"),
    "claim on nothing": ("on: land, option: ceded", "on: moon", "evidence.c1.on", "no objective or issue 'moon'"),
    "claim on no option": ("option: ceded", "option: sold", "evidence.c1.option", "'sold' is no option"),
    "claim over itself": ("over: money", "over: land", "evidence.c2.over", "cannot stand over itself"),
    "no YAML": ("[returned, frozen, ceded]", "[returned, frozen, ceded", "", "is not YAML"),
    "a tag": ("title: Talks", "title: !secret Talks", "title", "has the tag !secret"),
}  # fmt: skip
FAULTS["unknown field of a part"] = (
    "{name: Southland}",
    "{nam: Southland}",
    "parties.south.nam",
    "did you mean 'name'?",
)
ALONE = {"no YAML", "a circle by reference"}
"""What cannot be read hides all else; it is told alone."""


def faults(text: str, folder: Path) -> list[dict[str, Any]]:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", str(path), "--json"], standalone_mode=False, catch_exceptions=False)
    found: list[dict[str, Any]] = json.loads(result.stdout)["faults"]
    assert result.return_value == bool(found)
    return found


def test_the_sound_case_is_sound(tmp_path: Path) -> None:
    assert faults(SOUND, tmp_path) == []


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_is_told_with_path_line_and_remedy(kind: str, tmp_path: Path) -> None:
    old, new, path, words = FAULTS[kind]
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    found = faults(text, tmp_path)
    told = [fault for fault in found if fault["path"].endswith(path) and words in fault["message"]]
    assert told, found
    changed = [i for i, (a, b) in enumerate(zip(SOUND.split("\n"), text.split("\n"), strict=False), 1) if a != b]
    if kind not in {"priors that do not sum", "story against no deal", "weights of others", "weights all 0", "no YAML"}:
        assert any(abs(fault["line"] - changed[0]) <= 1 for fault in told), (found, changed)
    assert "nan" not in json.dumps([f for f in found if "it is nan" not in f["message"]]).lower()


def test_all_faults_of_one_file_are_told_at_once(run: Run, tmp_path: Path) -> None:
    """Each kind in a copy of the parts of its own would be many cases; here one case has a fault in every section."""
    text = SOUND
    kinds = [
        "unknown field", "repeated name", "option twice", "range the wrong way", "unknown party",
        "no option", "value the wrong way", "no relation", "stage of nothing", "unknown of nothing",
        "package of nothing", "constant out of bounds", "claim in a wrong schema", "claim over itself",
    ]  # fmt: skip
    for kind in kinds:
        old, new, _, _ = FAULTS[kind]
        assert old in text
        text = text.replace(old, new, 1)
    text = text.replace("prior: 0.5, says: {no", "prior: 0.2, says: {no")
    (tmp_path / "case.yaml").write_text(text)
    result = run("check", "case.yaml")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    for kind in [*kinds, "priors that do not sum"]:
        _, _, path, words = FAULTS[kind]
        lines = [line for line in result.stderr.splitlines() if words in line and f"{path}:" in line]
        assert lines, (kind, result.stderr)
        assert all(line.startswith("  line ") for line in lines)


def test_what_is_worth_a_word_in_a_sound_case_is_said(run: Run, tmp_path: Path) -> None:
    text = SOUND.replace("  south: {all: {land: {issue: land}}}\n", "").replace("south: 0.2", "south: 1.5")
    text = text.replace("  pay: {", "  sea: {options: [open]}\n  pay: {").replace(
        "[0, 10], step: 2", "[0, 10], step: 4"
    )
    text = text.replace("packages:\n  last offer: {land: frozen, pay: 4}\n", "")
    text += "  c3: {party: north, act: priority, on: money, over: land, origin: The Post, date: last week}\n"
    text += "  c4: {party: north, act: reject, on: land, option: ceded, origin: The Post}\n"
    text = text.replace("aliases: [the Citadel]", "voices: [an envoy]").replace(
        "name: Southland", "name: Southland, voices: [An envoy]"
    )
    text = text.replace("playing for time: {", "playing for time: {because: [c77], ")
    (tmp_path / "case.yaml").write_text(text)
    result = run("check", "case.yaml")
    assert result.returncode == 0
    for words in (
        "parties.south: has no objectives",
        "issues.sea: no party has an objective on it",
        "issues.sea: has one option only",
        "issues.pay.range: steps of 4 from 0 end at 8, not at 10",
        "no_deal.south: is at least 1.5",
        "evidence.c2: and c3 contradict each other",
        "evidence.c1: and c4 contradict each other (land: ceded, demanded and rejected)",
        "evidence.c3.date: 'last week' is no date",
        "parties.south.voices[0]: 'An envoy' also speaks for north",
        "hypotheses.north.playing for time.because[0]: there is no claim 'c77'",
    ):
        assert words in result.stderr, words


@pytest.mark.parametrize(
    "text", ["", "[]", "detente: 1", "detente: 1\nparties: 3", "- a", "{", "\x07", "a: " + "[" * 3000]
)
def test_anything_else_is_a_clear_message(tmp_path: Path, text: str) -> None:
    assert faults(text, tmp_path)
