import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.documents import decode, find_sources, load, load_bytes, mark_near_duplicates
from detente.documents.document import Document
from detente.errors import DocumentError

ARTICLE = "".join(
    f"<p>Paragraph {i} tells that the ministers of both countries met again and that neither would say what came of"
    " it, though each of them smiled for the cameras.</p>"
    for i in range(6)
)


def test_text_is_the_decoded_file_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("Tálks\r\n\r\nA – “b”.\n".encode())
    assert load(path).text == "Tálks\r\n\r\nA – “b”.\n"


@given(st.text(min_size=1).filter(lambda t: any(c.isalpha() for c in t) and not t.startswith("\ufeff")))
def test_any_unicode_text_without_control_characters_is_kept(text: str) -> None:
    control = sum(ord(c) < 32 and c not in "\t\n\r\x0b\x0c" for c in text)
    if control or not text.strip() or "%PDF" in text or "<" in text:
        return
    assert load_bytes(text.encode(), "x.txt").text == text


def test_headline_and_sidecar_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("Talks stall\n\nBody.", encoding="utf-8")
    path.with_suffix(".meta.json").write_text(
        json.dumps({"outlet": "The Wire", "date": "2025-05-01", "url": "https://example.org/a"}), encoding="utf-8"
    )
    document = load(path)
    assert (document.title, document.outlet, document.date, document.address) == (
        "Talks stall",
        "The Wire",
        "2025-05-01",
        "https://example.org/a",
    )


def test_id_is_stable_and_tells_texts_apart() -> None:
    one, again, other = (load_bytes(t, "a/report.txt") for t in (b"Some words.", b"Some words.", b"Other words."))
    assert one.id == again.id != other.id
    assert one.id.startswith("report-")


def test_html_gives_the_article_with_its_metadata() -> None:
    page = (
        "<!doctype html><html><head><title>Talks stall</title>"
        "<meta property='og:site_name' content='The Wire'><meta property='article:published_time' content='2025-05-01'>"
        f"</head><body><nav>Home Sport</nav><article><h1>Talks stall</h1>{ARTICLE}</article></body></html>"
    )
    document = load_bytes(page.encode(), "page.html")
    assert document.text.startswith("Talks stall\n\nParagraph 0 tells")
    assert "Home Sport" not in document.text
    assert document.outlet == "The Wire"
    assert document.date == "2025-05-01"


def _pdf(lines: list[str]) -> bytes:
    """Make a one-page PDF of text lines by hand."""
    stream = "BT /F1 12 Tf 50 750 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out.encode()


