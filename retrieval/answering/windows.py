"""Which sentences of a paragraph are quoted: the highlight, and as much around it as helps.

Each sentence's evidence becomes a probability that it answers (a softmax over the paragraph). The
quote is the run of whole sentences around the highlight, and around what it cannot do without (see
`together.py`), that gathers the most probability within `QUOTE_CHARS`. Only where that leaves more
than `_LEFT_OUT` outside, and the quote is the first one of an answer, may it grow to
`LONG_QUOTE_CHARS`. So a quote is long only where the engine is unsure which sentence answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.catalog.rows import SentenceRow

# A phone shows some 500 characters without scrolling.
QUOTE_CHARS: Final = 500
LONG_QUOTE_CHARS: Final = 800
_LEFT_OUT: Final = 0.1
# Softmax temperature, in units of the spread of unrelated cosines: the likeliest for the sentences
# that hold the answers of the development benchmark (1.6 to 2.2 do equally well).
TEMPERATURE: Final = 2.0


@dataclass(frozen=True, slots=True)
class Window:
    """A run of sentences: half-open indices into the sequence it was chosen from."""

    first: int
    end: int


def choose_window(
    sentences: Sequence[SentenceRow],
    evidence: NDArray[np.float32],
    kept: Window,
    *,
    may_be_long: bool,
) -> Window:
    """Chooses the sentences of a quote.

    Args:
        sentences: The sentences to choose from, in order.
        evidence: Their evidence, in spreads, shape (len(sentences),).
        kept: The sentences that the quote must hold, the highlight among them.
        may_be_long: Whether an unsure quote may grow to `LONG_QUOTE_CHARS`.

    Returns:
        The window; it holds `kept`, whole, however long that is.
    """
    weights = np.exp((evidence - evidence.max()) / TEMPERATURE)
    probabilities = weights / weights.sum()
    window, gathered = _best_window(sentences, probabilities, kept, QUOTE_CHARS)
    if may_be_long and gathered < 1 - _LEFT_OUT:
        window, _ = _best_window(sentences, probabilities, kept, LONG_QUOTE_CHARS)
    return window


def _best_window(
    sentences: Sequence[SentenceRow],
    probabilities: NDArray[np.float32],
    kept: Window,
    limit: int,
) -> tuple[Window, float]:
    best, gathered = kept, float(probabilities[kept.first : kept.end].sum())
    for first in range(kept.first, -1, -1):
        for last in range(kept.end - 1, len(sentences)):
            if sentences[last].end - sentences[first].start > limit:
                break
            total = float(probabilities[first : last + 1].sum())
            if total > gathered + 1e-9:
                best, gathered = Window(first, last + 1), total
    return best, gathered
