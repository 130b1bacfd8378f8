"""`detente read --workers N`, `--cluster` and `--parquet`: a corpus, and what people see while it is read."""

import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.console import advancing, count, note
from detente.documents.sources import SourceOptions, sources_of
from detente.errors import DetenteError, DocumentError, UsageError
from detente.files import dump_json

if TYPE_CHECKING:
    from detente.cluster import CorpusReading, Readers

__all__ = ["CorpusChoice", "corpus_options", "read_as_corpus"]


@dataclass(frozen=True, slots=True)
class CorpusChoice:
    """How a corpus is to be read: by how many processes or which cluster, and whether into Parquet too.

    `cluster_wait` are the minutes to wait for a cluster that has no worker.
    """

    workers: int | None
    cluster: str | None
    parquet: bool
    cluster_wait: float | None = None

    @property
    def wanted(self) -> bool:
        """Whether any of the options is given that make the reports a corpus."""
        return self.workers is not None or self.cluster is not None or self.parquet

    @property
    def option(self) -> str:
        """The option that makes the reports a corpus."""
        return "--workers" if self.workers is not None else "--cluster" if self.cluster is not None else "--parquet"


_OPTIONS = (
    click.option(
        "--workers",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Read a corpus with N processes into claims.jsonl, article by article; the same command goes on.",
    ),
    click.option("--cluster", metavar="ADDRESS", help="Read a corpus on the Dask cluster at ADDRESS instead."),
    click.option(
        "--cluster-wait",
        type=click.FloatRange(min=0.0),
        metavar="MINUTES",
        help="How long to wait while the cluster has no worker; 10 unless given.",
    ),
    click.option("--parquet", is_flag=True, help="Write a corpus to claims.parquet and documents.parquet as well."),
)


def corpus_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of corpora; it is called with them as `corpus`, a CorpusChoice."""

    @functools.wraps(command)
    def called(
        *, workers: int | None, cluster: str | None, cluster_wait: float | None, parquet: bool, **given: Any
    ) -> Any:
        if workers is not None and cluster is not None:
            raise UsageError("--workers reads on this machine and --cluster on others; give one of them")
        if cluster_wait is not None and cluster is None:
            raise UsageError("--cluster-wait is about the workers of a cluster; name it with --cluster")
        return command(corpus=CorpusChoice(workers, cluster, parquet, cluster_wait), **given)

    for option in reversed(_OPTIONS):
        called = option(called)
    return called


def read_as_corpus(
    reports: Sequence[str], options: SourceOptions, out: Path | None, choice: CorpusChoice, *, as_json: bool
) -> int:
    """Read reports as a corpus into a folder, and say what became of it; gives the exit code.

    Raises UsageError, and what `read_corpus` raises; what was read until then is kept.
    """
    from detente.cluster import JOURNAL, LINES, read_corpus

    if out is None:
        raise UsageError(f"{choice.option}: a corpus is read into a folder; name it with --out")
    if choice.parquet:
        _check_parquet()
    readers = _readers(choice)
    so_far = 0
    try:
        with advancing(_total(reports, options), "reading", counted=True) as show:

            def advance(done: int) -> None:
                nonlocal so_far
                so_far = done
                show(done)

            result = read_corpus(reports, options, out, readers, parquet=choice.parquet, advance=advance)
    except KeyboardInterrupt:
        note(f"stopped after {count(so_far, 'article')}, kept in {out / JOURNAL}; the same command goes on from there")
        return 1
    except (OSError, DetenteError) as error:
        if not so_far and isinstance(error, DetenteError):
            raise
        note(f"{count(so_far, 'article')} kept in {out / JOURNAL}; with what follows mended, the same command goes on")
        raise
    for fault in result.faults:
        note(fault)
    for line in _summary(result, out / LINES, getattr(readers, "deaths", 0)):
        note(line)
    if as_json:
        print(dump_json({"schema": 1, **asdict(result)}), end="")
    return 1 if result.faults else 0


def _check_parquet() -> None:
    """See that tables can be written before days of reading. Raises MissingExtraError."""
    import io

    from detente.cluster.parquet import Tables

    with Tables(io.BytesIO(), io.BytesIO()):
        pass


def _readers(choice: CorpusChoice) -> "Readers":
    from detente.cluster import Cluster, Processes

    if choice.cluster is None:
        return Processes(choice.workers or 1)
    if choice.cluster_wait is None:
        return Cluster(choice.cluster, tell=note)
    return Cluster(choice.cluster, tell=note, patience=60.0 * choice.cluster_wait)


def _total(reports: Sequence[str], options: SourceOptions) -> int | None:
    """Give how many articles there are, where somebody watches; None where only fetching them would tell."""
    if not sys.stderr.isatty() or not all(Path(report).exists() for report in reports):
        return None
    total = 0
    for report in reports:
        try:
            total += sum(1 for _ in sources_of(report, options))
        except DocumentError:
            continue  # It is told when it is read.
    return total


def _summary(result: "CorpusReading", lines: Path, deaths: int) -> list[str]:
    """Say what was read, what is worth knowing about it, and how many articles could not be read."""
    told = []
    if result.damaged:
        told.append(f"{count(result.damaged, 'line')} of the journal did not count; what they held was read again")
    if deaths:
        told.append(f"processes ended {count(deaths, 'time')} while they read; what they had in hand was read again")
    if result.unchanged:
        told.append(f"{count(result.unchanged, 'article')} had been read before")
    parts = [
        (result.without_claims, "without any claim"),
        (result.copies, "largely copied from another"),
        (result.partly_foreign, "partly in another language, which was left out"),
        (result.repeated, "left out as the same as another"),
    ]
    about = "; ".join(f"{number:,} {what}" for number, what in parts if number)
    if result.documents:
        held = f"{count(result.claims, 'claim')} in {count(result.documents, 'report')}"
        told.append(f"{lines}: {held}{f' ({about})' if about else ''}")
    else:
        told.append("nothing was read, and nothing written")
    if result.faults:
        told.append(f"{len(result.faults):,} of {count(result.articles, 'report')} could not be read (see above)")
    return told
