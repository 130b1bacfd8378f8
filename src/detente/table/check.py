"""What a schema cannot find in a case: ids that lead nowhere, priors that do not sum, options that are none."""

import re
from collections.abc import Collection, Iterator

from detente.errors import Fault
from detente.table.case import Case, Hypothesis, Issue, Node, Option, Position, Range, Value
from detente.table.exclusions import crossed_red_lines, impossible_stories
from detente.table.objectives import ROOT
from detente.table.trees import leaf_issues, names_below

__all__ = ["FaultyIssue", "case_faults"]

SUM_TOLERANCE = 1e-4


class FaultyIssue(Issue):
    """Stands for a declared issue that cannot be read: its options are not known, so that any may be one."""

    @property
    def labels(self) -> tuple[str, ...]:
        """No option is known."""
        return ()

    def index(self, option: Option) -> int:
        """Take any option."""
        return 0


def case_faults(case: Case, unread: Collection[str] = ()) -> list[Fault]:
    """Give all faults of a case, in its order; an empty list where it is sound.

    `unread` are parties whose objectives are there, but could not be read: what they hold is not known.
    """
    return [
        *_tables(case),
        *_name_faults(case),
        *_stage_faults(case),
        *_objective_faults(case),
        *_position_faults(case),
        *_hypothesis_faults(case),
        *_evidence_faults(case, unread),
    ]


def _one_of(names: object) -> str:
    known = sorted(str(name) for name in names) if hasattr(names, "__iter__") else []
    return ", ".join(known[:12]) + (", …" if len(known) > 12 else "") if known else "none is declared"


def _party_fault(case: Case, party: str, path: str) -> Iterator[Fault]:
    if party not in case.parties:
        yield Fault(path, f"there is no party {party!r}; the parties are {_one_of(case.parties)}")


def _issue_fault(case: Case, issue: str, path: str) -> Iterator[Fault]:
    if issue not in case.issues:
        yield Fault(path, f"there is no issue {issue!r}; the issues are {_one_of(case.issues)}")


def _option_fault(issue: Issue, option: object, path: str) -> Iterator[Fault]:
    try:
        issue.index(option)  # type: ignore[arg-type]
    except KeyError:
        yield Fault(path, f"{option!r} is no option of this issue; its options are {'; '.join(issue.labels[:8])}")


def _tables(case: Case) -> Iterator[Fault]:
    if not case.parties:
        yield Fault("parties", "is empty; a case needs at least one party")
    for issue_id, issue in case.issues.items():
        labels = issue.labels
        for i, label in enumerate(labels):
            if label in labels[:i]:
                yield Fault(f"issues.{issue_id}.options[{i}]", f"{label!r} stands there twice; remove one of them")
        if issue_id == ROOT:
            yield Fault(f"issues.{issue_id}", f"the name {ROOT!r} stands for the root of each tree; give it another")
    for party, value in case.no_deal.items():
        yield from _party_fault(case, party, f"no_deal.{party}")
        yield from _value_faults(value, f"no_deal.{party}")
    for name, package in case.packages.items():
        for issue_id, option in package.items():
            path = f"packages.{name}.{issue_id}"
            yield from _issue_fault(case, issue_id, path)
            if issue_id in case.issues:
                yield from _option_fault(case.issues[issue_id], option, path)


def _value_faults(value: Value, path: str) -> Iterator[Fault]:
    if isinstance(value, Range) and value.range[1] < value.range[0]:
        low, high = value.range
        yield Fault(f"{path}.range", f"the upper bound {high:g} lies below the lower {low:g}; swap them")


def _name_faults(case: Case) -> Iterator[Fault]:
    """Find names that two parties share: no claim about such a name could be given to either."""
    homes: dict[str, tuple[str, str]] = {}
    for party, part in case.parties.items():
        if part.capability is not None:
            yield from _value_faults(part.capability, f"parties.{party}.capability")
        places = [("name", part.name), *((f"aliases[{i}]", alias) for i, alias in enumerate(part.aliases))]
        for field, name in places:
            path = f"parties.{party}.{field}"
            owner, where = homes.setdefault(name.casefold(), (party, path))
            if owner != party:
                yield Fault(path, f"{name!r} already names a party at {where}; give each party names of its own")


def _stage_faults(case: Case) -> Iterator[Fault]:
    for i, stage in enumerate(case.stages):
        if stage.may_settle != "all":
            for k, issue in enumerate(stage.may_settle):
                yield from _issue_fault(case, issue, f"stages[{i}].may_settle[{k}]")
    known = {*case.issues, *(name for root in case.objectives.values() for name in names_below(root))}
    for i, unknown in enumerate(case.unknowns):
        for k, name in enumerate(unknown.bears_on):
            if name not in known:
                told = f"there is no issue or objective {name!r}; known are {_one_of(known)}"
                yield Fault(f"unknowns[{i}].bears_on[{k}]", told)


def _objective_faults(case: Case) -> Iterator[Fault]:
    for party, root in case.objectives.items():
        path = f"objectives.{party}"
        yield from _party_fault(case, party, path)
        names: dict[str, str] = {}
        yield from _node_faults(case, root, path, names)


