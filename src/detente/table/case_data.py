"""A case as plain data, as its file holds it: trees walked, ids replaced, parts left out, satisfactions by label.

Works on any data that a sound case file gives; what is absent is absent.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from detente.table.case import Issue
from detente.table.trees import ITSELF

__all__ = [
    "Data",
    "Renames",
    "by_label",
    "in_order",
    "inner_nodes",
    "leaves",
    "renamed",
    "resolved",
    "without",
]

Data = dict[str, Any]
_ABOVE = "above "
_FIRST = " first"
_PREFIXES = ("by_", "means_to_", ITSELF)


def _children(node: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    for kind in ("all", "any"):
        yield from (node.get(kind) or {}).items()


def _nodes(node: Data, name: str | None = None) -> Iterator[tuple[str | None, Data]]:
    yield name, node
    for child_name, child in _children(node):
        yield from _nodes(child, child_name)


def leaves(data: Data, party: str) -> dict[str, str]:
    """Give the leaves of a party's tree: name → issue. The root, where it is a leaf, has no name."""
    root = data.get("objectives", {}).get(party, {})
    return {name: node["issue"] for name, node in _nodes(root) if name is not None and "issue" in node}


def inner_nodes(data: Data) -> dict[str, list[str]]:
    """Give the nodes that are no leaves, by name, with the claims that they rest on in any tree."""
    found: dict[str, list[str]] = {}
    for root in data.get("objectives", {}).values():
        for name, node in _nodes(root):
            if name is not None and "issue" not in node and not name.startswith(_PREFIXES):
                found.setdefault(name, []).extend(node.get("because", []))
    return found


def resolved(data: Data, party: str, name: str | None) -> str | None:
    """Give the issue that `name` (a leaf of the party, or an issue) stands for."""
    return None if name is None else leaves(data, party).get(name, name)


def _labels(issue: Data) -> tuple[str, ...]:
    """Give the labels of an issue's options."""
    return Issue.model_validate(issue).labels


@dataclass(frozen=True, slots=True)
class Renames:
    """Old ids and words with what stands for them now; parties, issues and options by their new ids."""

    parties: Mapping[str, str] = field(default_factory=dict)
    issues: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def party(self, name: str) -> str:
        """Give the new id of a party."""
        return self.parties.get(name, name)

    def issue(self, name: str) -> str:
        """Give the new id of an issue."""
        return self.issues.get(name, name)

    def node(self, party: str, name: str) -> str:
        """Give the new name of an objective of a party (by its new id): of a node, or of an issue."""
        given = self.nodes.get(party, {}).get(name)
        if given is not None:
            return given
        for prefix in ("", *_PREFIXES):
            if name.startswith(prefix) and name[len(prefix) :] in self.issues:
                return prefix + self.issues[name[len(prefix) :]]
        return name

    def story(self, party: str, name: str) -> str:
        """Give the new name of a hypothesis."""
        given = self.stories.get(party, {}).get(name)
        if given is not None:
            return given
        first = name.removesuffix(_FIRST)
        return name if first == name else self.node(party, first) + _FIRST

    def option(self, issue: str, words: Any) -> Any:
        """Give the new words of an option of an issue (by its new id)."""
        return self.options.get(issue, {}).get(words, words) if isinstance(words, str) else words


def _keyed(entries: Mapping[str, Any], key: Callable[[str], str], value: Callable[[str, Any], Any]) -> Data:
    """Give entries under new keys; of two that meet, the one that has borne the name all along stays."""
    found: Data = {}
    own = {name for name in entries if key(name) == name}
    for name, part in entries.items():
        new = key(name)
        if name == new or (new not in own and new not in found):
            found[new] = value(new, part)
    return found


