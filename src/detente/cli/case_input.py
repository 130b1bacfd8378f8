"""Reading what the stage before wrote: case.yaml, claims.json, and what a person confirmed."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from detente.claims import Reading, readings_from_json
from detente.documents import decode
from detente.errors import DocumentError, UsageError
from detente.table import Case, case_from_yaml, case_to_yaml

__all__ = ["edited_by_hand", "load_case", "load_readings", "sealed_yaml", "with_confirmed"]

_SEAL = re.compile(r"\n# As drafted; sha256 of the lines above: ([0-9a-f]{64})\n\Z")


def _text(path: Path) -> str:
    try:
        return decode(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except IsADirectoryError:
        raise DocumentError(f"{path}: is a folder; name the file in it") from None


def load_case(path: Path) -> Case:
    """Read a case file. Raises FormatError with all its faults, DocumentError."""
    return case_from_yaml(_text(path), str(path))


def load_readings(path: Path) -> tuple[Reading, ...]:
    """Read a run's claims.json. Raises FormatError with all its faults, DocumentError."""
    return readings_from_json(_text(path), str(path))


def sealed_yaml(case: Case) -> str:
    """Give case.yaml with a last line by which a later run sees whether a person changed the file."""
    text = case_to_yaml(case)
    return f"{text}\n# As drafted; sha256 of the lines above: {hashlib.sha256(text.encode()).hexdigest()}\n"


def edited_by_hand(path: Path) -> bool:
    """Tell whether the case file at `path` exists and is not just as detente drafted it."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    seal = _SEAL.search(text)
    return seal is None or hashlib.sha256(text[: seal.start()].encode()).hexdigest() != seal[1]


def with_confirmed(case: Case, confirmed: Sequence[str]) -> Case:
    """Give the case with the named claims, or all, marked as confirmed by a person. Raises UsageError."""
    unknown = [name for name in confirmed if name != "all" and name not in case.evidence]
    if unknown:
        raise UsageError(f"--confirm: there is no claim {', '.join(unknown)} in this case")
    chosen = case.evidence if "all" in confirmed else dict.fromkeys(confirmed)
    evidence = {
        name: piece.model_copy(update={"status": "confirmed"}) if name in chosen and piece.status is None else piece
        for name, piece in case.evidence.items()
    }
    return case.model_copy(update={"evidence": evidence})
