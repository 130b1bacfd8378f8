"""Run the main job on every article of a folder, each alone, as a user would: does it end, how, and how long.

    python benchmarks/articles.py FOLDER [--draws N]

Prints a line for each article and the sums: how many ended in a report, in "no claim was found", or in an error, and
seconds for each stage (models already loaded).
"""

import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path

from detente.beliefs import infer
from detente.claims import Reading, read
from detente.deals import solve
from detente.documents import find_sources, load
from detente.errors import DetenteError
from detente.report import build_analysis, render_html
from detente.table import draft_case


def analyze(path: Path, draws: int, spent: dict[str, float]) -> str:
    """Run all stages on one report; give how it ended."""
    clock = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal clock
        now = time.perf_counter()
        spent[stage] += now - clock
        clock = now

    document = load(path)
    claims = read(document)
    lap("read")
    if not claims:
        return "no claim"
    readings = [Reading(document, claims)]
    case = draft_case(readings)
    lap("table")
    beliefs = infer(case, draws=draws)
    lap("infer")
    deals = solve(case, beliefs.posterior)
    lap("solve")
    analysis = build_analysis(readings, case, beliefs, deals)
    render_html(analysis, readings)
    lap("report")
    return "report"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=2000)
    arguments = parser.parse_args()
    paths = find_sources([arguments.folder])
    read(load(paths[0]))
    ends: Counter[str] = Counter()
    spent: dict[str, float] = defaultdict(float)
    seconds = []
    for path in paths:
        begun = time.perf_counter()
        try:
            end = analyze(path, arguments.draws, spent)
        except DetenteError as error:
            end = f"{type(error).__name__}: {error}"
        seconds.append(time.perf_counter() - begun)
        ends[end] += 1
        print(f"{path.stem:<50} {end:<12} {seconds[-1]:6.2f} s")
    print()
    for end, number in ends.most_common():
        print(f"{number:4} {end}")
    print(f"seconds a report: mean {sum(seconds) / len(seconds):.2f}, most {max(seconds):.2f}")
    print("by stage: " + ", ".join(f"{stage} {total / len(paths):.2f}" for stage, total in spent.items()))


if __name__ == "__main__":
    main()
