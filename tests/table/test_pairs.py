"""The learnt merging: its measures against twins, and what it must never do."""

import numpy as np
from support.making import claim, reading

from detente.claims import Reading
from detente.table import draft_case
from detente.table.merging import far_measures, merge_mentions, near_measures
from detente.table.names import _candidates, issue_name, name_faults
from detente.table.options import _says_less
from detente.table.parties import gather_parties, person_names
from detente.table.phrases import Mention, mentions_of
from detente.table.stages import draft_stages

TEXT = (
    "The Union demands nine per cent more pay. The company rejects the pay rise. The Union also wants shorter shifts. "
    "The company offers 300 parking places. Higher pay would break it, the company says."
)
SAID = (
    ("nine per cent more pay", "The Union", "demand", "more pay"),
    ("the pay rise", "The company", "reject", "pay rise"),
    ("shorter shifts", "The Union", "demand", "shorter shifts"),
    ("300 parking places", "The company", "offer", "parking places"),
    ("Higher pay", "The company", "reject", "higher pay"),
)


def made(name: str = "a") -> Reading:
    return reading(name, TEXT, *(claim(TEXT, w, p, act, i, confidence=0.5, id=f"{name}{w}") for w, p, act, i in SAID))


def mentions(*readings: Reading) -> list[Mention]:
    return [m for r in readings for c in r.claims for m in mentions_of(c, r.document, c.party)]


def test_what_one_side_demands_and_the_other_rejects_is_one_issue() -> None:
    groups = [{m.words for m in group} for group in merge_mentions(mentions(made()), {"union", "company"})]
    assert {"nine per cent more pay", "the pay rise", "Higher pay"} in groups
    assert {"300 parking places"} in groups


def test_measures_do_not_depend_on_the_order_of_a_pair() -> None:
    for name, measure in near_measures(mentions(made())).items():
        assert np.allclose(measure, measure.T), name


def test_the_mean_over_two_groups_is_that_of_their_pairs() -> None:
    found = mentions(made("a"), made("b"))
    groups = [[0, 1, 4], [2], [3, 5, 6], [7, 8, 9]]
    single = far_measures(found, [[at] for at in range(len(found))])
    for name, measure in far_measures(found, groups).items():
        twin = np.array([[single[name][np.ix_(one, other)].mean() for other in groups] for one in groups])
        assert np.allclose(measure, twin), name


def test_two_reports_of_the_same_talks_share_their_issues() -> None:
    groups = merge_mentions(mentions(made("a"), made("b")), {"union", "company"})
    assert all({m.document.id for m in group} == {"a", "b"} for group in groups)


def test_what_spells_out_an_aim_is_kept_apart_from_it() -> None:
    found = mentions(made())
    first, second = found[0], found[4]
    groups = merge_mentions(found, spelled={second.claim.id: first.claim.id})
    assert not any(first in group and second in group for group in groups)


def test_a_name_is_a_noun_phrase_of_the_claims() -> None:
    name = issue_name(mentions(made())[:2], {"union", "company"}, "otherwise")
    assert name in {"pay rise", "more pay"}


def test_what_names_nothing_is_told() -> None:
    assert "no noun phrase" in name_faults("settle quickly")
    assert "a figure" in name_faults("42 dollars a ton")
    assert "names and empty words only" in name_faults("South Korea")
    assert "not of two to five words" in name_faults("dime")
    assert name_faults("guarantees against withdrawal") == ()


def test_wordings_that_only_leave_words_out_are_one_option_but_no_denial_is() -> None:
    assert _says_less("a cap on them", "a cap on convicted felons")
    assert not _says_less("a cap on them", "no cap on convicted felons")
    assert not _says_less("half of the valley", "the whole valley")
    assert not _says_less("a cap of 300", "a cap of 400 on beds")


def test_capital_and_people_are_their_state() -> None:
    text = "Moscow wants land. Russians want rest. Kyiv rejects it. Ukraine offers water."
    made = [
        claim(text, words, party, act, "land")
        for words, party, act in (
            ("wants land", "Moscow", "demand"),
            ("want rest", "Russians", "demand"),
            ("rejects it", "Kyiv", "reject"),
            ("offers water", "Ukraine", "offer"),
        )
    ]
    roster = gather_parties([reading("a", text, *made)])
    assert roster.ids["Moscow"] == roster.ids["Russians"]
    assert roster.ids["Kyiv"] == roster.ids["Ukraine"]
    assert len(roster.parties) == 2


