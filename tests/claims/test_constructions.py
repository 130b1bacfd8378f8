from collections.abc import Callable

import pytest

from detente.claims import Claim

Find = Callable[..., list[Claim]]


def test_nested_attribution_is_a_chain_innermost_first(claims_in: Find) -> None:
    text = "The Morning Ledger writes, citing analysts, that Northland puts political influence above territory."
    (claim,) = claims_in(text, act="priority")
    assert (claim.party, claim.content, claim.against) == ("Northland", "political influence", "territory")
    assert claim.sources == ("analysts", "Morning Ledger")
    assert (claim.certainty, claim.basis) == ("asserted", "inferred")


@pytest.mark.parametrize(
    ("text", "party", "more", "less"),
    [
        (
            "Norway values access to the fishing grounds above tariffs.",
            "Norway",
            "access to the fishing grounds",
            "tariffs",
        ),
        ("Norway cares more about the fishing grounds than about tariffs.", "Norway", "the fishing grounds", "tariffs"),
        ("Norway prefers a quota to a tariff.", "Norway", "a quota", "a tariff"),
        ("For Norway, cod matters more than herring.", "Norway", "cod", "herring"),
        ("For Norway, herring is less important than cod.", "Norway", "cod", "herring"),
        ("For Norway, access is more important than tariffs.", "Norway", "access", "tariffs"),
        ("For Norway, tariffs are secondary to access.", "Norway", "access", "tariffs"),
    ],
)
def test_comparison_names_the_greater_and_the_lesser(
    claims_in: Find, text: str, party: str, more: str, less: str
) -> None:
    (claim,) = claims_in(text, act="priority", certainty="asserted")
    assert (claim.party, claim.content, claim.against) == (party, more, less)
    for denied in claims_in(text, act="priority", certainty="denied"):  # that the lesser comes first: the same, turned
        assert (denied.party, denied.content, denied.against) == (party, less, more)


def test_lesser_thing_alone_stands_in_against(claims_in: Find) -> None:
    text = "Northland wants influence over its neighbour. Territory is very secondary, the analysts said."
    (claim,) = claims_in(text, act="priority")
    assert (claim.party, claim.content, claim.against) == ("Northland", "Territory is very secondary", "Territory")
    assert claim.sources == ("analysts",)


def test_what_comes_first_is_a_priority(claims_in: Find) -> None:
    text = "The Harbour Workers' Union met on Monday. Union president Jane Roe said job security comes first."
    (claim,) = claims_in(text, act="priority")
    assert (claim.party, claim.content) == ("Harbour Workers' Union", "job security")


@pytest.mark.parametrize(
    ("sentence", "party", "first", "second"),
    [
        ("For Northland, land comes first and influence second.", "Northland", "land", "influence"),
        (
            "For Northland land comes first and influence in Southland second, he said.",
            "Northland",
            "land",
            "influence",
        ),
        ("For the union, safety comes first, wages next.", "union", "safety", "wages"),
        ("Safety comes first for the union and pay second, officials said.", "union", "Safety", "pay"),
    ],
)
def test_what_comes_first_stands_above_what_comes_second(
    claims_in: Find, sentence: str, party: str, first: str, second: str
) -> None:
    text = f"Northland and Southland met the dock union on Monday. {sentence}"
    (claim,) = (one for one in claims_in(text, act="priority") if one.against is not None)
    assert (claim.party.removeprefix("dock "), claim.content.removeprefix("Northland ")) == (party, first)
    assert claim.against.startswith(second)


@pytest.mark.parametrize("besides", ["he said last week", "officials said next", "and talks begin next week"])
def test_what_is_said_besides_is_not_second(claims_in: Find, besides: str) -> None:
    text = f"Northland met the dock union on Monday. For the dock union, safety comes first, {besides}."
    assert all(claim.against is None for claim in claims_in(text, act="priority"))


