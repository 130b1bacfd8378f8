"""The report in the format that the name of its file asks for."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims import Reading
from detente.errors import UsageError
from detente.files import dump_json
from detente.report.analysis import Analysis
from detente.report.answers import Answer, make_answers
from detente.report.charts import View, make_charts
from detente.report.html import render_html
from detente.report.markdown import render_markdown
from detente.report.pdf import render_pdf

__all__ = ["FORMATS", "check_format", "render_json", "render_report"]


def _answer(answer: Answer) -> dict[str, Any]:
    lines = [
        {
            "sentence": line.sentence,
            "probability": line.probability,
            "prior": line.prior,
            "error": line.error,
            "claims": list(line.claims),
        }
        for line in answer.lines
    ]
    return {"section": answer.section, "question": answer.question, "lines": lines, "more": answer.more}


def render_json(analysis: Analysis, readings: Sequence[Reading] | None = None) -> str:
    """Give what `analysis.json` holds, with the answers in short and the charts with their tables besides."""
    del readings
    data = analysis.to_json()
    view = View(analysis.case, analysis.beliefs, analysis.deals)
    answers = [_answer(answer) for answer in make_answers(analysis, view.standings, view.outcomes)]
    return dump_json({**data, "answers": answers, "charts": [chart.to_json() for chart in make_charts(data)]})


FORMATS: Mapping[str, Callable[[Analysis, Sequence[Reading] | None], str | bytes]] = {
    ".html": render_html,
    ".json": render_json,
    ".md": render_markdown,
    ".pdf": render_pdf,
}
"""How a report is written, by the ending of its file's name."""


def check_format(path: Path) -> None:
    """See that a file's name ends as one of `FORMATS`. Raises UsageError."""
    if path.suffix.lower() not in FORMATS:
        *some, last = FORMATS
        raise UsageError(
            f"{path}: its name must end in {', '.join(some)} or {last}, which says how the report is written"
        )


def render_report(path: Path, analysis: Analysis, readings: Sequence[Reading] | None = None) -> str | bytes:
    """Give the report as the ending of `path` asks. Raises UsageError, and MissingExtraError for a PDF."""
    check_format(path)
    return FORMATS[path.suffix.lower()](analysis, readings)
