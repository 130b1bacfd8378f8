"""How far a second annotator agrees with the annotated news: python benchmarks/agreement.py NEWS [CLAIMS]

`training/second-reading-news.jsonl` holds a second annotation of twelve of the 75 articles in the folder NEWS, by
language models that saw the guide and the articles alone; it stands apart from their texts, as offsets. CLAIMS is what
`training/fit_reader.py … --work WORK` leaves as WORK/claims.json: what the reader, cross-validated, reads of each
article. Printed are the scorer's tables for both, on the same twelve articles.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
from detente.claims.scoring import pairs_of, scored_claims
from merging_examples import TWO_MATTERS, agreement, numbered
from polnear import annotated
from scorer import load_scorer

SECOND = Path(__file__).resolve().parents[1] / "training" / "second-reading-news.jsonl"
Claims = Mapping[str, Sequence[Mapping[str, Any]]]


def issues(scorer: Any, gold: Claims, read: Claims) -> str:
    """Say how far the names of issues agree, and how far equal names part claims alike.

    Of claims that are paired, but for those that speak of two matters.
    """
    f1: list[float] = []
    parted = []
    for name, claims in gold.items():
        one, other = scored_claims(claims), scored_claims(read[name])
        pairs = [(one[g].issue, other[f].issue) for g, f in pairs_of(one, other) if one[g].act not in TWO_MATTERS]
        f1 += [scorer.token_f1(told, found, scorer.STOP) for told, found in pairs]
        parted.append((numbered([found for _, found in pairs]), numbered([told for told, _ in pairs])))
    found = agreement(parted)
    rates = ["P {:.3f} R {:.3f} F1 {:.3f}".format(*rate) for rate in (found.pairwise, found.b_cubed)]
    return f"names of issues: F1 of words {np.mean(f1):.3f}; pairs {rates[0]}; B-cubed {rates[1]}"


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("claims", type=Path, nargs="?")
    arguments = parser.parse_args()
    scorer = load_scorer(arguments.news)
    texts = {path.stem: path.read_text(encoding="utf-8") for path in arguments.news.glob("*.txt")}
    second = {name: claims for name, _, claims in annotated(SECOND, texts, arguments.news)}
    gold = {name: json.loads((arguments.news / f"{name}.claims.json").read_text(encoding="utf-8")) for name in second}

    def table(read: Claims) -> str:
        cleaned = [{name: [scorer._clean(claim) for claim in one[name]] for name in gold} for one in (gold, read)]
        return f"{scorer.table(scorer.score(*cleaned))}\n{issues(scorer, gold, read)}"

    print(f"A second annotator:\n{table(second)}")
    if arguments.claims is not None:
        read = json.loads(arguments.claims.read_text(encoding="utf-8"))
        print(f"\nThe reader:\n{table(read)}")
        gold = {name: json.loads((arguments.news / f"{name}.claims.json").read_text(encoding="utf-8")) for name in read}
        print(f"\nThe reader, all {len(read)} articles:\n{issues(scorer, gold, read)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
