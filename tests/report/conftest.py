"""A small case with its reports, beliefs and deals: real parts, computed once."""

from collections.abc import Callable

import pytest

from detente.beliefs import infer
from detente.claims import Act, Claim, Reading
from detente.deals import solve
from detente.documents import Document
from detente.report import Analysis, build_analysis
from detente.table import Case, Evidence

ENVOYS = (
    "Northern envoys insist on the valley\n\n"
    "Northland demands the whole valley, its envoys said on Monday. They demand the valley again and again.\n\n"
    "The Courier writes, citing analysts, that influence over Southland matters far more to Northland than the valley. "
    "Northland might give up the valley in exchange for neutrality, two diplomats said.\n\n"
    "Southland rejects a ceded valley. What the special envoys agreed is not known.\n\n"
    "Mischief: <script>alert('x')</script> & \"quotes\"."
)
ECHO = (
    "Valley less important than influence, paper reports\n\n"
    "According to the Courier, analysts believe that the valley matters less to Northland than influence.\n\n"
    "Its hard line may be there to win a meeting of the leaders, a former minister said. Southland wants the valley "
    "returned."
)

CASE = {
    "detente": 1,
    "title": "Talks between Northland and Southland",
    "parties": {
        "northland": {"name": "Northland", "assumed": "its consent is taken as needed"},
        "southland": {"name": "Southland", "assumed": "its consent is taken as needed"},
    },
    "issues": {
        "valley": {"name": "the valley", "options": ["returned", "frozen", "ceded"], "because": ["c1"]},
        "alliance": {"name": "the alliance", "options": ["open", "neutral", "barred"], "because": ["c4"]},
        "army": {"name": "the army", "options": ["free", "capped"], "assumed": "named by nobody"},
    },
    "objectives": {
        "northland": {
            "all": {
                "valley": {"issue": "valley", "satisfaction": [0, "unknown", 1], "because": ["c1"]},
                "influence": {
                    "name": "influence over Southland",
                    "any": {
                        "guarantees": {"all": {"alliance": {"issue": "alliance"}, "army": {"issue": "army"}}},
                    },
                },
            },
            "weights": "unknown",
            "assumed": "a flat prior",
        },
        "southland": {"all": {"valley": {"issue": "valley"}, "alliance": {"issue": "alliance"}}},
    },
    "positions": {
        "northland": {"valley": {"stated": "ceded", "voice": "northern envoys", "because": ["c1", "c2"]}},
        "southland": {"valley": {"stated": "returned", "because": ["c9"], "red_line": ["ceded"]}},
    },
    "no_deal": {"northland": {"range": [-0.3, 0.5], "assumed": "nobody reports the cost of war to it"}},
    "hypotheses": {
        "northland": {
            "influence first": {"prior": 0.4, "says": {"weights": {"influence": "above valley"}}, "because": ["c3"]},
            "valley first": {"prior": 0.4, "says": {"weights": {"valley": "above influence"}}},
            "plays for time": {"prior": 0.2, "says": {"sincerity": "low"}, "evidence": {"c8": 3.0}},
        }
    },
    "unknowns": [{"what": "what the special envoys agreed", "because": ["c6"], "bears_on": ["valley", "alliance"]}],
    "set_aside": [{"what": "issue: prisoners", "why": "too little is said of it"}],
}


def _claim(text: str, id: str, words: str, party: str, act: Act, issue: str, **rest: object) -> Claim:
    start = text.index(words)
    settled = {"content": words, "sources": (), "certainty": "asserted", "hedges": (), "basis": "stated"}
    place = {"id": id, "start": start, "end": start + len(words), "text": words, "party": party, "act": act}
    return Claim.from_json({**settled, **place, "issue": issue, "date": "2025-05-18", "confidence": 0.9, **rest})


