"""Orders of two parties inferred together, against sampling, enumeration and finite differences."""

import json
import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.beliefs import Constants, Sampling, infer
from detente.beliefs.orders import (
    Coupling,
    Fitting,
    KnownTalk,
    OrderEvidence,
    Orders,
    TalkModel,
    best_order,
    case_of_talk,
    infer_declared,
    infer_orders,
    infer_talk,
    train,
)
from detente.beliefs.orders.decision import ranked_gain
from detente.beliefs.orders.strengths import TrainingTalk, _design, _Objective, fit_strengths
from detente.claims.talk import Item, Transcript, Utterance, read_talk
from detente.errors import FormatError, SizeError, UsageError

NAMES = ("Lamps", "Rope", "Flour")
ORDERS = Orders(NAMES)
ITEMS = (Item("Lamps", ("lamp",), 3), Item("Rope", (), 3), Item("Flour", (), 3))
GAINS = (24.0, 15.0, 8.0)


def talk(*lines: str) -> Transcript:
    return Transcript(
        ("Ana", "Ben"), ITEMS, tuple(Utterance("Ana" if n % 2 == 0 else "Ben", line) for n, line in enumerate(lines))
    )


BARGAIN = talk(
    "Hello! I really need rope and some lamps.",
    "Rope is my top priority too. I have plenty of flour, you can have 3 flour.",
    "I'll give you two flour for two rope. You need the lamps, I guess.",
    "I don't need lamps. I'll take 2 rope and 1 lamp.",
)


def test_orders_and_their_relations() -> None:
    assert [ORDERS.names(place) for place in range(ORDERS.count)] == list(permutations(NAMES))
    assert ORDERS.index(("Rope", "Flour", "Lamps")) == list(permutations(NAMES)).index(("Rope", "Flour", "Lamps"))
    same = ORDERS.index(NAMES)
    assert (np.diag(ORDERS.relations) == same).all()
    assert (np.bincount(ORDERS.relations.ravel()) == ORDERS.count).all()


@given(st.permutations(range(3)), st.integers(0, 5), st.integers(0, 5))
def test_a_relation_forgets_what_the_items_are(renamed: list[int], one: int, other: int) -> None:
    def rename(order: int) -> int:
        return ORDERS.index([NAMES[renamed[item]] for item in ORDERS.places[order]])

    assert ORDERS.relations[one, other] == ORDERS.relations[rename(one), rename(other)]


def test_the_sampler_agrees_with_integration() -> None:
    claims = read_talk(BARGAIN)
    assert {claim.act for claim in claims} >= {"interest", "priority", "offer", "demand", "trade"}
    exact = infer_declared(BARGAIN, points=4000)
    sampled = infer(
        case_of_talk(BARGAIN.parties, NAMES, claims),
        draws=20000,
        sampling=Sampling(particles=32768, prior_draws=131072),
    )
    for party in BARGAIN.parties:
        draws = sampled.posterior.parties[party].effective
        weights = np.stack([draws[name] for name in NAMES], axis=1)
        found = [float((np.argsort(-weights, axis=1) == order).all(axis=1).mean()) for order in ORDERS.places]
        assert found == pytest.approx(exact.of(party).tolist(), abs=0.02)
        assert max(found) > 0.25


def test_one_priority_by_hand() -> None:
    # With s = 1 the act's f is w_A / (w_A + w_B), of mean 1/2 by symmetry; the larger of two weights has the share 3/4
    # of their sum on average, so that P(w_A > w_B) = 1/2 + ρ·(3/4 − 1/2).
    line = talk("I prefer rope over flour.")
    (claim,) = [part for part in read_talk(line) if part.act == "priority"]
    evidence = OrderEvidence(ORDERS, points=20000)
    chances = np.exp(evidence.of_claims([claim], "Ana"))
    chances /= chances.sum()
    above = ORDERS.ranks[:, 1] < ORDERS.ranks[:, 2]
    assert chances[above].sum() == pytest.approx(0.5 + Constants().asserted * 0.25, abs=2e-3)


def test_what_nobody_says_moves_nothing() -> None:
    beliefs = infer_declared(talk("Hello!", "Hi, how are you?"))
    for party in ("Ana", "Ben"):
        assert beliefs.of(party) == pytest.approx([1 / 6] * 6)


def test_what_is_repeated_counts_once() -> None:
    once, thrice = talk("I need rope."), talk("I need rope.", "Hm.", "I need rope. I need rope.")
    assert infer_declared(thrice).of("Ana") == pytest.approx(infer_declared(once).of("Ana"))


def test_the_joint_posterior_is_enumeration() -> None:
    rng = np.random.default_rng(3)
    one, other, prior = rng.normal(size=6), rng.normal(size=6), Coupling(tuple(rng.normal(size=6)))
    joint = infer_orders(ORDERS, ("Ana", "Ben"), (one, other), prior).joint
    mass = [[math.exp(one[a] + other[b] + prior.log[ORDERS.relations[a, b]]) for b in range(6)] for a in range(6)]
    assert joint == pytest.approx(np.array(mass) / np.sum(mass))


def test_coupled_parties_tell_of_each_other() -> None:
    same = Coupling.counted(ORDERS, [(order, order) for order in range(6)] * 5)
    line = talk("I need rope, rope is my top priority.")
    apart, together = infer_declared(line), infer_declared(line, coupling=same)
    assert apart.first("Ben") == pytest.approx(dict.fromkeys(NAMES, 1 / 3))
    assert together.first("Ben")["Rope"] > 0.5
    assert sum(together.ranked("Ben").values()) == pytest.approx(1)


