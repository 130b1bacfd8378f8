"""The position exchange model against its own definitions, worked out actor by actor in plain Python."""

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.deals.actor_powers import power_table
from detente.deals.exchange import exchanges
from detente.deals.exchange_rings import ring_shifts
from detente.deals.exchange_shifts import pair_shifts
from detente.deals.formats import read_actors
from detente.deals.formats.actors import actors_of_rows
from detente.deals.formats.rows import read_rows
from detente.deals.power_table import PowerTable
from detente.errors import FormatError

CLOSE = 1e-7


@st.composite
def tables(draw, actors=4, issues=3):
    rows, columns = draw(st.integers(3, actors)), draw(st.integers(2, issues))
    each = st.lists(st.integers(0, 10), min_size=rows * columns, max_size=rows * columns)
    positions = np.array(draw(each), dtype=float).reshape(rows, columns) * 10
    saliences = np.array(draw(each), dtype=float).reshape(rows, columns) / 10
    powers = np.array(draw(each), dtype=float).reshape(rows, columns) / 10 + 0.1
    absent = np.array(draw(st.lists(st.integers(0, 6), min_size=rows * columns, max_size=rows * columns)))
    positions[absent.reshape(rows, columns) == 0] = np.nan
    saliences[0] += 0.1
    positions[0] = np.where(np.isnan(positions[0]), 50.0, positions[0])
    return PowerTable.of(positions, saliences, powers)


def outcome(table, voting, issue):
    """The expected outcome where the actors vote as in `voting`."""
    there = [actor for actor in range(len(table.actors)) if not np.isnan(table.positions[actor, issue])]
    weights = [table.saliences[actor, issue] * table.powers[actor, issue] for actor in there]
    return sum(w * voting[actor, issue] for w, actor in zip(weights, there, strict=True)) / sum(weights)


def utility(table, voting, actor):
    """Utility of the outcomes to one actor, from its own true positions."""
    total = 0.0
    for issue in range(len(table.issues)):
        if not np.isnan(table.positions[actor, issue]):
            loss = abs(table.positions[actor, issue] - outcome(table, voting, issue))
            total -= table.saliences[actor, issue] * loss
    return total


def voted(table, found, row):
    """The voting positions after an exchange."""
    voting = table.positions.copy()
    for actor, issue, move in zip(found.actor[row], found.issue[row], found.outcome[row], strict=True):
        there = ~np.isnan(table.positions[:, issue])
        weights = table.saliences[there, issue] * table.powers[there, issue]
        voting[actor, issue] += move * weights.sum() / (table.saliences[actor, issue] * table.powers[actor, issue])
    return voting


def pairs_by_hand(table):
    """Every exchange of two: who, on what, and the gain, straight from steps 3 to 6."""
    found = {}
    x, s, c = table.positions, table.saliences, table.powers
    start = [outcome(table, x, issue) for issue in range(len(table.issues))]
    total = [np.nansum(s[:, k] * c[:, k]) for k in range(len(table.issues))]
    for i, j in itertools.permutations(range(len(table.actors)), 2):
        for p, q in itertools.combinations(range(len(table.issues)), 2):
            if np.isnan([x[i, p], x[i, q], x[j, p], x[j, q]]).any():
                continue
            apart = all((x[i, k] - start[k]) * (x[j, k] - start[k]) < -1e-9 for k in (p, q))
            if not apart or s[i, p] * s[j, q] <= s[j, p] * s[i, q] + 1e-12:
                continue
            most_p = min(abs(x[i, p] - x[j, p]) * s[j, p] * c[j, p] / total[p], abs(x[i, p] - start[p]))
            most_q = min(abs(x[i, q] - x[j, q]) * s[i, q] * c[i, q] / total[q], abs(x[j, q] - start[q]))
            rate = (s[i, p] + s[j, p]) / (s[i, q] + s[j, q])
            on_p = min(most_p, most_q / rate)
            gain = s[i, p] * on_p - s[i, q] * on_p * rate
            if gain > 1e-9:
                found[(j, i), (p, q)] = gain
    return found


