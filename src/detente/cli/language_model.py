"""Options of the language-model reader, and what people see while it reads."""

import functools
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.claims import Reading
from detente.cli.console import advancing, count, note
from detente.documents import Document, mark_near_duplicates
from detente.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from detente.claims.llm import Limits, ModelReading, Service

__all__ = ["ReaderChoice", "read_with_model", "reader_options", "record_requests"]

KEY_VARIABLE = "DETENTE_API_KEY"


@dataclass(frozen=True, slots=True)
class ReaderChoice:
    """Which reader reads: the embedded one, or a language model with the options given for it; None where not given."""

    name: str
    options: Mapping[str, Any]

    @property
    def is_model(self) -> bool:
        """Whether a language model reads."""
        return self.name == "llm"


_OPTIONS = (
    click.option(
        "--reader",
        type=click.Choice(["embedded", "llm"]),
        default="embedded",
        show_default=True,
        help="Who reads: the embedded reader, or a language model (llm), to which the options below belong.",
    ),
    click.option("--model", metavar="NAME", help="The model, by the name that the server knows it by."),
    click.option("--base-url", metavar="URL", help="An OpenAI-compatible server, such as http://localhost:11434/v1."),
    click.option(
        "--key-variable", metavar="NAME", help=f"Environment variable that holds its key [default: {KEY_VARIABLE}]."
    ),
    click.option(
        "--price",
        nargs=2,
        type=click.FloatRange(0),
        metavar="IN OUT",
        help="What a million tokens cost that are sent, and that are answered.",
    ),
    click.option("--max-cost", type=click.FloatRange(0), help="Stop before the cost, at --price, passes this."),
    click.option("--max-tokens", type=click.IntRange(0), help="Stop before more tokens are used, in and out."),
    click.option("--max-seconds", type=click.FloatRange(0), help="Ask for no longer than this."),
    click.option(
        "--timeout", type=click.FloatRange(0, min_open=True), help="Seconds to wait for one answer [default: 300]."
    ),
    click.option("--concurrency", type=click.IntRange(1, 64), help="Requests under way at once [default: 4]."),
    click.option(
        "--part", type=click.IntRange(200), help="Characters of a report that one request holds [default: 8000]."
    ),
    click.option("--answer-tokens", type=click.IntRange(1), help="Most tokens of one answer [default: 8000]."),
    click.option(
        "--cache",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder that keeps answers [default: detente/answers in the cache folder of the user].",
    ),
    click.option("--no-cache", is_flag=True, default=None, help="Keep no answers, and use none that are kept."),
    click.option(
        "--replay",
        type=click.Path(path_type=Path, file_okay=False),
        help="Ask nobody: take the answers from KEY.answer.json in this folder.",
    ),
)

record_option = click.option(
    "--record",
    type=click.Path(path_type=Path, file_okay=False),
    help="Ask nobody and read nothing: write each request as KEY.request.json into this folder.",
)


