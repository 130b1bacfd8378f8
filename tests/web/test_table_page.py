"""The table in the browser: what its cells show, and what its forms do, without any script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.making import claim, reading
from support.workbench import Browser

from detente.errors import UsageError
from detente.store import Change
from detente.store.computing import refresh
from detente.table import Case, case_from_data, case_from_yaml
from detente.table.objectives import objective_tree
from detente.web.table.options import OptionRow, option_changes
from detente.web.table.trees import add_end, add_leaf, change_node, move_node, remove_node

Opened = Callable[..., Browser]

CASE = """\
detente: 1
title: Ferry talks
parties:
  island: {name: Island, aliases: [islanders], voices: [Mara Holt]}
  company: {name: Harbour Company}
  state: {name: The State, consent: not required}
# What is at stake.
issues:
  ferry: {name: night ferry, options: [none, weekends, daily]}
  tickets: {options: [dear, cheap], ordered: false}
  subsidy: {name: subsidy, range: [0, 10], step: 5, unit: million}
objectives:
  island:
    all:
      ferry: {issue: ferry, because: [c1]}
      fares:
        name: cheap travel
        any:
          tickets: {issue: tickets, satisfaction: [0, 1]}
          paid: {issue: subsidy}
    weights: {ferry: 2, fares: 1}
  company:
    all: {ferry: {issue: ferry}, tickets: {issue: tickets}}
positions:
  island:
    ferry: {stated: daily, voice: Mara Holt, red_line: [none], because: [c1]}
  company:
    ferry: {stated: weekends}
no_deal:
  island: {range: [-0.2, 0.3], assumed: nobody says}
hypotheses:
  island:
    ferry first: {prior: 0.6, says: {weights: {ferry: above fares}}}
    show: {prior: 0.4, says: {sincerity: low}}
packages:
  draft: {ferry: weekends, tickets: cheap}
evidence:
  c1: {party: island, act: demand, on: ferry, option: daily, origin: Gazette, outlet: Gazette, document: d1, words: a ferry every night}
  c2: {party: island, act: priority, on: ferry, over: fares, origin: Herald, document: d/2, words: the ferry matters most}
