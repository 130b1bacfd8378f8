"""Parsed paragraphs as plain objects: rules ask of each word thousands of times what spaCy computes at every question.

`Parse`, `Stretch` and `Token` have the part of the interface of spaCy's `Doc`, `Span` and `Token` that the rules use,
under the same names and with the same meaning, and hold the answers.
"""

from collections.abc import Iterator
from typing import Any, overload

__all__ = ["Parse", "Stretch", "Token"]


class Token:
    """One token of a paragraph: number `i`, character `idx` at which it starts, and what the language model says of it.

    `children` are the tokens whose head it is, in text order; `left_edge` and `right_edge` the outermost of those that
    hang from it, however indirectly.
    """

    __slots__ = (
        "children", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_alpha", "is_punct", "is_quote", "is_sent_start",
        "is_space", "is_stop", "left_edge", "lemma_", "like_num", "lower_", "pos_", "right_edge", "sent", "tag_",
        "text", "whole",
    )  # fmt: skip

    doc: "Parse"
    head: "Token"
    children: list["Token"]
    left_edge: "Token"
    right_edge: "Token"
    sent: "Stretch"
    whole: bool

    def __init__(self, doc: "Parse", token: Any) -> None:
        self.doc = doc
        self.i: int = token.i
        self.idx: int = token.idx
        self.text: str = token.text
        self.lower_: str = token.lower_
        self.lemma_: str = token.lemma_
        self.pos_: str = token.pos_
        self.tag_: str = token.tag_
        self.dep_: str = token.dep_
        self.ent_type_: str = token.ent_type_
        self.is_sent_start: bool = token.is_sent_start
        self.is_space: bool = token.is_space
        self.is_punct: bool = token.is_punct
        self.is_quote: bool = token.is_quote
        self.is_alpha: bool = token.is_alpha
        self.is_stop: bool = token.is_stop
        self.like_num: bool = token.like_num
        self.children = []

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    def nbor(self, steps: int = 1) -> "Token":
        """Give the token some steps on. Raises IndexError beyond the paragraph."""
        place = self.i + steps
        if place < 0:
            raise IndexError(place)
        return self.doc.tokens[place]

    @property
    def subtree(self) -> Iterator["Token"]:
        """This token and all that hang from it, however indirectly: each after its left and before its right ones."""
        return iter(self.doc.tokens[self.left_edge.i : self.right_edge.i + 1]) if self.whole else self._scattered()

    def _scattered(self) -> Iterator["Token"]:
        """Walk a subtree into which others reach."""
        due: list[tuple[Token, bool]] = [(self, False)]
        while due:
            token, opened = due.pop()
            if opened:
                yield token
                continue
            due += [(child, False) for child in reversed(token.children) if child.i > token.i]
            due.append((token, True))
            due += [(child, False) for child in reversed(token.children) if child.i < token.i]

    @property
    def conjuncts(self) -> tuple["Token", ...]:
        """The other tokens of the coordination that this one stands in."""
        start = self
        while start.dep_ == "conj" and start.head is not start:
            start = start.head
        found = [start]
        for token in found:
            found += [child for child in token.children if child.i > token.i and child.dep_ == "conj"]
        return tuple(token for token in found if token is not self)


class Stretch:
    """Tokens `start` to `end` of a paragraph: a sentence, a named entity (with its `label_`), or a slice."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: "Parse", start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label_ = label

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __len__(self) -> int:
        return self.end - self.start

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> list[Token]: ...
    def __getitem__(self, place: int | slice) -> Token | list[Token]:
        return self.doc.tokens[self.start : self.end][place]

    @property
    def text(self) -> str:
        """The words as they stand in the paragraph."""
        return self.doc.text[self.start_char : self.end_char] if self.start < self.end else ""

    @property
    def start_char(self) -> int:
        """Where it starts in the paragraph."""
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        """Where it ends in the paragraph."""
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def root(self) -> Token:
        """The token that stands highest in its sentence; the first of several."""
        return min(self, key=_depth)

    @property
    def sent(self) -> "Stretch":
        """The sentence in which it starts."""
        return self.doc.tokens[self.start].sent


def _depth(token: Token) -> int:
    """Give how many heads a token hangs from."""
    depth = 0
    while token.head is not token:
        token, depth = token.head, depth + 1
    return depth


class Parse:
    """One parsed paragraph: its `text`, `tokens`, sentences `sents` and named entities `ents`."""

    __slots__ = ("ents", "sents", "text", "tokens")

    def __init__(self, doc: Any) -> None:
        """Take over what a parsed document of spaCy holds."""
        self.text: str = doc.text
        self.tokens = [Token(self, token) for token in doc]
        for token, parsed in zip(self.tokens, doc, strict=True):
            token.head = self.tokens[parsed.head.i]
            token.left_edge = self.tokens[parsed.left_edge.i]
            token.right_edge = self.tokens[parsed.right_edge.i]
            if token.head is not token:
                token.head.children.append(token)
        self._tell_whole()
        self.ents = tuple(Stretch(self, entity.start, entity.end, entity.label_) for entity in doc.ents)
        self.sents = [Stretch(self, sentence.start, sentence.end) for sentence in doc.sents]
        for sentence in self.sents:
            for token in sentence:
                token.sent = sentence

    def _tell_whole(self) -> None:
        """Tell of each token whether its subtree is a stretch of text, and so are all those in it: the lowest first."""
        sizes = [1] * len(self.tokens)
        waiting = [len(token.children) for token in self.tokens]
        due = [token for token in self.tokens if not token.children]
        for token in due:
            extent = token.right_edge.i - token.left_edge.i + 1
            token.whole = sizes[token.i] == extent and all(child.whole for child in token.children)
            head = token.head
            if head is not token:
                sizes[head.i] += sizes[token.i]
                waiting[head.i] -= 1
                if not waiting[head.i]:
                    due.append(head)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> Stretch: ...
    def __getitem__(self, place: int | slice) -> Token | Stretch:
        if isinstance(place, slice):
            start, end, _ = place.indices(len(self.tokens))
            return Stretch(self, start, max(start, end))
        return self.tokens[place]
