"""Scenario files that are broken or hostile: each fault told once, with its place and remedy, all at once."""

import re

import pytest

from detente.deals import solve
from detente.deals.formats import read_scenario
from detente.errors import DocumentError, FormatError, SizeError, UsageError

DOMAIN = """<negotiation_template>
<utility_space number_of_issues="2">
<objective index="0" name="root" type="objective">
<issue index="1" name="price" vtype="discrete"><item index="1" value="low"/><item index="2" value="high"/></issue>
<issue index="2" name="days" vtype="integer" lowerbound="0" upperbound="3"/>
</objective>
</utility_space>
</negotiation_template>
"""
PROFILE = """<utility_space>
<objective index="0" name="root" type="objective">
<issue index="1" name="price" vtype="discrete">
<item index="1" value="low" evaluation="1"/>
<item index="2" value="high" evaluation="2"/>
</issue>
<issue index="2" name="days" vtype="integer" lowerbound="0" upperbound="3">
<evaluator ftype="linear" slope="0.25" offset="0"/>
</issue>
<weight index="1" value="0.5"/>
<weight index="2" value="0.5"/>
</objective>
<discount_factor value="0.9"/>
<reservation value="0.3"/>
</utility_space>
"""


def genius(folder, domain=DOMAIN, **profiles):
    (folder / "domain.xml").write_text(domain)
    for name, text in (profiles or {"a": PROFILE, "b": PROFILE}).items():
        (folder / f"{name}.xml").write_text(text)
    return folder


def told(path, **more):
    with pytest.raises(FormatError) as caught:
        read_scenario(path, **more)
    return str(caught.value)


def test_a_good_genius_domain(tmp_path):
    read = read_scenario(genius(tmp_path))
    assert list(read.parties) == ["a", "b"]
    party = read.parties["a"]
    assert (party.no_deal, party.discount) == (0.3, 0.9)
    assert [leaf.satisfaction for leaf in party.objective.children] == [(0.25, 0.5), (0.0, 0.125, 0.25, 0.375)]
    assert read_scenario(tmp_path / "domain.xml").parties == read.parties


def test_all_faults_of_all_profiles_at_once(tmp_path):
    bad = (
        PROFILE.replace('index="1" value="0.5"', 'index="1" value="-0.5"')
        .replace('<item index="1" value="low" evaluation="1"/>', "")
        .replace('slope="0.25"', 'slope="steep"')
        .replace('reservation value="0.3"', 'reservation value="nan"')
    )
    other = PROFILE.replace('evaluation="2"', 'evaluation="NaN"').replace('name="days"', 'name="weeks"')
    text = told(genius(tmp_path, a=bad, b=other, c=PROFILE.replace('"0.5"', '"0.9"')))
    for words in (
        "a.xml:10 weight 1: is '-0.5'; give a number that is not negative",
        "a.xml:3 issue 'price': does not evaluate 1 of its options (low); add them",
        "a.xml:8 issue 'days': has the evaluator",
        "a.xml:14 <reservation>: is 'nan'; give a finite number",
        "b.xml:5 issue 'price': has the evaluation 'NaN' of 'high'",
        "b.xml:7 issue 'weeks': is none of the domain's",
        "b.xml: lacks 1 of the domain's issues (days); add them",
        "c.xml:2 weights: sum to 1.8, not to 1; divide each of them by 1.8",
    ):
        assert words in text, words
    assert "8 faults" in text


def test_faults_of_a_domain(tmp_path):
    domain = DOMAIN.replace('value="high"', 'value="low"').replace('name="days"', 'name="price"')
    domain = domain.replace('upperbound="3"', 'upperbound="1000000000000"')
    text = told(genius(tmp_path, domain))
    assert "domain.xml:4 issue 'price': names the option 'low' twice" in text
    assert "domain.xml:5 issue 'price': has the name of an issue before it" in text
    assert "has 1,000,000,000,001 options (from 0 to 1000000000000); at most 100,000 can be held: narrow" in text


def test_an_empty_issue_and_an_empty_profile(tmp_path):
    domain = DOMAIN.replace('<item index="1" value="low"/><item index="2" value="high"/>', "")
    assert "issue 'price': has no options; give at least one <item>" in told(genius(tmp_path, domain))
    empty = re.sub(r' evaluation="\d"', "", PROFILE)
    assert "b.xml: is empty: none of its options has an evaluation" in told(genius(tmp_path, a=PROFILE, b=empty))


BOMB = '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE, '<!DOCTYPE z SYSTEM "http://example.org/x.dtd">\n'])
def test_document_types_are_refused_with_one_message(tmp_path, declared):
    text = told(genius(tmp_path, a=declared + PROFILE.replace("low", "&b;"), b=PROFILE))
    assert text.count("document type") == 1
    assert (
        "a.xml:1: has a document type (<!DOCTYPE …>), which may define entities or name other files; remove it" in text
    )
    text = told(genius(tmp_path, declared + DOMAIN))
    assert "domain.xml" in text
    assert "document type" in text


