"""Two outlets that print the same report are one witness, from the files to the findings."""

import json
from pathlib import Path
from typing import Any

from support.command_line import Run

Json = dict[str, Any]
REPORT = """Halland cares more about the strait than about the islands

Halland cares more about control of the strait than about the Skerry islands, two shipping analysts told this paper on
Monday. The analysts said that Halland would give up the islands in exchange for a say over the strait.

The envoys of Halland demanded the whole of the Skerry islands again. Veldt rejected giving up the islands and offered a
shared customs office at the narrows. Most of the trade of Halland passes there, and the islands are rock and heather.

The envoys will meet again in Tarn on Thursday. Neither side would say what was agreed at the last meeting.
"""
"""Invented. The copy differs in a few words and in its outlet."""


def analyzed(run: Run, folder: Path, *texts: str) -> Json:
    """Analyze reports of one outlet each."""
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
        meta = {"outlet": ("The Tarn Courier", "Evening Post")[number], "date": f"2031-05-0{number + 2}"}
        (folder / f"{number}.meta.json").write_text(json.dumps(meta))
    result = run("analyze", folder, "--json", "--draws", "500")
    assert result.returncode == 0, result.stderr
    data: Json = json.loads(result.stdout)
    return data


def test_a_copied_report_adds_claims_but_no_origin(run: Run, tmp_path: Path) -> None:
    copy = REPORT.replace("on\nMonday", "on\nMonday evening").replace("rock and heather", "rock and grass")
    alone, both = analyzed(run, tmp_path / "one", REPORT), analyzed(run, tmp_path / "two", REPORT, copy)
    claims, origins = {}, {}
    for name, data in (("alone", alone), ("both", both)):
        own = [f for f in data["findings"] if f["kind"] == "priority" and f["party"] == "halland"]
        (finding,) = [f for f in own if "strait" in f["sentence"] and "islands" in f["sentence"]]
        claims[name], origins[name] = len(finding["claims"]), finding["origins"]
    assert claims["both"] == 2 * claims["alone"]
    assert sorted(origins["both"]["names"]) == ["The Tarn Courier", "shipping analysts via The Tarn Courier"]
    assert origins["both"]["count"] == origins["alone"]["count"] == 2
    assert any(f["kind"] == "near_duplicate" for f in both["findings"])
