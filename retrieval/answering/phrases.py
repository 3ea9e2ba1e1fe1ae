"""Phrases in quotation marks: what of a question is to be found word for word.

Words are compared by their folded forms, so that letter case, white space, punctuation and the kind
of quotation marks do not matter; their order does, and no word may stand between them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.catalog.rows import PassageRow
from retrieval.index.generation import OpenIndex
from retrieval.index.keywords.analysis import tokens
from retrieval.language.fold import search_form

# Any opening mark up to the next closing one: „…“, “…”, «…», »…«, "…"; single ones only around
# whole words, for they are apostrophes, too.
_QUOTED: Final = re.compile(
    '[„“”«»"]([^„“”«»"]+)[“”«»"]|(?<![^\\W_])[‚‘’‹›\'`]([^‚‘‹›`]+?)[‘’‹›\'´](?![^\\W_])'
)
# So many of the best passages by the phrase's words are read to find it.
_SEARCHED: Final = 200
_FOUND: Final = 20
WHOLE: Final = 0.999
"""A coverage that is all words, but for rounding."""


def phrases_in(text: str) -> tuple[str, ...]:
    """The phrases in quotation marks, without them, in order."""
    found = (double or single for double, single in _QUOTED.findall(text))
    return tuple(phrase.strip() for phrase in found if tokens(phrase))


def holds_phrase(text: str, phrase: str) -> bool:
    """Whether the words of a phrase stand in a text, in a row."""
    return _forms(phrase) in _forms(text)


def passages_with(
    index: OpenIndex, phrase: str, among: NDArray[np.int64] | None
) -> list[PassageRow]:
    """Passages in which a phrase stands word for word.

    Args:
        index: What is searched.
        phrase: Without its quotation marks.
        among: Numbers of the passages admitted; None where all are.

    Returns:
        At most `_FOUND` passages, the best by BM25; none for a phrase of function words alone.
    """
    found, _ = index.keywords.search(phrase, _SEARCHED)
    if among is not None:
        found = found[np.isin(found, among)]
    place = {number: place for place, number in enumerate(found.tolist())}
    covering = [
        passage
        for passage in index.catalog.passages(found.tolist())
        if index.keywords.coverage(phrase, passage.sentences) >= WHOLE
    ]
    covering.sort(key=lambda passage: place[passage.number])
    held = (passage for passage in covering if holds_phrase(words_of(index, passage), phrase))
    return [passage for passage, _ in zip(held, range(_FOUND), strict=False)]


def words_of(index: OpenIndex, passage: PassageRow) -> str:
    """The words of a passage."""
    article = index.catalog.articles_by_number([passage.article])[passage.article]
    return article.text[passage.start : passage.end]


@lru_cache(maxsize=256)
def _forms(text: str) -> str:
    return f" {' '.join(filter(None, map(search_form, tokens(text))))} "
