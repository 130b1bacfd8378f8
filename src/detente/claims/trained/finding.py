"""What the trained reader finds: for whom its persons speak, and the frames of claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.claims.opponents import Opponents
from detente.claims.trained.affiliations import affiliations_of
from detente.claims.trained.decode import Frame, frames_of
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.frames import Standing
from detente.claims.trained.heads import Heads
from detente.claims.trained.windows import Line, Window, windows_of

__all__ = ["Found", "encodings_of", "find"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """The frames of each line, likely or not, whom the trained reader takes the persons named to speak for, and the
    encodings (words, width) of the words of all lines.
    """

    frames: Sequence[Sequence[Frame]]
    affiliations: Mapping[str, str]
    encodings: Floats


def find(lines: Sequence[Line], opponents: Opponents, encoder: Encoder, heads: Heads) -> Found:
    """Read lines as far as frames: first for whom the persons speak, then what is claimed.

    `opponents` tells for each person whom the text sets against him.
    """
    windows = list(windows_of(lines))
    encoded = [encoder.encode(window) for window in windows]
    standing = Standing.of(lines, affiliations_of(windows, lines, encoded, heads, Standing.of(lines), opponents))
    frames: list[list[Frame]] = [[] for _ in lines]
    for window, words in zip(windows, encoded, strict=True):
        for number, frame in frames_of(window, lines, standing, words, heads):
            frames[number].append(frame)
    return Found(frames, standing.learnt, _joined(windows, lines, encoded))


def encodings_of(lines: Sequence[Line], encoder: Encoder) -> Floats:
    """Give the encodings (words, width) of the words of all lines; zeros for what is too long to be read."""
    windows = list(windows_of(lines))
    return _joined(windows, lines, [encoder.encode(window) for window in windows])


def _joined(windows: Sequence[Window], lines: Sequence[Line], encoded: Sequence[Floats]) -> Floats:
    rows = {id(word): row for row, word in enumerate(word for line in lines for word in line.words)}
    joined = np.zeros((len(rows), encoded[0].shape[1] if encoded else 0), dtype=np.float32)
    for window, words in zip(windows, encoded, strict=True):
        core = slice(*window.core)
        joined[[rows[id(word)] for word in window.words[core]]] = words[core]
    return joined