def test_pdf_lines_of_a_paragraph_are_joined() -> None:
    document = load_bytes(_pdf(["The union demands a rise", "of eight percent from the com-", "pany."]), "report.pdf")
    assert document.text == "The union demands a rise of eight percent from the company."


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.txt", "is empty"),
        (b" \n\t ", "a.txt", "is empty"),
        (b"\x00\x01\x02\xff\xfe\x00" * 50, "a.txt", "is binary"),
        (b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 99, "a.txt", "is binary"),
        ("Gespräche über Löhne".encode("cp1252"), "a.txt", "--encoding cp1252"),
        (b"%PDF-1.4 nothing", "a.pdf", "cannot be opened as PDF"),
        (b"<html><body></body></html>", "a.html", "no article"),
        (
            b'<!doctype html><html><head><meta name="generator" content="detente 0.1"></head></html>',
            "r.html",
            "detente wrote",
        ),
        (b"1234 ... 5678", "a.txt", "holds no words"),
        (b"x" * 6_000_000, "a.txt", "beyond the limit"),
        ("Löhne, ".encode() + "Löhne".encode("cp1252"), "a.txt", "line 1.*mixes encodings"),
        ("Talks\n“Löhne".encode("utf-16")[:-1], "a.txt", "begins like UTF-16, but is broken at byte"),
        (b"<!---->" * 500 + b"\xff", "a.txt", "is not UTF-8"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, name: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        load_bytes(data, name)


def test_encoding_can_be_named() -> None:
    assert decode("Löhne".encode("cp1252"), "a.txt", "cp1252") == "Löhne"
    with pytest.raises(DocumentError, match="no encoding 'klingon'"):
        decode(b"a", "a.txt", "klingon")


@pytest.mark.parametrize(
    ("data", "encoding", "words"),
    [
        ("“Löhne”".encode(), "cp1252", "is not cp1252; it is UTF-8: leave --encoding out"),
        ("“Löhne”".encode("cp1252"), "ascii", "is not ascii; name another with --encoding"),
        ("The union demands more pay.".encode("utf-16-le"), None, "then --encoding utf-16-le"),
        ("The “union” demands more pay.".encode("utf-16-be"), None, "then --encoding utf-16-be"),
    ],
)
def test_a_wrong_encoding_is_told_with_the_one_to_name(data: bytes, encoding: str | None, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        decode(data, "a.txt", encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert load_bytes("Tálks 🙂 עברית".encode(encoding), "a.txt").text == "Tálks 🙂 עברית"


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    page = (
        f"<html><head><meta charset='windows-1252'><title>Löhne</title></head><body><article>{ARTICLE}</article></body>"
    )
    assert load_bytes(page.encode("cp1252"), "a.html").title == "Löhne"
    with pytest.raises(DocumentError, match="is not UTF-8; name its encoding"):
        load_bytes(page.replace("windows-1252", "klingon").encode("cp1252"), "a.html")


def test_half_a_character_is_told() -> None:
    with pytest.raises(DocumentError, match=r"character 2 is half a character \(U\+D800\)"):
        decode(b"ab\\ud800", "a.txt", "unicode_escape")


@given(st.binary(max_size=300), st.sampled_from([None, "cp1252", "utf-16", "utf-7", "idna", "punycode"]))
def test_any_bytes_give_a_document_or_an_error_that_names_the_file(data: bytes, encoding: str | None) -> None:
    said = "a.txt: "
    try:
        assert load_bytes(data, "a.txt", encoding=encoding).text.encode()
    except DocumentError as error:
        said = str(error)
    assert said.startswith("a.txt: ")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_a_file_without_end_is_read_no_further_than_the_limit() -> None:
    with pytest.raises(DocumentError, match="/dev/zero: more than 1 MB is beyond the limit"):
        load(Path("/dev/zero"), max_bytes=1_000_000)


def test_folder_gives_its_reports_once_and_sorted(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "note.md", ".hidden.txt", "sub/c.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = find_sources([tmp_path, tmp_path / "b.txt"])
    assert [path.name for path in found] == ["a.html", "b.txt", "c.pdf"]


def test_folder_without_a_report_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="holds no report"):
        find_sources([tmp_path])


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        load(tmp_path / "none.txt")


def test_copied_text_is_marked_and_independent_text_is_not() -> None:
    body = "The ministers met on Tuesday in the old harbour hall and agreed on nothing but the date of the next round. "
    other = "Far away from all that a committee of engineers measured the level of the river and found it wanting. "
    documents = [
        Document("a", body * 2),
        Document("b", "From our reporter. " + body * 2 + "More follows."),
        Document("c", other * 2),
    ]
    assert [d.near_duplicate_of for d in mark_near_duplicates(documents)] == [None, "a", None]


BODY = "The ministers met on Tuesday in the old harbour hall and agreed on nothing but the date of the next round. "


def test_the_earlier_date_is_the_original_whatever_the_order_of_names() -> None:
    documents = [
        Document("undated", BODY * 2),
        Document("late", BODY * 2, date="2031-05-04"),
        Document("early", BODY * 2, date="2031-05-02"),
    ]
    assert [d.near_duplicate_of for d in mark_near_duplicates(documents)] == ["early", "early", None]


def test_a_copy_of_a_copy_is_a_copy_of_the_original() -> None:
    words = [f"word{number}" for number in range(120)]
    documents = [
        Document("a", " ".join(words[:80])),
        Document("b", " ".join(words[30:110])),
        Document("c", " ".join(words[60:])),
    ]
    assert [d.near_duplicate_of for d in mark_near_duplicates(documents)] == [None, "a", "a"]


def test_a_shared_headline_makes_no_copy() -> None:
    documents = [Document("a", "Talks stall as union rejects offer"), Document("b", "Talks stall as union rejects it")]
    assert [d.near_duplicate_of for d in mark_near_duplicates(documents)] == [None, None]


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[place : place + 5]) for place in range(len(words) - 4)}


@given(st.lists(st.text("ab ", max_size=60), min_size=1, max_size=6))
def test_copies_are_those_that_comparing_every_pair_finds(texts: list[str]) -> None:
    documents = [Document(str(place), text) for place, text in enumerate(texts)]
    original: dict[str, str] = {}
    for place, text in enumerate(texts):
        for earlier in range(place):
            shared = len(_shingles(text) & _shingles(texts[earlier]))
            if shared >= max(3, min(len(_shingles(text)), len(_shingles(texts[earlier]))) / 2):
                original[str(place)] = original.get(str(earlier), str(earlier))
                break
    assert {d.id: d.near_duplicate_of for d in mark_near_duplicates(documents) if d.near_duplicate_of} == original
