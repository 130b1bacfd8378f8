"""How sure a text is: golden sentences, each with the word that the claim hangs on and its act."""

import pytest

from detente.claims.certainty import hedging_of
from detente.claims.claim import Act
from detente.claims.language import paragraphs, parse
from detente.claims.lexicon import lexical_act


def _certainty(words: str, trigger: str, act: Act) -> tuple[str, tuple[str, ...]]:
    (_, doc), *_ = parse(list(paragraphs(words)))
    token = next(token for token in doc if token.text == trigger)
    found = hedging_of(token, act, lexical_act(token))
    return found.certainty, found.cues


@pytest.mark.parametrize(
    ("words", "trigger", "act", "certainty", "cue"),
    [
        ("The union dropped its demand to change the formula.", "demand", "demand", "denied", "dropped"),
        ("The party decided to forgo demands for reform.", "demands", "demand", "denied", "forgo"),
        ("The company backed off its demand for longer shifts.", "demand", "demand", "denied", "backed"),
        ("The company did not drop its demand for longer shifts.", "demand", "demand", "asserted", None),
        ("The minister did not rule out sending troops.", "rule", "reject", "denied", "not"),
        ("Several leaders refused to rule out further delays.", "rule", "reject", "denied", "refused"),
        ("Several leaders refused to sign the accord.", "refused", "reject", "asserted", None),
        ("It was not clear if the union would accept the offer.", "accept", "accept", "unknown", "not clear"),
        ("The ministry did not say whether it would sign the pact.", "sign", "accept", "unknown", "not say"),
        ("The ministry did not say that it would sign the pact.", "sign", "accept", "asserted", None),
        ("Nobody knows what Kenya wants.", "wants", "demand", "unknown", "knows"),
        ("Some members appear willing to accept a compromise.", "willing", "offer", "probable", "appear"),
        ("The leaders seem determined to block the bill.", "determined", "interest", "probable", "seem"),
        ("Whether the army would leave is anybody's guess.", "leave", "accept", "unknown", "guess"),
        ("The guild has yet to say whether it will sign.", "sign", "accept", "unknown", "has yet to say"),
        ("The minister declined to say if Kenya would sell the port.", "sell", "offer", "unknown", "declined to say"),
        ("It is far from clear what the bank wants.", "wants", "interest", "unknown", "far from clear"),
        ("Would the Kenyans accept a lower quota?", "accept", "accept", "unknown", "Would"),
        ("Would you accept a lower quota?", "accept", "accept", "asserted", None),
        ("The board has not replied.", "replied", "accept", "unknown", "not replied"),
        ("Asked whether Kenya would sign, the envoy said yes.", "sign", "accept", "asserted", None),
        ("The union, whose chief asked whether it was true, wants peace.", "wants", "interest", "asserted", None),
        ("The company is not asking for a discount.", "discount", "demand", "denied", "not"),
        ("Neither side wants a war.", "war", "interest", "denied", "Neither"),
        ("The port has no plans to sell the cranes.", "sell", "offer", "denied", "no"),
        ("The bank denied having offered a loan.", "offered", "offer", "denied", "denied"),
        ("The envoy asked the rebels not to attack.", "attack", "demand", "asserted", None),
        ("Kenya is thought to prefer a tunnel.", "tunnel", "interest", "probable", "thought"),
        ("Kenya thinks that a tunnel is best.", "tunnel", "assess", "asserted", None),
        ("Diplomats expect the army to accept a pause.", "pause", "accept", "probable", "expect"),
        ("The envoy may accept a delay.", "delay", "accept", "possible", "may"),
        ("The envoy would probably trade land for a port.", "land", "trade", "probable", "probably"),
    ],
)
def test_golden_sentences(model: object, words: str, trigger: str, act: Act, certainty: str, cue: str | None) -> None:
    assert _certainty(words, trigger, act) == (certainty, () if cue is None else (cue,))
