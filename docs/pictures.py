"""Make the pictures of the documentation anew from the samples: report.png, and the charts below charts/.

    python docs/pictures.py [NAME…]

Needs the extra `charts`, Playwright and a Chromium (Debian's `chromium`, or the one that CHROMIUM names). Each picture
is a function in `PICTURES`; more pages are pictured by adding theirs.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from detente.cli.main import cli

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "samples" / "ukraine-2025"
SHOWN = ("weights-russia", "robustness")
"""The charts that a page of the documentation shows."""


def _detente(*arguments: str | Path) -> None:
    result = CliRunner().invoke(cli, list(map(str, arguments)))
    if result.exit_code:
        sys.exit(f"detente {' '.join(map(str, arguments))}: {result.output}")


def _chromium() -> str:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
    return path or sys.exit("no Chromium is installed; on Debian: apt-get install chromium")


def report(browser: Any, analysis: Path) -> dict[str, bytes]:
    """Give the first screen of the report."""
    page = browser.new_page(viewport={"width": 1200, "height": 1200}, color_scheme="light")
    page.goto((analysis / "report.html").as_uri())
    return {"report.png": page.screenshot()}


def charts(browser: Any, analysis: Path) -> dict[str, bytes]:
    """Give the charts that the page on the report shows."""
    del browser
    _detente("report", analysis, "--charts", analysis / "charts")
    return {f"charts/{name}.png": (analysis / "charts" / f"{name}.png").read_bytes() for name in SHOWN}


PICTURES: Mapping[str, Callable[[Any, Path], dict[str, bytes]]] = {"report": report, "charts": charts}


def main(names: list[str]) -> None:
    """Make the pictures named, or all."""
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        sys.exit(f"no picture {', '.join(unknown)}; there are {', '.join(PICTURES)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        analysis = Path(folder) / "analysis"
        _detente("analyze", SAMPLE, "--out", analysis)
        browser = playwright.chromium.launch(executable_path=_chromium(), args=["--no-sandbox"])
        for name in names or PICTURES:
            for file, data in PICTURES[name](browser, analysis).items():
                (HERE / file).parent.mkdir(exist_ok=True)
                (HERE / file).write_bytes(data)
                print(HERE / file)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
