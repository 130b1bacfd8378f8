"""`assess`, `exchanges`, and the options of `solve`, as a user runs them."""

import json
from pathlib import Path

import pytest
from support.command_line import Run

SCENARIO = {
    "id": "shop",
    "issues": [
        {"name": "price", "values": ["low", "middle", "high"]},
        {"name": "delivery", "values": ["soon", "late"]},
    ],
    "parties": [
        {"name": "buyer", "reserve": 0.4, "table": [[0.6, 0.4, 0.0], [0.4, 0.0]]},
        {"name": "seller", "reserve": 0.4, "table": [[0.0, 0.4, 0.8], [0.0, 0.2]]},
    ],
}
CASE = """detente: 1
title: Land and rule
parties: {north: {name: The North}, south: {name: The South}, west: {name: The West}}
issues:
  land: {name: the land, options: [back, frozen, ceded]}
  rule: {options: [free, shared, held]}
  date: {options: [now, later]}
objectives:
  north: {all: {land: {issue: land, satisfaction: [0, 0.5, 1]}, rule: {issue: rule, satisfaction: [0, 0.5, 1]}}}
  south: {all: {land: {issue: land, satisfaction: [1, 0.5, 0]}, rule: {issue: rule, satisfaction: [1, 0.5, 0]}}}
positions: {north: {land: {stated: ceded}}, south: {land: {stated: back}}}
packages: {status quo: {land: frozen, rule: shared, date: now}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.json").write_text(json.dumps(SCENARIO))
    (tmp_path / "draft.yaml").write_text("price: high\ndelivery: late\n")
    (tmp_path / "case.yaml").write_text(CASE)
    (tmp_path / "articles.yaml").write_text(
        "title: The plan\narticles:\n  - {title: Borders, text: The line stays., issue: The land, option: CEDED}\n"
        "  - {title: Government, issue: rule, option: held}\n"
        "  - {title: Entry into force, text: On signature.}\n"
    )
    return tmp_path


def test_a_draft_with_given_utilities_in_words(run: Run, folder: Path) -> None:
    result = run("assess", "draft.yaml", "--case", "shop.json")
    assert result.returncode == 0, result.stderr
    assert "It would not be signed: to buyer it is worth 0.40 less than no deal." in result.stdout
    assert "price: “middle” instead of “high”" in result.stdout
    assert "→ all would sign" in result.stdout
    assert "gains and losses: buyer +0.40, seller −0.40" in result.stdout


def test_a_draft_of_articles_under_beliefs(run: Run, folder: Path) -> None:
    result = run("assess", "articles.yaml", "--draws", "200", "--json", "--out", "assessment.json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert found == json.loads((folder / "assessment.json").read_text())
    assert (found["schema"], found["title"], found["draws"]) == (1, "The plan", 200)
    assert found["package"]["land"] == "ceded"
    assert list(found["open"]["settled"]) == ["date"]
    assert (found["open"]["count"], found["open"]["complete"]) == (2, True)
    assert found["silent"] == ["west"]
    assert found["least_willing"] == "south"
    assert 0 < found["parties"]["south"]["signs"] < found["parties"]["north"]["signs"] <= 1
    assert found["articles"][2] == {
        "title": "Entry into force",
        "text": "On signature.",
        "issue": None,
        "option": None,
    }
    shown = run("assess", "articles.yaml", "--draws", "200").stdout
    for part in (
        "The plan: settles 2 of 3 issues; 1 left open",
        "date: taken here as “now”",
        "the land (“Borders”): it would rather have “back” than “ceded”",
        "Nothing is known of what The West would sign",
    ):
        assert part in shown


def test_faults_of_a_draft_are_told_at_once_with_their_lines_and_nothing_is_written(run: Run, folder: Path) -> None:
    (folder / "draft.yaml").write_text("prise: high\ndelivery: latte\n")
    result = run("assess", "draft.yaml", "--case", "shop.json", "--out", "assessment.json")
    assert (result.returncode, result.stdout) == (1, "")
    assert "draft.yaml: 2 faults" in result.stderr
    assert "line 1: prise: there is no issue 'prise'; did you mean 'price'?" in result.stderr
    assert "line 2: delivery: there is no option of delivery 'latte'; did you mean 'late'?" in result.stderr
    assert not (folder / "assessment.json").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("assess", "none.yaml", "--case", "shop.json"), "none.yaml: does not exist"),
        (("assess", "elsewhere/draft.yaml"), "elsewhere/case.yaml: does not exist; name the case"),
        (("solve", "shop.json", "--reference", "prise=low", "--reference", "delivery=late"), "did you mean 'price'?"),
        (
            ("solve", "shop.json", "--reference", "price=low"),
            "delivery: is missing; give one of its options: soon",
        ),
        (("solve", "case.yaml", "--reference", "status qou"), "did you mean 'status quo'?"),
    ],
)
def test_what_is_not_there_is_said_before_any_work(run: Run, folder: Path, arguments, told) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (1, "")
    assert told in result.stderr


def test_solve_shows_the_solutions_that_are_named(run: Run, folder: Path) -> None:
    result = run(
        "solve", "shop.json", "--solution", "kalai-smorodinsky", "--solution", "BEST", "--json", "--out", "d.json"
    )
    assert result.returncode == 0, result.stderr
    assert list(json.loads(result.stdout)["solutions"]) == ["kalai_smorodinsky", "best"]
    assert "nash" in json.loads((folder / "d.json").read_text())["solutions"]
    result = run("solve", "shop.json", "--solution", "nahs", "--solution", "x")
    assert (result.returncode, result.stdout) == (2, "")
    assert "there is no solution 'nahs'; did you mean 'nash'?" in result.stderr
    assert "there is no solution 'x'; there are: nash" in result.stderr


def test_the_json_of_solve_holds_what_it_promises(run: Run, folder: Path) -> None:
    """20 issues of ten values: counts go beyond what JSON's numbers carry."""
    values = [str(value) for value in range(10)]
    many = {
        "issues": [{"name": f"i{place}", "values": values} for place in range(20)],
        "parties": [
            {"name": "up", "reserve": 0, "table": [list(range(10))] * 20},
            {"name": "down", "reserve": 0, "table": [list(range(9, -1, -1))] * 20},
        ],
    }
    (folder / "many.json").write_text(json.dumps(many))
    start = [part for place in range(20) for part in ("--reference", f"i{place}=5")]
    result = run("solve", "many.json", "--json", *start)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    for key in ("packages", "frontier", "solutions", "zopa", "trades", "timings", "schema"):
        assert key in found
    assert (found["schema"], found["packages"], found["zopa"]) == (
        1,
        str(10**20),
        {"count": str(10**20), "exact": True},
    )
    for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        for point in found["solutions"][name]:
            assert set(point) - {"tied"} == {"package", "utilities", "ties"}
            tied = point.get("tied", [point["package"]])
            assert (len(tied), tied[0]) == (min(int(point["ties"]), 20), point["package"])
    assert isinstance(found["solutions"]["nash"][0]["ties"], str)
    assert found["trades"]["reference"] == {f"i{place}": "5" for place in range(20)}


