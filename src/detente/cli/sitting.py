"""A sitting: open questions one by one, each answered by one key in a terminal, or by one line through a pipe."""

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import click

from detente.beliefs.doubts import Question
from detente.claims import ACTS, BASES, CERTAINTIES
from detente.cli.review_text import decision_line, fields_of, shown
from detente.errors import DocumentError, UsageError
from detente.store.desk import Desk
from detente.table.decisions import Decision

__all__ = ["Sitting", "changes_of"]

_FIELD_KEYS = {
    "p": "party",
    "a": "act",
    "i": "issue",
    "w": "content",
    "o": "against",
    "t": "certainty",
    "b": "basis",
}
_FIELD_WORDS = {"content": "words", "against": "over what, or for what"}
_CHOICES: dict[str, tuple[str, ...]] = {"act": ACTS, "certainty": CERTAINTIES, "basis": BASES}

_COMMON = "[s]kip  [u]ndo  [q]uit  [?]"
_KEYS = {
    "claim": f"[c]onfirm  c[o]rrect  [r]eject  [m]erge  {_COMMON}",
    "side": f"[c]onfirm  c[o]rrect  {_COMMON}",
    "parties": f"[m] the same  [d]ifferent  {_COMMON}",
    "issues": f"[m] the same  [d]ifferent  {_COMMON}",
}
_HELP = """\
  c  it is right: the claim was read rightly, the person speaks for that party, or the draft is right about the two
  o  it is nearly right: say what to correct (party, act, issue, words, certainty, basis; of a person, the party)
  r  it is wrong: the claim does not count, or the draft is wrong about the two
  m  the two are one and the same; at a claim: merge two parties or issues by their names
  d  the two are different, and stay apart
  s  or Enter: leave it open, and go on
  u  undo the last decision of this sitting
  q  quit; every decision is saved as soon as it is made"""


class _OverError(Exception):
    """The person quits, or the answers end."""


