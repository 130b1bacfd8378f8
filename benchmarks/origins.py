"""How well claims of one origin are told: python benchmarks/origins.py [--texts DIR] [--seed N].

Two measurements on a folder of annotated reports (NAME.txt, NAME.claims.json; `dev` of the annotated reports unless
another is named).

First, of the annotated claims as they are: how many share a witness with another (same party, act, annotated issue,
polarity and origin), within a report and between reports, and which passages and persons are linked between reports.

Second, of made-up copies. Each annotated claim with a sentence of `LONG_PASSAGE` words or more, or with a person named
in full as its source, is copied into a report of another outlet that has nothing else of the article, with each of the
declared edits in turn. What is known from the making: copy and original are one witness ("same"), or, under the edits
marked with *, are not. Recall: pairs that are one and have one origin; precision: pairs given one origin that are one.
A generic source that a named one cites keeps that one in the copy, which is then of one origin in whatever words.
"before" is detente without names of persons and near-verbatim passages, kept here as the yardstick.

The edits. Of passages (claims without a named source): "verbatim"; "one word" replaces a word that is neither number
nor negation; "tenth" a tenth of the words; "tail" leaves out the last three words; "framed" puts four words before;
*"own words" puts a sentence of another article in its place. Of named persons (short copies without a voice, so that
only the name can link them): "full" the name unchanged; "surname" alone, the full name not told in the copy; "office"
an office before the full name; "title" an office before the surname; "spelling" y for i and an accent; "initial";
*"namesake" another given name with the same surname; *"namesake, surname" the same told in the copy's text, where the
claim has only the surname.
"""

import argparse
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from detente.claims import Claim, Reading, with_unique_ids
from detente.documents import Document
from detente.table.ends import sentence_around
from detente.table.origins import is_generic, trace
from detente.table.passages import LONG_PASSAGE, first_carriers
from detente.table.source_names import person_named

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Tracing = Callable[[Sequence[Reading]], Mapping[str, str]]


def now(readings: Sequence[Reading]) -> Mapping[str, str]:
    return {claim: traced.origin for claim, traced in trace(readings).items()}


def before(readings: Sequence[Reading]) -> Mapping[str, str]:
    """Give the origins by endings of names and passages that are the same word for word."""
    names = {s.removeprefix("the ") for r in readings for c in r.claims for s in c.sources if not is_generic(s)}
    first: dict[tuple[str, ...], str] = {}
    found = {}
    for reading in readings:
        for claim in reading.claims:
            outlet = reading.document.outlet or reading.document.id
            words = tuple(re.findall(r"\w+", claim.text.lower()))
            if len(words) >= LONG_PASSAGE:
                outlet = first.setdefault(words, outlet)
            source = claim.sources[0].removeprefix("the ") if claim.sources else outlet
            if claim.sources and is_generic(claim.sources[0]):
                source = f"{source.lower()} via {claim.sources[1] if len(claim.sources) > 1 else outlet}"
            longer = {name for name in names if name.endswith(f" {source}")}
            found[claim.id] = longer.pop() if len(longer) == 1 else source
    return found


WAYS: dict[str, Tracing] = {"before": before, "now": now}


def load_readings(folder: Path) -> list[Reading]:
    readings = []
    for path in sorted(folder.glob("*.claims.json")):
        name = path.name.removesuffix(".claims.json")
        data = json.loads(path.read_text(encoding="utf-8"))
        claims = tuple(Claim.from_json(one) for one in (data["claims"] if isinstance(data, dict) else data))
        text = (folder / f"{name}.txt").read_bytes().decode("utf-8")
        readings.append(Reading(Document(name, text, outlet=f"outlet of {name}"), claims))
    return list(with_unique_ids(readings))


def count_shared(readings: Sequence[Reading]) -> None:
    """Count the annotated claims that share a witness; each article counts as an outlet of its own."""
    document = {claim.id: reading.document.id for reading in readings for claim in reading.claims}
    for way, find in WAYS.items():
        origins = find(readings)
        groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for reading in readings:
            for c in reading.claims:
                groups[c.party, c.act, c.issue.lower(), c.certainty == "denied", origins[c.id]].append(c.id)
        shared = [group for group in groups.values() if len(group) > 1]
        across = [group for group in shared if len({document[name] for name in group}) > 1]
        told: dict[str, set[str]] = defaultdict(set)
        for claim, origin in origins.items():
            told[origin].add(document[claim])
        print(
            f"{way:<6} {len(origins)} claims, {len(groups)} witnesses; {sum(map(len, shared))} claims share one "
            f"({sum(map(len, across))} of them with a claim of another report); {len(set(origins.values()))} origins, "
            f"{sum(len(ids) > 1 for ids in told.values())} of them in several reports"
        )
    carried = first_carriers(readings)
    print(f"passages linked between the {len(readings)} reports: {len(carried)}")
    for claim, carrier in carried.items():
        print(f"  {document[claim]} ← {carrier.document.id}")


def _sentence(claim: Claim, text: str) -> str:
    start, end = sentence_around(text, claim.start, claim.end)
    return " ".join(text[start:end].split())


