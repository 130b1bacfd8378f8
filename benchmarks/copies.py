"""How well copied reports are found: python benchmarks/copies.py [--texts DIR] [--seed N] [--growth N ...].

From every article of the folder (`dev` of the annotated reports unless another is named) copies are made with declared
edits, and each copy is put beside all the articles. Three ways to find them stand side by side: "exact" is an index
from each run of five words to the documents that hold it (what detente had before, kept here as the yardstick);
"counted" is `mark_near_duplicates`, which finds candidates by MinHash and counts out what they share; "sketches" is
`NearDuplicates`, which keeps no text. Printed for each edit and way: recall (copies marked as that of their article)
and how many were marked as a copy of something else; and over all of them precision (documents marked that are copies
of what they are marked with). The articles themselves are independent unless two of them share a run of text, so each
pair of them that is marked is shown.

The edits: "reset" changes case, quotation marks and line breaks; "framed" puts a sentence of its own before and after;
"cut" keeps the first half; "brief" keeps forty words from the middle; "in a long one" puts a report of 120 words (the
first of the article) into 1,500 words that stand nowhere else; "shuffled" puts the sentences in another order; "N % of
words" replaces so many words by a word that stands nowhere; "half in two" keeps the first half and adds that of
another: the copy is then of either.

--growth N: processor time and memory of each way on N made-up documents (words drawn as often as they stand in the
articles; 200 to 1,000 words; each fifth a copy of one before with 5 % of its words replaced), each in a process of its
own; with --ways sketches those that need not hold the texts alone.
"""

import argparse
import json
import os
import pickle
import random
import re
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from detente.claims.language import sentence_spans
from detente.documents import Document, NearDuplicates, load, mark_near_duplicates

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Edit = Callable[[str, str, random.Random], str]
Originals = Mapping[str, str | None]


def exact_index(documents: Sequence[Document]) -> Originals:
    """Give the original of each document by an index of all its runs of five words; earlier is what stands before."""
    holding: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes: list[int] = []
    originals: dict[str, str | None] = {}
    for place, document in enumerate(documents):
        words = re.findall(r"\w+", document.text.lower())
        runs = {tuple(words[start : start + 5]) for start in range(len(words) - 4)}
        shared = Counter(other for run in runs for other in holding.get(run, ()))
        of = (n for n, size in enumerate(sizes) if shared[n] >= max(3, min(size, len(runs)) / 2))
        copied = next(of, None)
        original = None if copied is None else documents[copied].id
        originals[document.id] = None if original is None else originals[original] or original
        sizes.append(len(runs))
        for run in runs:
            holding[run].append(place)
    return originals


def counted(documents: Sequence[Document]) -> Originals:
    return {one.id: one.near_duplicate_of for one in mark_near_duplicates(documents)}


def sketches(documents: Sequence[Document]) -> Originals:
    seen = NearDuplicates()
    return {one.id: seen.add(one) for one in documents}


WAYS: dict[str, Callable[[Sequence[Document]], Originals]] = {
    "exact": exact_index,
    "counted": counted,
    "sketches": sketches,
}


def reset(text: str, other: str, chance: random.Random) -> str:
    return " ".join(text.upper().replace("“", '"').replace("”", '"').replace("’", "'").split())


def framed(text: str, other: str, chance: random.Random) -> str:
    return f"This is what our partners report today.\n\n{text}\n\nWe shall tell more as soon as we hear of it."


