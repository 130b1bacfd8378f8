"""What of a talk bears on an item's rank: each claim by its kind, and where the item stands in what was said.

A mark is a named count. `S` marks what the party itself said of the item, `O` what the other said of it; so the same
saying is evidence about both, as strongly as training finds it to be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.claims.talk.reader import Saying, read_sayings
from detente.claims.talk.transcript import Transcript
from detente.claims.talk.wording import Naming, Wording, find_namings

__all__ = ["LEARNT", "Marks", "TalkMarks"]

Marks = dict[str, float]
"""Counts by name, for one party and item."""

LEARNT = tuple(
    f"wording {who} {what}" for who in ("own", "other", "newest first", "strongest") for what in ("first", "last")
)
"""The marks that the learnt reader makes."""

MOST = 3.0
"""A mark counts this often at most: what is said ten times is hardly surer than what is said three times."""


def _sign(said: Saying) -> str:
    """Give the kind of a saying with its sign: wants or spares."""
    if said.certainty == "unknown":
        return "ask"
    if said.cue in ("named", "uses"):
        return "named"
    if said.against is not None:
        return said.act
    wants = (said.act != "offer") != (said.certainty == "denied")
    return f"{said.act}{'+' if wants else '-'}"


_WANTS = ("demand+", "interest+", "priority+")


@dataclass
class _Said:
    """What one party has said so far."""

    turns: int = 0
    named: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    first_share: dict[str, tuple[int, int]] = field(default_factory=dict)
    last_share: dict[str, int] = field(default_factory=dict)


class TalkMarks:
    """The marks of a talk, utterance by utterance. `only_offers` keeps only what is said in numbers of units."""

    def __init__(
        self,
        talk: Transcript,
        *,
        sayings: Sequence[Saying] | None = None,
        only_offers: bool = False,
        wording: Wording | None = None,
        namings: Sequence[Naming] | None = None,
        readings: Sequence[Sequence[float]] | None = None,
    ) -> None:
        self.talk = talk
        self.items = tuple(item.name for item in talk.items)
        self._units = {item.name: item.units for item in talk.items}
        found = read_sayings(talk) if sayings is None else sayings
        if only_offers:
            found = [said for said in found if said.quantity is not None and said.act in ("offer", "demand")]
        self._by_turn: dict[int, list[Saying]] = {}
        for said in found:
            self._by_turn.setdefault(said.utterance, []).append(said)
        self._namings = list(find_namings(talk) if namings is None and wording is not None else namings or ())
        self._readings = wording.read(self._namings) if wording is not None else readings
        self._said = {party: _Said() for party in talk.parties}
        self._counts: dict[tuple[str, str], Marks] = {(p, i): {} for p in talk.parties for i in self.items}
        self._learnt: dict[tuple[str, str], Marks] = {key: {} for key in self._counts}
        self._done = 0

    def advance(self, utterances: int) -> None:
        """Take in the talk up to so many utterances."""
        while self._done < min(utterances, len(self.talk.utterances)):
            self._take(self._done)
            self._done += 1

    def _add(self, party: str, item: str, names: Iterable[str]) -> None:
        counts = self._counts[party, item]
        for name in names:
            counts[name] = counts.get(name, 0.0) + 1.0

    def _take(self, turn: int) -> None:
        speaker = self.talk.utterances[turn].speaker
        said = self._said[speaker]
        said.turns += 1
        shares: dict[str, float] = {}
        for position, part in enumerate(part for part in self._by_turn.get(turn, ()) if part.against is None):
            if part.party == speaker:
                self._own(part, speaker, min(position, 2), shares)
            else:
                for mark, party in self._sides(speaker):
                    self._add(party, part.item, [f"{mark} of the other {part.cue} {part.certainty}"])
        for part in self._by_turn.get(turn, ()):
            if part.against is not None:
                for mark, party in self._sides(speaker):
                    self._add(party, part.item, [f"{mark} {part.act} above"])
                    self._add(party, part.against, [f"{mark} {part.act} below"])
        for item, share in shares.items():
            said.last_share[item] = int(share)
            said.first_share.setdefault(item, (int(share), len(shares)))
        self._take_wording(turn, speaker)

    def _sides(self, speaker: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("S", speaker), ("O", self.talk.other(speaker))

    def _own(self, part: Saying, speaker: str, position: int, shares: dict[str, float]) -> None:
        said, other = self._said[speaker], self._said[self.talk.other(speaker)]
        item, sign, turn = part.item, _sign(part), min(said.turns, 5)
        new = item not in said.named
        place = len(said.named) if new else said.named.index(item)
        units = self._units[item]
        amount = "n" if part.quantity is None else f"{min(part.quantity, 9):g}"
        names = [f"{part.cue} {part.certainty}", sign, f"{sign} of {amount}{' asked' if part.asked else ''}"]
        if new:
            names += [
                f"new {sign} place {place}",
                f"new {sign} place {place} position {position}",
                f"new {sign} place {place} answers {part.answers}",
                f"new {sign} turn {turn}",
                f"new {sign} place {place} {'also' if item in other.wanted else 'not'} wanted by the other",
                f"new {sign} place {place} of {amount}",
            ]
        else:
            names += [f"again {sign} place {place}", f"again {sign} answers {part.answers}"]
        for mark, party in self._sides(speaker):
            self._add(party, item, [f"{mark} {name}" for name in names])
        if part.quantity is not None:
            own = part.quantity if sign != "offer-" else None if units is None else units - part.quantity
            if own is not None and sign in ("demand+", "interest+"):
                shares[item] = min(own, 9)
            elif own is not None and sign in ("demand-", "interest-", "offer-", "offer+"):
                shares.setdefault(item, max(own, 0))
        if new:
            said.named.append(item)
        if sign in _WANTS and item not in said.wanted:
            said.wanted.append(item)

    def _take_wording(self, turn: int, speaker: str) -> None:
        if self._readings is None:
            return
        for naming, reading in zip(self._namings, self._readings, strict=True):
            if naming.utterance == turn:
                own = self._learnt[speaker, naming.item]
                theirs = self._learnt[self.talk.other(speaker), naming.item]
                for place, what in enumerate(("first", "last")):
                    own[f"wording own {what}"] = own.get(f"wording own {what}", 0.0) + reading[place]
                    own.setdefault(f"wording newest first {what}", reading[place])
                    own[f"wording strongest {what}"] = max(own.get(f"wording strongest {what}", 0.0), reading[place])
                    theirs[f"wording other {what}"] = theirs.get(f"wording other {what}", 0.0) + reading[place + 2]

    def of(self, party: str) -> Mapping[str, Marks]:
        """Give the marks of every item for one party, as the talk stands."""
        return {item: self._of(party, item) for item in self.items}

    def _of(self, party: str, item: str) -> Marks:
        marks = {name: min(count, MOST) for name, count in self._counts[party, item].items()}
        own, other = self._said[party], self._said[self.talk.other(party)]
        for mark, said, rival in (("S", own, other), ("O", other, own)):
            if item in said.last_share:
                marks[f"{mark} last share {said.last_share[item]}"] = 1.0
            if item in said.first_share:
                share, among = said.first_share[item]
                marks[f"{mark} first share {share} among {among}"] = 1.0
            if said.named and item not in said.named:
                marks[f"{mark} not among {len(said.named)} named"] = 1.0
                marks[f"{mark} not among {len(said.named)} named turn {min(said.turns, 5)}"] = 1.0
            if said.wanted:
                place = str(said.wanted.index(item)) if item in said.wanted else "none"
                marks[f"{mark} wanted {place} of {len(said.wanted)}"] = 1.0
                if item in said.wanted:
                    same = bool(rival.wanted) and rival.wanted[0] == said.wanted[0]
                    marks[f"{mark} wanted {place} {'same' if same else 'other'} first"] = 1.0
        if own.wanted and other.wanted:
            places = [str(said.wanted.index(item)) if item in said.wanted else "none" for said in (own, other)]
            marks[f"wanted {places[0]} and {places[1]}"] = 1.0
        return marks | self._learnt[party, item]
