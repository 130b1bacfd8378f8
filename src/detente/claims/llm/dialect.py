"""How a request is put to a server: what not every OpenAI-compatible server knows is left out when it refuses it."""

from dataclasses import dataclass, replace
from typing import Any, Literal

from detente.claims.llm.proposals import ANSWER_SCHEMA
from detente.claims.llm.requests import Request

__all__ = ["Dialect"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which of the parameters that servers differ in are sent: how the form of the answer is asked for, and limits."""

    form: Literal["json_schema", "json_object", "none"] = "json_schema"
    temperature: bool = True
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"

    def body(self, request: Request, model: str | None, answer_tokens: int) -> dict[str, Any]:
        """Give the body of a chat completions request."""
        body: dict[str, Any] = {"model": model} if model is not None else {}
        body |= {"messages": list(request.messages), self.limit: answer_tokens, "stream": False}
        if self.temperature:
            body["temperature"] = 0
        if self.form == "json_schema":
            schema = {"name": "claims", "strict": True, "schema": ANSWER_SCHEMA}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form == "json_object":
            body["response_format"] = {"type": "json_object"}
        return body

    def after_refusal(self, message: str) -> "Dialect | None":
        """Give the dialect to try when a server refuses this one with a message; None when there is no other."""
        if "max_completion_tokens" in message and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in message and self.temperature:
            return replace(self, temperature=False)
        if self.form == "json_schema":
            return replace(self, form="json_object")
        return replace(self, form="none") if self.form == "json_object" else None
