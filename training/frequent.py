"""Which wordpieces the reader knows: python training/frequent.py NEWS --articles POLNEAR

Those of BERT that stand `LEAST` times in the reports of this folder, in PolNeAR and in the news, letters and signs,
and the marks; written to the package's `frequent.txt` in BERT's order. The words of rarer ones are read as several
pieces.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from detente.claims.wordpieces import wordpiece_tokenizer

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "src" / "detente" / "claims" / "data"
LEAST = 2
MARKS = 104
"""Rows of BERT's list that are marks or unused; they stay where they are."""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--articles", type=Path)
    arguments = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for folder in (HERE / "reports", arguments.news) for path in _of(folder)]
    for path in sorted(arguments.articles.glob("*.jsonl.gz")) if arguments.articles else ():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            texts += [json.loads(line)["text"] for line in lines]
    tokenizer, counts = wordpiece_tokenizer(), Counter[str]()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).tokens)
    pieces = (DATA / "wordpiece.txt").read_text(encoding="utf-8").split("\n")
    kept = [
        piece
        for row, piece in enumerate(pieces)
        if piece and (row < MARKS or counts[piece] >= LEAST or _sign(piece.removeprefix("##")))
    ]
    (DATA / "frequent.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    known = sum(counts[piece] for piece in kept)
    print(f"{len(kept)} of {len(pieces)} wordpieces; {known / counts.total():.2%} of {counts.total()} in the texts")
    return 0


def _of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.txt"))


def _sign(piece: str) -> bool:
    """Say whether a piece is one letter of the Latin alphabet, one digit, or one sign of print."""
    return len(piece) == 1 and (piece < "\u0250" or "\u2010" <= piece <= "\u2026" or piece in "€™")


if __name__ == "__main__":
    sys.exit(main())
