"""Drafting again into a case that a person works on: their edits stay, whatever they are."""

import random
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from detente.errors import FormatError
from detente.table import Case, case_from_yaml, case_to_yaml
from detente.table.case_file import yaml_data
from detente.table.patching import patched
from detente.table.redraft import Redraft, redraft
from detente.table.yaml_places import comments, parse

Data = dict[str, Any]

PARTIES = {"port": "Port Authority", "union": "Dockers' Union", "city": "City of Delmar"}
ISSUES = {
    "pay": ["no rise", "four per cent", "nine per cent"],
    "nights": ["no extra nights", "six nights a month"],
    "jobs": ["no promise on jobs", "a promise until 2030"],
    "cranes": ["not: new cranes", "new cranes"],
}


def draft(claims: list[tuple[str, str, str, int]], left_out: tuple[str, ...] = (), **more: Any) -> Data:
    """Give the data of a draft: claims (id, party, issue, option) give parties, issues, objectives, positions."""
    claims = [claim for claim in claims if claim[2] not in left_out]
    parties = dict.fromkeys(claim[1] for claim in claims)
    issues = dict.fromkeys(claim[2] for claim in claims)
    data: Data = {
        "detente": 1,
        "title": " and ".join(issues),
        "parties": {p: {"name": PARTIES.get(p, p), "assumed": "of whom the reports say much"} for p in parties},
        "issues": {
            i: {"name": i, "options": list(ISSUES[i]), "because": [c for c, _, issue, _ in claims if issue == i]}
            for i in issues
        },
        "objectives": {
            p: {
                "all": {
                    i: {"issue": i, "because": [c for c, q, j, _ in claims if (q, j) == (p, i)]}
                    for i in issues
                    if any((q, j) == (p, i) for _, q, j, _ in claims)
                },
                "weights": "unknown",
                "assumed": "a flat prior",
            }
            for p in parties
        },
        "positions": {},
        "no_deal": {p: {"range": [-0.5, 0.5], "assumed": "no report says"} for p in parties},
        "hypotheses": {
            p: {
                "means what it says": {"prior": 0.5, "says": {"sincerity": "high"}},
                "acts for effect": {"prior": 0.5, "says": {"sincerity": "low"}},
            }
            for p in list(parties)[:1]
        },
        "set_aside": [{"what": f"issue: {i}", "why": "said too seldom"} for i in left_out],
        "evidence": {
            c: {"party": p, "act": "demand", "on": i, "option": ISSUES[i][o], "origin": f"outlet {c}", "words": c}
            for c, p, i, o in claims
        },
    }
    for claim, party, issue, option in claims:
        stance = data["positions"].setdefault(party, {}).setdefault(issue, {"because": []})
        stance["stated"] = ISSUES[issue][option]
        stance["because"].append(claim)
    data |= more
    return {name: part for name, part in data.items() if part not in ({}, [])}


OLD = [("c1", "port", "pay", 0), ("c2", "union", "pay", 2), ("c3", "union", "jobs", 1), ("c4", "port", "nights", 1)]
NEW = [
    *OLD,
    ("c5", "city", "cranes", 1),
    ("c6", "union", "nights", 0),
    ("c7", "union", "pay", 1),
    ("c8", "port", "cranes", 1),
]


def case_of(data: Data) -> Case:
    return case_from_yaml(case_to_yaml(Case.model_validate(data)))


BASE = case_to_yaml(case_of(draft(OLD)))
LATER = case_of(draft(NEW, (), title="all of it"))


def again(mine: str, later: Case = LATER, base: str | None = BASE) -> Redraft:
    """Draft again, and see that doing so once more changes nothing and that no comment is lost."""
    case_from_yaml(mine)
    result = redraft(mine, base, later)
    once_more = redraft(result.text, result.drafted, later)
    assert once_more.text == result.text
    assert once_more.drafted == result.drafted
    assert (once_more.conflicts, once_more.added, once_more.removed, once_more.updated) == ((), (), (), ())
    kept = [words for _, words in comments(parse(result.text, "").root, result.text)]
    assert all(words in kept for _, words in comments(parse(mine, "").root, mine))
    return result


def edited(change: Callable[[Data], object], text: str = BASE) -> str:
    """Give the text of a case with an edit."""
    data = yaml_data(text, "case")
    change(data)
    return patched(text, data)


def data_of(result: Redraft) -> Data:
    found: Data = yaml_data(result.text, "case")
    return found


