"""Packages and draft agreements as they are given on the command line, matched with the table they belong to."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from detente.deals import Scenario
from detente.deals.agreement import Agreement, agreement_of_data
from detente.deals.from_case import case_issues
from detente.deals.near import no_such
from detente.errors import DocumentError, Fault, FormatError
from detente.store.case_files import draft_text
from detente.table import Case
from detente.table.case_file import with_lines, yaml_data

__all__ = ["load_agreement", "load_reference"]


def _matched(data: object, name: str, table: Case | Scenario) -> Agreement:
    if isinstance(table, Scenario):
        return agreement_of_data(data, table.issues, name, {}, {party: party for party in table.parties})
    issue_names = {issue: part.name for issue, part in table.issues.items() if part.name}
    party_names = {party: part.name for party, part in table.parties.items()}
    return agreement_of_data(data, case_issues(table), name, issue_names, party_names)


def load_agreement(path: Path, table: Case | Scenario) -> Agreement:
    """Read a draft agreement. Raises FormatError with all its faults and their lines, DocumentError."""
    text = draft_text(path)
    try:
        return _matched(yaml_data(text, str(path)), str(path), table)
    except FormatError as error:
        raise (with_lines(error, text) if any(fault.path for fault in error.faults) else error) from None


def _whole(agreement: Agreement, name: str, table: Case | Scenario) -> Mapping[str, str]:
    """Give the package; that of a scenario must settle all issues. Raises FormatError naming those it leaves open."""
    if isinstance(table, Case):
        return agreement.package
    missing = [issue for issue in table.issues if issue not in agreement.package]
    if missing:
        remedy = "is missing; give one of its options"
        raise FormatError(name, [Fault(issue, f"{remedy}: {'; '.join(table.issues[issue])}") for issue in missing])
    return agreement.package


def load_reference(given: Sequence[str], table: Case | Scenario) -> Mapping[str, str] | None:
    """Give the package that --reference names: a file, a package of the case, or pairs issue=option. None without.

    One that goes with a case may leave issues open.
    Raises FormatError with all its faults, DocumentError where there is no such file or package.
    """
    if not given:
        return None
    pairs = [part.partition("=") for part in given]
    if all(mark for _, mark, _ in pairs) and not Path(given[0]).is_file():
        data = {issue.strip(): option.strip() for issue, _, option in pairs}
        return _whole(_matched(data, "--reference", table), "--reference", table)
    if len(given) > 1:
        raise DocumentError("--reference: give one file, one name, or only pairs issue=option")
    named = dict(table.packages) if isinstance(table, Case) else {}
    if given[0] in named:
        return _whole(_matched(named[given[0]], f"packages.{given[0]}", table), f"packages.{given[0]}", table)
    if not Path(given[0]).exists():
        what = "package of the case, nor a file," if isinstance(table, Case) else "file"
        raise DocumentError(f"--reference: {no_such(what, given[0], named)}")
    return _whole(load_agreement(Path(given[0]), table), given[0], table)
