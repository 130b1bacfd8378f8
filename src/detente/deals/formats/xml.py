"""XML without its dangers: no document types, hence no entities and nothing fetched; every element knows its line."""

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers.expat import ErrorString

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from detente.errors import Fault, FormatError

__all__ = ["Tree", "parse_xml"]

_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_DECLARATION = re.compile(r"\A((?:\s|<!--.*?-->)*)(<\?xml\b.*?\?>)", re.S)


class Tree(TreeBuilder):
    """A tree of elements with the line of each."""

    def __init__(self) -> None:
        super().__init__()
        self.expat: object | None = None
        self.lines: dict[Element, int] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        """Begin an element."""
        element = super().start(tag, attrs)
        self.lines[element] = getattr(self.expat, "CurrentLineNumber", 0)
        return element


def parse_xml(text: str, name: str) -> tuple[Element, dict[Element, int]]:
    """Give the root of an XML text, and the line of every element.

    Two things that GENIUS's own files have are allowed: a comment or an empty line before the XML declaration, and a
    bare `&`. Raises FormatError where it is no XML, or has a document type (entities, other files).
    """
    # The text is decoded already, so the declaration says nothing any more; the lines must stay as they were.
    text = _DECLARATION.sub(lambda found: found[1] + "\n" * found[2].count("\n"), text, count=1)
    tree = Tree()
    text = _BARE_AMPERSAND.sub("&amp;", text)
    parser = DefusedXMLParser(target=tree, forbid_dtd=True)
    tree.expat = parser.parser
    try:
        parser.feed(text)
        root = parser.close()
    except DefusedXmlException:
        line = text.count("\n", 0, max(text.find("<!"), 0)) + 1
        told = "has a document type (<!DOCTYPE …>), which may define entities or name other files; remove it"
        raise FormatError(name, [Fault("", told, line)]) from None
    except ParseError as error:
        line, column = error.position
        told = f"is not well-formed XML at column {column + 1}: {ErrorString(error.code)}"
        raise FormatError(name, [Fault("", told, line)]) from None
    return root, tree.lines
