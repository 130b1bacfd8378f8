"""What can go wrong, as one small tree.

    DetenteError
    ├── UsageError          the command or call was put wrongly (exit code 2)
    ├── DocumentError       a source cannot be read
    │   └── FetchError      an address gives nothing (with the status of the answer, if there was one)
    ├── FormatError         a file does not hold what its schema asks (all its faults at once)
    ├── EvidenceError       evidence that no belief can hold
    ├── ConflictError       somebody else changed the same thing meanwhile; nothing was written
    ├── SizeError           a computation is beyond its declared limit; the message names the size
    └── MissingExtraError   an optional part is not installed; the message names the command

Every message says what is wrong, where, shows the value, and how to mend it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "ConflictError",
    "DetenteError",
    "DocumentError",
    "EvidenceError",
    "Fault",
    "FetchError",
    "FormatError",
    "MissingExtraError",
    "SizeError",
    "UsageError",
]


class DetenteError(Exception):
    """Base of all errors that detente raises on purpose."""


class UsageError(DetenteError):
    """A command or call that was put wrongly."""


class DocumentError(DetenteError):
    """A source that cannot be read."""


class FetchError(DocumentError):
    """An address that gives nothing; `status` of the answer, and the seconds that the server asks to wait, if any."""

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class EvidenceError(DetenteError):
    """Evidence that no belief can hold."""


class ConflictError(DetenteError):
    """A change that rests on what somebody else has changed meanwhile; the message says who and what."""


class SizeError(DetenteError):
    """A computation beyond its declared limit."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file: `path` such as `issues.land.options[0]`, what is wrong there, and its line if known."""

    path: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line is not None else ""
        return f"{where}{self.path}: {self.message}" if self.path else f"{where}{self.message}"


class FormatError(DetenteError):
    """A file that does not hold what its schema asks; carries all of its `faults`."""

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__("\n".join([f"{name}: {count}", *(f"  {fault}" for fault in self.faults)]))

    def __reduce__(self) -> tuple[type["FormatError"], tuple[str, tuple[Fault, ...]]]:
        return type(self), (self.name, self.faults)


class MissingExtraError(DetenteError):
    """An optional part that is not installed."""

    def __init__(self, part: str, extra: str) -> None:
        self.part = part
        self.extra = extra
        super().__init__(f'{part} is not installed; install it with: python -m pip install "detente[{extra}]"')

    def __reduce__(self) -> tuple[type["MissingExtraError"], tuple[str, str]]:
        return type(self), (self.part, self.extra)
