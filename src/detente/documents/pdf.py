"""The text of a PDF, page after page (by pypdfium2)."""

import re

from detente.errors import DocumentError, MissingExtraError

__all__ = ["read_pdf"]

_HYPHEN = re.compile(r"\x02\s?|(?<=[a-z])[-\u00ad\ufffe]\n(?=[a-z])")
"""A word broken at the end of a line; pdfium writes U+0002 where it has joined the lines itself."""
_WRAP = re.compile(r"(?<=[^\s.!?:”\"’])\n(?=\S)|(?<=[.!?:”\"’])\n(?=[a-z(“\"‘])")


def _unwrap(text: str) -> str:
    """Join the lines of a paragraph: a line break inside a sentence is layout, not text."""
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return re.sub(r"\n{2,}", "\n\n", _WRAP.sub(" ", _HYPHEN.sub("", lines))).strip()


def read_pdf(data: bytes, name: str) -> tuple[str, str | None]:
    """Give the text of a PDF and its title, if it names one.

    Raises DocumentError where it is broken, locked, or holds pictures only; MissingExtraError.
    """
    try:
        import pypdfium2
    except ImportError:
        raise MissingExtraError("The PDF reader", "pdf") from None
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"{name}: cannot be opened as PDF ({error}): broken, or locked by a password") from None
    try:
        pages = [page.get_textpage().get_text_bounded() for page in file]
        title = str(file.get_metadata_value("Title") or "").strip() or None
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"{name}: a page of this PDF is broken ({error}); print it anew to PDF") from None
    finally:
        file.close()
    text = "\n\n".join(_unwrap(page) for page in pages if page.strip())
    if not text.strip():
        raise DocumentError(f"{name}: this PDF holds no text (a scan?); run an OCR program over it first")
    return text, title
