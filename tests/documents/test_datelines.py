import calendar
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents import load, load_bytes
from detente.documents.datelines import find_dateline

BODY = "The two sides met again, and neither would say what came of it.\n"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("LUMEN, 3 March 2026 (Northern Wire) — ", "2026-03-03"),
        ("LUMEN, March 3, 2026 — ", "2026-03-03"),
        ("VELLAN (Wire Service), 12 June 2026 - ", "2026-06-12"),
        ("ORSK, 8 Jan. 2026 (AP) — ", "2026-01-08"),
        ("PORTO VELL, Halden, Tuesday, 3 March 2026 – ", "2026-03-03"),
        ("Lumen, 2026-03-03: ", "2026-03-03"),
        ("March 3rd, 2026 -- ", "2026-03-03"),
        ("3 March 2026\n\n", "2026-03-03"),
        ("Tuesday, March 3, 2026\n", "2026-03-03"),
        ("ST. BRAN, Sept. 30, 2025 (WS)—", "2025-09-30"),
    ],
)
def test_a_dateline_dates_the_report(head: str, day: str) -> None:
    for text in (head + BODY, f"Talks stall\n\n{head}{BODY}"):
        found = find_dateline(text)
        assert found is not None
        assert found.day == day
        assert text[found.end :].strip() == BODY.strip()


@pytest.mark.parametrize(
    "head",
    [
        "On 3 March 2026 both sides met — for the first time. ",
        "3 March 2026 was the day of the strike. ",
        "LUMEN — On 3 March 2026 both sides met. ",
        "The union met on Tuesday, 3 March 2026 — its last day. ",
        "March 3, 2026, is the deadline. ",
        "LUMEN, 31 February 2026 — ",
        "LUMEN, 3 March 20266 — ",
        "May 2026 — ",
        "3 to 5 March 2026 — ",
        "Article 3 March 2026-27 ",
    ],
)
def test_a_day_inside_a_sentence_is_no_dateline(head: str) -> None:
    found = find_dateline(f"Talks stall\n\n{head}{BODY}")
    assert found is None or found.day is None


def test_a_dateline_without_a_year_has_that_of_the_days_the_text_names() -> None:
    head = "Talks stall\n\nLUMEN, March 5 (WS) — "
    told = find_dateline(f"{head}{BODY}The treaty ends on 31 May 2026.")
    several = find_dateline(f"{head}{BODY}The treaty of 1 May 2019 ends on 31 May 2026.")
    silent = find_dateline(f"{head}{BODY}")
    assert [found.day if found else "none" for found in (told, several, silent)] == ["2026-03-05", None, None]


def test_a_better_date_stands(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"Talks stall\n\nLUMEN, 3 March 2026 — {BODY}", encoding="utf-8")
    assert load(path).date == "2026-03-03"
    path.with_suffix(".meta.json").write_text(json.dumps({"date": "2026-03-04"}), encoding="utf-8")
    assert load(path).date == "2026-03-04"


def test_a_dateline_deep_in_the_text_is_none() -> None:
    assert find_dateline(f"{BODY * 4}LUMEN, 3 March 2026 — {BODY}") is None


FORMS = ("{d.day} {m} {d.year}", "{m} {d.day}, {d.year}", "{d:%Y-%m-%d}")
MONTHS = tuple(filter(None, calendar.month_name))


@given(
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(FORMS),
    st.sampled_from(["", "LUMEN, ", "Porto Vell, ", "LUMEN (WS), "]),
    st.sampled_from([" — ", " – ", " - ", " (WS) — ", ": "]),
)
def test_every_day_in_every_form_is_read_and_the_text_is_kept(day: date, form: str, place: str, mark: str) -> None:
    head = place + form.format(d=day, m=MONTHS[day.month - 1]) + mark
    document = load_bytes((head + BODY).encode(), "x.txt")
    assert (document.date, document.text) == (day.isoformat(), head + BODY)


@given(st.text(max_size=200))
def test_what_is_found_lies_in_the_text_and_names_a_real_day(text: str) -> None:
    found = find_dateline(text)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert found.day is None or date.fromisoformat(found.day).isoformat() == found.day
