"""How fast the exchange model is. Run: python benchmarks/exchange.py [TABLE].

TABLE is an actor table (see `detente exchanges --help`), such as the 15 actors and 13 issues of the climate talks of
2015; without one, tables drawn at random from a pinned seed. Best of five, each in seconds: every exchange of two
actors on two issues; the same in plain Python loops, as the yardstick of the same run; all that `exchanges` gives of
two, with the effects on everybody else; and that with all rings of three actors.
"""

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from detente.deals.actor_powers import power_table
from detente.deals.exchange import exchanges
from detente.deals.exchange_shifts import pair_shifts
from detente.deals.formats import read_actors
from detente.deals.power_table import PowerTable

SIZES = ((15, 13), (30, 20), (60, 20))
RINGS_UP_TO = 15


def drawn(actors: int, issues: int, seed: int = 7) -> PowerTable:
    random = np.random.default_rng(seed)
    positions = random.integers(0, 21, (actors, issues)) * 5.0
    return PowerTable.of(positions, random.integers(1, 21, (actors, issues)) / 20, random.integers(1, 21, actors) / 20)


def best(call: Callable[[], object], times: int = 5) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        found.append(time.perf_counter() - start)
    return min(found)


def loops(table: PowerTable) -> int:
    """Count the exchanges of two with a gain, one by one."""
    x, s, w = table.positions.tolist(), table.saliences.tolist(), table.weights.tolist()
    o, total = table.outcomes.tolist(), table.weights.sum(axis=0).tolist()
    count = 0
    for i, j in itertools.permutations(range(len(x)), 2):
        for p, q in itertools.combinations(range(len(o)), 2):
            if not ((x[i][p] - o[p]) * (x[j][p] - o[p]) < 0 and (x[i][q] - o[q]) * (x[j][q] - o[q]) < 0):
                continue
            if s[i][p] * s[j][q] <= s[j][p] * s[i][q]:
                continue
            most_p = min(abs(x[i][p] - x[j][p]) * w[j][p] / total[p], abs(x[i][p] - o[p]))
            most_q = min(abs(x[i][q] - x[j][q]) * w[i][q] / total[q], abs(x[j][q] - o[q]))
            both_p, both_q = s[i][p] + s[j][p], s[i][q] + s[j][q]
            common = min(most_p * both_p, most_q * both_q)
            count += common * (s[i][p] / both_p - s[i][q] / both_q) > 1e-9
    return count


def measure(name: str, table: PowerTable) -> str:
    given = (table.positions, table.saliences, table.powers, table.actors, table.issues)
    found = pair_shifts(table)
    assert loops(table) == len(found)
    pairs, plain = best(lambda: pair_shifts(table)), best(lambda: loops(table), 2)
    told = best(lambda: exchanges(*given, rings=False))
    line = (
        f"{name:<16} {len(table.actors):>3} actors {len(table.issues):>3} issues   exchanges of two {pairs:7.4f} s "
        f"({len(found):,}), in loops {plain:7.4f} s ({plain / pairs:.1f} times as long), with effects {told:7.4f} s"
    )
    if len(table.actors) > RINGS_UP_TO:
        return line
    everything = best(lambda: exchanges(*given))
    return f"{line}, with rings {everything:7.4f} s ({exchanges(*given).rings_found:,} more)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="?", type=Path)
    given = parser.parse_args().table
    if given is not None:
        print(measure(given.name, power_table(read_actors(given), str(given))))
        return
    for actors, issues in SIZES:
        print(measure("drawn at random", drawn(actors, issues)), flush=True)


if __name__ == "__main__":
    main()
