"""The draws as columns and as a Parquet file, and back."""

from pathlib import Path

import numpy as np
import pytest
from support.two_ends import claim, two_ends

from detente.beliefs import Posterior, draws_from_table, draws_to_table, infer, read_draws, write_draws
from detente.errors import FormatError

STORIES = {"north": {"land | sea": {"prior": 0.5}, "other": {"prior": 0.5}}}
CASE = two_ends(claim(), claim("reject", "land", option="back"), hypotheses=STORIES)


def assert_same(first: Posterior, second: Posterior) -> None:
    assert list(first.parties) == list(second.parties)
    assert first.draws == second.draws
    for party, one in first.parties.items():
        other = second.parties[party]
        assert one.hypotheses == other.hypotheses
        for kind in ("weights", "effective", "ideals", "satisfaction", "red_lines"):
            tables, others = getattr(one, kind), getattr(other, kind)
            assert set(tables) == set(others)
            for name, values in tables.items():
                assert np.array_equal(values, others[name])
                assert values.dtype == others[name].dtype
        for kind in ("no_deal", "sincerity", "hypothesis"):
            assert np.array_equal(getattr(one, kind), getattr(other, kind))


def test_columns_hold_the_whole_posterior() -> None:
    posterior = infer(CASE, draws=50).posterior
    columns = draws_to_table(CASE, posterior)
    assert {len(values) for values in columns.values()} == {50}
    assert_same(posterior, draws_from_table(CASE, columns))


def test_parquet_holds_the_whole_posterior(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    posterior = infer(CASE, draws=50, seed=7).posterior
    write_draws(tmp_path / "beliefs.parquet", CASE, posterior)
    again = read_draws(tmp_path / "beliefs.parquet", CASE)
    assert_same(posterior, again)
    assert again.seed == 7


def test_a_file_that_is_no_parquet_is_an_error(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "beliefs.parquet"
    path.write_text("draws")
    with pytest.raises(FormatError, match="no Parquet"):
        read_draws(path, CASE)


def test_draws_of_another_case_are_an_error() -> None:
    columns = draws_to_table(CASE, infer(CASE, draws=5).posterior)
    ends = {"all": {"land": {"issue": "land"}, "pride": {"issue": "rule"}}}
    with pytest.raises(FormatError, match="its objectives differ"):
        draws_from_table(two_ends(objectives={"north": ends}), columns)


@pytest.mark.parametrize("drop", ["north|no_deal||", "north|effective|land|"])
def test_a_column_too_few_is_an_error(drop: str) -> None:
    columns = draws_to_table(CASE, infer(CASE, draws=5).posterior)
    del columns[drop]
    with pytest.raises(FormatError):
        draws_from_table(CASE, columns)


def test_columns_of_different_lengths_are_an_error() -> None:
    columns = draws_to_table(CASE, infer(CASE, draws=5).posterior)
    columns["north|no_deal||"] = columns["north|no_deal||"][:4]
    with pytest.raises(FormatError, match="different lengths"):
        draws_from_table(CASE, columns)
