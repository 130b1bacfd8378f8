"""A reader of claims by any language model behind an OpenAI-compatible server, or by whoever fills in files.

The model only points at words: a claim whose words do not stand in the text is dropped and counted, never kept.
"""

from detente.claims.llm.account import Limits
from detente.claims.llm.backoff import Backoff
from detente.claims.llm.cache import AnswerCache, user_cache
from detente.claims.llm.completion import Asker, Completion, LimitReachedError, NoAnswerError, RunStoppedError
from detente.claims.llm.files import Replay, record
from detente.claims.llm.prompt import PROMPT_VERSION
from detente.claims.llm.proposals import ANSWER_SCHEMA
from detente.claims.llm.reader import LanguageModelReader, ModelReading
from detente.claims.llm.requests import Request, requests_of
from detente.claims.llm.server import Server
from detente.claims.llm.service import Service

__all__ = [
    "ANSWER_SCHEMA",
    "PROMPT_VERSION",
    "AnswerCache",
    "Asker",
    "Backoff",
    "Completion",
    "LanguageModelReader",
    "LimitReachedError",
    "Limits",
    "ModelReading",
    "NoAnswerError",
    "Replay",
    "Request",
    "RunStoppedError",
    "Server",
    "Service",
    "record",
    "requests_of",
    "user_cache",
]