def renamed(data: Data, names: Renames) -> Data:
    """Give the data of a case with other ids and words."""
    data = deepcopy(data)
    for section in ("parties", "no_deal"):
        if section in data:
            data[section] = _keyed(data[section], names.party, lambda _, part: part)
    if "objectives" in data:
        data["objectives"] = _keyed(data["objectives"], names.party, lambda party, node: _node(node, party, names))
    if "hypotheses" in data:
        data["hypotheses"] = _keyed(data["hypotheses"], names.party, lambda p, stories: _stories(stories, p, names))
    if "issues" in data:
        data["issues"] = _keyed(data["issues"], names.issue, lambda issue, part: _issue(part, issue, names))
    if "positions" in data:
        by_issue: Callable[[str, Data], Data] = lambda _, part: _keyed(  # noqa: E731
            part, names.issue, lambda issue, position: _position(position, issue, names)
        )
        data["positions"] = _keyed(data["positions"], names.party, by_issue)
    data |= {
        section: {
            name: _keyed(package, names.issue, names.option) for name, package in data.get("packages", {}).items()
        }
        for section in ("packages",)
        if "packages" in data
    }
    for part in data.get("unknowns", []):
        if "bears_on" in part:
            part["bears_on"] = list(dict.fromkeys(map(names.issue, part["bears_on"])))
    for part in data.get("stages", []):
        if isinstance(part.get("may_settle"), list):
            part["may_settle"] = list(dict.fromkeys(map(names.issue, part["may_settle"])))
    for piece in data.get("evidence", {}).values():
        _piece(piece, names, data)
    return data


def _piece(piece: Data, names: Renames, data: Data) -> None:
    party = piece["party"] = names.party(piece["party"])
    for role in ("on", "over"):
        if role in piece:
            piece[role] = names.node(party, piece[role])
    if "option" in piece:
        piece["option"] = names.option(resolved(data, party, piece.get("on")) or "", piece["option"])


def _node(node: Data, party: str, names: Renames) -> Data:
    for kind in ("all", "any"):
        if kind in node:
            node[kind] = _keyed(
                node[kind], lambda name: names.node(party, name), lambda _, child: _node(child, party, names)
            )
    if "issue" in node:
        node["issue"] = names.issue(node["issue"])
    if isinstance(node.get("weights"), dict):
        node["weights"] = _keyed(node["weights"], lambda name: names.node(party, name), lambda _, weight: weight)
    if isinstance(node.get("satisfaction"), dict):
        issue = node.get("issue", "")
        node["satisfaction"] = _keyed(
            node["satisfaction"], lambda words: str(names.option(issue, words)), lambda _, value: value
        )
    return node


def _stories(stories: Data, party: str, names: Renames) -> Data:
    for story in stories.values():
        weights = story.get("says", {}).get("weights")
        if weights:
            story["says"]["weights"] = {
                names.node(party, node): _ABOVE + names.node(party, says.removeprefix(_ABOVE))
                for node, says in weights.items()
            }
    return _keyed(stories, lambda name: names.story(party, name), lambda _, story: story)


def _issue(part: Data, issue: str, names: Renames) -> Data:
    if "options" in part:
        part["options"] = list(dict.fromkeys(names.option(issue, words) for words in part["options"]))
    return part


def _position(position: Data, issue: str, names: Renames) -> Data:
    if "stated" in position:
        position["stated"] = names.option(issue, position["stated"])
    if "red_line" in position:
        position["red_line"] = [names.option(issue, words) for words in position["red_line"]]
    for point in position.get("path", []):
        point["option"] = names.option(issue, point["option"])
    return position


def by_label(data: Data) -> Data:
    """Give the data with each satisfaction as option → value, so that it stays right when options come or go."""
    data = deepcopy(data)
    for root in data.get("objectives", {}).values():
        for _, node in _nodes(root):
            issue = data.get("issues", {}).get(node.get("issue"))
            if issue is not None and isinstance(node.get("satisfaction"), list):
                node["satisfaction"] = dict(zip(_labels(issue), node["satisfaction"], strict=False))
    return data


def in_order(data: Data) -> Data:
    """Give the data with each satisfaction as a list again, `unknown` for an option that none is given for."""
    data = deepcopy(data)
    for root in data.get("objectives", {}).values():
        for _, node in _nodes(root):
            issue = data.get("issues", {}).get(node.get("issue"))
            if issue is not None and isinstance(node.get("satisfaction"), dict):
                values = [node["satisfaction"].get(label, "unknown") for label in _labels(issue)]
                node["satisfaction"] = values
    return data