@pytest.mark.parametrize("name", ["../secret.xml", "/etc/passwd", "below/p.xml"])
def test_profiles_outside_the_folder_are_refused(tmp_path, name):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.xml").write_text(PROFILE)
    domain = DOMAIN.replace("<utility_space n", f'<agent name="x" utility_space="{name}"/>\n<utility_space n')
    text = told(genius(inside, domain))
    assert f"domain.xml:2: names the profile '{name}', outside its folder; put it beside the domain" in text


def test_named_profiles_that_lie_beside_the_domain_are_the_parties(tmp_path):
    domain = DOMAIN.replace("<utility_space n", '<agent name="x" utility_space="b.xml"/>\n<utility_space n')
    assert list(read_scenario(genius(tmp_path, domain)).parties) == ["x"]


def test_broken_xml_is_told_with_its_line(tmp_path):
    assert "a.xml:4: is not well-formed XML" in told(
        genius(tmp_path, a=PROFILE.replace("<item", "<<item", 1), b=PROFILE)
    )
    (tmp_path / "one.xml").write_text("no xml\n")
    assert "is not well-formed XML" in told(tmp_path / "one.xml")


def test_what_published_files_have_is_read(tmp_path):
    odd = "\n<!-- first -->\n<?xml version='1.0'?>\n" + PROFILE.replace('"low"', '"low & slow"')
    read = read_scenario(genius(tmp_path, DOMAIN.replace('"low"', '"low & slow"'), a=odd))
    assert read.issues["price"][0] == "low & slow"


def test_a_profile_or_a_folder_without_a_domain(tmp_path):
    assert "is <utility_space>, not a domain; name the file of the domain" in told(genius(tmp_path) / "a.xml")
    (tmp_path / "domain.xml").unlink()
    assert "holds no GENIUS domain" in told(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no scenario" in told(empty)


def test_rectangles_that_do_not_fit(tmp_path):
    rectangles = """<utility_space type="nonlinear"><objective index="0" name="root"><utility maxutility="10">
<ufun aggregation="sum"><hyperRectangle utility="x"><INCLUDES index="2" min="0" max="1"/></hyperRectangle>
<hyperRectangle utility="1"><INCLUDES index="9" min="0" max="1"/><INCLUDES index="1" min="0" max="1"/></hyperRectangle>
<hyperRectangle utility="1"><INCLUDES index="2" min="0" max="1"/><EXCLUDES index="2" min="0" max="1"/></hyperRectangle>
</ufun></utility></objective></utility_space>"""
    text = told(genius(tmp_path, a=rectangles))
    assert "4 faults" in text
    for words in ("utility 'x'", "names the issue '9'", "'price', which is not integer", "make two rectangles of it"):
        assert words in text


NEGMAS_DOMAIN = "issues:\n- name: price\n  type: CategoricalIssue\n  values: [low, high]\nname: d\n"
NEGMAS_PROFILE = """type: LinearAdditiveUtilityFunction
name: a
reserved_value: -.inf
weights: [0.5]
values:
- {mapping: {low: 1.0, high: 0.0}, type: TableFun}
"""


def negmas(folder, domain=NEGMAS_DOMAIN, **profiles):
    (folder / "domain.yml").write_text(domain)
    for name, text in profiles.items():
        (folder / f"{name}.yml").write_text(text)
    return folder


def test_faults_of_negmas_files(tmp_path):
    bad = NEGMAS_PROFILE.replace("low: 1.0, ", "lo: .nan, ").replace("[0.5]", "[-1]").replace("-.inf", "much")
    kind = NEGMAS_PROFILE.replace("Linear", "Mystic")
    alias = "values: &v [1]\nweights: *v\n"
    twice = NEGMAS_PROFILE + "name: again\n"
    text = told(negmas(tmp_path, a=bad, b=kind, c=alias, d=twice))
    for words in (
        "a.yml weights[0]: is -1; give a finite number that is not negative",
        "a.yml values[0].mapping: lacks 1 values of 'price' (low); add them",
        "a.yml values[0].mapping: holds 'lo', which is no value of 'price'",
        "a.yml reserved_value: is 'much'",
        "b.yml type: is 'MysticAdditiveUtilityFunction'; read are",
        "c.yml: has an alias (*name); write out what it stands for",
        "d.yml: is not YAML: found duplicate key",
    ):
        assert words in text, words


def test_a_negmas_issue_that_claims_too_much(tmp_path):
    domain = NEGMAS_DOMAIN.replace("CategoricalIssue", "ContiguousIssue").replace("[low, high]", "[0, 1000000000000]")
    text = told(negmas(tmp_path, domain, a=NEGMAS_PROFILE))
    assert "issues[0].values: spans 1,000,000,000,001 options" in text


def test_a_party_without_a_reserve_takes_any_deal(tmp_path):
    negative = NEGMAS_PROFILE.replace("high: 0.0", "high: -2.0")
    read = read_scenario(negmas(tmp_path, a=NEGMAS_PROFILE, b=negative.replace("name: a", "name: b")))
    assert {name: part.no_deal for name, part in read.parties.items()} == {"a": 0.0, "b": -1.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("price,utility:a\nlow,1\nlow,2\n", "line 3: repeats the package low"),
        ("price,utility:a\nlow,x\nhigh,nan\n", "line 3: utility:a: is 'nan'"),
        ("price,utility:a\nlow,1,2,3\n", "line 2: has 4 cells for the 2 columns of the header"),
        ("price,price,utility:a\nlow,low,1\n", "line 1: two columns are named 'price'"),
        ("price,utility:a\n,1\n", "line 2: names no option of an issue"),
        ("price,utility:a\n", "holds no packages"),
        ("price,cost\nlow,1\n", "neither packages (columns of issues and utility:PARTY) nor actors"),
        ("actor,series,t0\nA,x,1\n", "is a history of positions"),
        (
            "title,words,1000000000,1,\nActor,Description,Power,P1,S1,\nA,a,1,2,3,\n",
            "there are 1000000000 actors; there are 1",
        ),
        ("actor,position,salience\nA,1,x\nA,2,-1\n", "line 3: salience of position: is -1"),
        ('price,utility:a\n"low,1\n', "is no table of cells"),
    ],
)
def test_faults_of_tables(tmp_path, text, words):
    (tmp_path / "t.csv").write_text(text)
    assert words in told(tmp_path / "t.csv")


