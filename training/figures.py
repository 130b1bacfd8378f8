"""Figures by act of a reading of annotated news: python training/figures.py NEWS CLAIMS.json [--errors N].

CLAIMS.json holds the claims by article, as `fit_reader.py` leaves them in its work folder (`claims.json`). Prints, for
each act, how many claims were found with party and act right, and which act was read instead of which; with --errors, N
errors drawn at random, to be looked at.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims.claim import ACTS
from scorer import load_scorer

Claim = Mapping[str, Any]


def paired(scorer: Any, gold: Sequence[Claim], read: Sequence[Claim]) -> Iterator[tuple[Claim | None, Claim | None]]:
    """Yield (annotated, read) for claims that share a place, and what is left over on either side with None."""
    allowed = [
        [
            1 + sum(scorer.fields(one, other).values()) if scorer.iou(one, other) >= scorer.IOU_MIN else 0
            for other in read
        ]
        for one in gold
    ]
    pairs = scorer.assign(allowed)
    yield from ((gold[i], read[j]) for i, j in pairs)
    yield from ((one, None) for place, one in enumerate(gold) if place not in {i for i, _ in pairs})
    yield from ((None, one) for place, one in enumerate(read) if place not in {j for _, j in pairs})


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.news)
    claims = json.loads(arguments.claims.read_text(encoding="utf-8"))
    counts: Counter[tuple[str, str]] = Counter()
    confused: dict[str, Counter[str]] = defaultdict(Counter)
    errors: list[str] = []
    for name, found in sorted(claims.items()):
        gold = json.loads((arguments.news / f"{name}.claims.json").read_text(encoding="utf-8"))
        for one, other in paired(scorer, gold, found):
            _count(scorer, counts, confused, one, other)
            if one is None or other is None or not _right(scorer, one, other):
                errors.append(f"{name}\n   annotated {_told(one)}\n   read      {_told(other)}")
    _print(counts, confused)
    for error in random.Random(1).sample(errors, min(arguments.errors, len(errors))):
        print(f"\n{error}")


def _right(scorer: Any, one: Claim, other: Claim) -> bool:
    return bool(one["act"] == other["act"] and scorer.norm_party(one["party"]) == scorer.norm_party(other["party"]))


def _count(
    scorer: Any,
    counts: Counter[tuple[str, str]],
    confused: dict[str, Counter[str]],
    one: Claim | None,
    other: Claim | None,
) -> None:
    if one is not None:
        counts[one["act"], "annotated"] += 1
        confused[one["act"]][other["act"] if other is not None else "nothing"] += 1
    if other is not None:
        counts[other["act"], "read"] += 1
        counts[other["act"], "right"] += one is not None and _right(scorer, one, other)
        if one is None:
            confused["nothing"][other["act"]] += 1


def _told(claim: Claim | None) -> str:
    if claim is None:
        return "nothing"
    return f"{claim['party']}: {claim['act']}, {claim['certainty']}, {claim['basis']}: {claim['text'][:150]}"


def _print(counts: Counter[tuple[str, str]], confused: Mapping[str, Counter[str]]) -> None:
    print(f"{'':10s} {'annotated':>9s} {'read':>6s} {'right':>6s} {'P':>5s} {'R':>5s} {'F1':>5s}")
    for act in ACTS:
        annotated, read, right = (counts[act, kind] for kind in ("annotated", "read", "right"))
        precision, recall = right / max(read, 1), right / max(annotated, 1)
        f1 = 2 * right / max(read + annotated, 1)
        print(f"{act:10s} {annotated:9d} {read:6d} {right:6d} {precision:5.2f} {recall:5.2f} {f1:5.2f}")
    print("\nannotated (rows) and read instead (columns)")
    print(f"{'':10s}" + "".join(f"{act[:8]:>9s}" for act in (*ACTS, "nothing")))
    for act in (*ACTS, "nothing"):
        print(f"{act:10s}" + "".join(f"{confused[act][other]:9d}" for other in (*ACTS, "nothing")))


if __name__ == "__main__":
    main()
