"""Texts → token windows, as the reader sees them; where each sentence and each word's tokens lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.embedding.tokenizer import Tokenizer
from retrieval.segmentation.segment import segment

MAX_TOKENS = 320


@dataclass(slots=True)
class Window:
    """A passage as tokens.

    Attributes:
        start: First code point in its text.
        end: One past the last.
        tokens: Ids: `<s>`, the prompt, the headline, the sentences, `</s>`.
        sentences: First token and one past the last of each sentence.
        words: First code point and one past the last, first token and one past the last of each word.
        spans: First code point and one past the last of each sentence.
    """

    start: int
    end: int
    tokens: list[int]
    sentences: list[tuple[int, int]] = field(default_factory=list)
    words: list[tuple[int, int, int, int]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


class Cutter:
    """Cuts texts into windows; keeps the words it has seen."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._ids = tokenizer.ids
        first = list(tokenizer.ids("a"))
        self.begin, self.end = first[0], first[-1]
        self._known: dict[str, list[int]] = {}

    def word(self, word: str) -> list[int]:
        """The ids of one word."""
        if word not in self._known:
            self._known[word] = list(self._ids(word))[1:-1]
        return self._known[word]

    def plain(self, text: str) -> list[int]:
        """The ids of a text, without special ones."""
        return [token for word in text.split() for token in self.word(word)]

    def question(self, text: str) -> list[int]:
        """A question's tokens."""
        return [self.begin, *self.plain("query: " + text)[:126], self.end]

    def windows(self, title: str, text: str, language: str) -> list[Window]:
        """A text's passages as windows."""
        found = segment(text, language)
        return [
            self.window(
                title,
                text,
                [(s.start, s.end) for s in found.sentences[p.first_sentence : p.end_sentence]],
            )
            for p in found.passages
        ]

    def window(self, title: str, text: str, spans: Sequence[tuple[int, int]]) -> Window:
        """A passage as it is embedded: the headline, then its sentences."""
        head = f"passage: {title}." if title else "passage:"
        window = Window(spans[0][0], spans[-1][1], [self.begin, *self.plain(head)])
        for start, end in spans:
            at, place = len(window.tokens), start
            for word in text[start:end].split():
                place = text.index(word, place)
                ids = self.word(word)
                first = len(window.tokens)
                window.words.append((place, place + len(word), first, first + len(ids)))
                window.tokens += ids
                place += len(word)
            window.tokens = window.tokens[:MAX_TOKENS]
            window.sentences.append((min(at, MAX_TOKENS), len(window.tokens)))
            window.spans.append((start, end))
        window.tokens.append(self.end)
        return window