"""  # noqa: E501


@pytest.fixture
def ferry(opened: Opened) -> Browser:
    """A workbench over a case made by hand."""
    return opened(case=CASE)


def _case(browser: Browser) -> Case:
    revision = browser.bench.store.revision()
    assert revision is not None
    return case_from_yaml(revision.text)


def _revisions(browser: Browser) -> int:
    return len(browser.bench.store.revisions())


def _cell(**more: str) -> dict[str, str]:
    return {"base": "1", "stated": "=daily", "voice": "Mara Holt", "red:0": "none", "assumed": "", **more}


def _about(**more: str) -> dict[str, str]:
    told = {"name": "Island", "aliases": "islanders", "voices": "Mara Holt", "consent": "required", "kind": "range"}
    return {"base": "1", "part": "about", **told, "first": "-0.2", "second": "0.3", "why": "nobody says", **more}


def _priors(*rows: tuple[str, str], **more: str) -> dict[str, str]:
    told = {f"name:{n}": name for n, (name, _) in enumerate(rows)} | {f"prior:{n}": p for n, (_, p) in enumerate(rows)}
    return {"base": "1", "part": "hypotheses", **told, **more}


def _rows(*rows: tuple[str, str, str], **more: str) -> dict[str, str]:
    told = {}
    for n, row in enumerate(rows):
        told |= {f"{name}:{n}": value for name, value in zip(("label", "order", "fate"), row, strict=True)}
    return {"base": "1", "name": "night ferry", "ordered": "yes", **told, **more}


KEEP = (("none", "1", ""), ("weekends", "2", ""), ("daily", "3", ""))


def test_the_table_shows_what_stands_and_what_is_believed(ferry: Browser) -> None:
    page = ferry.page("/table")
    assert "Mara Holt" in page
    assert '<th role="rowheader" scope="row">' in page
    assert ferry.data("/table")["run"] is None
    refresh(ferry.bench.store, "Ada", draws=100)
    shown = ferry.data("/table")
    assert shown["fresh"]
    cells = {(cell["party"], cell["issue"]): cell for row in shown["issues"] for cell in row["cells"]}
    island = cells["island", "ferry"]
    assert [island[name] for name in ("stated", "voice", "red_line", "claims")] == ["daily", "Mara Holt", ["none"], 2]
    assert island["wanted"]["option"] == "daily"
    assert not island["wanted"]["only_prior"]
    assert cells["company", "ferry"]["wanted"]["only_prior"]
    assert cells["island", "tickets"]["wanted"]["declared"]
    assert cells["state", "ferry"]["weights"] == []
    (weight,) = island["weights"]
    assert weight["low"] <= weight["mean"] <= weight["high"]
    assert '<em class="prior">prior only</em>' in ferry.page("/table")


def test_a_cell_shows_its_claims_with_the_way_into_the_source(ferry: Browser) -> None:
    page = ferry.page("/table/island/ferry")
    assert '<a href="/sources/d1#claim-c1">a ferry every night</a>' in page
    assert '<a href="/sources/d%2F2#claim-c2">' in page
    refresh(ferry.bench.store, "Ada", draws=100)
    shown = ferry.data("/table/island/ferry")
    assert [option["option"] for option in shown["cell"]["wanted"]["options"]] == ["none", "weekends", "daily"]
    assert sum(option["probability"] for option in shown["cell"]["wanted"]["options"]) == pytest.approx(1, abs=1e-4)


def test_a_cell_is_changed_and_what_follows_at_once_is_told(ferry: Browser, asked: list[str]) -> None:
    sent = {"red:0": "none", "red:1": "weekends", "voice": "Ben Oak", "assumed": "heard at the pier"}
    answer = ferry.send("/table/island/ferry", **_cell(**sent))
    assert (answer.status_code, answer.url.path, asked) == (200, "/table/island/ferry", ["asked"])
    position = _case(ferry).positions["island"]["ferry"]
    assert (position.red_line, position.voice, position.because) == (["none", "weekends"], "Ben Oak", ["c1"])
    assert position.assumed == "heard at the pier"
    assert "<b>12 → 6</b>" in answer.text
    assert "# What is at stake." in ferry.bench.store.file.read_text()


def test_a_new_position_no_longer_rests_on_the_claims_of_the_old_one(ferry: Browser) -> None:
    assert ferry.send("/table/island/ferry", **_cell(stated="=weekends")).status_code == 200
    position = _case(ferry).positions["island"]["ferry"]
    assert (position.stated, position.because, position.assumed) == ("weekends", [], "as Ada judges")
    assert ferry.send("/table/company/subsidy", base="2", stated="=5 million").status_code == 200
    assert _case(ferry).positions["company"]["subsidy"].stated == 5
    assert ferry.send("/table/company/subsidy", base="3", stated="unknown", assumed="as Ada judges").status_code == 200
    assert _case(ferry).positions["company"]["subsidy"].stated == "unknown"


def test_red_lines_of_many_options_are_written_one_to_a_line(opened: Opened) -> None:
    ferry = opened(case="detente: 1\nparties: {a: {name: A}}\nissues: {x: {range: [0, 50], step: 1, unit: boats}}\n")
    assert '<textarea id="red-a--x"' in ferry.page("/table/a/x")
    answer = ferry.send("/table/a/x", base="1", stated="", red_lines="3 boats\r\n7 boats\r\n")
    assert answer.status_code == 200
    assert _case(ferry).positions["a"]["x"].red_line == [3, 7]
    answer = ferry.send("/table/a/x", base="2", stated="", red_lines="3 boats\r\n7 boots", assumed="as Ada judges")
    assert answer.status_code == 422
    assert "is no option of this issue" in answer.text
    assert "7 boots</textarea>" in answer.text


def test_a_form_sent_as_it_was_changes_nothing(ferry: Browser, asked: list[str]) -> None:
    ferry.send("/table/island/ferry", **_cell())
    ferry.send("/table/island", **_about())
    ferry.send("/table/island", **_priors(("ferry first", "0.6"), ("show", "0.4"), ("", "")))
    ferry.send("/table/island", base="1", part="node", node="objectives", kind="all", weights="numbers",
               **{"w:ferry": "2", "w:fares": "1"})  # fmt: skip
    ferry.send("/table/issues/ferry/options", **_rows(*KEEP))
    ferry.send("/table/issues/subsidy/options", base="1", name="subsidy", low="0", high="10", step="5", unit="million")
    assert (_revisions(ferry), asked) == (1, [])


def test_faults_stand_at_their_fields_and_the_input_stays(ferry: Browser) -> None:
    answer = ferry.send("/table/island/ferry", **_cell(stated="=none", voice="<b>Ben</b>", assumed="since spring"))
    assert answer.status_code == 422
    assert 'id="fault-stated-island--ferry">is &#39;none&#39;, which its own red_line rules out' in answer.text
    assert 'aria-invalid="true" aria-describedby="fault-stated-island--ferry"' in answer.text
    assert 'value="&lt;b&gt;Ben&lt;/b&gt;"' in answer.text
    assert 'value="since spring"' in answer.text
    assert '<option value="=none" selected>' in answer.text
    sent = _about(name="", kind="normal", first="x", second="")
    answer = ferry.send("/table/island", **sent)
    assert answer.status_code == 422
    for name in ("name", "first", "second"):
        assert f'aria-describedby="fault-{name}"' in answer.text
    answer = ferry.send("/table/island", **_about(kind="normal", first="0", second="-1"))
    assert (answer.status_code, "mean and standard deviation" in answer.text) == (422, True)
    assert _revisions(ferry) == 1


def test_priors_must_sum_to_one(ferry: Browser) -> None:
    answer = ferry.send("/table/island", **_priors(("ferry first", "0.6"), ("show", "0.4"), ("delay", "0.2")))
    assert answer.status_code == 422
    assert "the priors sum to 1.2; they must sum to 1" in answer.text
    assert 'value="delay"' in answer.text
    answer = ferry.send("/table/island", **_priors(("ferry first", "0.6"), ("sham", "0.2"), ("delay", "0.2")))
    assert answer.status_code == 200
    stories = _case(ferry).hypotheses["island"]
    assert {name: story.prior for name, story in stories.items()} == {"ferry first": 0.6, "sham": 0.2, "delay": 0.2}
    assert (stories["sham"].says.sincerity, stories["delay"].assumed) == ("low", "as Ada judges")
    sent = _priors(("ferry first", "1"), ("sham", "0.2"), ("delay", "0.2"), **{"drop:1": "yes", "drop:2": "yes"})
    assert ferry.send("/table/island", **{**sent, "base": "2"}).status_code == 200
    assert list(_case(ferry).hypotheses["island"]) == ["ferry first"]


def test_a_party_is_renamed_and_its_no_deal_declared(ferry: Browser) -> None:
    sent = _about(name="The Island", aliases="islanders\r\nthe isle", consent="not required", kind="value", first="0.1")
    assert ferry.send("/table/island", **sent).status_code == 200
    case = _case(ferry)
    part = case.parties["island"]
    assert (part.name, part.aliases, part.consent) == ("The Island", ["islanders", "the isle"], "not required")
    assert case.no_deal["island"].value == 0.1  # type: ignore[union-attr]
    assert ferry.send("/table/island", **{**sent, "base": "2", "kind": ""}).status_code == 200
    assert "island" not in _case(ferry).no_deal


def test_options_are_renamed_moved_added_and_removed_with_all_that_names_them(ferry: Browser) -> None:
    rows = (("none", "3", ""), ("at weekends", "1", ""), ("each night", "2", ""), ("on call", "", ""))
    answer = ferry.send("/table/issues/ferry/options", **_rows(*rows))
    assert answer.status_code == 200, answer.text
    case = _case(ferry)
    assert case.issues["ferry"].options == ["at weekends", "each night", "none", "on call"]
    assert case.positions["island"]["ferry"].stated == case.evidence["c1"].option == "each night"
    assert case.positions["company"]["ferry"].stated == case.packages["draft"]["ferry"] == "at weekends"
    rest = (("each night", "2", ""), ("none", "3", ""), ("on call", "4", "remove"))
    answer = ferry.send("/table/issues/ferry/options", **_rows(("at weekends", "1", "remove"), *rest, base="2"))
    assert answer.status_code == 422
    assert "is named elsewhere" in answer.text
    answer = ferry.send("/table/issues/ferry/options", **_rows(("at weekends", "1", "=each night"), *rest, base="2"))
    assert answer.status_code == 200
    case = _case(ferry)
    assert case.issues["ferry"].options == ["each night", "none"]
    assert case.positions["company"]["ferry"].stated == case.packages["draft"]["ferry"] == "each night"


def test_satisfactions_go_along_with_their_options(ferry: Browser) -> None:
    rows = (("dear", "2", ""), ("cheap", "1", ""), ("free", "", ""))
    sent = {**_rows(*rows), "name": "", "ordered": ""}
    assert ferry.send("/table/issues/tickets/options", **sent).status_code == 200
    fares = _case(ferry).objectives["island"].all["fares"]  # type: ignore[index]
    assert fares.any["tickets"].satisfaction == [1, 0, "unknown"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((("none", "1", ""), ("none", "2", ""), ("daily", "3", "")), "stands there twice"),
        ((("none", "1", ""), ("", "2", ""), ("daily", "3", "")), "is empty"),
        ((("none", "first", ""), ("weekends", "2", ""), ("daily", "3", "")), "is no number"),
        ((("none", "1", "=weekends"), ("weekends", "2", "=none"), ("daily", "3", "")), "is itself removed"),
    ],
)
def test_options_that_cannot_be_kept_are_told(ferry: Browser, rows: Any, told: str) -> None:
    answer = ferry.send("/table/issues/ferry/options", **_rows(*rows))
    assert (answer.status_code, told in answer.text, _revisions(ferry)) == (422, True, 1)


def test_an_issue_of_numbers_has_other_bounds(ferry: Browser) -> None:
    sent = {"base": "1", "name": "subsidy", "high": "20", "step": "10", "unit": "million"}
    answer = ferry.send("/table/issues/subsidy/options", low="30", **sent)
    assert (answer.status_code, "lies below" in answer.text) == (422, True)
    assert ferry.send("/table/issues/subsidy/options", low="0", **sent).status_code == 200
    assert _case(ferry).issues["subsidy"].labels == ("0 million", "10 million", "20 million")


def test_a_tree_is_changed_node_by_node(ferry: Browser) -> None:
    def tree() -> Any:
        return objective_tree(_case(ferry), "island")

    def send(**fields: str) -> None:
        answer = ferry.send("/table/island", base=str(_revisions(ferry)), **fields)
        assert answer.status_code == 200, answer.text

    send(part="node", node="fares", label="cheap travel", kind="all", weights="")
    assert [type(node).__name__ for node in tree().children] == ["Leaf", "All"]
    numbers = {"w:tickets": "3", "w:paid": "1"}
    send(part="node", node="fares", label="cheap travel", kind="all", weights="numbers", **numbers)
    assert tree().children[1].weights == (0.75, 0.25)
    send(part="node", node="paid", end="objectives", weight="1")
    assert [node.name for node in tree().children] == ["ferry", "fares", "paid"]
    assert tree().weights == (0.5, 0.25, 0.25)
    send(part="add", what="end", end="objectives", kind="any", label="Travel by night!", first="ferry")
    assert [node.name for node in tree().children] == ["travel_by_night", "fares", "paid"]
    send(part="add", what="leaf", end="fares", issue="ferry", weight="4")
    assert [node.name for node in tree().children[1].children] == ["tickets", "ferry_2"]
    send(part="node", node="objectives", kind="all", weights="unknown")
    assert tree().weights is None
    send(part="node", node="paid", remove="yes")
    assert [node.name for node in tree().children] == ["travel_by_night", "fares"]
    answer = ferry.send("/table/state", base=str(_revisions(ferry)), part="add", what="leaf", end="", issue="subsidy")
    assert answer.status_code == 200
    assert objective_tree(_case(ferry), "state") is not None


def test_what_a_tree_cannot_be_is_told_and_nothing_is_kept(ferry: Browser) -> None:
    under = {"part": "add", "end": "objectives"}
    for fields, status, told in (
        ({"part": "node", "node": "fares", "end": "tickets"}, 400, "stand below itself"),
        ({"part": "node", "node": "paid", "end": "objectives"}, 422, "no weight for paid"),
        ({"part": "node", "node": "ferry", "remove": "yes"}, 422, "has no objective"),
        ({"part": "node", "node": "nothing"}, 400, "there is no objective"),
        ({**under, "what": "leaf", "issue": "moon"}, 400, "there is no issue"),
        ({**under, "what": "end", "kind": "all", "label": "", "first": "ferry"}, 422, "is empty"),
        ({**under, "what": "leaf", "issue": "ferry", "weight": "x"}, 422, "is no number"),
        ({"part": "marry"}, 400, "is no part of a party"),
        ({"part": "about", "consent": "maybe"}, 400, "not made by this page"),
    ):
        answer = ferry.send("/table/island", base="1", **fields)
        assert (answer.status_code, told in answer.text) == (status, True), (fields, answer.text)
    assert _revisions(ferry) == 1


def test_a_second_window_is_told_who_changed_what_and_keeps_its_input(ferry: Browser) -> None:
    ferry.bench.store.edit(1, [Change(("positions", "island", "ferry", "stated"), "weekends")], "Ben", "heard it")
    answer = ferry.send("/table/island/ferry", **_cell(stated="", assumed="I doubt it"))
    assert answer.status_code == 409
    assert re.search(r"<li>Ben, \d{4}-\d\d-\d\d \d\d:\d\d: heard it</li>", answer.text)
    assert "in the case now: weekends" in answer.text
    assert 'value="I doubt it"' in answer.text
    assert '<input type="hidden" name="base" value="2">' in answer.text
    assert _case(ferry).positions["island"]["ferry"].stated == "weekends"
    assert ferry.send("/table/island/ferry", **_cell(base="2", stated="", assumed="I doubt it")).status_code == 200
    assert _case(ferry).positions["island"]["ferry"].stated is None


def test_two_windows_that_change_different_things_do_not_disturb_each_other(ferry: Browser) -> None:
    ferry.bench.store.edit(1, [Change(("positions", "island", "ferry", "stated"), "weekends")], "Ben", "heard it")
    assert ferry.send("/table/island/ferry", **_cell(voice="Ben Oak")).status_code == 200
    assert ferry.send("/table/company/ferry", base="1", stated="=daily").status_code == 200
    position = _case(ferry).positions["island"]["ferry"]
    assert (position.stated, position.voice) == ("weekends", "Ben Oak")


def test_a_conflict_over_objectives_priors_or_options_keeps_the_input(ferry: Browser) -> None:
    changes = [
        Change(("objectives", "island", "weights"), "unknown"),
        Change(("hypotheses", "island"), {"show": {"prior": 1}}),
        Change(("issues", "ferry", "options"), ["none", "weekends", "daily", "twice a day"]),
        Change(("parties", "island", "name"), "Isle"),
    ]
    ferry.bench.store.edit(1, changes, "Ben", "all of it")
    for address, sent in (
        ("/table/island", {"part": "add", "what": "leaf", "end": "objectives", "issue": "ferry", "weight": "7"}),
        ("/table/island", {"part": "node", "node": "objectives", "weights": "numbers", "w:ferry": "7", "w:fares": "1"}),
        ("/table/island", _priors(("ferry 7", "0.6"), ("show", "0.4"))),
        ("/table/island", _about(name="Seven Islands 7")),
        ("/table/issues/ferry/options", _rows(*KEEP[:2], ("every 7 hours", "3", ""))),
    ):  # fmt: skip
        answer = ferry.send(address, **{"base": "1", **sent})
        assert answer.status_code == 409, (sent, answer.text)
        assert "all of it</li>" in answer.text
        assert re.search(r'value="[^"]*7[^"]*"', answer.text)
    assert _revisions(ferry) == 2


def test_what_changed_is_told_once_it_is_computed(opened: Opened) -> None:
    line = "  p{0}: {{party: island, act: priority, on: ferry, over: fares, emphasis: strong, origin: o{0}}}\n"
    more = "".join(map(line.format, range(9)))
    words = "the ferry matters most to the island"
    given = [reading(f"r{n}", words, claim(words, words, "Island", "priority", "ferry", id=f"p{n}")) for n in range(9)]
    ferry = opened(tuple(given), case=CASE.replace("{ferry: 2, fares: 1}", "unknown") + more)
    first = refresh(ferry.bench.store, "Ada", draws=100)
    answer = ferry.send("/table/island", **_priors(("ferry first", "0.1"), ("show", "0.9")))
    assert f"since=1.{first.number}" in str(answer.url)  # type: ignore[union-attr]
    assert 'hx-trigger="load delay:1s"' in answer.text
    assert "is of before the last change" in answer.text
    refresh(ferry.bench.store, "Ada", draws=100)
    address = f"/table/island.json?since=1.{first.number}"  # type: ignore[union-attr]
    changes = ferry.client.get(address).json()["changes"]
    assert changes["computed"]
    sentences = [one["sentence"] for one in changes["findings"]]
    assert any("“show” is now the likeliest story" in sentence for sentence in sentences)
    page = ferry.client.get(address.replace(".json", "")).text
    assert all(sentence in page for sentence in sentences)
    for odd in ("9.9", "x", "1", "1.99", "0.0", "9" * 30):
        assert ferry.client.get(f"/table?since={odd}").status_code == 200


def test_a_case_taken_back_to_what_it_was_shows_its_own_run(ferry: Browser) -> None:
    store = ferry.bench.store
    for stated in ("weekends", "daily"):
        refresh(store, "Ada", draws=100)
        base = store.revisions()[-1].number
        store.edit(base, [Change(("positions", "island", "ferry", "stated"), stated)], "Ada", stated)
    refresh(store, "Ada", draws=100)
    assert ferry.data("/table")["fresh"]


def test_where_all_numbers_are_known_the_frontier_is_told_at_once(opened: Opened) -> None:
    ferry = opened(
        case="""\
