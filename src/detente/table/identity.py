"""Which party, issue or option of one draft is which of another, and what a person renamed, merged or removed.

Two things are one where they rest on the same claims; where there are none, where they bear the same name.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from detente.table.case_data import Data, Renames, inner_nodes, leaves, renamed, resolved

__all__ = ["SHARED", "Edits", "edits_of", "stable", "worded"]

SHARED = 0.5
"""The share of the claims of the one that rests on fewer which two things must have in common to be one; declared."""

_BY_NAME = 0.75
"""What a name in common counts for, on the same scale."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person did to the ids of a draft: new names, and what was removed."""

    names: Renames
    parties: set[str]
    issues: set[str]
    options: dict[str, set[str]]


def _party_claims(data: Data) -> dict[str, set[str]]:
    claims: dict[str, set[str]] = {party: set() for party in data.get("parties", {})}
    for claim, piece in data.get("evidence", {}).items():
        claims.setdefault(piece["party"], set()).add(claim)
    return claims


def _issue_claims(data: Data) -> dict[str, set[str]]:
    """Give the claims of each issue, and of each end that is made of issues."""
    claims = {issue: set(part.get("because", [])) for issue, part in data.get("issues", {}).items()}
    for name, because in inner_nodes(data).items():
        claims.setdefault(name, set()).update(because)
    for claim, piece in data.get("evidence", {}).items():
        for role in ("on", "over"):
            issue = resolved(data, piece["party"], piece.get(role))
            if issue in claims:
                claims[issue].add(claim)
    return claims


def _party_names(part: Data) -> set[str]:
    return {str(name).casefold() for name in (part.get("name"), *part.get("aliases", [])) if name}


def _issue_names(part: Data) -> set[str]:
    return {str(part["name"]).casefold()} if part.get("name") else set()


def _pairs(
    old: Mapping[str, set[str]], new: Mapping[str, set[str]], old_names: Data, new_names: Data
) -> dict[str, str]:
    """Pair new ids with old ones, the nearest first."""
    scored = []
    for number, name in enumerate(new_names):
        for place, other in enumerate(old_names):
            mine, theirs = new.get(name, set()), old.get(other, set())
            least = min(len(mine), len(theirs))
            score = len(mine & theirs) / least if least else 0.0
            if new_names[name] & old_names[other]:
                score += _BY_NAME
            if score >= SHARED:
                scored.append((-score, -len(mine & theirs), name != other, number, place, name, other))
    paired: dict[str, str] = {}
    for *_, name, other in sorted(scored):
        if name not in paired and other not in paired.values():
            paired[name] = other
    return paired


def _free(name: str, taken: Iterable[str]) -> str:
    names = set(taken)
    free, number = name, 2
    while free in names:
        free, number = f"{name}_{number}", number + 1
    return free


def _ids(paired: Mapping[str, str], new: Iterable[str], old: Iterable[str]) -> dict[str, str]:
    """Give the id of each new thing: that of its pair, else its own where nothing old has it."""
    ids = dict(paired)
    taken = {*old, *paired.values()}
    for name in new:
        if name not in ids:
            ids[name] = _free(name, taken)
            taken.add(ids[name])
    return {name: other for name, other in ids.items() if name != other}


def stable(drafted: Data, base: Data) -> Data:
    """Give a new draft with the ids of the draft before, where it speaks of the same parties and issues."""
    parties = _pairs(
        _party_claims(base),
        _party_claims(drafted),
        {name: _party_names(part) for name, part in base.get("parties", {}).items()},
        {name: _party_names(part) for name, part in drafted.get("parties", {}).items()},
    )
    old, new = _issue_claims(base), _issue_claims(drafted)
    issues = _pairs(
        old,
        new,
        {name: _issue_names(base.get("issues", {}).get(name, {})) for name in old},
        {name: _issue_names(drafted.get("issues", {}).get(name, {})) for name in new},
    )
    names = Renames(
        _ids(parties, drafted.get("parties", {}), base.get("parties", {})),
        _ids(issues, new, old),
    )
    return renamed(drafted, names)


def worded(drafted: Data, base: Data, edits: Edits, mine: Data) -> Data:
    """Give a new draft with the words of the last for options of which a person changed some.

    An option is the same where the same claims name it; of the two ends of a scale, those that no claim names too.
    """
    words: dict[str, dict[str, str]] = {}
    for issue, part in drafted.get("issues", {}).items():
        old = base.get("issues", {}).get(issue, {}).get("options") or []
        now = mine.get("issues", {}).get(edits.names.issue(issue), {}).get("options") or []
        new = part.get("options") or []
        if not old or old in (now, new):
            continue
        found: dict[str, str] = {}
        for option in new:
            told = option if option in old else _leading(_votes(issue, option, drafted, base), old)
            if told is not None and told not in found.values():
                found[option] = told
        for end in (0, -1):
            if new[end] not in found and old[end] not in found.values():
                found[new[end]] = old[end]
        words[issue] = {option: told for option, told in found.items() if option != told}
    return renamed(drafted, Renames(options=words))


