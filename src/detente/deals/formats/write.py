"""Writing scenarios, whole or not at all."""

from pathlib import Path

from detente.deals.formats.genius_files import genius_files
from detente.deals.formats.negmas_files import negmas_files
from detente.deals.formats.neutral import neutral_of_scenario
from detente.deals.scenario import Scenario
from detente.errors import UsageError
from detente.files import dump_json, write_all, write_atomically

__all__ = ["FORMATS", "write_scenario"]

FORMATS = ("neutral", "negmas", "genius")


def write_scenario(scenario: Scenario, path: Path, form: str = "neutral") -> None:
    """Write a scenario to `path`: a file where `form` is neutral (JSON), a folder where it is negmas or genius.

    Raises FormatError naming all that the format cannot hold, before anything is written; UsageError where there is no
    such format; OSError.
    """
    if form == "neutral":
        write_atomically(path, dump_json(neutral_of_scenario(scenario)))
    elif form in FORMATS:
        files = negmas_files(scenario) if form == "negmas" else genius_files(scenario)
        write_all(path, dict(files))
    else:
        raise UsageError(f"there is no format {form!r}; there are {', '.join(FORMATS)}")
