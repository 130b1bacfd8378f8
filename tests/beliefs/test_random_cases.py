"""Whatever the case: no NaN, weights that sum to 1, probabilities that are such, and no belief beyond its bounds."""

import json
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.beliefs import PartyDraws, Sampling, draws_from_table, draws_to_table, infer
from detente.claims import ACTS, CERTAINTIES
from detente.table import Case

SAMPLING = Sampling(particles=128, islands=4, prior_draws=256, most_moves=8)
ISSUES = ("a", "b", "c", "d")
OPTIONS = ("x", "y", "z")

leaves = st.fixed_dictionaries(
    {"issue": st.sampled_from(ISSUES)},
    optional={"satisfaction": st.lists(st.one_of(st.just("unknown"), st.floats(0, 1)), min_size=3, max_size=3)},
)


def inner(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(children, min_size=1, max_size=3)
    return st.tuples(st.sampled_from(["all", "any"]), parts).map(lambda node: {node[0]: node[1]})


def named(tree: dict[str, Any], path: str, names: list[str]) -> dict[str, Any]:
    """Give the children of every node names of their own, and note them."""
    names.append(path)
    kind = next((kind for kind in ("all", "any") if kind in tree), None)
    if kind is None:
        return tree
    children = {f"{path}{place}": named(part, f"{path}{place}", names) for place, part in enumerate(tree[kind])}
    return {kind: children}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    names: list[str] = []
    tree = named(draw(st.recursive(leaves, inner, max_leaves=8)), "n", names)
    things = st.one_of(st.none(), st.sampled_from([*names[1:], *ISSUES]))
    inner_names = {name for name in names if any(other.startswith(name) and other != name for other in names)}
    claims = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "party": st.just("p"),
                    "act": st.sampled_from(ACTS),
                    "on": things,
                    "over": things,
                    "option": st.one_of(st.none(), st.sampled_from(OPTIONS)),
                    "certainty": st.sampled_from(CERTAINTIES),
                    "emphasis": st.sampled_from(["plain", "strong"]),
                    "origin": st.sampled_from(["one", "two", "three"]),
                    "confidence": st.floats(0, 1),
                }
            ),
            max_size=8,
        )
    )
    evidence = {
        f"c{place}": {**part, "option": None if part["on"] in inner_names else part["option"]}
        for place, part in enumerate(claims)
    }
    no_deal = draw(st.one_of(st.just("unknown"), st.floats(-1, 1), st.just({"normal": [0.1, 0.2]})))
    constants = draw(st.sampled_from([{}, {"asserted": 1.0, "denied": 1.0}]))
    return Case.model_validate(
        {
            "detente": 1,
            "parties": {"p": {"name": "P"}},
            "issues": {
                issue: {"options": list(OPTIONS), "ordered": place % 2 == 0} for place, issue in enumerate(ISSUES)
            },
            "objectives": {"p": tree},
            "evidence": evidence,
            "no_deal": {"p": no_deal},
            "constants": constants,
        }
    )


def check(draws: PartyDraws) -> None:
    for table in draws.weights.values():
        assert np.allclose(table.sum(axis=1), 1.0)
        assert (table >= 0).all()
    for values in (*draws.effective.values(), *draws.satisfaction.values(), draws.sincerity):
        assert ((values >= 0) & (values <= 1 + 1e-9)).all()
    assert np.isfinite(draws.no_deal).all()


@given(cases())
@settings(max_examples=60, derandomize=True)
def test_no_case_breaks_the_beliefs(case: Case) -> None:
    beliefs = infer(case, draws=50, sampling=SAMPLING)
    check(beliefs.posterior.parties["p"])
    json.dumps(beliefs.to_json(), allow_nan=False)
    summary = beliefs.parties["p"]
    for pair in summary.pairs:
        assert -1e-9 <= pair.probability <= 1 + 1e-9
    for ideal in summary.ideals.values():
        assert abs(sum(ideal.probability) - 1) < 1e-9
    for node in summary.nodes.values():
        assert not node.rank or abs(sum(node.rank) - 1) < 1e-9
    accounted = {*beliefs.unused, *beliefs.behind, *(witness.claim for witness in summary.witnesses)}
    assert accounted == set(case.evidence)
    again = draws_from_table(case, draws_to_table(case, beliefs.posterior))
    check(again.parties["p"])
