"""The scorer: by hand, by brute force, and beside the scorer that comes with the annotated reports."""

import importlib.util
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.scoring import (
    Agreement,
    Figures,
    ScoredClaim,
    canonical_party,
    score,
    scored_claim_faults,
    scored_claims,
    word_f1,
)

pytest.importorskip("scipy", reason="scipy (extra score) is not installed")

CLAIM = ScoredClaim(
    start=0,
    end=100,
    party="Alder",
    act="demand",
    issue="price of the plant",
    content="a higher price",
    certainty="asserted",
    basis="stated",
    sources=("people close to the talks", "The Paper"),
)
HEDGED = replace(CLAIM, start=200, end=300, party="Birch", act="offer", certainty="possible", basis="inferred")
FIELDS = ("party", "act", "certainty", "basis", "issue", "sources", "content")
TIES = 0.002
"""How far figures may be apart where two pairings agree equally well in all, or tables of names differ."""


def agreement(gold: ScoredClaim, predicted: ScoredClaim) -> Agreement:
    return score({"a": [gold]}, {"a": [predicted]}).micro.agreement


def pairs(gold: Sequence[ScoredClaim], predicted: Sequence[ScoredClaim]) -> tuple[int, int]:
    result = score({"a": gold}, {"a": predicted})
    return result.total("pairs"), result.total("strict_pairs")


def values(figures: Figures) -> dict[str, float]:
    """Give the figures by the names that the other scorer has for them."""
    found: dict[str, float] = {}
    for kind, rates in (("detection", figures.detection), ("strict", figures.strict)):
        found |= {f"{kind}_p": rates.precision, f"{kind}_r": rates.recall, f"{kind}_f1": rates.f1}
    of = figures.agreement
    found |= {"party": of.party, "act": of.act, "certainty": of.certainty, "basis": of.basis}
    found |= {"source_innermost": of.innermost_source, "source_chain": of.source_chain}
    return found | {"content": of.content, "issue": of.issue}


def test_claims_scored_against_themselves_are_right_in_all() -> None:
    gold = {"a": [CLAIM, replace(CLAIM, act="reject"), HEDGED], "b": [HEDGED], "c": []}
    result = score(gold, {name: claims[::-1] for name, claims in gold.items()})
    assert set(values(result.micro).values()) == set(values(result.macro).values()) == {1.0}
    assert (result.not_asserted_recall, result.inferred_recall, result.calibration_error) == (1.0, 1.0, None)


def test_without_predictions_all_is_zero_and_the_missing_are_named() -> None:
    result = score({"a": [CLAIM], "b": [HEDGED]}, {"c": [CLAIM]})
    assert set(values(result.micro).values()) == set(values(result.macro).values()) == {0.0}
    assert (result.missing, result.ignored) == (("a", "b"), ("c",))


def test_precision_and_recall_are_shares_of_predicted_and_gold() -> None:
    far = [replace(CLAIM, start=place, end=place + 10) for place in (400, 500, 600)]
    detection = score({"a": [CLAIM, HEDGED]}, {"a": [CLAIM, *far]}).micro.detection
    assert (detection.precision, detection.recall, detection.f1) == (0.25, 0.5, pytest.approx(1 / 3))


def test_macro_is_the_mean_over_articles() -> None:
    result = score({"a": [CLAIM, HEDGED], "b": [CLAIM]}, {"a": [CLAIM], "b": [replace(CLAIM, party="Birch")]})
    assert result.macro.detection.recall == 0.75
    assert result.macro.strict.recall == 0.25
    assert result.macro.agreement.party == 0.5


@pytest.mark.parametrize(
    ("start", "end", "found"), [(70, 100, 1), (71, 100, 0), (100, 200, 0), (0, 333, 1), (0, 334, 0)]
)
def test_stretches_are_paired_from_an_overlap_of_three_tenths(start: int, end: int, found: int) -> None:
    assert pairs([CLAIM], [replace(CLAIM, start=start, end=end)])[0] == found


def test_as_many_claims_as_possible_are_paired() -> None:
    gold = [replace(CLAIM, start=0, end=20), replace(CLAIM, start=5, end=40)]
    # The best overlap of all is that of 4–21 with 0–20; to take it would leave a claim alone.
    assert pairs(gold, [replace(CLAIM, start=4, end=21), replace(CLAIM, start=0, end=8)])[0] == 2


