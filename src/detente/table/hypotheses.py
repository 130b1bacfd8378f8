"""Hypotheses about a party's motive, drafted only where claims offer them.

A claim that the party puts A above B sets "A first" against "B first", and so do two witnesses of whom one says that
the party is after A, the other that it is after B ("some believe … others suspect …"). A claim of tactics sets "acts
for effect" beside them; where another witness says what the party is after, that stands against what it demands.
Equal priors are assumed and can be changed in the case.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from detente.claims import Claim
from detente.table.case import Evidence, Hypothesis, Node, Says
from detente.table.trees import children_of, leaf_issues, names_below, node_called

__all__ = ["TACTIC_RATIO", "draft_hypotheses"]

TACTIC_RATIO = 3.0
"""How many times likelier a report of tactics is when the party does act for effect: a declared judgement, on the
scale where 3 is "substantial" (Jeffreys 1961, Theory of Probability, app. B: 10^(1/2))."""

_EQUAL = "equal priors: no claim says how likely each is"


def _leading_pair(evidence: Mapping[str, Evidence], root: Node | None) -> tuple[str, str] | None:
    pairs = Counter(
        (piece.on, piece.over)
        for piece in evidence.values()
        if piece.act == "priority" and piece.on and piece.over and piece.certainty not in {"unknown", "denied"}
        if not _related(root, piece.on, piece.over)
    )
    spoken = Counter(node for piece in evidence.values() for node in (piece.on, piece.over) if node)
    return min(pairs, key=lambda pair: (-pairs[pair], -spoken[pair[0]] - spoken[pair[1]], pair)) if pairs else None


def _tells_motive(piece: Evidence) -> bool:
    """Tell whether somebody else says what the party is after, or what it puts first."""
    return piece.act in {"interest", "priority"} and bool(piece.sources) and piece.certainty in _HELD


def _beyond_demands(evidence: Mapping[str, Evidence], root: Node | None) -> tuple[str, str] | None:
    """Give the objective that others say the party is after, and what it demands (else: speaks of) most beside it."""
    aims = Counter(piece.on for piece in evidence.values() if _tells_motive(piece) and piece.on)
    spoken = Counter(piece.on for piece in evidence.values() if piece.on and piece.certainty != "unknown")
    asked = {piece.on for piece in evidence.values() if piece.act == "demand" and piece.certainty in _HELD}
    for aim in sorted(aims, key=lambda node: (-aims[node], node)):
        for other in sorted(spoken, key=lambda node: (node not in asked, -spoken[node], node)):
            if aim != other and not _related(root, aim, other):
                return aim, other
    return None


_HELD = frozenset({"asserted", "probable", "possible"})


def _node_of(root: Node | None, name: str) -> str | None:
    """Give the name in the party's tree under which an objective or an issue stands; None where it stands nowhere."""
    if root is None or name in names_below(root):
        return name
    leaves = [node for node, issue in leaf_issues(root) if issue == name]
    return leaves[0] if len(leaves) == 1 else None


def _related(root: Node | None, one: str, other: str) -> bool:
    """Tell whether one of two objectives can weigh no more than the other: it lies below it, or is its alternative."""
    one, other = _node_of(root, one) or one, _node_of(root, other) or other
    return (
        _alternatives(root, one, other)
        or other in names_below(node_called(root, one))
        or one in names_below(node_called(root, other))
    )


def _alternatives(node: Node | None, one: str, other: str) -> bool:
    """Tell whether two objectives are means of one end of which either suffices: each has the whole weight of that."""
    if node is None:
        return False
    both = any({one, other} <= {name, *names_below(child)} for name, child in children_of(node))
    if node.any is not None and not both and {one, other} <= set(names_below(node)):
        return True
    return any(_alternatives(child, one, other) for _, child in children_of(node))


def _rivals(evidence: Mapping[str, Evidence], root: Node | None) -> tuple[str, str] | None:
    """Give the two objectives that different witnesses say the party is after, those with most witnesses first.

    What one witness says the party is after are aims beside each other; a motive of which another says otherwise is a
    rival. Neither may serve the other.
    """
    witnesses: dict[str, set[str]] = {}
    for piece in evidence.values():
        if _tells_motive(piece) and piece.on:
            witnesses.setdefault(piece.on, set()).add(piece.origin)
    ranked = sorted(witnesses, key=lambda node: (-len(witnesses[node]), node))
    for at, one in enumerate(ranked):
        for other in ranked[at + 1 :]:
            apart = witnesses[one] - witnesses[other] and witnesses[other] - witnesses[one]
            if apart and not _related(root, one, other):
                return one, other
    return None


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"


def draft_hypotheses(
    evidence: Mapping[str, Evidence], tactics: Sequence[Claim], root: Node | None = None
) -> dict[str, Hypothesis]:
    """Give the hypotheses on one party that its `evidence` and the claims of `tactics` offer; none without either.

    `root` is the party's objective tree: what lies below an end is no rival of it.
    """
    stories: dict[str, tuple[Says, list[str], dict[str, float]]] = {}
    told_tactics = [claim for claim in tactics if claim.certainty not in {"denied", "unknown"}]
    pair = _leading_pair(evidence, root) or _rivals(evidence, root)
    if pair is None and told_tactics:
        pair = _beyond_demands(evidence, root)
    nodes = [_node_of(root, name) for name in pair or ()]
    if pair is not None and None not in nodes and nodes[0] != nodes[1]:
        for at, first in enumerate(pair):
            because = sorted({*_ids(evidence, first, pair[1 - at]), *_interests(evidence, first)})
            stories[f"{first} first"] = (Says(weights={str(nodes[at]): f"above {nodes[1 - at]}"}), because, {})
    if told_tactics:
        lead = max(told_tactics, key=lambda claim: (claim.confidence or 0.0, claim.id))
        ids = sorted(claim.id for claim in told_tactics)
        if not stories:
            stories["means what it says"] = (Says(sincerity="high"), [], {})
        name = f"acts for effect: {_short(lead.content)}"
        stories[name] = (Says(sincerity="low"), ids, dict.fromkeys(ids, TACTIC_RATIO))
    if len(stories) < 2:
        return {}
    prior = round(1 / len(stories), 6)
    priors = [prior] * (len(stories) - 1)
    priors.append(round(1 - sum(priors), 6))
    return {
        name: Hypothesis(prior=p, says=says, because=ids, assumed=_EQUAL, evidence=ratios)
        for p, (name, (says, ids, ratios)) in zip(priors, stories.items(), strict=True)
    }


def _ids(evidence: Mapping[str, Evidence], on: str, over: str) -> list[str]:
    return [i for i, piece in evidence.items() if piece.act == "priority" and (piece.on, piece.over) == (on, over)]


def _interests(evidence: Mapping[str, Evidence], on: str) -> list[str]:
    """Give the claims of others that say the party is after an objective, or puts it first."""
    return [i for i, piece in evidence.items() if piece.on == on and _tells_motive(piece)]
