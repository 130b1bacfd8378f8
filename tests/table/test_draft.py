import json
from pathlib import Path

import pytest
from support.making import claim, reading

from detente.claims import Claim, Reading
from detente.documents import load
from detente.table import Case, case_from_yaml, case_to_yaml, draft_case
from detente.table.check import case_faults

TEXT = (
    "Northland demands the whole valley. Southland rejects giving up the valley. "
    "Northland cares more about political influence than about the valley. "
    "Northland would give up the valley in exchange for political influence. "
    "The hard line may be a tactic to win a summit. What both agreed is unknown. "
    "Southland offers half of the valley."
)


def make(*extra: Claim) -> Case:
    claims = (
        claim(TEXT, "the whole valley", "Northland", "demand", "control of the valley"),
        claim(TEXT, "giving up the valley", "Southland", "reject", "control of the valley"),
        claim(
            TEXT,
            "political influence than about the valley",
            "Northland",
            "priority",
            "political influence",
            content="political influence",
            against="the valley",
            sources=("analysts", "The Courier"),
        ),
        claim(
            TEXT,
            "give up the valley in exchange for political influence",
            "Northland",
            "trade",
            "control of the valley",
            content="give up the valley",
            against="political influence",
        ),
        claim(TEXT, "a tactic to win a summit", "Northland", "tactic", "a summit", certainty="possible"),
        claim(TEXT, "What both agreed", "Northland", "accept", "what was agreed", certainty="unknown"),
        claim(TEXT, "half of the valley", "Southland", "offer", "control of the valley"),
    )
    return draft_case([reading("a", TEXT, *claims, *extra, outlet="The Wire")])


def test_wordings_of_one_issue_are_merged_and_others_kept_apart() -> None:
    case = make()
    assert {"control_of_the_valley", "political_influence"} <= set(case.issues)
    assert sum("valley" in name for name in case.issues) == 1


def test_options_run_from_one_end_to_the_other_in_the_words_of_the_claims() -> None:
    issue = make().issues["control_of_the_valley"]
    assert issue.ordered
    assert issue.labels == ("not: the whole valley", "half of the valley", "the whole valley")


def test_a_priority_bears_on_two_objectives_with_its_origin() -> None:
    case = make()
    (piece,) = [piece for piece in case.evidence.values() if piece.act == "priority"]
    assert (piece.on, piece.over) == ("political_influence", "control_of_the_valley")
    assert piece.origin == "analysts via Courier"
    assert piece.sources == ["analysts", "The Courier"]


def test_a_trade_gives_the_one_for_the_other() -> None:
    (piece,) = [piece for piece in make().evidence.values() if piece.act == "trade"]
    assert (piece.on, piece.over) == ("political_influence", "control_of_the_valley")


def test_rival_hypotheses_come_only_from_claims() -> None:
    case = make()
    names = list(case.hypotheses["northland"])
    assert names[:2] == ["political_influence first", "control_of_the_valley first"]
    assert names[2].startswith("acts for effect")
    assert sum(story.prior for story in case.hypotheses["northland"].values()) == pytest.approx(1)
    assert "southland" not in case.hypotheses


def test_what_is_unknown_is_kept_with_its_claim() -> None:
    (unknown,) = make().unknowns
    assert unknown.what == "What both agreed is unknown."
    assert unknown.because


def test_stated_positions_are_demands() -> None:
    case = make()
    assert case.positions["northland"]["control_of_the_valley"].stated == "the whole valley"


def test_every_part_is_cited_or_declared() -> None:
    case = make()
    for party in case.parties.values():
        assert party.because or party.assumed
    for issue in case.issues.values():
        assert issue.because
    for root in case.objectives.values():
        assert root.assumed
    for stories in case.hypotheses.values():
        assert all(story.assumed for story in stories.values())


def test_a_party_of_whom_only_judgements_are_told_is_set_aside() -> None:
    case = make(claim(TEXT, "The hard line", "Eastland", "assess", "the hard line"))
    assert "eastland" not in case.parties
    assert any(part.what == "party: Eastland" for part in case.set_aside)


def test_names_of_one_party_are_merged() -> None:
    text = "The Eastgate Harbour Workers' Union wants pay. Harbour Workers' Union wants rest."
    case = draft_case(
        [
            reading(
                "a",
                text,
                claim(text, "wants pay", "Eastgate Harbour Workers' Union", "demand", "higher pay"),
                claim(text, "wants rest", "Harbour Workers' Union", "demand", "longer rest"),
            )
        ]
    )
    (party,) = case.parties.values()
    assert {party.name, *party.aliases} == {"Eastgate Harbour Workers' Union", "Harbour Workers' Union"}


def test_the_same_claim_id_in_two_documents_stays_two_claims() -> None:
    made = claim(TEXT, "the whole valley", "Northland", "demand", "control of the valley", id="c1")
    case = draft_case([reading("a", TEXT, made), reading("b", TEXT, made)])
    assert list(case.evidence) == ["c1", "c1-2"]


