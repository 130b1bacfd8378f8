"""A feed that grows, changes and fails as a test tells it to, served on this machine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from random import Random
from types import TracebackType

from support.web_server import Visit, WebServer

THINGS = ("hall", "street", "garden", "market", "quay", "bridge", "tower", "square", "kitchen", "meadow", "orchard")
STATES = ("cold", "wet", "empty", "crowded", "quiet", "green", "dusty", "bright", "narrow", "warm", "lively")
TIMES = ("morning", "afternoon", "evening", "winter", "spring", "summer", "autumn", "night", "weekend", "noon")


def filler(seed: str) -> str:
    """Give some 200 words without any claim, others for each seed, so that a feed carries the whole article."""
    draw = Random(seed)
    return " ".join(
        f"The {draw.choice(THINGS)} behind the {draw.choice(THINGS)} was {draw.choice(STATES)} and "
        f"{draw.choice(STATES)} that {draw.choice(TIMES)}."
        for _ in range(17)
    )


MARCH = (
    "The envoys of Halm demanded the whole of the Orle delta on Monday. The government of Vess rejected the cession of "
    "the delta."
)
APRIL = "Halm wants the strait, not the marshes, two analysts told the Evening Post. Vess demands free passage."
JUNE = "Halm rejects free passage, its chief envoy said. Vess offered Halm a seat in the control of the strait."


@dataclass
class Entry:
    """An entry of a feed, whose text is made as long as a whole article is unless `whole` is false."""

    id: str
    title: str
    text: str
    day: int = 3
    whole: bool = True
    link: str | None = None
    seed: str | None = None

    def xml(self) -> str:
        body = f"{self.text} {filler(self.seed or self.id)}" if self.whole else self.text
        return (
            f'<item><guid isPermaLink="false">{self.id}</guid><title>{escape(self.title)}</title>'
            f"<link>{self.link or f'https://courier.example/{self.id}'}</link>"
            f"<pubDate>{self.day:02} Mar 2031 08:00:00 GMT</pubDate><description>{escape(body)}</description></item>"
        )


@dataclass
class FeedServer:
    """The server, as a context manager; `entries` are what the feed at `address` holds, `head` what stands before."""

    entries: list[Entry] = field(default_factory=list)
    head: str = ""
    page: Callable[[Visit], None] | None = None

    def __post_init__(self) -> None:
        self.web = WebServer({"/feed.xml": self._reply})

    @property
    def address(self) -> str:
        return self.web.address("/feed.xml")

    @property
    def asked(self) -> list[Visit]:
        """The requests for the feed, as they came."""
        return [visit for visit in self.web.visits if visit.path == "/feed.xml"]

    def xml(self) -> str:
        items = "".join(entry.xml() for entry in self.entries)
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>'
            f"<title>Tarn Courier</title><link>https://courier.example/</link>{self.head}{items}</channel></rss>"
        )

    def _reply(self, visit: Visit) -> None:
        if self.page is not None:
            self.page(visit)
            return
        body = self.xml()
        tag = f'"{hash(body)}"'
        if visit.headers.get("if-none-match") == tag:
            visit.start(304, ETag=tag)
        else:
            visit.send(body, kind="application/rss+xml", ETag=tag, Last_Modified="Mon, 03 Mar 2031 08:00:00 GMT")

    def __enter__(self) -> "FeedServer":
        self.web.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.web.__exit__(kind, error, trace)
