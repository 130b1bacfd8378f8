"""Charts as static pictures: SVG for pages, SVG and PNG that stand alone."""

import re

from detente.errors import MissingExtraError
from detente.report.charts.chart import Chart

__all__ = ["to_png", "to_svg"]

VEGA_LITE = "6.4"
_LIGHT = "#1b2126"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _drawn(chart: Chart) -> str:
    try:
        import vl_convert
    except ImportError:
        raise MissingExtraError("the chart converter", "charts") from None
    svg = str(vl_convert.vegalite_to_svg(dict(chart.spec), vl_version=VEGA_LITE))
    return re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", svg)


def to_svg(chart: Chart, ink: str | None = None) -> str:
    """Give a chart as SVG without ground. `ink` is the colour of its words; None takes it from the text around.

    Its parts carry no roles and names of their own: the picture has one name, and the table behind it the numbers.
    Raises MissingExtraError where `vl-convert-python` is not installed.
    """
    svg = re.sub(r' (?:aria-[\w-]+|role)="[^"]*"', "", _drawn(chart))
    svg = re.sub(r"<svg ", f'<svg role="img" aria-label="{_escaped(chart.title)}" ', svg, count=1)
    return svg if ink is None else svg.replace("currentColor", ink)


def to_png(chart: Chart, scale: float = 2.0, ink: str = _LIGHT, ground: str = "#ffffff") -> bytes:
    """Give a chart as PNG, `scale` pixels to the unit. Raises MissingExtraError as `to_svg`."""
    svg = to_svg(chart, ink)
    import vl_convert

    svg = re.sub(r"(<svg [^>]*>)", rf'\1<rect width="100%" height="100%" fill="{ground}"/>', svg, count=1)
    return bytes(vl_convert.svg_to_png(svg, scale=scale))