def test_many_faults_are_listed_up_to_a_hundred_and_counted(tmp_path):
    (tmp_path / "t.csv").write_text("price,utility:a\n" + "low,x\n" * 5_000)
    text = told(tmp_path / "t.csv")
    assert text.count("\n") == 101
    assert "more faults" in text


def test_packages_scattered_beyond_reach_name_the_size(tmp_path):
    issues = [f"i{place}" for place in range(9)]
    rows = [",".join([str(row)] * 9 + ["1"]) for row in range(10)]
    (tmp_path / "t.csv").write_text("\n".join([",".join([*issues, "utility:a"]), *rows]))
    with pytest.raises(SizeError, match=r"10 packages lie scattered over 1e\+09 combinations"):
        read_scenario(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"price,utility:a\nm\xfcde,1\n", "not text in UTF-8 (byte 0xfc at offset 17, line 2)"),
        (b"price\x00", "is binary"),
        (b"", "is empty"),
        (b"  \n", "is empty"),
    ],
)
def test_files_that_are_no_text(tmp_path, data, words):
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(DocumentError, match=re.escape(words)):
        read_scenario(tmp_path / "t.csv")


def test_the_encoding_that_is_named_is_used(tmp_path):
    (tmp_path / "t.csv").write_bytes("package,a\nmüde,1\n".encode("cp1252"))
    assert read_scenario(tmp_path / "t.csv", encoding="cp1252").issues == {"package": ("müde",)}
    with pytest.raises(UsageError, match="no encoding 'klingon'"):
        read_scenario(tmp_path / "t.csv", encoding="klingon")
    (tmp_path / "u.csv").write_text("package,a\nmüde,1\n", encoding="utf-16")
    assert read_scenario(tmp_path / "u.csv").issues == {"package": ("müde",)}


def test_json_names_that_stand_twice_are_a_fault(tmp_path):
    (tmp_path / "s.json").write_text('{"issues": [], "issues": []}')
    assert "'issues' stands there twice" in told(tmp_path / "s.json")


def test_a_thousand_issues_simply_work(tmp_path):
    rows = [{"name": f"issue {place}", "values": ["no", "yes"]} for place in range(1000)]
    tables = [[[0, (place * 7) % 3] for place in range(1000)], [[(place * 5) % 3, 0] for place in range(1000)]]
    import json

    parties = [{"name": name, "table": table} for name, table in zip("ab", tables, strict=True)]
    (tmp_path / "s.json").write_text(json.dumps({"issues": rows, "parties": parties}))
    deals = solve(read_scenario(tmp_path / "s.json"))
    assert deals.packages == 2**1000
    assert deals.exact
    best = max(point.utilities["a"] for point in deals.frontier)
    assert best == sum((place * 7) % 3 for place in range(1000))
