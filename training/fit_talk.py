"""Fit what detente knows of talks between two people, from CaSiNo's dialogues, and store it in the package.

    python training/fit_talk.py DIALOGUES.json

It writes src/detente/beliefs/orders/data/talk.json; the model card beside it, talk.md, tells what is in it. The same
dialogues give the same file.
"""

import argparse
import json
import sys
from pathlib import Path

from detente.beliefs.orders import train
from detente.files import write_atomically

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "src/detente/beliefs/orders/data/talk.json"


def main() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from casino import load

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dialogues", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    given = parser.parse_args()
    _, talks = load(given.dialogues)
    model = train(talks)
    stored = json.dumps(model.to_json(), ensure_ascii=False, separators=(",", ":")).replace('],"', '],\n"')
    write_atomically(given.out, stored + "\n")
    print(f"{given.out}: {len(model.strengths.values)} strengths, fitted to {len(talks)} talks")


if __name__ == "__main__":
    main()
