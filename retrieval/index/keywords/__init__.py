"""Finding passages by their words: what answering asks of it, and (`bm25.py`) what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.index.keywords.near_words import NearWord


class Keywords(Protocol):
    """A corpus's passages and sentences, by their words; safe to share between threads.

    A question may be any text. How much of its content words some text *covers* lies in [0, 1]: a
    word counts with its inverse document frequency in the corpus, if the text has it whole, or all
    its parts, each for itself or in other compounds; one that stands in no passage counts most and
    is covered by none.
    """

    def __len__(self) -> int:
        """Number of passages."""

    def search(self, question: str, k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The numbers of passages that share words with a question, and their BM25 scores (> 0).

        Best first, equal scores by number; fewer than `k` where fewer passages share a word, none
        for a question without content words.
        """

    def scores(self, question: str, numbers: Sequence[int]) -> NDArray[np.float32]:
        """What `search` gives passages of these numbers, 0 where no word is shared; shape (n,)."""

    def holding(self, text: str, k: int, *, above: bool = False) -> NDArray[np.int64]:
        """The numbers of passages that hold every content word of a text, in any order.

        Of a hyphenated word, its members. By BM25, then number; at most `k`; none for a text
        without content words. With `above`, what stands above passages must hold them.
        """

    def sharing(self, text: str, k: int) -> NDArray[np.int64]:
        """The numbers of passages that share a text's rarest words, as `holding` takes them.

        By BM25 of whole words alone, then number; at most `k`.
        """

    def coverage(self, question: str, sentences: range) -> float:
        """How much of a question sentences, such as a passage's, cover with what is above them."""

    def coverage_of_sentences(
        self, question: str, numbers: Sequence[int] | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """How much of a question each of some sentences covers; shape (n,)."""

    def near(self, word: str) -> Sequence[NearWord]:
        """Words of the articles that an unknown word may be a slip for, see `near_words`."""

    def unknown_words(self, question: str) -> tuple[str, ...]:
        """Content words of a question that stand in no article, as typed, in order, each once.

        Neither their stem, nor all their compound parts, nor a close inflection, nor a compound
        with them stands in any headline, heading or text. Of a question in a language that no
        passage has, only what is not a word of that language: numbers and words with a capital,
        but for the first.
        """
