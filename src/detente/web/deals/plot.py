"""The picture of packages for Vega: the specification of the report's chart, with what a person can do in it.

The script `plot.js` compiles and draws it. What is selected, and what the pointer or the keyboard is on, are data of
their own, `selected` and `pointed`, which the script fills: the picture stays, zoomed as it is, while they change.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from detente.report.charts.chart import SCHEMA
from detente.report.charts.frontier import NO_LABEL, frontier_body
from detente.report.charts.plane import Plane
from detente.report.charts.theme import INK, THEME

__all__ = ["SHAPES", "plot"]

SHAPES = ((620, 400), (500, 360), (400, 330), (290, 280), (225, 240))
"""Sizes of the picture without the words of its axes, in pixels; the script takes the widest that there is room for."""

WHEEL = "wheel![event.ctrlKey || event.metaKey]"
"""What zooms: the wheel alone moves the page."""


def plot(
    points: Sequence[Mapping[str, Any]], names: Sequence[str], no_deal: Mapping[str, float], line: bool
) -> dict[str, Any]:
    """Give the specification, `layouts` (for each shape the labels by the place of their point), and a `key` of it all.

    `points` have a code, x, y, kind, and the names they go by; `no_deal` has values by axis; `line` joins the
    efficient ones.
    """
    planes = [Plane.around(points, no_deal, float(width), float(height)) for width, height in SHAPES]
    body = frontier_body(planes[0], names, line, no_deal)
    rows = [
        {**{key: point[key] for key in ("code", "kind")}, **{axis: round(point[axis], 3) for axis in "xy"}, **NO_LABEL}
        for point in points
    ]
    rows += [{"kind": "no deal", "axis": axis, axis: round(value, 3)} for axis, value in no_deal.items()]
    spec = {
        "$schema": SCHEMA,
        "background": "transparent",
        "config": THEME,
        "data": {"name": "table", "values": rows},
        "datasets": {"selected": [], "pointed": []},
        **body,
        "layer": _acting([*body["layer"], *_marks(body["layer"][-1]["encoding"])]),
    }
    told = {
        "spec": spec,
        "layouts": [
            {
                "width": plane.width,
                "height": plane.height,
                "labels": {str(at): label for at, label in enumerate(plane.labels(points)) if label is not None},
            }
            for plane in planes
        ],
    }
    return {"key": hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16], **told}


def _marks(encoding: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the layers that mark what is selected and what is pointed at."""
    axes = {axis: encoding[axis] for axis in "xy"}
    rings = (("pointed", 420, 1.5, [3, 2]), ("selected", 420, 2.2, [1, 0]))
    ring = {"type": "point", "shape": "circle", "filled": False, "color": INK, "opacity": 1}
    dot = {"type": "point", "shape": "circle", "filled": True, "size": 70, "color": INK, "opacity": 1}
    return [
        *(
            {
                "data": {"name": name},
                "mark": {**ring, "size": size, "strokeWidth": width, "strokeDash": dash},
                "encoding": axes,
            }
            for name, size, width, dash in rings
        ),
        {"transform": [{"filter": "datum.kind === 'selected'"}], "mark": dot, "encoding": axes},
    ]


def _acting(layers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give the layers within their frame, the first with a way to zoom and to move all of them."""
    zoom = {"name": "zoom", "select": {"type": "interval", "zoom": WHEEL}, "bind": "scales"}
    clipped = [{**layer, "mark": {**layer["mark"], "clip": True}} for layer in layers]
    return [{**clipped[0], "params": [zoom]}, *clipped[1:]]
