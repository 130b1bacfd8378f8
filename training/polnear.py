"""Our annotation of claims on articles of PolNeAR, whose texts are not ours: it stands apart from them, as offsets.

`polnear-claims.jsonl` holds an article a line: `id` as in PolNeAR, `sha256` of the text, and `claims` in the form of
the guide, except that `content`, `against` and `hedges` are offsets [start, end] into the text, and `text` is left out.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from examples import Report, laid_out

__all__ = ["annotated", "annotated_articles", "load_articles"]

CLAIMS = Path(__file__).resolve().parent / "polnear-claims.jsonl"
PARTS = ("train.jsonl.gz", "dev.jsonl.gz")


def load_articles(folder: Path, scorer: Any) -> list[Report]:
    """Load the articles that are annotated from a folder that holds PolNeAR's train and dev parts."""
    return [laid_out(name, text, None, claims, scorer) for name, text, claims in annotated_articles(folder)]


def annotated_articles(folder: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield (id, text, claims as in a claim file). Raises SystemExit where a text is missing or is another one."""
    texts: dict[str, str] = {}
    for part in PARTS:
        with gzip.open(folder / part, "rt", encoding="utf-8") as lines:
            texts |= {one["id"]: one["text"] for one in map(json.loads, lines)}
    return annotated(CLAIMS, texts, folder)


def annotated(path: Path, texts: Mapping[str, str], folder: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield (id, text, claims as in a claim file) of a file of offsets, with the texts that a folder holds.

    Raises SystemExit where a text is missing or is another one.
    """
    for article in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text = texts.get(article["id"], "")
        if hashlib.sha256(text.encode()).hexdigest() != article["sha256"]:
            raise SystemExit(f"{folder}: the text of {article['id']} is missing, or not the one that was annotated")
        yield article["id"], text, [_with_words(claim, text) for claim in article["claims"]]


def _with_words(claim: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {
        **claim,
        "text": text[claim["start"] : claim["end"]],
        "content": text[slice(*claim["content"])],
        "against": claim["against"] and text[slice(*claim["against"])],
        "hedges": [text[slice(*hedge)] for hedge in claim["hedges"]],
    }
