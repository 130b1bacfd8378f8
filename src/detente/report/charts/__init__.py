"""The charts: Vega-Lite specifications, each with the table that stands behind it, made from an analysis.

They are made once, and used by the report, by pages and as static pictures. Each module is one chart: a function from
a view of `analysis.json` to specifications, which neither reads nor draws anything.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from detente.report.charts.chart import Chart, Column, Table
from detente.report.charts.evidence import evidence
from detente.report.charts.files import chart_files
from detente.report.charts.frontier import conflict_pair, frontier, frontier_chart
from detente.report.charts.gains import gains
from detente.report.charts.hypotheses import hypotheses
from detente.report.charts.information import information
from detente.report.charts.paths import paths
from detente.report.charts.render import to_png, to_svg
from detente.report.charts.robustness import robustness
from detente.report.charts.stated import stated_against_inferred
from detente.report.charts.view import View
from detente.report.charts.weights import weights

__all__ = [
    "CHARTS",
    "Chart",
    "Column",
    "Table",
    "View",
    "chart_files",
    "conflict_pair",
    "frontier_chart",
    "make_charts",
    "to_png",
    "to_svg",
]

CHARTS: Mapping[str, Callable[[View], Iterator[Chart]]] = {
    "weights": weights,
    "stated": stated_against_inferred,
    "hypotheses": hypotheses,
    "frontier": frontier,
    "gains": gains,
    "robustness": robustness,
    "information": information,
    "evidence": evidence,
    "paths": paths,
}
"""Every kind of chart, in the order in which a reader meets them."""


def make_charts(analysis: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Give all the charts of what `analysis.json` holds; kinds for which it has nothing to draw are left out."""
    view = View.of(analysis)
    return tuple(chart for kind in CHARTS.values() for chart in kind(view))
