"""Objective trees in the beliefs: effective weights, what is comparable with what, issues with several leaves."""

from typing import Any

import numpy as np
import pytest
from support.two_ends import claim, two_ends

import detente.beliefs
from detente.beliefs import Constants, infer
from detente.beliefs.layout import Layout, lay_out
from detente.beliefs.objectives import comparable_pairs
from detente.beliefs.wants import Wants
from detente.errors import FormatError
from detente.table import Case

ISSUES = {issue: {"options": ["no", "yes"]} for issue in ("land", "alliance", "army", "government")}
TREE: dict[str, Any] = {
    "all": {
        "land": {"issue": "land"},
        "influence": {
            "any": {
                "by guarantee": {"all": {"alliance": {"issue": "alliance"}, "army": {"issue": "army"}}},
                "by control": {"issue": "government"},
            }
        },
    }
}


def case_of(tree: dict[str, Any], *claims: dict[str, Any]) -> Case:
    return two_ends(*claims, issues=ISSUES, objectives={"north": tree})


def layout_of(tree: dict[str, Any]) -> Layout:
    layout = lay_out(case_of(tree), "north", {}, Constants())
    assert layout is not None
    return layout


def comparable(layout: Layout, name: str) -> set[str]:
    target = layout.target(name)
    assert target is not None
    return set(layout.comparable(target))


def test_an_any_passes_its_weight_on() -> None:
    draws = infer(case_of(TREE)).posterior.parties["north"]
    assert np.array_equal(draws.effective["by control"], draws.effective["influence"])
    below = draws.effective["alliance"] + draws.effective["army"]
    assert np.allclose(below, draws.effective["influence"])


def test_comparable_nodes_share_all_the_weight_once() -> None:
    layout = layout_of(TREE)
    assert comparable(layout, "land") == {"influence"}
    assert comparable(layout, "influence") == {"land"}
    assert comparable(layout, "army") == {"alliance", "land"}
    assert comparable(layout, "by control") == {"land"}
    assert comparable(layout, "government") == {"land"}
    wants = Wants(layout, np.random.default_rng(0).random((layout.dimensions, 50)), 1e-6)
    for name in layout.nodes:
        total = wants.effective[name] + sum(wants.effective[other] for other in comparable(layout, name))
        assert np.allclose(total, 1.0)


def test_pairs_part_at_a_weighted_sum() -> None:
    pairs = comparable_pairs(layout_of(TREE))
    assert ("land", "army") in pairs
    assert ("alliance", "army") in pairs
    assert ("influence", "army") not in pairs
    assert ("army", "by control") not in pairs


def test_an_issue_with_several_leaves_weighs_their_sum_or_the_best_means() -> None:
    twice = {
        "all": {
            "pride": {"issue": "land"},
            "safety": {
                "any": {
                    "hills": {"issue": "land"},
                    "wall": {"all": {"coast": {"issue": "land"}, "arms": {"issue": "army"}}},
                }
            },
        }
    }
    layout = layout_of(twice)
    wants = Wants(layout, np.random.default_rng(0).random((layout.dimensions, 50)), 1e-6)
    land = layout.target("land")
    assert land is not None
    assert np.allclose(wants.weight(land), 1.0)
    assert set(layout.comparable(land)) == {"arms"}


def test_flat_trees_have_dirichlet_moments() -> None:
    flat = {"all": {issue: {"issue": issue} for issue in ISSUES}}
    summary = infer(case_of(flat)).parties["north"]
    for node in summary.nodes.values():
        assert node.weight.prior_mean == pytest.approx(0.25, abs=0.003)
        assert node.weight.sd == pytest.approx((0.25 * 0.75 / 5) ** 0.5, abs=0.006)
        assert node.rank == pytest.approx((0.25,) * 4, abs=0.04)


def test_evidence_below_lifts_the_end_above() -> None:
    claims = [claim("interest", "army", origin=str(place), sources=[]) for place in range(4)]
    summary = infer(case_of(TREE, *claims)).parties["north"]
    assert summary.nodes["influence"].weight.mean > 0.55
    assert summary.nodes["army"].weight.mean > summary.nodes["alliance"].weight.mean


def test_a_tree_of_one_leaf_can_be_believed() -> None:
    summary = infer(case_of({"issue": "land"}, claim("interest", "land"))).parties["north"]
    assert summary.pairs == ()
    assert summary.evidence_bits == pytest.approx(0.0, abs=1e-9)


def test_two_nodes_of_one_name_are_an_error() -> None:
    tree = {
        "all": {"land": {"issue": "land"}, "rest": {"all": {"land": {"issue": "army"}, "x": {"issue": "alliance"}}}}
    }
    with pytest.raises(FormatError, match="same name"):
        infer(case_of(tree))


def test_a_leaf_without_an_issue_and_a_short_satisfaction_are_named_together() -> None:
    tree = {"all": {"sea": {"issue": "sea"}, "land": {"issue": "land", "satisfaction": [1]}}}
    with pytest.raises(FormatError) as raised:
        infer(case_of(tree))
    assert len(raised.value.faults) == 2


def test_the_public_names_are_sorted_and_there() -> None:
    assert detente.beliefs.__all__ == sorted(detente.beliefs.__all__)
    assert all(hasattr(detente.beliefs, name) for name in detente.beliefs.__all__)
