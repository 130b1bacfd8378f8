"""The report: what was found, on what it rests, and what is only assumed."""

from detente.report.analysis import Analysis, build_analysis
from detente.report.finding import Finding
from detente.report.html import render_html
from detente.report.markdown import render_markdown
from detente.report.summary import summarize

__all__ = ["Analysis", "Finding", "build_analysis", "render_html", "render_markdown", "summarize"]
