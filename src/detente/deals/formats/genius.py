"""GENIUS's XML: a domain (issues with values) and one profile for each party.

R. Lin, S. Kraus, T. Baarslag et al., "Genius: An Integrated Environment for Supporting the Design of Generic Automated
Negotiators", Computational Intelligence 30 (2014) 48–70. A linear profile's utility is Σ weight · evaluation / largest
evaluation of the issue. A non-linear profile's is the sum of its hyper-rectangles, divided by `maxutility`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from detente.deals.formats.genius_issues import Issue, read_issues
from detente.deals.formats.genius_profile import read_profile
from detente.deals.formats.text import capped, natural, read_text
from detente.deals.formats.xml import parse_xml
from detente.deals.scenario import Preferences, Scenario
from detente.errors import DocumentError, Fault, FormatError

__all__ = ["read_genius"]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    root: Element
    lines: Mapping[Element, int]

    @property
    def space(self) -> Element:
        """The element that holds the objective."""
        found = self.root.find("utility_space")
        return self.root if found is None else found


def _parsed(path: Path, encoding: str | None) -> _File:
    root, lines = parse_xml(read_text(path, encoding), str(path))
    return _File(path, root, lines)


def _looks_like_xml(path: Path, encoding: str | None) -> bool:
    """Whether a file of a folder is XML at all: lists of numbers lie there too, by the same suffix."""
    return read_text(path, encoding).lstrip("\ufeff \t\n")[:1] == "<"


def _beside(folder: Path, encoding: str | None, faults: list[Fault]) -> list[_File]:
    files = []
    for path in sorted(folder.glob("*.[xX][mM][lL]"), key=natural):
        try:
            if _looks_like_xml(path, encoding):
                files.append(_parsed(path, encoding))
        except FormatError as error:
            faults += [Fault(_where(path.name, fault.line), fault.message) for fault in error.faults]
        except DocumentError as error:
            faults.append(Fault("", str(error)))
    return files


def _where(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"


def _named(domain: _File, faults: list[Fault]) -> list[tuple[str, Path]]:
    """Give the profiles that a domain names: party and path. None may lie outside the folder of the domain."""
    folder = domain.path.parent.resolve()
    found = []
    for agent in domain.root.findall("agent"):
        name = (agent.get("utility_space") or "").strip()
        if not name:
            continue
        where = _where(domain.path.name, domain.lines.get(agent))
        try:
            target = (folder / name).resolve()
            inside = target.parent == folder
        except (OSError, ValueError):
            inside = False
        if not inside:
            faults.append(Fault(where, f"names the profile {name!r}, outside its folder; put it beside the domain"))
        else:
            found.append((agent.get("name") or target.stem, folder / name))
    return found


def _profiles(domain: _File, files: Sequence[_File], encoding: str | None, faults: list[Fault]) -> dict[str, _File]:
    """Give the profiles by party: those that the domain names, if they are there, else all that lie beside it."""
    named = [(party, path) for party, path in _named(domain, faults) if path.is_file()]
    if named:
        own = {file.path.resolve(): file for file in files}
        chosen = [(party, own[path.resolve()]) for party, path in named if path.resolve() in own]
    else:
        chosen = [
            (file.path.stem, file)
            for file in files
            if file.root.tag == "utility_space" and (file.root.get("type") or "").upper() != "UNCERTAIN"
        ]
    return _by_party(chosen)


def _by_party(chosen: Sequence[tuple[str, _File]]) -> dict[str, _File]:
    names = [party for party, _ in chosen]
    twice = {name for name in names if names.count(name) > 1}
    return {file.path.stem if party in twice else party: file for party, file in chosen}


def _domain(files: Sequence[_File], folder: Path) -> _File:
    found = [file for file in files if file.root.tag == "negotiation_template"]
    if len(found) == 1:
        return found[0]
    if not found:
        raise FormatError(str(folder), [Fault("", "holds no GENIUS domain (an XML file of <negotiation_template>)")])
    names = ", ".join(file.path.name for file in found)
    raise FormatError(str(folder), [Fault("", f"holds {len(found)} domains ({names}); name one of these files")])


def _preferences(
    domain: _File, profiles: Mapping[str, _File], issues: Sequence[Issue], faults: list[Fault]
) -> dict[str, Preferences]:
    parties = {}
    for party, file in profiles.items():
        if file.root.tag != "utility_space":
            faults.append(Fault(file.path.name, f"is <{file.root.tag}>, not a profile (<utility_space>)"))
            continue
        found, own = read_profile(file.space, file.lines, issues)
        faults += [Fault(f"{_where(file.path.name, fault.line)} {fault.path}".rstrip(), fault.message) for fault in own]
        if found is not None:
            parties[party] = found
    return parties


def read_genius(path: Path, profiles: Sequence[Path] = (), encoding: str | None = None) -> Scenario:
    """Read a GENIUS scenario: its folder, or the domain's file.

    The parties are `profiles`, where given; else the profiles that the domain names and that lie beside it; else all
    profiles beside it but those of `type="UNCERTAIN"`, which repeat others. Weights may be off a sum of 1 by
    `WEIGHT_SLACK`. A party without a reservation value has no deal at 0. Raises FormatError with all faults of all
    files, DocumentError where a file cannot be read.
    """
    faults: list[Fault] = []
    folder = path if path.is_dir() else path.parent
    if path.is_dir():
        files = _beside(folder, encoding, faults)
        if faults and not any(file.root.tag == "negotiation_template" for file in files):
            raise FormatError(str(path), capped(faults))
        domain = _domain(files, folder)
    else:
        domain = _parsed(path, encoding)
        files = []
        if domain.root.tag != "negotiation_template":
            told = f"is <{domain.root.tag}>, not a domain; name the file of the domain, or the folder"
            raise FormatError(str(path), [Fault("", told)])
        if not profiles:
            files = [file for file in _beside(folder, encoding, faults) if file.path.name != path.name]
    if profiles:
        faults = []
        chosen = _by_party([(file.path.stem, file) for file in _given(profiles, encoding, faults)])
    else:
        faults = [fault for fault in faults if not fault.path.startswith(domain.path.name)]
        chosen = _profiles(domain, files, encoding, faults)
    issues, own = read_issues(domain.space, domain.lines)
    faults += [Fault(f"{_where(domain.path.name, fault.line)} {fault.path}".rstrip(), fault.message) for fault in own]
    parties = _preferences(domain, chosen, issues, faults) if not own else {}
    if not chosen and not faults:
        faults.append(Fault("", "has no profiles (XML files of <utility_space>) beside it; add one for each party"))
    if faults:
        raise FormatError(str(path), capped(faults))
    return Scenario({issue.name: issue.labels for issue in issues}, parties, _title(domain))


def _given(profiles: Sequence[Path], encoding: str | None, faults: list[Fault]) -> Iterator[_File]:
    for profile in profiles:
        try:
            yield _parsed(profile, encoding)
        except FormatError as error:
            faults += [Fault(_where(profile.name, fault.line), fault.message) for fault in error.faults]


def _title(domain: _File) -> str:
    return domain.path.stem
