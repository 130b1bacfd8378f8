"""The report: what was found, on what it rests, and what is only assumed."""

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
