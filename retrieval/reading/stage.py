"""The stage of the pipeline that reads the best hits, token by token, with the question.

The ranking proposes; of the best `READ_HITS`, the sentences are scored anew by late interaction.
The score of the best sentence moves a hit up or down, that of each sentence decides which is
marked. A passage's tokens are read when the index is built, up to `STORED_BELOW` passages; above,
and where they are not to be had, a few are read with the question.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.answering.question import Question
from retrieval.answering.rank import Hit, can_answer
from retrieval.answering.windows import TEMPERATURE
from retrieval.article import Article
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.index.blob_cache import text_key
from retrieval.index.generation import OpenIndex
from retrieval.progress import Progress
from retrieval.reading.late_interaction import WIDTH, LateInteraction
from retrieval.reading.token_store import ReadPassage, TokenStore
from retrieval.reading.weighing import WEIGHTS_CRC32, Judged, strengths
from retrieval.reading.windows import Span, TokenWindow, WindowTokenizer

READ_HITS: Final = 16
FEW_READ_HITS: Final = 3
"""So many are read where none is kept: 10 ms each, and more on a small server."""
STORED_BELOW: Final = 20_000
"""Passages up to which their tokens are kept: 12 KB each, 250 MB in all."""


# Ten in logarithmic odds is as sure as it gets; the score of a hit that much weaker is near zero.
_SCORE_SCALE: Final = 4.0


class _Read(NamedTuple):
    """A hit, and what of its article is read."""

    hit: Hit
    key: bytes
    article: Article
    spans: list[Span]


class _OfArticle(NamedTuple):
    """The greatest of an article's hits."""

    cosine: float
    bm25: float


