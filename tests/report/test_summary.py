"""The summary fits a screen, and says first what must be said first."""

import re
from dataclasses import replace

import pytest

from detente.claims import Reading
from detente.documents import Document
from detente.report import Analysis, build_analysis, summarize
from detente.report.names import Names
from detente.report.outcomes import Deal
from detente.report.summary import _deal, _differing
from detente.table import Case


@pytest.mark.parametrize("width", [60, 80, 100])
def test_it_fits_the_screen(analysis: Analysis, width: int) -> None:
    lines = summarize(analysis, width=width).splitlines()
    assert len(lines) <= 40
    assert max(len(line) for line in lines) <= width


def test_a_crowded_case_is_cut_to_the_screen(analysis: Analysis) -> None:
    lines = summarize(analysis, width=80, lines=12).splitlines()
    assert len(lines) == 12
    assert lines[-1] == "… the rest is in the report"


def test_it_names_what_it_rests_on_and_how_little_that_is(analysis: Analysis) -> None:
    words = " ".join(summarize(analysis).split())
    assert "2 reports, 10 claims, 5 independent origins" in words
    assert "! Too little evidence to rank deals" in words
    assert words.index("Too little evidence") < words.index("NORTHLAND")


def test_every_part_is_there(analysis: Analysis) -> None:
    words = " ".join(summarize(analysis).split())
    assert "demands the valley: ceded (2 claims)" in words
    assert re.search(r"cares about influence over Southland \d+ % \(prior 50 %\)", words)
    assert re.search(r"give up the valley for the alliance: \d+ % \(prior 31 %\)", words)
    assert re.search(r"all accept: \d+ %; of its possible gain: Northland \d+ %, Southland \d+ %", words)
    assert "what the special envoys agreed" in words
    assert "rest on one origin: analysts via The Courier" in words


def test_it_speaks_without_jargon(analysis: Analysis) -> None:
    words = summarize(analysis).lower()
    assert not re.search(r"posterior|likelihood|bayes|monte carlo|utility|northland_|\bid\b", words)


def test_deals_are_told_by_what_tells_them_apart(case: Case) -> None:
    long = [(f"issue {place}", "the same words for both of the deals that are shown") for place in range(6)]
    ends = ("a fund of forty million crowns paid by the north", "a fund of forty million crowns paid by the south")
    deals = [Deal((), (*long, ("the fund", end)), (), 0.5, 0.01, 0.5) for end in ends]
    for deal, end in zip(deals, ends, strict=True):
        assert f"the fund: {end}" in " ".join(
            " ".join(_deal(1, deal, _differing(deals), Names(case), 80, False)).split()
        )


def test_unrelated_reports_are_told_apart(analysis: Analysis, readings: tuple[Reading, ...]) -> None:
    text = "Eastland rejects the toll."
    place = {"start": 0, "end": len(text), "text": text, "content": "the toll", "issue": "toll"}
    other = replace(readings[0].claims[0], id="x1", party="Eastland", act="reject", **place)
    third = Reading(Document("d3", text, "The toll", "Eastern Mail"), (other,))
    apart = [part.model_copy(update={"what": "party: Eastland", "because": ["x1"]}) for part in analysis.case.set_aside]
    case = analysis.case.model_copy(update={"set_aside": apart})
    both = build_analysis([*readings, third], case, analysis.beliefs, analysis.deals)
    assert "! The reports seem to tell of 2 unrelated negotiations (no party in common)" in summarize(both)
    assert "unrelated" not in summarize(analysis)
