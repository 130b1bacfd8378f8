"""How well and how fast attributions are read: python benchmarks/attribution.py --test FILE.jsonl.gz --out OUT.jsonl.

FILE holds one JSON object a line with "id" and "text" (annotations in it are not looked at); OUT gets "id" and
"attributions" for each, spans as character offsets: the form in which PolNeAR's scorer takes predictions. With --score
SCORER the scorer is run on both. The words read in a second are told beside those of parsing alone, on standard error.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from detente.claims.attributions import attributions
from detente.claims.language import paragraphs, parse

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def records(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--test", type=Path, default=SHARED / "data" / "polnear" / "dev.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--score", type=Path, help="score.py of the annotated attributions")
    parser.add_argument("--no-parse", action="store_true", help="do not time parsing alone")
    arguments = parser.parse_args()
    if not arguments.test.is_file():
        print(f"no annotated attributions: {arguments.test} is missing", file=sys.stderr)
        return 1
    given = records(arguments.test)
    words = sum(len(record["text"].split()) for record in given)
    began = time.perf_counter()
    attributions("The minister said that a first sentence loads the model.")
    loaded, began = time.perf_counter() - began, time.perf_counter()
    lines = []
    for record in given:
        found = [one.to_json() for one in attributions(record["text"])]
        lines.append(json.dumps({"id": record["id"], "attributions": found}, ensure_ascii=False))
    seconds = time.perf_counter() - began
    arguments.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"loaded in {loaded:.2f} s; {words} words at {words / seconds:.0f} words/s", file=sys.stderr)
    if not arguments.no_parse:
        began = time.perf_counter()
        for record in given:
            parse(list(paragraphs(record["text"])))
        parsing = time.perf_counter() - began
        told = f"parsing alone: {words / parsing:.0f} words/s; attribution takes {seconds / parsing:.2f} times as long"
        print(told, file=sys.stderr)
    if arguments.score is not None:
        return subprocess.run([sys.executable, arguments.score, arguments.test, arguments.out], check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