def test_a_city_among_its_own_people_stays_a_city() -> None:
    text = "Moscow wants rest. The dockers reject it."
    made = (
        claim(text, "wants rest", "Moscow", "demand", "rest"),
        claim(text, "reject it", "dockers", "reject", "rest"),
    )
    assert {party.name for party in gather_parties([reading("a", text, *made)]).parties.values()} == {
        "Moscow",
        "dockers",
    }


def test_channels_come_from_claims_lower_ones_first() -> None:
    text = "Northland demands a summit of the presidents. Northern envoys demand the valley."
    summit = claim(text, "a summit of the presidents", "Northland", "demand", "summit")
    valley = claim(text, "the valley", "Northland", "demand", "valley", voice="Northern envoys")
    stages = draft_stages([summit, valley], {"Northland": "northland"})
    assert [(stage.channel, stage.because) for stage in stages] == [
        ("envoys", [valley.id]),
        ("leaders in person", [summit.id]),
    ]
    assert stages[-1].may_settle == "all"
    (single,) = draft_stages([valley], {"Northland": "northland"})
    assert (single.channel, single.may_settle, single.because) == ("envoys", "all", [valley.id])
    assert single.assumed != stages[0].assumed


def test_the_sentence_of_a_claim_names_channels_and_who_sits_there() -> None:
    text = "Mediators will shuttle between Northland and Southland, which demands the valley before the leaders meet."
    valley = claim(text, "the valley", "Southland", "demand", "valley")
    seats = {"Northland": "northland", "Southland": "southland"}
    assert draft_stages([valley], seats) == []
    stages = draft_stages([valley], seats, {valley.id: text})
    assert [(stage.channel, stage.who) for stage in stages] == [
        ("a mediator", ["northland", "southland"]),
        ("leaders in person", ["northland", "southland"]),
    ]
    assert [stage.may_settle for stage in stages] == [[], "all"]


def test_one_minister_is_a_channel_only_where_there_is_a_meeting() -> None:
    for text, channels in (
        ("The foreign minister told this paper that Northland wants the valley.", []),
        ("The foreign minister met his rival; Northland wants the valley.", ["ministers"]),
    ):
        valley = claim(text, "the valley", "Northland", "demand", "valley")
        stages = draft_stages([valley], {"Northland": "northland"}, {valley.id: text})
        assert [stage.channel for stage in stages] == channels


def test_quantities_dates_and_words_that_point_elsewhere_are_no_names() -> None:
    for name in (
        "rise of per cent",
        "debt of crowns",
        "eight per cent",
        "such arrangement",
        "last year",
        "early June",
        "dime",
    ):
        assert name_faults(name), name
    for name in ("job security", "more pay", "ban on trawling"):
        assert not name_faults(name), name


def test_words_of_a_preposition_or_of_a_set_phrase_name_nothing() -> None:
    text = "It wants the meeting to take place in May in exchange for guarantees from the pact. No such paper is known."
    assert {*_candidates(text, {"pact"})} == {"meeting", "guarantees", "guarantees from pact"}


def test_how_a_matter_is_spoken_of_is_no_name_of_it() -> None:
    found = {*_candidates("the noise about the border territory", set())}
    assert found == {"border territory"}


def test_a_name_is_spelled_as_the_documents_spell_it() -> None:
    text = "Northland demands troops out of Halm and Port Brenn. Troops stay, Southland says."
    said = claim(text, "troops out of Halm and Port Brenn", "Northland", "demand", "troops in halm")
    (mention,) = mentions_of(said, reading("a", text, said).document, "Northland")
    assert issue_name([mention], {"northland"}, "troops in halm") == "troops in Halm"


def test_how_often_it_was_said_is_no_option() -> None:
    text = "Northland demanded twice in an hour that the pass be opened."
    said = claim(text, "twice in an hour", "Northland", "demand", "open pass")
    assert [m.words for m in mentions_of(said, reading("a", text, said).document, "Northland")] == ["open pass"]


def test_persons_who_speak_are_no_issue() -> None:
    text = "Pela Siriu of Northland demands Pela Siriu. Northland demands the port."
    made = claim(text, "Pela Siriu", "Northland", "demand", "pela siriu", voice="Pela Siriu")
    port = claim(text, "the port", "Northland", "demand", "port", sources=("Harbour Post", "Ministry of Ports"))
    case = draft_case([reading("a", text, made, port)])
    assert list(case.issues) == ["port"]
    assert person_names([reading("a", text, made, port)]) == {"Pela Siriu"}