def test_trades_start_from_the_reference(run: Run, folder: Path) -> None:
    result = run("solve", "case.yaml", "--draws", "100", "--reference", "status quo", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["trades"]["reference"] == {"land": "frozen", "rule": "shared", "date": "now"}
    paths = json.loads(result.stdout)["trades"]["paths"]
    assert paths[0]["parties"]["north"]["start"] == "stated"
    result = run("solve", "shop.json", "--reference", "draft.yaml", "--solution", "nash")
    assert "Who yields what from where it stands" in result.stdout
    assert "least satisfied" in result.stdout


def test_exchanges_of_a_table(run: Run, folder: Path) -> None:
    (folder / "table.csv").write_text(
        "#A,i\n#A,j\n#P,p\n#P,q\n#D,i,p,0,0.8,1\n#D,j,p,100,0.2,1\n#D,i,q,0,0.2,1\n#D,j,q,100,0.8,1\n"
    )
    result = run("exchanges", "table.csv", "--out", "exchanges.json")
    assert result.returncode == 0, result.stderr
    assert "Exchanges of two: 1 leave both better off" in result.stdout
    assert "j yields on p (100 → 0) and gains on q (outcome 80 → 100)" in result.stdout
    found = json.loads((folder / "exchanges.json").read_text())
    assert (found["schema"], found["pairs"][0]["gain"]) == (1, pytest.approx(12))
    (folder / "table.csv").write_text("#A,i\n#D,k,p,0,0.8,1\n")
    result = run("exchanges", "table.csv", "--out", "other.json")
    assert result.returncode == 1
    assert "there is no actor 'k'" in result.stderr
    assert not (folder / "other.json").exists()


def test_exchanges_of_a_table_in_another_encoding_and_of_another_kind(run: Run, folder: Path) -> None:
    text = "Talks,,2,2,\nActor,,Power,p Position,s,q,s,\nMüller,,1,0,0.8,0,0.2,\nj,,1,100,0.2,100,0.8,\n"
    (folder / "ktab.csv").write_bytes(text.encode("cp1252"))
    result = run("exchanges", "ktab.csv", "--encoding", "cp1252")
    assert result.returncode == 0, result.stderr
    assert "Müller yields on q (0 → 100) and gains on p" in result.stdout
    result = run("exchanges", "ktab.csv")
    assert result.returncode == 1
    assert "such as --encoding cp1252" in result.stderr
    (folder / "plain.csv").write_text("actor,power,position,salience\ni,1,0,1\nj,1,9,1\n")
    result = run("exchanges", "plain.csv")
    assert "plain.csv has one issue; an exchange takes two" in result.stderr
    assert "Exchanges of two: 0 leave both better off." in result.stdout
    (folder / "plain.csv").write_text("actor,position,salience\ni,0,1\nj,9,1\n")
    result = run("exchanges", "plain.csv", "--out", "other.json")
    assert (result.returncode, result.stdout) == (1, "")
    assert "plain.csv: 1 fault\n  gives no powers, which the exchange model needs" in result.stderr
    assert not (folder / "other.json").exists()
