"""How well and how fast the embedded reader reads: python benchmarks/claims.py [--gold DIR].

Reads every article of a folder of annotated reports, prints the table of the scorer that stands beside that folder,
and the words read in a second. The folder is `dev` of the annotated reports unless another is named.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from detente.claims import read
from detente.claims.language import language_model
from detente.documents import Document

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def document(path: Path) -> Document:
    meta = json.loads(path.with_suffix(".meta.json").read_text(encoding="utf-8"))
    return Document(path.stem, path.read_text(encoding="utf-8"), outlet=meta.get("outlet"), date=meta.get("date"))


def main() -> int:
    parser = argparse.ArgumentParser(description="Score and time the embedded claim reader.")
    parser.add_argument("--gold", type=Path, default=SHARED / "corpus" / "dev")
    gold: Path = parser.parse_args().gold
    scorer = gold.resolve().parent / "score.py"
    if not scorer.is_file():
        print(f"no annotated reports: {scorer} is missing", file=sys.stderr)
        return 1
    began = time.perf_counter()
    language_model()
    loaded = time.perf_counter() - began
    documents = [document(path) for path in sorted(gold.glob("*.txt"))]
    read("A first sentence warms the model.")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        for one in documents:
            claims = [claim.to_json() for claim in read(one)]
            Path(folder, f"{one.id}.claims.json").write_text(json.dumps(claims), encoding="utf-8")
        seconds = time.perf_counter() - began
        print(subprocess.run([sys.executable, scorer, gold, folder], check=True, capture_output=True, text=True).stdout)
    words = sum(len(one.text.split()) for one in documents)
    print(f"model loaded in {loaded:.2f} s; {words} words in {seconds:.2f} s: {words / seconds:.0f} words/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
