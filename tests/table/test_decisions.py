"""What a person decided: which decisions hold, what they do to claims and to the draft, and that nothing is lost."""

import json
from collections import Counter
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.deciding import GAZETTE, decision, gazette, of_claim, readings, side_of

from detente.claims import Reading
from detente.errors import DocumentError
from detente.table.decided import Decided, apply, decided_case, draft_decided, plain
from detente.table.decisions import Decision, decision_faults, in_force
from detente.table.issues import Cluster
from detente.table.laying import Bearing, lay_table
from detente.table.options import lay_options
from detente.table.phrases import Mention
from detente.table.settlement import IssuePair, IssueSide, PartyPair, Placing, settle_names
from detente.table.standing import Standing, Standings

any_time = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""No test fails for want of time: the machine may be busy."""

CLAIMS = [claim.id for reading in readings() for claim in reading.claims]
PARTIES = ["Island", "Islanders", "Harbour Company", "Somebody"]


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """Logs of any decisions, undos of earlier ones among them."""
    log: list[Decision] = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(["confirm", "reject", "correct", "side", "merge-parties", "keep-apart", "undo"]))
        if kind in {"confirm", "reject"}:
            made = of_claim(number, kind, draw(st.sampled_from(CLAIMS)))
        elif kind == "correct":
            name = draw(st.sampled_from(CLAIMS))
            changes = {"party": st.sampled_from(PARTIES), "act": st.sampled_from(["offer", "demand"])}
            changes |= {"certainty": st.sampled_from(["possible", "denied"]), "basis": st.just("inferred")}
            changes |= {
                "issue": st.sampled_from(["ferries", "fares"]),
                "content": st.sampled_from(["ferry", "demands"]),
            }
            fields = draw(st.lists(st.sampled_from(sorted(changes)), min_size=1, unique=True))
            made = of_claim(number, kind, name, {field: draw(changes[field]) for field in fields})
        elif kind == "side":
            person = draw(st.sampled_from(["Mara Holt", "ruud  baker"]))
            made = decision(number, kind, {"person": person}, {"party": draw(st.sampled_from(PARTIES))})
        elif kind == "undo":
            if not log:
                continue
            made = decision(number, kind, {"undoes": draw(st.sampled_from(log)).id})
        else:
            names = draw(st.lists(st.sampled_from(PARTIES), min_size=2, max_size=2, unique=True))
            made = decision(number, kind, {"parties": [{"name": name, "names": [name]} for name in names]})
        log.append(made)
    return log


def state(decided: Decided) -> Any:
    """Give all that a log comes to."""
    rulings = {name: (ruling.status, ruling.fields) for name, ruling in decided.rulings.items()}
    return decided.readings, rulings, decided.settled, decided.lost, decided.elsewhere


@given(logs())
@any_time
def test_what_holds_is_what_no_undo_that_holds_undoes(log: list[Decision]) -> None:
    def holds(one: Decision) -> bool:
        later = log[log.index(one) + 1 :]
        return not any(other.kind == "undo" and other.about["undoes"] == one.id and holds(other) for other in later)

    assert in_force(log) == tuple(one for one in log if one.kind != "undo" and holds(one))


@given(logs())
@any_time
def test_applying_twice_is_applying_once_and_changes_no_input(log: list[Decision]) -> None:
    given = readings()
    before = deepcopy(given)
    once = apply(given, log)
    assert apply(once.readings, log).readings == once.readings
    assert given == before


@given(logs(), logs())
@any_time
def test_undoing_gives_back_exactly_what_was(log: list[Decision], more: list[Decision]) -> None:
    more = [replace(d, id=f"m{d.id}", about=_renamed(d)) for d in more]
    undos = [decision(i, "undo", {"undoes": d.id}) for i, d in enumerate(reversed(more))]
    undos = [replace(undo, id=f"u{i}") for i, undo in enumerate(undos)]
    assert state(apply(readings(), [*log, *more, *undos])) == state(apply(readings(), log))


def _renamed(one: Decision) -> dict[str, Any]:
    return {"undoes": f"m{one.about['undoes']}"} if one.kind == "undo" else dict(one.about)


@given(logs())
@any_time
def test_decisions_survive_json(log: list[Decision]) -> None:
    for one in log:
        data = json.loads(json.dumps(one.to_json()))
        assert decision_faults(data, "decision") == []
        assert Decision.from_json(data) == one


@given(logs())
@any_time
def test_every_claim_is_there_or_rejected_and_ids_stay(log: list[Decision]) -> None:
    decided = apply(readings(), log)
    kept = [claim.id for reading in decided.readings for claim in reading.claims]
    assert sorted([*kept, *(claim.id for claim, _ in decided.rejected)]) == sorted(CLAIMS)
    for reading in decided.readings:
        for claim in reading.claims:
            assert reading.document.text[claim.start : claim.end] == claim.text
            assert claim.content in claim.text
            assert claim.id not in decided.rulings or claim.confidence == 1


def _claim(decided: Decided, name: str) -> Any:
    return next(claim for reading in decided.readings for claim in reading.claims if claim.id == name)


def test_a_later_decision_wins_and_corrections_add_up() -> None:
    log = [
        of_claim(1, "reject", "g1"),
        of_claim(2, "correct", "g1", {"act": "offer"}),
        of_claim(3, "correct", "g1", {"certainty": "possible"}),
    ]
    decided = apply(readings(), log)
    assert (_claim(decided, "g1").act, _claim(decided, "g1").certainty) == ("offer", "possible")
    assert [claim.id for claim, _ in apply(readings(), [*log, of_claim(4, "reject", "g1")]).rejected] == ["g1"]


def test_words_beside_the_claim_widen_it() -> None:
    decided = apply(readings(), [of_claim(1, "correct", "g2", {"content": "Mara Holt said"})])
    claim = _claim(decided, "g2")
    assert claim.text.endswith("Mara Holt said")
    assert GAZETTE[claim.start : claim.end] == claim.text


def test_a_person_takes_all_their_claims_along_but_for_those_corrected_one_by_one() -> None:
    side = decision(1, "side", {"person": "mara holt"}, {"party": "Harbour Company"})
    assert _claim(apply(readings(), [side]), "g2").party == "Harbour Company"
    corrected = [of_claim(0, "correct", "g2", {"party": "Island"}), side]
    assert _claim(apply(readings(), corrected), "g2").party == "Island"


# Read again


def test_decisions_follow_a_claim_whose_id_changed_with_its_text() -> None:
    text = "Ferry news of the week\n\n" + GAZETTE
    anew = gazette(text, "gazette-00000009")
    anew = replace(anew, claims=tuple(replace(claim, id=f"new-{claim.id}") for claim in anew.claims))
    log = [of_claim(1, "reject", "g1"), of_claim(2, "confirm", "g2"), of_claim(3, "correct", "g3", {"act": "demand"})]
    decided = apply([anew], log)
    assert [claim.id for claim, _ in decided.rejected] == ["new-g1"]
    assert decided.rulings["new-g2"].status == "confirmed"
    assert _claim(decided, "new-g3").act == "demand"
    assert decided.lost == ()


def test_a_decision_about_words_that_are_gone_is_told_and_one_about_another_report_is_kept() -> None:
    text = GAZETTE.replace("a night ferry every day", "a ferry at midnight")
    anew = Reading(replace(gazette(GAZETTE, "gazette-00000009").document, text=text, sha256=""), ())
    lost, other = of_claim(1, "reject", "g1"), of_claim(2, "confirm", "h1")
    decided = apply([anew], [lost, other])
    assert decided.lost == (lost,)
    assert decided.elsewhere == (other,)


def test_a_rejection_says_nothing_of_the_same_words_read_otherwise() -> None:
    anew = gazette()
    anew = replace(anew, claims=(replace(anew.claims[0], id="x", act="offer"), *anew.claims[1:]))
    log = [of_claim(1, "reject", "g1")]
    decided = apply([anew], log)
    assert decided.rejected == ()
    assert decided.lost == tuple(log)


# Parties


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), min_size=1),
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True),
    st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3, unique=True),
    st.booleans(),
)
@example({"f": "b", "a": "a", "b": "b", "c": "a"}, ["a"], ["c", "f"], False)
@any_time
def test_names_are_one_party_or_two_as_decided(
    leaders: dict[str, str], left: list[str], right: list[str], together: bool
) -> None:
    merged = {name: min(other, name) if min(other, name) in leaders else name for name, other in leaders.items()}
    merged = {name: leader if merged.get(leader) == leader else name for name, leader in merged.items()}
    right = [name for name in right if name not in left]
    before = dict(merged)
    settle_names(merged, [PartyPair(tuple(left), tuple(right), together)], lambda name: (name,))
    here = [{merged[name] for name in side if name in merged} for side in (left, right)]
    assert set(merged) == set(before)
    assert all(merged[leader] == leader for leader in merged.values())
    if here[0] and here[1]:
        assert (here[0] == here[1] and len(here[0]) == 1) if together else not (here[0] & here[1])
    else:
        assert merged == before


# Issues


def _clusters(*groups: tuple[str, ...]) -> list[Cluster]:
    found = {claim.id: (claim, reading.document) for reading in readings() for claim in reading.claims}
    return [
        Cluster(
            f"i{at}",
            found[group[0]][0].issue,
            tuple(Mention(*found[c], "p", "wants", found[c][0].issue, found[c][0].content) for c in group),
        )
        for at, group in enumerate(groups)
    ]


def _side(name: str, *claims: str) -> IssueSide:
    return IssueSide(name, frozenset((claim, "on") for claim in claims))


def _settle(clusters: list[Cluster], *steps: IssuePair | Placing) -> list[Standing]:
    bearing = {mention.claim.id: Bearing(cluster.id) for cluster in clusters for mention in cluster.mentions}
    laid, layouts = {cluster.id: cluster for cluster in clusters}, {c.id: lay_options(c) for c in clusters}
    table = replace(lay_table(readings()), clusters=laid, layouts=layouts, bearing=bearing, dropped=(), spelled={})
    standings = Standings(table)
    for step in steps:
        standings.take(step)
    return [issue for issue in standings.issues if issue.mentions]


def _homes(issues: list[Standing]) -> list[set[str]]:
    return sorted(({m.claim.id for m in issue.mentions} for issue in issues), key=sorted)


def test_issues_are_merged_and_taken_apart_and_no_mention_is_lost() -> None:
    clusters = _clusters(("g1", "h1"), ("h2",), ("g2", "h3"))
    merge = IssuePair(_side("night ferry", "g1", "h1"), _side("ferry by night", "h2"), True)
    merged = _settle(clusters, merge)
    assert _homes(merged) == [{"g1", "h1", "h2"}, {"g2", "h3"}]
    apart = IssuePair(_side("cheap tickets", "g2"), _side("lower fares", "h3"), False)
    parted = _settle(clusters, apart)
    assert _homes(parted) == [{"g1", "h1"}, {"g2"}, {"h2"}, {"h3"}]
    again = IssuePair(merge.left, merge.right, False)
    assert _homes(_settle(clusters, merge, again)) == _homes(_settle(clusters))


def test_a_claim_goes_onto_the_issue_a_person_named_or_a_new_one() -> None:
    clusters = _clusters(("g1", "h1"), ("h2",), ("g2", "h3"))
    onto = _settle(clusters, Placing("h3", _side("night ferry", "g1", "h1")))
    assert _homes(onto) == [{"g1", "h1", "h3"}, {"g2"}, {"h2"}]
    new = _settle(clusters, Placing("h3", _side("fares")))
    assert _homes(new) == [{"g1", "h1"}, {"g2"}, {"h2"}, {"h3"}]
    assert {issue.name for issue in new if len(issue.mentions) == 1} >= {"fares"}


@given(st.data())
@any_time
def test_settling_keeps_every_mention_once(data: st.DataObject) -> None:
    names = data.draw(st.permutations(["g1", "g2", "g3", "h1", "h2", "h3"]))
    cuts = sorted(data.draw(st.sets(st.integers(1, 5), max_size=4)))
    groups = [tuple(names[a:b]) for a, b in zip([0, *cuts], [*cuts, 6], strict=True)]
    sides = [_side(name, *names[i : i + 2]) for i, name in enumerate(("one", "two", "three"))]
    pair = st.builds(IssuePair, st.sampled_from(sides), st.sampled_from(sides), st.booleans())
    placing = st.builds(Placing, st.sampled_from(names), st.sampled_from(sides))
    steps = data.draw(st.lists(pair | placing, max_size=5))
    clusters = _clusters(*groups)
    settled = _settle(clusters, *steps)
    assert Counter(m for c in settled for m in c.mentions) == Counter(m for c in clusters for m in c.mentions)
    assert Counter(c for issue in settled for c, _ in issue.claims) == Counter(names)
    assert len({issue.id for issue in settled}) == len(settled)


def test_claims_that_were_merged_stay_together_however_the_words_are_grouped_tomorrow() -> None:
    merge = IssuePair(_side("night ferry", "g1", "h1"), _side("ferry by night", "h2", "g3"), True)
    for groups in [("g1",), ("h1",), ("h2", "g2"), ("g3", "h3")], [("g1", "g3"), ("h1", "h2"), ("g2", "h3")]:
        settled = _settle(_clusters(*groups), merge)
        (home,) = [issue for issue in settled if issue.name == "night ferry"]
        assert {"g1", "h1", "h2", "g3"} <= {mention.claim.id for mention in home.mentions}


# The draft


def test_the_draft_takes_in_what_was_decided() -> None:
    parties = {"parties": [{"name": n, "names": [n]} for n in ("Island", "Islanders")]}
    log = [
        of_claim(1, "reject", "h1"),
        of_claim(2, "confirm", "g1"),
        of_claim(3, "correct", "g2", {"act": "demand", "basis": "stated"}),
        decision(4, "merge-parties", parties),
    ]
    case, _ = draft_decided(readings(), None, log)
    assert "h1" not in case.evidence
    (aside,) = [part for part in case.set_aside if part.because == ["h1"]]
    assert aside.why == "rejected by Ada on 2025-04-01"
    assert case.evidence["g1"].status == "confirmed"
    assert (case.evidence["g2"].act, case.evidence["g2"].status) == ("demand", "confirmed")
    assert case.evidence["h2"].party == case.evidence["g1"].party
    assert case.evidence["h3"].status is None
    assert case.evidence["h3"].confidence == 0.5


def test_merged_issues_stay_merged_and_parted_ones_apart_in_the_draft() -> None:
    plain_case, _ = draft_decided(readings(), None, [])
    assert plain_case.evidence["g1"].on == plain_case.evidence["h2"].on != plain_case.evidence["h3"].on
    both = {"issues": [side_of("night ferry", "g1", "h1"), side_of("lower fares", "h3")]}
    merged, _ = draft_decided(readings(), None, [decision(1, "merge-issues", both)])
    assert merged.evidence["g1"].on == merged.evidence["h3"].on
    two = {"issues": [side_of("night ferry", "g1", "h1"), side_of("ferry by night", "h2")]}
    parted, _ = draft_decided(readings(), None, [decision(1, "keep-apart", two)])
    assert parted.evidence["g1"].on == parted.evidence["h1"].on != parted.evidence["h2"].on


def test_nothing_left_to_draft_is_told() -> None:
    with pytest.raises(DocumentError, match="every claim is rejected"):
        draft_decided(readings(), None, [of_claim(i, "reject", name) for i, name in enumerate(CLAIMS)])


def test_a_case_drafted_before_takes_in_what_it_can_and_tells_what_it_cannot() -> None:
    case, _ = draft_decided(readings(), None, [])
    both = {"issues": [side_of("night ferry", "g1", "h1"), side_of("lower fares", "h3")]}
    log = [
        of_claim(1, "reject", "h1"),
        of_claim(2, "correct", "g1", {"act": "offer", "certainty": "possible", "party": "Harbour Company"}),
        decision(3, "merge-issues", both),
        of_claim(4, "correct", "g3", {"content": "two ferries"}),
    ]
    decided, pending = decided_case(case, log)
    assert decided.evidence["h1"].status == "rejected"
    piece = decided.evidence["g1"]
    assert (piece.act, piece.certainty, case.parties[piece.party].name) == ("offer", "possible", "Harbour Company")
    assert pending == (log[2], log[3])
    anew, _ = draft_decided(readings(), None, log)
    assert decided_case(anew, log) == (anew, ())


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"time": "yesterday"}, "decision.time"),
        ({"author": ""}, "decision.author"),
        ({"schema": 2}, "decision.schema"),
        ({"decision": "maybe"}, "decision.decision"),
        ({"about": {"claim": "c1"}}, "decision.about.document"),
        ({"decision": "side", "about": {"person": "X"}}, "decision.after.party"),
        ({"decision": "keep-apart", "about": {}}, "decision.about"),
        ({"decision": "merge-issues", "about": {"issues": [{"name": "a"}]}}, "decision.about.issues"),
        ({"decision": "correct", "after": {"act": "shout"}}, "decision.after.act"),
    ],
)
def test_faults_of_a_decision_are_told_with_their_place(change: dict[str, Any], path: str) -> None:
    data = of_claim(1, "confirm", "g1").to_json() | change
    assert path in {fault.path for fault in decision_faults(data, "decision")}


def test_names_are_compared_without_case_and_blanks() -> None:
    assert plain(" The  Island ") == plain("the island")
