"""The text of a piece of HTML that holds an article and nothing else, as feeds carry it (by lxml)."""

from typing import Any

__all__ = ["text_of_fragment"]

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul"),
    )
)
_SILENT = frozenset(
    ("iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title")
)
_BREAK = "\0"


def text_of_fragment(html: str) -> str:
    """Give the words of a piece of HTML, its blocks as paragraphs with a blank line between."""
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True)
    data = html.replace(_BREAK, " ").encode("utf-8", "replace")
    # A text that begins without an element would lose its first words in some versions of libxml2.
    root = etree.fromstring(b"<html><body><div>" + data, parser)
    blocks = (" ".join(block.split()) for block in "".join(_pieces(root)).split(_BREAK))
    return "\n\n".join(block for block in blocks if block)


def _pieces(root: Any) -> list[str]:
    """Give the words of a tree in order, with a mark where a block begins or ends; without recursion."""
    from lxml import etree

    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        block = element.tag in _BLOCKS
        if event == "start":
            silent += element.tag in _SILENT
            if block:
                pieces.append(_BREAK)
            if not silent and element.text:
                pieces.append(element.text)
        else:
            silent -= element.tag in _SILENT
            if block:
                pieces.append(_BREAK)
            if not silent and element.tail:
                pieces.append(element.tail)
    return pieces
