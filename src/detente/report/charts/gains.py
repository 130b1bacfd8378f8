"""Who gains how much by each deal: the share of what a party could gain at best, with its range."""

from collections.abc import Iterator
from typing import Any

from detente.report.charts.chart import Chart, Column, draw
from detente.report.charts.theme import CATEGORIES, SHAPES, WIDTH, names_axis, share_axis
from detente.report.charts.view import View

__all__ = ["gains"]

_COLUMNS = (
    Column("name", "Deal"),
    Column("party", "Party"),
    Column("gain", "Share of its possible gain", "signed"),
    Column("low", "5 % are below", "signed"),
    Column("high", "5 % are above", "signed"),
    Column("accepts", "Accepts", "percent"),
)


def gains(view: View) -> Iterator[Chart]:
    """Give one chart where deals were judged over all that the parties may want."""
    rows: list[dict[str, Any]] = [
        {
            "name": f"Deal {number}",
            "place": number,
            "party": view.names.party(share.party),
            "gain": share.gain,
            "low": share.interval[0],
            "high": share.interval[1],
            "accepts": share.accepts,
            "claims": list(view.outcomes.claims_of(share.party)),
        }
        for number, deal in enumerate(view.outcomes.deals, 1)
        for share in deal.shares
        if share.gain is not None and share.interval is not None
    ]
    if not rows:
        return
    parties = list(dict.fromkeys(row["party"] for row in rows))
    colour = {
        "field": "party",
        "type": "nominal",
        "title": None,
        "scale": {"domain": parties, "range": [CATEGORIES[i % len(CATEGORIES)] for i in range(len(parties))]},
    }
    shape = {**colour, "scale": {"domain": parties, "range": [SHAPES[i % len(SHAPES)] for i in range(len(parties))]}}
    title, domain = "share of what it could gain at best", (-1.0, 1.0)
    offset = {"field": "party", "type": "nominal", "sort": parties}
    body = {
        "width": WIDTH,
        "height": {"step": 13, "for": "offset"},
        "encoding": {"y": {**names_axis(), "scale": {"paddingInner": 0.35}}, "yOffset": offset, "color": colour},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2.5, "opacity": 0.45},
                "encoding": {"x": share_axis("low", title, domain), "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 75, "opacity": 1},
                "encoding": {"x": share_axis("gain", title, domain), "shape": shape},
            },
        ],
    }
    yield draw(
        "gains",
        "Who gains how much by each deal",
        "0 %: as good as no deal; 100 %: the best that a deal acceptable to all could give the party; below 0 %: worse "
        "than no deal. Lines: nine chances in ten.",
        _COLUMNS,
        rows,
        body,
    )
