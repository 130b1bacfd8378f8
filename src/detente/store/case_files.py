"""Reading what the stage before wrote: case.yaml, claims.json, and what a person confirmed."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from detente.claims import Reading, readings_from_json, readings_from_lines, with_unique_ids
from detente.errors import DocumentError, UsageError
from detente.store.decision_log import DECISIONS, read_decisions
from detente.store.telling import Tell, count, silent
from detente.table import Case, case_from_yaml
from detente.table.case_file import yaml_data
from detente.table.patching import patched

__all__ = [
    "as_decided",
    "case_text",
    "check_claims",
    "claims_beside",
    "confirmed_text",
    "draft_path",
    "draft_text",
    "edited_by_hand",
    "last_draft",
    "load_case",
    "load_readings",
    "missing_claims",
    "sealed",
    "with_confirmed",
]

_SEAL = re.compile(r"\n# As (?:drafted|written by detente); sha256 of the lines above: ([0-9a-f]{64})\n\Z")


def _text(path: Path, wanted: str) -> str:
    """Give the text of a file that a stage or a person wrote, UTF-8 or UTF-16 with a byte order mark."""
    try:
        if path.is_char_device():
            raise DocumentError(f"{path}: is a device; name {wanted}")
        data = path.read_bytes()
    except FileNotFoundError:
        raise DocumentError(f"{path}: does not exist") from None
    except IsADirectoryError:
        raise DocumentError(f"{path}: is a folder; name the file in it") from None
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror})") from None
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte 0x{data[error.start]:02x} at offset {error.start}"
        raise DocumentError(f"{path}: is not text in UTF-8 ({where}); name {wanted}, saved as UTF-8") from None
    if "\x00" in text:
        raise DocumentError(f"{path}: is binary, not text; name {wanted}")
    return text


def case_text(path: Path) -> str:
    """Give the text of a case file as it stands. Raises DocumentError."""
    return _text(path, "a case.yaml")


def draft_text(path: Path) -> str:
    """Give the text of a draft agreement or a package as it stands. Raises DocumentError."""
    return _text(path, "a draft: a package, or articles, in YAML or JSON")


def load_case(path: Path, tell: Tell = silent) -> Case:
    """Read a case file, with what was decided beside it. Raises FormatError with all its faults, DocumentError."""
    return as_decided(case_from_yaml(case_text(path), str(path)), path, tell)


def as_decided(case: Case, path: Path, tell: Tell = silent) -> Case:
    """Give a case with what `decisions.jsonl` beside its file says of its claims; say what it cannot take in.

    Raises FormatError, DocumentError.
    """
    decisions = read_decisions(path.parent, tell)
    if not decisions:
        return case
    from detente.table.decided import decided_case

    decided, pending = decided_case(case, decisions)
    if pending:
        again = f"detente table {path.parent / 'claims.json'}"
        tell(f"{path}: {count(len(pending), 'decision')} of {DECISIONS} can only be drafted anew, with: {again}")
    return decided


def claims_beside(folder: Path) -> Path:
    """Give the file of claims in a folder: claims.json, or else the claims.jsonl of a corpus where that is there."""
    of_corpus = folder / "claims.jsonl"
    return of_corpus if of_corpus.is_file() and not (folder / "claims.json").is_file() else folder / "claims.json"


def load_readings(path: Path) -> tuple[Reading, ...]:
    """Read a run's claims.json, or a corpus's claims.jsonl. Raises FormatError with all its faults, DocumentError."""
    if path.suffix.lower() == ".jsonl":
        return readings_from_lines(_text(path, "the claims.jsonl of a corpus").split("\n"), str(path))
    return readings_from_json(_text(path, "the claims.json of a run"), str(path))


def missing_claims(case: Case, readings: Sequence[Reading]) -> list[str]:
    """Give the ids of the claims that a case rests on and the readings lack."""
    known = {claim.id for reading in with_unique_ids(readings) for claim in reading.claims}
    return [name for name in case.evidence if name not in known]


def check_claims(case: Case, readings: Sequence[Reading], name: Path, tell: Tell = silent) -> None:
    """See that a case rests on the claims of these readings; say which it has from elsewhere.

    Raises DocumentError where it has none from them: then it is the case of other reports.
    """
    missing = missing_claims(case, readings)
    if not missing:
        return
    told = ", ".join(missing[:3]) + (", …" if len(missing) > 3 else "")
    if not readings:
        tell(f"{name}: no report is named, nor is any in a claims.json beside it: the report shows none of its claims")
    elif len(missing) == len(case.evidence):
        raise DocumentError(
            f"{name}: none of the {count(len(missing), 'claim')} that it rests on is in these reports ({told}); "
            "name the reports it was drafted from"
        )
    else:
        those = f"{len(missing)} of the {count(len(case.evidence), 'claim')} that it rests on"
        tell(f"{name}: {those} are not in these reports: {told}; they count, but the report cannot show them")


def sealed(text: str) -> str:
    """Give the text of a copied case with a last line by which a later run sees whether a person changed the copy."""
    text = _SEAL.sub("", text)
    return f"{text}\n# As written by detente; sha256 of the lines above: {hashlib.sha256(text.encode()).hexdigest()}\n"


def edited_by_hand(path: Path) -> bool:
    """Tell whether the case file at `path` exists and is not just as detente drafted or copied it."""
    if not path.is_file():
        return False
    text = path.read_bytes().decode("utf-8", errors="replace")
    seal = _SEAL.search(text)
    if seal is not None:
        return hashlib.sha256(text[: seal.start()].encode()).hexdigest() != seal[1]
    return text != last_draft(path)


def draft_path(path: Path) -> Path:
    """Give where the last draft of a case file is kept: beside it, as `case.drafted.yaml`."""
    return path.with_name(f"{path.stem}.drafted{path.suffix or '.yaml'}")


def last_draft(path: Path) -> str | None:
    """Give the last draft of the case file at `path`; None where none is kept. Raises DocumentError."""
    kept = draft_path(path)
    return _text(kept, "the draft that detente keeps beside a case") if kept.is_file() else None


def confirmed_text(text: str, confirmed: Sequence[str], name: str) -> str:
    """Give the text of a case with the named claims, or all, marked as confirmed; the rest of it as it stands.

    Raises UsageError, FormatError.
    """
    if not confirmed:
        return text
    case = with_confirmed(case_from_yaml(text, name), confirmed)
    data = yaml_data(text, name)
    for claim, piece in data.get("evidence", {}).items():
        if case.evidence[claim].status is not None:
            piece["status"] = case.evidence[claim].status
    return patched(text, data, name=name)


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
