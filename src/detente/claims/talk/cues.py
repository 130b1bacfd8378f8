"""The words by which people at a bargain say what they need, want, can spare and put first.

Each `Cue` is a family of English constructions. `act` is what the speaker does with the item; `turned` marks words that
say it of little worth (plenty at hand, the lowest priority), `strong` those that put it before all else. `by` tells to
whom the item goes or whose stance it is: the speaker ("me"), the one spoken to ("you"), or the subject ("subject").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from detente.claims.claim import Act

__all__ = ["CUES", "Cue", "Found", "find_cues", "negated", "subject_of"]

By = Literal["me", "you", "subject"]
ME = r"(?:i|we|me|us|myself|ourselves|my family|my kids)"
YOU = r"(?:you|u|ya|yourself)"
MODAL = r"(?:'ll|'d|can|could|may|might|will|would|should|do|to|just|also|then|both|each|definitely|only|still|all)"


@dataclass(frozen=True, slots=True)
class Cue:
    """A family of constructions; `trails` where it stands after the item it speaks of."""

    name: str
    act: Act
    by: By
    pattern: re.Pattern[str]
    turned: bool = False
    strong: bool = False
    trails: bool = False


def _cue(name: str, act: Act, by: By, pattern: str, *, turned: bool = False, strong: bool = False, trails: bool = False) -> Cue:
    return Cue(name, act, by, re.compile(rf"(?<![\w'])(?:{pattern})(?![\w])"), turned, strong, trails)


CUES: tuple[Cue, ...] = (
    _cue("lacks", "interest", "subject",
         r"(?:low|short|lacking|lack|light) (?:on|in|of)|running (?:out|low)|ran out|run out|out of|forgot|forgotten"
         r"|(?:not|n't|hardly|barely) (?:have |bring |brought |pack |packed |got |be |think |any |really |much |had |going to |carry |seem to have )*(?:enough|much|any|sufficient|adequate)|not enough|insufficient|scarce"),
    _cue("has plenty", "interest", "subject",
         r"(?<!to )(?<!can )(?<!could )(?<!if i )(?:have|has|had|got|brought|packed|bring|are|is|with|bringing|own|stocked|carry|there's|got) (?:\w+ ){0,2}?(?:plenty|enough|lots|a lot|loads|tons?|abundance|sufficient|access|adequate|excess|surplus|more than)"
         r"|stocked|(?:pretty |all )?(?:set|good|covered|fine|okay|ok) (?:on|for|in terms of)|abundant|already (?:have|got|packed|brought)"
         r"|(?:can|could|will|able to|easily) (?:\w+ )?(?:find|gather|collect|hunt|fish|forage|catch|cut|chop|boil|purify|filter)|overrated",
         turned=True),
    _cue("uses", "interest", "subject",
         r"(?:cook|cooking|make|making|prepare|preparing|boil|boiling|purify|filter|hunt|catch|eat|eats|eating|heat|warm up|drink|drinks|drinking|burn|burning|use|using)(?= (?:the |my |our |your |their |some |all |for |more |a lot of |lots of )*\w+\s*$| (?:the |my |our |your |their |some |any |more |a lot of |lots of |all the )*(?:\w+ )?)"),
    _cue("asks to be given", "demand", "me",
         rf"{YOU} (?:{MODAL} )*(?:be (?:able|willing|open|ok|okay|fine|good) (?:to|with) )?(?:give|giving|spare|sparing|share|sharing|part with|parting with|let|letting|leave|send|offer|trade|sacrifice|give up|giving up|do without)"
         rf"|(?:give|giving|leave|leaving|let|letting|send|lend|gave|allow|allowing|offer) {ME}(?: (?:have|take|keep|get))?"),
    _cue("gives", "offer", "you",
         rf"(?:give|giving|gave|offer|offering|let|letting|leave|leaving|send|share|allow|trade|sell|lend|provide) (?:with )?{YOU}(?: (?:have|take|keep|get|with))?"
         r"|(?:give|giving|gave) (?:it |them |that )?(?:up|away)|part(?:ing)? with|sacrifice|(?:do|go|get by|live|manage|survive) without|forgo|forego|let go of|spare|sparing"
         r"|(?:i|we)(?:'ll|'d| will| would| can| could)? (?:be (?:willing|happy|able|glad|open|ok|okay|fine) (?:to|with) )?(?:give|giving|offer|offering|share|sharing|trade|trading|concede|compromise on|sacrifice)"
         r"|i (?:give|offer)|willing to (?:give|offer|trade|share|negotiate on|compromise on|concede|let)"),
    _cue("you take", "offer", "you",
         rf"{YOU}(?: {MODAL})*(?: be| like| want| prefer| rather| able| ok| okay| fine| good| willing| to| with)*(?: have| take| keep| get| taking| having| getting| keeping| receive| use)(?: the rest)?"
         r"|you'(?:ll|d) (?:have|get|take|keep)"),
    _cue("for you", "offer", "you", rf"for (?:you|u|your)|to you|work for you|(?:is |are )?(?:all )?yours", trails=True),
    _cue("I take", "demand", "me",
         rf"{ME}(?: {MODAL})*(?: be| like| love| want| prefer| rather| able| ok| okay| fine| good| willing| hoping| wondering| if i could| to| with| need)*(?: have| take| keep| get| taking| having| getting| keeping| receive)"
         r"|(?:can|could|may|might|should|if|would) (?:i|we) (?:please |possibly |maybe |just |also |still )*(?:have|take|keep|get|grab|claim)|i'(?:ll|d) (?:have|get|take|keep)"
         r"|to (?:get|take|have|keep)|(?:hoping|looking|hope|plan|planning) (?:for|on|at)|gimme"),
    _cue("for me", "demand", "me", r"for (?:me|us|myself|ourselves|my \w+)", trails=True),
    _cue("is last", "priority", "subject",
         r"(?<!at )least|lowest|bottom|last (?:priority|on)|low(?:er)? (?:priority|preference|need|on my list)|less (?:important|concerned|worried|interested|of)|not as (?:important|much|worried|concerned|interested)|lesser|unimportant|optional|low for (?:me|us)",
         turned=True, strong=True),
    _cue("is first", "priority", "subject",
         r"most(?!ly|\s+of)|highest|number one|top(?! of)|biggest|greatest|main|primary|first(?: priority| choice| of all| and foremost)?|above all|especially|in particular|mainly|more than anything|super important|very important|really important|extremely important|crucial|vital|high(?:er)? (?:priority|preference|need|value)|favou?rite",
         strong=True),
    _cue("is second", "interest", "subject", r"second(?:ary)?|2nd|medium|middle|mid|next|followed by|runner up|moderate"),
    _cue("needs", "interest", "subject",
         r"need(?:s|ed|ing)?|in need|requires?|requiring|could use|can use|could really use|gotta have|must have|necessary|necessity|essential|important|depend on|rely on|concerned about|worried about|needy|desperate for|dire|critical|help(?:ful|s)?|goes? through|thirsty|hungry"),
    _cue("wants", "demand", "subject",
         r"want(?:s|ed|ing)?|would like|'d like|like|love|prefer(?:s|red|ably|ence)?|interest(?:ed)?|interesting|wish|value|appreciate|priority|priorities|care(?: (?:about|for))?|looking for|hoping for|after|choose|choice|go(?:ing)? (?:for|with)|focus|pick|useful|use|nice|great|good|happy|request(?:ing)?|ask(?:ing)? for|would be|keep|take|taking|have|having|get|getting|claim"),
)

_NEGATION = re.compile(r"(?:\bnot\b|n't|\bdont\b|\bdoesnt\b|\bnever\b|\bno\b|\bnor\b|\bneither\b|\bwithout\b|\bhardly\b|\bisnt\b|\bwont\b|\bcant\b|\bcannot\b|\bno real\b)(?:\s+\w+){0,4}\s*$")
_SUBJECT = re.compile(rf"\b(?:(?P<me>i|we|my|our|me|us|i'm|i'd|i'll|i've|im|ill|mine|we're|we'd|we'll|we've)|(?P<you>you|your|u|ur|you're|you'd|you'll|you've|youre|yours))\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A cue at [start, end) of a clause."""

    cue: Cue
    start: int
    end: int


def find_cues(clause: str) -> list[Found]:
    """Give the cues of a clause in lower case, in order of place; where two overlap, the earlier family counts."""
    found: list[Found] = []
    for cue in CUES:
        for hit in cue.pattern.finditer(clause):
            if all(hit.end() <= other.start or hit.start() >= other.end for other in found):
                found.append(Found(cue, hit.start(), hit.end()))
    return sorted(found, key=lambda part: part.start)


def negated(clause: str, place: int) -> bool:
    """Whether a negation governs what starts at `place`: within the four words before it."""
    return bool(_NEGATION.search(clause[:place])) and not re.match(r"\s*(?:\w+\s+)?(?:if|unless)\b", clause)


def subject_of(clause: str, place: int) -> By | None:
    """Give whom the words before `place` are about: the last pronoun; else the first after it; None without one."""
    before = list(_SUBJECT.finditer(clause[:place]))
    hit = before[-1] if before else _SUBJECT.search(clause, place)
    return None if hit is None else "me" if hit["me"] else "you"


def strongest(cues: Sequence[Found]) -> Found:
    """Give the cue that decides among those of one stretch: what puts first or last, else the last of them."""
    marked = [part for part in cues if part.cue.strong]
    return (marked or list(cues))[-1]