def test_face_value_believes_demands_more() -> None:
    line = talk("I'll take all the rope.")
    assert infer_declared(line, sincerity=1.0).first("Ana")["Rope"] > infer_declared(line).first("Ana")["Rope"]


def test_ranked_gain_by_hand() -> None:
    gain = ranked_gain(ORDERS, GAINS)
    ideal = 24 + 15 / math.log2(3) + 8 / 2
    worst = 8 + 15 / math.log2(3) + 24 / 2
    swapped = 15 + 24 / math.log2(3) + 8 / 2
    named, true = ORDERS.index(("Rope", "Lamps", "Flour")), ORDERS.index(NAMES)
    assert gain[named, true] == pytest.approx((swapped - worst) / (ideal - worst))
    assert gain.min() == pytest.approx(0)
    assert np.diag(gain) == pytest.approx(np.ones(6))


def test_the_best_order_need_not_be_the_likeliest() -> None:
    posterior = np.zeros(6)
    posterior[ORDERS.index(("Flour", "Rope", "Lamps"))] = 0.36
    posterior[ORDERS.index(("Lamps", "Rope", "Flour"))] = 0.33
    posterior[ORDERS.index(("Lamps", "Flour", "Rope"))] = 0.31
    assert ORDERS.names(best_order(ORDERS, posterior, GAINS))[0] == "Lamps"


def known(*pairs: tuple[Transcript, tuple[str, ...], tuple[str, ...]]) -> list[KnownTalk]:
    return [KnownTalk(one, (first, second)) for one, first, second in pairs]


def taught() -> list[KnownTalk]:
    """Give talks in which whoever "needs" an item wants it most, and both put the same first half of the time."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(60):
        one = ORDERS.names(int(rng.integers(6)))
        other = one if rng.random() < 0.5 else ORDERS.names(int(rng.integers(6)))
        lines = talk(f"I need {one[0].lower()}.", f"I need {other[0].lower()}. You can have the {other[2].lower()}.")
        found += known((lines, one, other))
    return found


def test_the_gradient_is_that_of_the_objective() -> None:
    from scipy import sparse
    from scipy.optimize import check_grad

    rng = np.random.default_rng(1)
    talks = [
        TrainingTalk(
            tuple({item: {"a": float(rng.random()), "b": float(rng.random())} for item in NAMES} for _ in range(2)),  # type: ignore[arg-type]
            (int(rng.integers(6)), int(rng.integers(6))),
            float(rng.random()),
        )
        for _ in range(7)
    ]
    design = _design(ORDERS, talks, {"a": 0, "b": 1}, sparse)
    objective = _Objective(ORDERS, design, talks, 0.3, np.array([[1.0], [2.0]]))
    point = rng.normal(size=10)
    assert check_grad(lambda x: objective(x)[0], lambda x: objective(x)[1], point) < 1e-4


@pytest.mark.parametrize("wording", [False, True])
def test_a_model_learns_what_needs_mean(wording: bool) -> None:
    model = train(taught(), Fitting(penalty=1.0, words=60, ridge=5.0), wording=wording)
    assert (model.wording is not None) == wording
    beliefs = infer_talk(talk("I need rope.", "Hello."), model)
    assert max(beliefs.first("Ana"), key=lambda item: beliefs.first("Ana")[item]) == "Rope"
    assert beliefs.first("Ana")["Rope"] > 0.6
    assert beliefs.first("Ben")["Rope"] > 1 / 3


def test_training_is_repeatable_and_survives_its_file() -> None:
    fitting = Fitting(words=60)
    one, other = train(taught(), fitting), train(taught(), fitting)
    assert one.to_json() == other.to_json()
    kept = TalkModel.from_json(json.loads(json.dumps(one.to_json())))
    before, after = infer_talk(BARGAIN, one), infer_talk(BARGAIN, kept)
    assert after.joint == pytest.approx(before.joint, abs=1e-3)
    assert kept.to_json() == one.to_json()


def test_renaming_the_items_renames_the_beliefs() -> None:
    model = train(taught(), Fitting(words=60))
    turned = Transcript(BARGAIN.parties, ITEMS[::-1], BARGAIN.utterances)
    one, other = infer_talk(BARGAIN, model), infer_talk(turned, model)
    for party in BARGAIN.parties:
        assert other.first(party) == pytest.approx(one.first(party))


def test_the_shipped_model_reads_a_bargain() -> None:
    beliefs = infer_talk(BARGAIN)
    assert max(beliefs.first("Ana"), key=lambda item: beliefs.first("Ana")[item]) == "Rope"
    assert max(beliefs.first("Ben"), key=lambda item: beliefs.first("Ben")[item]) == "Rope"
    assert next(iter(beliefs.ranked("Ben")))[2] == "Flour"


def test_faults_are_told() -> None:
    with pytest.raises(SizeError, match="6 items"):
        Orders(("a", "b", "c", "d", "e", "f"))
    with pytest.raises(UsageError, match="fitted to talks over 3"):
        infer_talk(Transcript(("Ana", "Ben"), ITEMS[:2], ()))
    with pytest.raises(UsageError, match="no talk"):
        fit_strengths(ORDERS, [], penalty=1.0)
    with pytest.raises(UsageError, match="0 different lists"):
        train([])
    with pytest.raises(UsageError, match="points must be at least 1"):
        OrderEvidence(ORDERS, points=0)
    with pytest.raises(FormatError, match=r"2 faults[\s\S]*wording: is missing[\s\S]*schema: is 7"):
        TalkModel.from_json({"schema": 7, "items": 3, "coupling": [], "strengths": {}})
