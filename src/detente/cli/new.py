"""`detente new`: a case without any report, by questions or as an empty one to fill in."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from detente.cli.console import count, note
from detente.errors import DocumentError, Fault, FormatError
from detente.files import write_all
from detente.table import case_from_yaml, case_to_yaml
from detente.table.case import Issue, Value
from detente.table.schema import SCHEMA_FILE, schema_text
from detente.table.starting import PartyAnswers, Start, empty_case, issue_of, option_of, order_of, value_of

__all__ = ["command"]

T = TypeVar("T")
_UNKNOWN = Issue(options=["?", "??"])
"""An issue whose options were not understood: no answer about it can be checked."""


@click.command(name="new")
@click.argument("target", metavar="[DIR|CASE.yaml]", type=click.Path(path_type=Path), default=Path("case.yaml"))
@click.option("--empty", is_flag=True, help="Write a commented case to fill in, and ask nothing.")
def command(target: Path, empty: bool) -> None:
    """Start a case without any report: by questions in the terminal, or an empty one to fill in.

    Asked are the parties, the issues with their options, and of each party what it demands, what matters most to it,
    what it rules out and what walking away is worth to it. An empty line skips a question; Ctrl-C stops, and nothing
    is written. The answers may come through a pipe, one a line.
    """
    path = target if target.suffix in {".yaml", ".yml"} and not target.is_dir() else target / "case.yaml"
    if path.exists():
        raise DocumentError(f"{path}: exists, and stays as it is; name another file, or edit this one")
    text = empty_case() if empty else case_to_yaml(_asked().case())
    case = case_from_yaml(text, str(path))
    write_all(path.parent, {path.name: text, SCHEMA_FILE: schema_text()})
    note(f"{path}: {count(len(case.parties), 'party', 'parties')}, {count(len(case.issues), 'issue')}")
    note(f"next: detente check {path}; then detente infer {path} and detente solve {path}")


class _Asker:
    """Asks questions on stderr, and takes an answer a line from standard input.

    In a terminal it asks again where an answer has no meaning. In a pipe, where nobody can answer again, it goes on
    with what is taken `otherwise`, and `faults` holds all that was wrong, by line.
    """

    def __init__(self) -> None:
        self._line = 0
        self._terminal = sys.stdin.isatty()
        self.faults: list[Fault] = []

    def _answer(self, question: str) -> str:
        print(f"{question} ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        self._line += 1
        if not self._terminal:
            print(line.rstrip("\n"), file=sys.stderr)
        if not line and self.faults:
            self.faults.append(Fault("", f"is missing; the question is: {question.strip()}", self._line))
            raise FormatError("standard input", self.faults)
        if not line:
            raise click.Abort
        return line.strip()

    def ask(self, question: str, meaning: Callable[[str], T], otherwise: T) -> T:
        """Ask until the answer has a meaning; in a pipe, take what it means `otherwise` and go on."""
        while True:
            answer = self._answer(question)
            try:
                return meaning(answer)
            except ValueError as error:
                if not self._terminal:
                    self.faults.append(Fault("", str(error), self._line))
                    return otherwise
                print(f"  {error}", file=sys.stderr)

    def names(self, question: str, least: int) -> list[str]:
        """Ask for names, one a line, until an empty line."""
        found: list[str] = []

        def another(answer: str) -> str | None:
            if answer in found:
                raise ValueError(f"{answer!r} stands there already")
            if not answer and len(found) < least:
                raise ValueError(f"give at least {least}")
            return answer

        print(question, file=sys.stderr)
        while (name := self.ask(f"  {len(found) + 1}:", another, None)) != "":
            if name is not None:
                found.append(name)
            elif not self._terminal and not found:
                break
        return found


def _asked() -> Start:
    asker = _Asker()
    title = asker.ask("What are the talks called?", lambda answer: answer, "")
    parties = asker.names("Who sits at the table? One a line; an empty line ends.", 1)
    names = asker.names("What is at stake? One issue a line; an empty line ends.", 1)
    print("What can be agreed? Options in order with ';' between, or numbers: 0 to 10 step 2 percent", file=sys.stderr)
    issues = {name: asker.ask(f"  {name}:", issue_of, _UNKNOWN) for name in names}
    answers = {party: _of_party(asker, party, issues) for party in parties}
    if asker.faults:
        raise FormatError("standard input", asker.faults)
    return Start(title, parties, issues, answers)


def _option(issue: Issue, words: str) -> str:
    """Give an option by its name or number; of an issue that was not understood, whatever is said."""
    return words if issue is _UNKNOWN else option_of(issue, words)


def _of_party(asker: _Asker, party: str, issues: dict[str, Issue]) -> PartyAnswers:
    print(f"\n{party}: what does it demand? Empty: not known; -: of no matter to it.", file=sys.stderr)
    demands: dict[str, str] = {}
    indifferent = []
    for name, issue in issues.items():
        shown = "; ".join(f"{i} {label}" for i, label in enumerate(issue.labels, 1)) if issue.options else ""
        asked = f"  {name} ({shown or _span(issue)}):"
        answer = asker.ask(asked, lambda words, on=issue: words if words in {"", "-"} else _option(on, words), "")  # type: ignore[misc]
        if answer == "-":
            indifferent.append(name)
        elif answer:
            demands[name] = answer
    wanted = [name for name in issues if name not in indifferent]
    order: list[str] = []
    if len(wanted) > 1:
        shown = ", ".join(f"{i} {name}" for i, name in enumerate(wanted, 1))
        order = asker.ask(
            f"{party}: what matters more? Such as 2 > 1; empty: not known. {shown}:",
            lambda words: order_of(words, wanted),
            [],
        )
    nothing: dict[str, list[str]] = {}
    red_lines = asker.ask(
        f"{party}: what will it never accept? issue: option, with ';' between; empty: nothing known.",
        lambda words: _red_lines(words, issues, demands),
        nothing,
    )
    unknown: Value = "unknown"
    no_deal = asker.ask(
        f"{party}: what is no deal worth, where its best deal is 1 and its worst 0? Such as 0.3, or 0.1 to 0.4; empty:"
        " not known.",
        value_of,
        unknown,
    )
    return PartyAnswers(demands, order, red_lines, no_deal, indifferent)


def _span(issue: Issue) -> str:
    return f"{issue.labels[0]} to {issue.labels[-1]}"


def _red_lines(words: str, issues: dict[str, Issue], demands: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in filter(None, (part.strip() for part in words.split(";"))):
        name, colon, option = part.partition(":")
        if not colon:
            raise ValueError(f"{part!r}: write the issue, a colon and the option")
        (issue,) = order_of(name, list(issues)) or [""]
        if issue not in issues:
            raise ValueError(f"{part!r}: names no issue")
        chosen = _option(issues[issue], option)
        if demands.get(issue) == chosen:
            raise ValueError(f"{chosen!r} is what it demands; it cannot rule it out")
        if chosen not in found.setdefault(issue, []):
            found[issue].append(chosen)
        if issues[issue] is not _UNKNOWN and len(found[issue]) == len(issues[issue].labels):
            raise ValueError(f"all options of {issue} are ruled out; leave one")
    return found