def test_ends_hang_their_means_below_them() -> None:
    text = (
        "Northland wants political influence over the valley. "
        "That would mean a ban on joining the pact, a friendly council and a limited army."
    )
    aim = claim(text, "political influence over the valley", "Northland", "interest", "political influence")
    words = "a ban on joining the pact, a friendly council and a limited army"
    case = draft_case([reading("a", text, aim, claim(text, words, "Northland", "interest", "some terms"))])
    (name, node), *rest = (case.objectives["northland"].all or {}).items()
    assert name == "political_influence"
    assert not rest
    assert len(node.all or {}) == 3
    assert case.evidence[aim.id].on == "political_influence"


def test_the_case_reads_back_as_it_was_written() -> None:
    case = make()
    assert case_from_yaml(case_to_yaml(case)) == case


def test_drafting_is_deterministic() -> None:
    assert case_to_yaml(make()) == case_to_yaml(make())


def test_annotated_articles_give_sound_cases(shared: Path) -> None:
    for path in sorted((shared / "corpus/dev").glob("*.claims.json"))[:12]:
        document = load(path.with_name(path.name.replace(".claims.json", ".txt")))
        gold = json.loads(path.read_text(encoding="utf-8"))
        claims = tuple(Claim.from_json({**entry, "id": f"c{i}"}) for i, entry in enumerate(gold))
        case = draft_case([Reading(document, claims)])
        assert case.parties
        assert case_from_yaml(case_to_yaml(case)) == case


def test_a_means_serves_its_end_by_the_words_that_name_it() -> None:
    text = (
        "Northland wants political influence over the valley. "
        "That would mean a ban on joining the pact, a friendly council and a limited army."
    )
    aim = claim(text, "political influence over the valley", "Northland", "interest", "political influence")
    words = "a ban on joining the pact, a friendly council and a limited army"
    spelled = claim(text, words, "Northland", "interest", "some terms")
    case = draft_case([reading("a", text, aim, spelled)])
    end = (case.objectives["northland"].all or {})["political_influence"]
    for name, leaf in (end.all or {}).items():
        assert leaf.because == [spelled.id]
        assert leaf.satisfaction
        assert leaf.satisfaction[case.issues[name].index(case.issues[name].labels[-1])] == 1
        assert leaf.satisfaction[0] == 0


def test_an_aim_names_the_option_it_is_after() -> None:
    (piece,) = [piece for piece in make().evidence.values() if piece.act == "priority"]
    assert piece.option == make().issues["political_influence"].labels[-1]


def test_what_is_left_out_is_left_out_for_a_reason_that_holds() -> None:
    things = ("fish", "steel", "taxes", "schools", "rockets", "forests", "pensions", "language", "railways", "music")
    things += ("bread", "passports", "bridges", "ferries", "vaccines", "theatre", "satellites")
    names = ("Ostrana", "Lomar", "Tarvia", "Brenn", "Calder", "Dunmore", "Elling", "Farrow")
    text = " ".join(f"{name} demands {thing}." for thing in things for name in names[:2])
    text += " ".join(f" {name} demands bread." for name in names[2:])
    made = [claim(text, f"{n} demands {t}", n, "demand", t, content=t) for t in things for n in names[:2]]
    made += [claim(text, f"{n} demands bread", n, "demand", "bread", content="bread") for n in names[2:]]
    case = draft_case([reading("a", text, *made)])
    reasons = {part.what: part.why for part in case.set_aside}
    assert reasons["party: Farrow"] == "not among the 6 parties of whose stance the reports tell most"
    left_out = [why for what, why in reasons.items() if what.startswith("issue: ")]
    assert len(case.issues) + len(left_out) >= 12
    assert set(left_out) == {"not among the 12 issues that the reports compare or say most of"}


def test_an_outlet_is_left_out_as_an_outlet() -> None:
    case = make(claim(TEXT, "What both agreed", "The Wire", "demand", "what was agreed"))
    (why,) = [part.why for part in case.set_aside if part.what == "party: The Wire"]
    assert why == "it is the outlet of one of the reports"


def test_what_serves_an_end_hangs_below_it() -> None:
    text = "Veldt demands control of the pipeline in order to sway the elections. " + "Rain fell on the hills. " * 4
    text += "Veldt demands the release of fishermen."
    pipe = claim(text, "control of the pipeline in order to sway the elections", "Veldt", "demand", "pipeline")
    release = claim(text, "the release of fishermen", "Veldt", "demand", "release of fishermen")
    case = draft_case([reading("a", text, pipe, release)])
    root = case.objectives["veldt"].all or {}
    (end,) = [node for node in root.values() if node.all]
    (means,) = (end.all or {}).values()
    assert means.issue == case.evidence[pipe.id].on == "control_of_pipeline"
    assert end.because == [pipe.id]
    assert case.issues["control_of_pipeline"].labels[-1] == "control of the pipeline"
    assert case.evidence[release.id].on in root


