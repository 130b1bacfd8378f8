"""Where the data of others lies that tests compare with; it stays outside this repository."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    root = Path(os.environ.get("DETENTE_SHARED", Path(__file__).parents[3] / "shared")) / "data"
    if not root.is_dir():
        pytest.skip(f"no reference data at {root}; set DETENTE_SHARED to the folder that holds it")
    return root
