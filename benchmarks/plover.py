"""The reader's acts beside another scheme: python benchmarks/plover.py [--records FILE].

PLOVER's gold standard records (Open Event Data Alliance, CC BY-SA 4.0) are single sentences with the actor ("source")
and one of 18 event categories. They stay outside the project. The reader reads each sentence by itself; what it claims
with most confidence stands for the sentence, its act translated by `CATEGORY`, which was written from the two schemes'
definitions before any figure was seen and not changed after. Acts without a counterpart (interest, priority, tactic)
count as no answer, and so do sentences without a claim.

PLOVER codes what was done, detente what was said about wants: twelve of the categories (assaults, arrests, protests …)
have no counterpart here, and the reader cannot be right on them. Accuracy is printed over all sentences, the figure to
put beside a naive lexicon of verbs (39.8 %, which knows all categories), and over those it could name.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from detente.claims import Claim, read
from detente.claims.gazetteer import known

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
NAIVE_LEXICON = 39.8

CATEGORY = {
    "demand": "DEMAND",
    "offer": "AGREE",
    "accept": "AGREE",
    "trade": "CONCEDE",
    "reject": "REJECT",
    "threat": "THREATEN",
    "assess": "DISAPPROVE",
}
"""Act → PLOVER category: an offer is CAMEO's "express intent to cooperate", which PLOVER calls AGREE; what is given
for something else is a concession; an assessment of the other side is most often one of blame."""


def same_actor(claim: Claim, record: dict[str, Any]) -> bool:
    """Say whether a claim's party is a source of the record: a name in common, or names of one state."""
    for source in record.get("source") or []:
        words = source["actorText"].split()
        runs = {" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(len(words), a + 4) + 1)}
        states = {entry.party for run in runs if (entry := known(re.sub(r"['’]s$", "", run))) is not None}
        told = f"{claim.party} {claim.voice or ''}"
        names = {word for word in words if word[:1].isupper()}
        if claim.party in states or names & set(re.findall(r"[\w’'-]+", told)):
            return True
    return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, default=SHARED / "data" / "plover" / "PLOVER_GSR_CAMEO.txt")
    arguments = parser.parse_args()
    if not arguments.records.is_file():
        print(f"no records: {arguments.records} is missing", file=sys.stderr)
        return 1
    records = json.loads(arguments.records.read_text(encoding="utf-8"))
    records = [record for record in records if record["event"] != "DOCUMENT"]
    told: dict[str, Counter[str]] = defaultdict(Counter)
    right: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    actors = answered = 0
    for record in records:
        best = max(read(record["text"]), key=lambda claim: claim.confidence or 0.0, default=None)
        act = best.act if best is not None else "—"
        told[record["event"]][act] += 1
        actor = best is not None and same_actor(best, record)
        actors += actor
        answered += best is not None
        if CATEGORY.get(act) == record["event"]:
            right[record["event"]] += 1
            whole[record["event"]] += actor
    count = Counter(record["event"] for record in records)
    named = set(CATEGORY.values())
    print(f"{'category':<12} {'n':>3} {'right':>5} {'+ actor':>7}  what the reader said")
    for event, number in count.most_common():
        said = ", ".join(f"{act} {times}" for act, times in told[event].most_common())
        print(f"{event:<12} {number:3} {right[event]:5} {whole[event]:7}  {said}")
    could = sum(number for event, number in count.items() if event in named)
    every = len(records)
    print(f"\nsentences: {every}; with a claim: {answered}; of these, actor right: {actors / max(answered, 1):.1%}")
    for name, hits in (("category", right), ("category and actor", whole)):
        total = sum(hits.values())
        print(f"{name}: {total / every:.1%} of all, {total / could:.1%} of the {could} in categories that it can name")
    print(f"naive lexicon: {NAIVE_LEXICON} % of all (category)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
