from collections.abc import Callable

import pytest

from detente.claims import Claim

Find = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("text", "party", "content", "cue"),
    [
        ("The Harbour Company has dropped its demand for a nine per cent cut.",
         "Harbour Company", "a nine per cent cut", "dropped"),
        ("Northland backed away from its call for a customs union.", "Northland", "a customs union", "backed"),
        ("Norway has given up its claim to the northern shelf.", "Norway", "the northern shelf", "given"),
        ("The Harbour Company withdrew its request that the ferry be sold.",
         "Harbour Company", "the ferry be sold", "withdrew"),
    ],
)  # fmt: skip
def test_a_demand_withdrawn_is_denied(claims_in: Find, text: str, party: str, content: str, cue: str) -> None:
    (claim,) = claims_in(text, party=party)
    assert (claim.act, claim.certainty, claim.content, claim.hedges) == ("demand", "denied", content, (cue,))


def test_what_a_party_is_ready_for_instead_is_an_offer_of_the_same_source(claims_in: Find) -> None:
    text = (
        "The dockers' union has dropped its demand for a nine per cent rise and is now ready to accept six per cent, "
        "according to two officials briefed on the talks."
    )
    dropped, offered = claims_in(text)
    assert (dropped.act, dropped.certainty, dropped.content) == ("demand", "denied", "a nine per cent rise")
    assert (offered.act, offered.certainty, offered.content) == ("offer", "asserted", "six per cent")
    assert dropped.sources == offered.sources == ("two officials",)


@pytest.mark.parametrize(
    "text",
    [
        "Norway urged Sweden to drop its demand for herring.",
        "Norway may drop its demand for herring.",
        "Norway has not dropped its demand for herring.",
    ],
)
def test_a_withdrawal_that_is_only_asked_for_or_denied_is_none(claims_in: Find, text: str) -> None:
    assert not [
        claim for claim in claims_in(text, act="demand", certainty="denied") if "drop" in " ".join(claim.hedges)
    ]


def test_no_longer_ruling_out_is_a_denied_rejection(claims_in: Find) -> None:
    (claim,) = claims_in("Norway no longer rules out a levy on herring, according to the Mirror.", act="reject")
    assert (claim.content, claim.certainty, claim.hedges) == ("a levy on herring", "denied", ("longer",))


def test_softening_a_demand_is_an_offer(claims_in: Find) -> None:
    (claim,) = claims_in("Norway has softened its demand for a full withdrawal.", party="Norway")
    assert (claim.act, claim.content) == ("offer", "softened its demand for a full withdrawal")


def test_either_or_between_clauses_is_a_demand_of_who_speaks(claims_in: Find) -> None:
    text = (
        'The union met on Monday. "Either the company freezes outsourcing or it guarantees every post," said Jane Roe, '
        "who leads the union's delegation."
    )
    (claim,) = [claim for claim in claims_in(text, act="demand") if claim.content.startswith("Either")]
    assert claim.content == "Either the company freezes outsourcing or it guarantees every post"
    assert claim.voice == "Jane Roe" or claim.party == "Jane Roe"


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("Norway wants cod, a source close to the talks said.", ("source",)),
        ("The Morning Times, which cited a person familiar with the talks, reported that Norway would accept cod.",
         ("person", "Morning Times")),
    ],
)  # fmt: skip
def test_an_unnamed_source_stays_in_the_chain(claims_in: Find, text: str, sources: tuple[str, ...]) -> None:
    assert {claim.sources for claim in claims_in(text, party="Norway")} == {sources}


def test_wanting_more_than_is_a_priority(claims_in: Find) -> None:
    (claim,) = claims_in("Norway wants the fishing grounds more than the tariffs.", act="priority")
    assert (claim.party, claim.content, claim.against) == ("Norway", "the fishing grounds", "the tariffs")
