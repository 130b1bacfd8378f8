import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims import Claim, is_english, load_claims, read
from detente.documents import Document
from detente.errors import FormatError

Find = Callable[..., list[Claim]]

REPORT = """Dockers and port far apart

DELMAR (Wire) - The Harbour Workers' Union, which represents 4,000 dockers, rejected an offer by Delmar Port Authority on Monday.

"We want a raise of six percent, and we will not give up our breaks," said union president Jane Roe. She called the proposal unreasonable.

The authority may accept a raise if the union agrees to longer shifts, people close to the talks said. It threatened to lock out the dockers.
"""


def test_reading_is_the_same_each_time(model: object) -> None:
    document = Document("harbour", REPORT, date="2031-05-04")
    assert read(document) == read(document)


def test_ids_differ_and_the_date_is_that_of_the_report(model: object) -> None:
    claims = read(Document("harbour", REPORT, date="2031-05-04"))
    assert len({claim.id for claim in claims}) == len(claims) > 3
    assert {claim.date for claim in claims} == {"2031-05-04"}


def test_claims_stand_in_text_order_with_confidence(model: object) -> None:
    claims = read(REPORT)
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)
    assert all(claim.confidence is not None and 0 < claim.confidence <= 1 for claim in claims)


def test_quotation_belongs_to_its_speaker_and_she_is_resolved(claims_in: Find) -> None:
    quoted = [claim for claim in claims_in(REPORT) if claim.text.startswith("We")]
    assert quoted
    assert all((claim.party, claim.sources) == ("Harbour Workers' Union", ("Jane Roe",)) for claim in quoted)
    (called,) = [claim for claim in claims_in(REPORT, act="assess") if "unreasonable" in claim.text]
    assert called.party == "Harbour Workers' Union"


@pytest.mark.parametrize(
    ("text", "party", "voice"),
    [
        ("Moscow rejected the plan.", "Russia", None),
        ("The Kremlin rejected the plan.", "Russia", None),
        ("Russian envoys rejected the plan.", "Russia", "Russian envoys"),
        ("Kenyan President Amina Otieno rejected the plan.", "Kenya", "Amina Otieno"),
        ("The talks began. Northland rejected the plan.", "Northland", None),
        ("The European Commission rejected the plan.", "European Union", None),
    ],
)
def test_party_is_named_canonically(claims_in: Find, text: str, party: str, voice: str | None) -> None:
    (claim,) = claims_in(text, act="reject")
    assert (claim.party, claim.voice) == (party, voice)


def test_what_makes_a_rejection_denies_nothing(claims_in: Find) -> None:
    text = (
        "Union digs in\n\nThe union will not sign a treaty. The union would oppose any takeover by Halm. "
        "The union will not settle for less than seven per cent. Halm does not oppose a job guarantee. Halm "
        "rejected a treaty. Halm did not rule out a strike ban."
    )
    found: dict[str, set[str]] = {}
    for claim in claims_in(text, act="reject"):
        found.setdefault(claim.content, set()).add(claim.certainty)
    double = {"a job guarantee", "a strike ban"}
    assert double <= set(found)
    assert len(set(found) - double) == 4
    assert all(how == ({"denied"} if content in double else {"asserted"}) for content, how in found.items()), found


def test_both_of_two_parties_have_a_claim(claims_in: Find) -> None:
    found = claims_in("Egypt and Sudan both rejected the plan.", act="reject")
    assert {claim.party for claim in found} == {"Egypt", "Sudan"}


def test_analysts_are_sources_and_no_party(claims_in: Find) -> None:
    found = claims_in("Ethiopia will probably accept a smaller share of the water, analysts say.")
    assert {claim.party for claim in found} == {"Ethiopia"}
    assert {claim.sources for claim in found} == {("analysts",)}
    accepted = next(claim for claim in found if claim.act == "accept")
    assert accepted is max(found, key=lambda claim: claim.confidence)
    assert (accepted.certainty, accepted.hedges) == ("probable", ("probably",))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["🙂", "é", "é", "ß", "“", "”", "\u200d", "\n", "—", " ", "İ", "x"]), max_size=12))
