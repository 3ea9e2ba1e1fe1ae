"""From which score on the corpus is held to answer: found when the index is built, without labels.

A question's *evidence* is the score of its best hit: its *closeness*, the mean cosine of passage
and best sentence in units of the spread that cosines of unrelated pairs show under this model and
corpus, plus a part for the share of the question's words that the passage contains. What closeness
is worth depends on the model (one crowds its cosines between 0.7 and 0.9, another spreads them over
0 to 0.6), on the corpus, and on the question's language. So the builder asks the index a set of
*impostor* questions (`impostors.py`) and looks how close unanswerable questions come here. A
question is answered when its evidence stands some spreads above the impostors' median closeness.

The idea is Z-norm from speaker verification: a claimed speaker's score is normalised by the scores
of impostors against the same model (Reynolds 1997; Auckenthaler, Carey and Lloyd-Thomas 2000,
"Score Normalization for Text-Independent Speaker Verification Systems", Digital Signal Processing
10). The median stands in for the mean, so a corpus may well answer some of the impostors. The
margins are the same for every model and corpus; where they come from stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import ANSWERED_FROM
from retrieval.answering.pipeline import Stage, closeness, find_hits
from retrieval.answering.question import Question
from retrieval.answering.rank import CANDIDATES
from retrieval.index.calibration import Calibration, Threshold
from retrieval.index.generation import OpenIndex
from retrieval.index.vector_files import widened
from retrieval.language.impostors import IMPOSTORS
from retrieval.progress import Progress, unwatched

# Spreads above the impostors' median. Chosen on the development benchmark, half of its articles
# held out at a time: 1.5 to 2 refuse 1 to 4 % of the answerable German questions and 72 to 91 % of
# the others. Across languages cosines lie closer together.
_MARGIN: Final = 1.9
_MARGIN_ACROSS_LANGUAGES: Final = 0.75
# Where a stage has read the hits, whose reading is a part of closeness: margins and slope are those
# of a logistic regression of whether the first quote answers (`training/README.md`, "Confidence").
MARGIN_READ: Final = 4.39
MARGIN_READ_ACROSS_LANGUAGES: Final = 2.67
SLOPE_READ: Final = 1.71
# Makes a median absolute deviation estimate a normal distribution's standard deviation.
_MAD_TO_DEVIATION: Final = 1.4826
_SAMPLED_SENTENCES: Final = 2_000
_LEAST_SPREAD: Final = 1e-3


def calibrate(
    index: OpenIndex,
    embed_questions: Callable[[Sequence[str]], NDArray[np.float32]],
    stages: Sequence[Stage] = (),
    progress: Progress = unwatched,
) -> Calibration:
    """Calibrates an index that has just been built.

    Args:
        index: The index.
        embed_questions: Texts → float32 (n, dimension), unit rows.
        stages: Those that it will be asked with; they are prepared first.
        progress: Told how far that is.

    Returns:
        The spread and the thresholds.
    """
    for stage in stages:
        stage.prepare(index, progress)
    vectors = {language: embed_questions(texts) for language, texts in IMPOSTORS.items()}
    together = np.concatenate(list(vectors.values()))
    index.passages.expect(together, CANDIDATES)
    spread = _spread(index, together)
    thresholds: dict[str, Threshold] = {}
    were_read = False
    for language, texts in IMPOSTORS.items():
        best = [
            find_hits(index, Question.embedded(text, vector), spread, stages)[0]
            for text, vector in zip(texts, vectors[language], strict=True)
        ]
        were_read = all(hit.reading for hit in best)
        near = np.array([closeness(hit, spread) for hit in best])
        same = sum(hit.same_language for hit in best) * 2 > len(best)
        thresholds[language] = _threshold_read(near, same) if were_read else _threshold(near, same)
    # A language the impostors do not speak: held to the stricter of theirs, for its cosines may lie
    # anywhere. What a reader makes of it is as sure as across languages that they do speak.
    strictness = min if were_read else max
    thresholds["other"] = strictness(thresholds.values(), key=lambda threshold: threshold.evidence)
    return Calibration(spread, thresholds)


def _spread(index: OpenIndex, questions: NDArray[np.float32]) -> float:
    """Deviation of each impostor's cosines with sentences from all over the corpus, averaged."""
    count = len(index.sentence_vectors)
    rows = np.unique(np.linspace(0, count - 1, min(count, _SAMPLED_SENTENCES)).astype(np.int64))
    cosines = questions @ widened(index.sentence_vectors[rows]).T
    return max(float(cosines.std(axis=1).mean()), _LEAST_SPREAD)


def _threshold(closeness: NDArray[np.float64], same_language: bool) -> Threshold:
    """Answering begins at the margin; confidence rises as steeply as impostors differ."""
    median = float(np.median(closeness))
    deviation = _MAD_TO_DEVIATION * float(np.median(np.abs(closeness - median)))
    margin = _MARGIN if same_language else _MARGIN_ACROSS_LANGUAGES
    # A corpus of one sentence may score every impostor alike.
    return Threshold.through(ANSWERED_FROM, median + margin, max(deviation, 0.1))


def _threshold_read(closeness: NDArray[np.float64], same_language: bool) -> Threshold:
    """Confidence is how likely the first quote answers, wherever answering begins."""
    margin = MARGIN_READ if same_language else MARGIN_READ_ACROSS_LANGUAGES
    return Threshold(float(np.median(closeness)) + margin, SLOPE_READ)
