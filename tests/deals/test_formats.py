"""Formats of scenarios: what is written is read back equal, by each format; what a format cannot hold is refused."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.deals import Preferences, Scenario, solve
from detente.deals.formats import read_scenario, write_scenario
from detente.deals.formats.recognise import case_within
from detente.deals.frontier_table import frontier_columns, frontier_csv, frontier_frame, frontier_parquet
from detente.deals.joint import Rectangle, forbid
from detente.errors import FormatError, MissingExtraError, UsageError
from detente.table.objectives import All, AnyOf, Leaf

NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], exclude_characters="/\\"),
    min_size=1,
    max_size=12,
).filter(lambda name: name == name.strip())
NUMBERS = st.floats(0, 1, allow_subnormal=False).map(lambda value: 0.0 if value < 1e-4 else value)
SLOW = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def scenarios(draw, to_one=False):
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    issues = {name: tuple(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))) for name in names}
    parties = {}
    for party in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        table = {issue: [draw(NUMBERS) for _ in labels] for issue, labels in issues.items()}
        if to_one:
            for row in table.values():
                row[0] = max(row[0], 0.125)
            best = sum(max(row) for row in table.values())
            table = {issue: [value / best for value in row] for issue, row in table.items()}
        parties[party] = Preferences.from_table(
            table, draw(st.floats(-1, 1)), discount=draw(st.sampled_from([1.0, 0.5, 0.9]))
        )
    return Scenario(issues, parties)


def without_discount(scenario):
    parties = {
        name: Preferences(part.objective, part.no_deal, constant=part.constant)
        for name, part in scenario.parties.items()
    }
    return Scenario(scenario.issues, parties, scenario.name)


def as_rows(scenario):
    return {
        party: ([leaf.satisfaction for leaf in part.objective.children], part.no_deal, part.constant, part.discount)
        for party, part in scenario.parties.items()
    }


@SLOW
@given(scenarios())
def test_neutral_files_are_read_back_equal(tmp_path, scenario):
    scenario = without_discount(scenario)
    write_scenario(scenario, tmp_path / "s.json")
    assert read_scenario(tmp_path / "s.json") == scenario


@SLOW
@given(scenarios(), st.sampled_from([0.0, 0.25]))
def test_negmas_folders_are_read_back_equal(tmp_path_factory, scenario, constant):
    parties = {
        name: Preferences(part.objective, part.no_deal, constant=constant, discount=part.discount)
        for name, part in scenario.parties.items()
    }
    scenario = Scenario(scenario.issues, parties, scenario.name)
    folder = tmp_path_factory.mktemp("negmas")
    write_scenario(scenario, folder, "negmas")
    assert read_scenario(folder) == scenario


@SLOW
@given(scenarios(to_one=True))
def test_genius_folders_are_read_back_equal_but_for_the_last_digit(tmp_path_factory, scenario):
    folder = tmp_path_factory.mktemp("genius")
    write_scenario(scenario, folder, "genius")
    read = read_scenario(folder)
    assert dict(read.issues) == dict(scenario.issues)
    found, given_ = as_rows(read), as_rows(scenario)
    assert list(found) == list(given_)
    for party, (rows, *numbers) in given_.items():
        assert found[party][1:] == tuple(numbers)
        for row, other in zip(rows, found[party][0], strict=True):
            assert other == pytest.approx(row, rel=1e-14, abs=1e-15)


@settings(SLOW, max_examples=25)
@given(st.lists(st.text("ab ,;'\"\t#é", min_size=1, max_size=4).map(str.strip).filter(bool), min_size=2, unique=True))
def test_a_frontier_as_csv_is_read_back_as_packages(tmp_path, labels):
    tables = [[float(place), float(-place)] for place in range(len(labels))]
    parties = {
        f"party {labels[place]}": Preferences.from_table({"is,sue": [row[place] for row in tables]}, -99.0)
        for place in range(2)
    }
    deals = solve(Scenario({"is,sue": tuple(labels)}, parties))
    (tmp_path / "f.csv").write_text(frontier_csv(deals), encoding="utf-8")
    again = solve(read_scenario(tmp_path / "f.csv"))
    assert [(p.package, p.utilities) for p in again.frontier] == [(p.package, p.utilities) for p in deals.frontier]


def test_what_a_format_cannot_hold_is_named_and_nothing_is_written(tmp_path):
    either = AnyOf("either", (Leaf("a", "i", (0.0, 1.0)), Leaf("b", "j", (1.0, 0.0))))
    scenario = Scenario(
        {"i": ("x", "y"), "j": ("x", "y")},
        {
            "tree": Preferences(All("objectives", (either,), (1.0,)), constant=0.5),
            "shut": Preferences.from_table({"i": [0.0, 1.0]}, red_lines={"i": frozenset({0})}, required=False),
            "box": Preferences.from_table({}, joint=[Rectangle({"i": ["x"]}, 1.0)], discount=0.5),
        },
        constraints=(forbid({"i": ["x"], "j": ["x"]}),),
    )
    for form in ("neutral", "negmas", "genius"):
        with pytest.raises(FormatError) as caught:
            write_scenario(scenario, tmp_path / form, form)
        told = str(caught.value)
        for words in ("constraints", "any of several means", "red lines", "consent is not needed", "combinations"):
            assert words in told
        assert ("constant" in told) == (form != "negmas")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="there are neutral, negmas, genius"):
        write_scenario(scenario, tmp_path / "x", "xls")


def test_genius_refuses_utilities_that_it_would_rescale(tmp_path):
    scenario = Scenario({"i": ("x", "y")}, {"a": Preferences.from_table({"i": [-1.0, 3.0]})})
    with pytest.raises(FormatError, match="the lowest is -1, the sum 3"):
        write_scenario(scenario, tmp_path / "g", "genius")
    assert not (tmp_path / "g").exists()


CSV = (
    "price,delivery,utility:buyer,utility:seller\nno deal,no deal,0.2,0.1\n"
    "low,week,1,0\nlow,month,0.8,0.3\nhigh,week,0.1,1\n"
)


def test_packages_of_a_table_that_are_not_listed_cannot_be_agreed(tmp_path):
    (tmp_path / "p.csv").write_text(CSV)
    scenario = read_scenario(tmp_path / "p.csv")
    deals = solve(scenario)
    assert (deals.packages, deals.permitted, len(deals.frontier)) == (4, 3, 3)
    assert {name: part.no_deal for name, part in scenario.parties.items()} == {"buyer": 0.2, "seller": 0.1}
    assert deals.zone.count == 1


def test_packages_as_json_give_the_same(tmp_path):
    rows = [line.split(",") for line in CSV.splitlines()[2:]]
    records = [
        {"package": {"price": a, "delivery": b}, "utilities": {"buyer": float(c), "seller": float(d)}}
        for a, b, c, d in rows
    ]
    data = {"packages": records, "no_deal": {"buyer": 0.2, "seller": 0.1}}
    (tmp_path / "p.json").write_text(json.dumps(data))
    (tmp_path / "p.csv").write_text(CSV)
    one, other = (solve(read_scenario(tmp_path / name)).to_json() for name in ("p.json", "p.csv"))
    assert one == other


def test_a_column_named_package_needs_no_marks(tmp_path):
    (tmp_path / "p.tsv").write_text("package\tnorth\tsouth\nA\t1\t0\nB\t0.5\t0.75\nC\t0.25\t0.5\n")
    deals = solve(read_scenario(tmp_path / "p.tsv"))
    assert [point.package["package"] for point in deals.frontier] == ["A", "B"]


def test_actors_want_what_lies_near_their_position(tmp_path):
    (tmp_path / "a.csv").write_text("Actor,Capability,Position,Salience\nA,1,20,50\nB,2,60,10\nC,3,,\n")
    scenario = read_scenario(tmp_path / "a.csv")
    assert scenario.issues == {"position": ("0", "20", "60", "100")}
    rows = as_rows(scenario)
    assert rows["A"][0][0] == pytest.approx((0.8, 1.0, 0.6, 0.2))
    assert rows["B"][0][0] == pytest.approx((0.4, 0.6, 1.0, 0.6))


def test_the_exchange_models_table_names_its_own_scales(tmp_path):
    lines = [
        ("#A", "north"),
        ("#A", "south"),
        *(("#P", issue) for issue in ("land", "aid")),
        ("#M", "land", "0"),
        ("#M", "land", "10"),
        ("#D", "north", "land", "10", "0.3", "1"),
        ("#D", "south", "land", "0", "0.1", "1"),
        ("#D", "north", "aid", "4", "0.1", "1"),
        ("#D", "south", "aid", "4", "0.9", "1"),
    ]
    (tmp_path / "x.csv").write_text("\n".join("\t".join(f"'{cell}'" for cell in line) for line in lines))
    scenario = read_scenario(tmp_path / "x.csv")
    assert scenario.issues == {"land": ("0", "10"), "aid": ("0", "4", "100")}
    rows = as_rows(scenario)
    assert rows["north"][0][0] == pytest.approx((0.0, 0.75))
    assert rows["south"][0] == [pytest.approx((0.1, 0.0)), pytest.approx((0.9 * 0.96, 0.9, 0.9 * 0.04))]


def test_the_sample_of_exchanges_is_a_scenario_too(samples):
    scenario = read_scenario(samples / "scenarios" / "port-council.csv")
    assert scenario.issues["dredging"] == ("0", "2", "4", "12")
    assert list(scenario.parties) == ["Harbour board", "Fishers", "Old town", "Shipowners"]


def test_marked_rows_without_powers_or_a_scale_are_a_scenario_on_0_to_100(tmp_path):
    (tmp_path / "x.csv").write_text("#P,aid\n#A,north\n#D,north,aid,0.5,1\n")
    assert read_scenario(tmp_path / "x.csv").issues == {"aid": ("0", "0.5", "100")}


@pytest.mark.parametrize(
    ("name", "text", "case"),
    [
        ("a.yaml", "detente: 1\nparties: {}\n", True),
        ("b.yml", "issues:\n# these\n- name: x\n  values: [a]\nname: d\n", False),
        ("c.yaml", "type: LinearAdditiveUtilityFunction\nweights: [1]\n", False),
        ("d.json", "{}", False),
        ("e.dat", "<negotiation_template/>", False),
        ("f.dat", "parties: {}\n", True),
        ("g.CSV", "package,a\n", False),
    ],
)
def test_cases_are_told_from_scenarios(tmp_path, name, text, case):
    (tmp_path / name).write_text(text)
    assert (case_within(tmp_path / name) is not None) == case


def test_a_folder_with_a_case_is_a_case(tmp_path):
    assert case_within(tmp_path) is None
    (tmp_path / "case.yaml").write_text("detente: 1\n")
    assert case_within(tmp_path) == tmp_path / "case.yaml"


def small():
    table = {"i": [1.0, 0.5, 0.0]}
    return solve(
        Scenario(
            {"i": ("x", "y", "z")},
            {"a": Preferences.from_table(table), "b": Preferences.from_table({"i": [0.0, 0.75, 1.0]})},
        )
    )


def test_the_frontier_as_columns():
    columns = frontier_columns(small())
    assert columns["i"] == ["x", "y", "z"]
    assert columns["utility:b"] == [0.0, 0.75, 1.0]
    assert columns["frontier:ties"] == [1, 1, 1]
    assert columns["frontier:nash"] == [False, True, False]


def test_ties_beyond_what_a_column_holds_are_strings():
    labels = {f"i{place}": tuple(map(str, range(10))) for place in range(30)}
    flat = Preferences.from_table({issue: [1.0] * 10 for issue in labels})
    assert frontier_columns(solve(Scenario(labels, {"a": flat})))["frontier:ties"] == [str(10**30)]


def test_the_frontier_as_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    deals = small()
    (tmp_path / "f.parquet").write_bytes(frontier_parquet(deals))
    table = parquet.read_table(tmp_path / "f.parquet")
    assert table.to_pydict() == frontier_columns(deals)
    assert json.loads(table.schema.metadata[b"detente.deals"]) == deals.to_json()


@pytest.mark.parametrize("library", ["polars", "pandas"])
def test_the_frontier_as_a_frame(library):
    pytest.importorskip(library)
    frame = small().frame(library)
    assert type(frame).__module__.split(".")[0] == library
    assert frame.shape == (3, 9)
    assert list(frame["i"]) == ["x", "y", "z"]
    assert math.isclose(frame["utility:b"].sum(), 1.75)


def test_without_a_library_of_frames_the_command_to_install_one_is_told(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "polars", None)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r'pip install "detente\[frames\]"'):
        small().frame()
    with pytest.raises(UsageError, match="polars or pandas"):
        frontier_frame(small(), "arrow")  # type: ignore[arg-type]
