"""`detente review`: what a person confirms, corrects, rejects and merges, one by one or by plain commands."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from detente.cli.console import count, note
from detente.cli.options import as_json as json_option
from detente.cli.review_text import decision_line, history_lines, history_record, list_lines, question_record
from detente.cli.sitting import Sitting, changes_of
from detente.errors import UsageError
from detente.files import dump_json
from detente.store.decision_log import DECISIONS
from detente.store.desk import Desk, Maker, default_author, open_desk
from detente.table.decisions import Decision

__all__ = ["command"]


@dataclass(frozen=True, slots=True)
class _Orders:
    """What the options ask to decide."""

    confirmed: Sequence[str]
    rejected: Sequence[str]
    corrected: str | None
    changes: Sequence[str]
    dropped: Sequence[str]
    sides: Sequence[tuple[str, str]]
    parties: Sequence[tuple[str, str]]
    issues: Sequence[tuple[str, str]]
    apart: Sequence[tuple[str, str]]
    undo: str | None

    @property
    def any(self) -> bool:
        """Whether there is something to decide."""
        lists = (self.confirmed, self.rejected, self.dropped, self.sides, self.parties, self.issues, self.apart)
        return any(lists) or self.corrected is not None or self.undo is not None


@click.command(name="review")
@click.argument("case", metavar="CASE.yaml|DIR", type=click.Path(path_type=Path))
@click.argument("changes", metavar="[FIELD=VALUE…]", nargs=-1)
@click.option("--list", "listed", is_flag=True, help="List what is open, the most important first.")
@click.option("--history", is_flag=True, help="List what was decided, with time and author.")
@click.option(
    "--confirm",
    "confirmed",
    metavar="ID",
    multiple=True,
    help="It is right: what --list asks, or 'all' claims.",
)
@click.option("--reject", "rejected", metavar="ID", multiple=True, help="It is wrong: a claim does not count any more.")
@click.option("--correct", "corrected", metavar="ID", help="A claim says otherwise: FIELD=VALUE, such as act=offer.")
@click.option(
    "--drop", "dropped", metavar="SOURCE", multiple=True, help="A source counts no more: its id, title or address."
)
@click.option(
    "--side", "sides", type=(str, str), multiple=True, metavar="PERSON PARTY", help="Whom a person speaks for."
)
@click.option("--merge-parties", "parties", type=(str, str), multiple=True, metavar="A B", help="Two parties are one.")
@click.option("--merge-issues", "issues", type=(str, str), multiple=True, metavar="A B", help="Two issues are one.")
@click.option("--keep-apart", "apart", type=(str, str), multiple=True, metavar="A B", help="Two of either are not one.")
@click.option(
    "--undo", is_flag=False, flag_value="", metavar="[N]", help="Undo the last decision, or the one with this number."
)
@click.option("--author", metavar="NAME", help="Who decides [default: $DETENTE_AUTHOR, else your user name].")
@click.option("--no-draft", is_flag=True, help="Only keep the decisions; do not draft case.yaml again.")
@json_option
def command(
    case: Path,
    changes: tuple[str, ...],
    listed: bool,
    history: bool,
    confirmed: tuple[str, ...],
    rejected: tuple[str, ...],
    corrected: str | None,
    dropped: tuple[str, ...],
    sides: tuple[tuple[str, str], ...],
    parties: tuple[tuple[str, str], ...],
    issues: tuple[tuple[str, str], ...],
    apart: tuple[tuple[str, str], ...],
    undo: str | None,
    author: str | None,
    no_draft: bool,
    as_json: bool,
) -> None:
    """Review what was read: open claims, mergers and doubts one by one, what moves most first.

    Each is answered by one key, or by a line through a pipe; with the options below, it is decided without questions.
    What can be corrected of a claim: party, act, issue, content, against, certainty, basis.

    Decisions are kept in decisions.jsonl beside the case, with time and author, and apart from what was read; each
    later read, table, analyze and infer applies them. At the end case.yaml is drafted again, and what you changed in
    it by hand stays.
    """
    orders = _Orders(confirmed, rejected, corrected, changes, dropped, sides, parties, issues, apart, undo)
    if changes and corrected is None:
        raise UsageError(f"{' '.join(changes)}: belongs to --correct ID")
    if (listed or history) and (orders.any or (listed and history)):
        raise UsageError("--list and --history only show; give them alone")
    desk = open_desk(case, author or default_author(), note)
    if listed:
        _list(desk, as_json)
    elif history:
        shown = {"schema": 1, "decisions": history_record(desk.decisions)}
        print(dump_json(shown) if as_json else "\n".join(history_lines(desk.decisions)) + "\n", end="")
    elif orders.any:
        _order(desk, orders, no_draft, as_json)
    elif as_json:
        raise UsageError("--json belongs to --list, --history or a decision; a sitting speaks in words")
    else:
        _sit(desk, no_draft)


def _list(desk: Desk, as_json: bool) -> None:
    questions = desk.questions()
    if as_json:
        records = [question_record(desk, question) for question in questions]
        print(dump_json({"schema": 1, "questions": records}), end="")
        return
    print("\n".join(list_lines(desk, questions)))
    if questions:
        note("decide with --confirm ID, --reject ID, --correct ID FIELD=VALUE, --merge-issues A B, --keep-apart A B;")
        note(f"or one by one: detente review {desk.file}")


def _order(desk: Desk, orders: _Orders, no_draft: bool, as_json: bool) -> None:
    """Decide what the options say; all names are checked before anything is decided."""
    faults: list[str] = []
    makers: list[Maker] = []
    for plan in _plans(desk, orders):
        try:
            makers.append(plan())
        except UsageError as error:
            faults.append(str(error))
    if both := {*orders.confirmed} & {*orders.rejected}:
        faults.append(f"{', '.join(sorted(both))}: cannot be both confirmed and rejected")
    if faults:
        raise UsageError(faults[0] if len(faults) == 1 else "\n  ".join([f"{len(faults)} things are wrong", *faults]))
    made: list[Decision] = [*(desk.undo(orders.undo or None) if orders.undo is not None else ())]
    made += desk.decide(*makers) if makers else ()
    if as_json:
        print(dump_json({"schema": 1, "decisions": [decision.to_json() for decision in made]}), end="")
    else:
        print("\n".join(decision_line(decision, desk.decisions) for decision in made))
    _close(desk, len(made), no_draft)


def _plans(desk: Desk, orders: _Orders) -> Iterator[Callable[[], Maker]]:
    """Give for each order what checks it and gives what is to be put into the log."""
    for names, right in ((orders.confirmed, True), (orders.rejected, False)):
        yield from (partial(_answer, desk, name, right) for name in dict.fromkeys(names))
    if orders.corrected is not None:
        name = orders.corrected
        yield lambda: desk.correct(desk.claim_called(name), changes_of(orders.changes))
    if orders.dropped:
        yield lambda: desk.drop(*dict.fromkeys(desk.source_called(words) for words in orders.dropped))
    yield from (partial(desk.side, person, party) for person, party in orders.sides)
    yield from (partial(desk.merge, "parties", one, other) for one, other in orders.parties)
    yield from (partial(desk.merge, "issues", one, other) for one, other in orders.issues)
    yield from (partial(desk.keep_apart, one, other) for one, other in orders.apart)


def _answer(desk: Desk, name: str, right: bool) -> Maker:
    """Confirm or reject a claim, all open claims, or what a question of --list asks."""
    if name == "all":
        claims = [question.id for question in desk.questions() if question.kind == "claim"]
        return desk.status("confirm" if right else "reject", *claims)
    if ":" not in name:
        return desk.status("confirm" if right else "reject", desk.claim_called(name))
    asked = {question.id: question for question in desk.questions()}
    if name not in asked:
        raise UsageError(f"{name!r} is not open; detente review {desk.file} --list shows what is")
    return desk.answer(asked[name], right)


def _sit(desk: Desk, no_draft: bool) -> None:
    questions = desk.questions()
    if not questions:
        print("Nothing is open: every claim and merger is decided.")
        return
    keys = sys.stdin.isatty() and sys.stdout.isatty()
    styled = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    print(desk.written.title)
    print(f"{count(len(questions), 'question')}, what moves most first. You decide as {desk.author}.")
    sitting = Sitting(desk, questions, keys, styled)
    try:
        sitting.hold()
    finally:
        _close(desk, len(sitting.made), no_draft)


def _close(desk: Desk, made: int, no_draft: bool) -> None:
    """Say where decisions are kept, and draft the case again where there are any."""
    if not made:
        note("nothing was decided")
        return
    note(f"{desk.folder / DECISIONS}: {count(made, 'decision')} kept")
    if no_draft:
        return
    desk.redraft()
    note(f"next: detente analyze --case {desk.file} computes with them")
