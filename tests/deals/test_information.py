"""The value of information beside its twin, which counts worlds: Σ_a P(a) max_c P(c | a) − max_c P(c) of acceptance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.deals.information import Quantity, values_of_information

COPIES = 400
"""Draws of each world: so many that both halves of the draws hold it about equally often."""


def asked(values: np.ndarray) -> Quantity:
    return Quantity("p", "order", (), "which?", tuple(map(str, range(int(values.max()) + 1))), values)


def twin(accepted: np.ndarray, values: np.ndarray) -> float:
    best = max(accepted[:, place].mean() for place in range(accepted.shape[1]))
    informed = 0.0
    for answer in set(values.tolist()):
        own = accepted[values == answer]
        informed += len(own) / len(accepted) * max(own[:, place].mean() for place in range(own.shape[1]))
    return informed - best


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    count, candidates = draw(st.integers(2, 6)), draw(st.integers(1, 4))
    rows = st.lists(st.booleans(), min_size=candidates, max_size=candidates)
    accepted = np.array(draw(st.lists(rows, min_size=count, max_size=count)))
    answers = np.array(draw(st.lists(st.integers(0, 2), min_size=count, max_size=count)), dtype=np.intp)
    return accepted, answers


@given(worlds())
@settings(max_examples=60, derandomize=True)
def test_it_agrees_with_counting_worlds(world: tuple[np.ndarray, np.ndarray]) -> None:
    accepted, answers = world
    expected = twin(accepted, answers)
    found = values_of_information(np.repeat(accepted, COPIES, axis=0), [asked(np.repeat(answers, COPIES))])
    assert (found[0].gain if found else 0.0) == pytest.approx(expected, abs=0.06)


def test_unknowns_stand_in_the_order_of_what_they_change() -> None:
    # Two candidates, each accepted in two of four worlds. The first question settles which, the second nothing.
    accepted = np.repeat([[True, False], [True, False], [False, True], [False, True]], COPIES, axis=0)
    telling, idle = np.repeat([0, 0, 1, 1], COPIES), np.repeat([0, 1, 0, 1], COPIES)
    (found,) = [part for part in values_of_information(accepted, [asked(idle), asked(telling)]) if part.gain > 0.1]
    assert found.gain == pytest.approx(0.5, abs=0.05)
    assert found.probabilities == pytest.approx((0.5, 0.5))


def test_what_cannot_change_the_choice_is_worth_nothing() -> None:
    accepted = np.repeat([[True, False], [True, False], [True, True]], COPIES, axis=0)
    assert values_of_information(accepted, [asked(np.repeat([0, 1, 1], COPIES))]) == ()
