"""What of a question and a passage a cross-encoder reads at a time.

Where both fit its window, it reads them whole. A longer question is read in parts, a longer passage
in runs of its sentences, each with the headline. Nothing is left out, save what stands behind
`MAX_WINDOWS` in a sentence that does not end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

MAX_WINDOWS: Final = 64
"""Of a passage; with windows of 512 tokens some 80,000 characters, which take seconds to read."""


def question_parts(pieces: Sequence[int], room: int) -> list[Sequence[int]]:
    """Parts of a question that leave a passage half of the window.

    Args:
        pieces: The question's ids.
        room: Most ids of question and passage together.

    Returns:
        As few parts as will do, about equally long; at least one.
    """
    count = max(-(-len(pieces) // (room // 2)), 1)
    size = max(-(-len(pieces) // count), 1)
    return [pieces[first : first + size] for first in range(0, max(len(pieces), 1), size)]


def passage_windows(
    headline: Sequence[int], sentences: Sequence[Sequence[int]], room: int
) -> list[list[int]]:
    """Runs of a passage's sentences that fit the window, each with the headline before it.

    Args:
        headline: Its ids; one that takes more than half of the window is read once, as a sentence.
        sentences: The ids of each sentence; one that is longer than the window is read in parts.
        room: Most ids of a window.

    Returns:
        The windows, in order; together they hold every sentence. At least one, and at most
        `MAX_WINDOWS`.
    """
    if len(headline) > room // 2:
        headline, sentences = (), (headline, *sentences)
    left = room - len(headline)
    windows: list[list[int]] = [[]]
    for sentence in sentences:
        for first in range(0, len(sentence), left):
            part = sentence[first : first + left]
            if len(windows[-1]) + len(part) > left:
                windows.append([])
            windows[-1] += part
    return [[*headline, *window] for window in windows[:MAX_WINDOWS]]
