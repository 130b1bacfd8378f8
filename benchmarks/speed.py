"""How fast the reader reads: python benchmarks/speed.py [--texts DIR] [--rounds N] [--odd CHARACTERS] [--blis].

In one run, article by article in turn, the language model alone parses every article of the folder, and the reader
reads it. Printed: words in a second of each by CPU time (of all threads, so a second of one core), their ratio, which a
busy machine moves little; the seconds of loading; and the peak memory of the process. The rounds are repeated and the
fastest of each counts.

With --blis, parsing alone is timed instead, by turns with products by BLIS, as the parser would do if left to itself:
the ratio of each round, and how many words the two parse otherwise.

With --odd, texts of odd shapes are read instead, each of n, 2n and 4n characters: the CPU seconds, and the factor from
2n to 4n. A factor of 2 is time that grows with the text, one of 4 with its square.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import resource  # noqa: E402

from detente.claims import read  # noqa: E402
from detente.claims.language import language_model, paragraphs  # noqa: E402
from detente.documents import find_sources, load  # noqa: E402
from detente.installed import language_models  # noqa: E402

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
_SENTENCE = (
    "The Harbour Workers' Union demands a raise of six percent, and Delmar Port Authority rejected it on Monday. "
)

ODD: dict[str, Callable[[int], str]] = {
    "prose without line breaks": lambda n: _SENTENCE * (n // len(_SENTENCE)),
    "one sentence": lambda n: "The union demands " + "more pay and longer breaks and shorter shifts, " * (n // 46),
    "lines of one word": lambda n: "Northland\n" * (n // 10),
    "headlines": lambda n: "Northland Rejects Offer\n" * (n // 24),
    "a table": lambda n: "Northland | 6 % | 3 %\n" * (n // 22),
    "a transcript": lambda n: "Q: What do you want?\nA: We demand a raise of six percent.\n" * (n // 55),
    "quotes in quotes": lambda n: "He said " + "“she said " * (n // 11) + "no" + "”" * (n // 11),
    "he said that he said": lambda n: "He said that " * (n // 13) + "no.",
    "brackets": lambda n: "(" * (n // 2) + "a" + ")" * (n // 2),
    "spaced brackets": lambda n: "( " * (n // 2),
    "quotation marks": lambda n: '"' * n + " Northland demands.",
    "one word": lambda n: "a" * n,
    "blanks": lambda n: "Northland" + " " * n + "demands more.",
    "line breaks": lambda n: "Northland" + "\n" * n + "demands more.",
    "capitals": lambda n: "NORTHLAND REJECTS THE OFFER OF SOUTHLAND AND " * (n // 45),
    "abbreviations": lambda n: "A. " * (n // 3) + "said.",
    "combining marks": lambda n: "Northland demands " + "e\u0301" * (n // 2),
    "zero-width letters": lambda n: "North\u200dland demands " * (n // 20),
    "emoji": lambda n: "Northland demands 🙂 " * (n // 20),
    "many names": lambda n: "".join(f"Mr. Abel{i}son of Port{i} Steel demands {i} boats. " for i in range(n // 48)),
}


def odd(characters: int) -> None:
    """Print the growth of reading time for every odd text."""
    for name, make in ODD.items():
        seconds = []
        for factor in (1, 2, 4):
            text = make(characters * factor)
            began = time.process_time()
            read(text)
            seconds.append(time.process_time() - began)
        grown = seconds[2] / max(seconds[1], 1e-9)
        print(f"{name:<26} {seconds[0]:7.2f} {seconds[1]:7.2f} {seconds[2]:7.2f} s   x {grown:.1f}", flush=True)


def blis(texts: Sequence[str], rounds: int) -> None:
    """Print how much longer parsing takes with BLIS, and of how many words it says something else."""
    import spacy

    usual, other = language_model(), spacy.load(language_models()[0], exclude=["senter"])
    for _ in range(rounds):
        spent, told = [0.0, 0.0], []
        for place, nlp in enumerate((usual, other)):
            began = time.process_time()
            docs = list(nlp.pipe(texts, batch_size=64))
            spent[place] = time.process_time() - began
            told.append([(t.tag_, t.dep_, t.head.i, t.ent_iob_, t.ent_type_) for doc in docs for t in doc])
        unlike = sum(one != another for one, another in zip(*told, strict=True))
        print(f"BLIS takes {spent[1] / spent[0]:.2f} times as long; {unlike} of {len(told[0])} words parsed otherwise")


def peak() -> float:
    """Give the peak memory of this process so far, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1024)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, default=SHARED / "corpus" / "dev")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--odd", type=int, metavar="CHARACTERS")
    parser.add_argument("--blis", action="store_true")
    arguments = parser.parse_args()
    began, cpu = time.perf_counter(), time.process_time()
    nlp = language_model()
    read("A first sentence warms the model.")
    print(f"loading: {time.process_time() - cpu:.2f} s of CPU, {time.perf_counter() - began:.2f} s by the clock")
    if arguments.odd:
        odd(arguments.odd)
        print(f"peak memory: {peak():.0f} MB")
        return 0
    if not arguments.texts.is_dir():
        print(f"no articles: {arguments.texts} is missing", file=sys.stderr)
        return 1
    documents = [load(path) for path in find_sources([arguments.texts])]
    if arguments.blis:
        blis([words for document in documents for _, words in paragraphs(document.text)], arguments.rounds)
        return 0
    words = sum(len(document.text.split()) for document in documents)
    parsing, reading = [], []
    for _ in range(arguments.rounds):
        spent = [0.0, 0.0]
        for document in documents:
            began = time.process_time()
            for _ in nlp.pipe((part for _, part in paragraphs(document.text)), batch_size=64):
                pass
            between = time.process_time()
            read(document)
            spent[0] += between - began
            spent[1] += time.process_time() - between
        parsing.append(spent[0])
        reading.append(spent[1])
    print(f"{len(documents)} reports, {words} words, {arguments.rounds} rounds")
    print(f"parsing alone: {words / min(parsing):.0f} words/s; reading: {words / min(reading):.0f} words/s")
    ratios = sorted(one / other for one, other in zip(reading, parsing, strict=True))
    print(f"reading takes {ratios[len(ratios) // 2]:.2f} times as long as parsing alone (median of the rounds)")
    print(f"peak memory: {peak():.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
