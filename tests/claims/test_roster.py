"""Who is who: persons are told apart, and tied to the side that the text says they lead."""

import pytest
from support.rosters import roster_of


def test_two_persons_of_one_surname_stay_apart(model: object) -> None:
    roster = roster_of(
        "The children of Henri Moreau met. Claire Moreau wants the vineyard. Claire Moreau will not sell."
    )
    claire, henri = roster.people.person("Claire Moreau"), roster.people.person("Henri Moreau")
    assert claire is not None
    assert henri is not None
    assert (claire.name, henri.name) == ("Claire Moreau", "Henri Moreau")


@pytest.mark.parametrize(
    "words",
    [
        "The Kenyan delegation, led by Amina Otieno, arrived.",
        "The Kenyan side, under Defence Minister Amina Otieno, arrived.",
        "Kenya's delegation, headed by Amina Otieno, arrived.",
    ],
)
def test_who_leads_a_delegation_speaks_for_its_side(model: object, words: str) -> None:
    person = roster_of(f"{words} Otieno spoke first.").people.person("Otieno")
    assert person is not None
    assert person.party == "Kenya"


@pytest.mark.parametrize(
    ("words", "name", "party"),
    [
        ("Kenyan Secretary-General Amina Kip-otieno spoke.", "Amina Kip-otieno", "Kenya"),
        ("Trade Minister Lars Berg of Sweden spoke first.", "Berg", "Sweden"),
        ("Syrian President Omar al-Khatib spoke. Khatib left soon.", "Khatib", "Syria"),
        ("Jane Poe met the press. Poe spokesman Tom Hale spoke of peace.", "Tom Hale", "Jane Poe"),
        ("Jane Poe met the press. Tom Hale, a spokesman for Poe, spoke of peace.", "Tom Hale", "Jane Poe"),
        (
            "Jane Poe met the press. Poe's budget director is ready. We will see, budget director Tom Hale said.",
            "Tom Hale",
            "Jane Poe",
        ),
    ],
)
def test_a_text_ties_a_person_to_a_side(model: object, words: str, name: str, party: str) -> None:
    person = roster_of(words).people.person(name)
    assert person is not None
    assert person.party == party


@pytest.mark.parametrize(
    "words",
    [
        "Vermont Sen. Jane Poe demanded a vote.",
        "Jane Poe, a senator from Vermont, demanded a vote.",
        "Jane Poe, the Senate Armed Services chairman, demanded a vote.",
        "Jane Poe, a former ambassador to Kenya, spoke first.",
        "Jane Poe, the ambassador to Kenya, spoke first.",
        "Jane Poe, the senior director for Kenya, spoke first.",
    ],
)
def test_no_constituency_committee_or_posting_is_the_side_of_its_holder(model: object, words: str) -> None:
    person = roster_of(words).people.person("Poe")
    assert person is not None
    assert person.party is None


def test_who_tells_what_a_faction_will_do_speaks_for_it(model: object) -> None:
    roster = roster_of("House Speaker Jane Poe has indicated Republicans will not budge. Tom Hale said Democrats lied.")
    poe, hale = roster.people.person("Poe"), roster.people.person("Hale")
    assert (poe.party, hale.party) == ("Republicans", None)  # type: ignore[union-attr]


def test_a_body_goes_before_the_state_in_its_name(model: object) -> None:
    roster = roster_of("Canada Mail will not pay. Canada Mail's chief executive, Jane Poe, spoke first. Canada waits.")
    assert roster.people.person("Poe").party == "Canada Mail"  # type: ignore[union-attr]


def test_an_officer_is_not_the_diplomat_whom_the_words_before_him_cite(model: object) -> None:
    for words in ("Citing a Kenyan diplomat, President Oto Velan", "According to a Kenyan envoy, Minister Oto Velan"):
        person = roster_of(f"{words} will sign. Velan left.").people.person("Velan")
        assert person is not None
        assert person.party is None
    envoy = roster_of("Its chairman, Rep. Oto Velan, is Kenyan. The Kenyan envoy, Gen. Amina Otieno, left.")
    assert envoy.people.person("Otieno").party == "Kenya"  # type: ignore[union-attr]


def test_sources_after_a_name_do_not_make_its_bearer_one_who_looks_on(model: object) -> None:
    roster = roster_of("It was a sign to Kenyan President Jane Poe, three sources told reporters.")
    assert not roster.people.person("Poe").onlooker  # type: ignore[union-attr]


def test_a_possessive_without_an_owner_is_no_name_of_a_person(model: object) -> None:
    roster = roster_of("Jane Poe spoke first.")
    assert roster.bodies.canonical("x ’s Front") == "x ’s Front"
    assert roster.bodies.learn_entity("’s Front", "ORG") == "ORG"