def make_readings() -> tuple[Reading, ...]:
    one = Document(
        "d1", ENVOYS, "Northern envoys insist on the valley", "Harbour Post", "2025-05-18", "https://a.example/1"
    )
    two = Document("d2", ECHO, "Valley less important than influence", "Ledger", "2025-05-20", "javascript:alert(1)")
    courier = ("analysts", "The Courier")
    first = (
        _claim(ENVOYS, "c1", "Northland demands the whole valley", "Northland", "demand", "valley", voice="its envoys"),
        _claim(ENVOYS, "c2", "They demand the valley again", "Northland", "demand", "valley"),
        _claim(
            ENVOYS,
            "c3",
            "influence over Southland matters far more to Northland than the valley",
            "Northland",
            "priority",
            "influence",
            sources=courier,
            basis="inferred",
            against="the valley",
        ),
        _claim(ENVOYS, "c3b", "far more to Northland than the valley. Northland might", "Northland", "assess", "talks"),
        _claim(
            ENVOYS,
            "c4",
            "Northland might give up the valley in exchange for neutrality",
            "Northland",
            "trade",
            "valley",
            sources=("two diplomats",),
            certainty="possible",
            hedges=("might",),
            basis="inferred",
        ),
        _claim(ENVOYS, "c5", "Southland rejects a ceded valley", "Southland", "reject", "valley"),
        _claim(
            ENVOYS,
            "c6",
            "What the special envoys agreed is not known",
            "Northland",
            "accept",
            "terms",
            certainty="unknown",
        ),
    )
    second = (
        _claim(
            ECHO,
            "c7",
            "the valley matters less to Northland than influence",
            "Northland",
            "priority",
            "influence",
            sources=courier,
            basis="inferred",
        ),
        _claim(
            ECHO,
            "c8",
            "Its hard line may be there to win a meeting of the leaders",
            "Northland",
            "tactic",
            "meeting",
            sources=("a former minister",),
            certainty="possible",
            hedges=("may",),
            basis="inferred",
        ),
        _claim(ECHO, "c9", "Southland wants the valley returned", "Southland", "demand", "valley"),
    )
    return Reading(one, first), Reading(two, second)


_BEARS: dict[str, dict[str, str]] = {
    "c1": {"on": "valley", "option": "ceded"},
    "c2": {"on": "valley", "option": "ceded"},
    "c3": {"on": "influence", "over": "valley", "emphasis": "strong"},
    "c4": {"on": "alliance", "over": "valley"},
    "c5": {"on": "valley", "option": "ceded"},
    "c7": {"on": "influence", "over": "valley"},
    "c9": {"on": "valley", "option": "returned"},
}
_ORIGINS = {"c3": "analysts via The Courier", "c7": "analysts via The Courier", "c4": "two diplomats via Harbour Post"}


def make_case(without: frozenset[str] = frozenset()) -> Case:
    """The case, without the evidence of some claims."""
    case = Case.model_validate(CASE)
    evidence = {}
    for reading in make_readings():
        for claim in reading.claims:
            evidence[claim.id] = Evidence(
                party=claim.party.lower(),
                act=claim.act,
                certainty=claim.certainty,
                sources=list(claim.sources),
                outlet=reading.document.outlet,
                origin=_ORIGINS.get(claim.id, claim.sources[0] if claim.sources else reading.document.outlet or ""),
                confidence=claim.confidence or 1.0,
                document=reading.document.id,
                words=claim.text,
                **_BEARS.get(claim.id, {}),
            )
    kept = {claim: part for claim, part in evidence.items() if claim not in without}
    stories = {
        name: part.model_copy(update={"evidence": {c: r for c, r in part.evidence.items() if c in kept}})
        for name, part in case.hypotheses["northland"].items()
    }
    return case.model_copy(update={"evidence": kept, "hypotheses": {"northland": stories}})


@pytest.fixture(scope="session")
def readings() -> tuple[Reading, ...]:
    return make_readings()


@pytest.fixture(scope="session")
def case() -> Case:
    return make_case()


@pytest.fixture(scope="session")
def analysis(case: Case, readings: tuple[Reading, ...]) -> Analysis:
    beliefs = infer(case, seed=1)
    return build_analysis(readings, case, beliefs, solve(case, beliefs.posterior))


@pytest.fixture(scope="session")
def case_without() -> Callable[[frozenset[str]], Case]:
    return make_case
