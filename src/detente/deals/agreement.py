"""A draft agreement: a package, or articles that each settle an issue, matched with the issues of a table.

Three forms are understood:

    land: frozen where the armies stand                  # a package: issue: option

    title: Draft of the second of May                    # articles, some of which may settle no issue
    parties: [northland, southland]                      # who is to sign; default: all whose consent is needed
    articles:
      - {title: The line, text: The armies stay …, issue: land, option: frozen where the armies stand}
      - {title: Entry into force, text: On signature …}

    package: {land: frozen where the armies stand}       # a package with a title or parties

Issues, options and parties go by id or by name, in upper or lower case. An issue that no article settles, or that one
leaves without an option, is open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.deals.near import near, no_such
from detente.errors import Fault, FormatError

__all__ = ["Agreement", "Article", "agreement_of_data", "match"]

_ARTICLE = ("title", "text", "issue", "option")
_WHOLE = ("title", "parties", "articles", "package")


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `issue` is None where it settles none, `option` None where it leaves its issue open."""

    title: str
    text: str
    issue: str | None
    option: str | None

    def to_json(self) -> dict[str, Any]:
        """Give the record of the JSON."""
        return {"title": self.title, "text": self.text, "issue": self.issue, "option": self.option}


@dataclass(frozen=True, slots=True)
class Agreement:
    """A draft: what it settles (`package`: issue → option), its articles, and who is to sign.

    Where `signatories` is empty, it is for those whose consent the table says is needed.
    """

    title: str | None
    articles: tuple[Article, ...]
    signatories: tuple[str, ...]
    package: Mapping[str, str]


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def match(name: str, known: Mapping[str, str]) -> str | None:
    """Give the key of `known` (key → name people use) that is meant: exactly, else in whatever case, if only one is."""
    if name in known:
        return name
    wanted = _folded(name)
    found = [key for key, label in known.items() if wanted in (_folded(key), _folded(label))]
    return found[0] if len(found) == 1 else None


def _option(value: Any, labels: Sequence[str]) -> str | None:
    """Give the label that a value means; a number also means the label that begins with it."""
    if isinstance(value, bool):
        return match(str(value), {label: label for label in labels})
    if isinstance(value, int | float):
        for label in labels:
            first = label.split(" ")[0]
            try:
                if abs(float(first) - value) <= 1e-9 * max(1.0, abs(value)):
                    return label
            except ValueError:
                continue
    return match(str(value), {label: label for label in labels})


