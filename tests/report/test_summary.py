"""The summary fits a screen, and says first what must be said first."""

import re

import pytest

from detente.report import Analysis, summarize


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