def test_a_file_that_nobody_changed_becomes_the_new_draft() -> None:
    result = again(BASE)
    assert result.text == result.drafted == case_to_yaml(LATER)


def test_the_same_claims_leave_an_edited_file_as_it_is_byte_for_byte() -> None:
    mine = BASE.replace("Dockers' Union", '"The   Union"  # as they say\n    # and more').replace("0.5", ".50")
    assert again(mine, case_of(draft(OLD))).text == mine


def test_what_nobody_changed_follows_the_draft() -> None:
    result = data_of(again(BASE.replace("title:", "# mine\ntitle:")))
    assert case_of(result) == LATER


def test_a_conflict_names_both_values_and_the_remedy() -> None:
    result = again(edited(lambda data: data.update(title="Talks at the port")))
    assert data_of(result)["title"] == "Talks at the port"
    (conflict,) = result.conflicts
    assert (conflict.path, conflict.mine, conflict.drafted) == ("title", "Talks at the port", "all of it")
    assert str(conflict) == (
        "title: yours stays, 'Talks at the port'; the draft now has 'all of it'. To take the draft's, write it there."
    )


def test_what_a_person_wrote_and_no_draft_had_is_no_conflict() -> None:
    def change(data: Data) -> None:
        data["parties"]["union"]["assumed"] = "our own notes"
        data["issues"]["pay"] |= {"name": "wages", "assumed": "our scale"}
        data["no_deal"]["union"] = {"value": 0.2, "assumed": "an interview"}

    notes = edited(change)
    result = redraft(notes, None, LATER)
    assert result.conflicts == ()
    data = data_of(result)
    assert (data["title"], data["issues"]["pay"]["name"]) == (draft(OLD)["title"], "wages")
    assert data["no_deal"]["union"] == {"value": 0.2, "assumed": "an interview"}
    after = redraft(result.text, result.drafted, case_of(draft(NEW, (), title="New")))
    assert [conflict.path for conflict in after.conflicts] == ["title"]


def test_numbers_a_person_wrote_stay() -> None:
    def change(data: Data) -> None:
        data["no_deal"]["union"] = {"value": 0.2, "assumed": "an interview"}
        data["hypotheses"]["port"]["means what it says"]["prior"] = 0.9
        data["hypotheses"]["port"]["acts for effect"]["prior"] = 0.1
        data["objectives"]["port"]["weights"] = {"pay": 2, "nights": 1}
        data["objectives"]["union"]["all"]["pay"]["satisfaction"] = [0, 0.7, 1]
        data["evidence"]["c2"]["status"] = "rejected"

    result = again(edited(change))
    data = data_of(result)
    assert data["no_deal"]["union"] == {"value": 0.2, "assumed": "an interview"}
    assert [story["prior"] for story in data["hypotheses"]["port"].values()] == [0.9, 0.1]
    assert data["objectives"]["port"]["weights"] == {"pay": 2, "nights": 1, "cranes": 0}
    assert data["objectives"]["union"]["all"]["pay"]["satisfaction"] == [0, 0.7, 1]
    assert data["evidence"]["c2"]["status"] == "rejected"
    assert {conflict.path for conflict in result.conflicts} == {"objectives.port.weights.cranes"}


def test_a_new_story_beside_priors_of_a_person_waits_for_its_own() -> None:
    def change(data: Data) -> None:
        data["hypotheses"]["port"]["means what it says"]["prior"] = 0.9
        data["hypotheses"]["port"]["acts for effect"]["prior"] = 0.1

    more = draft(NEW)
    more["hypotheses"]["port"] = {
        name: {"prior": 0.25, "says": {"sincerity": "high"}} for name in ("means what it says", "a", "b")
    } | {"acts for effect": {"prior": 0.25, "says": {"sincerity": "low"}}}
    result = again(edited(change), case_of(more))
    stories = data_of(result)["hypotheses"]["port"]
    assert {name: story["prior"] for name, story in stories.items()} == {
        "means what it says": 0.9,
        "acts for effect": 0.1,
        "a": 0,
        "b": 0,
    }
    assert [conflict.path for conflict in result.conflicts if "prior" in conflict.path] == [
        "hypotheses.port.a.prior",
        "hypotheses.port.b.prior",
    ]


