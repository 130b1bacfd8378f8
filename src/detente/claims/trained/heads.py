"""From the encoded words of a window to what each claim says: small heads on top of the encoder, in NumPy.

`Heads` holds plain matrices by name. A word is its encoding joined with embeddings of its part of speech and
of its dependency; a claim is such a word (its anchor) joined with an embedding of its act. Acts
are one logistic score each; ends of stretches are pointers over the words of the sentence; party, sources and target
are pointers over mentions, the scores of those that mean the same summed as probabilities (Kadlec et al. 2016,
"attention sum").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.claim import ACTS
from detente.claims.labels import dependency, part_of_speech

__all__ = [
    "AFFILIATION",
    "PAIRS",
    "STRETCHES",
    "Heads",
]

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

STRETCHES = ("content first", "content last", "span first", "span last", "against first", "against last", "hedge")
AFFILIATION = len(ACTS)
"""The number that stands in place of an act where a person's party is asked for."""
PAIRS = ("party", "source", "outer", "target")
"""What is chosen among mentions: whose claim, who says so, who reports that, whom it is addressed to."""


def _gelu(values: Floats) -> Floats:
    """Give the Gaussian error linear unit, by its tanh form (Hendrycks & Gimpel 2016, section 2)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (values + np.float32(0.044715) * values * values * values)
    result: Floats = np.float32(0.5) * values * (1 + np.tanh(inner))
    return result


@dataclass(frozen=True, slots=True)
class Heads:
    """The weights by name; shapes as in the training script.

    `_offered` holds, for each feature of an option, what its classes add to the hidden layer (classes, hidden),
    and last what each act adds: a sum of rows in place of a product for every option.
    """

    weights: Mapping[str, Floats]
    _offered: list[Floats] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        features = [name for name in self.weights if name.startswith("pair_feature.")]
        tables = [self.weights[f"pair_feature.{number}.weight"] for number in range(len(features))]
        tables.append(self.weights["act_embedding.weight"])
        into, start, offered = self.weights["pair_in.weight"], 0, []
        for table in tables:
            offered.append(table @ into[:, start : start + table.shape[1]].T)
            start += table.shape[1]
        object.__setattr__(self, "_offered", offered)

    def _linear(self, name: str, values: Floats) -> Floats:
        result: Floats = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def words(self, encoded: Floats, words: Sequence[Any]) -> Floats:
        """Join encodings (words, width) of words with the embeddings of their part of speech and dependency."""
        parts = self.weights["parts.weight"][[part_of_speech(word) for word in words]]
        dependencies = self.weights["dependencies.weight"][[dependency(word) for word in words]]
        return np.concatenate([encoded, parts, dependencies], axis=1)

    def acts(self, words: Floats) -> Floats:
        """Give the probability (words, acts) that a claim of an act hangs on a word."""
        scores = self._linear("act_out", _gelu(self._linear("act_in", words)))
        result: Floats = np.float32(1) / (np.float32(1) + np.exp(-scores))
        return result

    def claims(self, words: Floats, acts: Sequence[int]) -> Floats:
        """Give the vectors (claims, width) of claims: the word (claims, width) each hangs on, and its act."""
        return np.concatenate([words, self.weights["act_embedding.weight"][acts]], axis=1)

    def certainty(self, claims: Floats, by_rule: Sequence[int]) -> Floats:
        """Give log-odds (claims, certainties) of the certainties, the ones that the rules read being known."""
        given = np.concatenate([claims, self.weights["rule_embedding.weight"][by_rule]], axis=1)
        return self._linear("certainty_out", _gelu(self._linear("certainty_in", given)))

    def basis(self, claims: Floats, by_rule: Sequence[int]) -> Floats:
        """Give log-odds (claims, 2) of stated and inferred."""
        given = np.concatenate([claims, self.weights["rule_embedding.weight"][by_rule]], axis=1)
        return self._linear("basis_out", _gelu(self._linear("basis_in", given)))

    def stretch_keys(self, words: Floats) -> Floats:
        """Give the keys (words, stretches, key) of words as ends of stretches; to be computed once for a window."""
        return self._linear("stretch_key", words).reshape(len(words), len(STRETCHES), -1)

    def stretch_queries(self, claims: Floats) -> Floats:
        """Give what claims ask of the words of their sentences (claims, stretches, key)."""
        return self._linear("stretch_query", claims).reshape(len(claims), len(STRETCHES), -1)

    def edges(self, first: Integers, last: Integers) -> Floats:
        """Give what the edges of subtrees say (stretches, words); to be computed once for an anchor.

        `first` and `last` (words, features) are the classes of `Edges.features`.
        """
        scores = np.zeros((len(STRETCHES), len(first)), dtype=np.float32)
        for place in range(first.shape[1]):
            scores[0::2] += self.weights[f"edge_first.{place}.weight"][first[:, place]].T[0::2]
            scores[1::2] += self.weights[f"edge_last.{place}.weight"][last[:, place]].T[1::2]
        return scores

    def no_against(self, claims: Floats) -> Floats:
        """Give the score (claims,) of there being nothing against which the content is set."""
        return self._linear("no_against", claims)[:, 0]

    def mentioned(self, words: Floats, places: Integers) -> Floats:
        """Give the keys (pairs, options, key) of options; to be computed once for a window.

        `places` (options,) are their words, -1 for a party that the window does not mention.
        """
        chosen = np.where((places >= 0)[:, None], self._linear("pair_key", words)[places], self.weights["absent"])
        return np.ascontiguousarray(chosen.reshape(len(places), len(PAIRS), -1).swapaxes(0, 1))

    def pairs(self, claims: Floats, mentioned: Floats) -> tuple[Floats, Floats]:
        """Give scores (pairs, claims, options) of what claims ask, and (claims, pairs) of none of the options."""
        asked = self._linear("pair_query", claims).reshape(len(claims), len(PAIRS), -1)
        scores: Floats = asked.swapaxes(0, 1) @ mentioned.swapaxes(1, 2) / np.sqrt(asked.shape[2], dtype=np.float32)
        return scores, self._linear("pair_none", claims)

    def offered(self, features: Integers) -> Floats:
        """Give what options are by their features alone (options, hidden); to be computed once for an anchor.

        `features` (options, features) are the classes of `MENTION_SIZES` and `READING_SIZES`.
        """
        result: Floats = self.weights["pair_in.bias"] + self._offered[0][features[:, 0]]
        for number in range(1, features.shape[1]):
            result += self._offered[number][features[:, number]]
        return result

    def fitting(self, offered: Floats, act: int) -> Floats:
        """Give the scores (pairs, options) of options by their features, for a claim of an act."""
        return self._linear("pair_out", _gelu(offered + self._offered[-1][act])).T