detente: 1
parties: {a: {name: A}, b: {name: B}}
issues: {x: {options: [l, m, r]}}
objectives:
  a: {all: {x: {issue: x, satisfaction: [1, 0.6, 0]}}, weights: {x: 1}}
  b: {all: {x: {issue: x, satisfaction: [0, 0.6, 1]}}, weights: {x: 1}}
no_deal: {a: 0, b: 0}
"""
    )
    answer = ferry.send("/table/a/x", base="1", stated="", **{"red:2": "r"})
    assert "Packages on the frontier: <b>3 → 2</b>" in answer.text


def test_addresses_of_nothing_and_a_folder_without_a_case(ferry: Browser, opened: Opened) -> None:
    for address in ("/table/none", "/table/island/none", "/table/none/ferry", "/table/issues/none/options"):
        assert "Not found" in ferry.page(address, 404)
        assert ferry.client.get(f"{address}.json").status_code == 404
        assert ferry.send(address, base="1").status_code == 404
    for base in ("", "x", "99", "9" * 40):
        assert ferry.send("/table/island/ferry", **_cell(base=base)).status_code in {400, 409}
    empty = opened()
    assert "There is no table yet" in empty.page("/table")
    assert empty.client.get("/table/island").status_code == 404


def test_ids_and_names_of_every_kind_are_told_and_never_act(opened: Opened) -> None:
    vector = "</a><script>alert(1)</script>"
    odd = "x.y z'\\\"<b>&?#%ü"
    quoted = "'" + odd.replace("'", "''") + "'"
    ferry = opened(
        case=f"""\
