import json

import pytest

from detente.claims import Claim, Reading, readings_from_json, readings_to_json, with_unique_ids
from detente.documents import Document
from detente.errors import FormatError

TEXT = "Northland demands the port."
CLAIM = Claim(
    id="c1",
    start=0,
    end=26,
    text="Northland demands the port",
    party="Northland",
    voice=None,
    act="demand",
    issue="control of port",
    content="the port",
    against=None,
    target=None,
    sources=(),
    certainty="asserted",
    hedges=(),
    basis="stated",
    date="2025-01-01",
    confidence=0.5,
)
READING = Reading(Document("a", TEXT, title="Talks", outlet="The Wire", date="2025-01-01"), (CLAIM,))


def test_a_run_reads_back_as_it_was_written() -> None:
    assert readings_from_json(json.dumps(readings_to_json([READING]))) == (READING,)


def test_all_faults_of_a_run_are_told_at_once() -> None:
    data = readings_to_json([READING, READING])
    data["documents"][0]["claims"][0]["act"] = "beg"
    data["documents"][1]["claims"][0]["start"] = 3
    with pytest.raises(FormatError) as caught:
        readings_from_json(json.dumps(data))
    paths = [fault.path for fault in caught.value.faults]
    assert paths == ["documents[0].claims[0].act", "documents[1].claims[0].text"]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"documents": [3]}'])
def test_what_is_no_run_is_told(text: str) -> None:
    with pytest.raises(FormatError, match=r"claims\.json: 1 fault"):
        readings_from_json(text)


def test_a_repeated_id_gets_the_number_of_its_document() -> None:
    ids = [claim.id for reading in with_unique_ids([READING, READING]) for claim in reading.claims]
    assert ids == ["c1", "c1-2"]