def test_a_renamed_party_and_issue_keep_their_new_names_for_new_claims() -> None:
    mine = re.sub(r"\bunion\b(?=:|\n)", "dockers", BASE)
    mine = re.sub(r"\bpay\b(?=:|\n)", "wages", mine).replace("name: wages", "name: pay")
    result = data_of(again(mine))
    assert list(result["parties"]) == ["port", "dockers", "city"]
    assert "pay" not in result["issues"]
    assert (result["evidence"]["c7"]["party"], result["evidence"]["c7"]["on"]) == ("dockers", "wages")
    assert result["positions"]["dockers"]["wages"]["stated"] == "four per cent"


def test_two_issues_that_a_person_made_one_stay_one() -> None:
    mine = edited(lambda data: _merge_nights_into_pay(data))
    result = data_of(again(mine))
    assert "nights" not in result["issues"]
    assert result["evidence"]["c6"]["on"] == "pay"
    assert "option" not in result["evidence"]["c6"]


def _merge_nights_into_pay(data: Data) -> None:
    del data["issues"]["nights"], data["objectives"]["port"]["all"]["nights"], data["positions"]["port"]["nights"]
    data["evidence"]["c4"] |= {"on": "pay", "option": "no rise"}


def test_what_a_person_removed_stays_out_and_is_told() -> None:
    def change(data: Data) -> None:
        del data["issues"]["nights"], data["objectives"]["port"]["all"]["nights"], data["positions"]["port"]["nights"]
        for role in ("on", "option"):
            del data["evidence"]["c4"][role]

    result = again(edited(change))
    assert result.left_out == ("issues.nights",)
    assert "nights" not in result.text.split("evidence:")[0].replace("nights a month", "")
    assert "on" not in data_of(result)["evidence"]["c6"]


def test_what_was_removed_stays_out_though_a_draft_between_did_not_have_it() -> None:
    def change(data: Data) -> None:
        del data["issues"]["nights"], data["objectives"]["port"]["all"]["nights"], data["positions"]["port"]["nights"]
        for role in ("on", "option"):
            del data["evidence"]["c4"][role]

    between = redraft(edited(change), BASE, case_of(draft(OLD, ("nights",))))
    after = redraft(between.text, between.drafted, LATER)
    assert "nights" not in data_of(after)["issues"]


def test_a_removed_party_stays_out_with_all_of_its_claims() -> None:
    def change(data: Data) -> None:
        for section in ("parties", "objectives", "positions", "no_deal"):
            del data[section]["union"]
        data["evidence"] = {c: p for c, p in data["evidence"].items() if p["party"] != "union"}

    data = data_of(again(edited(change)))
    assert list(data["parties"]) == ["port", "city"]
    assert set(data["evidence"]) == {"c1", "c4", "c5", "c8"}


def test_options_with_other_words_keep_them_and_new_ones_find_their_place() -> None:
    def change(data: Data) -> None:
        data["issues"]["pay"]["options"] = ["nothing", "some", "four", "all they ask"]
        data["evidence"]["c1"]["option"] = data["positions"]["port"]["pay"]["stated"] = "nothing"
        data["evidence"]["c2"]["option"] = data["positions"]["union"]["pay"]["stated"] = "all they ask"

    later = draft([*OLD, ("c7", "union", "pay", 1)])
    later["issues"]["pay"]["options"] = ["no rise", "four per cent", "five per cent", "nine per cent"]
    data = data_of(again(edited(change), case_of(later)))
    assert data["issues"]["pay"]["options"][0] == "nothing"
    assert data["issues"]["pay"]["options"][-1] == "all they ask"
    assert {"some", "four", "five per cent"} < set(data["issues"]["pay"]["options"])
    assert data["evidence"]["c2"]["option"] == "all they ask"


def test_an_id_of_another_wording_in_the_new_draft_stays_what_it_was() -> None:
    later = yaml_data(case_to_yaml(LATER), "")
    text = case_to_yaml(LATER).replace("pay:", "rise_of_pay:").replace("on: pay", "on: rise_of_pay")
    text = (
        text.replace("issue: pay", "issue: rise_of_pay")
        .replace("port:", "delmar_port:")
        .replace("party: port", "party: delmar_port")
    )
    renamed = case_from_yaml(text)
    assert "rise_of_pay" in renamed.issues
    for mine in (BASE, f"{BASE}# mine\n"):
        assert data_of(again(mine, renamed))["evidence"] == later["evidence"]


def test_an_entry_with_a_comment_is_kept_though_the_draft_lost_it() -> None:
    mine = BASE.replace("  nights:\n    name: nights", "  nights:\n    # ask Lindqvist\n    name: nights")
    result = again(mine, case_of(draft(OLD, ("nights",))))
    assert "nights" in data_of(result)["issues"]
    assert any(conflict.path == "issues.nights" for conflict in result.conflicts)