def test_offsets_hold_in_any_text(model: object, pieces: list[str]) -> None:
    strange = "".join(pieces)
    text = f"{strange} Egypt{strange} rejected the offer of {strange}Sudan.\n{strange}\nSudan demands water{strange}."
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.text
        assert claim.content in claim.text


@pytest.mark.parametrize("text", ["", " \n\n ", "🙂", "...", '"', "\n\u2028\n", "a" * 20_000])
def test_odd_texts_have_no_claims(model: object, text: str) -> None:
    assert read(text) == ()


def test_english_is_told_from_other_languages() -> None:
    assert is_english(REPORT)
    assert not is_english("Die beiden Seiten haben sich auch nach drei Tagen nicht auf einen Vertrag einigen können.")
    assert not is_english("Les deux parties ne sont pas parvenues à un accord sur le partage des eaux du fleuve.")


def test_importing_claims_does_not_load_the_language_model() -> None:
    code = "import detente.claims, sys; print('spacy' in sys.modules, 'numpy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]


def test_claim_files_come_back_as_they_were(model: object, tmp_path: Path) -> None:
    claims = read(REPORT)
    path = tmp_path / "harbour.claims.json"
    path.write_text(json.dumps({"claims": [claim.to_json() for claim in claims]}), encoding="utf-8")
    assert load_claims(path, REPORT) == claims


def test_all_faults_of_a_claim_file_are_named_at_once() -> None:
    with pytest.raises(FormatError) as raised:
        load_claims([{"start": 4, "end": 2, "text": "x", "party": "", "act": "beg", "issue": "a b", "content": "x"}, 3])
    places = {fault.path for fault in raised.value.faults}
    assert {"claims[0].party", "claims[0].act", "claims[0].end", "claims[0].sources", "claims[1]"} <= places


def _check(corpus: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("check", corpus / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _faults(check: ModuleType, text: str, claims: tuple[Claim, ...]) -> list[str]:
    spans = check.sentences(text)
    return [f"{claim.text}: {fault}" for claim in claims for fault in check.faults(claim.to_json(), text, spans)]


def test_claims_keep_the_rules_of_the_guide(model: object, corpus: Path) -> None:
    assert _faults(_check(corpus), REPORT, read(REPORT)) == []


def test_claims_in_real_reports_keep_the_rules_of_the_guide(model: object, corpus: Path) -> None:
    check = _check(corpus)
    every_third = sorted((corpus / "dev").glob("*.txt"))[::3]
    texts = [path.read_text(encoding="utf-8") for path in every_third]
    assert [fault for text in texts for fault in _faults(check, text, read(text))] == []


@pytest.mark.parametrize("dateline", ["ISTANBUL - ", "ISTANBUL – ", "DELMAR (Wire) - "])
def test_a_dateline_is_no_party(claims_in: Find, dateline: str) -> None:
    claims = claims_in(f"Talks\n\n{dateline}Northland demands the port.", act="demand")
    assert [claim.party for claim in claims] == ["Northland"]


def test_wrapped_lines_are_read_as_paragraphs(claims_in: Find) -> None:
    text = "Talks stall\n\nNorthland cares more about the future of its\nplant than about the\nprice. It rejects the offer.\n"
    (claim,) = claims_in(text, act="priority")
    assert claim.content == "the future of its\nplant"
    assert claim.against == "the\nprice"
    assert text[claim.start : claim.end] == claim.text


def test_lines_that_are_paragraphs_stay_apart(claims_in: Find) -> None:
    text = "Talks stall\nNorthland demands the port.\nSouthland rejects the plan.\n"
    assert [claim.party for claim in claims_in(text)] == ["Northland", "Southland"]