def rings_by_hand(table):
    """Every ring of three: the equations solved one by one, the step lengths by what is in the way."""
    found = {}
    x, s, c = table.positions, table.saliences, table.powers
    start = [outcome(table, x, issue) for issue in range(len(table.issues))]
    total = [np.nansum(s[:, k] * c[:, k]) for k in range(len(table.issues))]
    for ring in itertools.permutations(range(len(table.actors)), 3):
        if ring[0] != min(ring):
            continue
        for issues in itertools.permutations(range(len(table.issues)), 3):
            givers = [(ring[k], ring[(k + 1) % 3], issues[k]) for k in range(3)]
            if any(not (x[one, k] - start[k]) * (x[two, k] - start[k]) < -1e-9 for one, two, k in givers):
                continue
            towards = [np.sign(x[two, k] - start[k]) for _, two, k in givers]
            worth = np.zeros((3, 3))
            for row, actor in enumerate(ring):
                for column, issue in enumerate(issues):
                    if not np.isnan(x[actor, issue]):
                        likes = (x[actor, issue] - start[issue]) * towards[column] > 1e-9
                        worth[row, column] = s[actor, issue] if likes else -s[actor, issue]
            equations = np.array([worth[0] - worth[1], worth[1] - worth[2]])
            _, singular, vectors = np.linalg.svd(equations)
            if singular[1] < 1e-9:
                continue
            delta = vectors[2] * np.sign(worth[0] @ vectors[2])
            if (delta <= 1e-9).any():
                continue
            most = []
            for (one, two, issue), side in zip(givers, towards, strict=True):
                ends = [abs(x[one, issue] - x[two, issue]) * s[one, issue] * c[one, issue] / total[issue]]
                ends += [
                    abs(x[actor, issue] - start[issue])
                    for actor in ring
                    if (x[actor, issue] - start[issue]) * side > 1e-9
                ]
                most.append(min(ends))
            gain = worth[0] @ delta * min(np.array(most) / delta)
            if gain > 1e-9:
                found[ring, issues] = gain
    return found


def as_dict(found):
    return {
        (tuple(map(int, found.actor[row])), tuple(map(int, found.issue[row]))): float(found.gain[row])
        for row in range(len(found))
    }


def same(found, expected):
    edge = {key for key in found.keys() ^ expected.keys() if max(found.get(key, 0), expected.get(key, 0)) > CLOSE}
    assert not edge
    for key in found.keys() & expected.keys():
        assert found[key] == pytest.approx(expected[key], abs=CLOSE)


@given(tables())
@settings(max_examples=40)
def test_exchanges_of_two_are_those_of_the_definitions(table):
    same(as_dict(pair_shifts(table)), pairs_by_hand(table))


@given(tables(actors=4, issues=4))
@settings(max_examples=40)
def test_rings_are_those_of_the_definitions(table):
    same(as_dict(ring_shifts(table)), rings_by_hand(table))


@given(tables(actors=4, issues=4))
@settings(max_examples=40)
def test_gains_are_what_the_outcomes_are_worth_and_nobody_shifts_past_the_other(table):
    for found in (pair_shifts(table), ring_shifts(table)):
        for row in range(min(len(found), 5)):
            voting = voted(table, found, row)
            for place, actor in enumerate(found.actor[row]):
                gain = utility(table, voting, actor) - utility(table, table.positions, actor)
                assert gain == pytest.approx(found.gain[row], abs=CLOSE)
                issue, other = found.issue[row, place], found.pleases[row, place]
                ends = sorted([table.positions[actor, issue], table.positions[other, issue]])
                assert ends[0] - CLOSE <= voting[actor, issue] <= ends[1] + CLOSE


