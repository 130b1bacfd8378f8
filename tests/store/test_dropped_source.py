"""A source taken out of a case: drafted, computed and compared without it, and all as before once it is back."""

from pathlib import Path

from support.deciding import readings

from detente.claims import readings_to_json
from detente.files import dump_json
from detente.report.analysis import Analysis
from detente.report.changes import compare_analyses
from detente.store import CaseStore, open_store, refresh
from detente.store.records import Run

GAZETTE, HERALD = (reading.document.id for reading in readings())


def computed(store: CaseStore) -> Run:
    run = refresh(store, "Ada", draws=100)
    assert run is not None
    return run


def evidence(store: CaseStore) -> set[str]:
    case = store.case()
    assert case is not None
    return {piece.document or "" for piece in case.evidence.values()}


def test_what_is_drafted_and_computed_rests_on_what_counts(tmp_path: Path) -> None:
    (tmp_path / "claims.json").write_text(dump_json(readings_to_json(readings())))
    store = open_store(tmp_path)
    whole = computed(store)
    assert evidence(store) == {GAZETTE, HERALD}
    desk = store.desk("Ada")
    (dropped,) = desk.decide(desk.drop(HERALD))
    # The case as it stands takes it in at once, before it is drafted again.
    case = store.case()
    assert case is not None
    assert {name for name, piece in case.evidence.items() if piece.status == "rejected"} == {
        name for name, piece in case.evidence.items() if piece.document == HERALD
    }
    less = computed(store)
    assert evidence(store) == {GAZETTE}
    assert [one["id"] for one in less.analysis["documents"]] == [GAZETTE]
    assert {one["document"] for one in less.analysis["claims"]} == {GAZETTE}
    told = compare_analyses(*(Analysis.from_json(run.analysis, "run") for run in (whole, less)))
    assert (told.documents, told.documents_left) == ((), (HERALD,))
    desk.undo(dropped.id)
    back = computed(store)
    assert evidence(store) == {GAZETTE, HERALD}
    assert back.analysis["beliefs"] == whole.analysis["beliefs"]
    assert back.analysis["findings"] == whole.analysis["findings"]
    # With nothing left the case stays as it is, and none of its claims counts.
    desk.decide(desk.drop(GAZETTE, HERALD))
    nothing = computed(store)
    assert nothing.analysis["documents"] == []
    case = store.case()
    assert case is not None
    assert {piece.status for piece in case.evidence.values()} == {"rejected"}
    store.close()