def reader_options(*, record: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of the readers; it is called with them as `reader`, a ReaderChoice."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def called(*, reader: str, **given: Any) -> Any:
            options = {name: given.pop(name) for name in names}
            options = {name: value for name, value in options.items() if value is not None}
            return command(reader=ReaderChoice(reader, _checked(reader, options)), **given)

        before: list[click.Parameter] = list(getattr(command, "__click_params__", []))
        called.__click_params__ = own = list(before)  # type: ignore[attr-defined]
        for option in reversed((*_OPTIONS, *([record_option] if record else []))):
            option(called)
        names = [parameter.name for parameter in reversed(own[len(before) :]) if parameter.name not in (None, "reader")]
        return called

    return decorate


def _checked(reader: str, options: dict[str, Any]) -> dict[str, Any]:
    """Check which options go together. Raises UsageError."""
    if reader != "llm":
        if options:
            named = ", ".join(f"--{name.replace('_', '-')}" for name in options)
            raise UsageError(f"{named}: only with --reader llm")
        return options
    if "record" in options and "replay" in options:
        raise UsageError("--record writes requests and --replay takes answers; give one of them")
    if "cache" in options and "no_cache" in options:
        raise UsageError("--cache and --no-cache exclude each other")
    if "replay" not in options and "record" not in options:
        missing = [f"--{name.replace('_', '-')}" for name in ("model", "base_url") if name not in options]
        if missing:
            raise UsageError(f"--reader llm needs {' and '.join(missing)}, or --replay with a folder of answers")
    return options


def _limits(options: Mapping[str, Any]) -> "Limits":
    from detente.claims.llm import Limits

    price_in, price_out = options.get("price", (None, None))
    return Limits(options.get("max_cost"), options.get("max_tokens"), options.get("max_seconds"), price_in, price_out)


def _service(options: Mapping[str, Any]) -> "Service":
    from detente.claims.llm import AnswerCache, Server, Service, user_cache
    from detente.claims.llm.server import ANSWER_TOKENS, TIMEOUT
    from detente.claims.llm.service import CONCURRENCY

    variable = options.get("key_variable", KEY_VARIABLE)
    key = os.environ.get(variable, "").strip() or None
    if key is None and "key_variable" in options:
        raise UsageError(f"the environment variable {variable} is not set; it was to hold the key")
    server = Server(
        options["base_url"],
        options["model"],
        key,
        answer_tokens=options.get("answer_tokens", ANSWER_TOKENS),
        timeout=options.get("timeout", TIMEOUT),
    )
    cache = None if options.get("no_cache") else AnswerCache(options.get("cache") or user_cache())
    return Service(server, _limits(options), cache, options.get("concurrency", CONCURRENCY))


def _part(options: Mapping[str, Any]) -> tuple[int, int]:
    """Give the size of a part, and of what two share: a tenth."""
    from detente.claims.llm.requests import OVERLAP, PART

    size = options.get("part", PART)
    return size, min(OVERLAP, size // 10)


def record_requests(documents: Sequence[Document], choice: ReaderChoice) -> int:
    """Write the requests for documents into the folder of --record; gives how many there are. Raises OSError."""
    from detente.claims.llm import record, requests_of
    from detente.claims.llm.server import ANSWER_TOKENS

    options = choice.options
    requests = [request for document in documents for request in requests_of(document, *_part(options))]
    tokens = options.get("answer_tokens", ANSWER_TOKENS)
    return record(requests, options["record"], options.get("model"), tokens)


def read_with_model(documents: Mapping[str, Document], choice: ReaderChoice) -> tuple[tuple[Reading, ...], int]:
    """Read documents, by what the person calls them; gives the readings and how many reports were not read whole.

    What was read of a report that was not read whole is kept, and told. Raises DocumentError where nothing was read.
    """
    from detente.claims.llm import LanguageModelReader, Replay, Service

    options = choice.options
    asker = Replay(options["replay"]) if "replay" in options else _service(options)
    reader = LanguageModelReader(asker, *_part(options))
    marked = mark_near_duplicates(list(documents.values()))
    total = sum(map(len, reader.requests(marked)))
    with advancing(total, "asking the model") as show:
        found = reader.read(marked, show)
    names = {document.id: name for name, document in documents.items()}
    failed = 0
    readings = []
    for one in found:
        name = names[one.document.id]
        _tell(name, one)
        failed += bool(one.unread)
        if len(one.unread) < one.parts or not one.parts:
            readings.append(Reading(one.document, one.claims))
    for line in _summary(found, asker if isinstance(asker, Service) else None):
        note(line)
    if not readings:
        raise DocumentError(f"nothing was read: {count(failed, 'report')} failed")
    return tuple(readings), failed


def _tell(name: str, one: "ModelReading") -> None:
    """Say what is missing of a report; parts without answer for one reason are told together."""
    reasons = Counter(one.unread.values())
    for reason, number in reasons.items():
        which = "it" if one.parts == 1 else f"{number} of its {count(one.parts, 'part')}"
        note(f"{name}: {which} could not be read: {reason}")
    if one.cut:
        note(
            f"{name}: {count(one.cut, 'answer')} broke off, and only whole claims were taken; "
            "raise --answer-tokens or lower --part"
        )
    if not one.claims and not one.unread:
        note(f"{name}: no claim was found in it")


def _summary(found: Sequence["ModelReading"], service: "Service | None") -> list[str]:
    """Say how many claims were kept and why others were not, and what it took."""
    dropped: Counter[str] = sum((one.dropped for one in found), Counter())
    kept = sum(len(one.claims) for one in found)
    line = f"{count(kept, 'claim')} kept of {kept + dropped.total():,} proposed"
    if dropped:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in dropped.most_common())
        line += f"; dropped: {reasons}"
    lines = [line]
    if service is not None:
        account, limits = service.account, service.account.limits
        took = f"{count(service.asked, 'answer')} from {service.server.model}, {service.cached:,} from the cache"
        took += f"; {account.tokens_in:,} tokens in, {account.tokens_out:,} out"
        if limits.price_in is not None:
            took += f"; cost {account.cost:.4g} at the declared prices"
        lines.append(took)
        if service.cache is not None and service.cache.failure is not None:
            lines.append(f"{service.cache.failure}; give another --cache, or --no-cache")
    return lines
