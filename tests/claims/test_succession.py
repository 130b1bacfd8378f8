"""Claims of a text that was changed: those that still stand keep their ids, and no other has one of theirs."""

from hypothesis import given
from hypothesis import strategies as st
from support.making import claim as made

from detente.claims import Claim, Reading, succeed
from detente.claims.identity import claim_id
from detente.documents import Document

SENTENCES = ("The union demands pay.", "The union demands leave.", "The union demands oil.", "The sun shone.")


def reading(sentences: list[int], document: str = "d") -> Reading:
    """A claim for each sentence with a demand, with the id that a reader gives it."""
    text = " ".join(SENTENCES[number] for number in sentences)
    found: list[Claim] = []
    place = 0
    for number in sentences:
        words = SENTENCES[number]
        if "demands" in words:
            content = words.split()[-1].rstrip(".")
            own = made(text, words, "Union", "demand", content)
            start = text.index(words, place)
            name = claim_id(document, start, start + len(words), "Union", "demand", "terms")
            found.append(
                Claim(**{**own.to_json(), "id": name, "start": start, "end": start + len(words), "issue": "terms",
                         "sources": (), "hedges": ()})
            )  # fmt: skip
        place += len(words) + 1
    return Reading(Document(document, text), tuple(found))


several = st.lists(st.integers(0, len(SENTENCES) - 1), max_size=6)


@given(several, several)
def test_each_claim_stays_goes_or_comes(then: list[int], now: list[int]) -> None:
    before, after = reading(then), reading(now)
    found = succeed(before, after)
    ids = [one.id for one in found.after.claims]
    assert len(set(ids)) == len(ids) == len(after.claims)
    assert [one.text for one in found.after.claims] == [one.text for one in after.claims]
    old = {one.id: one for one in before.claims}
    stay = [one for one in found.after.claims if one.id in old]
    assert all(one.text == old[one.id].text for one in stay)
    # As many of each sentence stay as there are in both: counted, as a twin.
    for sentence in SENTENCES[:3]:
        counts = [sum(one.text == sentence for one in claims) for claims in (before.claims, after.claims, stay)]
        assert counts[2] == min(counts[:2])
    assert {one.id for one in found.gone} == old.keys() - {one.id for one in stay}
    assert list(found.came) == [one for one in found.after.claims if one.id not in old]
    assert succeed(before, found.after) == found


def test_other_words_in_the_same_place_are_another_claim() -> None:
    before, after = reading([0]), reading([2])
    assert [one.id for one in reading([0]).claims] == [one.id for one in after.claims]
    found = succeed(before, after)
    assert [len(found.gone), len(found.came)] == [1, 1]
    assert found.gone[0].id != found.came[0].id


def test_a_claim_whose_issue_is_called_otherwise_still_stands() -> None:
    before = reading([3, 0])
    (one,) = reading([0]).claims
    renamed = Reading(Document("d", SENTENCES[0]), (Claim(**{**one.to_json(), "issue": "wages", "sources": ()}),))
    found = succeed(before, renamed)
    assert (found.gone, found.came) == ((), ())
    assert found.after.claims[0].id == before.claims[0].id
    assert found.after.claims[0].issue == "wages"
