"""Time `infer` on a case of a given size: python benchmarks/beliefs.py [parties] [objectives] [claims] [hypotheses]."""

import random
import sys
import time
from typing import Any

from detente.beliefs import infer
from detente.table import Case

ACTS = ("priority", "interest", "demand", "offer", "trade", "accept", "reject", "threat")


def _claim(rng: random.Random, parties: int, objectives: int, number: int) -> dict[str, Any]:
    act = rng.choice(ACTS)
    on, over = rng.sample(range(objectives), 2)
    claim: dict[str, Any] = {
        "party": f"party{number % parties}",
        "act": act,
        "on": f"issue{on}",
        "certainty": rng.choice(["asserted", "probable", "possible", "denied"]),
        "sources": ["analysts", "A Paper"][: rng.randrange(3)],
        "origin": f"origin{number}",
        "confidence": 0.9,
    }
    if act in ("priority", "trade"):
        claim["over"] = f"issue{over}"
    if act in ("demand", "accept", "reject"):
        claim["option"] = rng.choice("abcde")
    return claim


def make_case(parties: int, objectives: int, claims: int, hypotheses: int) -> Case:
    rng = random.Random(1)
    issues = [f"issue{place}" for place in range(objectives)]
    stories = {
        f"story{place}": {"prior": 1 / hypotheses, "says": {"weights": {issues[place]: f"above {issues[place + 1]}"}}}
        for place in range(hypotheses)
    }
    names = [f"party{place}" for place in range(parties)]
    return Case.model_validate(
        {
            "detente": 1,
            "parties": {name: {"name": name} for name in names},
            "issues": {
                issue: {"options": list("abcde"), "ordered": place % 2 == 0} for place, issue in enumerate(issues)
            },
            "objectives": {name: {"all": {issue: {"issue": issue} for issue in issues}} for name in names},
            "hypotheses": dict.fromkeys(names, stories) if hypotheses else {},
            "evidence": {f"c{place}": _claim(rng, parties, objectives, place) for place in range(claims)},
        }
    )


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    sizes = given + [5, 8, 200, 0][len(given) :]
    case = make_case(*sizes)
    start, busy = time.perf_counter(), time.process_time()
    beliefs = infer(case, draws=2000, seed=0)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(
        f"{sizes[0]} parties, {sizes[1]} objectives, {sizes[2]} claims, {sizes[3]} hypotheses: "
        f"{seconds:.2f} s, of which {busy:.2f} s of processor time"
    )
    for party, summary in beliefs.parties.items():
        sampled = summary.sampled
        error = max(node.weight.error for node in summary.nodes.values())
        print(
            f"{party}: effective {sampled.effective:.0f} of {sampled.particles} particles, {sampled.steps} steps, "
            f"acceptance {sampled.acceptance:.2f}, evidence {summary.evidence_bits:.2f} bits, "
            f"largest error of a mean weight {error:.4f}"
        )


if __name__ == "__main__":
    main()
