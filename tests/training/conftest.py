import pytest

from detente.claims.language import language_model


@pytest.fixture(scope="session")
def model() -> object:
    pytest.importorskip("spacy", reason="the English language model is not installed")
    return language_model()
