"""Texts of every shape and script: offsets hold, other languages are told, and no piece grows with the text."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.claims import foreign_stretches, is_english, read
from detente.claims.language import paragraphs
from detente.claims.sentences import LONGEST_PARAGRAPH, LONGEST_WORD

ENGLISH = (
    "Northland rejected the offer of Southland.",
    "Egypt will probably demand a larger share of the water, analysts say.",
    "The union “will not sign”, said its president, Jane Roe, but it may accept a rise of 4 percent.",
    "Southland wants the port more than the railway; it would give up the mines in exchange for peace.",
)
GERMAN = "Die Behörde lehnt das Angebot ab und will mit der Gewerkschaft nicht mehr reden."
FRENCH = "Le port ne veut pas de cet accord et il refuse la demande des deux parties."
LANGUAGES = {
    "German": GERMAN,
    "French": FRENCH,
    "Spanish": "El sindicato exige un aumento del seis por ciento y la autoridad del puerto no lo acepta.",
    "Dutch": "De vakbond eist een loonsverhoging van zes procent en het bedrijf wil dat niet geven.",
    "Hungarian": "A szakszervezet hat százalékos béremelést követel. A kikötői hatóság elutasította az ajánlatot. "
    "A felek holnap reggel folytatják a tárgyalásokat Budapesten.",
    "Finnish": "Ammattiliitto vaatii kuuden prosentin palkankorotusta. Satamaviranomainen hylkäsi vaatimuksen. "
    "Neuvottelut jatkuvat huomenna aamulla Helsingissä.",
    "Turkish": "Sendika yüzde altı zam istiyor ve liman idaresi bu talebi kabul etmiyor.",
    "Russian": "Профсоюз требует повышения зарплаты. Порт отказался.",
    "Chinese": "工会要求加薪百分之六。港口当局周一拒绝了这一要求。",
    "Arabic": "تطالب النقابة بزيادة الأجور",
    "Hebrew": "האיגוד דורש העלאת שכר",
}
BLANKS = ("\r\n", "\n", "\t", "\u00a0", " ", "\r\n\r\n", "\u2028", "\u200b", "\ufeff", "\x0b", "\x85")
letters = st.characters(exclude_categories=("Cs",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_another_language_is_not_english(model: object, language: str) -> None:
    assert not is_english(LANGUAGES[language])


@pytest.mark.parametrize(
    "text",
    [
        "Northland Rejects Offer\nUnion Demands Raise\nPort Threatens Lockout\nTalks Stall Again\n" * 8,
        "Northland Rejects Southland Offer, Demands Port, Threatens Strike Monday",
        "Party | Demand | Offer\nNorthland | 6 % | 3 %\n" * 10,
        "Q: What do you want?\nA: We demand a raise.\nMs. Roe: No.\n",
        "She ran before I ran for anything else, and I paid for it.",
        f"{' '.join(ENGLISH)}\n\n{GERMAN}",
    ],
)
def test_headlines_tables_and_transcripts_are_english(model: object, text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize("foreign", [GERMAN, FRENCH, LANGUAGES["Russian"]])
def test_sentences_of_another_language_are_passed_over_and_named(model: object, foreign: str) -> None:
    text = f"{ENGLISH[0]} {foreign} {ENGLISH[1]}\n\n{foreign}"
    told = [text[start:end].strip() for start, end in foreign_stretches(text)]
    assert told == [foreign, foreign]
    assert {claim.party for claim in read(text)} == {"Northland", "Egypt"}
    assert all(claim.text not in foreign for claim in read(text))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(st.sampled_from(ENGLISH), st.sampled_from(BLANKS), st.text(letters, max_size=12)),
        min_size=1,
        max_size=12,
    )
)
def test_offsets_are_right_in_any_text(model: object, pieces: list[str]) -> None:
    text = "".join(pieces)
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.text
        assert claim.content in claim.text
        assert claim.against is None or claim.against in text
        assert all(hedge in text for hedge in claim.hedges)
        assert all(source in text for source in claim.sources)
        assert claim.voice is None or claim.voice in text


@pytest.mark.parametrize("glue", BLANKS)
def test_claims_are_found_whatever_parts_the_sentences(model: object, glue: str) -> None:
    text = f"{ENGLISH[0]}{glue} {ENGLISH[3]}"
    assert {claim.party for claim in read(text)} >= {"Northland", "Southland"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from('aA.!? \n\t\u00a0\u2028“"-—(é🙂'), min_size=1, max_size=8), st.integers(1, 3_000)
        ),
        max_size=5,
    )
)
def test_no_paragraph_and_no_word_grows_with_the_text(model: object, runs: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in runs)
    end = 0
    for start, words in paragraphs(text):
        assert start >= end, "paragraphs overlap"
        end = start + len(words)
        assert end <= len(text)
        assert len(words) <= LONGEST_PARAGRAPH
        assert max(map(len, re.findall(r"\S+", words)), default=0) <= LONGEST_WORD
        same = (one == other or one == " " for one, other in zip(words, text[start:end], strict=True))
        assert all(same), "letters moved"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000 + "a" + ")" * 20_000,
        '"' * 20_000 + " Northland",
        "Northland" + " " * 20_000 + "talks.",
        "A" * 50_000,
        "North\u200d" * 5_000,
        "e" + "\u0301" * 20_000,
    ],
    ids=["brackets", "quotation marks", "blanks", "one letter", "joined", "combining"],
)
def test_runs_that_are_no_words_are_passed_over(model: object, text: str) -> None:
    assert all(words.count(" ") > len(words) / 2 for _, words in paragraphs(text))
    assert read(text) == ()


def test_reading_tells_how_far_it_is(model: object) -> None:
    text = "\n\n".join(ENGLISH)
    told: list[int] = []
    read(text, advance=told.append)
    assert told == sorted(told)
    assert told[-1] == len(text)
