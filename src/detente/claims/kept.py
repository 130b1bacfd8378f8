"""Readings that are kept: where `DETENTE_READINGS` names a folder, what was read once is not read again.

A reading is kept under the hash of all that decides it: the document, the reader's weights and the packages that
compute. The files hold the words of claims, so that nothing is kept unless somebody names a folder for it.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

from detente.claims.claim import Claim
from detente.claims.files import load_claims
from detente.documents import Document
from detente.errors import DetenteError, DocumentError
from detente.files import dump_json, write_atomically

__all__ = ["VARIABLE", "content_hash", "keep_claims", "kept_claims"]

VARIABLE = "DETENTE_READINGS"
"""The environment variable that names the folder."""


def content_hash(document: Document) -> str:
    """Give the hash of all that decides what is read in a document, the reader included."""
    from detente.claims.weights import reader_version

    known = (document.id, document.sha256, document.title, document.outlet, document.date, document.address)
    return hashlib.sha256(json.dumps([reader_version(), *known]).encode("ascii")).hexdigest()


def kept_claims(document: Document) -> tuple[Claim, ...] | None:
    """Give the claims of a document as they were kept; None where they were not, or where what was kept is damaged.

    Raises DocumentError where the folder for them is none and cannot be made.
    """
    folder = _folder()
    if folder is None:
        return None
    try:
        return load_claims(_place(folder, document), document.text)
    except DetenteError:
        return None


def keep_claims(document: Document, claims: Sequence[Claim]) -> None:
    """Keep the claims of a document; where there is no room for them, only the time to read it again is lost."""
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        write_atomically(_place(folder, document), dump_json([claim.to_json() for claim in claims]))


def _folder() -> Path | None:
    named = os.environ.get(VARIABLE)
    if not named:
        return None
    folder = Path(named).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError(
            f"{folder}: readings cannot be kept there ({reason}); name another folder in {VARIABLE}, or unset it"
        ) from error
    return folder


def _place(folder: Path, document: Document) -> Path:
    return folder / f"{content_hash(document)}.claims.json"
