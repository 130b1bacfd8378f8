"""Which party a phrase means: golden sentences, each with the words and the party that they stand for."""

import pytest

from detente.claims.scan import scan


def _parties(text: str, word: str) -> set[str]:
    mentions = [mention for scenes in scan(text) for scene in scenes for mention in scene.mentions]
    return {
        reading.party
        for one in mentions
        if one.token.text == word
        for reading in one.readings
        if reading.kind != "phrase"
    }


@pytest.mark.parametrize(
    ("words", "word", "party"),
    [
        ("Syria's opposition parties rejected the offer.", "parties", "Syrian opposition parties"),
        ("The rebels in Syria rejected the offer.", "rebels", "Syrian rebels"),
        ("The hard-liners in Iraq rejected the offer.", "liners", "Iraqi hard-liners"),
        ("Some members of the U.S. Congress rejected the offer.", "members", "United States Congress"),
        ("Kenyan brewer Alder Foods rejected the offer.", "Foods", "Alder Foods"),
        ("The Bank of Northland rejected the offer.", "Bank", "Bank of Northland"),
        ("French rebels refused to talk.", "rebels", "French rebels"),
        ("French negotiators refused to talk.", "negotiators", "France"),
        (
            "The coalition known as the High Mountain Committee met. The coalition said it would accept a truce.",
            "coalition",
            "High Mountain Committee",
        ),
        ("The conservative House Freedom Caucus threatened to walk out.", "Caucus", "House Freedom Caucus"),
        ("The militia men call themselves the red-dawn. The militia rejected the offer.", "militia", "red-dawn"),
        ("The militia men call themselves the red-dawn. Red-dawn fighters rejected it.", "fighters", "red-dawn"),
        ("European leaders rejected the offer.", "leaders", "European countries"),
        ("European leaders rejected the offer. The European Union agreed.", "leaders", "European Union"),
        ("The Democrat-led Senate met. The Senate rejected what Republicans want.", "Senate", "Democrats"),
        ("Kenyan aides spoke first. The aides rejected what France wants.", "aides", "Kenya"),
        ("France met the White House. Administration officials rejected the offer.", "officials", "United States"),
        ("France met the White House. The administration rejected the offer.", "administration", "United States"),
        ("Other Security Council members rejected the offer.", "members", "UN Security Council"),
        ("Union blames company\n\nThe Dockers Union said that Harbor Inc. would not move.", "Union", "Dockers Union"),
        ("Alder general secretary Ann Roe spoke. The union rejected the offer.", "union", "Alder"),
        ("Carers United general secretary Ann Roe spoke. The union rejected it.", "union", "Carers"),
        ("The Wardens' general secretary, Ann Roe, spoke. The union rejected it.", "union", "Wardens"),
        ("Ann Roe, general secretary of the Wardens, spoke. The union rejected it.", "union", "Wardens"),
        ("UN Secretary-General Ann Roe spoke. The union rejected it.", "union", "union"),
    ],
)
def test_golden_phrases(model: object, words: str, word: str, party: str) -> None:
    assert _parties(words, word) == {party}


def test_whom_nobody_introduces_leads_a_state_only_where_states_meet(model: object) -> None:
    between = "Poe spoke to France. Kenya heard Poe. Jane Poe smiled. France and Kenya met Poe again."
    alone = "Poe spoke to voters in Kenya. Voters heard Poe. Jane Poe smiled. The crowd met Poe again."
    assert _parties(between, "Poe") & {"France", "Kenya"}
    assert _parties(alone, "Poe") == {"Jane Poe"}


@pytest.mark.parametrize(
    ("words", "voice"),
    [
        ("Ms Poe of the Dockers spoke first. Mr Hale of Harbor answered Ms Poe for an hour. Mr Hale left.", "Poe"),
        ("Mr Hale left. The spokeswoman was firm.", "spokeswoman"),
        ("The House of Hale refused. Ms Poe spoke. Tom Roe praised Maison Hale. Mr Roe left.", "Poe"),
    ],
)
def test_she_is_not_whom_the_text_calls_he(model: object, words: str, voice: str) -> None:
    spoken_of = [
        {reading.voice or reading.party for reading in mention.readings}
        for scenes in scan(f"{words} The offer was poor, she said.")
        for scene in scenes
        for mention in scene.mentions
        if mention.token.lower_ == "she"
    ]
    assert spoken_of == [{voice}]


def test_it_is_not_somebody_in_office(model: object) -> None:
    assert _parties("The Dockers Union met. A senior official spoke. It wants more.", "It") == {"Dockers Union"}


def test_he_may_be_named_in_any_place_of_a_sentence(model: object) -> None:
    words = "The Dockers Union met. The crowd cheered Jane Poe. She wants more."
    assert _parties(words, "She") == {"Jane Poe"}


def test_he_is_whom_an_office_names_before_whom_the_sentence_before_speaks_of(model: object) -> None:
    words = "Robin Hale of Harbor Inc. spoke. The envoy of the Dockers Union, the lawyer Tom Poe, insists he wants it."
    assert _parties(words, "he") == {"Tom Poe"}


def test_she_stays_whom_a_text_speaks_of_most_until_it_speaks_of_another(model: object) -> None:
    words = "Jane Poe left the hall. To the crowd Poe praised Ann Hale. The ship sank. Who would pay she did not say."
    assert _parties(words, "she") == {"Jane Poe"}
    assert _parties(f"{words} Ann Hale smiled. Then she left.", "she") == {"Jane Poe", "Ann Hale"}


def test_only_a_minister_is_in_charge_of_labour(model: object) -> None:
    assert "Labour" in _parties("The opposition Labour leader Jane Poe rejected the offer.", "Poe")
    assert "Labour" not in _parties("Labour Minister Jane Poe of France rejected the offer.", "Poe")


def test_a_short_name_is_no_party_of_its_own(model: object) -> None:
    words = "The Ulster Loyal Party met. The ULP wants more."
    readings = {
        reading.party
        for scenes in scan(words)
        for scene in scenes
        for mention in scene.mentions
        if mention.token.text == "ULP"
        for reading in mention.readings
    }
    assert readings == {"Ulster Loyal Party"}


def test_i_in_a_quotation_is_its_speaker_whatever_others_see_in_it(model: object) -> None:
    text = "“When they talk with Kenya, they will see that I am not the kind that shoots,” Jane Poe said."
    assert _parties(text, "I") == {"Jane Poe"}


def test_a_body_is_named_without_the_person_beside_it(model: object) -> None:
    text = "Prime Minister Jane Poe's Liberal Union met. The Liberal Union rejected the offer. Jane Poe smiled."
    assert _parties(text, "Union") == {"Liberal Union"}


def test_a_paragraph_after_a_colon_is_said_by_whom_the_one_before_names(model: object) -> None:
    text = "Jane Poe spoke for the Dockers Union. She went on to say:\n\nWe want more money. We want a wall."
    assert _parties(text, "We") == {"Dockers Union", "Jane Poe"}


def test_she_is_not_an_event_that_looks_like_a_name(model: object) -> None:
    text = "Prime Minister Jane Poe of Kenya spoke. She did not want to deliver Brexit. Brexit came. She left."
    assert "Brexit" not in _parties(text, "She")