def without(data: Data, parties: set[str], issues: set[str], options: Mapping[str, set[str]]) -> Data:
    """Give the data without these parties and issues, and without all that speaks of them or of these options."""
    data = deepcopy(data)
    for section in ("parties", "no_deal", "objectives", "positions", "hypotheses"):
        if section in data:
            data[section] = {name: part for name, part in data[section].items() if name not in parties}
    data["evidence"] = {
        claim: piece for claim, piece in data.get("evidence", {}).items() if piece["party"] not in parties
    }
    lost = {
        party: issues | {name for name, issue in leaves(data, party).items() if issue in issues}
        for party in data.get("objectives", {})
    }
    for piece in data["evidence"].values():
        gone = lost.get(piece["party"], issues)
        issue = resolved(data, piece["party"], piece.get("on"))
        if piece.get("on") in gone or piece.get("option") in options.get(issue or "", ()):
            piece.pop("option", None)
        for role in ("on", "over"):
            if piece.get(role) in gone:
                del piece[role]
    data["objectives"] = {
        party: node for party, root in data.get("objectives", {}).items() if (node := _pruned(root, issues, options))
    }
    data["hypotheses"] = {
        party: left
        for party, stories in data.get("hypotheses", {}).items()
        if (left := _told(stories, lost.get(party, issues)))
    }
    if "issues" in data:
        data["issues"] = {name: part for name, part in data["issues"].items() if name not in issues}
        for name, part in data["issues"].items():
            if "options" in part:
                part["options"] = [words for words in part["options"] if words not in options.get(name, ())]
    data["positions"] = {
        party: left
        for party, by_issue in data.get("positions", {}).items()
        if (left := _stances(by_issue, issues, options))
    }
    for part in data.get("unknowns", []):
        if "bears_on" in part:
            part["bears_on"] = [name for name in part["bears_on"] if name not in issues]
            if not part["bears_on"]:
                del part["bears_on"]
    empty = [section for section in ("evidence", "objectives", "hypotheses", "positions") if not data.get(section)]
    for section in empty:
        data.pop(section, None)
    return data


def _stances(by_issue: Data, issues: set[str], options: Mapping[str, set[str]]) -> Data:
    """Give the positions on issues that are left, where what is stated is left too."""
    found = {}
    for issue, part in by_issue.items():
        gone = options.get(issue, set())
        if issue in issues or part.get("stated") in gone:
            continue
        if "path" in part:
            part["path"] = [point for point in part["path"] if point["option"] not in gone]
        found[issue] = {name: value for name, value in part.items() if name != "path" or value}
    return found


def _pruned(node: Data, issues: set[str], options: Mapping[str, set[str]]) -> Data | None:
    if "issue" in node:
        if isinstance(node.get("satisfaction"), dict):
            gone = options.get(node["issue"], set())
            node["satisfaction"] = {words: v for words, v in node["satisfaction"].items() if words not in gone}
        return None if node["issue"] in issues else node
    for kind in ("all", "any"):
        if kind in node:
            node[kind] = {name: left for name, child in node[kind].items() if (left := _pruned(child, issues, options))}
            if isinstance(node.get("weights"), dict):
                node["weights"] = {name: weight for name, weight in node["weights"].items() if name in node[kind]}
            if not node[kind]:
                return None
    return node


def _told(stories: Data, gone: set[str]) -> Data:
    """Give the stories that speak of nothing that is gone, their priors in the same proportion."""
    left = {
        name: story
        for name, story in stories.items()
        if not {
            word
            for node, says in story.get("says", {}).get("weights", {}).items()
            for word in (node, says.removeprefix(_ABOVE))
        }
        & gone
    }
    if len(left) == len(stories) or len(left) < 2:
        return left if len(left) == len(stories) else {}
    total = sum(story["prior"] for story in left.values())
    names = list(left)
    for name in names:
        left[name]["prior"] = round(left[name]["prior"] / total, 6)
    left[names[-1]]["prior"] = round(1 - sum(left[name]["prior"] for name in names[:-1]), 6)
    return left
