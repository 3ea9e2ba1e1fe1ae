"""The stage of the pipeline that reads the best hits with a cross-encoder that was named.

Question and passage are read together, the headline before the passage. The scores order the hits
and speak for an answer or against; which sentence is marked stays with the sentences' own evidence,
for such a model judges passages.

How much a score counts for confidence: cross-encoders give scores of any size, so one counts in
standard deviations of the model's scores of the sample pairs, and each of these as much as one of
the embedded reader's scores of the same pairs does. Where answering begins is measured on each
index, by impostors that are read the same way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from retrieval.answering.question import Question
from retrieval.answering.rank import Hit
from retrieval.article import Article
from retrieval.embedding.cross_encoder import CompiledCrossEncoder, Pair
from retrieval.index.generation import OpenIndex
from retrieval.progress import Progress
from retrieval.reading.pair_windows import passage_windows, question_parts

READ_HITS: Final = 8
READING: Final = 0.144
"""Of `Hit.reading`, for a deviation: that of the embedded reader's scores of the sample pairs."""

# To be raised whenever the same model would judge otherwise: an index is calibrated with it.
_SUFFIX: Final = "-joint-1"


def stage_name(fingerprint: str) -> str:
    """Names the stage that a compiled cross-encoder is."""
    return f"{fingerprint}{_SUFFIX}"


def cross_encoders_among(stages: Iterable[str]) -> list[str]:
    """The fingerprints of the compiled cross-encoders among stages, by the stages' names."""
    return [name.removesuffix(_SUFFIX) for name in stages if name.endswith(_SUFFIX)]


class CrossEncoderStage:
    """Judges the best hits anew; safe under threads."""

    def __init__(self, encoder: CompiledCrossEncoder) -> None:
        """Takes the opened model."""
        self._encoder = encoder

    @property
    def fingerprint(self) -> str:
        """Names the model, and how its judgement counts."""
        return stage_name(self._encoder.fingerprint)

    def prepare(self, index: OpenIndex, progress: Progress) -> None:
        """Does nothing: a passage is read with its question alone."""

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Reads the best hits; see `retrieval.answering.pipeline.Stage`."""
        read = hits[:READ_HITS]
        scores = self._scores(index, question, read)
        order = sorted(range(len(read)), key=lambda place: -scores[place])
        best = [
            read[place]._replace(
                score=math.exp(scores[place] - scores[order[0]]), reading=READING * scores[place]
            )
            for place in order
        ]
        least = best[-1].score
        return [*best, *(hit._replace(score=hit.score * least) for hit in hits[len(best) :])]

    def _scores(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[float]:
        """Of each hit: what its best window scores, on average over the question's parts."""
        tokenizer = self._encoder.tokenizer
        parts = question_parts(tokenizer.pieces(question.text), tokenizer.room)
        room = tokenizer.room - len(parts[0])
        articles = index.catalog.articles_by_number([hit.passage.article for hit in hits])
        windows = [
            passage_windows(*self._pieces(index, articles[hit.passage.article], hit), room)
            for hit in hits
        ]
        pairs = [Pair(part, w) for part in parts for ws in windows for w in ws]
        found = iter(self._encoder.scores(pairs).tolist())
        best = [[max(next(found) for _ in ws) for ws in windows] for _ in parts]
        return [math.fsum(of_hit) / len(parts) for of_hit in zip(*best, strict=True)]

    def _pieces(
        self, index: OpenIndex, article: Article, hit: Hit
    ) -> tuple[list[int], list[list[int]]]:
        """The ids of a hit's headline, and of each of its sentences."""
        pieces = self._encoder.tokenizer.pieces
        rows = index.catalog.sentences(hit.passage.sentences)
        # A space before: some vocabularies tell a word that begins a text from any other.
        sentences = [pieces(f" {article.text[row.start : row.end]}") for row in rows]
        return pieces(f"{article.title}.") if article.title else [], sentences
