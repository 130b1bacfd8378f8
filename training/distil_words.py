"""Distil the sentence encoder into vectors of single wordpieces: python training/distil_words.py [--write].

Each wordpiece is put through MiniLM alone; the means of its hidden states are reduced to the first principal components
(without the mean), and weighed by a / (a + p) with p the wordpiece's share of the words of `reports/` (Arora, Liang &
Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings"; the way of distilling is that of Model2Vec,
MinishLab 2024). Stored as whole numbers from -127 to 127 with one scale per row. Some three minutes on one core.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from detente.claims.wordpieces import END, START, wordpiece_tokenizer
from detente.table.similarity import _model

HERE = Path(__file__).resolve().parent
STORED = HERE.parent / "src" / "detente" / "table" / "data" / "words.npz"
DIMENSIONS = 128
RARITY = 1e-3
BATCH = 512


def hidden(pieces: int) -> np.ndarray:
    session, _ = _model()
    means = np.zeros((pieces, 384))
    for start in range(0, pieces, BATCH):
        ids = np.array([[START, at, END] for at in range(start, min(pieces, start + BATCH))], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        means[start : start + BATCH] = session.run(None, feeds)[0].mean(axis=1)
    return means


def shares(pieces: int) -> np.ndarray:
    tokenizer = wordpiece_tokenizer()
    counts = np.ones(pieces)
    for path in sorted((HERE / "reports").glob("*.txt")):
        np.add.at(counts, tokenizer.encode(path.read_text(encoding="utf-8"), add_special_tokens=False).ids, 1)
    return counts / counts.sum()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="store the vectors in the package")
    arguments = parser.parse_args()
    pieces = wordpiece_tokenizer().get_vocab_size()
    centred = hidden(pieces)
    centred -= centred.mean(axis=0)
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :DIMENSIONS]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(DIMENSIONS)])
    vectors = centred @ axes * (RARITY / (RARITY + shares(pieces)))[:, None]
    scale = np.abs(vectors).max(axis=1) / 127
    whole = np.rint(vectors / scale[:, None]).astype(np.int8)
    error = np.abs(whole * scale[:, None] - vectors).max()
    kept = 1 - ((centred - centred @ axes @ axes.T) ** 2).sum() / (centred**2).sum()
    print(json.dumps({"pieces": pieces, "variance kept": round(float(kept), 4), "largest error": float(error)}))
    if arguments.write:
        np.savez_compressed(STORED, vectors=whole, scale=scale.astype(np.float32))


if __name__ == "__main__":
    main()
