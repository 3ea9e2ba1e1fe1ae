"""Which neighbours a marked sentence cannot do without: those without which it does not answer.

"Sie sind zu schmal" answers beside the sentence that names what, "Nein." beside what was asked, and
"Kritik kommt vom ADFC." beside the sentence after it. Told by the first word and by reported
speech, in German and English: a subject that another noun names ("das Land") is not found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from retrieval.answering.windows import Window
from retrieval.index.catalog.rows import SentenceRow
from retrieval.segmentation.passages import Role

_BACKWARD: Final = re.compile(
    r"\W*(?:er|sie|es|ihm|ihn|ihr|ihre[mnrs]?|ihnen|sein|seine[mnrs]?|diese[mnrs]?|jene[mnrs]?"
    r"|dessen|deren|dort|damals|dabei|da(?:für|gegen|her|mit|nach|ran|rauf|rin|rüber|von|vor|zu)"
    r"|deshalb|deswegen|beide[mnrs]?|he|she|it|they|his|her|its|their|this|that|these|those|both"
    # Before anything else "das" is an article.
    r"|das (?:ist|war|sei|wäre|hat|habe|hatte|wird|werde|würde|kann|könne|soll|solle|sagte?|gilt"
    r"|gelte|heißt|geht|bedeutet|teilte|liegt|reicht|kostet|nannte|bestätigte))\b",
    re.IGNORECASE,
)
_REPORTED: Final = re.compile(
    r"\b(?:sei|seien|habe|werde|müsse|könne|solle|dürfe|wolle|gebe|hätten|müssten|könnten)\b"
)


def kept_together(
    text: str, sentences: Sequence[SentenceRow], highlight: int, max_chars: int
) -> Window:
    """The run of sentences that must not be torn apart.

    Args:
        text: The article's text.
        sentences: The sentences to choose from, in order.
        highlight: Index of the sentence marked.
        max_chars: How long the run may be; neighbours that do not fit are left out.

    Returns:
        The highlight and the neighbours that it needs.
    """
    first, end = highlight, highlight + 1
    if end < len(sentences) and _goes_on(_words(text, sentences[end])):
        end += 1
    while first and sentences[first - 1].role >= Role.ASKS:
        first -= 1
    if first and first == highlight and _BACKWARD.match(_words(text, sentences[highlight])):
        first -= 1
    while sentences[end - 1].end - sentences[first].start > max_chars and end - first > 1:
        first, end = (first, end - 1) if end - 1 > highlight else (first + 1, end)
    return Window(first, end)


def _goes_on(words: str) -> bool:
    return bool(_BACKWARD.match(words) or _REPORTED.search(words))


def _words(text: str, sentence: SentenceRow) -> str:
    return text[sentence.start : sentence.end]
