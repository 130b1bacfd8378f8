"""Figures by act of a reading of annotated news: python training/figures.py NEWS CLAIMS.json [--errors N].

CLAIMS.json holds the claims by article, as `fit_reader.py` leaves them in its work folder (`claims.json`). Prints, for
each act, how many claims were found with party and act right, which act was read instead of which, the kinds of
error, how often claims of a stated chance were right, and how far F1 of party and act would move with other articles
of the kind (the middle 95 % of 2,000 draws of as many articles with replacement); with --errors, N errors drawn at
random, to be looked at.
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

DRAWS = 2000


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
    kinds: Counter[str] = Counter()
    stated: list[tuple[float, bool]] = []
    sizes: list[tuple[int, int]] = []
    for name, found in sorted(claims.items()):
        gold = json.loads((arguments.news / f"{name}.claims.json").read_text(encoding="utf-8"))
        cleaned = [[scorer._clean(claim) for claim in part] for part in (gold, found)]
        _, right, chances = scorer.match_claims(*cleaned)
        sizes.append((right, len(gold) + len(found)))
        stated += chances
        for one, other in paired(scorer, gold, found):
            _count(scorer, counts, confused, one, other)
            kinds[_kind(scorer, one, other, gold)] += 1
            if one is None or other is None or not _right(scorer, one, other):
                errors.append(f"{name}\n   annotated {_told(one)}\n   read      {_told(other)}")
    _print(counts, confused)
    print("\n" + "\n".join(f"{number:5d} {kind}" for kind, number in kinds.most_common()))
    _print_chances(stated)
    low, high = _interval(sizes)
    print(f"\nparty + act F1, 95 % over articles: {low:.3f} to {high:.3f}")
    for error in random.Random(1).sample(errors, min(arguments.errors, len(errors))):
        print(f"\n{error}")


def _right(scorer: Any, one: Claim, other: Claim) -> bool:
    return bool(one["act"] == other["act"] and scorer.norm_party(one["party"]) == scorer.norm_party(other["party"]))


def _kind(scorer: Any, one: Claim | None, other: Claim | None, gold: Sequence[Claim]) -> str:
    if other is None:
        return "annotated, not read"
    if one is None:
        beside = any(scorer.iou(claim, other) >= scorer.IOU_MIN for claim in gold)
        return "read besides, on words of an annotated claim" if beside else "read where nothing is annotated"
    party = scorer.norm_party(one["party"]) == scorer.norm_party(other["party"])
    if one["act"] == other["act"]:
        return "right" if party else "party wrong"
    return "act wrong" if party else "party and act wrong"


def _print_chances(stated: Sequence[tuple[float, bool]]) -> None:
    print(f"\n{'stated chance':14s} {'claims':>6s} {'mean':>5s} {'right':>5s}")
    for tenth in range(10):
        part = [(chance, right) for chance, right in stated if min(int(chance * 10), 9) == tenth]
        if part:
            mean, right = (sum(values) / len(part) for values in zip(*part, strict=True))
            print(f"{tenth / 10:.1f} to {tenth / 10 + 0.1:.1f}     {len(part):6d} {mean:5.2f} {right:5.2f}")


def _interval(sizes: Sequence[tuple[int, int]]) -> tuple[float, float]:
    draw = random.Random(1)
    drawn = (draw.choices(sizes, k=len(sizes)) for _ in range(DRAWS))
    scores = sorted(2 * sum(right for right, _ in part) / max(sum(all_ for _, all_ in part), 1) for part in drawn)
    return scores[int(0.025 * DRAWS)], scores[int(0.975 * DRAWS)]


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
