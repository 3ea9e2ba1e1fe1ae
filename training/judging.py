"""What ranking and reader say of the sentences that might answer questions.

Asked is a library over some articles, as people would ask it. A stage that
changes nothing looks at the hits that the reader would read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.layout import SourceArticle, lay_out, pick, read_articles
from retrieval.answering.question import Question
from retrieval.answering.rank import Hit
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.evaluation.questions import EvalQuestion, load_questions
from retrieval.index.generation import OpenIndex
from retrieval.language.fold import fold_case
from retrieval.library import Library
from retrieval.reading.late_interaction import LateInteraction
from retrieval.reading.stage import ReaderStage
from retrieval.reading.weighing import Judged, measures
from training.data import SQUAD_ARTICLES_TRAINED_ON

BUILD: Final = Path("build") / "training"
"""Where work goes, unless told otherwise."""
_NEWS: Final = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences among which one question's answer is chosen.

    Attributes:
        measures: Shape (n_sentences, 8), float32, see `retrieval.reading.weighing.measures`.
        right: Whether a sentence answers, shape (n_sentences,), bool.
        passage_right: Whether its passage does, likewise.
    """

    measures: NDArray[np.float32]
    right: NDArray[np.bool_]
    passage_right: NDArray[np.bool_]


def benchmark_articles(benchmark: Path) -> list[SourceArticle]:
    """The development benchmark's articles, all that are asked about and some news."""
    return pick(read_articles(benchmark), news=_NEWS)


def questions_learned_about(texts: Sequence[SourceArticle], path: Path) -> list[EvalQuestion]:
    """The questions of a file on those articles that the reader learned from.

    Args:
        texts: From `benchmark_articles`.
        path: The file.

    Returns:
        The questions, in the file's order.
    """
    learned = {text.id for text in texts if text.title in SQUAD_ARTICLES_TRAINED_ON}
    return [question for question in load_questions(path) if question.article in learned]


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
    found = []
    with library:
        for question in questions:
            watch.seen = ()
            library.ask(question.question)
            if watch.seen:
                found.append(_choice(question, watch.seen))
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    judged: Judged
    article: str
    passage: str
    sentences: list[str]


class _Watch(ReaderStage):
    """Leaves the hits as they are and keeps what it found out about them."""

    seen: Sequence[_Seen] = ()

    def __call__(self, index: OpenIndex, question: Question, hits: Sequence[Hit]) -> list[Hit]:
        """Looks at the best hits."""
        self.seen = [_seen(index, one) for one in self.judge(index, question, hits)]
        return list(hits)


def _seen(index: OpenIndex, judged: Judged) -> _Seen:
    passage = judged.hit.passage
    article = index.catalog.articles_by_number([passage.article])[passage.article]
    rows = index.catalog.sentences(list(passage.sentences))
    sentences = [article.text[row.start : row.end] for row in rows]
    return _Seen(judged, article.id, article.text[passage.start : passage.end], sentences)


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
    found = np.concatenate(measures([one.judged for one in seen]))
    return Choice(found, np.array(right), np.array(passage_right))


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer in _normalised(text) for answer in answers)


def _normalised(text: str) -> str:
    return fold_case(" ".join(text.split()))
