"""How well copied reports are found: python benchmarks/copies.py [--texts DIR] [--seed N].

From every article of the folder (`dev` of the annotated reports unless another is named) copies are made with declared
edits, and each copy is put beside all the articles. Printed for each edit: recall (copies marked as that of their
article), and over all of them precision (documents marked that are copies of what they are marked with). The articles
themselves are independent unless two of them share a run of text, so each pair of them that is marked is shown.

The edits: "reset" changes case, quotation marks and line breaks; "framed" puts a sentence of its own before and after;
"cut" keeps the first half; "shuffled" puts the sentences in another order; "N % of words" replaces so many words by a
word that stands nowhere; "half in two" keeps the first half and adds that of another: the copy is then of either.
"""

import argparse
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

from detente.claims.language import sentence_spans
from detente.documents import Document, load, mark_near_duplicates

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Edit = Callable[[str, str, random.Random], str]


def reset(text: str, other: str, chance: random.Random) -> str:
    return " ".join(text.upper().replace("“", '"').replace("”", '"').replace("’", "'").split())


def framed(text: str, other: str, chance: random.Random) -> str:
    return f"This is what our partners report today.\n\n{text}\n\nWe shall tell more as soon as we hear of it."


def cut(text: str, other: str, chance: random.Random) -> str:
    return text[: len(text) // 2]


def shuffled(text: str, other: str, chance: random.Random) -> str:
    sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
    chance.shuffle(sentences)
    return " ".join(sentences)


def replaced(share: float) -> Edit:
    def edit(text: str, other: str, chance: random.Random) -> str:
        return " ".join(f"w{chance.random()}"[:8] if chance.random() < share else word for word in text.split())

    return edit


def half_in_two(text: str, other: str, chance: random.Random) -> str:
    return f"{text[: len(text) // 2]}\n\n{other[: len(text) // 2]}"


EDITS: dict[str, Edit] = {
    "none": lambda text, other, chance: text,
    "reset": reset,
    "framed": framed,
    "cut": cut,
    "shuffled": shuffled,
    **{f"{percent} % of words": replaced(percent / 100) for percent in (2, 5, 10, 15, 20)},
    "half in two": half_in_two,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=SHARED / "corpus" / "dev")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    articles = [load(path) for path in sorted(arguments.texts.glob("*.txt"))]
    articles = [Document(one.id, one.text) for one in articles]
    if not articles:
        print(f"no articles: {arguments.texts} holds no .txt file", file=sys.stderr)
        return 1
    pairs = [(one.id, one.near_duplicate_of) for one in mark_near_duplicates(articles) if one.near_duplicate_of]
    print(f"{len(articles)} articles, {len(articles) * (len(articles) - 1) // 2} pairs, marked: {pairs or 'none'}\n")
    right = marked = 0
    print(f"{'edit':<20} {'recall':>6}  marked as of another")
    for name, edit in EDITS.items():
        chance = random.Random(arguments.seed)
        others = [*articles[1:], articles[0]]
        copies = [
            Document(f"copy of {one.id}", edit(one.text, other.text, chance))
            for one, other in zip(articles, others, strict=True)
        ]
        found = mark_near_duplicates([*articles, *copies])[len(articles) :]
        hits = sum(
            copy.near_duplicate_of in ({one.id, other.id} if edit is half_in_two else {one.id})
            for one, other, copy in zip(articles, others, found, strict=True)
        )
        wrong = sum(copy.near_duplicate_of is not None for copy in found) - hits
        right, marked = right + hits, marked + hits + wrong
        print(f"{name:<20} {hits / len(articles):6.2f}  {wrong}")
    print(f"\nprecision over all copies marked: {right / marked:.3f} ({right} of {marked})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
