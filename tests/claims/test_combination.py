"""What two readers propose of a sentence becomes one proposal where they agree, and each claim is taken once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from detente.claims.certainty import Hedging
from detente.claims.combination import EVIDENCE, Choice, chosen_of, proposals_of
from detente.claims.drafts import Draft
from detente.claims.language import language_model
from detente.claims.phrases import Who

BY_CANDIDATE = dict.fromkeys(EVIDENCE, 0.0) | {"candidate": 1.0}
EVEN = Choice(BY_CANDIDATE, BY_CANDIDATE, 0.2)

Make = Callable[..., Draft]


@pytest.fixture
def draft(model: object) -> Make:
    doc = language_model()("Northland demands the port and rejects the offer of Southland.")

    def make(party: str, act: Any, content: tuple[int, int], confidence: float, **more: Any) -> Draft:
        who = Who(party, None, "state", party)
        return Draft(0, doc, doc[1], act, who, (0, 10), content, (), Hedging("asserted", ()), confidence, **more)

    return make


def test_every_proposal_has_evidence_of_every_kind(draft: Make) -> None:
    given = [draft("Northland", "demand", (2, 4), 0.5), draft("Southland", "offer", (6, 8), 0.3)]
    proposals = proposals_of([], given, [])
    assert [proposal.draft.who.party for proposal in proposals] == ["Northland", "Southland"]
    for proposal in proposals:
        evidence = dict(zip(EVIDENCE, proposal.evidence, strict=True))
        assert evidence["no frame"] == 1
        assert evidence["no candidate"] == 0
        assert evidence[proposal.draft.act] == 1


def test_a_candidate_proposes_its_likeliest_act_only(draft: Make) -> None:
    given = [draft("Northland", "demand", (2, 4), 0.5), draft("Northland", "offer", (2, 4), 0.3)]
    assert [proposal.draft.act for proposal in proposals_of([], given, [])] == ["demand"]


def test_what_is_likelier_comes_first_and_rivals_know_of_it(draft: Make) -> None:
    weak = replace(draft("Southland", "demand", (2, 4), 0.2), trigger=draft("x", "demand", (2, 4), 0).doc[5])
    first, second = proposals_of([], [weak, draft("Northland", "demand", (2, 4), 0.6)], [])
    assert (first.draft.who.party, second.draft.who.party) == ("Northland", "Southland")
    assert dict(zip(EVIDENCE, second.evidence, strict=True))["other party"] == 1
    assert dict(zip(EVIDENCE, first.evidence, strict=True))["other party"] == 0


def test_what_is_unlikely_is_left_out_unless_a_construction_says_it_outright(draft: Make) -> None:
    given = [draft("Northland", "demand", (2, 4), 0.1)]
    assert chosen_of(proposals_of([], given, []), EVEN) == []
    construction = replace(given[0], construction=True, confidence=0.0)
    assert chosen_of(proposals_of([], given, [construction]), EVEN) == []
    (taken,) = chosen_of(proposals_of([], given, [replace(construction, confidence=0.36)]), EVEN)
    assert taken.construction
    assert taken.confidence == 0.36


def test_a_construction_that_is_likely_takes_the_place_of_looser_readings(draft: Make) -> None:
    given = [draft("Northland", "demand", (2, 4), 0.5), draft("Northland", "offer", (5, 8), 0.6)]
    construction = replace(given[0], construction=True, confidence=0.0)
    (taken,) = chosen_of(proposals_of([], given, [construction]), EVEN)
    assert (taken.act, taken.construction) == ("demand", True)


def test_one_thing_is_said_once(draft: Make) -> None:
    demand = draft("Northland", "demand", (2, 4), 0.6)
    again = replace(draft("Northland", "demand", (2, 5), 0.5), trigger=demand.doc[5])
    assert len(chosen_of(proposals_of([], [demand, again], []), EVEN)) == 1
    elsewhere = replace(draft("Northland", "demand", (6, 8), 0.5), trigger=demand.doc[5])
    assert len(chosen_of(proposals_of([], [demand, elsewhere], []), EVEN)) == 2


def test_the_condition_of_a_trade_is_no_second_claim(draft: Make) -> None:
    trade = draft("Northland", "trade", (2, 4), 0.6, against=(6, 9))
    condition = replace(draft("Northland", "demand", (6, 9), 0.5), trigger=trade.doc[5])
    for surer, other in ((trade, condition), (replace(condition, confidence=0.8), trade)):
        (taken,) = chosen_of(proposals_of([], [surer, other], []), EVEN)
        assert taken.act == surer.act
    elsewhere = replace(condition, content=(4, 6))
    assert len(chosen_of(proposals_of([], [trade, elsewhere], []), EVEN)) == 2


def test_of_what_is_not_asserted_the_party_is_asked_to_be_likelier_right_than_wrong(draft: Make) -> None:
    asserted = draft("Northland", "demand", (2, 4), 0.18)
    possible = replace(asserted, hedging=Hedging("possible", ("may",)))
    for given, own, taken in ((asserted, 5.0, 0), (possible, 5.0, 1), (possible, -5.0, 0)):
        choice = replace(EVEN, party_weights=dict.fromkeys(EVIDENCE, 0.0) | {"bias": own})
        assert len(chosen_of(proposals_of([], [given], []), choice)) == taken
    unlikely = replace(EVEN, party_weights=dict.fromkeys(EVIDENCE, 0.0) | {"bias": -5.0})
    assert len(chosen_of(proposals_of([], [replace(possible, confidence=0.3)], []), unlikely)) == 1
    likely = replace(EVEN, party_weights=dict.fromkeys(EVIDENCE, 0.0) | {"bias": 5.0})
    assert chosen_of(proposals_of([], [replace(possible, confidence=0.12)], []), likely) == []


def test_more_evidence_never_makes_a_chance_smaller(draft: Make) -> None:
    chances = [
        EVEN.chance(proposals_of([], [draft("Northland", "demand", (2, 4), p)], [])[0].evidence)
        for p in (0.1, 0.3, 0.6, 0.9)
    ]
    assert chances == sorted(chances)
    assert all(0 < chance < 1 for chance in chances)
