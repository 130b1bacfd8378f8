"""A case at which somebody decides in memory: drafted, decided about, drafted again, and compared."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from detente.claims import Claim, Reading
from detente.errors import UsageError
from detente.store.desk import Desk, Maker
from detente.table import Case, case_from_yaml, case_to_yaml
from detente.table.check import case_faults
from detente.table.decided import draft_decided
from detente.table.decisions import Decision
from detente.table.redraft import redraft
from detente.table.trees import leaf_issues

Place = tuple[str, str | None, str | None, str | None]


def places(case: Case) -> dict[str, Place]:
    """Give for each claim of a case its party, the issue it bears on, the one it is compared with, and its option."""
    found = {}
    for name, piece in case.evidence.items():
        leaves = dict(leaf_issues(case.objectives.get(piece.party)))
        on, over = (leaves.get(node, node) if node else None for node in (piece.on, piece.over))
        found[name] = piece.party, on, over, piece.option
    return found


def same_names(case: Case) -> list[str]:
    """Give the names that two issues, or two parties, of a case share."""
    issues = Counter((part.name or name).casefold() for name, part in case.issues.items())
    parties = Counter(part.name.casefold() for part in case.parties.values())
    return [name for names in (issues, parties) for name, number in names.items() if number > 1]


def dragged(before: Case, after: Case, touched: set[str]) -> list[str]:
    """Give what became of claims that a decision did not touch, and should not have: "claim: from, to".

    An issue, a party or an option may cease to exist with the last claim that told of it; and who names no option
    himself stands behind what his party asks for elsewhere, as long as that is his party's. An issue that was set aside
    comes to the table with all its claims when a decision puts one on it.
    """
    told = []
    then, now = places(before), places(after)
    asked = {(then[name][0], then[name][1], then[name][3]) for name in touched if name in then}
    worded = {(on, option) for _, on, _, option in (then[name] for name in touched if name in then)}
    aside = {claim for part in before.set_aside if part.what.startswith("issue: ") for claim in part.because}
    raised = {now[name][1] for name in touched if name in now} & (after.issues.keys() - before.issues.keys())
    for name in then.keys() - touched:
        party, on, over, option = then[name]
        if name not in now:
            told.append(f"{name}: gone")
            continue
        if name in aside and on is None and now[name][0] == party and now[name][1] in raised:
            continue
        gone = [issue for issue in (on, over) if issue is not None and issue not in after.issues]
        kept = (party, None if on in gone else on, None if over in gone else over, None if on in gone else option)
        anew = now[name] if not gone else (now[name][0], None if on in gone else now[name][1], *now[name][2:])
        if option is not None and anew[3] is None and (party, on, option) in asked:
            anew = (*anew[:3], option)
        if (on, option) in worded and on in after.issues and option not in (after.issues[on].options or ()):
            anew = (*anew[:3], option)
        same = [a == b for a, b in zip(kept, anew, strict=True)]
        if not (same[0] and (gone or all(same))):
            told.append(f"{name}: {then[name]}, {now[name]}")
    return told


def becauses(case: Case) -> Iterator[str]:
    """Give the ids of all claims that entries of a case rest on."""

    def walk(data: object) -> Iterator[str]:
        if isinstance(data, Mapping):
            for name, part in data.items():
                if name == "because" and isinstance(part, Sequence):
                    yield from map(str, part)
                else:
                    yield from walk(part)
        elif isinstance(data, list | tuple):
            for part in data:
                yield from walk(part)

    yield from walk(case.model_dump(mode="json"))


@dataclass
class Sitting:
    """A case with its file in memory, the reports it rests on, and a desk to decide at."""

    readings: tuple[Reading, ...]
    desk: Desk = field(init=False)
    text: str = field(init=False)
    drafted: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.drafted = case_to_yaml(draft_decided(self.readings, "T", ())[0])
        self._sit(())

    def _sit(self, decisions: tuple[Decision, ...]) -> None:
        def keep(make):  # type: ignore[no-untyped-def]
            added = tuple(make(self.desk.decisions))
            return (*self.desk.decisions, *added), added

        case = case_from_yaml(self.text, "case.yaml")
        self.desk = Desk(Path("case.yaml"), case, self.readings, "Ada", decisions, keep=keep)

    @property
    def case(self) -> Case:
        """The case as its file has it."""
        return self.desk.written

    @property
    def claims(self) -> dict[str, Claim]:
        """All claims as read."""
        return {claim.id: claim for reading in self.readings for claim in reading.claims}

    def draft(self) -> None:
        """Draft the case again as decided."""
        case, _ = draft_decided(self.readings, "T", self.desk.decisions)
        result = redraft(self.text, self.drafted, case)
        self.text, self.drafted = result.text, result.drafted
        self._sit(self.desk.decisions)

    def more(self, reading: Reading) -> None:
        """Add a report, and draft again."""
        self.readings = (*self.readings, reading)
        self.draft()

    def decide(self, make: Maker) -> Decision:
        """Decide, and draft again."""
        (made,) = self.desk.decide(make)
        self.draft()
        return made

    def undo(self) -> None:
        """Undo the last decision, and draft again."""
        self.desk.undo()
        self.draft()

    def check(self) -> None:
        """See that what holds of every case holds: sound, no name twice, every claim named is there."""
        case = self.case
        assert case_faults(case) == []
        assert same_names(case) == []
        known = {*case.evidence, *self.claims}
        assert [name for name in becauses(case) if name not in known] == []
        assert [i for p, on, over, _ in places(case).values() for i in (on, over) if i and i not in case.issues
                and not _is_node(case, p, i)] == []  # fmt: skip


def _is_node(case: Case, party: str, name: str) -> bool:
    from detente.table.trees import names_below

    return name in set(names_below(case.objectives.get(party)))


__all__ = ["Sitting", "UsageError", "becauses", "dragged", "places", "same_names"]
