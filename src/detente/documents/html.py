"""The article of an HTML page, with its title, outlet, date and address (by trafilatura)."""

from dataclasses import dataclass

from detente.errors import DocumentError, MissingExtraError

__all__ = ["Page", "read_html"]


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page: its headline, a blank line and its paragraphs as `text`."""

    text: str
    title: str | None
    outlet: str | None
    date: str | None
    address: str | None


def read_html(source: str, name: str) -> Page:
    """Extract the article of a page. Raises DocumentError where it holds none, MissingExtraError."""
    try:
        import trafilatura
    except ImportError:
        raise MissingExtraError("The HTML reader", "html") from None
    extracted = trafilatura.bare_extraction(source, include_comments=False, include_tables=False, with_metadata=True)
    found = {} if extracted is None else extracted if isinstance(extracted, dict) else extracted.as_dict()
    body = (found.get("text") or "").strip()
    if not body:
        raise DocumentError(f"{name}: no article was found in this page; save its text as a .txt file")
    paragraphs = "\n\n".join(line for line in body.split("\n") if line.strip())
    title = found.get("title") or None
    text = paragraphs if title is None or paragraphs.startswith(title) else f"{title}\n\n{paragraphs}"
    outlet = found.get("sitename") or found.get("hostname") or None
    return Page(text, title, outlet, found.get("date") or None, found.get("url") or None)
