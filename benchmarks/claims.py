"""How well the embedded reader reads: python benchmarks/claims.py [--gold DIR] [--cross-validate [--work DIR]].

Tables of the scorer that stands beside the folder of annotated reports (`dev`, unless another is named):
- the baseline "every sentence is one claim", an assessment by the party that the report names most;
- the reader with the weights it ships. They were fitted on the folder `dev`, so on that folder the figure flatters; it
  is for folders that nobody fitted on;
- with --cross-validate, the reader cross-validated by article over the folder: each article read by one that was
  trained without it. This is the figure to quote. It trains anew, on a graphics card or for hours on processors,
  unless DIR has the networks already, and needs what `training/requirements.txt` names.
How fast it reads: `benchmarks/speed.py`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.claims import read
from detente.claims.language import sentence_spans
from detente.documents import Document

TRAINING = Path(__file__).resolve().parents[1] / "training"
SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def document(path: Path) -> Document:
    meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
    return Document(path.stem, path.read_text(encoding="utf-8"), outlet=meta.get("outlet"), date=meta.get("date"))


def baseline(one: Document) -> list[dict[str, Any]]:
    """Take every sentence for one claim, an assessment by the party that the reader names most."""
    parties = Counter(claim.party for claim in read(one))
    party = parties.most_common(1)[0][0] if parties else "nobody"
    claims: list[dict[str, Any]] = []
    for start, end in sentence_spans(one.text):
        words = one.text[start:end].strip()
        if words:
            place = {"start": start, "end": end, "text": one.text[start:end], "content": words}
            fixed = {"act": "assess", "certainty": "asserted", "basis": "stated", "issue": "", "sources": []}
            claims.append({**place, **fixed, "party": party})
    return claims


def score(
    gold: Path, scorer: Path, documents: list[Document], method: Callable[[Document], list[dict[str, Any]]]
) -> str:
    """Give the scorer's table for what `method` finds in the documents."""
    with tempfile.TemporaryDirectory() as folder:
        for one in documents:
            Path(folder, f"{one.id}.claims.json").write_text(json.dumps(method(one)), encoding="utf-8")
        return subprocess.run([sys.executable, scorer, gold, folder], check=True, capture_output=True, text=True).stdout


def cross_validate(gold: Path, articles: Path, work: Path) -> None:
    """Print the scorer's table of readers trained without the articles that they read."""
    fit = [sys.executable, TRAINING / "fit_reader.py", gold, "--articles", articles]
    if not (work / "fold0.npz").is_file():
        work.mkdir(parents=True, exist_ok=True)
        subprocess.run([*fit, "--examples", work / "examples.pkl"], check=True)
        subprocess.run([sys.executable, TRAINING / "fit_network.py", work / "examples.pkl", work], check=True)
    subprocess.run([*fit, "--work", work], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=SHARED / "corpus" / "dev")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--articles", type=Path, default=SHARED / "data" / "polnear", help="PolNeAR, to learn from too")
    parser.add_argument("--work", type=Path, help="where training keeps its stages")
    arguments = parser.parse_args()
    gold: Path = arguments.gold
    scorer = gold.resolve().parent / "score.py"
    if not scorer.is_file():
        print(f"no annotated reports: {scorer} is missing", file=sys.stderr)
        return 1
    documents = [document(path) for path in sorted(gold.glob("*.txt"))]
    print("BASELINE: every sentence is one claim\n")
    print(score(gold, scorer, documents, baseline))
    print("SHIPPED WEIGHTS (flattering on the folder they were fitted on)\n")
    print(score(gold, scorer, documents, lambda one: [claim.to_json() for claim in read(one)]))
    if arguments.cross_validate:
        print("CROSS-VALIDATED by article\n", flush=True)
        cross_validate(gold, arguments.articles, arguments.work or Path(tempfile.mkdtemp()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
