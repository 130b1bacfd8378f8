"""From bytes to text: the encoding is the one named, declared by a mark or by the page, or UTF-8; none is guessed."""

import codecs
import re

from detente.errors import DocumentError

__all__ = ["decode"]

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_MOST_CONTROL = 0.05
"""Share of control characters from which on bytes are binary, not text."""
_SAMPLE = 4096
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = (
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)),
    *(f"cp{page}" for page in (866, 874, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)),
    *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
)
_MANY_BYTES = ("gbk", "gb18030", "gb2312", "big5", "euc_jp", "iso2022_jp", "shift_jis", "euc_kr")
_DECLARABLE = {"iso8859-1": "cp1252", "ascii": "cp1252", **{name: name for name in (*_ONE_BYTE, *_MANY_BYTES)}}
"""The encodings that a source may declare, as Python names them: those of the web (WHATWG, Encoding Standard, § 4), by
which Latin-1 and ASCII mean cp1252. Others that Python knows would let a hostile source take very long."""
_WIDE = {"utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "utf-32": "utf-32-le"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WELL_FORMED = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, name: str, encoding: str | None = None, declared: str | None = None) -> str:
    """Give the text of `data`: UTF-8, UTF-16 or UTF-32 with a byte order mark, or the `encoding` named.

    `declared` is what the data themselves say to be their encoding, as web pages do, or who sends them; it serves where
    they are no UTF-8.
    Raises DocumentError for anything else: detente does not guess an encoding, since one wrong letter moves no
    offset but changes names.
    """
    marked = next((known for mark, known in _MARKS if data.startswith(mark)), None)
    tried = encoding or marked or _wide(declared, data)
    try:
        text = _decoded(data, tried, declared)
    except LookupError:
        raise DocumentError(f"{name}: there is no encoding {encoding!r}; try utf-8, cp1252 or latin-1") from None
    except UnicodeDecodeError as error:
        if marked is not None and encoding is None:
            raise DocumentError(
                f"{name}: begins like {marked.upper()}, but is broken at byte {error.start} ({error.reason}); "
                "save it anew as UTF-8"
            ) from None
        opening = data[:_SAMPLE]
        if b"\x00" in opening or _share_of_control(opening.decode("latin-1")) > _MOST_CONTROL:
            raise _binary(data, name) from None
        raise DocumentError(
            f"{name}: byte 0x{data[error.start]:02x} at offset {error.start} (line {_line(data, error.start)}) is not "
            f"{encoding or 'UTF-8'}; {_remedy(data, encoding)}"
        ) from None
    except UnicodeError as error:
        raise DocumentError(f"{name}: cannot be read as {tried} ({error}); name another with --encoding") from None
    if _share_of_control(text[:_SAMPLE]) > _MOST_CONTROL:
        raise _binary(data, name)
    if (half := _SURROGATE.search(text)) is not None:
        raise DocumentError(
            f"{name}: character {half.start()} is half a character (U+{ord(half.group()):04X}) in {tried or 'UTF-8'}; "
            "save it anew as UTF-8"
        )
    return text


def _decoded(data: bytes, tried: str | None, declared: str | None) -> str:
    if tried is not None:
        return data.decode(tried)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if declared is None:
            raise
        known = _DECLARABLE.get(_codec(declared))
        if known is None:
            raise
        try:
            return data.decode(known)
        except UnicodeDecodeError:
            if known != "cp1252":
                raise
            return data.decode("latin-1")


def _codec(name: str) -> str:
    """Give the name that Python has for an encoding; "" where it has none."""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _wide(declared: str | None, data: bytes) -> str | None:
    """Give the encoding of two or four bytes that was declared, if the data look like it: zeros among the letters."""
    known = _WIDE.get(_codec(declared)) if declared else None
    return known if known is not None and b"\x00" in data[:_SAMPLE] else None


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _binary(data: bytes, name: str) -> DocumentError:
    """Give the error for bytes that are no text, or perhaps UTF-16 without a mark: then every other byte is zero."""
    even, odd = (data[place:_SAMPLE:2].count(0) / max(len(data[place:_SAMPLE:2]), 1) for place in (0, 1))
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.4 and others < 0.1:
            return DocumentError(f"{name}: is binary, or UTF-16 without a byte order mark: then --encoding {encoding}")
    return DocumentError(f"{name}: is binary, not text; give a text, HTML or PDF file")


def _remedy(data: bytes, tried: str | None) -> str:
    """Give the remedy where an encoding, UTF-8 if none was named, has failed."""
    if tried is None:
        if _WELL_FORMED.search(data):
            return "other letters are UTF-8, so the file mixes encodings: mend that line and save the file as UTF-8"
        return "name its encoding, for instance --encoding cp1252"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "name another with --encoding"
    return "it is UTF-8: leave --encoding out"


def _share_of_control(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(len(text), 1)
