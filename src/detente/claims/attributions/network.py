"""From the words of a window to scores: which words head a cue, and the role of each word for each cue.

A word is what the encoder makes of its first wordpiece, joined with embeddings of its tag, dependency, kind of name and
state (`word_features`). A cue's words are tagged given the cue: each word and the cue meet in a sum and in a product of
projections, the classes of `pair_features` are embedded and added, and two blocks of convolutions look at neighbours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.claims.attributions.decode import Scores
from detente.claims.attributions.pairs import pair_features
from detente.claims.attributions.windows import Window
from detente.claims.attributions.words import Words

__all__ = ["LEAST", "REACH", "Found", "Network"]

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

REACH = 72
"""How many words away from its cue a role is looked for."""
LEAST = 0.1
"""Least probability of a cue that is looked at further."""
_BLOCKS = 2
_GAP = 3
"""As far as the widest convolution reaches."""
_CLASSES = ("tag", "dependency", "entity", "state")


@dataclass(frozen=True, slots=True)
class Found:
    """The scores of one cue; the first of their words is word `first` of the text."""

    first: int
    scores: Scores


def _gelu(values: Floats) -> Floats:
    """Give the Gaussian error linear unit, by its tanh form (Hendrycks & Gimpel 2016, section 2)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (values + np.float32(0.044715) * values * values * values)
    result: Floats = np.float32(0.5) * values * (1 + np.tanh(inner))
    return result


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = odds / odds.sum(axis=-1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Network:
    """The upper layers (an ONNX Runtime session), and the heads' weights by name, shaped as in the training script."""

    upper: Any
    weights: Mapping[str, Floats]

    def found(self, words: Words, state: Integers, window: Window, lower: Floats) -> Iterator[Found]:
        """Yield the scores of each likely cue in a window's core, given the hidden states of the lower layers."""
        among = slice(window.first, window.last)
        classes = dict(
            zip(_CLASSES, (words.tag[among], words.dependency[among], words.entity[among], state[among]), strict=True)
        )
        hidden = lower.astype(np.float32)
        for name, values in classes.items():
            hidden[window.starts] += self.weights[f"given.{name}.weight"][values]
        encoded = self.upper.run(None, {"hidden": hidden[None]})[0][0][window.starts]
        joined = [self.weights[f"joined.{name}.weight"][values] for name, values in classes.items()]
        vectors = np.concatenate([encoded, *joined], axis=1)
        cues = self._cues(vectors)
        likely = [place for place in range(*window.core) if cues[place - window.first] >= LEAST]
        if not likely:
            return
        bounds = [(max(window.first, place - REACH), min(window.last, place + REACH + 1)) for place in likely]
        features = [pair_features(words, place, *bound) for place, bound in zip(likely, bounds, strict=True)]
        heads = np.array(likely) - window.first
        places = [np.arange(*bound) - window.first for bound in bounds]
        scored = self._roles(vectors, heads, places, features)
        for place, (first, _), (roles, source) in zip(likely, bounds, scored, strict=True):
            yield Found(first, Scores(float(cues[place - window.first]), place - first, roles, source))

    def _linear(self, name: str, values: Floats) -> Floats:
        result: Floats = values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return result

    def _norm(self, name: str, values: Floats) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(1e-5))
        result: Floats = centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return result

    def _convolved(self, name: str, values: Floats, dilation: int) -> Floats:
        kernel = self.weights[f"{name}.weight"]
        reach = kernel.shape[2] // 2 * dilation
        padded = np.pad(values, ((reach, reach), (0, 0)))
        shifted = [padded[step * dilation : step * dilation + len(values)] for step in range(kernel.shape[2])]
        flat = kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0])
        result: Floats = np.concatenate(shifted, axis=1) @ flat + self.weights[f"{name}.bias"]
        return result

    def _cues(self, vectors: Floats) -> Floats:
        scores = self._linear("cue_out", _gelu(self._linear("cue_in", vectors)))[:, 0]
        result: Floats = np.float32(1) / (np.float32(1) + np.exp(-scores))
        return result

    def _roles(
        self, vectors: Floats, heads: Integers, places: Sequence[Integers], features: Sequence[Integers]
    ) -> Iterator[tuple[Floats, Floats]]:
        """Yield the probabilities of roles and of sources for each cue.

        The words around all cues go through the network in one table, with rows of nothing between those of two cues
        so that convolutions do not reach across.
        """
        gap = np.full(_GAP, -1)
        place = np.concatenate([np.concatenate([own, gap]) for own in places])
        owner = np.repeat(np.arange(len(heads)), [len(own) + _GAP for own in places])
        classes = np.concatenate([np.pad(own, ((0, _GAP), (0, 0))) for own in features])
        inside = (place >= 0).astype(np.float32)[:, None]
        cues = vectors[heads]
        product = self._linear("product_word", vectors)[place] * self._linear("product_cue", cues)[owner]
        value: Floats = product @ self.weights["product_out.weight"].T
        value += self._linear("role_word", vectors)[place]
        value += self._linear("role_cue", cues)[owner]
        for number, column in enumerate(classes.T):
            value += self.weights[f"pair.{number}.weight"][column]
        value = self._norm("norm", value)
        for number in range(_BLOCKS):
            inner = self._convolved(f"block_in.{number}", self._norm(f"block_norm.{number}", value) * inside, 3**number)
            value += self._linear(f"block_out.{number}", _gelu(inner))
        roles, source = _softmax(self._linear("role_out", value)), self._linear("source_out", value)[:, 0]
        nobody = self._linear("nobody", cues)[:, 0]
        start = 0
        for own, alone in zip(places, nobody, strict=True):
            part = slice(start, start + len(own))
            yield roles[part], _softmax(np.append(source[part], alone))
            start += len(own) + _GAP
