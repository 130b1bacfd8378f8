"""Issues by average linkage, against a twin that computes every mean anew."""

import numpy as np
import pytest

from detente.table.merging import average_linkage

CUT = 0.45


def _twin(vectors: np.ndarray, counts: np.ndarray) -> set[frozenset[int]]:
    """Merge the two groups whose members are most alike on average, all means computed from the members."""
    groups = [frozenset([i]) for i in range(len(vectors))]

    def mean(one: frozenset[int], other: frozenset[int]) -> float:
        weights = np.outer(counts[list(one)], counts[list(other)])
        return float((weights * (vectors[list(one)] @ vectors[list(other)].T)).sum() / weights.sum())

    while len(groups) > 1:
        near, one, other = max(
            ((mean(one, other), one, other) for i, one in enumerate(groups) for other in groups[:i]),
            key=lambda part: part[0],
        )
        if near < CUT:
            break
        groups = [group for group in groups if group not in (one, other)] + [one | other]
    return set(groups)


@pytest.mark.parametrize("seed", range(20))
def test_phrases_are_grouped_as_by_the_means_of_their_members(seed: int) -> None:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(4, 6))
    vectors = centres[rng.integers(4, size=24)] + 0.6 * rng.normal(size=(24, 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    counts = rng.integers(1, 6, size=24).astype(float)
    assert {frozenset(group) for group in average_linkage(vectors @ vectors.T, counts, CUT)} == _twin(vectors, counts)
