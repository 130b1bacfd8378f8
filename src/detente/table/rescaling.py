"""Options of an issue after a person's decisions: a claim that was corrected finds or adds its own; the others stay."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from detente.table.options import (
    MAX_OPTIONS,
    SAME_STANCE,
    STANCES,
    Layout,
    distinct_labels,
    fits,
    label_of,
    nearest_label,
    number_in,
    opposite,
    same_stance,
)
from detente.table.phrases import Mention

__all__ = ["forget", "mean", "without_unmeant"]


def forget(layout: Layout, claim: str) -> Layout:
    """Give the options with nothing that a claim means."""
    meant = {key: place for key, place in layout.meant.items() if key[0] != claim}
    return replace(layout, meant=meant, unplaced=tuple(m for m in layout.unplaced if m.claim.id != claim))


def mean(layout: Layout, mention: Mention, others: Sequence[Mention], name: str, before: str | None) -> Layout:
    """Give the options with the one that `mention` means, added where none is near; all others keep theirs.

    `others` are the mentions of the issue called `name`; `before` is the option that the same words had there.
    """
    label = label_of(mention, name)
    place = _meaning(layout, mention, others, label, name, before)
    if place is None and mention.role in {"wants", "gives"} and len(layout.labels) < MAX_OPTIONS:
        layout, place = _added(layout, mention, others, label)
    if place is None:
        unplaced = (mention,) if mention.role in STANCES else ()
        return replace(layout, unplaced=(*layout.unplaced, *unplaced))
    return replace(layout, meant={**layout.meant, (mention.claim.id, mention.words): place})


def _meaning(
    layout: Layout, mention: Mention, others: Sequence[Mention], label: str, name: str, before: str | None
) -> int | None:
    named = sorted(set(layout.meant.values())) or list(range(len(layout.labels)))
    own = {layout.meant[key] for key in _keys(layout, others, mention.party, ("wants", "aims"))}
    if mention.role == "refuses":
        candidates = [at for at in named if at not in own] or [at for at in range(len(layout.labels)) if at not in own]
        if len(candidates) == 1:
            return candidates[0] if fits(label, layout.labels[candidates[0]], name) else None
        return nearest_label(mention.words, layout.labels, candidates, SAME_STANCE)
    if before in layout.labels:
        return layout.labels.index(before)
    if label in layout.labels:
        return layout.labels.index(label)
    same = [at for at in named if same_stance(label, layout.labels[at])]
    if same:
        return nearest_label(label, layout.labels, same, -1.0)
    if mention.role == "aims" and own and fits(label, layout.labels[min(own)]):
        return min(own)
    return None if mention.role in {"wants", "gives"} else nearest_label(label, layout.labels, named, SAME_STANCE)


def _keys(layout: Layout, others: Sequence[Mention], party: str, roles: Sequence[str]) -> list[tuple[str, str]]:
    keys = ((m.claim.id, m.words) for m in others if m.party == party and m.role in roles)
    return [key for key in keys if key in layout.meant]


def _added(layout: Layout, mention: Mention, others: Sequence[Mention], label: str) -> tuple[Layout, int]:
    """Add an option: in the order of the numbers where all have one, else next to the end of its own side."""
    labels = list(layout.labels)
    last = len(labels) - 1
    values, value = [number_in(words) for words in labels], number_in(label)
    told = [number for number in values if number is not None]
    if not layout.ordered:
        place = len(labels)
    elif value is not None and len(told) == len(labels) and told == sorted(told, reverse=told[0] > told[-1]):
        place = sum((value < number) if told[0] > told[-1] else (number < value) for number in told)
    else:
        top = any(layout.meant[key] == last for key in _keys(layout, others, mention.party, ("wants", "aims")))
        place = last if top else 1
    labels.insert(place, label)
    meant = {key: at + (at >= place) for key, at in layout.meant.items()}
    because = tuple(dict.fromkeys([*layout.because, mention.claim.id]))
    return replace(layout, labels=tuple(distinct_labels(labels)), meant=meant, because=because), place


def without_unmeant(layout: Layout, before: Layout, gone: Sequence[str], known: Sequence[str]) -> Layout | None:
    """Give the options without those that only claims decided about (`gone`) meant `before`, and none means now.

    None where too few are left to speak of: then the options are laid anew. `known` are the claims of the issue.
    """
    now = {layout.labels[at] for at in layout.meant.values()}
    meant: dict[str, set[str]] = {}
    for (claim, _), at in before.meant.items():
        meant.setdefault(before.labels[at], set()).add(claim)
    lost = {label for label, claims in meant.items() if label not in now and claims <= set(gone)}
    lost |= {opposite(label) for label in lost} - now - meant.keys()
    because = tuple(claim for claim in layout.because if claim in known)
    if not lost & set(layout.labels):
        return replace(layout, because=because)
    labels = [label for label in layout.labels if label not in lost]
    if not now:
        return None
    if len(labels) == 1:
        labels.insert(0, opposite(labels[0]))
    places = {label: at for at, label in enumerate(labels)}
    kept: Mapping[tuple[str, str], int] = {key: places[layout.labels[at]] for key, at in layout.meant.items()}
    return replace(layout, labels=tuple(labels), meant=kept, because=because)
