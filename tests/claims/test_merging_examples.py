"""What merging learns from and is measured by: annotated reports under the names that the reader gives."""

import shutil
from dataclasses import replace
from pathlib import Path

from merging_examples import annotated, under_readers_names

REPORTS = Path(__file__).resolve().parents[2] / "training" / "reports"


def test_claims_keep_all_but_the_name_of_their_issue(model: object, tmp_path: Path) -> None:
    for ending in (".txt", ".meta.json", ".claims.json"):
        shutil.copy(REPORTS / f"a05-kosovo-plates{ending}", tmp_path)
    (reading,) = annotated(tmp_path).values()
    named = under_readers_names(reading)
    assert len(named.claims) == len(reading.claims) > 10
    assert all(claim.issue for claim in named.claims)
    for one, other in zip(reading.claims, named.claims, strict=True):
        assert replace(other, issue=one.issue, confidence=one.confidence) == one
    assert [claim.issue for claim in named.claims] != [claim.issue for claim in reading.claims]
