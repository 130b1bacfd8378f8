"""What a party is after, puts first or wants in return names its ideal, as a demand does."""

import pytest

from detente.beliefs import infer
from detente.table import Case, Evidence, Issue, Node, Party


def case(**piece: object) -> Case:
    evidence = {} if not piece else {"c1": Evidence.model_validate({"party": "p", "origin": "o", **piece})}
    return Case(
        detente=1,
        parties={"p": Party(name="P")},
        issues={"pact": Issue(options=["open", "barred"]), "land": Issue(options=["kept", "ceded"])},
        objectives={"p": Node(all={"pact": Node(issue="pact"), "land": Node(issue="land")})},
        evidence=evidence,
    )


@pytest.mark.parametrize(
    "piece",
    [
        {"act": "interest", "on": "pact"},
        {"act": "priority", "on": "pact", "over": "land"},
        {"act": "trade", "on": "pact", "over": "land"},
        {"act": "demand", "on": "pact"},
    ],
)
def test_the_option_named_is_likelier_the_ideal(piece: dict[str, str]) -> None:
    ideal = infer(case(**piece, option="barred")).parties["p"].ideals["pact"]
    # P(barred) = (ρ·q + (1 − ρ)/2) with ρ = .95 and q = .7, where f factors into weight and option.
    assert ideal.probability[1] == pytest.approx(0.95 * 0.7 + 0.05 * 0.5, abs=0.02)
    assert ideal.prior[1] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("act", ["interest", "priority", "trade"])
def test_without_an_option_the_ideal_stays_open(act: str) -> None:
    over = None if act == "interest" else "land"
    ideal = infer(case(act=act, on="pact", over=over)).parties["p"].ideals["pact"]
    assert ideal.probability[1] == pytest.approx(0.5, abs=0.02)


def test_naming_an_option_tells_nothing_more_of_the_weights() -> None:
    plain = infer(case(act="priority", on="pact", over="land"), draws=4000)
    named = infer(case(act="priority", on="pact", over="land", option="barred"), draws=4000)
    one, other = (beliefs.parties["p"].nodes["pact"].weight.mean for beliefs in (plain, named))
    assert one == pytest.approx(other, abs=0.03)