def test_among_claims_of_one_sentence_those_that_agree_are_paired() -> None:
    gold = [CLAIM, replace(CLAIM, party="Birch", act="reject", content="it")]
    result = score({"a": gold}, {"a": gold[::-1]})
    assert result.micro.agreement.party == result.micro.agreement.content == 1.0


def test_strict_pairs_have_the_same_party_and_act() -> None:
    assert pairs([CLAIM], [replace(CLAIM, party="the Alder")]) == (1, 1)
    assert pairs([CLAIM], [replace(CLAIM, party="Birch")]) == (1, 0)
    assert pairs([CLAIM], [replace(CLAIM, act="offer")]) == (1, 0)


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("The U.S.", "united states"),
        ("us", "united states"),
        ("the Kremlin", "russia"),
        ("OSLO", "norway"),
        ("E.U.", "european union"),
        ("Türkiye’s", "turkey"),
        ("Norwegians", "norwegians"),
        ("The Harbour Workers' Union", "harbour workers union"),
    ],
)
def test_a_party_has_one_name(name: str, party: str) -> None:
    assert canonical_party(name) == party


def test_fields_that_are_empty_do_not_agree() -> None:
    empty = replace(CLAIM, party="", act="", certainty="", basis="")
    found = agreement(empty, empty)
    assert (found.party, found.act, found.certainty, found.basis) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("sources", "innermost", "chain"),
    [
        (("some people close to talks", "Paper"), 1, 1),
        (("people close to the talks",), 1, 0),
        (("The Paper", "people close to the talks"), 0, 0),
        ((), 0, 0),
    ],
)
def test_sources_agree_from_the_innermost_on(sources: tuple[str, ...], innermost: int, chain: int) -> None:
    for one, other in ((CLAIM, replace(CLAIM, sources=sources)), (replace(CLAIM, sources=sources), CLAIM)):
        assert (agreement(one, other).innermost_source, agreement(one, other).source_chain) == (innermost, chain)


def test_no_source_agrees_with_no_source() -> None:
    none = replace(CLAIM, sources=())
    assert (agreement(none, none).innermost_source, agreement(none, none).source_chain) == (1, 1)


def test_a_surname_and_a_title_are_the_same_source() -> None:
    one, other = (replace(CLAIM, sources=(name,)) for name in ("Ada Lind", "President Lind"))
    assert agreement(one, other).innermost_source == 1


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [("giving up land", "land", 0.5), ("", "", 1), ("a b", "", 0), ("a a b", "a", 0.5), ("Élysée’s", "elysee", 1)],
)
def test_words_are_compared_with_their_counts(one: str, other: str, f1: float) -> None:
    assert word_f1(one, other) == word_f1(other, one) == f1


def test_function_words_of_an_issue_do_not_count() -> None:
    assert agreement(CLAIM, replace(CLAIM, issue="plant price")).issue == 1
    assert agreement(replace(CLAIM, issue="the"), replace(CLAIM, issue="the")).issue == 1


def test_recall_of_the_rare_kinds_needs_the_right_label() -> None:
    gold = {"a": [CLAIM, HEDGED, replace(HEDGED, start=400, end=500)]}
    found = [CLAIM, HEDGED, replace(HEDGED, start=400, end=500, certainty="probable", basis="stated")]
    result = score(gold, {"a": found})
    assert (result.not_asserted_recall, result.inferred_recall) == (0.5, 0.5)


def test_the_calibration_error_is_the_gap_of_confidence_and_success() -> None:
    found = [replace(CLAIM, confidence=0.9), replace(HEDGED, act="reject", confidence=0.95)]
    assert score({"a": [CLAIM, HEDGED]}, {"a": found}).calibration_error == pytest.approx(0.425)
    found = [replace(CLAIM, confidence=1.0), replace(HEDGED, act="reject", confidence=0.2)]
    assert score({"a": [CLAIM, HEDGED]}, {"a": found}).calibration_error == pytest.approx(0.1)


def test_of_two_predictions_for_one_claim_the_first_is_right() -> None:
    found = [replace(CLAIM, confidence=1.0), replace(CLAIM, confidence=0.0)]
    assert score({"a": [CLAIM]}, {"a": found}).calibration_error == 0


