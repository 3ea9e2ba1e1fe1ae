"""Noticing that an article is in the corpus already, word for word or nearly so.

Four signs. What bears the address of another (of a page, not of a whole site; `addresses`) is that
article, in the same words or in others; so this comes first. Else, in this order: the same words;
most of the same runs of five words (`language.shingles`); the same headline on the same day. Words
are compared by letters and digits alone, so that another quote mark, line break or letter case
changes nothing.

What is given is gone through once and nothing of it is kept. Of the article's longest words a text
that repeats it holds nearly all and any other next to none, which is seen without cutting that text
into words: of 424 German articles two in a hundred pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from retrieval.article import Article
from retrieval.corpus.addresses import page_of
from retrieval.language.fold import fold_case
from retrieval.language.shingles import runs_of, similarity_of, words_of

LEAST_SIMILARITY = 0.7
"""Measured on 424 German articles: no two of them came to more than 0.27; a copy with every
twentieth word changed to 0.61, every fiftieth 0.83, a single one 0.96."""

_PROBES = 24
_LEAST_PROBES = 1 / 3
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article of the corpus that says the same.

    Attributes:
        id: Its id.
        kind: The sign; `same_address` where headline or text has other words, so that it is another
            version of the same article.
        similarity: Share of common runs of words in [0, 1]; 1 for `same_text`.
    """

    id: str
    kind: Literal["same_text", "similar_text", "same_address", "same_headline"]
    similarity: float


def find_duplicate(article: Article, known: Iterable[Article]) -> Duplicate | None:
    """The article of a corpus that is nearest to being this one, the first of equals.

    Args:
        article: The article.
        known: Those of the corpus.

    Returns:
        That of the same address; else the nearest of those that bear the first of the other signs
        that any bears.
    """
    words = words_of(article.text)
    runs, headline, may_repeat = runs_of(words), words_of(article.title), _probe(article.text)
    same = nearest = namesake = at_address = None
    page = page_of(article.url)
    for other in known:
        if page is not None and page_of(other.url) == page:
            others = words_of(other.text)
            if others == words and words_of(other.title) == headline:
                return Duplicate(other.id, "same_text", 1.0)
            similarity = similarity_of(runs, runs_of(others))
            if at_address is None or similarity > at_address.similarity:
                at_address = Duplicate(other.id, "same_address", similarity)
            continue
        if same is None and may_repeat(other.text):
            others = words_of(other.text)
            if others == words:
                same = Duplicate(other.id, "same_text", 1.0)
                continue
            similarity = similarity_of(runs, runs_of(others))
            if similarity >= LEAST_SIMILARITY and (not nearest or similarity > nearest.similarity):
                nearest = Duplicate(other.id, "similar_text", similarity)
        same_day = article.date is not None and other.date == article.date
        if namesake is None and same_day and words_of(other.title) == headline:
            similarity = similarity_of(runs, runs_of(words_of(other.text)))
            namesake = Duplicate(other.id, "same_headline", similarity)
    return at_address or same or nearest or namesake


def _probe(text: str) -> Callable[[str], bool]:
    """Makes the test whether another text holds enough of this one's longest words."""
    words = set(_WORD.findall(text))
    # Bytes fold the case of ASCII at once; a text in another alphabet has too little of it, and an
    # "ss" may be "ß" elsewhere.
    plain = {word for word in words if word.isascii() and "ss" not in word.lower()}
    folded = _folded_ascii if len(plain) * 2 >= len(words) else _folded
    chosen = plain if folded is _folded_ascii else words
    longest = sorted(set(map(folded, chosen)), key=lambda word: (-len(word), word))[:_PROBES]
    needed = min(len(longest), max(1, int(len(longest) * _LEAST_PROBES)))

    def holds_enough(other: str) -> bool:
        inside = folded(other)
        missing = len(longest) - needed
        for word in longest:
            if word not in inside:
                missing -= 1
                if missing < 0:
                    return False
        return True

    return holds_enough


def _folded_ascii(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass").lower()


def _folded(text: str) -> bytes:
    return fold_case(text).encode("utf-8", "surrogatepass")
