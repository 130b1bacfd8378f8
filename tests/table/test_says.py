"""What a stranger's report says, and no more: concessions, sources, options and motives as its claims tell them."""

from support.making import claim, reading

from detente.beliefs import infer
from detente.beliefs.constants import Constants
from detente.beliefs.reliability import reliability_of, trust_faults, trust_of
from detente.claims import Claim
from detente.claims.claim import Certainty
from detente.table import draft_case
from detente.table.origins import chain_of

TEXT = (
    "Northland has dropped its demand for nine boats and is ready to accept six boats. Southland refuses nine boats. "
    "Southland offers four boats. Northland wants the lighthouse painted red."
)


def dropped(date: str | None = None, certainty: Certainty = "denied") -> Claim:
    hedges = ("dropped",) if certainty == "denied" else ()
    words = "Northland has dropped its demand for nine boats"
    return claim(
        TEXT, words, "Northland", "demand", "boats", content="nine boats", certainty=certainty, hedges=hedges, date=date
    )


def accepted(date: str | None = None) -> Claim:
    words = "is ready to accept six boats"
    return claim(TEXT, words, "Northland", "offer", "boats", content="six boats", date=date)


REFUSED = claim(TEXT, "Southland refuses nine boats", "Southland", "reject", "boats", content="nine boats")
OFFERED = claim(TEXT, "Southland offers four boats", "Southland", "offer", "boats", content="four boats")


def test_a_withdrawn_demand_and_what_comes_instead_are_a_path() -> None:
    case = draft_case([reading("a", TEXT, dropped("2026-03-03"), accepted("2026-03-03"), REFUSED, OFFERED)])
    ((issue, position),) = case.positions["northland"].items()
    path = [(point.date, point.option) for point in position.path]
    assert path == [(None, "nine boats"), ("2026-03-03", "six boats")]
    assert position.stated == "six boats"
    assert case.issues[issue].labels == ("no nine boats", "four boats", "six boats", "nine boats") or (
        case.issues[issue].labels[-3:] == ("four boats", "six boats", "nine boats")
    )
    (step,) = infer(case, draws=200, seed=1).parties["northland"].concessions
    assert (step.before, step.after) == ("nine boats", "six boats")


def test_a_demand_withdrawn_for_nothing_leaves_the_position_unknown() -> None:
    case = draft_case([reading("a", TEXT, dropped("2026-03-03"), REFUSED)])
    (position,) = case.positions["northland"].values()
    assert position.stated == "unknown"
    assert position.path[0].option == "nine boats"
    (step,) = infer(case, draws=200, seed=1).parties["northland"].concessions
    assert step.reliability > 0


def test_a_demand_that_stands_is_no_concession() -> None:
    case = draft_case([reading("a", TEXT, dropped(certainty="asserted"), REFUSED)])
    (position,) = case.positions["northland"].values()
    assert (position.stated, position.path) == ("nine boats", [])


def test_words_that_fit_no_option_are_told_and_not_forced() -> None:
    other = claim(
        TEXT, "Northland wants the lighthouse painted red", "Northland", "demand", "boats",
        content="the lighthouse painted red",
    )  # fmt: skip
    case = draft_case([reading("a", TEXT, dropped(certainty="asserted"), other, REFUSED)])
    piece = case.evidence[other.id]
    if piece.on == case.evidence[REFUSED.id].on:
        assert piece.option is None
        assert [part.because for part in case.set_aside if part.what.startswith("option:")] == [[other.id]]
    else:
        assert piece.option == "the lighthouse painted red"


def stated(*sources: str, voice: str | None = None) -> Claim:
    return claim(TEXT, TEXT[:9], "Northland", "demand", "boats", sources=sources, basis="stated", voice=voice)


def test_who_is_not_the_partys_voice_is_a_step_of_the_chain() -> None:
    for chain in (("two diplomats",), ("officials",), ("people briefed on it", "Kelmar Times"), ("Kelmar Times",)):
        assert chain_of(stated(*chain)) == chain
    for own in ("Jane Roe", "Northland", "Northland officials", "spokesman"):
        assert chain_of(stated(own, "Kelmar Times")) == ("Kelmar Times",)
    assert chain_of(stated("two ministers", voice="two ministers")) == ()
    assert chain_of(stated("Jane Roe"), {"jane roe": {"Southland"}}) == ("Jane Roe",)


def test_an_unnamed_source_never_has_full_trust() -> None:
    case = draft_case([reading("a", TEXT, stated("two diplomats", "Kelmar Times"), REFUSED)])
    constants = Constants()
    found = [reliability_of(piece, constants, trust_of(case, constants)) for piece in case.evidence.values()]
    assert sorted(round(part.trust, 4) for part in found) == [round(constants.trust_step**2, 4), 1.0]


def test_every_name_that_is_shown_takes_a_trust() -> None:
    made = [stated("two diplomats", "Kelmar Times"), REFUSED]
    case = draft_case([reading("a", TEXT, *made, outlet="The Wire")])
    (piece,) = (part for part in case.evidence.values() if part.sources)
    for name in {part.origin for part in case.evidence.values()} | {*piece.sources, piece.outlet or ""}:
        declared = case.model_copy(update={"trust": {name: 0.1}})
        assert not trust_faults(declared)
        trusted = trust_of(declared, Constants())
        moved = [
            reliability_of(part, Constants(), trusted).trust
            < reliability_of(part, Constants(), trust_of(case, Constants())).trust
            for part in declared.evidence.values()
        ]
        assert any(moved), name
    (fault,) = trust_faults(case.model_copy(update={"trust": {"Kelmer Times": 0.1}}))
    assert "the nearest: Kelmar Times" in fault.message


MOTIVES = "Some analysts believe Northland wants the port. Others suspect that it wants new loans. Northland stalls."


def aim(words: str, content: str, source: str, act: str = "interest") -> Claim:
    return claim(MOTIVES, words, "Northland", act, content, content=content, sources=(source,), basis="inferred")


def test_rival_motives_of_some_and_others_are_hypotheses_with_their_claims() -> None:
    port = aim("Northland wants the port", "the port", "analysts")
    loans = aim("it wants new loans", "new loans", "Others")
    stories = draft_case([reading("a", MOTIVES, port, loans)]).hypotheses["northland"]
    assert {tuple(story.because) for story in stories.values()} == {(port.id,), (loans.id,)}


def test_hypotheses_name_objectives_of_the_tree() -> None:
    either = claim(
        MOTIVES, "Northland wants the port", "Northland", "demand", "means", content="either cheap credit or new loans"
    )
    port, loans = aim("the port", "the port", "analysts"), aim("it wants new loans", "new loans", "Others")
    case = draft_case([reading("a", MOTIVES, either, port, loans)])
    infer(case, draws=200, seed=1)
