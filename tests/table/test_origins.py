import pytest
from support.making import claim, reading

from detente.claims import Reading
from detente.documents import Document
from detente.table import draft_case
from detente.table.origins import chain_of, is_generic, outlet_of, taken_up, trace
from detente.table.passages import first_carriers

TEXT = "Northland wants the port."


@pytest.mark.parametrize(
    ("source", "generic"),
    [
        ("analysts", True),
        ("two European diplomats", True),
        ("people familiar with the Talks", True),
        ("U.S. officials", True),
        ("Analysts", True),
        ("Others", True),
        ("Reuters", False),
        ("Steve Witkoff", False),
        ("Ministry of Defence", False),
        ("some Republicans", True),
        ("ambassadors to South Africa", True),
        ("an Israeli newspaper", True),
        ("TASS news agency", False),
        ("Ban Ki-moon", False),
        ("Jane Roe, the port's director", False),
    ],
)
def test_a_generic_source_names_nobody(source: str, generic: bool) -> None:
    assert is_generic(source) is generic


def origin(sources: tuple[str, ...], document: Document, others: tuple[Document, ...] = ()) -> str:
    made = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=sources)
    return trace([Reading(document, (made,)), *(Reading(other, ()) for other in others)])[made.id].origin


def test_a_named_innermost_source_is_the_origin() -> None:
    assert origin(("Jane Roe", "Reuters"), Document("a", TEXT, outlet="The Wire")) == "Jane Roe"


def test_a_generic_source_is_tied_to_the_outlet_that_first_quotes_it() -> None:
    one = origin(("analysts", "The Courier"), Document("a", TEXT, outlet="The Wire"))
    two = origin(("analysts", "The Courier"), Document("b", TEXT, outlet="The Post"))
    own = origin(("analysts",), Document("b", TEXT, outlet="The Post"))
    assert one == two == "analysts via Courier"
    assert own == "analysts via The Post"


def test_how_many_they_are_makes_no_other_witness() -> None:
    document = Document("a", TEXT, outlet="The Wire")
    told = {origin((source,), document) for source in ("Analysts", "two analysts", "one of the analysts", "analysts")}
    assert told == {"analysts via The Wire"}
    assert origin(("shipping analysts",), document) not in told


def test_without_a_source_the_outlet_answers() -> None:
    assert origin((), Document("a", TEXT, outlet="The Wire")) == "The Wire"


def test_a_copy_shares_the_outlet_of_what_it_copies() -> None:
    original = Document("a", TEXT, outlet="The Wire")
    copy = Document("b", TEXT, outlet="The Post", near_duplicate_of="a")
    assert outlet_of(copy, {"a": original, "b": copy}) == "The Wire"
    assert origin(("analysts",), copy, (original,)) == "analysts via The Wire"


def test_what_a_party_states_itself_has_no_step() -> None:
    stated = claim(TEXT, TEXT, "Northland", "demand", "the port", sources=("Jane Roe", "Reuters"), basis="stated")
    told = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=("Jane Roe", "Reuters"), basis="inferred")
    assert chain_of(stated) == ("Reuters",)
    assert chain_of(told) == ("Jane Roe", "Reuters")
    assert reading("a", TEXT, stated).claims == (stated,)


PASSAGE = "Northland would give up the mines in exchange for the port and peace on the river, one of its ministers"


def test_a_cited_outlet_and_its_own_report_are_one_origin() -> None:
    own = claim(TEXT, TEXT, "Northland", "interest", "the port")
    cited = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=("the Courier",), id="cited")
    quoted = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=("analysts", "Courier"), id="quoted")
    theirs = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=("analysts",), id="theirs")
    readings = [reading("a", TEXT, own, theirs, outlet="The Courier"), reading("b", TEXT, quoted, outlet="The Wire")]
    origins = {name: traced.origin for name, traced in trace([*readings, reading("c", TEXT, cited)]).items()}
    assert origins[own.id] == origins["cited"] == "The Courier"
    assert origins["quoted"] == origins["theirs"] == "analysts via The Courier"


def test_a_passage_in_two_documents_goes_back_to_the_earlier_one() -> None:
    first, second = f"{PASSAGE} said. {TEXT}", f"More. {PASSAGE.upper()} said. {TEXT}"
    early = claim(first, PASSAGE, "Northland", "trade", "the mines", id="early")
    late = claim(second, PASSAGE.upper(), "Northland", "trade", "the mines", id="late")
    short = [claim(text, TEXT, "Northland", "interest", "the port", id=f"short {text[0]}") for text in (first, second)]
    readings = [
        Reading(Document("b", second, outlet="The Post", date="2031-05-04"), (late, short[1])),
        Reading(Document("a", first, outlet="The Wire", date="2031-05-02"), (early, short[0])),
    ]
    carriers = first_carriers(readings)
    assert {name: carrier.document.id for name, carrier in carriers.items()} == {"late": "a"}
    case = draft_case(readings)
    assert case.evidence["late"].origin == case.evidence["early"].origin == "The Wire"


def test_the_analysts_are_those_cited_before_if_they_can_be_no_others() -> None:
    made = {
        name: claim(TEXT, TEXT, "Northland", "interest", "the port", sources=(source,), id=name)
        for name, source in (("a", "two shipping analysts"), ("b", "analysts"), ("c", "diplomats"))
    }
    assert taken_up([reading("x", TEXT, *made.values())]) == {"b": "shipping analysts"}
    rival = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=("trade analysts",), id="d")
    assert taken_up([reading("x", TEXT, *made.values(), rival)]) == {}
    assert taken_up([reading("x", TEXT, made["a"]), reading("y", TEXT, made["b"])]) == {}
