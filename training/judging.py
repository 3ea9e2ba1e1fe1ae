"""What ranking and reader say of the sentences that might answer questions.

Asked is a library over some articles, as people would ask it. A stage that
changes nothing looks at the hits that the reader would read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.layout import SourceArticle, lay_out
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit, min_max_scaled
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.evaluation.questions import EvalQuestion
from retrieval.index.generation import OpenIndex
from retrieval.language.fold import fold_case
from retrieval.library import Library
from retrieval.progress import Progress
from retrieval.reading.late_interaction import LateInteraction
from retrieval.reading.stage import READ_HITS
from retrieval.reading.weighing import Judged
from retrieval.reading.windows import WindowTokenizer

MEASURES: Final = ("late", "nearness", "coverage", "ranking", "cosine", "passage coverage")
"""As `retrieval.reading.weighing` weighs them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences among which one question's answer is chosen.

    Attributes:
        measures: Shape (n_sentences, 6), float32, in the order of `MEASURES`.
        right: Whether a sentence answers, shape (n_sentences,), bool.
        passage_right: Whether its passage does, likewise.
    """

    measures: NDArray[np.float32]
    right: NDArray[np.bool_]
    passage_right: NDArray[np.bool_]


def choices(
    questions: Sequence[EvalQuestion],
    articles: Sequence[SourceArticle],
    encoder: CompiledEncoder,
    reader: LateInteraction,
    folder: Path,
) -> list[Choice]:
    """Asks questions and looks at the hits.

    Args:
        questions: Answerable ones, with the article that answers, or of `benchmarks.everyday`.
        articles: The corpus.
        encoder: Embeds.
        reader: Reads.
        folder: For corpus and index; what lies there already is used again.

    Returns:
        One choice for each question that was searched for.
    """
    watch = _Watch(encoder, reader)
    corpus = lay_out(articles, folder / "corpus")
    library = Library(folder / "index", corpus_dir=corpus, encoder=encoder, stages=(watch,))
    library.build()
    watch.looks = True
    found = []
    with library:
        for question in questions:
            watch.seen = []
            library.ask(question.question)
            if watch.seen:
                found.append(_choice(question, watch.seen))
    return found


def measures(judged: Sequence[Judged]) -> NDArray[np.float32]:
    """What is weighed of the sentences of one question's hits.

    Args:
        judged: The hits, at least one.

    Returns:
        Shape (n_sentences, 6), float32: the hits' sentences one behind the other.
    """
    ranking = min_max_scaled(np.array([one.hit.score for one in judged], np.float32))
    rows = []
    for one, ranked in zip(judged, ranking, strict=True):
        of_passage = np.full((len(one.late), 3), (ranked, one.hit.cosine, one.passage_covered))
        rows.append(np.column_stack([one.late, one.hit.nearness, one.covered, of_passage]))
    return np.concatenate(rows).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Seen:
    judged: Judged
    article: str
    passage: str
    sentences: list[str]


@dataclass
class _Watch:
    """A stage that leaves the hits as they are and keeps what it found out about them."""

    encoder: CompiledEncoder
    reader: LateInteraction
    looks: bool = False
    seen: list[_Seen] = field(default_factory=list)
    fingerprint: str = "watch"
    _read: dict[tuple[int, int], tuple[NDArray[np.float32], list[tuple[int, int]]]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        prompts = self.encoder.compiled.question.text, self.encoder.compiled.passage.text
        self._tokenizer = WindowTokenizer(self.encoder.tokenizer, *prompts)

    def prepare(self, index: OpenIndex, progress: Progress) -> None:
        """Nothing is to be prepared."""

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Looks at the best hits."""
        if self.looks:
            self.seen = [self._look(index, question, hit) for hit in hits[:READ_HITS]]
        return list(hits)

    def _look(self, index: OpenIndex, question: Question, hit: Hit) -> _Seen:
        passage = hit.passage
        article = index.catalog.articles_by_number([passage.article])[passage.article]
        numbers = passage.sentences
        spans = [(row.start, row.end) for row in index.catalog.sentences(list(numbers))]
        key = passage.article, passage.start
        if key not in self._read:
            window = self._tokenizer.window(article.title, article.text, spans)
            tokens = self.reader.read(self.encoder.states(window.tokens))
            self._read[key] = tokens, window.sentences
        states = self.encoder.states(self._tokenizer.question(question.text))[1:-1]
        late = self.reader.scores(self.reader.asked(states), *self._read[key])
        covered, passage_covered = np.zeros_like(late), 0.0
        if hit.same_language:
            rows = np.array(numbers, np.int64)
            covered = index.keywords.coverage_of_sentences(question.text, rows)
            passage_covered = float(index.keywords.coverage(question.text, numbers))
        return _Seen(
            Judged(hit, late, covered, passage_covered),
            article.id,
            article.text[passage.start : passage.end],
            [article.text[start:end] for start, end in spans],
        )


def _choice(question: EvalQuestion, seen: Sequence[_Seen]) -> Choice:
    answers = [_normalised(answer) for answer in question.answers]
    right: list[bool] = []
    passage_right: list[bool] = []
    for one in seen:
        # A story's number begins its questions' ids, its texts' too; others know nothing of it.
        source = question.article or question.id[:2]
        may = one.article[: len(source)] == source
        right += [may and _holds(sentence, answers) for sentence in one.sentences]
        passage_right += [may and _holds(one.passage, answers)] * len(one.sentences)
    found = measures([one.judged for one in seen])
    return Choice(found, np.array(right), np.array(passage_right))


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer in _normalised(text) for answer in answers)


def _normalised(text: str) -> str:
    return fold_case(" ".join(text.split()))
