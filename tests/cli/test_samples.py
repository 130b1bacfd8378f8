"""What the analysis finds in the sample reports, and that it finds it there: without the sentences it finds nothing."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.command_line import Run, run_in

Json = dict[str, Any]
LAND = ("territor", "land", "region", "withdraw")
FINDINGS = ("influence_over_land", "land_for_influence", "copied_origin", "unknown", "tactic", "playing_for_time")
INFLUENCE = ("influence", "say", "veto", "policy", "control", "neutral", "politic")


def kept(samples: Path, folder: Path, without: tuple[str, ...] = ()) -> Path:
    """Copy the reports on Ukraine into `folder`, leaving out the sentences that carry the findings named."""
    copy = folder / "reports"
    shutil.copytree(samples / "ukraine-2025", copy)
    findings = json.loads((copy / "findings.json").read_text(encoding="utf-8"))
    for name in without:
        entries = findings[name]["sentences"] if isinstance(findings[name], dict) else findings[name]
        for entry in entries:
            path = copy / entry["file"]
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(entry["sentence"], ""), encoding="utf-8")
    return copy


@pytest.fixture
def analyze(run: Run) -> Callable[[Path], Json]:
    """Analyze a folder of reports; give analysis.json."""

    def call(folder: Path) -> Json:
        result = run("analyze", folder, "--json")
        assert result.returncode == 0, result.stderr
        data: Json = json.loads(result.stdout)
        return data

    return call


@pytest.fixture(scope="module")
def analysis(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Json:
    """The analysis of all the reports on Ukraine."""
    folder = tmp_path_factory.mktemp("samples")
    result = run_in(folder)("analyze", kept(samples, folder), "--json")
    assert result.returncode == 0, result.stderr
    data: Json = json.loads(result.stdout)
    return data


def russia(analysis: Json) -> tuple[list[str], list[str], Json]:
    """Give Russia's objectives about land, those about influence, and its beliefs."""
    beliefs = analysis["beliefs"]["parties"]["russia"]
    names = {name: (analysis["case"]["issues"].get(name, {}).get("name") or name).lower() for name in beliefs["nodes"]}
    land = [name for name, words in names.items() if any(stem in words for stem in LAND)]
    influence = [n for n, words in names.items() if n not in land and any(stem in words for stem in INFLUENCE)]
    return land, influence, beliefs


def over_land(analysis: Json) -> list[Json]:
    """Give the findings that Russia is believed to want influence more than land."""
    return [
        f for f in of(analysis, "priority", "gap") if f["party"] == "russia" and puts_influence_first(f["sentence"])
    ]


def puts_influence_first(sentence: str) -> bool:
    """Say whether influence is what is cared about more, and land what is cared about less or loudly demanded."""
    words = sentence.lower()
    more = words.split("more about", 1)[-1].partition(" than about ")[0]
    no_land = not of_land(more)  # "Russian control of land"
    return any(stem in more for stem in INFLUENCE) and no_land and of_land(words)


def of(analysis: Json, *kinds: str) -> list[Json]:
    return [finding for finding in analysis["findings"] if finding["kind"] in kinds]


def gives_land(analysis: Json) -> list[tuple[str, str]]:
    """Give the trades in which Russia is believed to give up land for something that is no land."""
    trades = [exchanged(f["sentence"]) for f in of(analysis, "trade") if f["party"] == "russia"]
    return [(give, take) for give, take in trades if of_land(give) and not of_land(take)]


def of_land(words: str) -> bool:
    return any(stem in words for stem in LAND)


def exchanged(trade: str) -> tuple[str, str]:
    """Give what is given up and what for in a trade told as "… would give up this for that"."""
    give, _, take = trade.lower().partition(" give up ")[2].partition(" for ")
    return give, take


def test_the_side_that_shouts_for_land_wants_influence_more(analysis: Json) -> None:
    land, influence, beliefs = russia(analysis)
    assert land
    assert influence
    demanded = {name: len(beliefs["nodes"][name]["claims"]) for name in beliefs["nodes"]}
    assert max(demanded, key=demanded.__getitem__) in land
    best = max(chance(beliefs, i, ld) for i in influence for ld in land)
    assert best > 0.6
    assert over_land(analysis)


def chance(beliefs: Json, one: str, other: str) -> float:
    for pair in beliefs["pairs"]:
        if (pair["first"], pair["second"]) == (one, other):
            return float(pair["probability"])
        if (pair["second"], pair["first"]) == (one, other):
            return 1 - float(pair["probability"])
    return 0.5


def test_land_would_be_traded_for_influence(analysis: Json) -> None:
    assert gives_land(analysis)


def test_one_origin_stands_behind_two_reports(analysis: Json) -> None:
    shared = [f for f in of(analysis, "origin") if "Continental Courier" in f["sentence"]]
    assert shared
    assert "2 reports" in shared[0]["sentence"]


def test_what_is_unknown_is_told(analysis: Json) -> None:
    told = " ".join(f["sentence"] for f in of(analysis, "unknown"))
    assert "special envoys" in told or "Washington" in told


def test_without_the_sentences_the_findings_vanish(
    analyze: Callable[[Path], Json], samples: Path, tmp_path: Path
) -> None:
    bare = kept(samples, tmp_path, FINDINGS)
    analysis = analyze(bare)
    assert not over_land(analysis)
    assert not gives_land(analysis)
    assert not [f for f in of(analysis, "origin") if "Continental Courier" in f["sentence"]]
    assert not of(analysis, "unknown")
    stories = analysis["case"].get("hypotheses", {}).get("russia", {})
    assert not any(name.startswith("acts for effect: stalling") for name in stories)
