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

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
from polnear import annotated
from scorer import load_scorer

SECOND = Path(__file__).resolve().parents[1] / "training" / "second-reading-news.jsonl"
Claims = Mapping[str, Sequence[Mapping[str, Any]]]


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
        return str(scorer.table(scorer.score(*cleaned)))

    print(f"A second annotator:\n{table(second)}")
    if arguments.claims is not None:
        print(f"\nThe reader:\n{table(json.loads(arguments.claims.read_text(encoding='utf-8')))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
