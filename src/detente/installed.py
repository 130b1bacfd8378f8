"""What is installed beside detente, told without reading what every installed package says of itself."""

import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["installed_versions", "language_models"]

_MODELS = "en_core_web_"


@lru_cache(maxsize=1)
def language_models() -> tuple[str, ...]:
    """Give the packages of English language models that are installed, in alphabetical order."""
    places = (place for folder in sys.path for place in Path(folder).glob(f"{_MODELS}*/__init__.py"))
    return tuple(installed_versions(sorted({place.parent.name for place in places})))


def installed_versions(names: Sequence[str]) -> dict[str, str]:
    """Give the version of each package that is installed, in the order of the names; others are left out."""
    found = {name: _version(name) for name in names}
    return {name: told for name, told in found.items() if told is not None}


@lru_cache(maxsize=64)
def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
