"""What reading a corpus costs, and how it grows: python benchmarks/corpus.py reading|memory|course|records [options].

The articles are those of samples/, copied with a declared change: a first line of their own, which names the copy. What
differs between corpora is how long articles are, and how many claims they hold.

reading   Seconds by the clock, and of the processor (all processes together), per article at each of --workers.
memory    Peak memory of the parent and of the largest worker at each of --articles.
course    Memory in use in the course of one run of --articles by one process, every hundred articles. Each is cut after
          the paragraph in which its --words are reached (60), and holds ten made-up names that no other does, since
          what the language model remembers grows with the words that it has seen. Linux only.
records   Seconds of the processor of all that is not reading, at each of --articles: ready-made readings are
          journalled, the journal is opened again, copies are found, and all files are written (copies within). The
          texts are 600 words drawn from 20,000 made-up ones; every tenth is a copy of another.
"""

import argparse
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable
from dataclasses import replace
from pathlib import Path

from detente.claims import Reading, readings_from_lines
from detente.cluster import copies, read_corpus
from detente.cluster.articles import Article, Outcome, reading_line
from detente.cluster.corpus import CorpusReading, write_corpus
from detente.cluster.journal import Journal, key_of
from detente.cluster.processes import RECYCLED_AFTER
from detente.documents import Document, find_sources
from detente.documents.sources import SourceOptions

ROOT = Path(__file__).resolve().parents[1]


def make(folder: Path, number: int) -> None:
    """Write so many copies of the sample reports into a folder."""
    reports = [path for path in find_sources([ROOT / "samples"]) if path.suffix == ".txt"]
    folder.mkdir()
    for place in range(number):
        words = reports[place % len(reports)].read_text(encoding="utf-8")
        (folder / f"{place:07}.txt").write_text(
            f"Report number {place} of a made-up corpus\n\n{words}", encoding="utf-8"
        )


def peak(who: int) -> float:
    """Give the peak memory in MB of this process, or of the largest of its children that have ended."""
    used = resource.getrusage(who).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1024)