@given(tables(), st.floats(0.1, 10), st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_neither_the_order_of_actors_nor_the_unit_of_power_matters(table, unit, random):
    order = list(range(len(table.actors)))
    random.shuffle(order)
    again = PowerTable.of(table.positions[order], table.saliences[order], table.powers[order] * unit)
    before = sorted(pair_shifts(table).gain)
    assert sorted(pair_shifts(again).gain) == pytest.approx(before, abs=CLOSE)
    assert sorted(ring_shifts(again).gain) == pytest.approx(sorted(ring_shifts(table).gain), abs=CLOSE)


def test_a_trade_worked_out_by_hand():
    """Outcomes 20 and 80; each moves the other's issue by 20 to its position, gaining 20·0.8 and yielding 20·0.2."""
    found = exchanges([[0, 0], [100, 100]], [[0.8, 0.2], [0.2, 0.8]], [1, 1], ["i", "j"], ["p", "q"])
    (trade,) = found.pairs
    assert found.outcomes == pytest.approx({"p": 20, "q": 80})
    assert trade.gain == pytest.approx(12)
    assert trade.words == (
        "j yields on p (100 → 0) and gains on q (outcome 80 → 100); "
        "i yields on q (0 → 100) and gains on p (outcome 20 → 0); each gains 12.00"
    )
    assert (found.rings, found.harmless_found, trade.others) == ((), 1, {})


def test_who_is_hit_besides():
    """A third actor at 100 on both issues: what i wins on p it loses, what j wins on q it likes."""
    found = exchanges(
        [[0, 0], [100, 100], [100, 100]], [[0.8, 0.2], [0.2, 0.8], [0.3, 0.1]], [1, 1, 1], ["i", "j", "k"], ["p", "q"]
    )
    trade = found.pairs[0]
    moved = {shift.issue: shift.outcome_after - shift.outcome_before for shift in trade.shifts}
    assert trade.others["k"] == pytest.approx(0.3 * moved["p"] + 0.1 * moved["q"])
    assert ("k" in trade.harms) == (trade.others["k"] < 0)


def test_a_table_with_faults_tells_all_of_them():
    with pytest.raises(FormatError) as caught:
        exchanges([[0, np.inf], [100, 5]], [[0.8, -1], [np.nan, 0.8]], [1, -2], ["i", "j"], ["p", "q"])
    told = [fault.path for fault in caught.value.faults]
    assert told == ["positions[i, q]", "saliences[i, q]", "saliences[j, p]", "powers[j, p]", "powers[j, q]"]
    with pytest.raises(FormatError, match="shape"):
        exchanges([[0, 1]], [[1]], [1])
    with pytest.raises(FormatError, match="'i' stands there twice"):
        exchanges([[0], [1]], [[1], [1]], [1, 1], ["i", "i"])


def table_of_text(text):
    return power_table(actors_of_rows(read_rows(text, "table"), "table"))


def read_power_table(path):
    return power_table(read_actors(path))


TABLE = """#A\ti\n#A\tj\n#P\tp\n#P\tq\n#M\tp\t0\n#M\tp\t10\n#/ a remark
#D\ti\tp\t0\t0.8\t1\n#D\tj\tp\t10\t0.2\t1\n#D\ti\tq\t0\t0.2\t1\n#D\tj\tq\t100\t0.8\t1\n"""


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_a_file_is_read_on_scales_of_a_hundred(mark):
    table = table_of_text(TABLE.replace("\t", mark).replace("#D", "'#D'"))
    assert table.positions.tolist() == [[0, 0], [100, 100]]
    assert exchanges(table.positions, table.saliences, table.powers).pairs[0].gain == pytest.approx(12)


def test_a_file_with_faults_tells_all_of_them_with_their_lines():
    text = TABLE + "#D\tk\tp\t11\t0.2\t1\n#D\ti\tp\t5\t-1\t1\n#D\ti\tp\tx\t1\t1\n#Q\n#M\tpp\t3\n#D\ti\n"
    with pytest.raises(FormatError) as caught:
        table_of_text(text)
    told = str(caught.value)
    for part in (
        "line 12: there is no actor 'k'",
        "line 12: the position 11 lies outside the scale of p, 0 to 10",
        "line 13: i on p stands there twice; first in line 8",
        "line 13: salience of p (i): is -1; give a number that is not negative",
        "line 14: position on p (i): is 'x'; give a finite number",
        "line 15: begins with '#Q'",
        "there is no issue 'pp'; did you mean 'p'?",
        "line 17: has 2 fields; a line of #D has 6",
    ):
        assert part in told


def test_an_issue_without_a_scale_goes_from_0_to_100_and_a_scale_has_two_ends():
    table = table_of_text("#D,i,p,1,0.8,1\n#A,i\n#P,p\n")
    assert table.positions.tolist() == [[1]]
    for end, told in (("0", "line 4: #M p: names only 0; give both ends"), ("x", "line 4: #M p: 'x' is no finite")):
        with pytest.raises(FormatError, match=told):
            table_of_text(f"#D,i,p,1,0.8,1\n#A,i\n#P,p\n#M,p,{end}\n")
    with pytest.raises(FormatError, match="line 3: the position 101 lies outside the scale of p, 0 to 100"):
        table_of_text("#A,i\n#P,p\n#D,i,p,101,0.8,1\n")


def test_remarks_may_hold_any_marks():
    remarks = '#O;A, table; of "two\n#/;"a, b, c, d, e, f, g, h, i\n'
    text = remarks + TABLE.replace("\t", ",") + "'#/',\"\t\t\n"
    assert table_of_text(text).positions.tolist() == [[0, 0], [100, 100]]
    with pytest.raises(FormatError, match="line 15: begins with '#Q'"):
        table_of_text(text + "#Q\n")


PLAIN = "Actor,Power,Position,Salience\ni,1,20,0.5\nj,2,60,0.25\nk,3,,\n"
KTAB = "Talks,two issues,2,2,\nActor,Description,Power,p Position,p Salience,q,s,\ni,I,1,0,0.8,0,0.2,\n"
KTAB += "j,J,1,100,0.2,100,0.8,\n"


def test_the_other_kinds_of_actor_tables_are_read_too():
    table = table_of_text(PLAIN)
    assert (table.actors, table.issues) == (("i", "j", "k"), ("position",))
    assert table.positions[:2].tolist() == [[20], [60]]
    assert (np.isnan(table.positions[2, 0]), table.powers.tolist()) == (True, [[1], [2], [0]])
    table = table_of_text(KTAB)
    trade = exchanges(table.positions, table.saliences, table.powers, table.actors, table.issues).pairs[0]
    assert trade.gain == pytest.approx(12)
    assert trade.words.startswith("j yields on p (100 → 0) and gains on q")


def test_positions_in_parts_of_one_count_as_parts_of_a_hundred():
    table = table_of_text("actor,power,position,salience\ni,1,0.2,0.5\nj,2,0.6,0.25\n")
    assert table.positions[:, 0] == pytest.approx([20, 60])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("actor,position,salience\ni,1,1\nj,2,1\n", "1 fault\n  gives no powers, which the exchange model needs"),
        (KTAB.replace("I,1", "I,"), "2 faults\n  power of i on p: is missing; the exchange model needs it"),
        ("#A,i\n#P,p\n#D,i,p,1,1\n", "gives no powers, which the exchange model needs"),
        (KTAB.replace("I,1", "I,-1"), "line 3: power: is -1; give a number that is not negative"),
        (PLAIN + "i,1,2,3\n", "line 5: actor 'i': stands there twice, first in line 2"),
        ("price,cost\n1,2\n", "line 1: begins with price, cost: no actor table; give columns actor, power, position"),
        ("actor,series,t0\ni,x,1\n", "is a history of positions"),
        (KTAB.replace("Talks", "Title").replace("0.8", "x"), "table: 2 faults\n  line 3: salience of p: is 'x'"),
    ],
)
def test_what_the_model_cannot_take_is_told(text, told):
    with pytest.raises(FormatError) as caught:
        table_of_text(text)
    assert told in str(caught.value)


