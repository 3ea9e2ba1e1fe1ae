"""Passages as the reader sees them: tokens, and where each sentence's lie.

A passage is read as it is embedded: its article's headline, then its sentences, so that "she" and
"the agreement" have a name. The vocabulary's pieces never reach across a space, so each word is
tokenised by itself, and what is known of a token's place comes from splitting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from retrieval.embedding.tokenizer import Tokenizer

MAX_WINDOW_TOKENS: Final = 384
"""Of a passage with its headline; a longer one is read up to here, and its other sentences by
their vectors alone. Passages have some 100 tokens."""
MAX_QUESTION_TOKENS: Final = 128
_CACHED_WORDS: Final = 16_384


Span = tuple[int, int]
"""First code point and one past the last, in an article's text."""


@dataclass(slots=True)
class TokenWindow:
    """A passage, tokenised.

    Attributes:
        tokens: Ids: a special one, prompt and headline, the sentences, a special one.
        sentences: First token and one past the last of each sentence, in order.
    """

    tokens: list[int]
    sentences: list[tuple[int, int]] = field(default_factory=list)


class WindowTokenizer:
    """Tokenises questions and passages for the reader; safe under threads."""

    def __init__(self, tokenizer: Tokenizer, question_prompt: str, passage_prompt: str) -> None:
        """Takes the encoder's tokenizer and its prompts.

        Args:
            tokenizer: Gives a special token before and after every text.
            question_prompt: Goes before a question.
            passage_prompt: Goes before a passage.
        """
        self._ids = tokenizer.ids
        self._prompts = question_prompt.strip(), passage_prompt.strip()
        nothing = tokenizer.ids("")
        self._first, self._last = nothing[0], nothing[-1]
        self._word: Callable[[str], tuple[int, ...]] = lru_cache(_CACHED_WORDS)(self._pieces)

    def question(self, text: str) -> list[int]:
        """A question's ids, at most `MAX_QUESTION_TOKENS`."""
        words = f"{self._prompts[0]} {text}".split()
        pieces = [piece for word in words for piece in self._word(word)]
        return [self._first, *pieces[: MAX_QUESTION_TOKENS - 2], self._last]

    def window(self, title: str, text: str, sentences: Sequence[Span]) -> TokenWindow:
        """Tokenises a run of sentences.

        Args:
            title: The article's headline; empty where it has none.
            text: The article's text.
            sentences: First code point and one past the last of each sentence.

        Returns:
            The window; a sentence that did not fit into it has no tokens.
        """
        head = f"{self._prompts[1]} {title}." if title else self._prompts[1]
        limit = MAX_WINDOW_TOKENS - 1
        window = TokenWindow([self._first, *(p for word in head.split() for p in self._word(word))])
        del window.tokens[limit // 2 :]
        for start, end in sentences:
            first = len(window.tokens)
            pieces = (p for word in text[start:end].split() for p in self._word(word))
            window.tokens += islice(pieces, limit + 1 - first)
            if len(window.tokens) > limit:
                limit = first  # this sentence and those after it do not fit
                del window.tokens[first:]
            window.sentences.append((first, len(window.tokens)))
        window.tokens.append(self._last)
        return window

    def _pieces(self, word: str) -> tuple[int, ...]:
        return tuple(self._ids(word)[1:-1])
