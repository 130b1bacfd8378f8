"""What the project promises of itself."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ["detente", *(f"detente.{found.name}" for found in pkgutil.iter_modules(detente.__path__) if found.ispkg)]


def test_the_language_model_is_pinned_by_its_hash() -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779" in lock


@pytest.mark.parametrize("name", PACKAGES)
def test_what_a_package_offers_is_there_once(name: str) -> None:
    package = importlib.import_module(name)
    assert len(set(package.__all__)) == len(package.__all__)
    for word in package.__all__:
        assert hasattr(package, word), word


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import detente", ("numpy", "pydantic", "spacy")),
        ("import detente.deals", ("spacy", "onnxruntime", "pydantic")),
        ("import detente.claims", ("spacy", "onnxruntime")),
        ("import detente.claims.llm", ("spacy", "onnxruntime", "httpx2")),
        ("import detente.cli.read", ("spacy", "onnxruntime", "httpx2", "detente.claims.llm")),
        ("import detente.cli", ("numpy", "pydantic", "spacy")),
        ("import detente.report", ("numpy", "jinja2")),
        (
            "import detente.web.app, detente.web.pages.overview",
            ("numpy", "detente.report.charts", "detente.beliefs.result"),
        ),
    ],
)
def test_heavy_parts_load_only_where_they_are_used(statement: str, unwanted: tuple[str, ...]) -> None:
    code = f"{statement}\nimport sys\nprint([name for name in {unwanted!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_no_real_party_stands_in_the_code() -> None:
    # Countries stand in the gazetteer, which is data; the code itself names none of those of the samples.
    for path in (ROOT / "src").rglob("*.py"):
        words = path.read_text(encoding="utf-8")
        for name in ("Ukrain", "Putin", "Zelensk", "Trump ", "Crimea"):
            assert name not in words, f"{path.name} names {name}"