def _leading(votes: Iterable[Any], among: Iterable[str]) -> str | None:
    """Give what more than half of the votes name, where it is one of `among`."""
    counts = Counter(votes)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return name if 2 * count > counts.total() and name in among else None


def _by_name(name: str, base: Data, mine: Data) -> str | None:
    """Give the one new entry of a person that shares a name (or, as an issue, all options) with what is gone."""
    part = base[name]
    alike = [
        other
        for other, entry in mine.items()
        if other not in base
        and (
            _party_names(part) & _party_names(entry)
            or (part.get("options") is not None and part["options"] == entry.get("options"))
        )
    ]
    return alike[0] if len(alike) == 1 else None


def edits_of(base: Data, mine: Data) -> Edits:
    """Tell what a person did to the ids and options of `base`, the last draft, in `mine`, the file as it stands."""
    before, after = base.get("evidence", {}), mine.get("evidence", {})
    parties = _replaced(
        base.get("parties", {}),
        mine.get("parties", {}),
        lambda name: [after[c]["party"] for c, piece in before.items() if piece["party"] == name and c in after],
    )
    issues = _replaced(base.get("issues", {}), mine.get("issues", {}), lambda name: list(_moved(name, base, mine)))
    names = Renames(
        {old: new for old, new in parties.items() if new},
        {old: new for old, new in issues.items() if new},
    )
    nodes = {
        names.party(party): _node_names(leaves(base, party), leaves(mine, names.party(party)), names)
        for party in base.get("objectives", {})
    }
    names = Renames(names.parties, names.issues, nodes)
    stories = {
        names.party(party): {
            name: name if name in mine["hypotheses"][names.party(party)] else names.story(names.party(party), name)
            for name in told
        }
        for party, told in base.get("hypotheses", {}).items()
        if names.party(party) in mine.get("hypotheses", {})
    }
    names = Renames(names.parties, names.issues, nodes, stories)
    words, removed = _options(renamed(base, names), mine)
    return Edits(
        Renames(names.parties, names.issues, nodes, stories, words),
        {name for name, other in parties.items() if other is None},
        {name for name, other in issues.items() if other is None},
        removed,
    )


def _replaced(base: Data, mine: Data, votes: Any) -> dict[str, str | None]:
    """Give for each name that is gone what stands for it now; None where it was removed."""
    return {name: _leading(votes(name), mine) or _by_name(name, base, mine) for name in base if name not in mine}


def _moved(issue: str, base: Data, mine: Data) -> Iterable[str | None]:
    for claim, piece in base.get("evidence", {}).items():
        other = mine.get("evidence", {}).get(claim)
        for role in ("on", "over"):
            if other is not None and resolved(base, piece["party"], piece.get(role)) == issue:
                yield resolved(mine, other["party"], other.get(role))


def _node_names(base: Mapping[str, str], mine: Mapping[str, str], names: Renames) -> dict[str, str]:
    """Give the leaves of a party's tree with their new names; one that kept its name keeps it."""
    found = {}
    for name, issue in base.items():
        others = [other for other, on in mine.items() if on == names.issue(issue) and other not in base]
        if name in mine:
            found[name] = name
        elif others:
            found[name] = others[0]
    return found


def _options(base: Data, mine: Data) -> tuple[dict[str, dict[str, str]], dict[str, set[str]]]:
    """Give the options with other words now, and those removed, by issue."""
    words: dict[str, dict[str, str]] = {}
    removed: dict[str, set[str]] = {}
    for issue, part in base.get("issues", {}).items():
        old, new = part.get("options") or [], mine.get("issues", {}).get(issue, {}).get("options") or []
        if not new or old == new:
            continue
        found: dict[str, str] = {}
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "replace" and b - a == d - c:
                found |= {o: n for o, n in zip(old[a:b], new[c:d], strict=True) if o not in new and n not in old}
        for option in old:
            if option not in new:
                told = _leading(_votes(issue, option, base, mine), new)
                if told is not None:
                    found[option] = told
        for end in (0, -1):
            # An end of the scale that no claim names is still that end under other words.
            if old[end] not in {*new, *found} and new[end] not in {*old, *found.values()}:
                found[old[end]] = new[end]
        words[issue] = found
        removed[issue] = {option for option in old if option not in new and option not in found}
    return words, removed


def _votes(issue: str, option: str, base: Data, mine: Data) -> Iterable[Any]:
    for claim, piece in base.get("evidence", {}).items():
        other = mine.get("evidence", {}).get(claim)
        if other is None or piece.get("option") != option:
            continue
        if resolved(base, piece["party"], piece.get("on")) == issue:
            yield other.get("option")
