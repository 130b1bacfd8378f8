"""From the words of a bargain to claims: who needs, wants, offers, gives up, keeps or puts first which item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from detente.claims.claim import Act, Certainty, Claim
from detente.claims.talk.clauses import split_clauses
from detente.claims.talk.cues import Found, find_cues, negated, strongest, subject_of
from detente.claims.talk.mentions import Mention, find_mentions
from detente.claims.talk.questions import asked_for
from detente.claims.talk.transcript import Transcript

__all__ = ["Saying", "read_sayings", "read_talk"]


@dataclass(frozen=True, slots=True)
class Saying:
    """What one stretch of an utterance says of one item: a claim before it is dressed as one.

    `party` is whose stance it is; `speaker` says it, in the utterance of that index. `quantity` is in units of the
    item. `against` names the item that a priority or trade puts it against. `asked` where it stands in a question;
    `answers` tells what the question before it asked for ("first", "last" or "what").
    """

    utterance: int
    start: int
    end: int
    speaker: str
    party: str
    act: Act
    item: str
    cue: str
    certainty: Certainty
    strong: bool = False
    quantity: float | None = None
    against: str | None = None
    asked: bool = False
    answers: str | None = None


_MORE = r"(?:much |far )?more (?:\w+ )?(?:important )?than"
_OVER = re.compile(
    rf"^\s*(?:packages? |packs? )?(?:is |are )?(?:{_MORE}|over|rather than|instead of|before|above)"
    r"\s*(?:the |my |any )?$"
)
_THEN = re.compile(
    r"^\W*(?:and |is |would be |being |comes? )*(?:then|followed by|next|second)\W*(?:comes? |is |by |the )?$"
)
_SWAP = re.compile(
    r"^\W*(?:packages? |packs? )?(?:in exchange |in return )?for (?:all |some |more |the |your |my |of |\d )*$"
)


@dataclass(frozen=True, slots=True)
class _Governor:
    """What decides how an item is meant: a cue, who it is about, and whether it is negated."""

    cue: Found
    by: str
    denied: bool
    swapped: bool = False


def _governor(
    clause: str, mention: Mention, cues: list[Found], before: list[Mention], after: Mention | None
) -> _Governor | None:
    """Give the cue of a mention: one that trails it, else the nearest before it, else one after it."""
    limit = after.first if after else len(clause)
    trailing = [part for part in cues if part.start >= mention.end and part.start < limit]
    leading = [part for part in cues if part.end <= mention.start]
    since = before[-1].end if before else 0
    near = [part for part in leading if part.start >= since]
    if trailing and trailing[0].cue.trails:
        return _ruled(clause, trailing[0])
    marked = [part for part in trailing if part.cue.strong]
    if marked and not any(part.cue.strong for part in near):
        return _ruled(clause, marked[0])
    if near:
        return _ruled(clause, strongest(near))
    if trailing and not leading:
        return _ruled(clause, strongest(trailing))
    return None


def _swapped(governor: _Governor) -> _Governor | None:
    """Give what governs the other side of a swap: what is given for it is wanted, and the reverse."""
    if governor.cue.cue.act not in ("offer", "demand", "interest"):
        return None
    return _Governor(governor.cue, governor.by, governor.denied, not governor.swapped)


def _ruled(clause: str, part: Found) -> _Governor:
    by = part.cue.by if part.cue.by != "subject" else subject_of(clause, part.start) or "me"
    denied = negated(clause, part.start) and part.cue.name != "lacks"
    return _Governor(part, by, denied)


def _governed(clause: str, mentions: list[Mention], carried: _Governor | None) -> list[_Governor | None]:
    """Give what governs each mention of a clause; a list shares the governor of its first, or of its end."""
    cues = find_cues(clause)
    found: list[_Governor | None] = []
    running, bare = None, 0
    for place, mention in enumerate(mentions):
        after = mentions[place + 1] if place + 1 < len(mentions) else None
        own = _governor(clause, mention, cues, mentions[:place], after)
        if own is not None and own.cue.cue.trails:
            found += [own] * (place - bare + 1)
            found = [*found[:bare], *([own] * (place - bare + 1))]
            bare = place + 1
            continue
        if (
            own is None
            and running is not None
            and place
            and _SWAP.match(clause[mentions[place - 1].end : mention.first])
        ):
            own = _swapped(running)
        running = own or running
        found.append(running or carried)
        if running is not None:
            bare = place + 1
    return found


def read_sayings(talk: Transcript) -> list[Saying]:
    """Give what each utterance says of each item it names, in order."""
    found: list[Saying] = []
    question: str | None = None
    for place, utterance in enumerate(talk.utterances):
        found += _sayings_of_utterance(talk, place, question)
        question = asked_for(utterance.text)
    return found


def _sayings_of_utterance(talk: Transcript, place: int, question: str | None) -> Iterator[Saying]:
    utterance = talk.utterances[place]
    lower = utterance.text.lower().replace("’", "'")
    carried: _Governor | None = None
    for start, end, asks in split_clauses(lower):
        clause = lower[start:end]
        mentions = find_mentions(clause, talk.items)
        governors = _governed(clause, mentions, carried)
        for index, (mention, governor) in enumerate(zip(mentions, governors, strict=True)):
            saying = _saying(talk, place, start, clause, mention, governor, asks, question)
            last = mentions[index - 1] if index else None
            between = clause[last.end : mention.first] if last and last.item != mention.item else ""
            if last and (_OVER.match(between) or _THEN.match(between)):
                yield _versus(saying, last.item, mention.item)
            elif last and governor and governor.swapped and _SWAP.match(between):
                given, wanted = (last.item, mention.item) if saying.act == "demand" else (mention.item, last.item)
                yield replace(saying, act="trade", item=wanted, against=given, cue="swaps", quantity=None)
            if not _OVER.match(between):
                yield saying
            carried = governor
        if not mentions:
            cues = [part for part in find_cues(clause) if part.cue.strong]
            carried = _ruled(clause, strongest(cues)) if cues and not asks else None


def _versus(saying: Saying, item: str, against: str) -> Saying:
    return replace(saying, act="priority", item=item, against=against, cue="over", certainty="asserted", quantity=None)


def _saying(
    talk: Transcript,
    place: int,
    offset: int,
    clause: str,
    mention: Mention,
    governor: _Governor | None,
    asks: bool,
    question: str | None,
) -> Saying:
    speaker = talk.utterances[place].speaker
    start, end = offset + mention.first, offset + mention.end
    if governor is None:
        return Saying(
            place,
            start,
            end,
            speaker,
            speaker,
            "interest",
            mention.item,
            "named",
            "possible",
            quantity=mention.quantity,
            asked=asks,
            answers=question,
        )
    cue = governor.cue.cue
    act, party, denied = cue.act, speaker, governor.denied != cue.turned
    if governor.swapped:
        act = "demand" if act == "offer" else "offer"
    if cue.by == "subject":
        party = speaker if governor.by == "me" else talk.other(speaker)
    if act == "priority" and party != speaker and asks:
        party = talk.other(speaker)
    certainty: Certainty = "denied" if denied else "asserted"
    if cue.by == "subject" and party != speaker and asks:
        certainty = "unknown"
    if mention.quantity == 0 and act in ("interest", "demand") and not denied:
        certainty = "denied"
    return Saying(
        place,
        start,
        end,
        speaker,
        party,
        act,
        mention.item,
        cue.name,
        certainty,
        cue.strong,
        mention.quantity,
        None,
        asks,
        question,
    )


def read_talk(talk: Transcript) -> list[Claim]:
    """Give the claims of a talk, with offsets into `talk.text`.

    What a speaker says of the other's wants has the speaker as its source; what he says of his own has none.
    """
    claims = []
    for number, said in enumerate(read_sayings(talk)):
        shift = talk.starts[said.utterance]
        text = talk.text[shift + said.start : shift + said.end]
        claims.append(
            Claim(
                id=f"u{said.utterance}-{number}",
                start=shift + said.start,
                end=shift + said.end,
                text=text,
                party=said.party,
                voice=None,
                act=said.act,
                issue=said.item,
                content=text,
                against=said.against,
                target=talk.other(said.party),
                sources=() if said.party == said.speaker else (said.speaker,),
                certainty=said.certainty,
                hedges=(),
                basis="stated" if said.party == said.speaker else "inferred",
            )
        )
    return claims
