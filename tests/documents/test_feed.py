"""Feeds, also broken and hostile ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.documents.feed import FULL_TEXT, entries_of
from detente.documents.fragment import text_of_fragment
from detente.errors import DocumentError

LONG = "The union demands a rise of eight percent and the port rejects it. " * 12

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Wire &amp; Post</title><link>https://wire.example/</link>
<item><title>Talks stall</title><link>https://wire.example/1</link><pubDate>Tue, 06 May 2025 10:00:00 GMT</pubDate>
<description>&lt;p&gt;A teaser.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>{LONG}</p><p>The end&nbsp;&ndash; of it.</p><script>alert(1)</script>]]></content:encoded>
</item>
<item><title><![CDATA[A <b>second</b> round]]></title><link>/2</link>
<description>Only a &lt;i&gt;teaser&lt;/i&gt;.</description></item>
<item><guid>3</guid></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>
<entry><title type="html">Talks &amp;amp; more</title><link href="https://post.example/a"/>
<updated>2025-05-06T10:00:00Z</updated><source><title>The Courier</title></source>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">
<p>One.</p><p>Two &#8212; three.</p></div></content></entry>
</feed>"""


def test_entries_of_rss_have_their_longest_text_and_what_is_said_of_them() -> None:
    whole, teaser, empty = entries_of(RSS.encode(), "wire.xml")
    assert whole.text.startswith("The union demands")
    assert whole.text.endswith("\n\nThe end – of it.")
    assert (whole.known.title, whole.known.outlet) == ("Talks stall", "The Wire & Post")
    assert (whole.known.date, whole.known.address) == ("2025-05-06", "https://wire.example/1")
    assert whole.is_whole
    assert (teaser.text, teaser.known.title) == ("Only a teaser.", "A second round")
    assert (teaser.known.address, teaser.is_whole) == ("https://wire.example/2", False)
    assert (empty.text, empty.known.address, empty.known.date) == ("", None, None)


def test_entries_of_atom_have_the_outlet_that_they_were_taken_from() -> None:
    (entry,) = entries_of(ATOM.encode(), "post.atom")
    assert entry.text == "One.\n\nTwo — three."
    assert (entry.known.title, entry.known.outlet, entry.known.date) == ("Talks & more", "The Courier", "2025-05-06")


