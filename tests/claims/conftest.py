import os
from collections.abc import Callable
from pathlib import Path

import pytest

from detente.claims import Claim, read
from detente.claims.assembly import claims_of
from detente.claims.language import language_model
from detente.claims.scan import scan
from detente.documents import Document

SHARED = Path(os.environ.get("DETENTE_SHARED", Path(__file__).resolve().parents[3] / "shared"))


@pytest.fixture(scope="session")
def model() -> object:
    pytest.importorskip("spacy", reason="the English language model is not installed")
    return language_model()


@pytest.fixture
def claims_in(model: object) -> Callable[..., list[Claim]]:
    def find(text: str, **wanted: object) -> list[Claim]:
        return [claim for claim in read(text) if all(getattr(claim, key) == value for key, value in wanted.items())]

    return find


@pytest.fixture
def constructed_in(model: object) -> Callable[..., list[Claim]]:
    """Find the claims that constructions carry, likely or not."""

    def find(text: str, **wanted: object) -> list[Claim]:
        drafts = [draft for passage in scan(text) for scene in passage for draft in scene.constructions]
        claims = claims_of(drafts, ["an issue"] * len(drafts), Document("text", text))
        return [claim for claim in claims if all(getattr(claim, key) == value for key, value in wanted.items())]

    return find


@pytest.fixture(scope="session")
def corpus() -> Path:
    folder = SHARED / "corpus"
    if not (folder / "check.py").is_file():
        pytest.skip(f"annotated reports are missing at {folder}")
    return folder