def test_a_great_many_names_that_lead_nowhere_are_listed_up_to_a_hundred(monkeypatch):
    monkeypatch.setattr("detente.deals.formats.actor_lines._MOST_COMPARED", 400)
    actors = "".join(f"#A,actor {row}\n" for row in range(200))
    with pytest.raises(FormatError) as caught:
        table_of_text(actors + "#P,p\n" + "".join(f"#D,actr {row},p,1,1,1\n" for row in range(300)))
    told = str(caught.value).splitlines()
    assert told[1].startswith("  line 202: there is no actor 'actr 0'; did you mean 'actor 0'")
    assert told[3] == "  line 204: there is no actor 'actr 2'"
    assert (len(told), told[-1]) == (102, "  and 200 more faults")


def test_the_climate_talks(shared):
    """15 actors, 13 issues: every exchange of two by hand, and those told are the best."""
    table = read_power_table(shared / "data" / "spatial" / "cop21.csv")
    assert (len(table.actors), len(table.issues), int(np.isnan(table.positions).sum())) == (15, 13, 14)
    expected = pairs_by_hand(table)
    same(as_dict(pair_shifts(table)), expected)
    found = exchanges(table.positions, table.saliences, table.powers, table.actors, table.issues)
    assert found.pairs_found == len(expected) == 2051
    assert [part.gain for part in found.pairs] == pytest.approx(sorted(expected.values(), reverse=True)[:20])
    rings = ring_shifts(table)
    assert found.rings_found == len(rings)
    assert [part.gain for part in found.rings] == pytest.approx(sorted(rings.gain, reverse=True)[:20])
    json.dumps(found.to_json(), allow_nan=False)