def cut(text: str, other: str, chance: random.Random) -> str:
    return text[: len(text) // 2]


def brief(text: str, other: str, chance: random.Random) -> str:
    words = text.split()
    return " ".join(words[len(words) // 2 : len(words) // 2 + 40])


def in_a_long_one(text: str, other: str, chance: random.Random) -> str:
    own = [_nowhere(chance) for _ in range(1500)]
    place = chance.randrange(len(own))
    return " ".join([*own[:place], *text.split()[:120], *own[place:]])


def shuffled(text: str, other: str, chance: random.Random) -> str:
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    chance.shuffle(sentences)
    return " ".join(sentences)


def replaced(share: float) -> Edit:
    def edit(text: str, other: str, chance: random.Random) -> str:
        return " ".join(_nowhere(chance) if chance.random() < share else word for word in text.split())

    return edit


def half_in_two(text: str, other: str, chance: random.Random) -> str:
    return f"{text[: len(text) // 2]}\n\n{other[: len(text) // 2]}"


def _nowhere(chance: random.Random) -> str:
    return f"w{chance.random():.8f}".replace(".", "")


EDITS: dict[str, Edit] = {
    "none": lambda text, other, chance: text,
    "reset": reset,
    "framed": framed,
    "cut": cut,
    "brief": brief,
    "in a long one": in_a_long_one,
    "shuffled": shuffled,
    **{f"{percent} % of words": replaced(percent / 100) for percent in (2, 5, 10, 15, 20)},
    "half in two": half_in_two,
}


def compare_edits(articles: Sequence[Document], seed: int) -> None:
    for way, find in WAYS.items():
        pairs = [(one, of) for one, of in find(articles).items() if of]
        print(f"{way}: {len(articles)} articles, marked as copies: {pairs or 'none'}")
    right, marked = Counter[str](), Counter[str]()
    print(f"\n{'edit':<16}" + "".join(f"{way:>10} wrong" for way in WAYS))
    for name, edit in EDITS.items():
        chance = random.Random(seed)
        others = [*articles[1:], articles[0]]
        texts = [edit(one.text, other.text, chance) for one, other in zip(articles, others, strict=True)]
        copies = [Document(f"copy of {one.id}", text) for one, text in zip(articles, texts, strict=True)]
        # The article of which only 120 words were taken is the shorter one: its copy is of those words.
        sources = [
            Document(one.id, " ".join(one.text.split()[:120])) if edit is in_a_long_one else one for one in articles
        ]
        line = f"{name:<16}"
        for way, find in WAYS.items():
            found = find([*sources, *copies])
            hits = sum(
                found[copy.id] in ({one.id, other.id} if edit is half_in_two else {one.id})
                for one, other, copy in zip(articles, others, copies, strict=True)
            )
            told = sum(found[copy.id] is not None for copy in copies)
            right[way] += hits
            marked[way] += told
            line += f"{hits / len(articles):>10.2f} {told - hits:>5}"
        print(line)
    print(
        "\nprecision over all copies marked: "
        + "; ".join(f"{way} {right[way] / marked[way]:.3f} ({right[way]} of {marked[way]})" for way in WAYS)
    )


def made_up(number: int, articles: Sequence[Document], seed: int) -> Iterator[tuple[Document, str | None]]:
    """Give made-up documents with the id of the one each was copied from."""
    words = Counter(word for one in articles for word in one.text.split())
    names, weights = list(words), list(words.values())
    chance = random.Random(seed)
    kept: list[tuple[str, list[str]]] = []
    for place in range(number):
        if place % 5 == 4:
            source, text = chance.choice(kept)
            told = [_nowhere(chance) if chance.random() < 0.05 else word for word in text]
            yield Document(f"d{place}", " ".join(told)), source
        else:
            own = chance.choices(names, weights, k=chance.randint(200, 1000))
            if len(kept) < 200:
                kept.append((f"d{place}", own))
            yield Document(f"d{place}", " ".join(own)), None


def measure_growth(way: str, number: int, articles: Sequence[Document], seed: int) -> None:
    """Print as JSON what one way takes; the time and memory of making the documents are taken off."""
    unit = 1024 if sys.platform != "darwin" else 1
    more: dict[str, float] = {}
    made = made_up(number, articles, seed)
    if way == "sketches":
        truth, found, used = {}, {}, 0.0
        seen = NearDuplicates()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for document, source in made:
            truth[document.id] = source
            start = time.process_time()
            found[document.id] = seen.add(document)
            used += time.process_time() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        seen.settle()
        more = {
            "settle_s": time.process_time() - start,
            "sketch_bytes": seen.nbytes,
            "pickled": len(pickle.dumps(seen)),
        }
    else:
        documents, sources = zip(*made, strict=True)
        truth = {one.id: source for one, source in zip(documents, sources, strict=True)}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        found = dict(WAYS[way](documents))
        used = time.process_time() - start
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = sum(of is not None for of in found.values())
    hits = sum(of is not None and of == truth[name] for name, of in found.items())
    copies = sum(source is not None for source in truth.values())
    print(
        json.dumps(
            {
                "way": way,
                "documents": number,
                "seconds": used,
                "bytes": (after - before) * unit,
                "recall": hits / copies,
                "precision": hits / told if told else None,
                **more,
            }
        )
    )


def compare_growth(numbers: Sequence[int], ways: Sequence[str], rest: Sequence[str]) -> None:
    print(
        f"{'documents':>9} {'way':<9} {'seconds':>8} {'ratio':>6} {'MB':>7} {'ratio':>6} {'recall':>7} {'precision':>9}"
    )
    for number in numbers:
        first: dict[str, float] = {}
        for way in ways:
            command = [sys.executable, __file__, "--measure", way, str(number), *rest]
            one = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            first = first or one
            print(
                f"{number:>9} {way:<9} {one['seconds']:>8.1f} {one['seconds'] / first['seconds']:>6.2f} "
                f"{one['bytes'] / 1e6:>7.0f} {one['bytes'] / first['bytes']:>6.2f} "
                f"{one['recall']:>7.3f} {one['precision']:>9.3f}"
            )
            if "settle_s" in one:
                print(
                    f"{'':>9} sketches and index {one['sketch_bytes'] / number:.0f} bytes a document, pickled "
                    f"{one['pickled'] / number:.0f}; settling {one['settle_s']:.1f} s"
                )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=SHARED / "corpus" / "dev")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--growth", type=int, nargs="+", metavar="N")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--measure", nargs=2, metavar=("WAY", "N"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    articles = [load(path) for path in sorted(arguments.texts.glob("*.txt"))]
    articles = [Document(one.id, one.text) for one in articles]
    if not articles:
        print(f"no articles: {arguments.texts} holds no .txt file", file=sys.stderr)
        return 1
    if arguments.measure:
        measure_growth(arguments.measure[0], int(arguments.measure[1]), articles, arguments.seed)
    elif arguments.growth:
        rest = ["--texts", str(arguments.texts), "--seed", str(arguments.seed)]
        compare_growth(arguments.growth, arguments.ways, rest)
    else:
        compare_edits(articles, arguments.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