class ReaderStage:
    """Judges the best hits anew; safe under threads."""

    def __init__(self, encoder: CompiledEncoder, reader: LateInteraction) -> None:
        """Takes the opened parts.

        Args:
            encoder: The encoder that the reader was made for.
            reader: The learned numbers.
        """
        compiled = encoder.compiled
        self._encoder, self._reader = encoder, reader
        self._tokenizer = WindowTokenizer(
            encoder.tokenizer, compiled.question.text, compiled.passage.text
        )
        self._store: TokenStore | None = None

    @property
    def fingerprint(self) -> str:
        """Names the reader, and the weights by which its judgement counts."""
        return f"{self._reader.fingerprint}-{WEIGHTS_CRC32}"

    def prepare(self, index: OpenIndex, progress: Progress) -> None:
        """Reads an index's passages, as far as they have not been read for an earlier one.

        Args:
            index: The index that is being built.
            progress: Told of passages read.
        """
        if index.catalog.counts()[1] > STORED_BELOW:
            return
        windows = dict(self._windows(index))
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            progress("embed", done, len(windows))

        def read(key: bytes) -> ReadPassage:
            return self._read(self._window(*windows[key]))

        self._store_of(index).fill(windows, read, advance)

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Reads the best hits; see `retrieval.answering.pipeline.Stage`."""
        judged = self.judge(index, question, hits)
        able = [_able(index, question, one.hit) for one in judged]
        best = _reordered(judged, strengths(judged), able, self._reader.none)
        least = best[-1].score
        return [*best, *(hit._replace(score=hit.score * least) for hit in hits[len(best) :])]

    def judge(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Judged]:
        """Finds out about the best hits what is weighed.

        Args:
            index: What was searched.
            question: What is asked.
            hits: Best first; at least one.

        Returns:
            The hits that are read, as they are ranked.
        """
        asked = self._reader.asked(
            self._encoder.states(self._tokenizer.question(question.text))[1:-1]
        )
        reads = self._reads(index, hits[:READ_HITS])
        kept = self._store_of(index).get([read.key for read in reads])
        if len(kept) < len(reads):
            reads = reads[:FEW_READ_HITS]
        of_articles = _of_articles(hits)
        judged = []
        for read in reads:
            hit, passage = read.hit, kept.get(read.key) or self._passage(read)
            late = self._reader.scores(asked, passage.vectors, passage.sentences)
            covered = 0.0
            if hit.same_language:
                covered = float(index.keywords.coverage(question.text, hit.passage.sentences))
            judged.append(Judged(hit, late, covered, *of_articles[hit.passage.article]))
        return judged

    def _passage(self, read: _Read) -> ReadPassage:
        return self._read(self._window(read.article, read.spans))

    def _read(self, window: TokenWindow) -> ReadPassage:
        vectors = self._reader.read(self._encoder.states(window.tokens))
        return ReadPassage(vectors, window.sentences)

    @staticmethod
    def _reads(index: OpenIndex, hits: Sequence[Hit]) -> list[_Read]:
        catalog = index.catalog
        articles = catalog.articles_by_number([hit.passage.article for hit in hits])
        wanted = {n for h in hits for n in h.passage.sentences}
        rows = {row.number: row for row in catalog.sentences(sorted(wanted))}
        found = []
        for hit in hits:
            spans = [(rows[n].start, rows[n].end) for n in hit.passage.sentences]
            article = articles[hit.passage.article]
            key = _key(article, spans)
            found.append(_Read(hit, key, article, spans))
        return found

    @staticmethod
    def _windows(index: OpenIndex) -> Iterator[tuple[bytes, tuple[Article, list[Span]]]]:
        """Every passage by its key; most are known by that, and never tokenised."""
        for number, article in index.catalog.iterate():
            rows = index.catalog.article_sentences(number)
            for passage in index.catalog.article_passages(number):
                first = passage.first_sentence - rows[0].number
                end = passage.end_sentence - rows[0].number
                spans = [(row.start, row.end) for row in rows[first:end]]
                yield _key(article, spans), (article, spans)

    def _window(self, article: Article, spans: Sequence[Span]) -> TokenWindow:
        return self._tokenizer.window(article.title, article.text, spans)

    @staticmethod
    def _index_dir(index: OpenIndex) -> Path:
        return index.folder.parent.parent

    def _store_of(self, index: OpenIndex) -> TokenStore:
        index_dir = self._index_dir(index)
        if self._store is None or self._store.index_dir != index_dir:
            self._store = TokenStore(index_dir, self._name, WIDTH)
        return self._store

    @property
    def _name(self) -> str:
        """Names what reads."""
        return f"{self._reader.fingerprint}-{self._encoder.fingerprint}"


class CalibratingStage(ReaderStage):
    """The reader that calibrates: what it reads of a large index, the next build finds.

    That an impostor's best hits are others than at the last build is rare. It judges the same
    whether it has read a passage now or finds it, a 127th of a component away from how another
    reader sees it.
    """

    def __init__(self, stage: ReaderStage) -> None:
        """Takes over how another one reads."""
        super().__init__(stage._encoder, stage._reader)
        self._kept: TokenStore | None = None

    def judge(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Judged]:
        """See `ReaderStage.judge`."""
        if self._kept is None:
            self._kept = TokenStore(self._index_dir(index), f"{self._name}-impostors", WIDTH)
        return super().judge(index, question, hits)

    def _passage(self, read: _Read) -> ReadPassage:
        if self._kept is None:
            return super()._passage(read)
        found = self._kept.get([read.key]).get(read.key)
        return found or self._kept.keep(read.key, super()._passage(read))


def _of_articles(hits: Sequence[Hit]) -> dict[int, _OfArticle]:
    """Of each article: what `Judged` says of it."""
    most = max(hit.bm25 for hit in hits) or 1.0
    found: dict[int, _OfArticle] = {}
    for hit in hits:
        known = found.get(hit.passage.article, _OfArticle(-1.0, 0.0))
        best = _OfArticle(max(known.cosine, hit.cosine), max(known.bm25, hit.bm25 / most))
        found[hit.passage.article] = best
    return found


def _able(index: OpenIndex, question: Question, hit: Hit) -> NDArray[np.bool_]:
    return can_answer(index, question, np.array(hit.passage.sentences))


def _reordered(
    judged: Sequence[Judged],
    found: Sequence[NDArray[np.float32]],
    able: Sequence[NDArray[np.bool_]],
    none: float,
) -> list[Hit]:
    """The hits by their strongest sentences that can answer, equal ones as they were ranked."""
    peaks = [float(strength[can].max()) for strength, can in zip(found, able, strict=True)]
    order = sorted(range(len(judged)), key=lambda place: -peaks[place])
    return [
        judged[place].hit._replace(
            score=math.exp((peaks[place] - peaks[order[0]]) / _SCORE_SCALE),
            evidence=found[place] * np.float32(TEMPERATURE),
            reading=float(judged[place].late[able[place]].max()) - none,
        )
        for place in order
    ]


def _key(article: Article, spans: Sequence[Span]) -> bytes:
    """Names what is read, and where its sentences lie."""
    first, end = spans[0][0], spans[-1][1]
    places = " ".join(f"{start - first}-{stop - first}" for start, stop in spans)
    return text_key(f"{article.title}. {article.text[first:end]}\n{places}")