@dataclass
class Sitting:
    """Asks the questions of a desk; `made` are the decisions of this sitting that are not undone, with their place."""

    desk: Desk
    questions: Sequence[Question]
    keys: bool
    styled: bool
    made: list[tuple[int, Decision]] = field(default_factory=list)
    _line: int = 0

    def hold(self) -> None:
        """Ask until all is asked or the person quits. Raises DocumentError where an answer through a pipe is none."""
        at = 0
        try:
            while at < len(self.questions):
                at = self._ask(at)
            print("That was all.")
        except (_OverError, KeyboardInterrupt, click.Abort):
            print()

    def _ask(self, at: int) -> int:
        """Ask one question; give the place of the next."""
        question = self.questions[at]
        if self._is_decided(question):
            return at + 1
        print(f"\n{at + 1} of {len(self.questions)} · moves {100 * question.importance:.1f} % of the evidence")
        print(shown(self.desk, question, self.styled))
        while True:
            answer = self._answer(f"{_KEYS[question.kind]} > ")
            try:
                step = self._take(question, answer, at)
            except (UsageError, ValueError) as error:
                self._wrong(str(error))
                continue
            if step is not None:
                return step

    def _is_decided(self, question: Question) -> bool:
        """Tell whether a decision of this sitting answers a later question too."""
        made = [decision for _, decision in self.made]
        if question.kind == "claim":
            return any(decision.about.get("claim") == question.id for decision in made)
        if question.kind == "side":
            return any(decision.about.get("person") == question.names[0] for decision in made)
        pairs = [{side["name"] for side in d.about[question.kind]} for d in made if question.kind in d.about]
        return set(question.names) in pairs

    def _take(self, question: Question, answer: str, at: int) -> int | None:
        """Act on an answer; give the place of the next question, None to ask this one again."""
        key, _, rest = answer.partition(" ")
        key = key.lower() or "s"
        if key in {"q", "quit"}:
            raise _OverError
        if key in {"s", "skip"}:
            return at + 1
        if key in {"u", "undo"}:
            return self._undo(at)
        if key in {"?", "h", "help"}:
            print(_HELP)
            return None
        decide = {"claim": self._claim, "side": self._side}.get(question.kind, self._pair)
        made = decide(question, key, rest)
        for decision in made:
            self.made.append((at, decision))
            print(f"  → {decision_line(decision)}")
        stays = not made or (question.kind == "claim" and "claim" not in made[-1].about)
        return None if stays else at + 1

    def _undo(self, at: int) -> int:
        if not self.made:
            raise ValueError("nothing was decided in this sitting; detente review CASE --undo undoes what was before")
        place, decision = self.made.pop()
        self.desk.undo(decision.id)
        print(f"  → undone: {decision_line(decision)}")
        return min(place, at)

    def _claim(self, question: Question, key: str, rest: str) -> tuple[Decision, ...]:
        if key in {"c", "confirm"}:
            return self.desk.decide(self.desk.status("confirm", question.id))
        if key in {"r", "reject"}:
            return self.desk.decide(self.desk.status("reject", question.id))
        if key in {"o", "correct"}:
            return self._correct(question.id, rest)
        if key in {"m", "merge"}:
            return self._merge(rest)
        raise ValueError(f"{key!r} is no answer to this; ? shows what is")

    def _side(self, question: Question, key: str, rest: str) -> tuple[Decision, ...]:
        person, party = question.names
        if key in {"c", "confirm"}:
            return self.desk.decide(self.desk.side(person, party))
        if key in {"o", "correct", "r"}:
            names = self.desk.party_names()
            told = rest or self._line_of(f"  For which party? {_numbered(names)}: ")
            return self.desk.decide(self.desk.side(person, _chosen(told, names))) if told else ()
        raise ValueError(f"{key!r} is no answer to this; ? shows what is")

    def _pair(self, question: Question, key: str, rest: str) -> tuple[Decision, ...]:
        same = {"m": True, "merge": True, "d": False, "c": question.as_one, "r": not question.as_one}.get(key)
        if same is None:
            raise ValueError(f"{key!r} is no answer to this; ? shows what is")
        return self.desk.decide(self.desk.answer(question, right=same == question.as_one))

    def _merge(self, rest: str) -> tuple[Decision, ...]:
        told = rest or self._line_of("  Merge what? Two parties or two issues, as land = territory: ")
        if not told:
            return ()
        one, sign, other = (part.strip() for part in told.partition("="))
        if not (sign and one and other):
            raise ValueError(f"{told!r}: write two names with = between them")
        parties = self.desk.party_side(one) is not None and self.desk.party_side(other) is not None
        return self.desk.decide(self.desk.merge("parties" if parties else "issues", one, other))

    def _correct(self, name: str, rest: str) -> tuple[Decision, ...]:
        if rest:
            return self.desk.decide(self.desk.correct(name, changes_of(shlex.split(rest))))
        fields = fields_of(self.desk, name)
        for key, part in _FIELD_KEYS.items():
            if part in fields:
                print(f"    {key}  {_FIELD_WORDS.get(part, part)}: {fields[part] or '–'}")
        changes: dict[str, str] = {}
        maker = None
        while told := self._line_of(f"  Which is wrong? ({' '.join(_FIELD_KEYS)}; Enter: no more): "):
            try:
                tried = {**changes, **self._change(told)}
                maker = self.desk.correct(name, tried) if tried else None
                changes = tried
            except (UsageError, ValueError) as error:
                self._wrong(str(error))
        return self.desk.decide(maker) if maker is not None else ()

    def _change(self, told: str) -> Mapping[str, str]:
        if "=" in told:
            return changes_of(shlex.split(told))
        part = _FIELD_KEYS.get(told.lower(), told.lower())
        if part not in _FIELD_KEYS.values():
            raise ValueError(f"{told!r} is none of {', '.join(_FIELD_KEYS)}")
        known = _CHOICES.get(part)
        names = (
            self.desk.party_names() if part == "party" else self.desk.issue_names() if part == "issue" else known or ()
        )
        shown_names = f" {_numbered(names)}" if names else ""
        other = " (or another, by name)" if names and known is None else ""
        value = self._line_of(f"  {_FIELD_WORDS.get(part, part)}{shown_names}{other}: ")
        return {part: _chosen(value, names)} if value or part == "against" else {}

    # Answers

    def _wrong(self, told: str) -> None:
        """Say that an answer is none; through a pipe nobody can answer again."""
        if not self.keys and not sys.stdin.isatty():
            raise DocumentError(f"standard input, line {self._line}: {told}") from None
        print(f"  {told}")

    def _answer(self, prompt: str) -> str:
        """Give the answer to a question: one key in a terminal, else a line."""
        if not self.keys:
            return self._line_of(prompt)
        print(prompt, end="", flush=True)
        try:
            key = click.getchar()
        except EOFError:
            raise _OverError from None
        print(key if key.isprintable() else "")
        return "" if key in {"\r", "\n", " "} else key

    def _line_of(self, prompt: str) -> str:
        print(prompt, end="", flush=True)
        line = sys.stdin.readline()
        self._line += 1
        if not line:
            raise _OverError
        if not sys.stdin.isatty():
            print(line.rstrip("\n"))
        return line.strip()


def changes_of(words: Sequence[str]) -> dict[str, str]:
    """Give field → value of words such as act=offer. Raises UsageError."""
    wrong = [word for word in words if "=" not in word]
    if wrong:
        raise UsageError(f"{', '.join(map(repr, wrong))}: write what to correct as FIELD=VALUE, such as act=offer")
    return {name.strip(): value for name, _, value in (word.partition("=") for word in words)}


def _numbered(names: Sequence[str]) -> str:
    return "  ".join(f"{number} {name}" for number, name in enumerate(names, 1))


def _chosen(told: str, names: Sequence[str]) -> str:
    """Give the name that a number stands for, or that the answer begins; else the answer itself."""
    if told.isdigit() and 1 <= int(told) <= len(names):
        return names[int(told) - 1]
    begun = [name for name in names if name.casefold().startswith(told.casefold())]
    return begun[0] if told and len(begun) == 1 else told
