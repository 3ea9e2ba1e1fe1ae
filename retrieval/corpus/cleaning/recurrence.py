"""How often a line stands in the articles of one publisher, and when that is often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.corpus.cleaning.marks import bare

LEAST_ARTICLES = 3
"""In so many other articles, no two of them alike, a line stands at least."""
LEAST_SHARE = 0.01
"""Or in this share of them; a tenth of a hundred counts whatever the share (`MANY_ARTICLES`)."""
MANY_ARTICLES = 10
LEAST_OF_SENTENCE = 4
LEAST_SHARE_OF_SENTENCE = 0.02
MANY_OF_SENTENCE = 15


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a line stands in other articles of one publisher.

    Attributes:
        publisher: Which; None for articles that name none.
        articles: In how many others it stands.
        of: How many articles of the publisher there are.
    """

    publisher: str | None
    articles: int
    of: int

    def recurs(self, *, as_sentence: bool = False) -> bool:
        """Whether that is often enough, for a sentence or for anything else."""
        least, share, many = (
            (LEAST_OF_SENTENCE, LEAST_SHARE_OF_SENTENCE, MANY_OF_SENTENCE)
            if as_sentence
            else (LEAST_ARTICLES, LEAST_SHARE, MANY_ARTICLES)
        )
        return self.articles >= many or self.articles >= max(least, share * self.of)


Recurrences = Mapping[str, Recurrence]
"""By `key_of` of a line."""


def key_of(line: str) -> str:
    """A line as lines are compared: without marks of Markdown, letter case and white space."""
    return " ".join(bare(line).casefold().split())
