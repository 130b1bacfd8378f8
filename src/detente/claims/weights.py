"""The weights that the reader ships, each loaded once per process.

They stand in `data`: `reader.onnx`, `reader-weights.npz`, `reader-heads.npz`, `weights.json` and `reader.json`,
described in `reader.md`, and `issues.npz`, described in `issues.md`.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np

from detente import __version__
from detente.claims.classifier import ActModel
from detente.claims.combination import Choice
from detente.claims.issues import Naming
from detente.claims.model import language_model
from detente.claims.trained.encoder import Encoder
from detente.claims.trained.heads import Heads
from detente.installed import installed_versions, language_models

__all__ = ["act_model", "choice", "encoder", "heads", "load_side_by_side", "naming", "reader_version"]

_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=1)
def load_side_by_side() -> None:
    """Load the encoder beside the language model, once per process: a second core, where there is one, saves a tenth.

    Raises MissingExtraError where one of them is not installed.
    """
    with ThreadPoolExecutor(1) as beside:
        loading = beside.submit(encoder)
        language_model()
        loading.result()


@lru_cache(maxsize=1)
def encoder() -> Encoder:
    """Load the shipped encoder, once per process. Raises MissingExtraError where ONNX Runtime is not installed."""
    return Encoder(_DATA / "reader.onnx", _DATA / "reader-weights.npz")


@lru_cache(maxsize=1)
def heads() -> Heads:
    """Load the shipped heads, once per process."""
    with np.load(_DATA / "reader-heads.npz") as stored:
        return Heads({name: stored[name].astype(np.float32) for name in stored.files})


@lru_cache(maxsize=1)
def naming() -> Naming:
    """Load how issues are named, once per process."""
    with np.load(_DATA / "issues.npz") as stored:
        return Naming(**{name: stored[name].astype(np.float32) for name in ("claim", "word", "form")})


@lru_cache(maxsize=1)
def choice() -> Choice:
    """Load how claims are chosen, once per process."""
    return Choice(**json.loads((_DATA / "reader.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def act_model() -> ActModel:
    """Load the shipped classifier, once per process."""
    stored = json.loads((_DATA / "weights.json").read_text(encoding="utf-8"))
    return ActModel(tuple(stored["classes"]), {feature: tuple(row) for feature, row in stored["weights"].items()})


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Give what decides how a text is read, beside the text: detente, the packages that compute, and the weights."""
    digest = hashlib.sha256()
    for path in sorted(path for path in _DATA.iterdir() if path.suffix != ".md"):  # Model cards decide nothing.
        digest.update(path.name.encode("utf-8"))
        digest.update(path.read_bytes())
    installed = installed_versions(sorted([*_COMPUTING, *language_models()]))
    versions = [f"{name} {number}" for name, number in installed.items()]
    return "; ".join([f"detente {__version__}", *versions, f"weights {digest.hexdigest()[:16]}"])


_COMPUTING = ("numpy", "onnxruntime", "spacy", "tokenizers")