def test_a_case_made_by_hand_takes_in_claims() -> None:
    mine = (
        "# notes of mine\ndetente: 1\nparties: {union: {name: Dockers' Union}, owners: {name: The owners}}\n"
        "issues: {pay: {options: [none, some], name: pay}} # mine\n"
        "objectives: {union: {all: {pay: {issue: pay, satisfaction: [0, 1]}}}}\n"
    )
    result = again(mine, LATER, None)
    data = data_of(result)
    assert set(data["parties"]) == {"union", "owners", "port", "city"}
    assert data["issues"]["pay"]["options"][:2] == ["none", "some"]
    assert data["objectives"]["union"]["all"]["pay"]["satisfaction"] == [0, 1, "unknown", "unknown", "unknown"]
    assert set(data["evidence"]) == set(yaml_data(case_to_yaml(LATER), "")["evidence"])


def test_an_issue_that_a_person_measured_in_numbers_stays_so_though_reports_tell_it_in_words() -> None:
    mine = case_to_yaml(
        Case.model_validate(
            {
                "detente": 1,
                "parties": {"port": {"name": "Port"}, "union": {"name": "Union"}},
                "issues": {"pay": {"range": [0, 9], "step": 1, "unit": "per cent"}},
                "objectives": {
                    "port": {"all": {"pay": {"issue": "pay", "satisfaction": [1, *[0.5] * 8, 0]}}},
                    "union": {"all": {"pay": {"issue": "pay"}}},
                },
            }
        )
    )
    result = again(mine, base=None)
    assert (result.case.issues["pay"].range, result.case.issues["pay"].options) == ((0, 9), None)
    assert {"c1", "c2"} <= set(result.case.evidence)


def test_a_file_with_faults_is_refused_with_all_of_them() -> None:
    with pytest.raises(FormatError, match="2 faults"):
        redraft(BASE.replace("prior: 0.5", "prior: 0.7").replace("on: jobs", "on: job"), BASE, LATER)


# Any edits at all


def _comment(text: str, rng: random.Random) -> str:
    """Put a comment somewhere, at the end of a line or on a line of its own, where it stays a comment."""
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    words = f"# note {rng.randrange(10**6)}"
    if rng.random() < 0.5 and lines[place].strip():
        lines[place] += f"  {words}"
    else:
        lines.insert(place, " " * rng.choice([0, 2, 4, 6]) + words)
    new = "\n".join(lines)
    try:
        same = yaml_data(new, "") == yaml_data(text, "")
    except FormatError:
        return text
    return new if same and words in [w for _, w in comments(parse(new, "").root, new)] else text


def _rename(data: Data, old: str, new: str) -> None:
    data["issues"] = {new if name == old else name: part for name, part in data["issues"].items()}
    for root in data["objectives"].values():
        root["all"] = {new if n == old else n: c | {"issue": new} if n == old else c for n, c in root["all"].items()}
        if isinstance(root["weights"], dict):
            root["weights"] = {new if n == old else n: w for n, w in root["weights"].items()}
    for by_issue in data["positions"].values():
        if old in by_issue:
            by_issue[new] = by_issue.pop(old)
    for piece in data["evidence"].values():
        if piece.get("on") == old:
            piece["on"] = new
    for package in data.get("packages", {}).values():
        if old in package:
            package[new] = package.pop(old)


def _remove_issue(data: Data, rng: random.Random) -> None:
    if len(data["issues"]) < 2:
        return
    old = rng.choice(list(data["issues"]))
    del data["issues"][old]
    for party, root in list(data["objectives"].items()):
        root["all"].pop(old, None)
        if isinstance(root["weights"], dict):
            root["weights"].pop(old, None)
        if not root["all"]:
            del data["objectives"][party]
    data["positions"] = {
        p: left for p, by in data["positions"].items() if (left := {i: x for i, x in by.items() if i != old})
    }
    for piece in data["evidence"].values():
        if piece.get("on") == old:
            del piece["on"]
            piece.pop("option", None)
    data.pop("packages", None)


def _add_option(data: Data, rng: random.Random) -> None:
    issue = rng.choice(list(data["issues"]))
    options = data["issues"][issue]["options"]
    at = rng.randrange(len(options) + 1)
    options.insert(at, f"option {len(options)} of mine")
    for root in data["objectives"].values():
        for leaf in root["all"].values():
            if leaf["issue"] == issue and "satisfaction" in leaf:
                leaf["satisfaction"].insert(at, 0.25)


