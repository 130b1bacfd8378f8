"""How fast `detente.deals` is: opposed linear utilities, ten values an issue. Run: python benchmarks/deals.py.

Each instance runs in a process of its own, so that the peak memory beside it is its own (interpreter and NumPy
included). Times are the best of three, all solutions and the count of acceptable packages included.
"""

import argparse
import multiprocessing
import resource
import time

import numpy as np

from detente.deals import Preferences, Scenario, solve
from detente.deals.frontier import pareto_frontier
from detente.deals.problem import problem_of_scenario

INSTANCES = ((6, 2), (6, 3), (6, 5), (8, 5), (12, 2), (12, 3), (30, 2), (20, 3))


def opposed(issues: int, parties: int, seed: int = 7) -> Scenario:
    """Linear utilities: on each issue the parties' ideals stand at random ends of ten values, the weights differ."""
    random = np.random.default_rng(seed)
    weights = random.dirichlet(np.ones(issues), parties)
    ends = np.arange(parties)[:, None] % 2 == random.integers(0, 2, issues) if parties == 2 else None
    up = ends if ends is not None else random.integers(0, 2, (parties, issues)).astype(bool)
    scale = np.linspace(0.0, 1.0, 10)
    labels = {f"issue {place}": tuple(map(str, range(10))) for place in range(issues)}
    tables = [
        {
            issue: weights[party, place] * (scale if up[party, place] else scale[::-1])
            for place, issue in enumerate(labels)
        }
        for party in range(parties)
    ]
    return Scenario(
        labels, {f"party {party}": Preferences.from_table(table, 0.1) for party, table in enumerate(tables)}
    )


def measure(instance: tuple[int, int]) -> str:
    issues, parties = instance
    scenario = opposed(issues, parties)
    best, frontier_best = np.inf, np.inf
    for _ in range(3):
        start = time.perf_counter()
        problem = problem_of_scenario(scenario)
        pareto_frontier(problem.factors, range(parties))
        frontier_best = min(frontier_best, time.perf_counter() - start)
        start = time.perf_counter()
        deals = solve(scenario)
        best = min(best, time.perf_counter() - start)
        if best > 5:
            break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    exact = "exact" if deals.exact else f"within {deals.epsilon:.2g}"
    zone = f"{deals.zone.low:.3g}" if deals.zone.exact else f"{deals.zone.low:.3g} to {deals.zone.high:.3g}"
    return (
        f"10^{issues:<2} packages  {parties} parties  frontier {frontier_best:8.4f} s ({len(deals.frontier_arrays):>7} "
        f"points, {exact})  solve {best:8.4f} s  acceptable {zone:>20}  peak {peak:6.0f} MB  {deals.timings}"
    )


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    context = multiprocessing.get_context("spawn")
    for instance in INSTANCES:
        with context.Pool(1) as pool:
            print(pool.apply(measure, (instance,)), flush=True)


if __name__ == "__main__":
    main()