def test_a_former_office_is_none(model: object) -> None:
    roster = roster_of("Former President Jane Poe spoke. President Tom Hale listened.")
    assert roster.people.person("Poe").offices.keys() & {"president"} == set()  # type: ignore[union-attr]
    assert roster.people.person("Hale").offices["president"] > 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "firm"),
    [
        ("The insurer Svalin raised its bid. Svalin said no more.", "Svalin"),
        ("Svalin's board met. Svalin said no more.", "Svalin"),
        ("Svalin, a maker of pumps, met its rival. Svalin said no more.", "Svalin"),
        ("Svalin shares fell. Svalin said no more.", "Svalin"),
    ],
)
def test_what_a_text_speaks_of_as_a_firm_is_no_person(model: object, words: str, firm: str) -> None:
    roster = roster_of(words)
    assert firm in roster.bodies.firms
    assert roster.people.person(firm) is None


def test_a_person_with_a_board_stays_one(model: object) -> None:
    roster = roster_of("Jane Alder met the press. Alder's board agreed. Ms Alder left.")
    assert roster.bodies.firms == set()
    assert roster.people.person("Alder") is not None


@pytest.mark.parametrize(
    ("words", "short", "full"),
    [
        ("Alder Foods made an offer to growers. Alder said no more.", "Alder", "Alder Foods"),
        ("Alder's board met. Alder Aircraft made an offer. Alder said no more.", "Alder", "Alder Aircraft"),
        ("The Animators' Guild met. The Guild was firm.", "Guild", "Animators' Guild"),
        ("The Ulster Loyal Party met. The ULP was firm.", "ULP", "Ulster Loyal Party"),
        ("The African Union met. The Union was firm.", "Union", "African Union"),
        ("The World Bank met the Bank of Orrin. The Bank was firm.", "Bank", "Bank"),
        ("The Kenya Ports Authority met. Kenya was firm.", "Kenya", "Kenya"),
        ("Alder Foods met. Alder Foods and the Dockers are firm.", "Alder Foods and the Dockers", "Alder Foods"),
    ],
)
def test_a_short_name_means_the_full_one(model: object, words: str, short: str, full: str) -> None:
    assert roster_of(words).bodies.canonical(short) == full


@pytest.mark.parametrize(
    ("words", "domestic"),
    [
        ("The Sejm met. Polish nurses and the Hospital Union want more. The Hospital Union will strike.", True),
        ("Poland and Germany met. Germany was firm, and Poland was not. The Hospital Union looked on.", False),
        ("Poland rejected the plan.", False),
    ],
)
def test_a_dispute_is_at_home_where_bodies_of_one_state_meet(model: object, words: str, domestic: bool) -> None:
    assert roster_of(words).setting.domestic is domestic


def test_a_last_name_of_two_is_one(model: object) -> None:
    roster = roster_of("Kenya's minister Jane Poe-Hale spoke. Poe-Hale said that she would sign.")
    person = roster.people.person("Poe-Hale")
    assert person is not None
    assert (person.name, person.party, person.gender, person.mentions) == ("Jane Poe-Hale", "Kenya", "she", 2)


def test_a_person_is_tied_to_the_full_name_of_a_side(model: object) -> None:
    roster = roster_of("The Ulster Loyal Party met. ULP spokesman Tom Hale was firm. Tom Hale left.")
    assert roster.people.person("Hale").party == "Ulster Loyal Party"  # type: ignore[union-attr]


def test_how_a_sentence_begins_is_no_part_of_a_name(model: object) -> None:
    roster = roster_of("The Free Liberals met. And the Free Liberals want more.")
    for words in (
        "And the Free Liberals",
        "Officially the Free Liberals",
        "Oslo-based Free Liberals",
        "Free Liberals of",
    ):
        assert roster.bodies.canonical(words) == "Free Liberals"
    assert roster.bodies.canonical("Freeze the Rent") == "Freeze the Rent"
    headline = roster_of("What the Quayside Union wants\n\nThe Quayside Union spoke first. Its chair is Jane Poe.")
    assert headline.bodies.canonical("Quayside Union") == "Quayside Union"


def test_a_person_is_no_shorter_for_being_a_chief(model: object) -> None:
    roster = roster_of("Will Poe met the press. Tom Hale, a spokesman for Will Poe, spoke of peace.")
    assert roster.people.person("Tom Hale").party == "Will Poe"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        ("Ms Poe spoke first.", "she"),
        ("Spokesman Robin Poe spoke first.", "he"),
        ("Robin Poe said that she would sign.", "she"),
        ("Robin Poe met the press. He would sign.", "he"),
        ("Robin Poe told Jane Hale that she would sign.", None),
        ("Robin Poe met the press. The crowd said that he would sign.", None),
    ],
)
def test_how_a_text_speaks_of_a_person(model: object, words: str, gender: str | None) -> None:
    person = roster_of(words).people.person("Poe")
    assert person is not None
    assert person.gender == gender
