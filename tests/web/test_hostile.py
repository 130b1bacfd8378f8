"""Sources, parties, issues and files of which every word is an attack: nothing of them becomes markup."""

from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urlsplit

import pytest
from ruamel.yaml import YAML
from support.making import claim

from detente.claims import Reading
from detente.documents import Document

VECTORS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><script xlink:href=data:,alert(1) /></svg>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<body onload=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<form action=//evil.example><input name=token></form>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><script>alert(1)</script>",
    "</textarea></select></option></mark><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "x onmouseover=alert(1) y=",
    "` onmouseover=alert(1) `",
    "javascript:alert(1)",
    "JaVaScRiPt&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "{{ 7*7 }}{% for x in y %}${7*7}#{7*7}",
    "<div hx-get=/sources hx-trigger=load hx-on::load=alert(1)>",
    "<div data-hx-on:click=alert(1) hx-vals=\"js:alert(1)\">",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<script\x0c>alert(1)</script\x0c>",
    "\u202e<script>alert(1)</script>",
    "../../etc/passwd\"><script>alert(1)</script>",
)  # fmt: skip

TAGS = {
    "caption", "em", "fieldset", "legend", "rect", "svg",  # of the table
    "a", "article", "b", "blockquote", "body", "button", "code", "datalist", "details", "div", "footer", "form", "h1",
    "h2", "h3", "head", "header", "html", "input", "label", "li", "link", "main", "mark", "meta", "nav", "ol", "option",
    "noscript", "p", "progress", "script", "section", "select", "span", "strong", "summary", "table", "tbody", "td",
    "textarea",     "th", "thead", "title", "tr", "ul",
}  # fmt: skip
HTMX = {"hx-get", "hx-post", "hx-replace-url", "hx-select", "hx-select-oob", "hx-swap", "hx-target", "hx-trigger"}


class _Watch(HTMLParser):
    """Notes everything in a page that could act and is not the page's own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        if tag in {"script", "link"} and not str(given.get("src") or given.get("href")).startswith("/static/"):
            self.wrong.append(f"<{tag} {attrs}>")
        if tag == "meta" and given.get("http-equiv") and given.get("content") != "2":
            self.wrong.append(f"<meta {attrs}>")
        self._script = tag == "script"
        for name, value in attrs:
            if name.startswith(("on", "style", "data-hx", "srcdoc", "xlink")) or (
                name[:3] == "hx-" and name not in HTMX
            ):
                self.wrong.append(f"{tag} {name}={value}")
            if name in {"href", "src", "action", "formaction", "hx-get", "hx-post"}:
                told = urlsplit(str(value))
                outside = tag == "a" and told.scheme in {"http", "https"} and "noopener" in str(given.get("rel"))
                if not outside and (told.scheme or told.netloc or not str(value).startswith(("/", "#"))):
                    self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.wrong.append(f"script: {data}")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


def wrong_in(page: str) -> list[str]:
    watch = _Watch()
    watch.feed(page)
    watch.close()
    return watch.wrong


def _reading(number: int, vector: str) -> Reading:
    text = f"{vector}\n\nThey demand {vector} now. {vector}"
    document = Document(
        f"doc-{number}", text, title=vector, outlet=vector, date=vector, address=vector, near_duplicate_of=vector
    )
    one = claim(text, f"demand {vector} now", vector, "demand", vector, id=f"c{number}-{vector}", content=vector,
                voice=vector, against=vector, sources=(vector,), confidence=0.5)  # fmt: skip
    return Reading(document, (one,))


def test_the_watch_sees_what_acts() -> None:
    seen = [vector for vector in VECTORS if wrong_in(f"<p>{vector}</p>")]
    assert len(seen) > 28


def test_nothing_in_a_source_or_its_claims_acts(opened: object) -> None:
    browser = opened(tuple(_reading(number, vector) for number, vector in enumerate(VECTORS)))  # type: ignore[operator]
    assert wrong_in(browser.page("/sources")) == []
    assert wrong_in(browser.page("/overview")) == []
    for number, vector in enumerate(VECTORS):
        page = browser.page(f"/sources/doc-{number}")
        assert wrong_in(page) == [], vector
        assert browser.data(f"/sources/doc-{number}")["claims"][0]["party"] == vector


def test_nothing_in_a_case_acts(opened: object) -> None:
    vector = "</a><script>alert(1)</script>"
    out = StringIO()
    options = [vector, f"{vector} more"]
    YAML().dump(
        {
            "detente": 1,
            "title": vector,
            "parties": {"a": {"name": vector}},
            "issues": {"x": {"name": vector, "options": options}},
            "objectives": {"a": {"all": {"x": {"issue": "x", "name": vector}}}},
            "positions": {"a": {"x": {"stated": vector, "voice": vector, "red_line": options[1:], "assumed": vector}}},
            "hypotheses": {"a": {vector: {"prior": 1}}},
        },
        out,
    )
    browser = opened((_reading(1, vector),), out.getvalue())  # type: ignore[operator]
    table = ("/table", "/table/a", "/table/a/x", "/table/issues/x/options")
    for address in ("/overview", "/sources", "/sources/doc-1", "/nothing", *table):
        page = browser.client.get(address).text
        assert wrong_in(page) == []
        assert "&lt;/a&gt;&lt;script&gt;" in page


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_that_is_sent_acts(opened: object, vector: str) -> None:
    browser = opened((_reading(1, "ferry"),))  # type: ignore[operator]
    claim_id = browser.data("/sources/doc-1")["claims"][0]["id"]
    pages = [
        browser.send("/sources/add", files=[("files", (vector or "x", b"x"))]).text,
        browser.send(f"/sources/doc-1/claims/{claim_id}", decision=vector, state="").text,
        browser.send(f"/sources/doc-1/claims/{claim_id}", decision="confirm", state=vector).text,
        browser.send("/sources/doc-1/claims", words=vector).text,
        browser.send(
            "/sources/doc-1/claims", words="demand ferry now", party=vector, act="demand", issue=vector,
            certainty="asserted", basis="stated",
        ).text,
        browser.client.get("/reading", params={"from": vector}).text,
        browser.page("/sources/doc-1"),
    ]  # fmt: skip
    for page in pages:
        assert wrong_in(page) == []
