"""What is installed is told by name."""

import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from detente import installed


@pytest.fixture(autouse=True)
def _anew() -> None:
    installed.language_models.cache_clear()


def test_versions_come_in_the_order_asked_for_and_without_what_is_missing() -> None:
    found = installed.installed_versions(["pydantic", "no-such-package", "numpy"])
    assert list(found.items()) == [("pydantic", version("pydantic")), ("numpy", version("numpy"))]


def test_a_folder_that_is_named_like_a_language_model_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = installed.language_models()
    installed.language_models.cache_clear()
    (tmp_path / "en_core_web_mine").mkdir()
    (tmp_path / "en_core_web_mine" / "__init__.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert installed.language_models() == before
    installed.language_models.cache_clear()