def test_an_end_that_is_demanded_too_keeps_its_own_options() -> None:
    text = (
        "Veldt demands the ferry route. Norland rejects the ferry route. "
        "Veldt offered a shared customs office in order to keep the ferry route."
    )
    route = claim(text, "the ferry route", "Veldt", "demand", "ferry route")
    refused = claim(text, "the ferry route", "Norland", "reject", "ferry route")
    office = claim(text, "a shared customs office in order to keep the ferry route", "Veldt", "offer", "customs office")
    case = draft_case([reading("a", text, route, refused, office)])
    end = (case.objectives["veldt"].all or {})["ferry_route"]
    assert {leaf.issue for leaf in (end.all or {}).values()} == {"ferry_route", "customs_office"}
    assert case.evidence[route.id].on == "directly_ferry_route"
    assert case.evidence[refused.id].on == "ferry_route"
    assert case.positions["veldt"]["ferry_route"].stated == "the ferry route"
    assert not case_faults(case)


def test_two_ends_that_serve_each_other_make_no_circle() -> None:
    text = "Veldt wants calm in order to win trade. Veldt wants trade in order to win calm."
    one = claim(text, "calm in order to win trade", "Veldt", "interest", "calm")
    other = claim(text, "trade in order to win calm", "Veldt", "interest", "trade")
    assert not case_faults(draft_case([reading("a", text, one, other)]))


def test_alternatives_without_an_end_make_an_any_of_their_own() -> None:
    text = "The union demands either a cap on working hours or a new pension fund. The union demands peace."
    ways = claim(text, "either a cap on working hours or a new pension fund", "union", "demand", "cap")
    case = draft_case([reading("a", text, ways, claim(text, "peace", "union", "demand", "peace"))])
    (name,) = [name for name, node in (case.objectives["union"].all or {}).items() if node.any]
    node = (case.objectives["union"].all or {})[name]
    assert len(node.any or {}) == 2
    assert (node.because, case.evidence[ways.id].on) == ([ways.id], name)


def motives(*sources: tuple[str, ...]) -> Case:
    text = "Brenn is after a veto over the election law. Rain fell for days on the hills. Brenn is after cheap gas."
    one = claim(text, "a veto over the election law", "Brenn", "interest", "election law", sources=sources[0])
    two = claim(text, "cheap gas", "Brenn", "interest", "gas price", sources=sources[1])
    return draft_case([reading("a", text, one, two)])


def test_motives_of_which_two_witnesses_tell_are_rivals() -> None:
    stories = motives(("Jane Roe",), ("diplomats",)).hypotheses["brenn"]
    assert len(stories) == 2
    assert all(story.because and story.assumed for story in stories.values())
    assert sum(story.prior for story in stories.values()) == pytest.approx(1)
    assert {next(iter(story.says.weights.values())).removeprefix("above ") for story in stories.values()} == {
        next(iter(story.says.weights)) for story in stories.values()
    }


def test_two_motives_by_one_witness_are_aims_beside_each_other() -> None:
    assert motives(("Jane Roe",), ("Jane Roe",)).hypotheses == {}


def test_a_label_tells_what_is_asked_for_without_its_condition() -> None:
    text = "Orrin offered a higher rent in return for a longer lease. The port demands a higher rent."
    made = (
        claim(text, "a higher rent in return for a longer lease", "Orrin", "offer", "rent"),
        claim(text, "a higher rent.", "port", "demand", "rent", content="a higher rent"),
    )
    (issue,) = draft_case([reading("a", text, *made)]).issues.values()
    assert issue.labels == ("no higher rent", "a higher rent")


def test_options_of_numbers_stand_in_their_order() -> None:
    text = "The union demands eight per cent. It offers 6 per cent. The firm rejects that: it demands two per cent. "
    text += "The firm offers five per cent."
    made = (
        claim(text, "eight per cent", "union", "demand", "pay rise"),
        claim(text, "6 per cent", "union", "offer", "pay rise"),
        claim(text, "rejects that", "firm", "reject", "pay rise", content="that"),
        claim(text, "two per cent", "firm", "demand", "pay rise"),
        claim(text, "five per cent", "firm", "offer", "pay rise"),
    )
    (issue,) = draft_case([reading("a", text, *made)]).issues.values()
    assert issue.labels in (
        ("two per cent", "five per cent", "6 per cent", "eight per cent"),
        ("eight per cent", "6 per cent", "five per cent", "two per cent"),
    )
    assert issue.ordered


def test_who_only_speaks_for_a_party_is_its_voice() -> None:
    text = "Halm envoys demand the delta. Halm demands the strait. Halm council demands a toll."
    made = [
        claim(text, what, who, "demand", what)
        for who, what in (("Halm envoys", "the delta"), ("Halm", "the strait"), ("Halm council", "a toll"))
    ]
    case = draft_case([reading("a", text, *made)])
    assert {party.name for party in case.parties.values()} == {"Halm", "Halm council"}
