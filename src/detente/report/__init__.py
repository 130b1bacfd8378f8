"""The report: what was found, on what it rests, and what is only assumed.

Names load on first use: a page that only shows numbers does not pay for charts and computing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.report.analysis import Analysis, build_analysis
    from detente.report.changes import Changes, compare_analyses
    from detente.report.changes_text import tell_changes
    from detente.report.charts import Chart, chart_files, make_charts
    from detente.report.finding import Finding
    from detente.report.html import render_html
    from detente.report.markdown import render_markdown
    from detente.report.pdf import render_pdf
    from detente.report.render import FORMATS, check_format, render_json, render_report
    from detente.report.summary import summarize

__all__ = [
    "FORMATS",
    "Analysis",
    "Changes",
    "Chart",
    "Finding",
    "build_analysis",
    "chart_files",
    "check_format",
    "compare_analyses",
    "make_charts",
    "render_html",
    "render_json",
    "render_markdown",
    "render_pdf",
    "render_report",
    "summarize",
    "tell_changes",
]

_HOMES = {
    **dict.fromkeys(("Analysis", "build_analysis"), "analysis"),
    **dict.fromkeys(("Changes", "compare_analyses"), "changes"),
    "tell_changes": "changes_text",
    **dict.fromkeys(("Chart", "chart_files", "make_charts"), "charts"),
    "Finding": "finding",
    "render_html": "html",
    "render_markdown": "markdown",
    "render_pdf": "pdf",
    **dict.fromkeys(("FORMATS", "check_format", "render_json", "render_report"), "render"),
    "summarize": "summary",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