def spent(who: int) -> float:
    """Give the seconds of the processor that were spent by this process, or by its children that have ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def run(articles: int, workers: int) -> None:
    """Read a corpus as the command does, and print what it took as JSON: for a process of its own."""
    from detente.cluster import Processes

    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch) / "reports", articles)
        began = time.perf_counter()
        own = spent(resource.RUSAGE_SELF)
        result = read_corpus(
            [str(Path(scratch) / "reports")], SourceOptions(), Path(scratch) / "out", Processes(workers), parquet=True
        )
        took = {
            "clock": time.perf_counter() - began,
            "parent": spent(resource.RUSAGE_SELF) - own,
            "workers": spent(resource.RUSAGE_CHILDREN),
            "parent_mb": peak(resource.RUSAGE_SELF),
            "worker_mb": peak(resource.RUSAGE_CHILDREN),
            "claims": result.claims,
        }
    print(json.dumps(took))


def measured(articles: int, workers: int) -> dict[str, float]:
    command = [sys.executable, __file__, "run", "--articles", str(articles), "--workers", str(workers)]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found


def reading(numbers: list[int], workers: list[int]) -> None:
    print(f"{'articles':>8} {'workers':>7} {'clock, s each':>14} {'processor, s each':>18} {'of it the parent':>17}")
    for articles in numbers:
        for each in workers:
            took = measured(articles, each)
            cpu = took["parent"] + took["workers"]
            print(
                f"{articles:>8,} {each:>7} {took['clock'] / articles:>14.3f} {cpu / articles:>18.3f} "
                f"{took['parent'] / articles:>17.4f}",
                flush=True,
            )


def memory(numbers: list[int], workers: list[int]) -> None:
    print(f"{'articles':>8} {'workers':>7} {'parent, MB':>11} {'largest worker, MB':>19} {'processor, s each':>18}")
    for articles in numbers:
        for each in workers:
            took = measured(articles, each)
            used = f"{took['parent_mb']:>11.0f} {took['worker_mb']:>19.0f}"
            cpu = (took["parent"] + took["workers"]) / articles
            print(f"{articles:>8,} {each:>7} {used} {cpu:>18.3f}", flush=True)


def course(articles: int, words: int) -> None:
    """Print the memory in use by this process and by the one that reads, in the course of a run."""
    from detente.cluster import Processes

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(folder / "reports", articles)
        length = 0
        for place, path in enumerate(sorted((folder / "reports").iterdir())):
            text = _shortened(path.read_text(encoding="utf-8"), words, random.Random(place))
            length += len(text.split())
            path.write_text(text, encoding="utf-8")
        print(f"{length / articles:.0f} words each")
        print(f"{'articles':>8} {'parent, MB':>11} {'reading process, MB':>20} {'processor, s each':>18}", flush=True)

        def show(done: int) -> None:
            if done % 100 == 0 or done == articles:
                readers = [process.pid for process in multiprocessing.active_children() if process.pid is not None]
                cpu = sum(map(_seconds_of, readers)) / (done % RECYCLED_AFTER or RECYCLED_AFTER)
                used = max(map(_used, readers), default=0.0)
                print(f"{done:>8,} {_used(os.getpid()):>11.0f} {used:>20.0f} {cpu:>18.3f}", flush=True)

        read_corpus(
            [str(folder / "reports")], SourceOptions(), folder / "out", Processes(1), parquet=True, advance=show
        )
    print(f"at the end {peak(resource.RUSAGE_SELF):.0f} MB at most, {peak(resource.RUSAGE_CHILDREN):.0f} to read")


def _shortened(text: str, words: int, chance: random.Random) -> str:
    """Give a text up to the paragraph in which its words are enough, and a sentence of ten names made up for it."""
    kept: list[str] = []
    for paragraph in text.split("\n\n"):
        if len(" ".join(kept).split()) >= words:
            break
        kept.append(paragraph)
    names = ["".join(chance.choices("abcdefghiklmnoprstuvz", k=9)).capitalize() for _ in range(10)]
    return "\n\n".join([*kept, f"The sun shone on {', '.join(names)}.\n"])


def _used(process: int) -> float:
    """Give the memory in MB that a process has in use."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def _seconds_of(process: int) -> float:
    """Give the seconds of the processor that a process has spent."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / float(os.sysconf("SC_CLK_TCK"))


class Readymade:
    """Gives ready-made readings instead of reading, so that all else can be measured."""

    def __init__(self, number: int, templates: tuple[Reading, ...]) -> None:
        self.number = number
        self.templates = templates
        self.words = [f"word{place}" for place in range(20_000)]

    def line(self, number: int) -> tuple[str, bytes]:
        """Give the name and the line of an article: 600 words drawn by its number, or by that of its original."""
        template = self.templates[number % len(self.templates)]
        original = number - 1 if number % 10 == 9 else number
        text = " ".join(random.Random(original).choices(self.words, k=600))
        date = f"20{number % 25:02}-01-01"
        document = Document(f"record-{number:07}", text, outlet="Outlet", date=date)
        claims = tuple(replace(claim, id=f"{number}-{place}") for place, claim in enumerate(template.claims[:8]))
        return f"record {number}", reading_line(f"record {number}", "same", Reading(document, claims))

    def read(self, articles: Iterable[Article]) -> Generator[Outcome, None, None]:
        for number in range(self.number):
            yield Outcome(*self.line(number))


def records(numbers: list[int]) -> None:
    """Time what is not reading, each part by itself; the time to make the records is taken off."""
    templates = _templates()
    heads = ("records", "journal", "opened", "copies", "all files", "peak, MB", "journal, MB")
    print(" ".join(f"{head:>11}" for head in heads))
    for number in numbers:
        command = [sys.executable, __file__, "part", "--articles", str(number)]
        subprocess.run(command, check=True, input=json.dumps(templates), text=True)


def _templates() -> list[str]:
    """Give the lines of `claims.jsonl` of the sample reports, read once."""
    from detente.cluster import LINES, Processes

    with tempfile.TemporaryDirectory() as scratch:
        reports = [str(ROOT / "samples" / name) for name in ("river", "labour")]
        read_corpus(reports, SourceOptions(), Path(scratch), Processes(1))
        return (Path(scratch) / LINES).read_text(encoding="utf-8").splitlines()


def part(number: int) -> None:
    """Time the parts at one number of records."""
    made = Readymade(number, readings_from_lines(json.load(sys.stdin)))
    began = time.process_time()
    for place in range(number):
        made.line(place)
    making = time.process_time() - began
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        began = time.process_time()
        with Journal(folder) as journal:
            for outcome in made.read(()):
                journal.add(outcome.name, outcome.line or b"")
        journalling = time.process_time() - began - making
        size = os.path.getsize(folder / "journal.jsonl") / 1e6
        began = time.process_time()
        with Journal(folder) as journal:
            opening = time.process_time() - began
            order = dict.fromkeys(key_of(f"record {place}") for place in range(number))
            finding = [0.0]
            find = copies.originals

            def timed(documents: Iterable[Document]) -> list[str | None]:
                start = time.process_time()
                found = find(documents)
                finding[0] = time.process_time() - start
                return found

            import detente.cluster.corpus as writer

            writer.originals = timed  # type: ignore[attr-defined]
            result = CorpusReading()
            began = time.process_time()
            write_corpus(journal, order, folder, result, parquet=True)
            writing = time.process_time() - began
    assert result.documents == number, result
    assert result.copies == number // 10, result
    seconds = (journalling, opening, finding[0], writing)
    sizes = (peak(resource.RUSAGE_SELF), size)
    print(" ".join([f"{number:>11,}", *(f"{took:>11.1f}" for took in seconds), *(f"{used:>11,.0f}" for used in sizes)]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["reading", "memory", "course", "records", "run", "part"])
    parser.add_argument("--articles", type=int, nargs="+")
    parser.add_argument("--workers", type=int, nargs="+")
    parser.add_argument("--words", type=int, default=60)
    given = parser.parse_args()
    if given.what == "run":
        run(given.articles[0], given.workers[0])
    elif given.what == "part":
        part(given.articles[0])
    elif given.what == "reading":
        reading(given.articles or [100], given.workers or [1, 2])
    elif given.what == "course":
        course((given.articles or [1000])[0], given.words)
    elif given.what == "memory":
        memory(given.articles or [100, 1000], given.workers or [1])
    else:
        records(given.articles or [10_000, 100_000])
    return 0


if __name__ == "__main__":
    sys.exit(main())
