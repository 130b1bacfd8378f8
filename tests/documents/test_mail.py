"""Mails: the best text, what the head says, what is attached; also broken and hostile ones."""

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents import SourceOptions, load_bytes, sources_of
from detente.documents.sources import sources_in
from detente.errors import DocumentError

WORDS = "The union demands a rise of eight percent, and the port authority rejects the demand. " * 3
ARTICLE = f"<article><p>{WORDS}</p><p>{WORDS}</p></article>"
PAGE = f"<html><head><title>In the page</title></head><body>{ARTICLE}</body></html>"


def mail(text: str | None = WORDS, html: str | None = None, **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "The Courier <news@courier.example>"
    message["Subject"] = "Talks =?utf-8?q?st=C3=A4ll?="
    message["Date"] = "Tue, 06 May 2025 23:30:00 -0500"
    if text is not None:
        message.set_content(text, **more)
    if html is not None:
        message.add_alternative(html, subtype="html") if text is not None else message.set_content(html, subtype="html")
    return message


def test_a_mail_is_its_text_with_what_its_head_says() -> None:
    document = load_bytes(mail().as_bytes(), "a.eml")
    assert document.text.strip() == WORDS.strip()
    assert (document.title, document.outlet, document.date) == ("Talks ställ", "The Courier", "2025-05-06")


def test_the_plain_part_is_taken_before_the_html_part() -> None:
    assert load_bytes(mail(html=PAGE).as_bytes(), "a.eml").text.strip() == WORDS.strip()


def test_an_html_part_is_read_as_a_page_where_there_is_no_other_or_only_a_hint() -> None:
    for text in (None, "Please look at this mail as HTML."):
        document = load_bytes(mail(text, PAGE).as_bytes(), "a.eml")
        assert document.text.startswith("In the page\n\nThe union demands")
        assert document.title == "Talks ställ"


def test_a_hint_is_kept_where_the_html_part_holds_nothing() -> None:
    assert load_bytes(mail("Short news.", "<html><body></body></html>").as_bytes(), "a.eml").text == "Short news.\n"


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_the_encoding_of_a_part_is_the_one_it_declares(charset: str) -> None:
    head = f"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\n"
    body = base64.encodebytes("Löhne are what the talks are about.".encode(charset)).decode()
    document = load_bytes(f"{head}Content-Transfer-Encoding: base64\n\n{body}".encode(), "a.eml")
    assert document.text == "Löhne are what the talks are about."
    assert document.outlet == "a@b.example"


def test_a_wrong_encoding_is_told_as_in_a_text() -> None:
    data = (
        b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nL\xf6hne rise"
    )
    with pytest.raises(DocumentError, match=r"a\.eml: byte 0xf6 .* is not UTF-8; name its encoding"):
        load_bytes(data, "a.eml")
    assert load_bytes(data, "a.eml", encoding="cp1252").text == "Löhne rise"


def test_flowed_text_is_joined() -> None:
    head = "From: a@b.example\nContent-Type: text/plain; format=flowed\n\n"
    body = "The union demands \na rise.\n\n From the port, nothing.\n-- \nThe Courier\n"
    assert load_bytes((head + body).encode(), "a.eml").text == (
        "The union demands a rise.\n\nFrom the port, nothing.\n-- \nThe Courier\n"
    )


def attached() -> EmailMessage:
    message = mail()
    message.add_attachment("Minutes of the talks.", filename="../../minutes.txt")
    message.add_attachment("Other minutes.", filename="minutes.txt")
    message.add_attachment(PAGE.encode(), maintype="text", subtype="html", filename="page.html")
    message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="all.zip")
    message.add_attachment(b"%PDF-1.4 broken", maintype="application", subtype="octet-stream", filename="a.pdf")
    message.add_attachment(mail("Forwarded: the port said no."))
    return message


def test_what_is_attached_and_can_be_read_is_a_source_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(attached().as_bytes())
    sources = {source.name.removeprefix(f"{path}"): source for source in sources_of(str(path))}
    assert list(sources) == [
        "",
        ", attachment minutes.txt",
        ", attachment minutes.txt (2)",
        ", attachment page.html",
        ", attachment a.pdf",
        ", attachment number 7",
    ]
    assert sources[""].load().text.strip() == WORDS.strip()
    minutes = sources[", attachment minutes.txt"].load()
    assert (minutes.text.strip(), minutes.outlet, minutes.date) == (
        "Minutes of the talks.",
        "The Courier",
        "2025-05-06",
    )
    assert sources[", attachment page.html"].load().title == "In the page"
    assert sources[", attachment number 7"].load().text.strip() == "Forwarded: the port said no."
    with pytest.raises(DocumentError, match=r"a\.eml, attachment a\.pdf: cannot be opened as PDF"):
        sources[", attachment a.pdf"].load()


def test_a_mail_of_nothing_but_an_attachment_is_that() -> None:
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message.make_mixed()
    message.add_attachment("Minutes of the talks.", filename="minutes.txt")
    assert [s.name for s in sources_in(message.as_bytes(), "a.eml", SourceOptions())] == [
        "a.eml, attachment minutes.txt"
    ]


def test_mails_one_in_the_other_are_followed_so_far_and_no_further() -> None:
    message = mail("The innermost.")
    for _ in range(9):
        outer = mail()
        outer.add_attachment(message)
        message = outer
    *read, last = sources_in(message.as_bytes(), "a.eml", SourceOptions())
    assert len(read) == 6
    with pytest.raises(DocumentError, match="more than 5 mails one in the other"):
        last.load()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no head at all, only words\n", "is no mail"),
        (b"From: a@b.example\n\n", "holds no text|holds no words"),
        (b"From: a@b.example\nContent-Type: image/png\n\nxx", "holds no text"),
    ],
)
def test_what_is_no_mail_says_so(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=rf"a\.eml: .*({words})"):
        load_bytes(data, "a.eml")


def test_parts_nested_without_end_come_to_an_end() -> None:
    head = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3_000))
    with pytest.raises(DocumentError, match=r"a\.eml: has more than 64 parts that hold parts"):
        next(sources_in(f"From: a@b.example\n{head}\nwords".encode(), "a.eml", SourceOptions())).load()


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 2_000), st.integers(0, 40))
def test_a_damaged_mail_gives_sources_or_an_error_that_names_it(junk: bytes, at: int, length: int) -> None:
    data = attached().as_bytes()
    place = at % len(data)
    try:
        for source in sources_in(data[:place] + junk + data[place + length :], "a.eml", SourceOptions()):
            assert source.load().text
    except DocumentError as error:
        assert str(error).startswith("a.eml")  # noqa: PT017