def _with(words: list[str], share: float, chance: random.Random) -> str:
    """Replace words by others that stand nowhere; at least one, and no number or negation."""
    plain = [n for n, word in enumerate(words) if word.isalpha() and len(word) > 4]
    for place in chance.sample(plain, min(len(plain), max(1, round(share * len(words))))):
        words[place] = "w" + "".join(chance.choices("bcdfgaeiou", k=7))
    return " ".join(words)


Passage = Callable[[str, str, random.Random], str]
PASSAGES: dict[str, Passage] = {
    "verbatim": lambda text, other, chance: text,
    "one word": lambda text, other, chance: _with(text.split(), 0, chance),
    "tenth": lambda text, other, chance: _with(text.split(), 0.1, chance),
    "tail": lambda text, other, chance: " ".join(text.split()[:-3]),
    "framed": lambda text, other, chance: f"As was told here, {text}",
    "*own words": lambda text, other, chance: other,
}


def _other_given(given: str) -> str:
    return "Odalric" if given != "Odalric" else "Wunibald"


Naming = Callable[[str, str], tuple[str, str]]
"""Given name and surname → the source of the copied claim, and what the copy's text tells of the person."""

NAMES: dict[str, Naming] = {
    "full": lambda given, surname: (f"{given} {surname}", ""),
    "surname": lambda given, surname: (surname, ""),
    "office": lambda given, surname: (f"the deputy foreign minister {given} {surname}", ""),
    "title": lambda given, surname: (f"Foreign Minister {surname}", ""),
    "spelling": lambda given, surname: (f"{given.replace('i', 'y').replace('e', 'é')} {surname}", ""),
    "initial": lambda given, surname: (f"{given[0]}. {surname}", ""),
    "*namesake": lambda given, surname: (f"{_other_given(given)} {surname}", ""),
    "*namesake, surname": lambda given, surname: (surname, f"It was heard by {_other_given(given)} {surname}."),
}


def _copied(claim: Claim, told: str, number: int, sources: tuple[str, ...], text: str = "") -> Reading:
    whole = f"{text} {told}".strip()
    # The claim has its own words in the copy where they stand there unchanged, else the whole sentence.
    words = " ".join(claim.text.split())
    words = words if words in told else told
    start = whole.index(words)
    made = replace(claim, id="copy", start=start, end=start + len(words), text=words, sources=sources, voice=None)
    return Reading(Document(f"copy {number}", whole, outlet=f"another outlet {number}"), (made,))


def _tell(kind: str, rows: Mapping[str, Mapping[str, Counter[str]]]) -> None:
    print(f"\n{kind:<20} {'pairs':>6}" + "".join(f" {way:>8}" for way in WAYS) + "   (share given one origin)")
    for name, ways in rows.items():
        shares = [count["linked"] / count["all"] for count in ways.values()]
        print(f"{name:<20} {ways['now']['all']:>6}" + "".join(f" {share:>8.3f}" for share in shares))
    for way in WAYS:
        right = sum(ways[way]["linked"] for name, ways in rows.items() if name[0] != "*")
        linked = sum(ways[way]["linked"] for ways in rows.values())
        same = sum(ways[way]["all"] for name, ways in rows.items() if name[0] != "*")
        print(f"{way}: precision {right / linked:.3f} ({right} of {linked}), recall {right / same:.3f} of {same}")


def _linked(find: Tracing, reading: Reading, claim: Claim, copy: Reading) -> bool:
    origins = find([reading, copy])
    return origins[claim.id] == origins["copy"]


def copy_claims(readings: Sequence[Reading], seed: int) -> None:
    chance = random.Random(seed)
    sentences = [(r.document.id, _sentence(c, r.document.text)) for r in readings for c in r.claims]
    passages: dict[str, dict[str, Counter[str]]] = {}
    names: dict[str, dict[str, Counter[str]]] = {}
    for number, reading in enumerate(readings):
        for claim in reading.claims:
            told = _sentence(claim, reading.document.text)
            named = [source for source in claim.sources[:1] if not is_generic(source)]
            if not named and len(re.findall(r"\w+", told)) >= LONG_PASSAGE + 3:
                other = chance.choice([told for of, told in sentences if of != reading.document.id])
                for name, edit in PASSAGES.items():
                    copy = _copied(claim, edit(told, other, chance), number, claim.sources)
                    for way, find in WAYS.items():
                        count = passages.setdefault(name, {}).setdefault(way, Counter())
                        count["all"] += 1
                        count["linked"] += _linked(find, reading, claim, copy)
            words = named[0].split() if named and person_named(named[0]) else []
            if len(words) == 2 and all(word[0].isupper() and word.isalpha() for word in words):
                for name, naming in NAMES.items():
                    source, text = naming(*words)
                    copy = _copied(claim, "So it was told.", number, (source,), text)
                    for way, find in WAYS.items():
                        count = names.setdefault(name, {}).setdefault(way, Counter())
                        count["all"] += 1
                        count["linked"] += _linked(find, reading, claim, copy)
    _tell("passages", passages)
    _tell("named persons", names)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=SHARED / "corpus" / "dev")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    readings = load_readings(arguments.texts)
    if not readings:
        print(f"no annotated reports: {arguments.texts} holds no .claims.json file", file=sys.stderr)
        return 1
    count_shared(readings)
    copy_claims(readings, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
