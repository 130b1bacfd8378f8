"""What must not matter: names, other parties, the order of asking; and what must: the seed."""

import json
from typing import Any

import numpy as np
import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import PartyDraws, infer
from detente.table import Case

CLAIMS = (
    claim(),
    claim("demand", "land", option="ceded", sources=[], origin="north"),
    claim("threat", None, origin="south"),
    claim("reject", "land", option="back", origin="north"),
)


def same(first: PartyDraws, second: PartyDraws) -> bool:
    return (
        np.array_equal(first.no_deal, second.no_deal)
        and np.array_equal(first.sincerity, second.sincerity)
        and all(np.array_equal(first.effective[node], second.effective[node]) for node in first.effective)
    )


def renamed(case: Case, names: dict[str, str]) -> Case:
    text = case.model_dump_json(exclude_none=True)
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return Case.model_validate_json(text)


def test_one_seed_one_posterior() -> None:
    first, second = infer(two_ends(*CLAIMS), seed=3), infer(two_ends(*CLAIMS), seed=3)
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())
    assert same(first.posterior.parties["north"], second.posterior.parties["north"])


def test_another_seed_another_posterior() -> None:
    first, second = infer(two_ends(*CLAIMS), seed=3), infer(two_ends(*CLAIMS), seed=4)
    assert not same(first.posterior.parties["north"], second.posterior.parties["north"])


def test_another_party_changes_nothing() -> None:
    ends: dict[str, Any] = {"all": {"land": {"issue": "land"}, "influence": {"issue": "rule"}}}
    alone = infer(two_ends(*CLAIMS))
    both = infer(two_ends(*CLAIMS, objectives={"south": ends, "north": ends}))
    assert set(both.posterior.parties) == {"north", "south"}
    assert same(alone.posterior.parties["north"], both.posterior.parties["north"])


def test_names_of_nodes_and_issues_are_only_labels() -> None:
    case = two_ends(*CLAIMS)
    first = infer(case).parties["north"]
    second = infer(renamed(case, {"land": "soil", "influence": "sway", "rule": "reign"})).parties["north"]
    assert list(second.nodes) == ["soil", "sway"]
    assert [n.weight for n in second.nodes.values()] == [n.weight for n in first.nodes.values()]
    assert second.evidence_bits == first.evidence_bits


def test_the_name_of_a_party_is_only_a_label() -> None:
    case = two_ends(*CLAIMS)
    first, second = infer(case).parties["north"], infer(renamed(case, {"north": "east"})).parties["east"]
    for node in first.nodes:
        error = np.hypot(first.nodes[node].weight.error, second.nodes[node].weight.error)
        assert second.nodes[node].weight.mean == pytest.approx(first.nodes[node].weight.mean, abs=5 * error)


def test_the_order_of_claims_does_not_matter() -> None:
    first = infer(two_ends(*CLAIMS)).parties["north"]
    second = infer(two_ends(*reversed(CLAIMS))).parties["north"]
    assert second.nodes["land"].weight.mean == pytest.approx(first.nodes["land"].weight.mean, abs=0.02)


def test_the_case_is_left_unchanged() -> None:
    case = two_ends(*CLAIMS)
    before = case.model_dump_json()
    infer(case)
    assert case.model_dump_json() == before


def test_parties_draw_apart_from_one_another() -> None:
    ends: dict[str, Any] = {"all": {"land": {"issue": "land"}, "influence": {"issue": "rule"}}}
    case = two_ends(claim(), {**claim(), "party": "south"}, objectives={"south": ends, "north": ends})
    parties = infer(case).posterior.parties
    together = np.corrcoef(parties["north"].effective["land"], parties["south"].effective["land"])[0, 1]
    assert abs(together) < 0.08


def test_progress_counts_the_parties() -> None:
    seen: list[tuple[int, int]] = []
    infer(two_ends(), progress=lambda done, count: seen.append((done, count)))
    assert seen == [(0, 2), (1, 2), (2, 2)]
