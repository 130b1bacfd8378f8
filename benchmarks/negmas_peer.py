"""What NegMAS needs for one scenario; run by `benchmarks/deals.py --negmas PYTHON` in NegMAS's own environment.

    PYTHON negmas_peer.py frontier|statistics|mobanos SCENARIO.json

SCENARIO.json is the neutral scenario file of detente. Only NegMAS's public interface is called. Prints one line of
JSON: the seconds of CPU and of the clock, the peak memory in MB, and how many points the frontier has.
"""

import json
import resource
import sys
import time
import warnings

from negmas.outcomes import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction, MOBANOSParetoSampler, TableFun
from negmas.preferences.ops import calc_scenario_stats, pareto_frontier


def utility_functions(scenario):
    issues = [make_issue(issue["values"], issue["name"]) for issue in scenario["issues"]]
    space = make_os(issues)
    return [
        LinearAdditiveUtilityFunction(
            values=[
                TableFun(dict(zip(issue["values"], row, strict=True)))
                for issue, row in zip(scenario["issues"], party["table"], strict=True)
            ],
            weights=[1.0] * len(issues),
            outcome_space=space,
            reserved_value=float("-inf") if party["reserve"] is None else party["reserve"],
        )
        for party in scenario["parties"]
    ], issues


def frontier(scenario):
    functions, issues = utility_functions(scenario)
    return len(set(pareto_frontier(functions, issues=issues)[0]))


def statistics(scenario):
    functions, _ = utility_functions(scenario)
    return len(set(calc_scenario_stats(functions).pareto_utils))


def mobanos(scenario):
    functions, _ = utility_functions(scenario)
    sampler = MOBANOSParetoSampler()
    sampler.init(*functions)
    return len(sampler.pareto_outcomes(min_util=-1.0))


def main() -> None:
    warnings.simplefilter("ignore")
    job = {"frontier": frontier, "statistics": statistics, "mobanos": mobanos}[sys.argv[1]]
    with open(sys.argv[2], encoding="utf-8") as file:
        scenario = json.load(file)
    small = {
        "issues": scenario["issues"][:2],
        "parties": [{**party, "table": party["table"][:2]} for party in scenario["parties"]],
    }
    job(small)  # what is compiled or loaded at the first call is not counted
    start, clock = time.process_time(), time.perf_counter()
    points = job(scenario)
    print(
        json.dumps(
            {
                "cpu": time.process_time() - start,
                "wall": time.perf_counter() - clock,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "points": points,
            }
        )
    )


if __name__ == "__main__":
    main()