short_claims = st.lists(
    st.builds(
        lambda start, length, party: replace(CLAIM, start=start, end=start + length, party=party),
        st.integers(0, 6),
        st.integers(1, 8),
        st.sampled_from(["Alder", "Birch"]),
    ),
    max_size=4,
)


def most_pairs(gold: list[ScoredClaim], predicted: list[ScoredClaim], fit: Callable[..., bool]) -> int:
    """Give the size of the largest matching, by trying all."""
    places = permutations([*predicted, *[None] * len(gold)], len(gold))
    return max(sum(two is not None and fit(one, two) for one, two in zip(gold, place, strict=True)) for place in places)


def overlapping(one: ScoredClaim, two: ScoredClaim) -> bool:
    first, second = set(range(one.start, one.end)), set(range(two.start, two.end))
    return len(first & second) / len(first | second) >= 0.3


@given(short_claims, short_claims)
def test_no_other_pairing_has_more_pairs(gold: list[ScoredClaim], predicted: list[ScoredClaim]) -> None:
    loose = most_pairs(gold, predicted, overlapping)
    strict = most_pairs(gold, predicted, lambda one, two: overlapping(one, two) and one.party == two.party)
    assert pairs(gold, predicted) == (loose, strict)


def test_all_faults_of_a_file_are_told_with_their_place() -> None:
    sound = dict.fromkeys(("party", "act", "issue", "content", "certainty", "basis"), "x") | {"sources": []}
    items = [
        {**sound, "start": 0, "end": 5},
        {**sound, "start": 5, "end": 5, "sources": "analysts"},
        {**sound, "start": True, "end": 5, "act": 7, "confidence": 1.5},
        "claim",
    ]
    found = [str(fault) for fault in scored_claim_faults({"claims": items}, "x.claims.json")]
    assert [line.split(": ")[1] for line in found] == [
        "claims[1].end",
        "claims[1].sources",
        "claims[2].start, end",
        "claims[2].act",
        "claims[2].confidence",
        "claims[3]",
    ]
    assert "is 7; it must be words" in found[3]


@pytest.mark.parametrize("data", [{}, {"claims": None}, "claims", None, 3, {"documents": []}])
def test_what_holds_no_claims_is_a_fault(data: Any) -> None:
    (fault,) = scored_claim_faults(data, "x.claims.json")
    assert "holds neither a list of claims" in str(fault)


@pytest.fixture(scope="module")
def other(corpus: Path) -> ModuleType:
    """The scorer that comes with the annotated reports."""
    spec = importlib.util.spec_from_file_location("other_scorer", corpus / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def perturbed(claims: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Give the claims as a middling reader would: some missing, some twice, moved, with fields of others."""
    found = []
    for claim in claims:
        for _ in range(chance.choices([0, 1, 2], [15, 75, 10])[0]):
            length = claim["end"] - claim["start"]
            start = max(0, claim["start"] + chance.randrange(-length // 4, length // 3))
            end = max(start + 1, claim["end"] + chance.randrange(-length // 4, length // 3))
            taken = {field: chance.choice(claims)[field] for field in FIELDS if chance.random() < 0.3}
            found.append({**claim, **taken, "start": start, "end": end, "confidence": round(chance.random(), 3)})
    chance.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_those_of_the_scorer_beside_the_reports(corpus: Path, other: ModuleType, seed: int) -> None:
    gold = {path.name: json.loads(path.read_bytes()) for path in sorted((corpus / "dev").glob("*.claims.json"))}
    found = {name: perturbed(claims, random.Random(f"{seed} {name}")) for name, claims in gold.items()}
    theirs = other.score(
        *({name: list(map(other._clean, claims)) for name, claims in of.items()} for of in (gold, found))
    )
    ours = score(*({name: scored_claims(claims) for name, claims in of.items()} for of in (gold, found)))
    assert ours.total("pairs") == theirs["matched"]
    assert ours.total("strict_pairs") == pytest.approx(theirs["strict_matched"], abs=2)
    micro = values(ours.micro) | {
        "hedged_recall": ours.not_asserted_recall,
        "inferred_recall": ours.inferred_recall,
        "calibration_error": ours.calibration_error,
    }
    assert micro == pytest.approx(theirs["micro"], abs=TIES)
    assert values(ours.macro) == pytest.approx(theirs["macro"], abs=TIES)
