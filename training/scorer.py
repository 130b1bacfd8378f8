"""The scorer that stands beside a folder of annotated articles."""

import importlib.util
from pathlib import Path
from typing import Any

__all__ = ["load_scorer"]


def load_scorer(gold: Path) -> Any:
    """Load the scorer. Raises SystemExit where there is none."""
    spec = importlib.util.spec_from_file_location("score", gold.resolve().parent / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no score.py beside {gold}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
