"""What the trained reader finds: for whom its persons speak, and the frames of claims."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detente.claims.trained.affiliations import affiliations_of
from detente.claims.trained.decode import Frame, frames_of
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.frames import Standing
from detente.claims.trained.heads import Heads
from detente.claims.trained.windows import Line, windows_of

__all__ = ["Found", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """The frames of each line, likely or not, and whom the trained reader takes the persons named to speak for."""

    frames: Sequence[Sequence[Frame]]
    affiliations: Mapping[str, str]


def find(lines: Sequence[Line], opponents: Mapping[str, Counter[str]], encoder: Encoder, heads: Heads) -> Found:
    """Read lines as far as frames: first for whom the persons speak, then what is claimed.

    `opponents` counts for each person how often the text sets a party against him (`claims.opponents`).
    """
    windows = list(windows_of(lines))
    encoded = [encoder.encode(window) for window in windows]
    standing = Standing.of(lines, affiliations_of(windows, lines, encoded, heads, Standing.of(lines), opponents))
    frames: list[list[Frame]] = [[] for _ in lines]
    for window, words in zip(windows, encoded, strict=True):
        for number, frame in frames_of(window, lines, standing, words, heads):
            frames[number].append(frame)
    return Found(frames, standing.learnt)
