"""How fast `detente.deals` is, and how it compares with NegMAS in the same run.

    python benchmarks/deals.py                              detente alone
    python benchmarks/deals.py --negmas PYTHON              beside NegMAS, in the environment of that interpreter
    python benchmarks/deals.py --install                    the same, in an environment made for this run and removed
    python benchmarks/deals.py --quick …                    without what takes NegMAS more than some seconds

Linear utilities over issues of ten values. `opposed`: each party's ideal stands at one end of each issue, drawn at
random (for two parties always at opposite ends), and the weights differ; `random`: the value of every option is drawn.
All instances are pinned by seed. What is compared is the frontier with all solutions (ours) and the frontier alone
(NegMAS's `pareto_frontier`), or its bilateral sampler MOBANOS, or at 10^5 its full statistics. Seconds are those of the
processor, which other work on the machine inflates least; the best of three for detente, one run for NegMAS. Each
figure comes from a process of its own, with that process's peak memory, interpreter and libraries included.

NegMAS is licensed under the AGPL; it is no part of detente, and its environment stays apart.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from detente.deals import Preferences, Scenario, solve
from detente.deals.drawn import solve_draws

NEGMAS = "negmas==0.16"
SEED = 2
VALUES = 10
NO_DEAL = 0.1


@dataclass(frozen=True)
class Instance:
    kind: str
    issues: int
    parties: int
    peer: str | None = None
    slow: bool = False

    def __str__(self) -> str:
        return f"{self.kind} 10^{self.issues} {self.parties} parties"


INSTANCES = (
    Instance("opposed", 5, 2, "statistics"),
    Instance("opposed", 5, 3, "statistics"),
    Instance("opposed", 5, 5, "statistics", slow=True),
    Instance("opposed", 6, 2, "frontier"),
    Instance("opposed", 6, 3, "frontier", slow=True),
    Instance("opposed", 6, 5, "frontier", slow=True),
    Instance("random", 6, 2, "frontier"),
    Instance("random", 6, 3, "frontier", slow=True),
    Instance("random", 6, 5, "frontier", slow=True),
    Instance("opposed", 6, 2, "mobanos"),
    Instance("opposed", 8, 2, "mobanos"),
    Instance("random", 8, 2, "mobanos"),
    Instance("opposed", 8, 5),
    Instance("opposed", 12, 2),
    Instance("opposed", 12, 3),
    Instance("random", 12, 3),
    Instance("opposed", 30, 2),
    Instance("random", 30, 2),
    Instance("opposed", 20, 3),
)
DRAWS, DRAWN_ISSUES, DRAWN_PARTIES = 1000, 9, 3


def tables(kind: str, issues: int, parties: int, draws: int = 1, seed: int = SEED) -> np.ndarray:
    """Give utilities (draws, parties, issues, values)."""
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.ones(issues), (draws, parties))
    if kind == "random":
        values = random.random((draws, parties, issues, VALUES))
    else:
        up = random.integers(0, 2, (draws, parties, issues)).astype(bool)
        if parties == 2:
            up[:, 1] = ~up[:, 0]
        scale = np.linspace(0.0, 1.0, VALUES)
        values = np.where(up[..., None], scale, scale[::-1])
    return weights[..., None] * values


def labels(issues: int) -> dict[str, tuple[str, ...]]:
    return {f"issue {place}": tuple(map(str, range(VALUES))) for place in range(issues)}


def scenario_of(kind: str, issues: int, parties: int) -> Scenario:
    table = tables(kind, issues, parties)[0]
    names = labels(issues)
    return Scenario(
        names,
        {
            f"party {party}": Preferences.from_table(dict(zip(names, own, strict=True)), NO_DEAL)
            for party, own in enumerate(table)
        },
    )


def neutral(kind: str, issues: int, parties: int) -> dict[str, object]:
    """Give the scenario as its file; `reserve` null, since NegMAS leaves out of its frontier what is below it."""
    table = tables(kind, issues, parties)[0]
    return {
        "issues": [{"name": name, "values": list(values)} for name, values in labels(issues).items()],
        "parties": [
            {"name": f"party {party}", "reserve": None, "table": own.tolist()} for party, own in enumerate(table)
        ],
    }


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(instance: Instance) -> dict[str, float]:
    scenario = scenario_of(instance.kind, instance.issues, instance.parties)
    solve(scenario_of(instance.kind, 2, instance.parties))  # what is loaded at the first call is not counted
    best, wall = np.inf, np.inf
    for _ in range(3):
        start, clock = time.process_time(), time.perf_counter()
        deals = solve(scenario)
        best, wall = min(best, time.process_time() - start), min(wall, time.perf_counter() - clock)
        if best > 5:
            break
    start = time.process_time()
    zone = deals.zone
    counted = time.process_time() - start
    return {
        "cpu": best,
        "wall": wall,
        "points": len(deals.frontier_arrays),
        "epsilon": deals.epsilon,
        "zone_cpu": counted,
        "low": float(zone.low),
        "high": float(zone.high),
        "peak": peak_megabytes(),
    }


def measure_draws(draws: int) -> dict[str, float]:
    names = labels(DRAWN_ISSUES)
    table = tables("opposed", DRAWN_ISSUES, DRAWN_PARTIES, draws)
    utilities = {name: table[:, :, place] for place, name in enumerate(names)}
    no_deal = np.full((draws, DRAWN_PARTIES), NO_DEAL)
    start, clock = time.process_time(), time.perf_counter()
    deals = solve_draws(names, utilities, no_deal, [f"party {party}" for party in range(DRAWN_PARTIES)])
    return {
        "cpu": time.process_time() - start,
        "wall": time.perf_counter() - clock,
        "points": len(deals.steps) / draws,
        "peak": peak_megabytes(),
    }


def peer(python: str, instance: Instance, folder: Path) -> dict[str, float]:
    path = folder / "scenario.json"
    path.write_text(json.dumps(neutral(instance.kind, instance.issues, instance.parties)))
    command = [python, "-P", str(Path(__file__).with_name("negmas_peer.py")), str(instance.peer), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"NegMAS failed on {instance}:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def installed(folder: Path) -> str:
    """Make an environment with NegMAS; give its interpreter."""
    venv.create(folder, with_pip=True)
    python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    subprocess.run([python, "-m", "pip", "install", "-q", NEGMAS], check=True)
    return python


def line(instance: Instance, own: dict[str, float], other: dict[str, float] | None) -> str:
    exact = f"within {own['epsilon']:.2g}" if own["epsilon"] else "exact"
    zone = f"{own['low']:.4g}" if own["low"] == own["high"] else f"{own['low']:.4g} to {own['high']:.4g}"
    text = (
        f"{instance}  frontier and solutions {own['cpu']:8.4f} s CPU ({own['wall']:.4f} by the clock), "
        f"{own['points']:.0f} points {exact}, {own['peak']:.0f} MB; "
        f"acceptable to all: {zone} packages in {own['zone_cpu']:.4f} s"
    )
    if other is not None:
        text += (
            f"\n    NegMAS {instance.peer} {other['cpu']:.3f} s CPU, {other['points']:.0f} points, "
            f"{other['peak']:.0f} MB: "
            f"{other['cpu'] / own['cpu']:,.0f} times as long"
        )
        if other["points"] != own["points"]:
            text += "  (another number of points)"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--negmas", metavar="PYTHON", help="interpreter of an environment that has NegMAS 0.16")
    parser.add_argument("--install", action="store_true", help=f"install {NEGMAS} into an environment of this run")
    parser.add_argument("--quick", action="store_true", help="leave out what takes NegMAS more than some seconds")
    parser.add_argument("--only", default="", help="instances whose line holds this, such as '10^6' or 'opposed'")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws solved together; 0 leaves that out")
    arguments = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        python = arguments.negmas or (installed(Path(folder) / "negmas") if arguments.install else None)
        for instance in (one for one in INSTANCES if arguments.only in str(one)):
            with context.Pool(1) as pool:
                own = pool.apply(measure, (instance,))
            compared = python and instance.peer and not (arguments.quick and instance.slow)
            other = peer(str(python), instance, Path(folder)) if compared else None
            print(line(instance, own, other), flush=True)
    if arguments.draws:
        with context.Pool(1) as pool:
            own = pool.apply(measure_draws, (arguments.draws,))
        print(
            f"{arguments.draws} draws × {DRAWN_PARTIES} parties × 10^{DRAWN_ISSUES} packages: frontiers and solutions "
            f"{own['cpu']:.1f} s CPU ({own['wall']:.1f} by the clock), {own['points']:.0f} points a draw, "
            f"{own['peak']:.0f} MB"
        )


if __name__ == "__main__":
    main()