def test_not_this_but_that_is_one_denied_and_one_asserted(claims_in: Find) -> None:
    text = (
        "Northland will probably not insist on the four regions but on something more important, political influence."
    )
    (denied,) = claims_in(text, certainty="denied")
    (wanted,) = claims_in(text, act="interest")
    assert (denied.act, denied.party, denied.content, denied.hedges) == (
        "demand",
        "Northland",
        "the four regions",
        ("not",),
    )
    assert (wanted.party, wanted.content, wanted.certainty) == ("Northland", "political influence", "asserted")


@pytest.mark.parametrize(
    ("text", "party", "given", "wanted"),
    [
        ("Egypt would give up water in exchange for power.", "Egypt", "give up water", "power"),
        ("Acme is willing to raise wages in return for longer shifts.", "Acme", "raise wages", "longer shifts"),
        ("Egypt will sign only if Ethiopia opens the dam.", "Egypt", "sign", "Ethiopia opens the dam"),
        ("Egypt will not sign unless Ethiopia opens the dam.", "Egypt", "sign", "Ethiopia opens the dam"),
        ("Egypt will not sign without a guarantee.", "Egypt", "sign", "a guarantee"),
    ],
)
def test_exchange_is_a_trade(claims_in: Find, text: str, party: str, given: str, wanted: str) -> None:
    (claim,) = claims_in(text, act="trade")
    assert (claim.party, claim.content, claim.against) == (party, given, wanted)


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "The hard line of the Northland envoys is meant to secure a meeting of the leaders.",
            "secure a meeting of the leaders",
        ),
        ("Northland's demand may be a tactic to win time.", "win time"),
        ("Northland's threat is a bid to split the alliance.", "split the alliance"),
    ],
)
def test_stance_with_a_purpose_is_a_tactic(constructed_in: Find, text: str, content: str) -> None:
    (claim,) = constructed_in(text, act="tactic")
    assert (claim.party, claim.content, claim.basis) == ("Northland", content, "inferred")


def test_either_or_is_one_interest_with_both_means(constructed_in: Find) -> None:
    text = (
        "Northland wants influence over its neighbour. "
        "The influence can be secured either by guarantees from the alliance or by control of the government."
    )
    (claim,) = [claim for claim in constructed_in(text, act="interest") if "either" in claim.content]
    assert claim.party == "Northland"
    assert claim.content == "either by guarantees from the alliance or by control of the government"


def test_what_an_aim_would_mean_is_an_interest_of_the_same_party(constructed_in: Find) -> None:
    text = (
        "Northland wants influence over its neighbour. "
        "That would mean a ban on joining the pact, a friendly government and a limited army."
    )
    (claim,) = [claim for claim in constructed_in(text, act="interest") if claim.text.startswith("That")]
    assert claim.party == "Northland"
    assert claim.content == "a ban on joining the pact, a friendly government and a limited army"


def test_what_is_not_known_is_unknown_for_both(constructed_in: Find) -> None:
    found = constructed_in("It is not known what Northland and Southland agreed in Geneva.", certainty="unknown")
    assert {claim.party for claim in found} == {"Northland", "Southland"}
    assert all(claim.hedges == ("not known",) for claim in found)


def test_classified_terms_are_unknown(constructed_in: Find) -> None:
    text = "Egypt and Sudan signed an agreement. The content of the agreement remains classified."
    found = constructed_in(text, certainty="unknown")
    assert {claim.party for claim in found} == {"Egypt", "Sudan"}
    assert all(claim.hedges == ("classified",) for claim in found)


def test_what_is_not_ruled_out_is_a_denied_reject(claims_in: Find) -> None:
    (claim,) = claims_in("Sudan did not rule out a referendum.", act="reject")
    assert (claim.party, claim.certainty, claim.content) == ("Sudan", "denied", "a referendum")


def test_judgement_of_a_proposal_is_an_assessment(claims_in: Find) -> None:
    (claim,) = claims_in("Southland called the proposal unserious.", act="assess")
    assert claim.party == "Southland"


def test_a_question_whose_condition_hangs_on_no_verb_comes_to_an_end(claims_in: Find) -> None:
    assert [claim for claim in claims_in("And if Erbil agreed?") if claim.act == "trade"] == []
