"""The report: what was found, on what it rests, and what is only assumed."""

from detente.report.analysis import Analysis, build_analysis
from detente.report.changes import Changes, compare_analyses
from detente.report.changes_text import tell_changes
from detente.report.finding import Finding
from detente.report.html import render_html
from detente.report.markdown import render_markdown
from detente.report.summary import summarize

__all__ = [
    "Analysis",
    "Changes",
    "Finding",
    "build_analysis",
    "compare_analyses",
    "render_html",
    "render_markdown",
    "summarize",
    "tell_changes",
]
