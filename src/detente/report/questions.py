"""What it would help most to learn, in words, with what an answer is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.numbers import percent_with_error
from detente.report.party_findings import bearing_on, walking_away
from detente.report.teller import Teller

__all__ = ["Question", "make_questions"]

Json = Mapping[str, Any]

LEAST_HELP = 0.005
"""Gain in the chance of naming an acceptable deal below which an answer is not worth asking for."""

MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Question:
    """Something it would help to learn: by how much an answer would raise the chance of naming a deal all accept."""

    words: str
    gain: float
    error: float
    claims: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The question and what its answer is worth, in one line."""
        worth = percent_with_error(self.gain, self.error)
        return f"{self.words}: to know it would raise the chance of naming a deal that all accept by {worth}."


def _question(teller: Teller, part: Json) -> str:
    party, about = part["party"], part["about"]
    name = teller.names.party(party)
    match part["kind"]:
        case "order":
            first, second = (teller.names.objective(party, node) for node in about)
            return f"Whether {first} or {second} matters more to {name}"
        case "no_deal":
            return f"What walking away is worth to {name}"
        case "ideal":
            return f"Which option on {teller.names.issue(about[0])} {name} would like best"
        case "red_line":
            return f"Whether “{about[1]}” on {teller.names.issue(about[0])} is a red line for {name}"
        case "hypothesis":
            return f"Which story about the motive of {name} holds"
        case _:
            return str(part["question"])


def _about(teller: Teller, part: Json) -> tuple[str, ...]:
    """Give the claims that speak of what a question asks."""
    party, about = part["party"], part["about"]
    belief = teller.beliefs.get("parties", {}).get(party, {})
    match part["kind"]:
        case "order":
            found = [claim for node in about for claim in belief.get("nodes", {}).get(node, {}).get("claims", ())]
            return tuple(dict.fromkeys(found))
        case "ideal" | "red_line":
            return teller.claims([party], about[:1])
        case "no_deal":
            return walking_away(teller.case, party)
        case "hypothesis":
            stories = teller.case.hypotheses.get(party, {})
            known = belief.get("hypotheses", {})
            return tuple(
                dict.fromkeys(c for s in stories if s in known for c in bearing_on(teller.case, party, s, belief))
            )
        case _:
            return ()


def make_questions(teller: Teller, information: Sequence[Json]) -> tuple[Question, ...]:
    """Tell what it would help most to learn; nothing that is within the computing error of no help."""
    return tuple(
        Question(_question(teller, part), part["gain"], part["error"], _about(teller, part))
        for part in information[:MOST_QUESTIONS]
        if part["gain"] > part["error"] and part["gain"] >= LEAST_HELP
    )
