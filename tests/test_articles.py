"""The whole line runs on any report, without a list of parties or issues given.

Every twenty-fifth annotated article is tried here; `benchmarks/articles.py` tries all of them.
"""

import importlib.util
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
EVERY = 25


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    """The benchmark that runs all stages on one article."""
    spec = importlib.util.spec_from_file_location("articles", ROOT / "benchmarks/articles.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_article_ends_in_a_report(shared: Path, benchmark: ModuleType) -> None:
    articles = sorted((shared / "corpus/dev").glob("*.txt"))[::EVERY]
    assert articles
    ends = {path.stem: benchmark.analyze(path, 200, defaultdict(float)) for path in articles}
    assert set(ends.values()) == {"report"}
