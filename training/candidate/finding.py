"""What the trained reader finds in a passage: for whom its persons speak, and the frames of claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from candidate.affiliations import affiliations_of
from candidate.decode import Frame, frames_of
from candidate.encoder import Encoder
from candidate.frames import Standing
from candidate.heads import Heads
from candidate.scan import Passage
from candidate.windows import windows_of

__all__ = ["Found", "find"]


@dataclass(frozen=True, slots=True)
class Found:
    """What the trained reader finds in a passage, likely or not, and whom it takes the persons named to speak for."""

    frames: Sequence[Frame]
    affiliations: Mapping[str, str]


def find(passage: Passage, trained: Encoder, heads: Heads) -> Found:
    """Read a passage as far as frames: first for whom its persons speak, then what is claimed."""
    lines, windows = passage.lines, list(windows_of(passage.lines))
    encoded = [trained.encode(window) for window in windows]
    standing = Standing.of(lines, affiliations_of(windows, lines, encoded, heads, Standing.of(lines)))
    frames = [
        frame
        for window, words in zip(windows, encoded, strict=True)
        for frame in frames_of(window, lines, standing, words, heads)
    ]
    return Found(frames, standing.learnt)
