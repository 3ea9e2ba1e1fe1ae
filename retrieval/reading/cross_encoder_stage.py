"""The stage of the pipeline that reads the best hits with a cross-encoder that was named.

Question and passage are read together, the headline before the passage: these scores order the hits
and speak for an answer or against. Of the best, each sentence is then read by itself, below the
headline, and the best of them is marked.

How much a score counts for confidence: cross-encoders give scores of any size, so one counts in
standard deviations of the model's scores of the sample pairs, and each of these as much as one of
the embedded reader's scores of the same pairs does. Where answering begins is measured on each
index, by impostors that are read the same way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from retrieval.answering.pipeline import READING_WEIGHT
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit
from retrieval.embedding.cross_encoder import CompiledCrossEncoder, Pair
from retrieval.index.generation import OpenIndex
from retrieval.progress import Progress
from retrieval.reading.pair_windows import passage_windows, question_parts

READ_HITS: Final = 8
MARKED_HITS: Final = 3
"""Of those read, the best: so many sentences are read one by one."""
READING: Final = 0.144
"""Of `Hit.reading`, for a deviation: that of the embedded reader's scores of the sample pairs."""

# Of a sentence's evidence, in spreads, for a deviation: as of a passage's closeness.
_EVIDENCE: Final = READING_WEIGHT * READING
# To be raised whenever the same model would judge otherwise: an index is calibrated with it.
_SUFFIX: Final = "-joint-1"


def stage_name(fingerprint: str) -> str:
    """Names the stage that a compiled cross-encoder is."""
    return f"{fingerprint}{_SUFFIX}"


def cross_encoders_among(stages: Iterable[str]) -> list[str]:
    """The fingerprints of the compiled cross-encoders among stages, by the stages' names."""
    return [name.removesuffix(_SUFFIX) for name in stages if name.endswith(_SUFFIX)]


class _Read(NamedTuple):
    """A hit, and the ids of its headline and of each of its sentences."""

    hit: Hit
    title: list[int]
    sentences: list[list[int]]


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
        room = self._encoder.tokenizer.room
        parts = question_parts(self._encoder.tokenizer.pieces(question.text), room)
        room -= len(parts[0])
        read = self._read(index, hits[:READ_HITS])
        scores = self._scores(parts, [passage_windows(r.title, r.sentences, room) for r in read])
        order = sorted(range(len(read)), key=lambda place: -scores[place])
        best = [
            read[place].hit._replace(
                score=math.exp(scores[place] - scores[order[0]]), reading=READING * scores[place]
            )
            for place in order
        ]
        for rank, place in enumerate(order[:MARKED_HITS]):
            title, sentences = read[place].title, read[place].sentences
            alone = [passage_windows(title, [sentence], room) for sentence in sentences]
            evidence = np.array(self._scores(parts, alone), np.float32)
            best[rank] = best[rank]._replace(evidence=evidence * np.float32(_EVIDENCE))
        least = best[-1].score
        return [*best, *(hit._replace(score=hit.score * least) for hit in hits[len(best) :])]

    def _scores(
        self, parts: Sequence[Sequence[int]], texts: Sequence[Sequence[Sequence[int]]]
    ) -> list[float]:
        """Of each text: what its best window scores, on average over the question's parts."""
        pairs = [Pair(part, window) for part in parts for text in texts for window in text]
        found = iter(self._encoder.scores(pairs).tolist())
        best = [[max(next(found) for _ in text) for text in texts] for _ in parts]
        return [math.fsum(of_text) / len(parts) for of_text in zip(*best, strict=True)]

    def _read(self, index: OpenIndex, hits: Sequence[Hit]) -> list[_Read]:
        pieces = self._encoder.tokenizer.pieces
        articles = index.catalog.articles_by_number([hit.passage.article for hit in hits])
        found = []
        for hit in hits:
            article = articles[hit.passage.article]
            rows = index.catalog.sentences(hit.passage.sentences)
            # A space before: some vocabularies tell a word that begins a text from any other.
            sentences = [pieces(f" {article.text[row.start : row.end]}") for row in rows]
            title = pieces(f"{article.title}.") if article.title else []
            found.append(_Read(hit, title, sentences))
        return found
