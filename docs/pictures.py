"""Make the pictures of the documentation anew from the samples: report.png, the charts below charts/, and every page of
the workbench below pictures/.

    python docs/pictures.py [NAME…]

Needs the extra `charts`, Playwright and a Chromium (Debian's `chromium`, or the one that CHROMIUM names). Each picture
is a function in `PICTURES`; more pages are pictured by adding theirs.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from playwright.sync_api import sync_playwright

from detente.claims import readings_from_json
from detente.cli.main import cli
from detente.store import open_store, refresh
from detente.web.pages import NAVIGATION

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "samples" / "ukraine-2025"
SHOWN = ("weights-russia", "robustness")
"""The charts that a page of the documentation shows."""
WIDE, HIGH = 1280, 900
MOST_BYTES = 150_000
"""Most bytes of a picture of the workbench: what is larger is cut at the foot."""
DRAWS = 500


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


def _with_history(case: Path, claims: Path) -> None:
    """Make a case of all reports but the last, then with it and some decisions: so that changes can be shown."""
    readings = readings_from_json(claims.read_text("utf-8"), str(claims))
    store = open_store(case)
    store.add_readings(readings[:-1], {}, "Ada")
    refresh(store, "Ada", draws=DRAWS)
    store.add_readings(readings[-1:], {}, "Ada")
    desk = store.desk("Ben")
    for claim in [claim.id for reading in readings for claim in reading.claims if claim.act == "priority"][:2]:
        desk.decide(desk.status("confirm", claim))
    refresh(store, "Ada", draws=DRAWS)
    store.close()


@contextmanager
def _serving(case: Path) -> Iterator[str]:
    """Serve a case; give the address without the last slash."""
    command = [sys.executable, "-m", "detente", "serve", str(case), "--port", "0", "--no-browser"]
    options = ["--draws", str(DRAWS), "--author", "Ada"]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip().rstrip("/") if process.stdout is not None else ""
        finally:
            process.terminate()


def _wait(page: Any, address: str) -> None:
    """Wait until nothing is computed any more."""
    while page.request.get(f"{address}/state.json").json()["state"]["computing"]:
        time.sleep(0.5)


def _shot(page: Any) -> bytes:
    """Give the first screen of a page, without its foot where it is too large a file."""
    page.mouse.move(0, 0)
    page.locator("main .busy").first.wait_for(state="detached")
    high = min(HIGH, int(page.evaluate("document.documentElement.scrollHeight")))
    while True:
        data = bytes(page.screenshot(clip={"x": 0, "y": 0, "width": WIDE, "height": high}))
        if len(data) < MOST_BYTES:
            return data
        high -= 60


def workbench(browser: Any, analysis: Path) -> dict[str, bytes]:
    """Give every page of the navigation, the first page that each of them leads down to, and two deals side by side."""
    case = analysis.parent / "workbench"
    _with_history(case, analysis / "claims.json")
    found: dict[str, bytes] = {}
    with _serving(case) as address:
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
        _wait(page, address)
        for _, path in NAVIGATION:
            name = path.strip("/").replace("/", "-")
            page.goto(address + path)
            if page.locator(".scatter").count():
                page.locator(".scatter.live .drawn svg").wait_for()
            found[f"pictures/{name}.png"] = _shot(page)
            below = page.locator(f"main a[href^='{path}/']")
            if below.count():
                page.goto(address + str(below.first.get_attribute("href")).split("#")[0])
                found[f"pictures/{name}-one.png"] = _shot(page)
        page.goto(f"{address}/deals/compare?a=nash&b=utilitarian")
        found["pictures/deals-compare.png"] = _shot(page)
        page.close()
    return found


PICTURES: Mapping[str, Callable[[Any, Path], dict[str, bytes]]] = {
    "report": report,
    "charts": charts,
    "workbench": workbench,
}


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