detente: 1
parties: {{{quoted}: {{name: {vector!r}, aliases: [{vector!r}]}}}}
issues: {{{quoted}: {{name: {vector!r}, options: [{vector!r}, b]}}}}
objectives: {{{quoted}: {{all: {{{quoted}: {{issue: {quoted}, name: {vector!r}}}}}}}}}
positions: {{{quoted}: {{{quoted}: {{stated: {vector!r}, voice: {vector!r}, assumed: {vector!r}}}}}}}
hypotheses: {{{quoted}: {{{vector!r}: {{prior: 1}}}}}}
evidence: {{{quoted}: {{party: {quoted}, act: demand, on: {quoted}, origin: x, words: {vector!r}, document: {quoted}}}}}
"""
    )
    page = ferry.page("/table")
    addresses = set(re.findall(r'href="(/table/[^"?#]+)', page))
    assert len(addresses) == 3
    for address in ("/table", *addresses):
        page = ferry.page(address)
        assert "<script>alert" not in page
        assert "&lt;/a&gt;&lt;script&gt;" in page
        assert 'href="javascript' not in page
    (cell,) = (address for address in addresses if address.count("/") == 3)
    answer = ferry.send(cell, base="1", stated=f"={vector}", voice=vector, assumed="since", **{"red:0": vector})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


KNOWN = st.sampled_from(["", "1", "=daily", "yes", "0.5", "numbers", "all", "ferry", "remove"])
TEXTS = st.one_of(KNOWN, st.text(max_size=12))
NAMES = st.sampled_from(
    ["base", "stated", "voice", "red:0", "red_lines", "assumed", "part", "node", "label", "kind", "weights", "w:ferry",
     "end", "weight", "remove", "what", "issue", "first", "second", "why", "name", "aliases", "consent", "name:0",
     "prior:0", "drop:0", "label:0", "order:0", "fate:0", "ordered", "low", "high", "step", "back"]
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from(["/table/island", "/table/island/ferry", "/table/state/subsidy",
                             "/table/issues/ferry/options", "/table/issues/subsidy/options"]),
    part=st.sampled_from(["", "about", "hypotheses", "add", "node"]),
    fields=st.dictionaries(NAMES, TEXTS, max_size=10),
)  # fmt: skip
def test_no_form_makes_the_server_fail_or_the_case_faulty(
    ferry: Browser, address: str, part: str, fields: dict[str, str]
) -> None:
    answer = ferry.send(address, **{"base": str(_revisions(ferry)), "part": part, **fields})
    assert answer.status_code < 500, answer.text
    assert _case(ferry).parties


TREE = {
    "all": {"a": {"issue": "x"}, "b": {"any": {"c": {"issue": "y"}, "d": {"issue": "z"}}}},
    "weights": {"a": 2, "b": 1},
}


@given(st.lists(st.tuples(st.sampled_from(["leaf", "end", "move", "remove", "kind"]),
                          st.sampled_from(["objectives", "a", "b", "c", "d", "e"]),
                          st.sampled_from(["objectives", "a", "b", "c", "d", "e"])), max_size=6))  # fmt: skip
def test_a_changed_tree_is_a_tree(steps: list[tuple[str, str, str]]) -> None:
    tree: Any = TREE
    before = repr(TREE)
    for kind, one, other in steps:
        try:
            if kind == "leaf":
                tree = add_leaf(tree, one, "x", 1.0, "why")
            elif kind == "end":
                tree = add_end(tree, one, "any", "e", other, 1.0, "why")
            elif kind == "move":
                tree = move_node(tree, one, other, 1.0)
            elif kind == "remove" and one != "objectives":
                tree = remove_node(tree, one)
            else:
                tree = change_node(tree, one, "", "any", None, "why")
        except UsageError:
            continue
        if tree is None:
            return
        issues = {name: {"options": ["l", "r"]} for name in "xyz"}
        data = {"detente": 1, "parties": {"p": {"name": "P"}}, "issues": issues, "objectives": {"p": tree}}
        case_from_data(data)
    assert repr(TREE) == before


@given(st.permutations(["l", "m", "r"]), st.sets(st.sampled_from(["l", "m", "r"]), max_size=2))
def test_options_in_another_order_keep_what_each_is_worth(order: list[str], gone: set[str]) -> None:
    data = {
        "issues": {"x": {"options": ["l", "m", "r"]}},
        "objectives": {"p": {"all": {"x": {"issue": "x", "satisfaction": [0.1, 0.5, 0.9]}}}},
    }
    stays = [option for option in order if option not in gone]
    rows = [OptionRow(option, option.upper(), option in gone, stays[0] if option in gone else None) for option in order]
    changes = {change.path: change.value for change in option_changes(data, "x", rows)}
    worth = dict(zip("LMR", (0.1, 0.5, 0.9), strict=True))
    options = changes["issues", "x", "options"]
    assert options == [option.upper() for option in stays]
    satisfaction = changes.get(("objectives", "p", "all", "x", "satisfaction"), [0.1, 0.5, 0.9])
    assert satisfaction == [worth[option] for option in options]