def _node_faults(case: Case, node: Node, path: str, names: dict[str, str]) -> Iterator[Fault]:
    if node.issue is not None:
        yield from _issue_fault(case, node.issue, f"{path}.issue")
        count = len(case.issues[node.issue].labels) if node.issue in case.issues else None
        if node.satisfaction is not None and count and len(node.satisfaction) != count:
            yield Fault(
                f"{path}.satisfaction",
                f"has {len(node.satisfaction)} values for the {count} options of {node.issue}; give one for each",
            )
    if isinstance(node.weights, dict):
        children = node.all or {}
        missing, strange = set(children) - set(node.weights), set(node.weights) - set(children)
        if missing or strange:
            told = [f"no weight for {_one_of(missing)}"] * bool(missing) + [f"no child {_one_of(strange)}"] * bool(
                strange
            )
            yield Fault(f"{path}.weights", f"{'; '.join(told)}; give one for each child: {_one_of(children)}")
        elif sum(node.weights.values()) <= 0:
            yield Fault(f"{path}.weights", "sum to zero; give at least one above zero")
    for kind, below in (("all", node.all), ("any", node.any)):
        for name, child in (below or {}).items():
            place = f"{path}.{kind}.{name}"
            if name == ROOT:
                yield Fault(place, f"the name {ROOT!r} stands for the root of the tree; give this node another")
            if name in names:
                yield Fault(place, f"the name {name!r} already stands at {names[name]}; give each node its own")
            names.setdefault(name, place)
            yield from _node_faults(case, child, place, names)


def _position_faults(case: Case) -> Iterator[Fault]:
    for party, by_issue in case.positions.items():
        yield from _party_fault(case, party, f"positions.{party}")
        for issue_id, position in by_issue.items():
            path = f"positions.{party}.{issue_id}"
            yield from _issue_fault(case, issue_id, path)
            if issue_id in case.issues:
                yield from _stance_faults(case.issues[issue_id], position, path)


def _stance_faults(issue: Issue, position: Position, path: str) -> Iterator[Fault]:
    yield from crossed_red_lines(issue, position, path)
    if position.stated not in (None, "unknown"):
        yield from _option_fault(issue, position.stated, f"{path}.stated")
    for i, option in enumerate(position.red_line):
        yield from _option_fault(issue, option, f"{path}.red_line[{i}]")
    for i, point in enumerate(position.path):
        yield from _option_fault(issue, point.option, f"{path}.path[{i}].option")


def _hypothesis_faults(case: Case) -> Iterator[Fault]:
    for party, stories in case.hypotheses.items():
        path = f"hypotheses.{party}"
        yield from _party_fault(case, party, path)
        total = sum(story.prior for story in stories.values())
        if stories and abs(total - 1) > SUM_TOLERANCE:
            shown = " + ".join(f"{story.prior:g}" for story in stories.values())
            yield Fault(path, f"the priors {shown} sum to {total:g}; they must sum to 1")
        names = set(names_below(case.objectives.get(party)))
        for name, story in stories.items():
            yield from _says_faults(story, f"{path}.{name}", names)
            yield from impossible_stories(case, party, story, f"{path}.{name}")
            for claim in story.evidence:
                if claim not in case.evidence:
                    yield Fault(f"{path}.{name}.evidence.{claim}", f"there is no claim {claim!r} under evidence")


def _says_faults(story: Hypothesis, path: str, names: set[str]) -> Iterator[Fault]:
    for node, relation in story.says.weights.items():
        place = f"{path}.says.weights.{node}"
        match = re.fullmatch(r"above (.+)", relation)
        if match is None:
            yield Fault(place, f"{relation!r} is not understood; write for instance 'above land'")
        strange = [name for name in (node, *([match[1]] if match else [])) if name not in names]
        if strange:
            told = f"it has {_one_of(names)}" if names else "it has none: give it some under objectives"
            yield Fault(place, f"this party has no objective {' and no '.join(map(repr, strange))}; {told}")


def _evidence_faults(case: Case, unread: Collection[str]) -> Iterator[Fault]:
    issues = {name: name for name in case.issues}
    known_of = {
        party: (set(names_below(root)), {**issues, **dict(leaf_issues(root))})
        for party, root in case.objectives.items()
    }
    for claim, piece in case.evidence.items():
        path = f"evidence.{claim}"
        yield from _party_fault(case, piece.party, f"{path}.party")
        names, issue_of = known_of.get(piece.party, (set(), issues))
        for field, node in (("on", piece.on), ("over", piece.over)):
            if node is not None and piece.party not in unread and node not in names and node not in case.issues:
                known = _one_of({*names, *case.issues})
                yield Fault(f"{path}.{field}", f"there is no objective or issue {node!r}; known are {known}")
        issue = case.issues.get(issue_of.get(piece.on or "", ""))
        if piece.option is not None and issue is not None:
            yield from _option_fault(issue, piece.option, f"{path}.option")
        if piece.over is not None and piece.over == piece.on:
            told = f"is {piece.over!r}, as is on; a thing cannot stand over itself: name another, or leave it out"
            yield Fault(f"{path}.over", told)