def _satisfy(data: Data, rng: random.Random) -> None:
    if not data["objectives"]:
        return
    leaf = rng.choice([leaf for root in data["objectives"].values() for leaf in root["all"].values()])
    leaf["satisfaction"] = [round(rng.random(), 3) for _ in data["issues"][leaf["issue"]]["options"]]


def _weigh(data: Data, rng: random.Random) -> None:
    if data["objectives"]:
        root = rng.choice(list(data["objectives"].values()))
        root["weights"] = {name: rng.randrange(1, 9) for name in root["all"]}


def _prior(data: Data, rng: random.Random) -> None:
    for stories in data.get("hypotheses", {}).values():
        share = round(rng.random(), 2)
        names = list(stories)
        stories[names[0]]["prior"], stories[names[1]]["prior"] = share, round(1 - share, 2)


def _value(data: Data, rng: random.Random) -> None:
    data["no_deal"][rng.choice(list(data["parties"]))] = round(rng.random(), 3)


def _status(data: Data, rng: random.Random) -> None:
    rng.choice(list(data["evidence"].values()))["status"] = rng.choice(["confirmed", "rejected"])


def _party(data: Data, rng: random.Random) -> None:
    data["parties"][f"guest{rng.randrange(99)}"] = {"name": f"Guest {rng.random()}"}


def _package(data: Data, rng: random.Random) -> None:
    data["packages"] = {"mine": {name: rng.choice(part["options"]) for name, part in data["issues"].items()}}


def _red_line(data: Data, rng: random.Random) -> None:
    party, issue = rng.choice(list(data["parties"])), rng.choice(list(data["issues"]))
    stance = data["positions"].setdefault(party, {}).setdefault(issue, {})
    free = [words for words in data["issues"][issue]["options"] if words != stance.get("stated")]
    stance["red_line"] = free[:1] if len(data["issues"][issue]["options"]) > 1 else []


EDITS = [
    _remove_issue,
    _add_option,
    _satisfy,
    _weigh,
    _prior,
    _value,
    _status,
    _party,
    _package,
    _red_line,
]


def changes(before: Any, after: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Give what a person wrote that was not there: path → value, whole where the part is new."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = {}
        for name, part in after.items():
            found |= changes(before.get(name), part, (*path, name)) if before.get(name) != part else {}
        return found
    return {path: after}


def at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def holds(found: Any, wanted: Any) -> bool:
    """Tell whether what a person wrote is all there; a list or mapping may have grown by what the draft adds."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(holds(found.get(name), part) for name, part in wanted.items())
    if isinstance(wanted, list) and all(isinstance(item, str) for item in wanted):
        return isinstance(found, list) and [item for item in found if item in wanted] == wanted
    return bool(found == wanted)


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@example(655166, [_prior, _weigh, _red_line, _remove_issue, _red_line, _package], "nights", "less")
@given(
    st.integers(0, 2**32),
    st.lists(st.sampled_from(EDITS), max_size=6),
    st.sampled_from([None, *yaml_data(BASE, "")["issues"]]),
    st.sampled_from(["more", "less", "same"]),
)
def test_every_edit_survives_any_draft(
    seed: int, chosen: list[Callable[[Data, random.Random], None]], new_name: str | None, kind: str
) -> None:
    rng = random.Random(seed)
    later = {"more": LATER, "same": case_of(draft(OLD)), "less": case_of(draft(NEW, ("nights",)))}[kind]
    base = yaml_data(BASE, "")
    if new_name is not None:
        _rename(base, new_name, f"{new_name}_mine")
    data = deepcopy(base)
    for edit in chosen:
        edit(data, rng)
    mine = patched(BASE, data)
    for _ in range(rng.randrange(5)):
        mine = _comment(mine, rng)
    result = again(mine, later)
    if kind == "same":
        assert result.text == mine
    found = data_of(result)
    for path, value in changes(base, data).items():
        kept = at(found, path)
        if path[-1] == "satisfaction":
            issue = at(data, path[:-1])["issue"]
            value = dict(zip(data["issues"][issue]["options"], value, strict=True))
            kept = dict(zip(found["issues"][issue]["options"], kept, strict=True))
        assert holds(kept, value), (path, value, kept)
    for section in ("parties", "issues"):
        for name in base[section]:
            assert name in data[section] or name not in found[section], f"{name} was removed"