class _Reader:
    """Reads one draft, and gathers its faults."""

    def __init__(
        self, issues: Mapping[str, Sequence[str]], issue_names: Mapping[str, str], party_names: Mapping[str, str]
    ) -> None:
        self.issues = issues
        self.issue_names = {issue: issue_names.get(issue, issue) for issue in issues}
        self.party_names = dict(party_names)
        self.faults: list[Fault] = []
        self.settled: dict[str, tuple[str, str]] = {}

    def issue(self, name: Any, path: str) -> str | None:
        found = match(str(name), self.issue_names)
        if found is None:
            self.faults.append(Fault(path, self._unknown_issue(str(name))))
        return found

    def _unknown_issue(self, name: str) -> str:
        known = [*self.issues, *(label for issue, label in self.issue_names.items() if label != issue)]
        return no_such("issue", name, known if near(name, known) else self.issues)

    def option(self, issue: str, value: Any, path: str) -> str | None:
        if value is None:
            return None
        if isinstance(value, Mapping | list):
            self.faults.append(
                Fault(path, "must be one option; it is a list or a mapping (quote an option with a colon)")
            )
            return None
        found = _option(value, self.issues[issue])
        if found is None:
            self.faults.append(Fault(path, no_such(f"option of {issue}", str(value), self.issues[issue])))
        return found

    def settle(self, issue: str, option: str, path: str) -> None:
        before, where = self.settled.setdefault(issue, (option, path))
        if before != option:
            self.faults.append(
                Fault(path, f"settles {issue} as {option!r}, and {where} as {before!r}; keep one of them")
            )

    def package(self, part: Mapping[Any, Any], path: str) -> Iterator[Article]:
        for name, value in part.items():
            here = f"{path}.{name}" if path else str(name)
            issue = self.issue(name, here)
            if issue is not None:
                option = self.option(issue, value, here)
                if option is not None:
                    self.settle(issue, option, here)
                yield Article(self.issue_names[issue], "", issue, option)

    def article(self, part: Any, number: int, path: str) -> Article | None:
        if not isinstance(part, Mapping):
            self.faults.append(Fault(path, "must be an article: title, text, issue and option"))
            return None
        self.fields(part, _ARTICLE, path)
        title = str(part.get("title") or f"Article {number}")
        text = str(part.get("text") or "")
        if part.get("issue") is None:
            if part.get("option") is not None:
                self.faults.append(Fault(f"{path}.option", "is given without the issue that it settles"))
            return Article(title, text, None, None)
        issue = self.issue(part["issue"], f"{path}.issue")
        if issue is None:
            return None
        option = self.option(issue, part.get("option"), f"{path}.option")
        if option is not None:
            self.settle(issue, option, f"{path}.option")
        return Article(title, text, issue, option)

    def fields(self, part: Mapping[Any, Any], known: Sequence[str], path: str) -> None:
        for key in part:
            if key not in known:
                self.faults.append(Fault(f"{path}.{key}" if path else str(key), no_such("field", str(key), known)))

    def articles(self, part: Any, path: str) -> Iterator[Article]:
        if not isinstance(part, list):
            self.faults.append(Fault(path, f"must be a list of articles; it is {type(part).__name__}"))
            return
        for place, entry in enumerate(part):
            found = self.article(entry, place + 1, f"{path}[{place}]")
            if found is not None:
                yield found

    def signatories(self, part: Any) -> Iterator[str]:
        if not isinstance(part, list):
            self.faults.append(Fault("parties", "must be a list of the parties that are to sign"))
            return
        for place, name in enumerate(part):
            found = match(str(name), self.party_names)
            if found is None:
                known = dict.fromkeys([*self.party_names, *self.party_names.values()])
                self.faults.append(Fault(f"parties[{place}]", no_such("party", str(name), known)))
            else:
                yield found


def agreement_of_data(
    data: Any,
    issues: Mapping[str, Sequence[str]],
    name: str = "draft",
    issue_names: Mapping[str, str] | None = None,
    party_names: Mapping[str, str] | None = None,
) -> Agreement:
    """Give the draft that plain data holds, matched with `issues` (issue → option labels) and the names people use.

    Raises FormatError with all faults at once: unknown issues, options and parties with what was probably meant, an
    issue settled in two ways, a draft that settles nothing.
    """
    reader = _Reader(issues, issue_names or {}, party_names or {})
    title: str | None = None
    signatories: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
    if isinstance(data, list):
        articles = tuple(reader.articles(data, ""))
    elif isinstance(data, Mapping) and (
        isinstance(data.get("articles"), list) or isinstance(data.get("package"), Mapping)
    ):
        reader.fields(data, _WHOLE, "")
        title = str(data["title"]) if data.get("title") is not None else None
        signatories = tuple(dict.fromkeys(reader.signatories(data["parties"]))) if "parties" in data else ()
        articles = (
            *(reader.articles(data["articles"], "articles") if "articles" in data else ()),
            *(reader.package(data["package"], "package") if "package" in data else ()),
        )
    elif isinstance(data, Mapping):
        articles = tuple(reader.package(data, ""))
    else:
        kind = "nothing" if data is None else type(data).__name__
        reader.faults.append(Fault("", f"must be a package (issue: option) or a list of articles; it holds {kind}"))
    package = {issue: reader.settled[issue][0] for issue in issues if issue in reader.settled}
    if not package and not reader.faults:
        reader.faults.append(Fault("", f"settles no issue; the issues are {', '.join(issues)}"))
    if reader.faults:
        raise FormatError(name, reader.faults)
    return Agreement(title, tuple(articles), signatories, package)
