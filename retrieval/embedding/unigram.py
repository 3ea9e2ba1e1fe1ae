"""The tokenizer of the SentencePiece family (XLM-R and its descendants), opened in no time.

The usual libraries read the whole vocabulary, a quarter of a million pieces, and build an index
over it each time a program starts: half a second and fifty megabytes, or more. Here that index is
built once, when a model is compiled, as a MARISA trie that is mapped into memory. Opening it costs
next to nothing, and a question touches only the pages it needs.

What is left is the algorithm: normalise (by the sentencepiece library, with the model's own rules),
cut at spaces, and find for each word the pieces with the greatest sum of log probabilities
(Viterbi; Kudo 2018, "Subword Regularization", section 3.2). Scores are summed in double precision,
and of equal sums the first found stays, as in Hugging Face's `tokenizers`, so the ids are the same.
A character that no piece covers is unknown, at the lowest score of the vocabulary less 10; unknown
characters in a row are one token.

Deliberately different from that library: special tokens (`<s>`, `</s>`, `<mask>`) written out in a
text are text, so that a question cannot break out of its own end; and combining marks of scripts
that do not belong together, which its normaliser drops now and then, stay, as in SentencePiece.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

SPACE = "▁"
RULES, TRIE, IDS, SCORES = "normalizer.model", "pieces.marisa", "ids.npy", "scores.npy"
FILE_NAMES = (RULES, TRIE, IDS, SCORES)

_UNKNOWN_PENALTY = 10.0
_CACHED_WORDS = 1 << 15
_MAX_CACHED_CHARS = 32
_WORD = re.compile(f"{SPACE}[^{SPACE}]*")


@dataclass(frozen=True, slots=True)
class UnigramSettings:
    """What the tokenizer's files do not say.

    Attributes:
        prefix: Ids put before every text.
        suffix: Ids put after it.
        unknown: Id of what no piece covers.
        unknown_score: Its log probability.
        longest_piece: Characters of the longest piece.
    """

    prefix: tuple[int, ...]
    suffix: tuple[int, ...]
    unknown: int
    unknown_score: float = 0.0
    longest_piece: int = 1


class UnigramTokenizer:
    """Opened files of a unigram vocabulary; safe under threads."""

    def __init__(self, folder: Path, settings: UnigramSettings, max_tokens: int) -> None:
        """Maps the files that `write_unigram` wrote.

        Args:
            folder: Where they lie.
            settings: As it returned them.
            max_tokens: Most ids a text may have, prefix and suffix counted in.

        Raises:
            ValueError: A file cannot be read.
        """
        from marisa_trie import Trie  # type: ignore[import-not-found]
        from sentencepiece import SentencePieceNormalizer

        try:
            self._normalizer = SentencePieceNormalizer(
                model_proto=(folder / RULES).read_bytes(),
                add_dummy_prefix=True,
                escape_whitespaces=True,
                remove_extra_whitespaces=True,
            )
            self._trie = Trie().mmap(str(folder / TRIE))
            self._ids = memoryview(np.load(folder / IDS, mmap_mode="r"))
            self._scores = memoryview(np.load(folder / SCORES, mmap_mode="r"))
        except (OSError, RuntimeError) as error:
            raise ValueError(f"the tokenizer's files cannot be read: {error}") from error
        self._settings = settings
        self._prefix, self._suffix = list(settings.prefix), list(settings.suffix)
        self._room = max_tokens - len(self._prefix) - len(self._suffix)
        # Words repeat, and a word's pieces do not depend on its neighbours.
        self._known_word = lru_cache(_CACHED_WORDS)(self._best_pieces)

    def ids(self, text: str) -> Sequence[int]:
        """The ids of `text`, prefix and suffix included."""
        pieces: list[int] = []
        for word in _WORD.findall(self._normalizer.normalize(text)):
            split = self._known_word if len(word) <= _MAX_CACHED_CHARS else self._best_pieces
            pieces.extend(split(word))
            if len(pieces) >= self._room:
                break
        return self._prefix + pieces[: self._room] + self._suffix

    def _best_pieces(self, word: str) -> tuple[int, ...]:
        """The ids of the most probable split of one word."""
        best: list[float] = [0.0] + [-np.inf] * len(word)
        # For each end: where the best last piece begins, and its id.
        last = [(0, 0)] * (len(word) + 1)
        for start in range(len(word)):
            for length, score, token in self._candidates(word, start):
                if best[start] + score > best[start + length]:
                    best[start + length] = best[start] + score
                    last[start + length] = (start, token)
        return self._walk_back(last)

    def _candidates(self, word: str, start: int) -> list[tuple[int, float, int]]:
        """Length, score and id of the pieces that begin at `start`, the shortest first."""
        ahead = word[start : start + self._settings.longest_piece]
        found = [
            (len(piece), self._scores[key], self._ids[key])
            for piece, key in self._trie.iter_prefixes_with_ids(ahead)
        ]
        if found and found[0][0] == 1:
            return found
        return [*found, (1, self._settings.unknown_score, self._settings.unknown)]

    def _walk_back(self, last: list[tuple[int, int]]) -> tuple[int, ...]:
        ids: list[int] = []
        end = len(last) - 1
        while end:
            end, token = last[end]
            if not (ids and token == ids[-1] == self._settings.unknown):
                ids.append(token)
        return tuple(reversed(ids))


def write_unigram(
    folder: Path,
    rules: bytes,
    pieces: Iterable[tuple[int, str, float]],
    settings: UnigramSettings,
) -> UnigramSettings:
    """Writes the files that `UnigramTokenizer` opens.

    Args:
        folder: Where to.
        rules: The normaliser, as a serialised SentencePiece model.
        pieces: Id, text and log probability of every piece but the special ones; no piece has a
            space (`▁`) but as its first character.
        settings: With the ids of special tokens; the rest is worked out here.

    Returns:
        The settings completed.
    """
    from marisa_trie import Trie

    by_piece = {piece: (token, score) for token, piece, score in pieces}
    trie = Trie(by_piece)
    ids: NDArray[np.int32] = np.zeros(len(trie), dtype=np.int32)
    scores: NDArray[np.float64] = np.zeros(len(trie), dtype=np.float64)
    for piece, (token, score) in by_piece.items():
        key = trie.key_id(piece)
        ids[key], scores[key] = token, score
    (folder / RULES).write_bytes(rules)
    trie.save(str(folder / TRIE))
    np.save(folder / IDS, ids)
    np.save(folder / SCORES, scores)
    return replace(
        settings,
        unknown_score=float(scores.min()) - _UNKNOWN_PENALTY,
        longest_piece=max(map(len, by_piece)),
    )
