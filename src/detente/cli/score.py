"""`detente score`: predicted claims beside those that a person marked → how well they were read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from detente.claims.scoring import Agreement, Rates, Score, ScoredClaim, score, scored_claim_faults, scored_claims
from detente.cli.console import count, note
from detente.cli.options import as_json as json_option
from detente.errors import Fault, FormatError, UsageError
from detente.files import dump_json

__all__ = ["command"]

_ENDING = ".claims.json"
_LINES = ".jsonl"
_NAMED = 20
"""How many articles a line on stderr names."""


@click.command(name="score")
@click.argument("gold", metavar="GOLD", type=click.Path(path_type=Path))
@click.argument("predicted", metavar="PREDICTED", type=click.Path(path_type=Path))
@click.option("--articles", is_flag=True, help="Add a line for each article to the table; --json always has them.")
@json_option
def command(gold: Path, predicted: Path, articles: bool, as_json: bool) -> None:
    """Score the claims in PREDICTED against those in GOLD, which a person marked.

    Both are folders of NAME.claims.json, or both single files. In place of a folder, the claims.jsonl of a corpus may
    stand: NAME is then that of the source, without folder and ending. A NAME without prediction counts as read without
    finding a claim, and is named; predictions beyond GOLD are named and ignored.
    """
    result = score(*_loaded(gold, predicted))
    if result.missing:
        note(f"{predicted}: no prediction, so no claims, for {_told(result.missing)}")
    if result.ignored:
        note(f"{predicted}: ignored, as {gold} has no such file: {_told(result.ignored)}")
    print(dump_json(result.to_json()) if as_json else "\n".join(_table(result, articles)) + "\n", end="")


def _told(names: tuple[str, ...]) -> str:
    rest = ", … (--json names all)" if len(names) > _NAMED else ""
    return f"{count(len(names), 'article')}: {', '.join(names[:_NAMED])}{rest}"


def _loaded(*paths: Path) -> tuple[Mapping[str, tuple[ScoredClaim, ...]], ...]:
    """Give the claims of each path by article. Raises FormatError with the faults of all files, UsageError."""
    if all(path.exists() for path in paths) and len({_holds_many(path) for path in paths}) > 1:
        raise UsageError("GOLD and PREDICTED must be two folders or two files, not one of each")
    faults: list[Fault] = []
    if any(map(_holds_many, paths)):
        held = [_held(path, faults) for path in paths]
    else:
        # Two files are one article, whatever their names.
        name = paths[0].name.removesuffix(_ENDING)
        held = [{name: _data(path, faults)} for path in paths]
    if faults:
        raise FormatError(" and ".join(map(str, paths)), faults)
    return tuple({name: scored_claims(data) for name, data in files.items()} for files in held)


def _holds_many(path: Path) -> bool:
    return path.is_dir() or path.suffix.lower() == _LINES


def _held(path: Path, faults: list[Fault]) -> dict[str, Any]:
    """Give what a folder, or a file of lines, holds of each article, by its name."""
    if path.suffix.lower() != _LINES or path.is_dir():
        return {name: _data(file, faults) for name, file in _files(path, faults).items()}
    held: dict[str, Any] = {}
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                _hold(line, f"{path}: line {number}", held, faults)
    except OSError as error:
        faults.append(Fault(str(path), f"cannot be read ({error.strerror})"))
    return held


def _hold(line: bytes, place: str, held: dict[str, Any], faults: list[Fault]) -> None:
    """Add what a line holds of an article."""
    try:
        data = json.loads(line)
    except ValueError as error:
        faults.append(Fault(place, f"is not JSON ({error})"))
        return
    if not isinstance(data, dict) or not isinstance(data.get("source"), str):
        faults.append(Fault(place, "names no source; detente read REPORT… --workers N --out FOLDER writes such lines"))
        return
    name = Path(data["source"]).stem
    if name in held:
        faults.append(Fault(place, f"is a second article of the name {name!r}; rename one of the two sources"))
    faults += scored_claim_faults(data, place)
    held[name] = data


def _files(path: Path, faults: list[Fault]) -> dict[str, Path]:
    """Give the claim files of a path by the names of their articles."""
    files = sorted(path.glob(f"*{_ENDING}")) if path.is_dir() else [path]
    found = {file.name.removesuffix(_ENDING): file for file in files}
    if not found:
        faults.append(Fault(str(path), f"holds no NAME{_ENDING}; detente read REPORT… --out FOLDER writes them"))
    return found


def _data(file: Path, faults: list[Fault]) -> Any:
    """Give what a claim file holds; what is wrong with it joins the faults."""
    if file.is_char_device():
        faults.append(Fault(str(file), "is a device, not a claim file"))
        return None
    try:
        data = json.loads(file.read_bytes())
    except FileNotFoundError:
        faults.append(Fault(str(file), "does not exist"))
    except OSError as error:
        faults.append(Fault(str(file), f"cannot be read ({error.strerror})"))
    except ValueError as error:
        faults.append(Fault(str(file), f"is not JSON ({error})"))
    else:
        faults += scored_claim_faults(data, str(file))
        return data
    return None


def _table(result: Score, articles: bool) -> Iterator[str]:
    gold, predicted, pairs, strict = map(result.total, ("gold", "predicted", "pairs", "strict_pairs"))
    yield f"{count(len(result.articles), 'article')}: {gold:,} gold claims, {predicted:,} predicted"
    yield f"{pairs:,} found, {strict:,} of the same party and act"
    yield ""
    yield f"{'':<36} {'micro':>7} {'macro':>7}"
    micro, macro = result.micro, result.macro
    for kind in ("detection", "strict"):
        label = "party + act" if kind == "strict" else kind
        for rate in fields(Rates):
            name = rate.name.replace("f1", "F1")
            yield _line(f"{label}, {name}", *(getattr(getattr(of, kind), rate.name) for of in (micro, macro)))
    yield "of the claims found:"
    for field in fields(Agreement):
        label = f"  {field.name.replace('_', ' ')}" + (", F1 of words" if field.name in {"content", "issue"} else "")
        yield _line(label, *(getattr(of.agreement, field.name) for of in (micro, macro)))
    yield "of the gold claims of the kind:"
    yield _line("  recall, not asserted", result.not_asserted_recall)
    yield _line("  recall, inferred", result.inferred_recall)
    if result.calibration_error is not None:
        yield "of the predicted claims with a confidence:"
        yield _line("  calibration error", result.calibration_error)
    if articles:
        yield from _article_lines(result)


def _line(label: str, *figures: float) -> str:
    return f"{label:<36} {' '.join(f'{figure:>7.3f}' for figure in figures)}"


def _article_lines(result: Score) -> Iterator[str]:
    yield ""
    columns = ("gold", "pred.", "found", "F1", "strict", "chain", "cert.")
    yield f"{'article':<36} {' '.join(f'{column:>7}' for column in columns)}"
    for one in result.articles:
        figures = one.figures
        counts = " ".join(f"{number:>7,}" for number in (one.gold, one.predicted, one.pairs))
        shares = (figures.detection.f1, figures.strict.f1, figures.agreement.source_chain, figures.agreement.certainty)
        yield f"{one.name[:36]:<36} {counts} {' '.join(f'{share:>7.3f}' for share in shares)}"
