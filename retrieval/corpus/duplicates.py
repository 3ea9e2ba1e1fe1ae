"""Noticing that an article is in the corpus already, word for word or nearly so.

Three signs, in this order: the same words (letters and digits alone compared, so that another quote
mark or line break changes nothing); most of the same runs of five words (Jaccard similarity of the
two sets of runs, after Broder, "On the resemblance and containment of documents", 1997); the same
headline on the same day. Candidates for the second come from a sample of the runs' hashes, one in
eight and always the smallest, so that a large corpus is not compared pair by pair.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.article import Article
from retrieval.corpus.folder import scan_corpus

LEAST_SIMILARITY = 0.7
"""Measured on 424 German articles: no two of them came to more than 0.27; a copy with every
twentieth word changed to 0.61, every fiftieth 0.83, a single one 0.96."""

_RUN = 5
_SAMPLED = 8
_CANDIDATES = 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of the corpus that says the same.

    Attributes:
        id: Its id.
        kind: The sign.
        similarity: Share of common runs of words in [0, 1]; 1 for `same_text`.
    """

    id: str
    kind: Literal["same_text", "similar_text", "same_headline"]
    similarity: float


class KnownArticles:
    """The articles of a corpus, by what makes a duplicate."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        """Makes the given articles known."""
        self._by_words: dict[bytes, str] = {}
        self._by_headline: dict[tuple[str, str], str] = {}
        self._by_sample: defaultdict[int, list[str]] = defaultdict(list)
        self._texts: dict[str, str] = {}
        for article in articles:
            self.add(article)

    @classmethod
    def read(cls, corpus_dir: Path) -> KnownArticles:
        """Reads a corpus folder; files that hold no article are passed over.

        Args:
            corpus_dir: The corpus folder.

        Returns:
            Its articles.

        Raises:
            CorpusError: The folder is missing or no folder.
        """
        loaded, _ = scan_corpus(corpus_dir)
        return cls(file.article for file in loaded)

    def add(self, article: Article) -> None:
        """Makes an article known."""
        self._by_words.setdefault(_words_digest(article.text), article.id)
        self._texts[article.id] = article.text
        for run in _sample(_runs(article.text)):
            self._by_sample[run].append(article.id)
        if article.date is not None:
            self._by_headline.setdefault(_headline(article), article.id)

    def find(self, article: Article) -> Duplicate | None:
        """The article already known that is nearest to being this one."""
        same = self._by_words.get(_words_digest(article.text))
        if same is not None:
            return Duplicate(same, "same_text", 1.0)
        runs = _runs(article.text)
        shared = Counter(id_ for run in _sample(runs) for id_ in self._by_sample.get(run, ()))
        ranked = sorted(shared, key=lambda id_: (-shared[id_], id_))[:_CANDIDATES]
        nearest = max(
            ((_jaccard(runs, _runs(self._texts[id_])), id_) for id_ in ranked), default=(0.0, "")
        )
        if nearest[0] >= LEAST_SIMILARITY:
            return Duplicate(nearest[1], "similar_text", nearest[0])
        namesake = self._by_headline.get(_headline(article))
        if namesake is None:
            return None
        return Duplicate(namesake, "same_headline", _jaccard(runs, _runs(self._texts[namesake])))


def _words_digest(text: str) -> bytes:
    return hashlib.sha256(" ".join(_WORD.findall(text.casefold())).encode()).digest()


def _headline(article: Article) -> tuple[str, str]:
    return " ".join(_WORD.findall(article.title.casefold())), str(article.date)


def _runs(text: str) -> frozenset[int]:
    words = _WORD.findall(text.casefold())
    count = max(1, len(words) - _RUN + 1)
    return frozenset(zlib.crc32(" ".join(words[i : i + _RUN]).encode()) for i in range(count))


def _sample(runs: frozenset[int]) -> set[int]:
    return {run for run in runs if run % _SAMPLED == 0} | {min(runs)}


def _jaccard(left: frozenset[int], right: frozenset[int]) -> float:
    return len(left & right) / len(left | right)
