import pytest
from support.making import claim, reading

from detente.documents import Document
from detente.table.origins import chain_of, is_generic, origin_of, outlet_of

TEXT = "Northland wants the port."


@pytest.mark.parametrize(
    ("source", "generic"),
    [
        ("analysts", True),
        ("two European diplomats", True),
        ("people familiar with the Talks", True),
        ("U.S. officials", True),
        ("Reuters", False),
        ("Steve Witkoff", False),
        ("Ministry of Defence", False),
    ],
)
def test_a_generic_source_names_nobody(source: str, generic: bool) -> None:
    assert is_generic(source) is generic


def origin(sources: tuple[str, ...], document: Document, others: tuple[Document, ...] = ()) -> str:
    made = claim(TEXT, TEXT, "Northland", "interest", "the port", sources=sources)
    return origin_of(made, document, {d.id: d for d in (document, *others)})


def test_a_named_innermost_source_is_the_origin() -> None:
    assert origin(("Jane Roe", "Reuters"), Document("a", TEXT, outlet="The Wire")) == "Jane Roe"


def test_a_generic_source_is_tied_to_the_outlet_that_first_quotes_it() -> None:
    one = origin(("analysts", "The Courier"), Document("a", TEXT, outlet="The Wire"))
    two = origin(("analysts", "The Courier"), Document("b", TEXT, outlet="The Post"))
    own = origin(("analysts",), Document("b", TEXT, outlet="The Post"))
    assert one == two == "analysts via Courier"
    assert own == "analysts via The Post"


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
