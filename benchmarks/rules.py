"""What the rules read by themselves, which no training touches: python benchmarks/rules.py FOLDER…

Each FOLDER holds annotated reports (NAME.txt, NAME.claims.json). Printed for each:

- certainty: the rules are asked about the word that the annotated content hangs on, as the network asks them; recall
  and precision of each certainty.
- persons: of those for whom the annotation tells whom they speak for, the share that the rules of names tie to that
  party, told outright, guessed from an office, or standing for themselves.
- pronouns: where "he" or "she" is the subject of an annotated claim that somebody voices, the share in which the rules
  take it for that person.

The scorer beside the news (`../shared/corpus/score.py`, or DETENTE_SHARED) says which names of parties are the same.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detente.claims.certainty import hedging_of
from detente.claims.claim import CERTAINTIES
from detente.claims.scan import Scene, scan

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "training"))
from detente.claims.trained.relations import Anchor
from detente.claims.trained.windows import Line, lines_of
from examples import governing_word, spoken_for, words_at
from scorer import load_scorer

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Claim = Mapping[str, Any]


def anchors(line: Line, gold: Sequence[Claim]) -> Iterator[tuple[Any, Claim]]:
    """Yield the annotated claims of a line with the word that the content of each hangs on."""
    first = line.offset + line.words[0].idx
    last = line.offset + line.words[-1].idx + len(line.words[-1])
    for claim in (one for one in gold if first <= one["start"] < last):
        begin = claim["start"] + max(0, claim["text"].find(claim["content"]))
        content = words_at(line, begin, begin + len(claim["content"]))
        if content is not None:
            yield line.words[governing_word(line, content)], claim


def certainties(lines: Sequence[Line], gold: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """Yield (annotated, read) certainties of the claims of a report."""
    for line in lines:
        for word, claim in anchors(line, gold):
            yield claim["certainty"], hedging_of(word, claim["act"], claim["act"]).certainty


def persons(
    scenes: Sequence[Scene], lines: Sequence[Line], gold: Sequence[Claim], same: Any
) -> Iterator[tuple[str, bool]]:
    """Yield for each person how the rules tie him, and whether to the party that he speaks for."""
    tied: dict[str, dict[str, str]] = {"person": {}, "guess": {}}
    for reading in (one for scene in scenes for mention in scene.mentions for one in mention.readings):
        if reading.person is not None and reading.kind in tied:
            tied[reading.kind][reading.person] = reading.party
    for person, party in spoken_for(lines, gold).items():
        kind = next((kind for kind, found in tied.items() if person in found), "self")
        yield kind, same(tied.get(kind, {}).get(person, person)) == same(party)


def pronouns(lines: Sequence[Line], gold: Sequence[Claim]) -> Iterator[tuple[str, bool]]:
    """Yield (pronoun, whether it is taken for who voices the claim) of the subjects of claims."""
    for number, line in enumerate(lines):
        named = {placed.mention.token.i: placed.mention for placed in line.mentions}
        for word, claim in anchors(line, gold):
            subjects = Anchor.of(word, number, line.attribution).subjects
            subject = next((one for one in subjects if one is not None), None)
            if subject is None or subject.lower_ not in ("he", "she") or not claim["voice"]:
                continue
            readings = named[subject.i].readings if subject.i in named else ()
            meant = (readings[0].person or readings[0].voice or "") if readings else ""
            yield subject.lower_, meant.split()[-1:] == claim["voice"].split()[-1:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    arguments = parser.parse_args()
    if not (SHARED / "corpus" / "score.py").is_file():
        print(f"no scorer: {SHARED / 'corpus' / 'score.py'} is missing", file=sys.stderr)
        return 1
    same = load_scorer(SHARED / "corpus" / "dev").norm_party
    for folder in arguments.folders:
        read: Counter[tuple[str, str]] = Counter()
        ties: Counter[tuple[str, bool]] = Counter()
        meant: Counter[tuple[str, bool]] = Counter()
        for path in sorted(folder.glob("*.txt")):
            gold = json.loads(path.with_suffix(".claims.json").read_text(encoding="utf-8"))
            for scenes in scan(path.read_text(encoding="utf-8")):
                lines = lines_of(scenes)
                read.update(certainties(lines, gold))
                ties.update(persons(scenes, lines, gold, same))
                meant.update(pronouns(lines, gold))
        print(f"{folder}: {sum(read.values())} claims")
        for one in CERTAINTIES[1:]:
            annotated = sum(read[one, other] for other in CERTAINTIES)
            given = sum(read[other, one] for other in CERTAINTIES)
            hits = read[one, one]
            print(f"  {one:<9} recall {hits / max(annotated, 1):.2f}, precision {hits / max(given, 1):.2f}")
        right, total = sum(count for (_, fits), count in ties.items() if fits), sum(ties.values())
        print(f"  persons: {right} of {total} tied rightly ({right / max(total, 1):.2f})", end="; ")
        print(
            ", ".join(
                f"{kind} {ties[kind, True]} of {ties[kind, True] + ties[kind, False]}"
                for kind in ("person", "guess", "self")
            )
        )
        shares = (f"{one} {meant[one, True]} of {meant[one, True] + meant[one, False]}" for one in ("he", "she"))
        print(f"  pronouns taken for the right person: {', '.join(shares)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
