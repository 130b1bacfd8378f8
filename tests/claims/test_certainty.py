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
    ],
)
def test_golden_sentences(model: object, words: str, trigger: str, act: Act, certainty: str, cue: str | None) -> None:
    assert _certainty(words, trigger, act) == (certainty, () if cue is None else (cue,))
