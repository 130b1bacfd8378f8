"""Colours that carry text meet WCAG 2.2 AA (contrast of at least 4.5, graphics 3), in light and in dark."""

import re
from importlib import resources

import pytest

from detente.report.charts.robustness import DEEP, PALE, TURN
from detente.report.charts.theme import AFTER, CATEGORIES, MARKED, QUIET

STYLE = resources.files("detente.report").joinpath("templates/report.css").read_text("utf-8")
TEXT = [
    *[(ink, ground) for ink in ("ink", "soft", "accent") for ground in ("paper", "raised", "sunken")],
    *[("ink", ground) for ground in ("want", "give", "refuse", "about")],
    ("warn-ink", "warn"),
]
GRAPHICS = [("moved", "sunken"), ("moved", "paper")]


def _themes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{([^}]*)\}", STYLE)[:2]
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{3,6});", block)) for block in blocks)
    return [light, {**light, **dark}]


def _luminance(colour: str) -> float:
    full = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", _themes(), ids=["light", "dark"])
def test_contrast(theme: dict[str, str]) -> None:
    for ink, ground in TEXT:
        assert _contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
    for ink, ground in GRAPHICS:
        assert _contrast(theme[ink], theme[ground]) >= 3, (ink, ground)
    for colour in (AFTER, MARKED, QUIET, *CATEGORIES):
        assert _contrast(colour, theme["paper"]) >= 3, colour


def test_numbers_on_the_heat_map_read_on_every_ground() -> None:
    pale, deep = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (PALE, DEEP))
    for step in range(1001):
        value = step / 1000
        ground = "#" + "".join(f"{round(a + value * (b - a)):02x}" for a, b in zip(pale, deep, strict=True))
        assert _contrast("#ffffff" if value > TURN else "#000000", ground) >= 4.5, value