def test_rss_of_the_first_kind_is_read() -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="x"><title>Old</title></channel><item rdf:about="y"><title>T</title><description>D.</description>
    </item></rdf:RDF>"""
    (entry,) = entries_of(rdf.encode(), "old.rdf")
    assert (entry.known.title, entry.text) == ("T", "D.")


def test_a_text_is_whole_from_the_declared_number_of_words_on() -> None:
    for words, whole in ((FULL_TEXT - 1, False), (FULL_TEXT, True)):
        item = f"<rss version='2.0'><channel><item><description>{'word ' * words}</description></item></channel></rss>"
        assert [entry.is_whole for entry in entries_of(item.encode(), "a")] == [whole]


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("Wire &amp; Post", "Wire & Post"),
        RSS.replace("Wire &amp; Post", "Wire &amp; Post &nbsp;"),
        RSS.replace("</channel></rss>", ""),
        RSS.replace("<guid>3</guid>", "<guid>3"),
        "\n\n" + RSS,
    ],
)
def test_a_feed_with_a_common_flaw_is_mended(broken: str) -> None:
    assert [entry.known.title for entry in entries_of(broken.encode(), "wire.xml")][:2] == [
        "Talks stall",
        "A second round",
    ]
    assert next(iter(entries_of(broken.encode(), "wire.xml"))).known.outlet == "The Wire & Post"


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-1", "utf-16", "koi8-r"])
def test_a_feed_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    word = "Тариф" if encoding == "koi8-r" else "Löhne"
    data = RSS.replace("utf-8", encoding).replace("Talks stall", word).encode(encoding)
    assert next(iter(entries_of(data, "wire.xml"))).known.title == word


def test_the_encoding_that_a_server_declares_serves_where_the_feed_is_silent() -> None:
    data = RSS.replace(' encoding="utf-8"', "").replace("Talks stall", "Löhne").encode("cp1252")
    assert next(iter(entries_of(data, "wire.xml", charset="windows-1252"))).known.title == "Löhne"
    with pytest.raises(DocumentError, match=r"wire.xml: byte 0xf6 .* is not UTF-8"):
        list(entries_of(data, "wire.xml"))


LAUGHS = "".join(f"<!ENTITY l{level} '{f'&l{level - 1};' * 10}'>" for level in range(1, 10))


@pytest.mark.parametrize(
    ("doctype", "encoding"),
    [
        (f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{LAUGHS}]>", "utf-8"),
        ("<!DOCTYPE rss [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>", "utf-8"),
        ("<!DOCTYPE rss [<!ENTITY l9 SYSTEM 'http://127.0.0.1:9/'>]>", "utf-8"),
        ("<!DOCTYPE rss [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]>", "utf-8"),
        ("<!DOCTYPE rss [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>", "utf-16"),
    ],
)
def test_entities_of_a_hostile_feed_are_never_followed(doctype: str, encoding: str) -> None:
    feed = f"{doctype}<rss version='2.0'><channel><item><title>&l9;</title></item></channel></rss>"
    with pytest.raises(DocumentError, match=r"hostile.xml: this feed declares entities"):
        list(entries_of(feed.encode(encoding), "hostile.xml"))


def test_an_external_description_of_a_feed_is_not_fetched() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    item = "<item><title>T &foo; U</title></item>"
    feed = f"<?xml version='1.0'?>{doctype}<rss version='0.91'><channel>{item}</channel></rss>"
    assert [entry.known.title for entry in entries_of(feed.encode(), "a")] == ["T &foo; U"]


HEAD = "<rss version='2.0'><channel><item><description>"


@pytest.mark.parametrize(
    "flood",
    [
        "&lt;!--" * 150_000,
        "&lt;div&gt;" * 100_000,
        "&lt;" * 300_000,
        "&lt;a href='" * 100_000,
        "<" * 300_000,
        "<!" * 300_000,
        "<a>" * 200_000,
        "&" * 500_000,
        "<![CDATA[" * 100_000,
        "]]>" * 200_000,
    ],
)
def test_a_feed_made_to_be_slow_comes_to_an_end(flood: str) -> None:
    # With a parser that takes the square of the time, this one would run for minutes or hours.
    for feed in (f"{HEAD}{flood}", f"{HEAD}{flood}</description><title>T</title></item></channel></rss>"):
        try:
            found = len(list(entries_of(feed.encode(), "flood")))
        except DocumentError as error:
            found = str(error).startswith("flood: ")
        assert found


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<html><body>Not here</body></html>", "is no feed"),
        ("just words", "is no feed"),
        ("", "is no feed"),
        ("<rss version='2.0'><channel><title>Empty</title></channel></rss>", "has no entry"),
        ("<note>hello</note>", "is no feed"),
    ],
)
def test_what_is_no_feed_says_so(data: str, words: str) -> None:
    with pytest.raises(DocumentError, match=rf"a\.xml: .*{words}"):
        list(entries_of(data.encode(), "a.xml"))


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="<>!&;[]abci \"'=/?-", max_size=200).map(str.encode)))
def test_any_bytes_in_a_feed_give_entries_or_an_error_that_names_it(inside: bytes) -> None:
    for data in (inside, RSS.encode().replace(b"A teaser.", inside)):
        try:
            entries = list(entries_of(data, "a.xml"))
        except DocumentError as error:
            assert str(error).startswith("a.xml: ")  # noqa: PT017
        else:
            assert entries


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain  words", "plain words"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("one<br>two<br/>three", "one\n\ntwo\n\nthree"),
        ("<p>one <b>bold</b> word</p><ul><li>two</li><li>three</li></ul>", "one bold word\n\ntwo\n\nthree"),
        ("<style>x</style>a<script>if (a<b) {}</script>b<!-- c -->d", "abd"),
        ("", ""),
        ("<img src=x>", ""),
        ("words first <p>then a block", "words first\n\nthen a block"),
    ],
)
def test_the_text_of_a_piece_of_html(html: str, text: str) -> None:
    assert text_of_fragment(html) == text
